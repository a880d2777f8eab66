"""Minutes in versions: draft, for comment, approved, published, withdrawn (domain.md §3, §4.13, 15, 17)."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from networks import minutes_actions
from networks.models import (
    AgendaItem,
    Attendance,
    Meeting,
    Minutes,
    MinutesComment,
    MinutesItem,
    OutboxMessage,
)
from networks.visibility import Level
from tests.factories import (
    call,
    make_action_point,
    make_item,
    make_meeting,
    make_membership,
    make_minutes,
    make_person,
    make_stored_file,
    make_user,
)

from .clock import NOW, oslo

pytestmark = pytest.mark.django_db

State = Minutes.State
TODAY = date(2026, 5, 20)
IN_A_WEEK = date(2026, 5, 27)


@pytest.fixture(autouse=True)
def _frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def meeting(industry, anne):
    """Return a meeting held a week ago, with two items, to which Anne was called."""
    meeting = make_meeting(industry, starts_at=oslo(2026, 5, 13), status=Meeting.Status.HELD)
    make_item(meeting, "Tog", record="Vi snakket om tog.", resolution="Vi vil ha tog.")
    make_item(meeting, "Internt", record="Vi snakket om penger.", visibility=Level.STAFF)
    call(meeting, anne)
    return meeting


@pytest.fixture
def anne(industry):
    """Return somebody who takes part, with login and address."""
    person = make_person("Anne", "Prøve", email="anne@x.example", user=make_user("anne.login@x.example"))
    make_membership(industry, person, role="observer")
    return person


@pytest.fixture
def later(industry):
    """Return the next meeting, which is held today."""
    return make_meeting(industry, starts_at=oslo(2026, 5, 20, 9), status=Meeting.Status.HELD)


@pytest.fixture
def draft(meeting, secretary):
    """Return the first draft."""
    return minutes_actions.start_minutes(meeting=meeting, by=secretary)


@pytest.fixture
def for_comment(draft, secretary):
    """Return the minutes that are out for comment."""
    return minutes_actions.send_for_comment(minutes=draft, deadline=IN_A_WEEK, by=secretary)


@pytest.fixture
def approved(for_comment, later, secretary):
    """Return the minutes that the next meeting approved."""
    return minutes_actions.approve(minutes=for_comment, meeting=later, by=secretary)


@pytest.fixture
def published(approved, secretary):
    """Return the minutes that are out."""
    return minutes_actions.publish(minutes=approved, by=secretary)


@pytest.fixture
def withdrawn(published, secretary):
    """Return the minutes that were taken back."""
    return minutes_actions.withdraw(minutes=published, reason="Personopplysninger", by=secretary)


def text_of(minutes):
    """Return what a version says, as it is stored."""
    return list(minutes.items.values_list("title", "text", "resolution").order_by("position"))


def rewrite(meeting, record):
    """Let the secretary write another text for the first item."""
    item = meeting.agenda_items.get(title="Tog")
    item.record = record
    item.save()


def mails(*kinds):
    """Return who has got which of the mails."""
    rows = OutboxMessage.objects.filter(kind__in=kinds).order_by("pk")
    return [(row.kind, row.recipient.split("@")[0]) for row in rows]


# The draft


@pytest.mark.parametrize(
    ("meetings", "networks", "expected"),
    [
        (Level.MEMBERS, Level.NETWORK, Level.NETWORK),
        (Level.NETWORK, Level.MEMBERS, Level.NETWORK),
        (Level.PUBLIC, Level.PUBLIC, Level.PUBLIC),
        (Level.STAFF, Level.PUBLIC, Level.STAFF),
    ],
)
def test_minutes_begin_as_open_as_meeting_and_network_both_allow(
    industry, secretary, meetings, networks, expected
):
    industry.default_minutes_visibility = networks
    industry.save()
    meeting = make_meeting(industry, visibility=meetings)

    minutes = minutes_actions.start_minutes(meeting=meeting, by=secretary)

    assert (minutes.state, minutes.version, minutes.visibility) == (State.DRAFT, 1, expected)
    assert minutes.created_by == secretary


def test_a_meeting_has_one_draft_however_often_it_is_begun(draft, meeting, secretary):
    assert minutes_actions.start_minutes(meeting=meeting, by=secretary) == draft
    assert meeting.minutes.count() == 1


def test_minutes_that_are_out_are_not_begun_again(for_comment, meeting, secretary):
    with pytest.raises(ValidationError, match="har et referat"):
        minutes_actions.start_minutes(meeting=meeting, by=secretary)


@pytest.mark.parametrize("status", ["draft", "postponed", "cancelled"])
def test_what_is_not_announced_or_held_has_no_minutes(industry, secretary, status):
    with pytest.raises(ValidationError):
        minutes_actions.start_minutes(meeting=make_meeting(industry, status=status), by=secretary)


def test_a_draft_may_be_deleted_and_nothing_that_others_have_seen(draft, secretary):
    draft.delete()
    assert not Minutes.objects.exists()


# For comment


def test_sending_for_comment_freezes_the_text_item_by_item(for_comment, meeting):
    rewrite(meeting, "Noe helt annet.")

    assert (for_comment.state, for_comment.comment_deadline) == (State.FOR_COMMENT, IN_A_WEEK)
    assert text_of(for_comment) == [
        ("Tog", "Vi snakket om tog.", "Vi vil ha tog."),
        ("Internt", "Vi snakket om penger.", ""),
    ]
    assert [item.visibility for item in for_comment.items.all()] == ["", Level.STAFF]


def test_those_who_were_called_are_asked_once(for_comment):
    assert mails("minutes_for_comment") == [("minutes_for_comment", "anne")]


def test_who_is_to_do_something_is_told_when_the_minutes_go_out(draft, meeting, anne, industry, secretary):
    make_action_point(meeting.agenda_items.first(), responsible_person=anne)
    assert mails("action_assigned") == []

    minutes_actions.send_for_comment(minutes=draft, deadline=IN_A_WEEK, by=secretary)

    assert mails("action_assigned") == [("action_assigned", "anne")]


def test_the_deadline_is_today_at_the_earliest(draft, secretary):
    with pytest.raises(ValidationError) as error:
        minutes_actions.send_for_comment(minutes=draft, deadline=TODAY - timedelta(days=1), by=secretary)
    assert error.value.message_dict == {"deadline": ["Fristen kan ikke være en dag som har vært."]}
    with pytest.raises(IntegrityError), transaction.atomic():
        Minutes.objects.filter(pk=draft.pk).update(state=State.FOR_COMMENT)

    assert minutes_actions.send_for_comment(minutes=draft, deadline=TODAY, by=secretary).is_open_for_comment


def test_minutes_go_out_after_the_meeting_and_with_something_in_them(industry, secretary):
    for status, items in (("scheduled", 1), ("held", 0)):
        meeting = make_meeting(industry, status=status, starts_at=oslo(2026, 5, 13))
        for _ in range(items):
            make_item(meeting)
        minutes = minutes_actions.start_minutes(meeting=meeting, by=secretary)
        with pytest.raises(ValidationError):
            minutes_actions.send_for_comment(minutes=minutes, deadline=IN_A_WEEK, by=secretary)

    assert not MinutesItem.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_comments_are_taken_through_the_last_day(for_comment, anne):
    with time_machine.travel(oslo(2026, 5, 27, 23, 59), tick=False):
        minutes_actions.add_comment(minutes=for_comment, person=anne, text=" Jeg sa buss. ")
    with (
        time_machine.travel(oslo(2026, 5, 28, 0, 0), tick=False),
        pytest.raises(ValidationError, match=r"Fristen for merknader var 27\.05\.2026"),
    ):
        minutes_actions.add_comment(minutes=for_comment, person=anne, text="For sent.")

    comment = MinutesComment.objects.get()
    assert (comment.text, comment.person, comment.item) == ("Jeg sa buss.", anne, None)


def test_only_those_called_comment_on_what_they_may_read(for_comment, anne, industry):
    stranger = make_person("Fremmed")
    make_membership(industry, stranger)
    train, internal = for_comment.items.all()
    others = make_minutes(make_meeting(industry), state=State.FOR_COMMENT)
    elsewhere = MinutesItem.objects.create(
        minutes=others, item=make_item(others.meeting), network=industry, position=1, title="Annet"
    )

    with pytest.raises(ValidationError, match="Bare de som var kalt inn"):
        minutes_actions.add_comment(minutes=for_comment, person=stranger, text="Hei")
    for item in (internal, elsewhere):
        with pytest.raises(ValidationError) as error:
            minutes_actions.add_comment(minutes=for_comment, person=anne, text="Hei", item=item)
        assert set(error.value.message_dict) == {"item"}
    with pytest.raises(ValidationError) as error:
        minutes_actions.add_comment(minutes=for_comment, person=anne, text=" ")
    assert set(error.value.message_dict) == {"text"}

    assert minutes_actions.add_comment(minutes=for_comment, person=anne, text="Hei", item=train).item == train


@pytest.mark.parametrize("state", ["draft", "approved", "published", "withdrawn"])
def test_what_is_not_out_for_comment_is_not_commented_on(request, anne, state):
    minutes = request.getfixturevalue(state)

    with pytest.raises(ValidationError, match="ikke til gjennomsyn"):
        minutes_actions.add_comment(minutes=minutes, person=anne, text="Hei")


def test_a_comment_is_answered_and_the_text_brought_up_to_date(for_comment, meeting, anne, secretary):
    comment = minutes_actions.add_comment(
        minutes=for_comment, person=anne, text="Buss!", item=for_comment.items.first()
    )
    rewrite(meeting, "Vi snakket om buss.")

    with pytest.raises(ValidationError):
        minutes_actions.answer_comment(comment=comment, answer=" ", by=secretary)
    minutes_actions.answer_comment(comment=comment, answer="Rettet.", by=secretary)
    minutes_actions.update_frozen_text(minutes=for_comment, by=secretary)

    comment.refresh_from_db()
    assert (comment.answer, comment.answered_by, comment.answered_at) == ("Rettet.", secretary, NOW)
    assert comment.item.text == "Vi snakket om buss."
    assert len(mails("minutes_for_comment")) == 1


def test_bringing_the_text_up_to_date_takes_in_new_items_and_lets_go_of_what_is_gone(
    for_comment, meeting, anne, secretary
):
    gone = meeting.agenda_items.get(title="Tog")
    comment = minutes_actions.add_comment(
        minutes=for_comment, person=anne, text="Buss!", item=for_comment.items.first()
    )
    AgendaItem.objects.filter(pk=gone.pk).update(meeting=None)
    make_item(meeting, "Sykkel")

    minutes_actions.update_frozen_text(minutes=for_comment, by=secretary)

    assert [title for title, *_ in text_of(for_comment)] == ["Internt", "Sykkel"]
    comment.refresh_from_db()
    assert (comment.item, comment.text) == (None, "Buss!")


@pytest.mark.parametrize("state", ["draft", "approved", "published", "withdrawn"])
def test_the_text_is_brought_up_to_date_only_while_it_is_out_for_comment(request, secretary, state):
    minutes = request.getfixturevalue(state)

    with pytest.raises(ValidationError):
        minutes_actions.update_frozen_text(minutes=minutes, by=secretary)


# Approved


def test_a_later_meeting_of_the_network_approves_and_locks_the_text(for_comment, later, meeting, secretary):
    minutes_actions.approve(minutes=for_comment, meeting=later, by=secretary)

    stored = Minutes.objects.get(pk=for_comment.pk)
    assert (stored.state, stored.approved_at_meeting, stored.approved_at) == (State.APPROVED, later, NOW)
    assert stored.is_formally_approved
    assert set(meeting.agenda_items.values_list("locked_at", flat=True)) == {NOW}


def test_a_meeting_that_goes_on_may_approve_from_the_minute_it_begins(for_comment, industry, secretary):
    going_on = make_meeting(industry, starts_at=NOW + timedelta(minutes=1))

    with pytest.raises(ValidationError) as error:
        minutes_actions.approve(minutes=for_comment, meeting=going_on, by=secretary)
    assert error.value.message_dict == {"meeting": ["Møtet som godkjenner, må være holdt eller i gang."]}
    minutes_actions.approve(
        minutes=for_comment, meeting=going_on, by=secretary, at=NOW + timedelta(minutes=1)
    )

    assert Minutes.objects.get(pk=for_comment.pk).approved_at_meeting == going_on


def test_no_earlier_meeting_approves_nor_the_meeting_itself_nor_one_of_another_network(
    for_comment, meeting, industry, trade, secretary
):
    earlier = make_meeting(industry, starts_at=oslo(2026, 5, 6), status="held")
    others = make_meeting(trade, starts_at=oslo(2026, 5, 19), status="held")
    cancelled = make_meeting(industry, starts_at=oslo(2026, 5, 19), status="cancelled")

    for approving in (earlier, meeting, others, cancelled):
        with pytest.raises(ValidationError) as error:
            minutes_actions.approve(minutes=for_comment, meeting=approving, by=secretary)
        assert set(error.value.message_dict) == {"meeting"}

    assert Minutes.objects.get(pk=for_comment.pk).state == State.FOR_COMMENT
    assert not AgendaItem.objects.filter(locked_at__isnull=False).exists()


def test_a_shared_meeting_of_the_network_approves_too(for_comment, industry, trade, secretary):
    shared = make_meeting(trade, starts_at=oslo(2026, 5, 19), status="held", co_networks=[industry])

    assert minutes_actions.approve(minutes=for_comment, meeting=shared, by=secretary).is_formally_approved


def test_no_save_gets_past_the_rule_about_the_approving_meeting(for_comment, industry):
    for_comment.approved_at_meeting = make_meeting(industry, starts_at=oslo(2026, 5, 6), status="held")
    for_comment.state = State.APPROVED

    with pytest.raises(ValidationError):
        for_comment.save()


def test_a_text_that_nobody_has_seen_is_not_approved(for_comment, meeting, later, secretary):
    rewrite(meeting, "Noe helt annet.")

    with pytest.raises(ValidationError, match="endret etter gjennomsynet"):
        minutes_actions.approve(minutes=for_comment, meeting=later, by=secretary)
    minutes_actions.update_frozen_text(minutes=for_comment, by=secretary)
    minutes_actions.approve(minutes=for_comment, meeting=later, by=secretary)

    assert text_of(for_comment)[0] == ("Tog", "Noe helt annet.", "Vi vil ha tog.")


# Published


def test_what_is_approved_is_published_and_its_readers_told(approved, secretary):
    minutes_actions.publish(minutes=approved, by=secretary)

    stored = Minutes.objects.get(pk=approved.pk)
    assert (stored.state, stored.published_at, stored.published_by) == (State.PUBLISHED, NOW, secretary)
    assert mails("minutes_published") == [("minutes_published", "anne")]


@pytest.mark.parametrize("state", ["draft", "for_comment"])
def test_a_network_that_approves_its_minutes_publishes_nothing_before(request, secretary, state):
    with pytest.raises(ValidationError, match="må godkjennes på et møte"):
        minutes_actions.publish(minutes=request.getfixturevalue(state), by=secretary)


@pytest.mark.parametrize("state", ["draft", "for_comment"])
def test_a_network_that_asks_for_no_approval_publishes_directly(
    request, industry, meeting, anne, secretary, state
):
    minutes = request.getfixturevalue(state)
    industry.requires_formal_approval = False
    industry.save()
    make_action_point(meeting.agenda_items.first(), responsible_person=anne)

    minutes_actions.publish(minutes=minutes, by=secretary)

    minutes.refresh_from_db()
    assert (minutes.state, minutes.is_formally_approved) == (State.PUBLISHED, False)
    assert [title for title, *_ in text_of(minutes)] == ["Tog", "Internt"]
    assert set(meeting.agenda_items.values_list("locked_at", flat=True)) == {NOW}
    assert mails("action_assigned") == [("action_assigned", "anne")]


def test_nothing_is_published_from_a_meeting_that_is_not_held(industry, secretary):
    industry.requires_formal_approval = False
    industry.save()
    meeting = make_meeting(industry, starts_at=oslo(2026, 5, 13))
    make_item(meeting)
    minutes = minutes_actions.start_minutes(meeting=meeting, by=secretary)

    with pytest.raises(ValidationError, match="Merk møtet som holdt"):
        minutes_actions.publish(minutes=minutes, by=secretary)


@pytest.mark.parametrize("state", ["published", "withdrawn"])
def test_what_is_out_or_withdrawn_is_not_published_again(request, secretary, state):
    with pytest.raises(ValidationError, match="kan ikke publiseres"):
        minutes_actions.publish(minutes=request.getfixturevalue(state), by=secretary)


def test_one_version_is_out_at_a_time(published, meeting, later, secretary):
    other = make_minutes(meeting, version=2, state=State.APPROVED, approved_at_meeting=later)

    with pytest.raises(ValidationError, match="Versjon 1 er publisert"):
        minutes_actions.publish(minutes=other, by=secretary)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_minutes(meeting, version=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_minutes(meeting, version=2, state=State.DRAFT)


@pytest.mark.parametrize("own", Level.values)
@pytest.mark.parametrize("meetings", Level.values)
def test_minutes_are_never_wider_than_their_meeting(industry, meetings, own):
    minutes = Minutes(meeting=make_meeting(industry, visibility=meetings), version=1, visibility=own)

    if Level.values.index(own) >= Level.values.index(meetings):
        minutes.save()
    else:
        with pytest.raises(ValidationError) as error:
            minutes.save()
        assert error.value.message_dict == {"visibility": ["Referatet kan ikke være åpnere enn møtet."]}


def test_the_signed_paper_is_one_of_the_meeting_and_no_wider_than_the_minutes(draft, meeting, industry):
    draft.signed_scan = make_stored_file(meeting, visibility=Level.MEMBERS)
    with pytest.raises(ValidationError, match="ikke være åpnere enn referatet"):
        draft.save()
    draft.signed_scan = make_stored_file(make_meeting(industry))
    with pytest.raises(ValidationError) as error:
        draft.save()
    assert set(error.value.message_dict) == {"signed_scan"}

    draft.signed_scan = make_stored_file(meeting, visibility=Level.NETWORK)
    draft.save()


# Withdrawn


def test_withdrawn_minutes_take_their_file_along_and_tell_who_must_know(
    for_comment, meeting, later, secretary, administrator, anne
):
    scan = make_stored_file(meeting, "Signert")
    paper = make_stored_file(meeting, "Presentasjon")
    for_comment.signed_scan = scan
    for_comment.save()
    minutes_actions.approve(minutes=for_comment, meeting=later, by=secretary)
    minutes_actions.publish(minutes=for_comment, by=secretary)

    minutes_actions.withdraw(
        minutes=for_comment, reason=" Feil fil ", note="Lønnen til Kari sto der.", by=secretary
    )

    stored = Minutes.objects.get(pk=for_comment.pk)
    assert (stored.state, stored.withdrawn_at, stored.withdrawn_by) == (State.WITHDRAWN, NOW, secretary)
    assert (stored.withdrawn_reason, stored.withdrawn_note) == ("Feil fil", "Lønnen til Kari sto der.")
    scan.refresh_from_db()
    paper.refresh_from_db()
    assert (scan.withdrawn_at, scan.withdrawn_reason) == (NOW, "Feil fil")
    assert paper.withdrawn_at is None
    assert {recipient for _kind, recipient in mails("minutes_withdrawn")} == {"sekretaer", "administrator"}


def test_those_who_were_led_to_them_are_told_where_somebody_says_so(published, secretary, anne):
    minutes_actions.withdraw(minutes=published, reason="Feil", by=secretary, tell_readers=True)

    assert "anne" in {recipient for _kind, recipient in mails("minutes_withdrawn")}


def test_the_text_is_gone_for_readers_in_the_same_second(published, anne, secretary):
    assert Minutes.objects.visible_to(anne.user).get() == published
    assert [item.title for item in MinutesItem.objects.visible_to(anne.user)] == ["Tog"]

    minutes_actions.withdraw(minutes=published, reason="Feil", by=secretary)

    assert not Minutes.objects.visible_to(anne.user).exists()
    assert not MinutesItem.objects.visible_to(anne.user).exists()
    assert Minutes.objects.once_visible_to(anne.user).get() == published


def test_what_is_wrong_goes_also_after_its_meeting_was_made_less_open(for_comment, meeting, later, secretary):
    scan = for_comment.signed_scan = make_stored_file(meeting, visibility=Level.NETWORK)
    for_comment.save()
    minutes_actions.approve(minutes=for_comment, meeting=later, by=secretary)
    minutes_actions.publish(minutes=for_comment, by=secretary)
    Meeting.objects.filter(pk=meeting.pk).update(visibility=Level.STAFF)

    minutes_actions.withdraw(minutes=for_comment, reason="Feil", by=secretary)

    scan.refresh_from_db()
    assert scan.withdrawn_at == NOW
    assert Minutes.objects.get(pk=for_comment.pk).visibility == Level.STAFF


def test_readers_are_told_why(published, secretary):
    with pytest.raises(ValidationError) as error:
        minutes_actions.withdraw(minutes=published, reason=" ", by=secretary)

    assert error.value.message_dict == {"reason": ["Skriv grunnen som leserne får se."]}
    assert Minutes.objects.get(pk=published.pk).state == State.PUBLISHED
    with pytest.raises(IntegrityError), transaction.atomic():
        make_minutes(make_meeting(), state=State.WITHDRAWN, withdrawn_at=None)


@pytest.mark.parametrize("state", ["draft", "for_comment", "approved", "withdrawn"])
def test_only_what_is_out_is_withdrawn(request, secretary, state):
    with pytest.raises(ValidationError, match="Bare et publisert referat"):
        minutes_actions.withdraw(minutes=request.getfixturevalue(state), reason="Feil", by=secretary)


# The next version


def test_the_next_version_begins_where_the_withdrawn_one_stood(withdrawn, meeting, later, secretary):
    address = withdrawn.get_absolute_url()

    second = minutes_actions.new_version(minutes=withdrawn, by=secretary)

    assert (second.version, second.state, second.replaces) == (2, State.DRAFT, withdrawn)
    assert second.visibility == withdrawn.visibility
    rewrite(meeting, "Vi snakket om buss.")
    minutes_actions.send_for_comment(minutes=second, deadline=IN_A_WEEK, by=secretary)
    minutes_actions.approve(minutes=second, meeting=later, by=secretary)
    minutes_actions.publish(minutes=second, by=secretary)
    assert second.get_absolute_url() == address
    assert text_of(second)[0][1] == "Vi snakket om buss."
    assert text_of(withdrawn)[0][1] == "Vi snakket om tog."
    assert set(meeting.agenda_items.values_list("locked_at", flat=True)) == {NOW}


@pytest.mark.parametrize("state", ["draft", "for_comment", "approved", "published"])
def test_what_still_stands_has_no_next_version(request, secretary, state):
    with pytest.raises(ValidationError, match="Trekk referatet tilbake"):
        minutes_actions.new_version(minutes=request.getfixturevalue(state), by=secretary)


def test_the_next_version_is_begun_once(withdrawn, secretary):
    minutes_actions.new_version(minutes=withdrawn, by=secretary)

    with pytest.raises(ValidationError, match="Versjon 2 er alt begynt på"):
        minutes_actions.new_version(minutes=withdrawn, by=secretary)

    assert Minutes.objects.count() == 2
    assert Attendance.objects.count() == 1
