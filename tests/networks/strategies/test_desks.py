"""The desks of the strategies: lists, what is done with editions and measures, and who may."""

from datetime import date, timedelta

import lxml.html
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from networks.models import (
    DocumentVersion,
    HearingComment,
    Measure,
    MeasureEdition,
    MeasureUpdate,
    PoliticalTreatment,
    PublishedReport,
    ReportingDuty,
    Status,
    StrategyDocument,
)
from networks.strategies.edition_actions import begin_edition
from tests.factories import (
    adopt,
    make_adopted,
    make_body,
    make_document,
    make_duty,
    make_measure,
    make_person,
    make_version,
    tell,
)

pytestmark = pytest.mark.django_db

State = DocumentVersion.State
Change = MeasureEdition.Change
PDF = b"%PDF-1.7 Planen"


@pytest.fixture
def office(browse, strategist):
    """Return the strategist's browser."""
    return browse(strategist)


@pytest.fixture
def plan(industry):
    """A document with an adopted edition."""
    document = make_document("Industriplanen", network=industry)
    make_adopted(document, measures=["Kompetanseløft", "Lærlinger", "Togstopp"])
    return document


@pytest.fixture
def draft(plan, strategist):
    """The next edition, just begun."""
    return begin_edition(document=plan, by=strategist)


def desk(model, name="changelist", *args):
    """Return the address of a page of a desk."""
    return reverse(f"admin:networks_{model}_{name}", args=args)


def sentences(response):
    """Return what the page says was done."""
    return [str(message) for message in response.context["messages"]]


def wrong(response):
    """Return what is wrong in the form, by field."""
    assert response.status_code == 200, "the form was accepted"
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


# Lists


def fill(number, network):
    """Give every list ``number`` more rows."""
    for _ in range(number):
        place = StrategyDocument.objects.count()
        document = make_document(f"Plan {place}", network=network)
        version = make_adopted(document, measures=[f"Tiltak {place}"])
        measure = document.measures.get()
        measure.contact = make_person("Kari", f"Nr{place}")
        measure.save()
        tell(measure)
        make_duty(network, document)
        HearingComment.objects.create(version=version, person=measure.contact, text="Bra.")
        file = ContentFile(PDF, "rapport.pdf")
        PublishedReport.objects.create(document=document, as_of=timezone.localdate(), file=file)


QUERIES = {
    "strategydocument": 8,
    "documentversion": 8,
    "measure": 11,
    "measureupdate": 10,
    "reportingduty": 10,
    "hearingcomment": 8,
    "publishedreport": 10,
}

FORM_QUERIES = {"document": 11, "locked": 11, "measure": 9, "message": 8, "adopt": 10}


def test_every_list_costs_the_same_with_one_row_and_three(office, industry):
    counts = []
    for more in (1, 2):
        fill(more, industry)
        found = {}
        for model in QUERIES:
            with CaptureQueriesContext(connection) as queries:
                assert office.get(desk(model)).status_code == 200
            found[model] = len(queries)
        counts.append(found)
    assert counts == [QUERIES, QUERIES]


def test_forms_cost_the_same_with_one_row_below_and_three(office, industry):
    counts = []
    for size in (1, 3):
        document = make_document(f"Plan {size}", network=industry)
        version = make_adopted(document, measures=[f"Tiltak {number}" for number in range(size)])
        measure = document.measures.first()
        for number in range(size):
            tell(measure, on=date(2024, 1, number + 1))
            treatment = PoliticalTreatment(version=version, body=make_body(), step="information")
            treatment.held_on = date(2023, 1, number + 1)
            treatment.save()
        addresses = {
            "document": desk("strategydocument", "change", document.pk),
            "locked": desk("documentversion", "change", version.pk),
            "measure": desk("measure", "change", measure.pk),
            "message": desk("measureupdate", "change", measure.updates.first().pk),
            "adopt": desk("documentversion", "adopt", begin_edition(document=document, by=None).pk),
        }
        found = {}
        for name, address in addresses.items():
            office.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert office.get(address).status_code == 200
            found[name] = len(queries)
        counts.append(found)
    assert counts == [FORM_QUERIES, FORM_QUERIES]


def test_the_documents_are_a_tree_with_what_holds_and_what_is_under_way(office, plan, draft):
    make_document("Arealplanen")
    make_document("Kompetanseplanen", parent=plan)
    response = office.get(desk("strategydocument"))
    rows = [(row.title, row.depth, row.in_force, row.under_way) for row in response.context["cl"].result_list]
    assert rows == [
        ("Arealplanen", 0, None, None),
        ("Industriplanen", 0, 1, 2),
        ("Kompetanseplanen", 1, None, None),
    ]


def test_the_measures_are_found_by_status_and_word(office, plan):
    first = Measure.objects.get(title="Lærlinger")
    tell(first, Status.ON_HOLD)

    def found(**query):
        return [row.title for row in office.get(desk("measure"), query).context["cl"].result_list]

    assert found(status="on_hold") == ["Lærlinger"]
    assert found(status="ingen") == ["Kompetanseløft", "Togstopp"]
    assert found(q="Togstopp") == ["Togstopp"]


def test_the_list_of_measures_says_what_is_late_and_what_nobody_has_confirmed(office):
    version = make_version()
    late = make_measure(version, "Over fristen", code="I-01", due_on=date(2023, 12, 31))
    forgotten = make_measure(version, "Glemt", code="I-02")
    make_measure(version, "Aldri meldt", code="I-03")
    adopt(version, date(2022, 1, 1))
    tell(late)
    tell(forgotten, on=timezone.localdate() - timedelta(days=181))
    page = lxml.html.fromstring(office.get(desk("measure")).content.decode())
    days = (timezone.localdate() - date(2023, 12, 31)).days
    assert [cell.text_content() for cell in page.find_class("field-shown_status")] == [
        f"Forsinket {days} dager",
        "Ikke bekreftet på 181 dager",
        "Ingen status meldt",
    ]


# Documents


def document_fields(**fields):
    """Return what the form of a document sends."""
    body = make_body("Kommunestyret")
    return {"title": "Ny plan", "slug": "ny-plan", "kind": "theme_plan", "owner_body": body.pk} | fields


def test_a_secretary_makes_documents_for_her_networks_alone(browse, secretary, industry, trade):
    client = browse(secretary)
    for network in ("", trade.pk):
        fields = document_fields(responsible_network=network)
        assert client.post(desk("strategydocument", "add"), fields).status_code == 200
    assert not StrategyDocument.objects.exists()
    fields = document_fields(responsible_network=industry.pk)
    assert client.post(desk("strategydocument", "add"), fields).status_code == 302
    document = StrategyDocument.objects.get()
    assert (document.responsible_network, document.created_by) == (industry, secretary)


def test_a_secretary_looks_at_the_documents_of_others(browse, secretary, trade):
    document = make_document("Handelsplanen", network=trade)
    client = browse(secretary)
    address = desk("strategydocument", "change", document.pk)
    assert "Handelsplanen" in client.get(address).content.decode()
    assert client.post(address, document_fields()).status_code == 403
    assert client.get(desk("strategydocument", "begin_edition", document.pk)).status_code == 403


def test_a_document_that_moves_is_found_where_it_was_with_its_editions_and_measures(office, browse, plan):
    measure = plan.measures.first()
    old = [plan.get_absolute_url(), plan.versions.get().get_absolute_url(), measure.get_absolute_url()]
    fields = document_fields(title="Industriplanen", slug="industri", responsible_network="")
    assert office.post(desk("strategydocument", "change", plan.pk), fields).status_code == 302
    for address in old:
        response = browse().get(address)
        assert (response.status_code, response.url) == (301, address.replace("industriplanen", "industri"))
    # And back again: no circle.
    assert (
        office.post(
            desk("strategydocument", "change", plan.pk), fields | {"slug": "industriplanen"}
        ).status_code
        == 302
    )
    assert browse().get(old[0]).status_code == 200
    assert browse().get(old[0].replace("industriplanen", "industri")).url == old[0]


def test_the_address_of_what_nobody_was_shown_leaves_no_trace(office, browse):
    document = make_document("Hemmelig plan")
    make_version(document)
    fields = document_fields(title="Hemmelig plan", slug="annen-plan")
    assert office.post(desk("strategydocument", "change", document.pk), fields).status_code == 302
    assert browse().get("/strategier/hemmelig-plan/").status_code == 404


def test_a_new_edition_is_begun_in_one_page_and_leads_to_its_form(office, plan):
    address = desk("strategydocument", "begin_edition", plan.pk)
    assert "Utgave 1 blir stående som vedtatt" in office.get(address).content.decode()
    response = office.post(address, {"label": "Revidert 2026"})
    version = plan.versions.get(number=2)
    assert response.url == desk("documentversion", "change", version.pk)
    assert (version.label, version.measure_editions.count()) == ("Revidert 2026", 3)
    assert wrong(office.post(address, {}))["__all__"] == [
        "Industriplanen, utgave 2 – revidert 2026 er alt under arbeid."
    ]


# Editions


def test_a_draft_is_sent_on_hearing_with_deadline_and_contact(office, draft, strategist):
    address = desk("documentversion", "put_on_hearing", draft.pk)
    yesterday = timezone.localdate() - timedelta(days=1)
    fields = {"hearing_deadline": f"{yesterday:%d.%m.%Y}", "hearing_contact": strategist.pk}
    assert wrong(office.post(address, fields)) == {"hearing_deadline": ["Fristen kan ikke være passert."]}
    fields |= {"hearing_deadline": "31.12.2030"}
    assert office.post(address, fields).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.hearing_contact) == (State.ON_HEARING, strategist)


def treated(**fields):
    """Return what the form of a treatment sends."""
    body = make_body("Formannskapet")
    return {
        "body": body.pk,
        "step": "recommendation",
        "held_on": "01.06.2026",
        "case_number": "PS 41/26",
    } | fields


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


# Measures and what is told of them


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


# Duties, hearings


def test_a_duty_is_entered_and_its_edition_is_one_of_the_document(office, plan, industry):
    other = make_version(make_document("Handelsplanen"))
    fields = {
        "document": plan.pk,
        "network": industry.pk,
        "body": make_body().pk,
        "from_year": "2019",
        "warn_from": "09-01",
        "basis": "kapittel 5",
        "basis_version": other.pk,
    }
    response = office.post(desk("reportingduty", "add"), fields)
    assert "Utgaven hører til et annet dokument." in response.content.decode()
    fields |= {"basis_version": plan.versions.get().pk}
    assert office.post(desk("reportingduty", "add"), fields).status_code == 302
    assert ReportingDuty.objects.get().basis == "kapittel 5"


def test_a_secretary_enters_duties_of_her_documents_alone(browse, secretary, plan, industry, trade):
    other = make_document("Handelsplanen", network=trade)
    fields = {"network": industry.pk, "body": make_body().pk, "from_year": "2019", "warn_from": "09-01"}
    client = browse(secretary)
    assert client.post(desk("reportingduty", "add"), fields | {"document": other.pk}).status_code == 200
    assert client.post(desk("reportingduty", "add"), fields | {"document": plan.pk}).status_code == 302
    duty = make_duty(trade, other)
    assert client.post(desk("reportingduty", "change", duty.pk), fields).status_code == 403


def test_comments_are_read_fetched_and_taken_out_as_text(office, browse, editor, draft):
    person = make_person("Mona", "Dahl")
    comment = HearingComment.objects.create(
        version=draft,
        person=person,
        text="Legg til ladeplasser & tog.",
        file=SimpleUploadedFile("innspill.pdf", PDF),
        filename="innspill.pdf",
    )
    listed = office.get(desk("hearingcomment"), {"utgave": draft.pk}).content.decode()
    export = desk("hearingcomment", "as_text", draft.pk)
    assert export in listed
    text = office.get(export).content.decode()
    assert "Mona Dahl" in text
    assert "Legg til ladeplasser & tog." in text
    response = office.get(desk("hearingcomment", "attachment", comment.pk))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"] == 'attachment; filename="innspill.pdf"'
    assert office.post(desk("hearingcomment", "change", comment.pk), {"text": "Kapret"}).status_code == 403
    assert office.get(desk("hearingcomment"), {"utgave": "٣"}).status_code == 200
    attachments = [desk("hearingcomment", "attachment", pk) for pk in (comment.pk, comment.pk + 1)]
    for address in (export, *attachments):
        assert browse(editor).get(address).status_code == 403


def test_comments_are_found_by_word_and_by_who_wrote_them(office, draft):
    for family_name, text in (("Ødegård", "Mer tog."), ("Dahl", "Flere ladeplasser.")):
        HearingComment.objects.create(version=draft, person=make_person("Åse", family_name), text=text)

    def found(words):
        rows = office.get(desk("hearingcomment"), {"q": words}).context["cl"].result_list
        return [row.text for row in rows]

    assert found("Ødegård") == found("odegaard") == found("åse TOG") == ["Mer tog."]
    assert found("Åse") == ["Flere ladeplasser.", "Mer tog."]
    assert found("buss") == []


def test_the_history_of_an_edition_tells_who_did_what(office, draft):
    office.post(desk("documentversion", "record_treatment", draft.pk), treated())
    text = office.get(desk("documentversion", "history", draft.pk)).content.decode()
    assert "Ført: Innstilling i Formannskapet 01.06.2026." in text
    assert draft.treatments.get().created_by is not None
