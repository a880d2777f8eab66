"""What is done with measures at their desk: told of, corrected, merged, replaced, taken up again."""

from datetime import date

import pytest

from networks.models import (
    Measure,
    MeasureUpdate,
    Status,
    StrategyDocument,
)
from tests.factories import (
    make_person,
    tell,
)
from tests.networks.strategies.desks import desk, wrong

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure(plan):
    """A measure that somebody has told of."""
    measure = Measure.objects.get(title="Lærlinger")
    tell(measure, on=date(2024, 3, 1), note="I gang.", internal_note="hemmelig-notat")
    return measure


def test_status_is_told_of_a_measure(office, measure):
    fields = {"status": "on_hold", "reported_on": "01.04.2024", "note": "Venter på penger."}
    assert office.post(desk("measure", "report", measure.pk), fields).status_code == 302
    update = measure.updates.latest_first().first()
    assert (update.status, update.note, str(update.reported_on)) == (
        "on_hold",
        "Venter på penger.",
        "2024-04-01",
    )
    fields = {"status": "on_hold", "reported_on": "01.04.2020"}
    assert "reported_on" in wrong(office.post(desk("measure", "report", measure.pk), fields))


def test_a_measure_is_merged_or_replaced_and_taken_up_again(office, measure):
    other = Measure.objects.get(title="Togstopp")
    fields = {"other": other.pk, "on": "01.01.2199"}
    assert wrong(office.post(desk("measure", "merge", measure.pk), fields)) == {
        "on": ["Datoen kan ikke være fram i tid."]
    }
    fields["on"] = "01.05.2024"
    assert office.post(desk("measure", "merge", measure.pk), fields).status_code == 302
    measure.refresh_from_db()
    assert (measure.merged_into, str(measure.merged_on)) == (other, "2024-05-01")
    text = office.get(desk("measure", "change", measure.pk)).content.decode()
    assert f"{measure.code} går videre i" in text
    circle = {"other": measure.pk, "on": "02.05.2024"}
    assert wrong(office.post(desk("measure", "merge", other.pk), circle))
    assert wrong(office.post(desk("measure", "reopen", measure.pk), {"reported_on": "01.06.2024"})) == {
        "note": ["Skriv hvorfor tiltaket gjenåpnes."]
    }
    fields = {"note": "Det viste seg å være to ting.", "reported_on": "01.06.2024"}
    assert office.post(desk("measure", "reopen", measure.pk), fields).status_code == 302
    measure.refresh_from_db()
    assert measure.goes_on_in is None
    fields = {"other": other.pk, "on": "01.07.2024", "note": "Toget løser det."}
    assert office.post(desk("measure", "supersede", measure.pk), fields).status_code == 302
    measure.refresh_from_db()
    assert measure.superseded_by == other


def test_the_contact_and_the_level_of_a_measure_are_its_own_and_the_rest_the_edition_s(office, measure):
    kari = make_person("Kari", "Nordvik")
    address = desk("measure", "change", measure.pk)
    text = office.get(address).content.decode()
    assert "Tittel, ordlyd, frist og ansvarlig endres i en ny utgave av Industriplanen." in text
    assert (
        office.post(address, {"contact": kari.pk, "visibility": "members", "title": "Kapret"}).status_code
        == 302
    )
    measure.refresh_from_db()
    assert (measure.contact, measure.visibility, measure.title) == (kari, "members", "Lærlinger")
    assert office.get(desk("measure", "add")).status_code == 403


def test_the_level_of_the_network_needs_a_network(office, measure):
    address = desk("measure", "change", measure.pk)
    StrategyDocument.objects.update(responsible_network=None)
    response = office.post(address, {"visibility": "network"})
    assert "Dokumentet har ikke noe ansvarlig nettverk." in response.content.decode()
    measure.refresh_from_db()
    assert measure.visibility == "public"


def test_a_message_says_why_it_is_not_changed_and_is_corrected_by_another(office, measure):
    update = measure.updates.get()
    address = desk("measureupdate", "change", update.pk)
    text = office.get(address).content.decode()
    assert "En statusmelding endres og slettes ikke" in text
    assert office.post(address, {"note": "Kapret"}).status_code == 403
    assert office.get(desk("measureupdate", "delete", update.pk)).status_code == 403
    fields = {"status": "completed", "reported_on": "02.03.2024", "note": "Ferdig."}
    assert office.post(desk("measureupdate", "correct", update.pk), fields).status_code == 302
    correction = MeasureUpdate.objects.get(corrects=update)
    assert (correction.status, correction.note) == ("completed", "Ferdig.")
    assert "Den er rettet med" in office.get(address).content.decode()
    assert wrong(office.post(desk("measureupdate", "correct", update.pk), fields)) == {
        "__all__": ["Meldingen er alt rettet. Er rettelsen feil, retter du den."]
    }
    assert MeasureUpdate.objects.get(corrects=update) == correction


def test_a_correction_keeps_how_much_was_done(office, measure):
    told = {"status": "in_progress", "reported_on": "01.03.2024", "percent": "60", "note": "To av fier står."}
    office.post(desk("measure", "report", measure.pk), told)
    address = desk("measureupdate", "correct", MeasureUpdate.objects.get(percent=60).pk)
    form = office.get(address).context["form"]
    assert form["percent"].value() == 60
    assert wrong(office.post(address, told | {"percent": "101"})).keys() == {"percent"}
    office.post(address, told | {"note": "To av fire står."})
    assert MeasureUpdate.objects.get(corrects__isnull=False).percent == 60


def test_a_message_of_a_merger_is_not_corrected_but_the_measure_taken_up_again(office, measure):
    other = Measure.objects.get(title="Togstopp")
    office.post(desk("measure", "merge", measure.pk), {"other": other.pk, "on": "01.05.2024"})
    update = measure.updates.get(status=Status.MERGED)
    correct = desk("measureupdate", "correct", update.pk)
    text = office.get(desk("measureupdate", "change", update.pk)).content.decode()
    assert "Er den feil, gjenåpner du tiltaket." in text
    assert correct not in text
    fields = {"status": "in_progress", "reported_on": "01.05.2024", "note": "Feil."}
    assert wrong(office.post(correct, fields)) == {
        "__all__": ["Tiltaket går videre i et annet. Gjenåpne tiltaket i stedet."]
    }
    assert not MeasureUpdate.objects.filter(corrects=update).exists()


def test_an_editor_sees_no_internal_note_and_changes_no_measure(browse, editor, measure):
    client = browse(editor)
    text = client.get(desk("measure", "change", measure.pk)).content.decode()
    assert "I gang." in text
    assert "hemmelig-notat" not in text
    for name in ("report", "merge", "supersede", "reopen"):
        assert client.post(desk("measure", name, measure.pk), {"status": "completed"}).status_code == 403
