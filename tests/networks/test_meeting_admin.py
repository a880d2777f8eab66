"""Meetings in the admin: the list, who may what, and what is done with a meeting on pages of its own."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from networks.models import AgendaItem, Attendance, Meeting, OutboxMessage
from tests.factories import (
    call,
    make_body,
    make_document,
    make_item,
    make_meeting,
    make_membership,
    make_minutes,
    make_organization,
    make_person,
)

from .meeting_form import form_of, save, sent_by

LIST = reverse("admin:networks_meeting_changelist")
ADD = reverse("admin:networks_meeting_add")
Status = Meeting.Status
LAST_WEEK = datetime(2026, 5, 12, 7, 0, tzinfo=UTC)
PAGES = (
    *("send_notice", "announce_change", "schedule", "move", "postpone", "cancel", "hold", "discard"),
    *("send_for_comment", "answer_comments", "approve_minutes", "publish_minutes", "withdraw_minutes"),
    "new_version",
)


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
    """Sits in the network for Verket, and has an address."""
    person = make_person("Kari", "Nordvik", email="kari@verket.example")
    make_membership(industry, person, on_behalf_of=make_organization("Verket"))
    return person


def page(meeting, name="change"):
    """Return the address of a page of the meeting's."""
    return reverse(f"admin:networks_meeting_{name}", args=[meeting.pk])


def mails():
    """Return who got what kind of mail, in the order it was queued."""
    return list(OutboxMessage.objects.order_by("pk").values_list("recipient", "kind"))


# The list


def test_the_list_says_when_whose_and_how_far_in_a_fixed_number_of_queries(office, industry, trade):
    def shown():
        with CaptureQueriesContext(connection) as queries:
            response = office.get(LIST)
        return response, len(queries)

    make_meeting(industry, "Forumsmøtet")
    _, few = shown()
    for number in range(5):
        meeting = make_meeting(trade, f"Handel {number}", starts_at=LAST_WEEK, status=Status.HELD)
        make_minutes(meeting)
    response, many = shown()
    assert (few, many) == (12, 12)
    text = response.content.decode()
    assert "12.05.2026" in text
    assert "Publisert" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=14/26", {"Med formannskapet"}),
        ("?q=ÅPEN", {"Åpen dag"}),
        ("?hvem=mine", {"Åpen dag"}),
        ("?aar=2025", {"Med formannskapet"}),
        ("?status__exact=held", {"Med formannskapet"}),
        ("?kind__exact=municipal", {"Med formannskapet"}),
        ("?visibility__exact=members", {"Åpen dag"}),
        ("?aar=tull", {"Åpen dag", "Med formannskapet"}),
        ("?aar=0000", {"Åpen dag", "Med formannskapet"}),
    ],
)
def test_the_list_is_searched_and_filtered(office, industry, trade, query, found):
    make_meeting(industry, "Åpen dag")
    make_meeting(
        trade,
        "Med formannskapet",
        kind=Meeting.Kind.MUNICIPAL,
        public_body=make_body(),
        case_number="14/26",
        visibility="public",
        starts_at=datetime(2025, 5, 12, 7, 0, tzinfo=UTC),
        status=Status.HELD,
    )
    rows = office.get(f"{LIST}{query}").context["cl"].result_list
    assert {meeting.title for meeting in rows} == found


# Who


@pytest.mark.parametrize("name", PAGES)
def test_nothing_gets_through_to_the_meetings_of_others(office, trade, name):
    meeting = make_meeting(trade, "Handelsmøtet", starts_at=LAST_WEEK)
    make_minutes(meeting)
    before = list(Meeting.objects.values())
    typed = {"revision": "0", "reason": "Kapret", "day": "01.06.2026", "starts": "9", "ends": "10"}
    assert office.get(page(meeting, name)).status_code == 403
    assert office.post(page(meeting, name), typed).status_code == 403
    assert office.post(page(meeting, "plan_next")).status_code == 403
    assert list(Meeting.objects.values()) == before


def test_a_secretary_plans_in_her_own_networks_only(office, industry, trade):
    typed = {"title": "Nytt", "kind": "ordinary", "day": "01.06.2026", "starts": "9", "ends": "11"}
    response = office.post(ADD, typed | {"network": trade.pk})
    assert "network" in response.context["form"].errors
    assert office.post(reverse("admin:networks_meeting_from_previous", args=[trade.pk])).status_code == 403
    assert office.get(reverse("admin:networks_meeting_from_previous", args=[industry.pk])).status_code == 405
    assert not Meeting.objects.exists()
    assert office.post(ADD, typed | {"network": industry.pk}).status_code == 302


def test_readers_editors_and_administrators(browse, industry, participant, editor, administrator):
    meeting = make_meeting(industry, "Forumsmøtet")
    assert browse(participant).get(form_of(meeting)).status_code == 302
    # Who writes the news finds the meeting, and not what is internal there.
    assert "Forumsmøtet" in browse(editor).get(LIST).content.decode()
    assert form_of(meeting) not in browse(editor).get(LIST).content.decode()
    assert browse(editor).get(form_of(meeting)).status_code == 403
    assert browse(editor).post(form_of(meeting), {"title": "Kapret"}).status_code == 403
    assert save(browse(administrator), meeting, venue="Krona").status_code == 302
    assert Meeting.objects.get().venue == "Krona"


def test_the_items_of_her_networks_are_found_and_those_that_wait_are_written(office, industry, trade):
    items = reverse("admin:networks_agendaitem_changelist")
    meeting = make_meeting(industry, "Forumsmøtet")
    on_agenda = make_item(meeting, "Lærlinger")
    make_item(None, "Stand på messen", network=industry)
    make_item(None, "Åpningstider", network=trade)
    found = {
        query: list(office.get(items + query).context["cl"].result_list) for query in ("", "?hvor=parkert")
    }
    assert {str(item) for item in found[""]} == {"Lærlinger", "Stand på messen"}
    assert [str(item) for item in found["?hvor=parkert"]] == ["Stand på messen"]
    address = reverse("admin:networks_agendaitem_change", args=[on_agenda.pk])
    assert office.get(address).url == f"{form_of(meeting)}#innkalling"
    typed = {"network": industry.pk, "title": "Ny idé", "kind": "discussion"}
    assert office.post(reverse("admin:networks_agendaitem_add"), typed).status_code == 302
    assert AgendaItem.objects.parked().filter(title="Ny idé", network=industry).exists()


# S3: the notice


def test_from_the_network_to_the_sent_notice_in_four_steps(office, industry, secretary, kari):
    make_person("Uten", "Adresse")
    silent = make_person("Ola", "Stille")
    make_membership(industry, silent, on_behalf_of=make_organization("Smia"))
    previous = make_meeting(industry, "Forumsmøte", starts_at=LAST_WEEK, status=Status.HELD, venue="Krona")
    plan = make_document("Industriplanen", network=industry)
    make_item(previous, "Status", kind="status_report", strategy_document=plan)
    make_item(previous, "Eventuelt", kind="any_other_business")
    waiting = make_item(None, "Stand på messen", network=industry)
    # 1: from the network
    network = office.get(reverse("admin:networks_network_change", args=[industry.pk])).content.decode()
    address = reverse("admin:networks_meeting_from_previous", args=[industry.pk])
    assert f'action="{address}"' in network
    response = office.post(address)
    meeting = Meeting.objects.get(status=Status.DRAFT)
    assert response.url == form_of(meeting)
    items = list(meeting.agenda_items.all())
    assert [(item.kind, item.strategy_document) for item in items] == [
        ("approve_minutes", None),
        ("status_report", plan),
        ("any_other_business", None),
    ]
    # 2: date, room and items
    response = save(office, meeting, day="10. juni 2026", starts="9", venue="Verket", pull_in=str(waiting.pk))
    assert response.status_code == 302
    meeting.refresh_from_db()
    assert timezone.localtime(meeting.starts_at) == datetime(
        2026, 6, 10, 9, tzinfo=timezone.get_current_timezone()
    )
    assert [item.title for item in meeting.agenda_items.all()][3] == "Stand på messen"
    # 3: who gets it
    response = office.get(page(meeting, "send_notice"))
    told = {one.row.name: one.address or one.why_not for one in response.context["recipients"]}
    assert told == {"Kari Nordvik": "kari@verket.example", "Ola Stille": "Har ingen e-postadresse"}
    assert "Send innkalling til 1 mottaker" in response.content.decode()
    assert mails() == []
    # 4: it goes, once
    sent = {"revision": "0"}
    assert office.post(page(meeting, "send_notice"), sent).status_code == 302
    again = office.post(page(meeting, "send_notice"), sent)
    assert "sendt i mellomtiden" in again.content.decode()
    assert mails() == [("kari@verket.example", "notice")]
    meeting.refresh_from_db()
    assert (meeting.status, meeting.notice_revision) == (Status.SCHEDULED, 1)
    assert LogEntry.objects.filter(change_message__contains="Innkallingen er sendt til 1").count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_who_gets_the_notice_is_told_in_a_fixed_number_of_queries(count, office, industry):
    meeting = make_meeting(industry, "Forumsmøtet")
    for number in range(count):
        person = make_person("Ola", f"Nr{number}", email=f"nr{number}@x.example")
        make_membership(industry, person)
        call(meeting, person, organization=make_organization(f"Firma {number}"))
    with CaptureQueriesContext(connection) as queries:
        text = office.get(page(meeting, "send_notice")).content.decode()
    assert f"Firma {count - 1}" in text
    assert len(queries) == 10


def test_a_change_after_the_notice_is_proposed_and_sent_with_what_changed(office, industry, kari):
    meeting = make_meeting(industry, "Forumsmøtet")
    call(meeting, kari)
    office.post(page(meeting, "send_notice"), {"revision": "0"})
    with time_machine.travel(datetime(2026, 5, 20, 10, 0, tzinfo=UTC), tick=False):
        response = office.post(
            form_of(meeting), sent_by(office.get(form_of(meeting))) | {"venue": "Krona"}, follow=True
        )
        assert "Send endring" in response.content.decode()
        form = office.get(page(meeting, "announce_change")).context["form"]
        assert form.initial == {"revision": 1, "what": ["venue"]}
        nothing = office.post(page(meeting, "announce_change"), {"revision": "1"})
        assert "other" in nothing.context["form"].errors
        office.post(page(meeting, "announce_change"), {"revision": "1", "what": ["venue"]})
    assert mails() == [("kari@verket.example", "notice"), ("kari@verket.example", "notice_changed")]
    assert "nytt sted" in OutboxMessage.objects.order_by("pk").last().subject


def test_what_was_told_is_not_proposed_again(office, industry, kari):
    meeting = make_meeting(industry, "Forumsmøtet")
    call(meeting, kari)
    # The history is written a moment after the notice.
    with time_machine.travel(datetime(2026, 5, 20, 10, 0, tzinfo=UTC), tick=True):
        office.post(page(meeting, "send_notice"), {"revision": "0"})
        save(office, meeting, venue="Krona")
        office.post(page(meeting, "announce_change"), {"revision": "1", "what": ["venue"]})
        form = office.get(page(meeting, "announce_change")).context["form"]
        assert form.initial == {"revision": 2, "what": []}


def test_one_who_was_refused_for_an_old_edition_goes_on_from_the_new_one(office, industry, kari):
    meeting = make_meeting(industry, "Forumsmøtet")
    call(meeting, kari)
    office.post(page(meeting, "send_notice"), {"revision": "0"})
    call(meeting, make_person("Sen", "Sand", email="sen@x.example"), capacity=Attendance.Capacity.GUEST)
    for name, typed in (("send_notice", {}), ("announce_change", {"other": "Ta med bil"})):
        before = mails()
        refused = office.post(page(meeting, name), {"revision": "0"} | typed)
        assert "sendt i mellomtiden" in refused.content.decode()
        assert mails() == before
        again = {"revision": refused.context["form"]["revision"].value()} | typed
        assert office.post(page(meeting, name), again).status_code == 302
        assert mails() != before


def test_the_time_is_moved_on_a_page_of_its_own_once_the_meeting_is_announced(office, industry, kari):
    meeting = make_meeting(industry, "Forumsmøtet")
    call(meeting, kari)
    assert "day" not in sent_by(office.get(form_of(meeting)))
    typed = {"day": "09.06.2026", "starts": "12", "ends": "11", "reason": "Lokalet er opptatt"}
    assert office.post(page(meeting, "move"), typed).context["form"].errors.keys() == {"ends"}
    assert office.post(page(meeting, "move"), typed | {"ends": "14"}).status_code == 302
    meeting.refresh_from_db()
    assert str(timezone.localtime(meeting.starts_at))[:16] == "2026-06-09 12:00"
    assert meeting.date_changes.get().reason == "Lokalet er opptatt"
    assert office.post(page(meeting, "postpone"), {"reason": "Sykdom"}).status_code == 302
    meeting.refresh_from_db()
    assert meeting.is_postponed
    tools = [tool.label for tool in office.get(form_of(meeting)).context["tools"]]
    assert tools == ["Bestem ny dato", "Avlys …"]


def test_a_cancelled_meeting_is_read_only_and_its_items_wait(office, industry):
    meeting = make_meeting(industry, "Forumsmøtet")
    make_item(meeting, "Lærlinger")
    assert office.post(page(meeting, "cancel"), {"reason": ""}).context["form"].errors
    office.post(page(meeting, "cancel"), {"reason": "For få påmeldte", "park": "on"})
    meeting.refresh_from_db()
    assert meeting.is_cancelled
    assert AgendaItem.objects.get().meeting is None
    text = office.get(form_of(meeting)).content.decode()
    assert "Møtet er avlyst, så ingenting kan endres" in text
    assert office.post(form_of(meeting), {"title": "Likevel"}).status_code == 403


def test_a_draft_is_discarded_and_an_announced_meeting_is_not(office, industry):
    draft = make_meeting(industry, "Utkastet", status=Status.DRAFT)
    assert office.post(page(draft, "discard")).status_code == 302
    announced = make_meeting(industry, "Forumsmøtet")
    assert "slettes ikke" in office.post(page(announced, "discard")).content.decode()
    assert list(Meeting.objects.all()) == [announced]


# Afterwards


def test_held_with_a_body_needs_a_number_or_a_reason(office, industry):
    meeting = make_meeting(
        industry,
        "Med formannskapet",
        kind=Meeting.Kind.MUNICIPAL,
        public_body=make_body(),
        visibility="public",
        starts_at=LAST_WEEK,
    )
    refused = office.post(page(meeting, "hold"), {"case_number": "", "no_case_number_reason": ""})
    assert refused.context["form"].errors.keys() == {"case_number"}
    assert (
        office.post(page(meeting, "hold"), {"case_number": "14/26", "no_case_number_reason": ""}).status_code
        == 302
    )
    assert Meeting.objects.get().is_held


def test_only_an_administrator_opens_a_held_meeting_again(browse, office, industry, administrator):
    meeting = make_meeting(industry, "Forumsmøtet", starts_at=LAST_WEEK, status=Status.HELD)
    assert "Åpne igjen" not in office.get(form_of(meeting)).content.decode()
    assert office.post(page(meeting, "reopen"), {"reason": "Feil"}).status_code == 403
    assert browse(administrator).post(page(meeting, "reopen"), {"reason": "Feil"}).status_code == 302
    assert Meeting.objects.get().is_scheduled


def test_attendance_is_ticked_with_stand_ins_and_those_who_left_early(office, industry, kari):
    meeting = make_meeting(industry, "Forumsmøtet", starts_at=LAST_WEEK, status=Status.HELD)
    for number in range(4):
        make_item(meeting, f"Sak {number}")
    call(meeting, kari)
    vara = call(meeting, make_person("Per", "Vara"), capacity=Attendance.Capacity.DEPUTY)
    rest = call(meeting, make_person("Åse", "Resten"), capacity=Attendance.Capacity.SECRETARY)
    response = save(
        office,
        meeting,
        called_0_presence="absent_notified",
        called_1_presence="present",
        called_1_stands_in_for="Kari Nordvik",
        called_1_from_item="2",
        called_1_to_item="3",
        rest_present="on",
        came_0_name="Gjest Gjestesen",
        tab="gjennomforing",
    )
    assert response.status_code == 302
    vara.refresh_from_db()
    rest.refresh_from_db()
    assert (vara.stands_in_for.person, vara.from_item.title, vara.to_item.title) == (kari, "Sak 1", "Sak 2")
    assert rest.presence == "present"
    guest = meeting.attendances.get(name_snapshot="Gjest Gjestesen")
    assert (guest.presence, guest.capacity) == ("present", "guest")


def test_the_start_page_names_what_waits(office, industry, trade, kari):
    for network in (industry, trade):
        make_meeting(network, "Neste uke", starts_at=timezone.now() + timedelta(days=3))
        make_meeting(network, "Over", starts_at=LAST_WEEK)
        make_meeting(network, "Gammelt", starts_at=LAST_WEEK - timedelta(days=20), status=Status.HELD)
    found = office.get(reverse("admin:index")).context["today_sections"]
    sections = {section.title: [line.text for line in section.lines] for section in found}
    assert sections["Møter denne uken"] == ["Neste uke i Industrilederforum"]
    assert sections["Innkallinger"] == ["Innkallingen til Neste uke i Industrilederforum er ikke sendt"]
    assert sections["Referater"] == [
        "Over i Industrilederforum er over. Ble det holdt?",
        "Referatet fra Gammelt i Industrilederforum mangler",
    ]
