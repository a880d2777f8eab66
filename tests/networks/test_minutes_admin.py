"""Minutes in the admin: shown for comment, answered for, approved, published, withdrawn, made anew."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from networks import minutes_actions
from networks.demo.plain_pdf import one_line_pdf
from networks.models import (
    AccessLog,
    AgendaItem,
    Meeting,
    Minutes,
    MinutesComment,
    OutboxMessage,
    StoredFile,
)
from networks.visibility import Level
from tests.factories import call, make_item, make_meeting, make_membership, make_minutes, make_person

from .meeting_form import form_of, save, sent_by

LAST_WEEK = datetime(2026, 5, 12, 7, 0, tzinfo=UTC)
TODAY = datetime(2026, 5, 20, 7, 0, tzinfo=UTC)
Status, State = Meeting.Status, Minutes.State


@pytest.fixture(autouse=True)
def _in_may():
    with time_machine.travel(datetime(2026, 5, 20, 9, 0, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def office(browse, secretary):
    """Return the secretary's browser."""
    return browse(secretary)


@pytest.fixture
def kari(industry):
    """Sits in the network, and has an address."""
    person = make_person("Kari", "Nordvik", email="kari@verket.example")
    make_membership(industry, person, role="observer")
    return person


@pytest.fixture
def held(industry, secretary, kari):
    """A meeting that was held last week, with one item that is minuted."""
    meeting = make_meeting(industry, "Maimøtet", starts_at=LAST_WEEK, status=Status.HELD)
    make_item(meeting, "Lærlinger", record="Vi snakket.", resolution="Vi gjør det.")
    call(meeting, kari)
    return meeting


def page(meeting, name):
    """Return the address of a page of the meeting's."""
    return reverse(f"admin:networks_meeting_{name}", args=[meeting.pk])


def kinds():
    """Return the kinds of mail that are queued."""
    return list(OutboxMessage.objects.order_by("pk").values_list("kind", flat=True))


def test_from_written_to_approved_and_out_in_three_steps_and_a_tick(office, held, industry):
    # 1: written and saved
    save(office, held, items_0_record="Vi snakket lenge.", tab="referat")
    # 2: the page that asks for the deadline proposes a week
    form = office.get(page(held, "send_for_comment")).context["form"]
    assert form.initial == {"deadline": date(2026, 5, 27), "visibility": "network"}
    # 3: sent
    response = office.post(
        page(held, "send_for_comment"), {"deadline": "27.05.2026", "visibility": "network"}
    )
    assert response.url == f"{form_of(held)}#referat"
    minutes = Minutes.objects.get()
    assert (minutes.state, minutes.items.get().text) == (State.FOR_COMMENT, "Vi snakket lenge.")
    # +1: at the next meeting
    later = make_meeting(industry, "Junimøtet", starts_at=TODAY)
    make_item(later, "Godkjenning av referat", kind=AgendaItem.Kind.APPROVE_MINUTES)
    text = office.get(form_of(later)).content.decode()
    assert "Godkjent: referatet fra 12. mai 2026" in text
    response = office.post(
        form_of(later), sent_by(office.get(form_of(later))) | {f"approve-{minutes.pk}": "on"}
    )
    assert response.status_code == 302
    minutes.refresh_from_db()
    assert (minutes.state, minutes.approved_at_meeting) == (State.PUBLISHED, later)
    assert set(kinds()) == {"minutes_for_comment", "minutes_published"}


def test_a_meeting_that_has_not_begun_approves_nothing_and_says_so(office, held, industry):
    minutes = make_minutes(held, state=State.FOR_COMMENT)
    later = make_meeting(industry, "Junimøtet")
    make_item(later, "Godkjenning av referat", kind=AgendaItem.Kind.APPROVE_MINUTES)
    typed = sent_by(office.get(form_of(later))) | {f"approve-{minutes.pk}": "on", "venue": "Krona"}
    response = office.post(form_of(later), typed)
    assert response.status_code == 200
    assert response.context["refusal"] == ["Møtet som godkjenner, må være holdt eller i gang."]
    assert sent_by(response)["venue"] == "Krona"
    later.refresh_from_db()
    assert later.venue == ""


def test_a_refused_save_keeps_the_boxes_that_were_ticked_and_those_that_were_not(office, held, industry):
    minutes = make_minutes(held, state=State.FOR_COMMENT)
    later = make_meeting(industry, "Junimøtet", starts_at=TODAY)
    make_item(later, "Godkjenning av referat", kind=AgendaItem.Kind.APPROVE_MINUTES)
    call(later, make_person("Ola", "Stille"))
    waiting = make_item(None, "Stand på messen", network=industry)
    typed = sent_by(office.get(form_of(later))) | {
        f"approve-{minutes.pk}": "on",
        "pull_in": str(waiting.pk),
        "rest_present": "on",
        "left_out": "on",
    }
    del typed[f"publish-{minutes.pk}"]
    refused = office.post(form_of(later), typed | {"title": ""})
    assert sent_by(refused) == typed | {"title": ""}
    assert office.post(form_of(later), sent_by(refused) | {"title": "Junimøtet"}).status_code == 302
    minutes.refresh_from_db()
    assert minutes.state == State.APPROVED, "and not published"
    assert later.agenda_items.filter(pk=waiting.pk).exists()
    assert [row.presence for row in later.attendances.order_by("pk")] == ["present", "unknown"]


def test_comments_are_answered_and_the_mended_text_is_shown(office, held, kari):
    minutes = make_minutes(held, state=State.FOR_COMMENT)
    comment = MinutesComment.objects.create(minutes=minutes, person=kari, text="Det var kort.")
    assert "1 merknad, 1 ubesvart" in office.get(form_of(held)).content.decode()
    save(office, held, items_0_record="Vi snakket kort.")
    assert "Du har rettet teksten siden" in office.get(form_of(held)).content.decode()
    office.post(page(held, "answer_comments"), {f"answer-{comment.pk}": "Rettet.", "update": "on"})
    comment.refresh_from_db()
    assert comment.answer == "Rettet."
    assert minutes.items.get().text == "Vi snakket kort."


def test_approved_items_are_shown_as_they_are_and_cannot_be_written_in(office, held, industry):
    minutes = make_minutes(held, state=State.FOR_COMMENT)
    later = make_meeting(industry, "Junimøtet", starts_at=TODAY)
    office.post(page(held, "approve_minutes"), {"meeting": later.pk})
    minutes.refresh_from_db()
    assert minutes.state == State.APPROVED
    response = office.get(form_of(held))
    assert "Teksten er låst" in response.content.decode()
    sent = sent_by(response)
    assert "items-0-record" not in sent or not sent["items-0-record"]
    item = held.agenda_items.get()
    hostile = sent | {
        "items-total": "1",
        "items-0-id": str(item.pk),
        "items-0-title": "Kapret",
        "items-0-kind": "decision",
    }
    office.post(form_of(held), hostile)
    assert [(row.title, row.record) for row in held.agenda_items.all()] == [("Lærlinger", "Vi snakket.")]


def test_published_minutes_are_withdrawn_with_those_who_opened_them_in_sight(office, held, leader):
    minutes = make_minutes(held)
    AccessLog.objects.create(user=leader, minutes=minutes)
    response = office.get(page(held, "withdraw_minutes"))
    assert "Liv Tangen" in response.content.decode()
    assert office.post(page(held, "withdraw_minutes"), {"reason": ""}).context["form"].errors
    typed = {"reason": "Et navn sto feil.", "note": "Det var naboen."}
    assert office.post(page(held, "withdraw_minutes"), typed).status_code == 302
    minutes.refresh_from_db()
    assert (minutes.state, minutes.withdrawn_note) == (State.WITHDRAWN, "Det var naboen.")
    assert office.post(page(held, "new_version")).status_code == 302
    assert held.minutes.latest_first()[0].version == 2
    save(office, held, items_0_record="Uten navnet.")
    assert held.agenda_items.get().record == "Uten navnet."


def test_a_network_that_asks_for_no_approval_publishes_directly(office, held, industry):
    industry.requires_formal_approval = False
    industry.save()
    assert "Publiser referat" in [tool.label for tool in office.get(form_of(held)).context["minutes_tools"]]
    assert office.post(page(held, "publish_minutes")).status_code == 302
    assert Minutes.objects.get().state == State.PUBLISHED


def test_who_is_to_read_them_is_told_before_they_are_published(office, held, industry):
    industry.requires_formal_approval = False
    industry.default_minutes_visibility = Level.PUBLIC
    industry.save()
    for level, words in (
        (Level.MEMBERS, "Synlighet: Medlemmer. De som får lese det, får en lenke"),
        (Level.STAFF, "Synlighet: Intern. Teksten låses"),
    ):
        Meeting.objects.filter(pk=held.pk).update(visibility=level)
        assert words in office.get(page(held, "publish_minutes")).content.decode()


def test_what_has_no_minutes_is_not_found(office, held):
    for name in ("answer_comments", "approve_minutes", "withdraw_minutes", "new_version"):
        assert office.get(page(held, name)).status_code == 404


def signed(**data):
    """Return what is sent with the signed paper."""
    pdf = SimpleUploadedFile("skann.pdf", one_line_pdf("Underskrevet"), "application/pdf")
    return {"file": pdf, "visibility": "network"} | data


def test_the_signed_paper_is_put_with_locked_minutes_once(office, held, industry, leader, browse):
    industry.requires_formal_approval = False
    industry.save()
    make_minutes(held, state=State.FOR_COMMENT)
    refused = office.post(page(held, "attach_signed"), signed())
    assert "Bare et låst referat får et signert eksemplar." in refused.text
    assert "Velg filen på nytt" in refused.text
    minutes = held.minutes.get()
    minutes_actions.publish(minutes=minutes, by=None)
    assert "Legg ved signert referat" in office.get(form_of(held)).text
    assert office.post(page(held, "attach_signed"), signed()).url == f"{form_of(held)}#referat"
    minutes.refresh_from_db()
    scan = minutes.signed_scan
    assert (scan.meeting, scan.filename) == (held, "signert-referat-2026-05-12.pdf")
    assert "Legg ved signert referat" not in office.get(form_of(held)).text
    assert scan.get_absolute_url() in browse(leader).get(minutes.get_absolute_url()).text
    again = office.post(page(held, "attach_signed"), signed())
    assert "Referatet har alt et signert eksemplar." in again.text
    minutes.signed_scan = None
    with pytest.raises(ValidationError, match="Referatet er godkjent"):
        minutes.save()


def test_a_paper_with_items_that_not_all_readers_see_is_the_office_s_unless_said_otherwise(office, held):
    make_item(held, "Personalsak", visibility=Level.STAFF)
    minutes = make_minutes(held, state=State.PUBLISHED)
    assert minutes.items.count() == 2
    form = office.get(page(held, "attach_signed")).context["form"]
    assert form.initial["visibility"] == Level.STAFF
    wider = office.post(page(held, "attach_signed"), signed(visibility="public"))
    assert "Velg et gyldig valg" in wider.text
    assert not StoredFile.objects.exists()


def test_nobody_puts_a_paper_with_the_minutes_of_another_s_network(browse, held, editor):
    make_minutes(held, state=State.PUBLISHED)
    assert browse(editor).post(page(held, "attach_signed"), signed()).status_code == 403
    assert not StoredFile.objects.exists()
