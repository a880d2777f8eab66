"""The secretary decides on what members have reported: approved, in other words, or sent back."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from networks.models import MeasureReport, MeasureUpdate, OutboxMessage, Status
from networks.strategies.measure_actions import merge_measure
from networks.strategies.reported import approve_report, return_report
from tests.factories import adopt, make_document, make_measure, make_version, tell

pytestmark = pytest.mark.django_db
ADDRESS = reverse("admin:networks_measurereport_decide")


@pytest.fixture
def plan(industry):
    return make_document("Industriplanen", network=industry)


@pytest.fixture
def measure(plan, secretary):
    version = make_version(plan)
    measure = make_measure(version, "Digital testarena", code="I-01")
    adopt(version)
    return measure


@pytest.fixture
def report(measure, leader):
    return make_report(measure, leader.person)


def make_report(measure, person, note="Bussen går.", **fields):
    """Return what a person has reported today."""
    fields = {"status": Status.IN_PROGRESS, "reported_on": timezone.localdate()} | fields
    return MeasureReport.objects.create(measure=measure, person=person, note=note, **fields)


def sent(report, deed, **typed):
    """Return the page as it is sent, with a choice for ``report``."""
    key = f"melding-{report.pk}"
    values = {
        "deed": deed,
        "status": report.status,
        "note": report.note,
        "answer": "",
        "seen": report.submitted_at.isoformat(),
    } | typed
    return {"melding": [report.pk]} | {f"{key}-{name}": value for name, value in values.items()}


def write_anew(report):
    """Let the member have written the report anew since the page was opened."""
    later = timezone.now() + timedelta(seconds=1)
    MeasureReport.objects.filter(pk=report.pk).update(note="Bussen er innstilt.", submitted_at=later)


def test_approved_as_it_is_it_becomes_a_status_message_of_the_member_s(report, secretary, browse):
    page = browse(secretary).post(ADDRESS, sent(report, "godkjenn"), follow=True)

    assert "meldingen fra Liv Tangen er godkjent" in page.text
    update = MeasureUpdate.objects.get()
    assert (update.measure, update.status, update.note) == (report.measure, "in_progress", "Bussen går.")
    assert (update.reported_by, update.created_by) == (report.person, secretary)
    report.refresh_from_db()
    assert (report.state, report.update_made, report.decided_by) == ("approved", update, secretary)
    assert "Ingenting venter." in page.text


def test_it_can_be_approved_in_other_words(report, secretary, browse):
    browse(secretary).post(ADDRESS, sent(report, "godkjenn", status="on_hold", note="Bussen står."))

    update = MeasureUpdate.objects.get()
    assert (update.status, update.note) == ("on_hold", "Bussen står.")
    report.refresh_from_db()
    assert report.note == "Bussen går."


def test_sent_back_it_goes_to_the_member_with_the_answer(report, secretary, leader, browse):
    browse(secretary).post(ADDRESS, sent(report, "tilbake", answer="Hvor mange ganger?"))

    report.refresh_from_db()
    assert (report.state, report.answer) == ("returned", "Hvor mange ganger?")
    mail = OutboxMessage.objects.get()
    assert (mail.recipient, mail.kind) == (leader.email, "report_returned")
    assert "Hvor mange ganger?" in mail.text
    assert f"{reverse('my-measures')}#tiltak-{report.measure_id}" in mail.text
    assert not MeasureUpdate.objects.exists()


def test_sending_back_wants_an_answer_and_keeps_what_was_typed(report, secretary, browse):
    page = browse(secretary).post(ADDRESS, sent(report, "tilbake", note="Et eget utkast."))

    assert "Skriv hva du vil ha annerledes." in page.text
    assert "Et eget utkast." in page.text
    assert MeasureReport.objects.get().state == "submitted"


def test_left_to_wait_it_waits(report, secretary, browse):
    browse(secretary).post(ADDRESS, sent(report, "vent"))

    assert MeasureReport.objects.get().state == "submitted"
    assert not MeasureUpdate.objects.exists()


@pytest.mark.parametrize("written", [{"note": "Et eget utkast."}, {"answer": "Hvor mange ganger?"}])
def test_what_is_written_without_a_choice_is_not_lost(report, secretary, browse, written):
    page = browse(secretary).post(ADDRESS, sent(report, "vent", **written))

    assert "Du har skrevet noe her." in page.text
    assert "".join(written.values()) in page.text
    assert MeasureReport.objects.get().state == "submitted"


def test_what_the_member_has_written_anew_is_not_taken_for_the_secretary_s_words(report, secretary, browse):
    opened = sent(report, "vent")
    write_anew(report)

    page = browse(secretary).post(ADDRESS, opened, follow=True)

    assert "Du har skrevet noe her." not in page.text
    assert "Bussen er innstilt." in page.text


def test_an_answer_is_kept_though_the_member_has_written_anew(report, secretary, browse):
    opened = sent(report, "vent", answer="Hvor mange ganger?")
    write_anew(report)

    page = browse(secretary).post(ADDRESS, opened)

    assert "Liv Tangen har skrevet meldingen om siden du åpnet siden." in page.text
    [form] = page.context["rows"]
    assert (form["note"].value(), form["answer"].value()) == ("Bussen er innstilt.", "Hvor mange ganger?")


def test_what_was_written_of_one_that_another_has_decided_is_said(report, secretary, administrator, browse):
    opened = sent(report, "vent", answer="Hvor mange ganger?")
    return_report(report=report, by=administrator, answer="Nei.")

    page = browse(secretary).post(ADDRESS, opened, follow=True)

    assert "meldingen er alt behandlet. Du skrev: «Bussen går. Hvor mange ganger?»" in page.text


def test_of_two_who_decide_the_second_is_told_who_did(report, secretary, administrator, browse):
    opened = sent(report, "godkjenn")
    return_report(report=report, by=administrator, answer="Nei.")

    page = browse(secretary).post(ADDRESS, opened, follow=True)

    assert "Astrid Hagen sendte tilbake meldingen" in page.text
    assert not MeasureUpdate.objects.exists()
    with pytest.raises(ValidationError, match="sendte tilbake"):
        approve_report(report=report, by=secretary)


def test_what_the_member_has_written_anew_is_looked_at_first(report, secretary, browse):
    opened = sent(report, "godkjenn", note="Rettet av sekretæren.")
    write_anew(report)

    page = browse(secretary).post(ADDRESS, opened)

    assert "har skrevet meldingen om" in page.text
    assert "Bussen er innstilt." in page.text
    assert "Rettet av sekretæren." in page.text
    assert not MeasureUpdate.objects.exists()
    report.refresh_from_db()
    browse(secretary).post(ADDRESS, sent(report, "godkjenn"))
    assert MeasureUpdate.objects.get().note == "Bussen er innstilt."


def test_a_closed_measure_is_only_reopened(report, measure, secretary, browse):
    tell(measure, Status.COMPLETED, note="Ferdig.")

    page = browse(secretary).post(ADDRESS, sent(report, "godkjenn", status="on_hold"))

    assert "Det kan bare gjenåpnes som «Pågår»." in page.text
    assert MeasureUpdate.objects.count() == 1


def test_a_measure_that_another_has_taken_over_is_not_told_of(report, plan, measure, secretary, browse):
    other = make_measure(make_version(plan), "Kompetanseløft", code="I-02")
    merge_measure(measure=measure, into=other, on=timezone.localdate(), by=None)

    page = browse(secretary).post(ADDRESS, sent(report, "godkjenn"))

    assert "I-01 går videre i et annet tiltak. Gjenåpne det først." in page.text
    assert MeasureUpdate.objects.get().status == Status.MERGED


def test_one_refusal_does_not_hold_the_others_back(measure, plan, leader, participant, secretary, browse):
    first = make_report(measure, leader.person)
    second = make_report(measure, participant.person, "Vi er i gang.")
    data = sent(first, "tilbake") | sent(second, "godkjenn")
    data["melding"] = [first.pk, second.pk]

    page = browse(secretary).post(ADDRESS, data)

    assert "Skriv hva du vil ha annerledes." in page.text
    assert MeasureUpdate.objects.get().note == "Vi er i gang."
    assert [form.report for form in page.context["rows"]] == [first]


def test_only_those_who_keep_the_document_decide_on_it(report, trade, secretary, editor, leader, browse):
    plan = report.measure.document
    plan.responsible_network = trade
    plan.save()

    client = browse(secretary)
    assert "Bussen går." not in client.get(ADDRESS).text
    client.post(ADDRESS, sent(report, "godkjenn"))
    assert not MeasureUpdate.objects.exists()
    for user, status in ((editor, 403), (leader, 302)):
        assert browse(user).get(ADDRESS).status_code == status
        assert browse(user).post(ADDRESS, sent(report, "godkjenn")).status_code == status
    assert not MeasureUpdate.objects.exists()


def test_a_made_up_report_is_no_report(report, secretary, browse):
    assert browse(secretary).post(ADDRESS, {"melding": ["9" * 30, "x"]}).status_code == 302


def test_nobody_writes_over_what_a_member_reported(report, administrator, browse):
    client = browse(administrator)
    change = reverse("admin:networks_measurereport_change", args=[report.pk])
    assert client.post(change, {"note": "Noe annet."}).status_code == 403
    assert client.get(reverse("admin:networks_measurereport_add")).status_code == 403
    assert client.post(reverse("admin:networks_measurereport_delete", args=[report.pk])).status_code == 403
    assert MeasureReport.objects.get().note == "Bussen går."


@pytest.mark.parametrize("count", [1, 3])
def test_how_many_wait_makes_no_more_queries(
    count, plan, leader, secretary, browse, django_assert_num_queries
):
    version = make_version(plan)
    measures = [make_measure(version) for _ in range(count)]
    adopt(version)
    for measure in measures:
        tell(measure)
        make_report(measure, leader.person)
    client = browse(secretary)
    client.get(ADDRESS)
    with django_assert_num_queries(6):
        client.get(ADDRESS)
    with django_assert_num_queries(8):
        client.get(reverse("admin:networks_measurereport_changelist"))
