"""Addresses of people and networks; those of sign-in stand in a file of their own."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path

from networks.feeds import PublicMeetingFeed
from networks.views import (
    answers,
    attendance,
    calendars,
    enquiries,
    files,
    measures,
    meeting_packs,
    meetings,
    minutes,
    my_measures,
    my_page,
    networks,
    organizations,
    outbox,
    public_meetings,
    rosters,
    strategies,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("nettverk/", networks.NetworkList.as_view(), name="network-list"),
    path("nettverk/<slug:slug>/", networks.NetworkDetail.as_view(), name="network-detail"),
    path("nettverk/<slug:slug>/utskrift/", networks.NetworkPrint.as_view(), name="network-print"),
    path("nettverk/<slug:slug>/utskrift.pdf", networks.NetworkPdf.as_view(), name="network-pdf"),
    path("nettverk/<slug:slug>/lest/", networks.NetworkRead.as_view(), name="network-read"),
    path("nettverk/<slug:slug>/kontakt/", enquiries.EnquiryView.as_view(), name="network-contact"),
    path("nettverk/<slug:slug>/deltakere/", rosters.RosterDetail.as_view(), name="network-roster"),
    path(
        "nettverk/<slug:slug>/deltakere/utskrift/", rosters.RosterPrint.as_view(), name="network-roster-print"
    ),
    path(
        "nettverk/<slug:slug>/deltakere/utskrift.pdf", rosters.RosterPdf.as_view(), name="network-roster-pdf"
    ),
    path("nettverk/<slug:slug>/moter/", meetings.MeetingList.as_view(), name="meeting-list"),
    path(
        "nettverk/<slug:slug>/moter/<int:year>-<int:number>/",
        meetings.MeetingDetail.as_view(),
        name="meeting-detail",
    ),
    path(
        "nettverk/<slug:slug>/moter/<int:year>-<int:number>/utskrift/",
        meetings.MeetingPrint.as_view(),
        name="meeting-print",
    ),
    path(
        "nettverk/<slug:slug>/moter/<int:year>-<int:number>/utskrift.pdf",
        meetings.MeetingPdf.as_view(),
        name="meeting-pdf",
    ),
    path(
        "nettverk/<slug:slug>/moter/<int:year>-<int:number>/motepakke/",
        meeting_packs.MeetingPackDetail.as_view(),
        name="meeting-pack",
    ),
    path(
        "nettverk/<slug:slug>/moter/<int:year>-<int:number>/motepakke/utskrift/",
        meeting_packs.MeetingPackPrint.as_view(),
        name="meeting-pack-print",
    ),
    path(
        "nettverk/<slug:slug>/moter/<int:year>-<int:number>/motepakke/utskrift.pdf",
        meeting_packs.MeetingPackPdf.as_view(),
        name="meeting-pack-pdf",
    ),
    path(
        "nettverk/<slug:slug>/moter/<int:year>-<int:number>/deltakerliste/",
        attendance.AttendanceDetail.as_view(),
        name="meeting-attendance",
    ),
    path(
        "nettverk/<slug:slug>/moter/<int:year>-<int:number>/deltakerliste/utskrift/",
        attendance.AttendancePrint.as_view(),
        name="meeting-attendance-print",
    ),
    path(
        "nettverk/<slug:slug>/moter/<int:year>-<int:number>/deltakerliste/utskrift.pdf",
        attendance.AttendancePdf.as_view(),
        name="meeting-attendance-pdf",
    ),
    path(
        "nettverk/<slug:slug>/moter/<int:year>-<int:number>/referat/",
        minutes.MinutesDetail.as_view(),
        name="minutes-detail",
    ),
    path(
        "nettverk/<slug:slug>/moter/<int:year>-<int:number>/referat/utskrift/",
        minutes.MinutesPrint.as_view(),
        name="minutes-print",
    ),
    path(
        "nettverk/<slug:slug>/moter/<int:year>-<int:number>/referat/utskrift.pdf",
        minutes.MinutesPdf.as_view(),
        name="minutes-pdf",
    ),
    path(
        "nettverk/<slug:slug>/moter/<int:year>-<int:number>/referat/merknad/",
        minutes.MinutesCommentView.as_view(),
        name="minutes-comment",
    ),
    path(
        "nettverk/<slug:slug>/moter/<int:year>-<int:number>/svar/",
        answers.MeetingAnswer.as_view(),
        name="meeting-answer",
    ),
    path(
        "nettverk/<slug:slug>/moter/<int:year>-<int:number>/mote.ics",
        calendars.MeetingCalendar.as_view(),
        name="meeting-calendar",
    ),
    path("nettverk/<slug:slug>/kalender.ics", calendars.NetworkCalendar.as_view(), name="network-calendar"),
    path("kalender/<slug:secret>.ics", calendars.PersonCalendar.as_view(), name="person-calendar"),
    path("lenke/mote/<int:pk>/", meetings.MeetingLink.as_view(), name="meeting-link"),
    path("lenke/strategi/<int:pk>/", strategies.StrategyLink.as_view(), name="strategy-link"),
    path("lenke/nettverk/<int:pk>/", networks.NetworkLink.as_view(), name="network-link"),
    path("lenke/tiltak/<int:pk>/", measures.MeasureLink.as_view(), name="measure-link"),
    path("vedlegg/<uuid:pk>/", files.StoredFileDownload.as_view(), name="stored-file"),
    path("medlemmer/", organizations.OrganizationList.as_view(), name="organization-list"),
    path(
        "medlemmer/<int:pk>-<slug:slug>/",
        organizations.OrganizationDetail.as_view(),
        name="organization-detail",
    ),
    path("formannskapet/feed/", login_not_required(PublicMeetingFeed()), name="public-meeting-feed"),
    path("formannskapet/", public_meetings.PublicMeetingList.as_view(), name="public-meeting-list"),
    path(
        "formannskapet/utskrift/", public_meetings.PublicMeetingPrint.as_view(), name="public-meeting-print"
    ),
    path("formannskapet/utskrift.pdf", public_meetings.PublicMeetingPdf.as_view(), name="public-meeting-pdf"),
    path("min-side/", my_page.MyPage.as_view(), name="my-page"),
    path("min-side/siden-sist/", my_page.SinceLast.as_view(), name="since-last"),
    path("min-side/oppfolging/<int:pk>/gjort/", my_page.ActionPointDone.as_view(), name="action-point-done"),
    path("min-side/tiltak/", my_measures.MyMeasures.as_view(), name="my-measures"),
    path("min-side/tiltak/utskrift/", my_measures.MyMeasuresPrint.as_view(), name="my-measures-print"),
    path("min-side/tiltak/utskrift.pdf", my_measures.MyMeasuresPdf.as_view(), name="my-measures-pdf"),
    path("min-side/kontakt/", my_page.MyContact.as_view(), name="my-contact"),
    path("min-side/kalender/", calendars.MyCalendar.as_view(), name="my-calendar"),
    path("min-side/e-post-valg/", calendars.MyMail.as_view(), name="my-mail"),
    path("strategier/", include("networks.edition_urls")),
    path("strategier/", include("networks.strategy_urls")),
    path("", include("networks.sign_in_urls")),
]

if settings.LOCAL:
    urlpatterns += [
        path("utvikling/utboks/", outbox.OutboxList.as_view(), name="outbox"),
        path("utvikling/utboks/<int:pk>/", outbox.OutboxDetail.as_view(), name="outbox-message"),
    ]
