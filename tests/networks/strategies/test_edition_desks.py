"""What is done with editions at their desk: begun, heard, treated, adopted, thrown away."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from networks.models import (
    DocumentVersion,
    Measure,
    MeasureEdition,
)
from networks.strategies.edition_actions import begin_edition
from tests.factories import (
    adopt,
    make_body,
    make_measure,
)
from tests.networks.strategies.desks import desk, sentences, treated, wrong

pytestmark = pytest.mark.django_db

State = DocumentVersion.State
Change = MeasureEdition.Change
PDF = b"%PDF-1.7 Planen"


def test_a_draft_is_sent_on_hearing_with_deadline_and_contact(office, draft, strategist):
    address = desk("documentversion", "put_on_hearing", draft.pk)
    yesterday = timezone.localdate() - timedelta(days=1)
    fields = {"hearing_deadline": f"{yesterday:%d.%m.%Y}", "hearing_contact": strategist.pk}
    assert wrong(office.post(address, fields)) == {"hearing_deadline": ["Fristen kan ikke være passert."]}
    fields |= {"hearing_deadline": "31.12.2030"}
    assert office.post(address, fields).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.hearing_contact) == (State.ON_HEARING, strategist)


def test_treatments_are_entered_and_put_right_and_the_owner_s_decision_is_referred_on(office, draft):
    address = desk("documentversion", "record_treatment", draft.pk)
    assert office.post(address, treated()).status_code == 302
    draft.refresh_from_db()
    assert draft.state == State.IN_TREATMENT
    own = treated(body=draft.document.owner_body_id, step="decision")
    assert wrong(office.post(address, own)) == {
        "step": ["Bruk «Registrer vedtak» når organet selv har vedtatt utgaven."]
    }
    treatment = draft.treatments.get()
    correction = desk("documentversion", "correct_treatment", draft.pk, treatment.pk)
    assert office.post(correction, own).status_code == 200
    assert office.post(correction, treated(case_number="PS 42/26")).status_code == 302
    treatment.refresh_from_db()
    assert treatment.case_number == "PS 42/26"


def test_a_treatment_of_an_adopted_edition_is_not_made_the_owner_s_decision_in_words(office, draft):
    office.post(desk("documentversion", "record_treatment", draft.pk), treated())
    adopt(draft, date(2026, 6, 10), case_number="PS 50/26")
    treatment = draft.treatments.get(step="recommendation")
    correction = desk("documentversion", "correct_treatment", draft.pk, treatment.pk)
    own = treated(body=draft.document.owner_body_id, step="decision")
    assert wrong(office.post(correction, own)) == {
        "step": ["Bruk «Registrer vedtak» når organet selv har vedtatt utgaven."]
    }


def test_a_body_that_is_no_more_has_treated_what_it_treated(office, draft):
    gone = make_body("Næringsutvalget", active_to=date(2023, 9, 30))
    address = desk("documentversion", "record_treatment", draft.pk)
    assert wrong(office.post(address, treated(body=gone.pk))) == {
        "body": ["Næringsutvalget, Kongsberg fantes ikke 01.06.2026."]
    }
    assert office.post(address, treated(body=gone.pk, held_on="01.06.2023")).status_code == 302


def test_the_contact_of_a_hearing_is_one_who_may_read_what_comes(office, draft, strategist, editor):
    form = office.get(desk("documentversion", "put_on_hearing", draft.pk)).context["form"]
    offered = list(form.fields["hearing_contact"].queryset)
    assert strategist in offered
    assert editor not in offered


def test_what_stands_in_the_way_of_adoption_is_said_with_the_way_to_its_row(office, draft):
    first, second, _ = draft.measure_editions.all()
    first.responsibilities.all().delete()
    second.change = Change.DROPPED
    second.save()
    address = desk("documentversion", "adopt", draft.pk)
    text = office.get(address).content.decode()
    rows = desk("documentversion", "change", draft.pk)
    assert f'Disse tiltakene har ingen ansvarlig: <a href="{rows}#tiltak-{first.pk}">' in text
    assert f'Skriv hvorfor disse tiltakene utgår: <a href="{rows}#tiltak-{second.pk}">' in text
    assert wrong(office.post(address, {"held_on": "10.06.2026", "case_number": "PS 50/26"}))["__all__"] == [
        "Disse tiltakene har ingen ansvarlig: 1.",
        "Skriv hvorfor disse tiltakene utgår: 2.",
    ]
    draft.refresh_from_db()
    assert (draft.state, draft.file.name) == (State.DRAFT, "")


def test_a_decision_is_entered_with_its_file_and_locks_the_edition(office, draft, strategist):
    first, second, third = draft.measure_editions.all()
    second.change, second.change_note = Change.DROPPED, "Staten tar det."
    second.save()
    third.change, third.merges_into = Change.MERGED, first.measure
    third.save()
    address = desk("documentversion", "adopt", draft.pk)
    text = office.get(address).content.decode()
    assert f"{second.measure.code} Lærlinger <b>utgår</b>: Staten tar det." in text
    assert f"<b>slås sammen med</b> {first.measure}" in text
    fields = {
        "held_on": "10.06.2026",
        "vote": "Enstemmig",
        "amendments": "Mer tog.",
        "file": SimpleUploadedFile("Plan vedtatt.PDF", PDF),
    }
    refused = office.post(address, fields)
    assert wrong(refused) == {
        "case_number": ["Skriv saksnummeret, eller hvorfor vedtaket ikke har noe."],
        "file": ["Velg filen på nytt: nettleseren husker den ikke."],
    }
    assert "Dokumentet er lastet opp" not in refused.content.decode()
    fields |= {"case_number": "PS 50/26", "file": SimpleUploadedFile("Plan vedtatt.PDF", PDF)}
    response = office.post(address, fields, follow=True)
    assert sentences(response) == ["Utgave 2 er vedtatt 10.06.2026, og låst."]
    draft.refresh_from_db()
    with draft.file.open() as file:
        assert (draft.state, draft.amendments, file.read()) == (State.ADOPTED, "Mer tog.", PDF)
    assert draft.file.name.endswith(".pdf")
    assert draft.document.versions.get(number=1).state == State.SUPERSEDED
    assert Measure.objects.get(title="Togstopp").merged_into == first.measure
    decision = draft.treatments.get()
    assert (decision.vote, decision.created_by) == ("Enstemmig", strategist)
    # From now on only the link to the protocol changes.
    correction = desk("documentversion", "correct_treatment", draft.pk, decision.pk)
    assert office.post(correction, {"url": "kommunen.example/p", "case_number": "PS 1/26"}).status_code == 302
    decision.refresh_from_db()
    assert (decision.url, decision.case_number) == ("https://kommunen.example/p", "PS 50/26")


def test_a_file_is_taken_by_its_content(office, draft):
    address = desk("documentversion", "upload", draft.pk)
    refused = office.post(address, {"file": SimpleUploadedFile("plan.pdf", b"\x00\x01\x02 ikke en PDF")})
    assert "Vi tar imot PDF" in wrong(refused)["file"][0]
    assert office.post(address, {"short_file": SimpleUploadedFile("kort", PDF)}).status_code == 302
    draft.refresh_from_db()
    assert draft.short_file.name.endswith(".pdf")
    assert draft.short_sha256


def test_an_edition_is_turned_down_only_while_it_is_treated(office, draft):
    address = desk("documentversion", "reject", draft.pk)
    assert wrong(office.post(address)) == {"__all__": ["Bare en utgave til behandling kan avvises."]}
    office.post(desk("documentversion", "record_treatment", draft.pk), treated())
    assert office.post(address).status_code == 302
    draft.refresh_from_db()
    assert draft.state == State.REJECTED
    text = office.get(desk("documentversion", "change", draft.pk)).content.decode()
    assert "Utgaven ble avvist, så den endres ikke." in text
    file = SimpleUploadedFile("plan.pdf", PDF)
    refused = office.post(desk("documentversion", "upload", draft.pk), {"file": file})
    assert wrong(refused)["__all__"] == ["Utgaven er behandlet ferdig, så dokumentet byttes ikke."]
    draft.refresh_from_db()
    assert not draft.file


def test_a_draft_is_thrown_away_with_what_only_it_had(office, draft):
    make_measure(draft, "Ladeplasser", number="9")
    address = desk("documentversion", "discard", draft.pk)
    document = desk("strategydocument", "change", draft.document_id)
    assert f'<a href="{document}">Industriplanen</a>' in office.get(address).content.decode()
    assert office.post(address).url == desk("strategydocument", "change", draft.document_id)
    assert draft.document.versions.count() == 1
    assert sorted(draft.document.measures.values_list("title", flat=True)) == [
        "Kompetanseløft",
        "Lærlinger",
        "Togstopp",
    ]
    other = begin_edition(document=draft.document, by=None)
    office.post(desk("documentversion", "record_treatment", other.pk), treated(step="sent_back"))
    address = desk("documentversion", "discard", other.pk)
    assert "Utkastet har vært behandlet" in wrong(office.post(address))["__all__"][0]


def test_a_file_that_is_confirmed_after_its_edition_went_on_changes_nothing(office, draft):
    exported = office.get(desk("strategydocument", "export", draft.document_id, "tiltak-2", "csv")).content
    content = exported.replace("Lærlinger".encode(), "Læreplasser".encode())
    address = desk("strategydocument", "import", draft.document_id, "tiltak-2")
    shown = office.post(address, {"file": SimpleUploadedFile("plan.csv", content)})
    token = shown.context["token"]
    assert token
    office.post(desk("documentversion", "record_treatment", draft.pk), treated())
    done = office.post(address, {"token": token}, follow=True)
    assert sentences(done)[-1] == "Utgaven er til behandling. Tiltak hentes bare inn i et utkast."
    assert not draft.measure_editions.filter(title="Læreplasser").exists()
