"""Addresses of strategies, below ``strategier/``."""

from django.urls import path

from networks.views import strategies

urlpatterns = [
    path("", strategies.StrategyList.as_view(), name="strategy-list"),
    path("<slug:slug>/", strategies.StrategyDetail.as_view(), name="strategy-detail"),
    path("<slug:slug>/utskrift/", strategies.StrategyPrint.as_view(), name="strategy-print"),
    path("<slug:slug>/utskrift.pdf", strategies.StrategyPdf.as_view(), name="strategy-pdf"),
    path("<slug:slug>/status.csv", strategies.StrategyTable.as_view(ending="csv"), name="strategy-csv"),
    path("<slug:slug>/status.xlsx", strategies.StrategyTable.as_view(ending="xlsx"), name="strategy-xlsx"),
]
