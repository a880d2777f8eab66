"""The meeting's form: everything on one page, saved whole, nothing lost."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from networks.models import ActionPoint, AgendaItem, Attendance, Meeting
from tests.factories import (
    call,
    make_action_point,
    make_adopted,
    make_document,
    make_item,
    make_measure,
    make_meeting,
    make_membership,
    make_organization,
    make_person,
    make_stored_file,
    make_user,
    make_version,
)

from .desks import page
from .meeting_form import form_of, save, sent_by

Status = Meeting.Status


@pytest.fixture(autouse=True)
def _in_may():
    with time_machine.travel(datetime(2026, 5, 20, 9, 0, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def office(browse, secretary):
    """Return the secretary's browser."""
    return browse(secretary)


@pytest.fixture
def meeting(industry, secretary):
    """A draft with two items."""
    meeting = make_meeting(industry, "Junimøtet", status=Status.DRAFT, venue="Møterommet")
    make_item(meeting, "Orientering fra kommunen")
    make_item(meeting, "Lærlinger")
    return meeting


def errors_of(response):
    """Return the places with something to mend, by tab."""
    assert response.status_code == 200, "the form was accepted"
    return {key: number for key, number in response.context["page"].errors_by_tab.items() if number}


def test_nothing_touched_is_nothing_saved(office, meeting):
    before = list(AgendaItem.objects.values()), Meeting.objects.values().get()
    response = save(office, meeting)
    assert response.status_code == 302, errors_of(response)
    assert (list(AgendaItem.objects.values()), Meeting.objects.values().get()) == before


def test_rows_that_a_script_took_away_are_not_missed(office, meeting):
    opened = sent_by(office.get(form_of(meeting)))
    gone = ("items-2-", "items-3-", "guests-0-", "came-0-", "items-0-points-0-")
    sent = {name: value for name, value in opened.items() if not name.startswith(gone)}
    assert save(office, meeting, opened=sent, items_1_record="Kort.").status_code == 302
    assert [item.record for item in meeting.agenda_items.all()] == ["", "Kort."]


def test_facts_items_and_people_are_saved_together(office, meeting, secretary):
    kari = make_person("Kari", "Nordvik", works_at=make_organization("Verket"))
    make_membership(meeting.host_network, kari, on_behalf_of=kari.positions.get().organization)
    response = save(
        office,
        meeting,
        venue="Krona",
        items_1_presenter="Kari Nordvik, Verket",
        items_1_minutes_planned="20",
        items_2_title="Eventuelt",
        items_2_kind="any_other_business",
        items_3_presenter="",
        guests_0_name="Rektor Berg",
        guests_0_company="Fagskolen",
        left_out="on",
        tab="innkalling",
    )
    assert response.status_code == 302, errors_of(response)
    assert response.url.endswith("#innkalling")
    meeting.refresh_from_db()
    assert meeting.venue == "Krona"
    assert meeting.updated_by == secretary
    items = list(meeting.agenda_items.all())
    assert [(item.position, item.title) for item in items] == [
        (1, "Orientering fra kommunen"),
        (2, "Lærlinger"),
        (3, "Eventuelt"),
    ]
    assert (items[1].presenter, items[1].minutes_planned) == (kari, 20)
    assert {(row.name, row.company, row.capacity) for row in meeting.attendances.all()} == {
        ("Kari Nordvik", "Verket", "member"),
        ("Rektor Berg", "Fagskolen", "guest"),
    }


def test_minutes_are_written_with_decisions_and_action_points_in_one_save(office, industry, secretary):
    meeting = make_meeting(industry, "Maimøtet", starts_at=datetime(2026, 5, 12, 7, 0, tzinfo=UTC))
    for number in range(8):
        make_item(meeting, f"Sak {number}")
    kari = make_person("Kari", "Nordvik")
    make_membership(industry, kari, on_behalf_of=(verket := make_organization("Verket")))
    typed = {f"items_{place}_record": f"Vi snakket om sak {place}." for place in range(8)}
    typed |= {f"items_{place}_resolution": f"Vedtak i sak {place}." for place in range(8)}
    typed |= {
        "items_0_points_0_text": "Skrive til kommunen",
        "items_0_points_0_responsible": "Kari Nordvik, Verket",
        "items_0_points_0_due_on": "1. juni 2026",
        "items_3_points_0_text": "Låne ut lokalet",
        "items_3_points_0_responsible": "Verket",
        "items_7_points_0_text": "Ringe rektor",
        "items_7_points_0_responsible": "kari nordvik",
        "tab": "referat",
    }
    response = save(office, meeting, **typed)
    assert response.status_code == 302, errors_of(response)
    assert response.url.endswith("#referat")
    assert [item.resolution for item in meeting.agenda_items.all()] == [
        f"Vedtak i sak {place}." for place in range(8)
    ]
    points = [
        (point.agenda_item.title, point.responsible, str(point.due_on)) for point in ActionPoint.objects.all()
    ]
    assert points == [("Sak 0", kari, "2026-06-01"), ("Sak 3", verket, "None"), ("Sak 7", kari, "None")]


def test_a_refused_save_keeps_everything_that_was_typed(office, meeting):
    response = save(
        office,
        meeting,
        title="Et annet navn",
        items_0_title="",
        items_1_record="Tre avsnitt\n\nsom tok en time.",
        items_1_points_0_text="Ringe noen",
        items_1_points_0_responsible="Hvem som helst",
        guests_0_name="Rektor Berg",
        tab="referat",
    )
    assert errors_of(response) == {"innkalling": 1, "referat": 1}
    sent = sent_by(response)
    assert (sent["title"], sent["items-0-title"], sent["tab"]) == ("Et annet navn", "", "referat")
    assert sent["items-1-record"].split() == ["Tre", "avsnitt", "som", "tok", "en", "time."]
    assert (sent["items-1-points-0-text"], sent["guests-0-name"]) == ("Ringe noen", "Rektor Berg")
    assert "Finner ikke «Hvem som helst»" in response.content.decode()
    meeting.refresh_from_db()
    assert meeting.title == "Junimøtet"
    assert not meeting.attendances.exists()


def test_sixty_items_and_eighty_participants_open_in_a_fixed_number_of_queries_and_are_saved(
    office, industry, secretary, trade
):
    meetings = []
    version = make_version(make_document("Industriplanen"))
    for size in (1, 60):
        measure = make_measure(version, f"Tiltak {size}")
        meeting = make_meeting(industry, f"Møte {size}", status=Status.DRAFT)
        for number in range(size):
            item = make_item(
                meeting, f"Sak {number}", record="Ordskifte.", presenter=make_person("Ida", f"Nr{number}")
            )
            item.measures.set([measure])
            make_action_point(item, responsible_person=make_person("Per", f"Nr{number}"), measure=measure)
        for number in range(size + 20):
            call(
                meeting,
                make_person("Ola", f"Nr{number}"),
                organization=make_organization(f"Firma {size}-{number}"),
            )
        meetings.append(meeting)
    counts = []
    for meeting in meetings:
        with CaptureQueriesContext(connection) as queries:
            response = office.get(form_of(meeting))
        counts.append(len(queries))
    assert counts == [22, 22]
    large = meetings[1]
    fields = sent_by(response)
    assert len(fields) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    typed = {f"items_{place}_resolution": f"Vedtak {place}" for place in range(60)}
    typed |= {f"called_{place}_presence": "present" for place in range(80)}
    response = save(office, large, opened=fields, **typed)
    assert response.status_code == 302, errors_of(response)
    assert large.agenda_items.exclude(resolution="").count() == 60
    assert large.attendances.filter(presence=Attendance.Presence.PRESENT).count() == 80


def test_who_may_not_edit_sees_all_of_it_and_saves_nothing(browse, office, trade):
    meeting = make_meeting(trade, "Handelsmøtet")
    make_item(meeting, "Åpningstider")
    response = office.get(form_of(meeting))
    assert response.status_code == 200
    assert "Åpningstider" in response.content.decode()
    assert '<fieldset class="whole" disabled>' in response.content.decode()
    assert office.post(form_of(meeting), {"title": "Kapret"}).status_code == 403
    assert browse(make_user("annen@knf.example", is_staff=True)).get(form_of(meeting)).status_code == 403


# Two at a time


def test_two_who_write_in_different_items_both_get_their_text_saved(browse, office, administrator, meeting):
    opened = sent_by(office.get(form_of(meeting)))
    save(browse(administrator), meeting, items_0_record="Skrevet av Astrid.", venue="Krona")
    response = save(office, meeting, opened=opened, items_1_record="Skrevet av Sindre.")
    assert response.status_code == 302
    assert [item.record for item in meeting.agenda_items.all()] == [
        "Skrevet av Astrid.",
        "Skrevet av Sindre.",
    ]
    meeting.refresh_from_db()
    assert meeting.venue == "Krona"


def test_two_who_write_in_one_item_overwrite_nothing_until_the_second_decides(
    browse, office, administrator, meeting
):
    opened = sent_by(office.get(form_of(meeting)))
    save(browse(administrator), meeting, items_0_record="Skrevet av Astrid.")
    typed = {"items_0_record": "Skrevet av Sindre.", "items_1_record": "Og dette."}
    response = save(office, meeting, opened=opened, **typed)
    assert response.status_code == 200
    text = response.content.decode()
    assert "Astrid Hagen lagret 20. mai 2026" in text
    assert "Skrevet av Astrid." in text
    assert [item.record for item in meeting.agenda_items.all()] == ["Skrevet av Astrid.", ""]
    # The ordinary button does not do it either: it must be meant.
    again = sent_by(response)
    assert again["items-0-record"] == "Skrevet av Sindre."
    assert save(office, meeting, opened=again).status_code == 200
    anyway = response.context["page"].conflict["anyway"]
    assert save(office, meeting, opened=again, anyway=anyway).status_code == 302
    assert [item.record for item in meeting.agenda_items.all()] == ["Skrevet av Sindre.", "Og dette."]


def test_text_for_an_item_that_somebody_parked_meanwhile_is_not_lost(browse, office, administrator, meeting):
    opened = sent_by(office.get(form_of(meeting)))
    save(browse(administrator), meeting, items_1_park="on")
    assert [item.title for item in meeting.agenda_items.all()] == ["Orientering fra kommunen"]
    response = save(office, meeting, opened=opened, items_1_record="En time med tekst.")
    assert response.status_code == 200
    assert "er tatt bort eller parkert" in response.content.decode()
    assert sent_by(response)["items-1-record"] == "En time med tekst."
    again, anyway = sent_by(response), response.context["page"].conflict["anyway"]
    assert save(office, meeting, opened=again, anyway=anyway).status_code == 302
    assert [item.record for item in meeting.agenda_items.all()] == ["", "En time med tekst."]


def test_an_answer_to_the_notice_does_not_disturb_the_one_who_writes(office, meeting, industry):
    row = call(meeting, make_person("Kari", "Nordvik"))
    opened = sent_by(office.get(form_of(meeting)))
    row.response = Attendance.Response.YES
    row.save()
    assert save(office, meeting, opened=opened, called_0_presence="present").status_code == 302
    row.refresh_from_db()
    assert (row.response, row.presence) == ("yes", "present")


def test_items_are_moved_parked_deleted_and_taken_in(office, meeting, industry):
    third = make_item(meeting, "Tredje")
    make_item(meeting, "Fjerde")
    waiting = make_item(None, "Ventet lenge", network=industry)
    response = save(
        office,
        meeting,
        items_0_position="3",
        items_1_position="1",
        items_2_park="on",
        items_3_remove="on",
        pull_in=str(waiting.pk),
    )
    assert response.status_code == 302, errors_of(response)
    titles = [(item.position, item.title) for item in meeting.agenda_items.all()]
    assert titles == [(1, "Lærlinger"), (2, "Orientering fra kommunen"), (3, "Ventet lenge")]
    third.refresh_from_db()
    assert third.meeting is None
    assert not AgendaItem.objects.filter(title="Fjerde").exists()


def test_an_open_point_from_an_earlier_meeting_is_ticked_off(office, meeting, industry):
    earlier = make_meeting(
        industry, "Før", starts_at=datetime(2026, 4, 12, 7, 0, tzinfo=UTC), status=Status.HELD
    )
    point = make_action_point(make_item(earlier, "Sak"), "Ringe rektor")
    assert "Ringe rektor" in office.get(form_of(meeting)).content.decode()
    assert save(office, meeting, earlier_0_done="on", earlier_0_done_note="Ringt.").status_code == 302
    point.refresh_from_db()
    assert (str(point.done_on), point.done_note) == ("2026-05-20", "Ringt.")


def test_a_slip_of_the_tick_is_undone_within_a_month(office, meeting, industry):
    earlier = make_meeting(
        industry, "Før", starts_at=datetime(2026, 4, 12, 7, 0, tzinfo=UTC), status=Status.HELD
    )
    item = make_item(earlier, "Sak")
    point = make_action_point(item, "Ringe rektor", done_on=date(2026, 5, 20), done_note="Ringt.")
    make_action_point(item, "Gjort for lenge siden", done_on=date(2026, 4, 19))
    page = office.get(form_of(meeting)).content.decode()
    assert "Gjort 20.05.2026: Ringt." in page
    assert "Gjort for lenge siden" not in page
    assert save(office, meeting, earlier_0_done="on").status_code == 302
    point.refresh_from_db()
    assert str(point.done_on) == "2026-05-20"
    assert save(office, meeting, earlier_0_undo="on").status_code == 302
    point.refresh_from_db()
    assert (point.done_on, point.done_note) == (None, "")


def test_an_open_point_is_carried_on_under_an_item_of_this_meeting(office, meeting, industry, trade):
    earlier = make_meeting(
        industry, "Før", starts_at=datetime(2026, 4, 12, 7, 0, tzinfo=UTC), status=Status.HELD
    )
    point = make_action_point(make_item(earlier, "Sak"), "Ringe rektor")
    item = meeting.agenda_items.first()
    others = make_item(meeting, "Handelens sak", network=trade)
    page = office.get(form_of(meeting)).content.decode()
    assert f'<option value="{item.pk}">Under sak' in page
    assert f'<option value="{others.pk}">Under sak' not in page
    both = save(office, meeting, earlier_0_carry_into=str(item.pk), earlier_0_done="on")
    assert "Velg om punktet er gjort eller skal videreføres." in both.content.decode()
    assert save(office, meeting, earlier_0_carry_into=str(item.pk)).status_code == 302
    carried = item.action_points.get()
    assert (carried.text, carried.carried_from, carried.responsible) == (
        "Ringe rektor",
        point,
        point.responsible,
    )
    assert office.get(form_of(meeting)).content.decode().count("Hva ble gjort: Ringe rektor") == 0


def test_nothing_is_carried_on_under_an_item_that_is_deleted_in_the_same_breath(office, meeting, industry):
    earlier = make_meeting(
        industry, "Før", starts_at=datetime(2026, 4, 12, 7, 0, tzinfo=UTC), status=Status.HELD
    )
    make_action_point(make_item(earlier, "Sak"), "Ringe rektor")
    item = meeting.agenda_items.first()
    refused = save(office, meeting, items_0_remove="on", earlier_0_carry_into=str(item.pk))
    assert "Saken som «Ringe rektor» skulle videreføres under, er slettet." in refused.content.decode()
    assert meeting.agenda_items.filter(pk=item.pk).exists()


def test_names_mean_one_person_or_are_asked_about(office, meeting):
    for company in ("Verket", "Smia"):
        make_person("Kari", "Nordvik", works_at=make_organization(company))
    response = save(office, meeting, items_0_presenter="Kari Nordvik")
    assert "Flere heter «Kari Nordvik»" in response.content.decode()
    assert save(office, meeting, items_0_presenter="Kari Nordvik, Smia").status_code == 302
    assert meeting.agenda_items.first().presenter.positions.get().organization.name == "Smia"
    assert save(office, meeting, items_0_presenter="Rektor ved skolen").status_code == 302
    item = meeting.agenda_items.first()
    assert (item.presenter, item.presenter_text) == (None, "Rektor ved skolen")


def test_nobody_is_put_on_the_list_twice(office, meeting):
    make_person("Kari", "Nordvik")
    response = save(office, meeting, guests_0_name="Kari Nordvik", came_0_name="Kari Nordvik", venue="Krona")
    assert errors_of(response) == {"gjennomforing": 1}
    assert "Kari Nordvik står på listen fra før." in response.content.decode()
    assert sent_by(response)["came-0-name"] == "Kari Nordvik"
    assert save(office, meeting, guests_0_name="Kari Nordvik", came_0_name="").status_code == 302
    assert save(office, meeting, came_0_name="Kari Nordvik").status_code == 200
    assert meeting.attendances.count() == 1


def test_a_report_names_its_document_and_items_and_points_their_measures(office, meeting, industry):
    plan, other = make_document("Industriplanen", network=industry), make_document("Handelsplanen")
    make_adopted(plan, measures=[])
    measures = [make_measure(make_version(one), "Kompetanse", code="I-01") for one in (plan, other)]
    fields = {"items_0_kind": "status_report", "items_1_title": "Ikke tapt"}
    response = save(office, meeting, **fields)
    [row] = [row for row in response.context["page"].items if row.errors]
    assert row.errors == {"strategy_document": ["Velg strategidokumentet statusrapporten gjelder."]}
    assert sent_by(response)["items-1-title"] == "Ikke tapt"
    fields |= {
        "items_0_strategy_document": plan.pk,
        "items_0_measures": "i-01",
        "items_0_points_0_text": "Ringe rektor",
        "items_0_points_0_responsible": "Verket",
        "items_0_points_0_measure": "I-01",
    }
    make_organization("Verket")
    response = save(office, meeting, **fields)
    assert "Flere dokumenter har I-01. Skriv «I-01 (Handelsplanen)» eller «I-01 (Industriplanen)»." in (
        response.content.decode()
    )
    assert (
        save(office, meeting, **fields | {"items_0_points_0_measure": "I-01 (Handelsplanen)"}).status_code
        == 302
    )
    item = meeting.agenda_items.first()
    assert (item.strategy_document, list(item.measures.all())) == (plan, measures[:1])
    assert item.action_points.get().measure == measures[1]
    # Shown back so that saving again changes nothing.
    before = AgendaItem.objects.values().get(pk=item.pk)
    assert save(office, meeting).status_code == 302
    assert AgendaItem.objects.values().get(pk=item.pk) == before
    assert save(office, meeting, items_0_measures="").status_code == 302
    assert not item.measures.exists()


def test_the_largest_form_that_is_promised_fits_the_limit(office, industry):
    meeting = make_meeting(industry, status=Status.DRAFT)
    item = make_item(meeting, "Sak")
    make_action_point(item)
    call(meeting, make_person())
    names = sent_by(office.get(form_of(meeting)))
    ticks = 2
    per_item = [name for name in names if name.startswith("items-0-") and "points-" not in name]
    per_point = [name for name in names if name.startswith("items-0-points-0-")]
    per_person = [name for name in names if name.startswith("called-0-")]
    assert len(per_item) + ticks + 1 <= settings.MEETING_FORM["items"][1]
    assert len(per_point) + 1 <= settings.MEETING_FORM["points"][1]
    assert len(per_person) + 1 <= settings.MEETING_FORM["people"][1]


@pytest.mark.parametrize("level", [AgendaItem.INHERIT, "staff"])
def test_papers_make_no_more_queries_however_many_items_have_some(office, meeting, industry, level):
    counts = []
    for number in (1, 2):
        for _ in range(number):
            item = make_item(meeting, visibility=level)
            make_stored_file(item, visibility="staff")
        office.get(page(meeting))
        with CaptureQueriesContext(connection) as captured:
            assert office.get(page(meeting)).text.count("PDF · Intern") == len(counts) * 2 + 1
        counts.append(len(captured))
    assert counts[0] == counts[1]
