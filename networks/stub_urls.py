"""Where the pages of editions and measures will be; gone when they are."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import path

stub = login_not_required(lambda request, **kwargs: HttpResponse("Kommer"))
urlpatterns = [
    path("<slug:slug>/utgaver/<int:number>/", stub, name="edition-detail"),
    path("<slug:slug>/utgaver/<int:number>/dokument/", stub, name="edition-file"),
    path("<slug:slug>/utgaver/<int:number>/kortversjon/", stub, name="edition-short-file"),
    path("<slug:slug>/tiltak/<str:code>/", stub, name="measure-detail"),
]
