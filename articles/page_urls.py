"""Addresses of the pages: every path that nothing else on the site answers."""

from django.urls import path, register_converter

from articles import views
from articles.converters import PagePathConverter

register_converter(PagePathConverter, "page")

urlpatterns = [
    path("<page:path>/utskrift/", views.PagePrint.as_view(), name="page-print"),
    path("<page:path>/utskrift.pdf", views.PagePdf.as_view(), name="page-pdf"),
    path("<page:path>/", views.PageDetail.as_view(), name="page-detail"),
]
