"""The desks of the strategies: lists, documents, duties and hearings, and who may."""

from datetime import date, timedelta

import lxml.html
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from networks.models import (
    HearingComment,
    Measure,
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
from tests.networks.strategies.desks import desk, treated, wrong

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 Planen"


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

FORM_QUERIES = {"document": 11, "locked": 12, "measure": 9, "message": 8, "adopt": 10}


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
