"""The demo's meetings: the ones of the association's history, this year's, and what came of them."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from knf.formats import WEEKDAYS
from networks.models import (
    ActionPoint,
    AgendaItem,
    Attendance,
    Meeting,
    MeetingDateChange,
    Minutes,
    MinutesComment,
    OutboxMessage,
)
from networks.visibility import Level
from tests.networks.demo import TODAY

Status, State = Meeting.Status, Minutes.State

pytestmark = pytest.mark.usefixtures("demo")


def the(title):
    """Return the meeting called ``title``."""
    return Meeting.objects.get(title=title)


def test_the_meetings_with_the_elected_bodies_are_those_of_the_record():
    held = Meeting.objects.with_public_body().filter(status=Status.HELD).order_by("starts_at")
    assert [(meeting.day, meeting.public_body.name, bool(meeting.case_number)) for meeting in held] == [
        (date(2019, 5, 29), "Formannskapet", True),
        (date(2020, 6, 24), "Formannskapet", False),
        (date(2021, 1, 20), "Formannskapet", True),
        (date(2021, 11, 3), "Formannskapet", True),
        (date(2022, 11, 2), "Formannskapet", True),
        (date(2023, 6, 14), "Kommunestyret", True),
        (date(2024, 3, 20), "Formannskapet", False),
        (date(2025, 12, 10), "Formannskapet", True),
        (date(2026, 3, 18), "Formannskapet", True),
    ]
    assert {WEEKDAYS[meeting.day.weekday()] for meeting in held} == {"onsdag"}
    assert all(meeting.visibility == Level.PUBLIC and meeting.public_summary for meeting in held)
    three = the("Dialogmøte med tre forum")
    assert {str(network) for network in three.networks} == {
        "Forum for bygg, anlegg og eiendom",
        "Forum for handel",
        "Forum for opplevelser",
    }


def test_there_is_one_of_every_sort_and_ten_in_the_last_three_years():
    assert set(Meeting.objects.values_list("status", flat=True)) == set(Status)
    recent = Meeting.objects.filter(status=Status.HELD, starts_at__date__gt=TODAY - timedelta(days=3 * 365))
    assert recent.count() >= 10
    assert the("Gjestetallene: hva forteller de?").is_postponed
    assert the("Felles stand på reiselivsmessa").is_cancelled
    assert Meeting.objects.exclude(online_url="").filter(venue="").exists()
    moved = MeetingDateChange.objects.exclude(new_starts_at=None).get()
    assert moved.meeting == the("Mørke vinduer og lys i gata")
    assert Meeting.objects.filter(status=Status.DRAFT, number=None).count() == 1


def test_meetings_and_items_are_numbered_in_order_from_one():
    for network, year in set(Meeting.objects.announced().values_list("host_network", "year")):
        numbers = Meeting.objects.filter(host_network=network, year=year).values_list("number", flat=True)
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
    held = AgendaItem.objects.filter(meeting__status=Status.HELD)
    assert not held.filter(number=None).exists()


def test_names_are_those_of_the_day():
    first = the("Første årsstatus for industriplanen")
    rows = first.attendances.all()
    assert all(row.name_snapshot for row in rows)
    assert {row.name_snapshot for row in rows.present()} >= {"Gunnhild Aasrud", "Ragnar Dokkedal"}
    then = rows.get(name_snapshot="Ragnar Dokkedal")
    assert then.organization_snapshot == "Trollerud Sensor AS"


def test_deputies_stood_in_and_one_is_called():
    stand_ins = Attendance.objects.filter(stands_in_for__isnull=False)
    assert {(str(row.person), str(row.stands_in_for.person)) for row in stand_ins} == {
        ("Solveig Frøyseth", "Marit Elise Hynne"),
        ("Linn Therese Moelv-Aas", "Per-Olav Grytenes"),
    }
    assert stand_ins.get(meeting__status=Status.SCHEDULED).notified_revision == 1


def test_minutes_are_in_every_state():
    assert set(Minutes.objects.values_list("state", flat=True)) == set(State)
    withdrawn = Minutes.objects.get(state=State.WITHDRAWN)
    second = withdrawn.replaced_by.get()
    assert (second.version, second.state) == (2, State.PUBLISHED)
    told = "".join(withdrawn.items.values_list("text", flat=True))
    mended = "".join(second.items.values_list("text", flat=True))
    assert "sykmeldt" in told
    assert "sykmeldt" not in mended
    commented = Minutes.objects.get(state=State.FOR_COMMENT)
    assert commented.is_open_for_comment or timezone.localdate() > TODAY
    assert MinutesComment.objects.filter(minutes=commented).count() == 2
    assert MinutesComment.objects.filter(answer="").count() == 1
    approved = Minutes.objects.get(state=State.APPROVED)
    assert approved.approved_at_meeting == the("Tallene til formannskapet")
    assert Minutes.objects.exclude(signed_scan=None).count() == 1


def test_action_points_are_open_late_and_done(logins):
    points = ActionPoint.objects.all()
    assert points.filter(done_on__isnull=False).exists()
    assert sum(point.is_late(TODAY) for point in points.open()) >= 2
    mine = points.open().filter(responsible_person__user=logins["leder"])
    assert [point.text for point in mine] == ["Ringe de to bedriftene som ikke har svart"]
    assert points.exclude(responsible_organization=None).exists()


def test_next_week_the_participant_is_called_and_has_not_answered(logins):
    meeting = the("Hva sier vi til formannskapet?")
    assert timedelta(days=0) < meeting.day - TODAY < timedelta(days=14)
    rows = meeting.attendances
    assert rows.get(person__user=logins["deltaker"]).response == Attendance.Response.UNANSWERED
    assert rows.get(person__user=logins["leder"]).response == Attendance.Response.YES
    notices = OutboxMessage.objects.filter(meeting=meeting, kind=OutboxMessage.Kind.NOTICE)
    assert notices.count() == rows.count()
    assert meeting.files.count() == 1
    assert sum(item.files.count() for item in meeting.agenda_items.all()) == 1


def test_of_what_is_past_no_mail_waits():
    waiting = OutboxMessage.objects.exclude(meeting=None)
    assert set(waiting.values_list("meeting__status", flat=True)) == {Status.SCHEDULED}


def test_some_items_wait_for_a_later_meeting():
    parked = AgendaItem.objects.parked()
    assert {str(item.network) for item in parked} == {"Industrilederforum", "Forum for handel"}


def test_levels_are_seen_from_inside(logins):
    meeting = the("Hva sier vi til formannskapet?")
    everything = set(meeting.agenda_items.all())

    def read_by(user):
        return set(AgendaItem.objects.visible_to(user).filter(meeting=meeting))

    assert read_by(logins["sekretaer"]) == everything
    assert len(read_by(logins["leder"])) == len(everything) - 1
    assert len(read_by(logins["medlem"])) == len(everything) - 2
    assert read_by(AnonymousUser()) == set()


@pytest.mark.parametrize("mailbox", ["administrator", "sekretaer", "leder", "deltaker", "nabo", "medlem", ""])
def test_every_meeting_s_page_answers(mailbox, logins, browse):
    user = logins[mailbox] if mailbox else AnonymousUser()
    client = browse(user if mailbox else None)
    seen = Meeting.objects.visible_to(user).announced().select_related("host_network")
    assert seen
    for meeting in seen:
        assert client.get(meeting.get_absolute_url()).status_code == 200, meeting
    assert client.get(reverse("public-meeting-list")).status_code == 200
