from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import path

stub = login_not_required(lambda request, **kwargs: HttpResponse("stub"))
urlpatterns = [
    path("", stub, name="strategy-list"),
    path("<slug:slug>/", stub, name="strategy-detail"),
    path("<slug:slug>/utskrift/", stub, name="strategy-print"),
    path("<slug:slug>/utskrift.pdf", stub, name="strategy-pdf"),
    path("<slug:slug>/utlevert/<int:pk>/", stub, name="published-report"),
]
