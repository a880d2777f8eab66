"""Members report on their own measures, on one page without the admin (journeys.md M3)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from networks.models import (
    MeasureReport,
    MeasureUpdate,
    NetworkMembership,
    OutboxMessage,
    Position,
    Status,
)
from networks.strategies.responsible import editions_in_force, reporters_of
from networks.visibility import Level
from tests.factories import (
    adopt,
    make_document,
    make_measure,
    make_membership,
    make_organization,
    make_person,
    make_user,
    make_version,
    tell,
)

pytestmark = pytest.mark.django_db
ADDRESS = reverse("my-measures")


@pytest.fixture
def plan(industry):
    return make_document("Industriplanen", network=industry)


@pytest.fixture
def company(leader):
    return leader.person.positions.get().organization


@pytest.fixture
def measures(plan, company, trade, secretary):
    """Two that the leader tells of, and two that she does not."""
    version = make_version(plan)
    mine = make_measure(version, "Digital testarena", code="I-01", lead=company)
    also = make_measure(version, "Sommerskole", code="I-02", lead=plan.responsible_network)
    theirs = make_measure(version, "Butikkhemmelig", code="I-03", lead=trade)
    nobodys = make_measure(version, "Kommunens hemmelige", code="I-04", lead="Kommunen")
    adopt(version)
    return mine, also, theirs, nobodys


def send(client, **typed):
    """Send the page with what is typed: I_01=("in_progress", "Går bra.")."""
    data = {}
    for code, (status, note) in typed.items():
        key = f"tiltak-{code.removeprefix('t')}"
        data |= {f"{key}-status": status, f"{key}-note": note}
    return client.post(ADDRESS, data, follow=True)


def told(measure, status, note=""):
    """Return what is typed of a measure."""
    return {f"t{measure.pk}": (status, note)}


def reporters(on=None):
    """Return who tells of each measure, by code."""
    editions = list(editions_in_force())
    found = reporters_of(editions, on=on or timezone.localdate())
    return {
        edition.measure.code: [str(person) for person in found[edition.measure_id]] for edition in editions
    }


class TestWhoTells:
    def test_those_who_sit_for_the_lead_and_whoever_leads_the_network(self, measures, neighbour):
        assert reporters() == {
            "I-01": ["Liv Tangen"],
            "I-02": ["Liv Tangen"],
            "I-03": [],
            "I-04": [],
        }

    def test_the_contact_alone_until_the_seat_is_over(self, measures, industry, company):
        contact = make_person("Kai", "Kontakt", works_at=company)
        measures[0].contact = contact
        measures[0].save()
        assert reporters()["I-01"] == ["Kai Kontakt"]

        yesterday = timezone.localdate() - timedelta(days=1)
        seat = make_membership(industry, contact, on_behalf_of=company, ends_on=timezone.localdate())
        assert reporters()["I-01"] == ["Kai Kontakt"]
        seat.ends_on = yesterday
        seat.save()
        assert reporters()["I-01"] == ["Liv Tangen"]

    def test_nobody_without_a_seat_without_the_job_or_with_a_removed_name(self, measures, industry, company):
        make_person("Uten", "Plass", works_at=company)
        gone = make_person("Sluttet", "Igår", works_at=company)
        make_membership(industry, gone, on_behalf_of=company)
        Position.objects.filter(person=gone).update(ends_on=timezone.localdate() - timedelta(days=1))
        nameless = make_person("Fjernet", "Navn", works_at=company, pseudonymised_on=date(2024, 1, 1))
        make_membership(industry, nameless, on_behalf_of=company)

        assert reporters()["I-01"] == ["Liv Tangen"]

    def test_the_seat_counts_through_its_last_day_in_oslo(self, measures, leader):
        last = date(2030, 12, 31)
        NetworkMembership.objects.filter(person=leader.person).update(ends_on=last)

        assert reporters(last)["I-01"] == ["Liv Tangen"]
        assert reporters(last + timedelta(days=1))["I-01"] == []

    def test_nobody_tells_of_what_only_the_staff_know(self, measures):
        measures[0].visibility = Level.STAFF
        measures[0].save()

        assert "I-01" not in reporters()


class TestThePage:
    def test_it_shows_one_s_own_measures_as_the_public_sees_them_now(self, measures, leader, browse):
        tell(measures[0], Status.ON_HOLD, note="Venter på penger.", internal_note="Hemmelig notat.")

        page = browse(leader).get(ADDRESS)

        assert "Digital testarena" in page.text
        assert "Sommerskole" in page.text
        assert "Nå vises: «Satt på vent. Venter på penger.»" in page.text
        assert "hemmelig" not in page.text.lower()

    def test_what_is_told_waits_for_the_secretary_and_is_not_public(self, measures, leader, browse):
        page = send(browse(leader), **told(measures[0], "in_progress", "Bussen går."))

        assert page.redirect_chain == [(ADDRESS, 302)]
        assert "Du har meldt status på ett tiltak" in page.text
        report = MeasureReport.objects.get()
        assert (report.measure, report.person) == (measures[0], leader.person)
        assert (report.status, report.note, report.state) == ("in_progress", "Bussen går.", "submitted")
        assert not MeasureUpdate.objects.exists()
        assert "Det venter på sekretæren" in page.text
        assert "Bussen går." not in browse().get(reverse("network-list")).text

    def test_the_member_gets_a_receipt_and_the_secretary_one_line(self, measures, leader, secretary, browse):
        send(
            browse(leader),
            **told(measures[0], "in_progress", "Bussen går."),
            **told(measures[1], "completed", "Holdt i juni."),
        )

        receipt, line = OutboxMessage.objects.order_by("pk")
        assert (receipt.recipient, receipt.kind) == (leader.email, "report_receipt")
        assert "Bussen går." in receipt.text
        assert "Holdt i juni." in receipt.text
        assert receipt.headers["Reply-To"] == secretary.email
        assert (line.recipient, line.subject) == (
            secretary.email,
            "Liv Tangen har meldt status på 2 tiltak i Industriplanen",
        )
        assert "Bussen" not in line.text
        assert reverse("admin:networks_measurereport_decide") in line.text

    def test_what_waits_is_changed_and_the_same_again_is_nothing_new(self, measures, leader, browse):
        client = browse(leader)
        send(client, **told(measures[0], "in_progress", "Bussen går."))
        assert (
            "Du har ikke meldt noe nytt."
            in send(client, **told(measures[0], "in_progress", "Bussen går.")).text
        )
        send(client, **told(measures[0], "completed", "Bussen er framme."))

        report = MeasureReport.objects.get()
        assert (report.status, report.note) == ("completed", "Bussen er framme.")
        assert OutboxMessage.objects.count() == 4

    @pytest.mark.parametrize(
        ("status", "note", "sentence"),
        [
            ("in_progress", "", "Skriv én setning om hvordan det går."),
            ("", "Bussen går.", "Velg hvordan det går også."),
            ("merged", "Bussen går.", "Velg et gyldig valg"),
        ],
    )
    def test_a_refusal_says_what_to_do_and_loses_nothing(
        self, status, note, sentence, measures, leader, browse
    ):
        page = send(
            browse(leader),
            **told(measures[0], status, note),
            **told(measures[1], "completed", "Holdt i juni."),
        )

        assert sentence in page.text
        assert "Holdt i juni." in page.text
        assert "ingenting er borte" in page.text
        assert not MeasureReport.objects.exists()
        assert not OutboxMessage.objects.exists()

    def test_an_unchanged_status_needs_no_sentence_and_a_reopening_does(self, measures, leader, browse):
        tell(measures[0], Status.IN_PROGRESS, note="Bussen går.")
        tell(measures[1], Status.COMPLETED, note="Holdt.")
        client = browse(leader)

        assert "Skriv hvorfor tiltaket gjenåpnes." in send(client, **told(measures[1], "in_progress")).text
        send(client, **told(measures[0], "in_progress"))
        assert MeasureReport.objects.get().note == ""

    def test_what_is_left_as_it_waits_holds_nothing_back(self, measures, leader, browse):
        client = browse(leader)
        send(client, **told(measures[0], "on_hold", "Bussen står."))
        tell(measures[0], Status.COMPLETED, note="Bussen er framme.")

        send(
            client,
            **told(measures[0], "on_hold", "Bussen står."),
            **told(measures[1], "completed", "Holdt i juni."),
        )

        assert MeasureReport.objects.get(measure=measures[1]).note == "Holdt i juni."
        assert MeasureReport.objects.get(measure=measures[0]).note == "Bussen står."

    @pytest.mark.parametrize("which", [2, 3])
    def test_of_another_s_measure_nothing_is_taken_nor_told_and_what_was_typed_stays(
        self, which, measures, leader, browse
    ):
        client = browse(leader)
        own = told(measures[0], "on_hold", "Bussen står.")
        response = send(client, **own, **told(measures[which], "completed", "Ferdig."))

        assert "Ingenting er sendt ennå. Du sendte noe om tiltak som du ikke melder på" in response.text
        assert "Du skrev: «Ferdig.»" in response.text
        assert "Bussen står." in response.text
        assert measures[which].title not in response.text
        assert not MeasureReport.objects.exists()
        send(client, **own)
        assert MeasureReport.objects.get().measure == measures[0]

    def test_the_signed_out_sign_in_and_one_who_is_nobody_is_led_to_min_side(self, outsider, browse):
        for name in ("my-measures", "my-measures-print", "my-measures-pdf"):
            assert browse().get(reverse(name)).url.startswith(reverse("account_request_login_code"))
            assert browse(outsider).get(reverse(name)).url == reverse("my-page")

    def test_one_who_tells_of_nothing_meets_nothing(self, measures, neighbour, member, browse):
        for user in (member, neighbour):
            for name in ("my-measures", "my-measures-print", "my-page"):
                page = browse(user).get(reverse(name))
                assert page.status_code == 200
                assert "testarena" not in page.text
                assert "hemmelig" not in page.text.lower()

    @pytest.mark.validators
    def test_the_report_on_paper_is_an_accessible_pdf(self, measures, leader, browse, verapdf):
        tell(measures[0], Status.IN_PROGRESS, note="Bussen går.")
        send(browse(leader), **told(measures[0], "completed", "Ferdig."))
        assert verapdf.ua1_failures(browse(leader).get(reverse("my-measures-pdf")).content) == []

    def test_what_came_back_is_shown_with_the_answer(self, measures, leader, secretary, browse):
        report = MeasureReport.objects.create(
            measure=measures[0],
            person=leader.person,
            reported_on=timezone.localdate(),
            status="completed",
            note="Ferdig.",
            state="returned",
            decided_by=secretary,
            decided_at=timezone.now(),
            answer="Er den åpnet?",
        )
        client = browse(leader)
        assert "Er den åpnet?" in client.get(ADDRESS).text
        assert "Sendt tilbake til deg" in client.get(reverse("my-page")).text

        assert "ikke meldt noe nytt" in send(client, **told(report.measure, "completed", "Ferdig.")).text
        send(client, **told(report.measure, "completed", "Åpnet i mai."))
        assert MeasureReport.objects.filter(state="submitted").get().note == "Åpnet i mai."

    def test_the_report_is_printed(self, measures, leader, browse):
        client = browse(leader)
        send(client, **told(measures[0], "in_progress", "Bussen går."))

        paper = client.get(reverse("my-measures-print")).text
        assert "Bussen går. (til godkjenning)" in paper
        assert "hemmelig" not in paper.lower()
        pdf = client.get(reverse("my-measures-pdf"))
        assert pdf.content.startswith(b"%PDF-")
        assert pdf["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("count", [1, 3])
def test_how_many_measures_there_are_makes_no_more_queries(
    count, plan, company, leader, browse, django_assert_num_queries
):
    version = make_version(plan)
    measures = [make_measure(version, f"Tiltak {number}", lead=company) for number in range(count)]
    adopt(version)
    for measure in measures:
        tell(measure, note="Går.")
        MeasureReport.objects.create(
            measure=measure,
            person=leader.person,
            reported_on=timezone.localdate(),
            status="completed",
            note="Ferdig.",
        )
    client = browse(leader)
    client.get(ADDRESS)
    with django_assert_num_queries(10):
        client.get(ADDRESS)


def test_a_login_of_another_company_tells_nothing_of_this_one(measures, browse, industry):
    company = make_organization("Et annet verksted")
    user = make_user("annen@verksted.example")
    make_membership(
        industry, make_person("Annen", "Ansatt", user=user, works_at=company), on_behalf_of=company
    )

    assert "testarena" not in browse(user).get(ADDRESS).text
