"""Addresses of editions and measures, below ``strategier/``."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from networks.models.measures import MEASURE_CODE
from networks.views import editions, hearings, measures


class MeasureCode(StringConverter):
    """A measure's code in an address: nothing else is looked for, so that no database meets a NUL."""

    regex = MEASURE_CODE.regex.pattern.strip("^$")


register_converter(MeasureCode, "code")

urlpatterns = [
    path("<slug:slug>/utgaver/<int:number>/", editions.EditionDetail.as_view(), name="edition-detail"),
    path("<slug:slug>/utgaver/<int:number>/utskrift/", editions.EditionPrint.as_view(), name="edition-print"),
    path("<slug:slug>/utgaver/<int:number>/utskrift.pdf", editions.EditionPdf.as_view(), name="edition-pdf"),
    path("<slug:slug>/utgaver/<int:number>/dokument/", editions.EditionFile.as_view(), name="edition-file"),
    path(
        "<slug:slug>/utgaver/<int:number>/kortversjon/",
        editions.EditionShortFile.as_view(),
        name="edition-short-file",
    ),
    path(
        "<slug:slug>/utgaver/<int:number>/innspill/",
        hearings.HearingCommentView.as_view(),
        name="hearing-comment",
    ),
    path(
        "<slug:slug>/utgaver/<int:number>/innspill/<int:pk>/vedlegg/",
        hearings.HearingFile.as_view(),
        name="hearing-file",
    ),
    path("<slug:slug>/tiltak/<code:code>/", measures.MeasureDetail.as_view(), name="measure-detail"),
    path("<slug:slug>/tiltak/<code:code>/utskrift/", measures.MeasurePrint.as_view(), name="measure-print"),
    path("<slug:slug>/tiltak/<code:code>/utskrift.pdf", measures.MeasurePdf.as_view(), name="measure-pdf"),
]
