"""The notice of a meeting and what becomes of it: changed, moved, postponed, cancelled (domain.md §4.18)."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from networks import meeting_actions
from networks.models import AgendaItem, Attendance, Meeting, MeetingDateChange, OutboxMessage
from networks.models.base import AppendOnlyError
from tests.at_once import at_once
from tests.factories import (
    call,
    make_item,
    make_meeting,
    make_membership,
    make_network,
    make_person,
    make_user,
)

from .clock import NOW, oslo

pytestmark = pytest.mark.django_db

Kind = OutboxMessage.Kind
Status = Meeting.Status
Response = Attendance.Response
IN_JUNE = oslo(2026, 6, 10)


@pytest.fixture(autouse=True)
def _frozen(request):
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def meeting(industry):
    """Return an announced meeting with two items, to which three are called; one has no address."""
    meeting = make_meeting(industry, "Forumsmøte", starts_at=IN_JUNE, venue="Kantina")
    make_item(meeting, "Tog")
    make_item(meeting, "Buss")
    for name in ("anne", "berit"):
        call(meeting, seated(industry, name, email=f"{name}@x.example"))
    call(meeting, seated(industry, "Cecilie"))
    return meeting


@pytest.fixture
def called_to(meeting, secretary):
    """Return the same meeting, after the notice."""
    meeting_actions.send_notice(meeting=meeting, by=secretary)
    return meeting


def seated(network, name, **fields):
    """Return a person with a seat in ``network``."""
    person = make_person(name.title(), "Prøve", **fields)
    make_membership(network, person, role="observer")
    return person


def mails(*kinds):
    """Return who has got which mail, in the order they were written."""
    rows = OutboxMessage.objects.filter(kind__in=kinds) if kinds else OutboxMessage.objects.all()
    return [(row.kind, row.recipient.split("@")[0]) for row in rows.order_by("pk")]


def sequences(meeting):
    """Return the methods and sequences of the calendar files that went out for ``meeting``, once each."""
    found = []
    for row in OutboxMessage.objects.filter(meeting=meeting).exclude(calendar="").order_by("pk"):
        lines = dict(line.split(":", 1) for line in row.calendar.splitlines() if ":" in line)
        assert lines["UID"].startswith(str(meeting.uid))
        entry = (row.calendar_method, int(lines["SEQUENCE"]))
        if entry not in found:
            found.append(entry)
    return found


def after(meeting):
    """Return ``meeting`` as it is stored."""
    return Meeting.objects.get(pk=meeting.pk)


# The notice


def test_the_notice_goes_once_to_each_who_is_called_and_has_an_address(meeting, secretary):
    assert meeting_actions.send_notice(meeting=meeting, by=secretary) == 2

    assert mails() == [("notice", "anne"), ("notice", "berit")]
    stored = after(meeting)
    assert (stored.notice_revision, stored.notice_sent_at, stored.updated_by) == (1, NOW, secretary)
    revisions = dict(meeting.attendances.values_list("person__given_name", "notified_revision"))
    assert revisions == {"Anne": 1, "Berit": 1, "Cecilie": None}


def test_the_notice_announces_a_draft_and_numbers_the_items(industry, secretary):
    earlier = make_meeting(industry, starts_at=oslo(2026, 5, 6))
    make_item(earlier, numbered_by=industry, year=2026, number=7)
    draft = make_meeting(industry, starts_at=IN_JUNE, status=Status.DRAFT)
    second, first = make_item(draft, "Andre", position=2), make_item(draft, "Første", position=1)
    call(draft, seated(industry, "anne", email="anne@x.example"))

    meeting_actions.send_notice(meeting=draft, by=secretary)

    assert (draft.status, draft.number_label) == (Status.SCHEDULED, "2/2026")
    labels = [AgendaItem.objects.get(pk=item.pk).number_label for item in (first, second)]
    assert labels == ["8/26", "9/26"]


def test_items_are_numbered_in_the_year_of_the_meeting_by_the_host(industry, trade, secretary):
    meeting = make_meeting(industry, starts_at=oslo(2027, 1, 13), co_networks=[trade])
    item = make_item(meeting, network=trade)
    call(meeting, seated(industry, "anne", email="anne@x.example"))

    meeting_actions.send_notice(meeting=meeting, by=secretary)

    item.refresh_from_db()
    assert (item.numbered_by, item.number_label) == (industry, "1/27")


def test_pressing_the_button_again_sends_nothing(called_to, secretary):
    with pytest.raises(ValidationError, match="Alle som er kalt inn, har fått innkallingen"):
        meeting_actions.send_notice(meeting=called_to, by=secretary)

    assert len(mails()) == 2
    assert after(called_to).notice_revision == 1


def test_one_who_saw_an_older_edition_is_told_that_it_went_out(called_to, industry, secretary):
    call(called_to, seated(industry, "dina", email="dina@x.example"))

    for deed in (
        lambda: meeting_actions.send_notice(meeting=called_to, by=secretary, revision=0),
        lambda: meeting_actions.notify_change(meeting=called_to, by=secretary, changes=["x"], revision=0),
    ):
        with pytest.raises(ValidationError, match="er sendt i mellomtiden"):
            deed()

    assert len(mails()) == 2


def test_one_who_is_added_later_gets_the_same_edition_alone(called_to, industry, secretary):
    call(called_to, seated(industry, "dina", email="dina@x.example"))

    assert meeting_actions.send_notice(meeting=called_to, by=secretary, revision=1) == 1

    assert mails()[2:] == [("notice", "dina")]
    assert after(called_to).notice_revision == 1
    assert sequences(called_to) == [("REQUEST", 1)]


def test_nobody_is_called_to_what_has_begun_or_to_an_empty_list(meeting, industry, secretary):
    with pytest.raises(ValidationError) as error:
        meeting_actions.send_notice(meeting=meeting, by=secretary, at=IN_JUNE)
    assert error.value.message_dict == {"starts_at": ["Møtet har begynt, så det er for sent å kalle inn."]}
    with pytest.raises(ValidationError, match="Ingen er kalt inn"):
        meeting_actions.send_notice(meeting=make_meeting(industry, starts_at=IN_JUNE), by=secretary)

    assert mails() == []
    assert after(meeting).notice_revision == 0


@pytest.mark.parametrize("status", [Status.POSTPONED, Status.HELD, Status.CANCELLED])
def test_only_a_meeting_that_will_be_is_called_to_or_changed(industry, secretary, status):
    meeting = make_meeting(industry, starts_at=IN_JUNE, status=status, notice_revision=1)
    call(meeting, seated(industry, "anne", email="anne@x.example"))

    with pytest.raises(ValidationError):
        meeting_actions.send_notice(meeting=meeting, by=secretary)
    with pytest.raises(ValidationError):
        meeting_actions.notify_change(meeting=meeting, by=secretary, changes=["nytt sted"])

    assert mails() == []


# Changes


def test_a_change_raises_the_edition_and_says_what_it_is(called_to, industry, secretary):
    call(called_to, seated(industry, "dina", email="dina@x.example"))
    late = make_item(called_to, "Sykkel")

    sent = meeting_actions.notify_change(
        meeting=called_to, by=secretary, changes=["nytt sted: Rådhuset", " ", "én sak til"], revision=1
    )

    assert sent == 3
    assert mails()[2:] == [("notice_changed", "anne"), ("notice_changed", "berit"), ("notice", "dina")]
    subject = OutboxMessage.objects.filter(kind=Kind.NOTICE_CHANGED).first().subject
    assert "nytt sted: Rådhuset" in subject
    assert after(called_to).notice_revision == 2
    assert sequences(called_to) == [("REQUEST", 1), ("REQUEST", 2)]
    late.refresh_from_db()
    assert late.number_label == "3/26"
    revisions = dict(called_to.attendances.values_list("person__given_name", "notified_revision"))
    assert revisions == {"Anne": 2, "Berit": 2, "Cecilie": None, "Dina": 2}


def test_a_meeting_made_digital_an_hour_before_keeps_its_answers(called_to, secretary):
    called_to.attendances.filter(person__given_name="Anne").update(response=Response.YES, responded_at=NOW)
    with time_machine.travel(IN_JUNE - timedelta(hours=1), tick=False):
        called_to.online_url = "https://mote.example/1"
        called_to.save()
        meeting_actions.notify_change(meeting=called_to, by=secretary, changes=["møtet blir digitalt"])

    answers = dict(called_to.attendances.values_list("person__given_name", "response"))
    assert answers == {"Anne": "yes", "Berit": "unanswered", "Cecilie": "unanswered"}


def test_a_change_needs_words_and_somebody_who_has_the_notice(meeting, secretary):
    with pytest.raises(ValidationError, match="ikke sendt ennå"):
        meeting_actions.notify_change(meeting=meeting, by=secretary, changes=["nytt sted"])
    meeting_actions.send_notice(meeting=meeting, by=secretary)
    with pytest.raises(ValidationError) as error:
        meeting_actions.notify_change(meeting=meeting, by=secretary, changes=[" "])

    assert error.value.message_dict == {"changes": ["Skriv hva som er endret."]}
    assert after(meeting).notice_revision == 1


def test_nobody_is_told_of_changes_to_what_is_over(called_to, secretary):
    with pytest.raises(ValidationError, match="over"):
        meeting_actions.notify_change(
            meeting=called_to, by=secretary, changes=["nytt sted"], at=called_to.ends_at
        )


# Moved


def test_a_moved_meeting_keeps_number_and_identity_and_says_when_it_was(called_to, secretary):
    number, address = called_to.number_label, called_to.get_absolute_url()

    meeting_actions.move_meeting(
        meeting=called_to, starts_at=oslo(2026, 6, 17, 12), reason="Mange har ferie", by=secretary
    )

    stored = after(called_to)
    assert (stored.status, stored.number_label, stored.get_absolute_url()) == ("scheduled", number, address)
    assert (stored.starts_at, stored.ends_at) == (oslo(2026, 6, 17, 12), oslo(2026, 6, 17, 14))
    change = MeetingDateChange.objects.get()
    assert (change.old_starts_at, change.new_starts_at) == (IN_JUNE, oslo(2026, 6, 17, 12))
    assert (change.reason, change.notified_at, change.created_by) == ("Mange har ferie", NOW, secretary)
    assert mails()[2:] == [("notice_changed", "anne"), ("notice_changed", "berit")]
    assert sequences(called_to) == [("REQUEST", 1), ("REQUEST", 2)]


def test_a_move_that_nobody_was_called_to_is_written_down_and_told_nobody(meeting, secretary):
    meeting_actions.move_meeting(meeting=meeting, starts_at=oslo(2026, 6, 17), reason="Ferie", by=secretary)

    assert MeetingDateChange.objects.get().notified_at is None
    assert mails() == []
    assert after(meeting).notice_revision == 0


def test_on_another_day_those_called_are_asked_anew_on_the_same_day_not(called_to, secretary):
    called_to.attendances.update(response=Response.YES, responded_at=NOW)

    meeting_actions.move_meeting(
        meeting=called_to, starts_at=IN_JUNE + timedelta(hours=1), reason="Buss", by=secretary
    )
    assert set(called_to.attendances.values_list("response", flat=True)) == {"yes"}
    meeting_actions.move_meeting(
        meeting=called_to, starts_at=IN_JUNE + timedelta(days=1), reason="Ferie", by=secretary
    )

    assert set(called_to.attendances.values_list("response", "responded_at")) == {("unanswered", None)}


def test_a_move_needs_another_time_that_has_not_been_and_a_reason(called_to, secretary):
    for fields, field in (
        ({"starts_at": IN_JUNE, "reason": "Ferie"}, "starts_at"),
        ({"starts_at": NOW, "reason": "Ferie"}, "starts_at"),
        ({"starts_at": oslo(2026, 6, 17), "reason": " "}, "reason"),
        (
            {"starts_at": oslo(2026, 6, 17), "ends_at": oslo(2026, 6, 17), "reason": "Ferie"},
            "ends_at",
        ),
    ):
        with pytest.raises(ValidationError) as error:
            meeting_actions.move_meeting(meeting=called_to, by=secretary, **fields)
        assert set(error.value.message_dict) == {field}

    assert after(called_to).starts_at == IN_JUNE
    assert not MeetingDateChange.objects.exists()
    assert len(mails()) == 2


def test_that_a_meeting_was_moved_is_never_rewritten(called_to, secretary):
    meeting_actions.move_meeting(meeting=called_to, starts_at=oslo(2026, 6, 17), reason="x", by=secretary)
    change = MeetingDateChange.objects.get()
    change.reason = "En annen"

    for deed in (
        change.save,
        change.delete,
        MeetingDateChange.objects.all().delete,
        lambda: MeetingDateChange.objects.update(reason="En annen"),
        lambda: MeetingDateChange.objects.bulk_update([change], ["reason"]),
    ):
        with pytest.raises(AppendOnlyError):
            deed()


# Postponed


def test_a_meeting_without_a_new_date_leaves_the_calendars_and_keeps_number_and_address(called_to, secretary):
    address = called_to.get_absolute_url()

    meeting_actions.postpone_meeting(meeting=called_to, reason="Snø i fjellet", by=secretary)

    stored = after(called_to)
    assert (stored.status, stored.status_reason) == (Status.POSTPONED, "Snø i fjellet")
    assert stored.get_absolute_url() == address
    change = MeetingDateChange.objects.get()
    assert (change.old_starts_at, change.new_starts_at) == (IN_JUNE, None)
    assert mails()[2:] == [("meeting_postponed", "anne"), ("meeting_postponed", "berit")]
    assert sequences(called_to) == [("REQUEST", 1), ("CANCEL", 2)]
    assert not Meeting.objects.upcoming(NOW).exists()
    assert list(Meeting.objects.undated()) == [called_to]


def test_a_date_that_is_found_brings_the_same_event_back(called_to, secretary):
    meeting_actions.postpone_meeting(meeting=called_to, reason="Snø", by=secretary)

    meeting_actions.move_meeting(
        meeting=called_to, starts_at=oslo(2026, 9, 2), reason="Ny dato", by=secretary
    )

    stored = after(called_to)
    assert (stored.status, stored.status_reason, stored.number_label) == ("scheduled", "", "1/2026")
    rows = MeetingDateChange.objects.values_list("old_starts_at", "new_starts_at")
    assert list(rows) == [(IN_JUNE, None), (IN_JUNE, oslo(2026, 9, 2))]
    assert sequences(called_to) == [("REQUEST", 1), ("CANCEL", 2), ("REQUEST", 3)]
    assert list(Meeting.objects.upcoming(NOW)) == [called_to]


def test_a_postponed_meeting_can_be_held_on_its_old_date_after_all(called_to, secretary):
    meeting_actions.postpone_meeting(meeting=called_to, reason="Snø", by=secretary)

    meeting_actions.move_meeting(meeting=called_to, starts_at=IN_JUNE, reason="Det tinte", by=secretary)

    assert after(called_to).status == Status.SCHEDULED


def test_putting_off_needs_a_reason_and_tells_only_those_who_have_the_notice(meeting, industry, secretary):
    with pytest.raises(ValidationError) as error:
        meeting_actions.postpone_meeting(meeting=meeting, reason="", by=secretary)
    assert set(error.value.message_dict) == {"reason"}
    meeting_actions.send_notice(meeting=meeting, by=secretary)
    call(meeting, seated(industry, "dina", email="dina@x.example"))

    meeting_actions.postpone_meeting(meeting=meeting, reason="Snø", by=secretary)

    assert mails(Kind.MEETING_POSTPONED) == [("meeting_postponed", "anne"), ("meeting_postponed", "berit")]


# Cancelled


def test_a_cancelled_meeting_leaves_the_calendars_for_good(called_to, secretary):
    meeting_actions.cancel_meeting(meeting=called_to, reason="For få påmeldte", by=secretary)

    stored = after(called_to)
    assert (stored.status, stored.status_reason) == (Status.CANCELLED, "For få påmeldte")
    assert mails()[2:] == [("meeting_cancelled", "anne"), ("meeting_cancelled", "berit")]
    assert sequences(called_to) == [("REQUEST", 1), ("CANCEL", 2)]
    with pytest.raises(ValidationError):
        meeting_actions.move_meeting(meeting=called_to, starts_at=oslo(2026, 9, 2), reason="x", by=secretary)


def test_cancelling_needs_a_reason_and_is_told_nobody_who_was_not_called(meeting, secretary):
    with pytest.raises(ValidationError) as error:
        meeting_actions.cancel_meeting(meeting=meeting, reason=" ", by=secretary)
    assert error.value.message_dict == {"reason": ["Skriv hvorfor."]}

    meeting_actions.cancel_meeting(meeting=meeting, reason="Snø", by=secretary)

    assert mails() == []
    assert after(meeting).notice_revision == 0


# At once


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("status", [Status.DRAFT, Status.SCHEDULED])
def test_two_who_send_the_notice_at_once_send_one(status):
    secretary, network = make_user(), make_network()
    meeting = make_meeting(network, starts_at=IN_JUNE, status=status)
    make_item(meeting)
    for number in range(5):
        call(meeting, seated(network, f"nr{number}", email=f"nr{number}@x.example"))

    def send():
        return meeting_actions.send_notice(meeting=Meeting.objects.get(pk=meeting.pk), by=secretary)

    outcomes = at_once(send, send)

    assert sorted(outcomes, key=str)[0] == 5
    assert sum(isinstance(outcome, ValidationError) for outcome in outcomes) == 1
    assert sorted(recipient for _kind, recipient in mails()) == [f"nr{number}" for number in range(5)]
    assert after(meeting).notice_revision == 1


@pytest.mark.django_db(transaction=True)
def test_meetings_that_are_announced_at_once_get_different_numbers():
    secretary, network = make_user(), make_network()
    drafts = [make_meeting(network, starts_at=IN_JUNE, status=Status.DRAFT) for _ in range(4)]

    def announce(draft):
        return lambda: meeting_actions.schedule_meeting(meeting=draft, by=secretary).number

    assert sorted(at_once(*[announce(draft) for draft in drafts])) == [1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_items_of_meetings_that_are_called_to_at_once_get_different_numbers():
    secretary, network = make_user(), make_network()
    person = seated(network, "anne", email="anne@x.example")
    meetings = [make_meeting(network, starts_at=IN_JUNE) for _ in range(3)]
    for meeting in meetings:
        make_item(meeting)
        make_item(meeting)
        call(meeting, person)

    def send(meeting):
        return lambda: meeting_actions.send_notice(meeting=meeting, by=secretary)

    assert at_once(*[send(meeting) for meeting in meetings]) == [1, 1, 1]
    assert sorted(AgendaItem.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
