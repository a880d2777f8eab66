"""Addresses of strategies, below ``strategier/``."""

from django.urls import path

from networks.views import strategies, strategy_reports

urlpatterns = [
    path("", strategies.StrategyList.as_view(), name="strategy-list"),
    path("<slug:slug>/", strategies.StrategyDetail.as_view(), name="strategy-detail"),
    path("<slug:slug>/utskrift/", strategies.StrategyPrint.as_view(), name="strategy-print"),
    path("<slug:slug>/utskrift.pdf", strategies.StrategyPdf.as_view(), name="strategy-pdf"),
    path("<slug:slug>/status.csv", strategies.StrategyTable.as_view(ending="csv"), name="strategy-csv"),
    path("<slug:slug>/status.xlsx", strategies.StrategyTable.as_view(ending="xlsx"), name="strategy-xlsx"),
    path("<slug:slug>/siden-sist/", strategy_reports.ChangesDetail.as_view(), name="strategy-changes"),
    path(
        "<slug:slug>/siden-sist/utskrift/",
        strategy_reports.ChangesPrint.as_view(),
        name="strategy-changes-print",
    ),
    path(
        "<slug:slug>/siden-sist/utskrift.pdf",
        strategy_reports.ChangesPdf.as_view(),
        name="strategy-changes-pdf",
    ),
    path(
        "<slug:slug>/utlevert/<int:pk>/",
        strategy_reports.PublishedReportFile.as_view(),
        name="published-report",
    ),
]
