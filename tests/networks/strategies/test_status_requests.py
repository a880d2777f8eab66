"""Asking for status: before a meeting, and every quarter; one mail each, and never to those to be spared."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from networks.models import AgendaItem, MailPreference, MeasureReport, OutboxMessage, Position, Status
from networks.reminders import LOOKS_BACK
from networks.strategies.status_requests import ask, quarter_of
from tests.factories import (
    adopt,
    make_body,
    make_document,
    make_item,
    make_measure,
    make_meeting,
    make_membership,
    make_person,
    make_version,
    tell,
)
from tests.networks.clock import OSLO

pytestmark = pytest.mark.django_db
Kind = OutboxMessage.Kind
LEADER = "leder@solvverk.example"


def requests():
    """Return who was asked about how many measures, in the order of the mails."""
    mail = OutboxMessage.objects.filter(kind=Kind.STATUS_REQUEST).order_by("pk")
    return [(row.recipient, row.text.count("– ")) for row in mail]


def run(today):
    """Do the day's work of ``today``, early in the morning, and send what it wrote."""
    morning = datetime(today.year, today.month, today.day, 5, tzinfo=OSLO)
    with time_machine.travel(morning, tick=False):
        call_command("daily", "--today", today.isoformat())
        OutboxMessage.objects.filter(state="queued").update(state="sent", sent_at=timezone.now())


@pytest.fixture
def plan(industry, secretary):
    return make_document("Industriplanen", network=industry)


@pytest.fixture
def company(leader):
    return leader.person.positions.get().organization


@pytest.fixture
def measures(plan, company):
    version = make_version(plan)
    first = make_measure(version, "Digital testarena", code="I-01", lead=company)
    second = make_measure(version, "Sommerskole", code="I-02", lead=plan.responsible_network)
    others = make_measure(version, "Kommunens", code="I-03", lead="Kommunen")
    done = make_measure(version, "Ferdig", code="I-04", lead=company)
    adopt(version)
    tell(done, Status.COMPLETED, date(2024, 1, 10))
    return first, second, others, done


class TestByButton:
    def address(self, plan, query=""):
        return reverse("admin:networks_strategydocument_ask_status", args=[plan.pk]) + query

    def test_each_gets_one_mail_with_all_that_is_not_done(self, plan, measures, secretary, browse):
        page = browse(secretary).post(self.address(plan), follow=True)

        assert "Spørsmålet om status er sendt til 1 mottaker." in page.text
        mail = OutboxMessage.objects.get()
        assert (mail.recipient, mail.kind) == (LEADER, "status_request")
        assert mail.subject == "Hvordan går det med 2 tiltak?"
        assert "I-01 Digital testarena" in mail.text
        assert "I-02 Sommerskole" in mail.text
        assert "I-03" not in mail.text
        assert "I-04" not in mail.text
        assert reverse("my-measures") in mail.text
        assert "én setning om hvert" in mail.text
        assert mail.headers["Reply-To"] == secretary.email

    def test_the_page_says_who_and_what_nobody_tells_of(self, plan, measures, secretary, browse):
        page = browse(secretary).get(self.address(plan))

        assert "Liv Tangen" in page.text
        assert LEADER in page.text
        assert [edition.measure.code for edition in page.context["found"].unasked] == ["I-03"]

    def test_for_a_meeting_the_mail_says_when_it_is(self, plan, measures, industry, secretary, browse):
        meeting = make_meeting(industry, "Møte med formannskapet", public_body=make_body())
        make_item(meeting, "Status", kind=AgendaItem.Kind.STATUS_REPORT, strategy_document=plan)

        page = browse(secretary).post(self.address(plan, f"?mote={meeting.pk}"), follow=True)

        assert page.redirect_chain[0][0] == reverse("admin:networks_meeting_change", args=[meeting.pk])
        mail = OutboxMessage.objects.get()
        assert mail.meeting == meeting
        assert "Til møtet" in mail.text

    def test_twice_the_same_day_is_once(self, plan, measures, secretary, browse):
        client = browse(secretary)
        client.post(self.address(plan))
        page = client.post(self.address(plan), follow=True)

        assert "Ingen nye ble spurt" in page.text
        assert len(requests()) == 1
        page = client.get(self.address(plan)).text
        assert "Alle har fått spørsmålet i dag" in page
        assert ">Send" not in page

    def test_nobody_is_asked_who_is_to_be_spared(self, plan, measures, industry, company, leader):
        today = timezone.localdate()
        off = make_person("Vil", "Ikke", works_at=company, email="vilikke@firma.example")
        make_membership(industry, off, on_behalf_of=company)
        MailPreference.objects.create(person=off, kind=Kind.STATUS_REQUEST)
        nameless = make_person(
            "Fjernet",
            "Navn",
            works_at=company,
            email="fjernet@firma.example",
            pseudonymised_on=date(2024, 1, 1),
        )
        make_membership(industry, nameless, on_behalf_of=company)
        left = make_person("Har", "Gått", works_at=company, email="gatt@firma.example")
        make_membership(industry, left, on_behalf_of=company, ends_on=today - timedelta(days=1))
        elsewhere = make_person("Ny", "Jobb", works_at=company, email="nyjobb@firma.example")
        make_membership(industry, elsewhere, on_behalf_of=company)
        Position.objects.filter(person=elsewhere).update(ends_on=today - timedelta(days=1))

        assert ask(document=plan, meeting=None, today=today) == 1
        assert requests() == [(LEADER, 2)]

    def test_what_waits_for_the_secretary_is_not_asked_for(self, plan, measures, leader):
        MeasureReport.objects.create(
            measure=measures[0],
            person=leader.person,
            reported_on=timezone.localdate(),
            status="in_progress",
            note="Går.",
        )
        ask(document=plan, meeting=None, today=timezone.localdate())
        assert requests() == [(LEADER, 1)]

    def test_one_without_a_login_answers_by_mail(self, plan, measures, leader):
        leader.is_active = False
        leader.save()
        leader.person.email = LEADER
        leader.person.save()
        ask(document=plan, meeting=None, today=timezone.localdate())

        mail = OutboxMessage.objects.get()
        assert "Svar på denne e-posten" in mail.text
        assert reverse("my-measures") not in mail.text


class TestEveryQuarter:
    def test_once_a_quarter_however_often_the_day_is_run(self, measures):
        with time_machine.travel(datetime(2024, 4, 1, 5, tzinfo=OSLO), tick=False):
            for _ in range(2):
                call_command("daily", "--today", "2024-04-01")
            assert requests() == [(LEADER, 2)]

    def test_the_year_has_four_also_when_the_outbox_forgets(self, measures):
        days = [date(2024, 1, 1) + timedelta(days=5 * number) for number in range(73)]
        found = []
        for day in days:
            before = set(OutboxMessage.objects.values_list("pk", flat=True))
            run(day)
            new = OutboxMessage.objects.filter(kind=Kind.STATUS_REQUEST).exclude(pk__in=before)
            found += [day for _ in new]
        assert [quarter_of(day) for day in found] == [
            date(2024, 1, 1),
            date(2024, 4, 1),
            date(2024, 7, 1),
            date(2024, 10, 1),
        ]

    def test_a_missed_first_is_caught_up_with_for_as_long_as_is_remembered(self, measures):
        late = date(2024, 4, 1) + LOOKS_BACK
        run(late + timedelta(days=1))
        assert requests() == []
        run(late)
        assert requests() == [(LEADER, 2)]

    def test_what_was_told_in_the_quarter_is_not_asked_for(self, measures):
        tell(measures[0], Status.IN_PROGRESS, date(2024, 4, 2))
        tell(measures[1], Status.IN_PROGRESS, date(2024, 3, 31))
        run(date(2024, 4, 5))
        assert requests() == [(LEADER, 1)]

    def test_whoever_was_asked_just_before_is_left_in_peace_for_a_month(self, plan, measures):
        with time_machine.travel(datetime(2024, 3, 20, 12, tzinfo=OSLO), tick=False):
            ask(document=plan, meeting=None, today=date(2024, 3, 20))
        run(date(2024, 4, 1))
        run(date(2024, 4, 18))
        assert len(requests()) == 1
        run(date(2024, 4, 19))
        assert len(requests()) == 2

    def test_an_edition_adopted_in_the_quarter_waits_for_the_next(self, industry, leader, company):
        version = make_version(make_document("Ny plan", network=industry))
        make_measure(version, "Helt nytt", lead=company)
        adopt(version, date(2024, 4, 10))
        run(date(2024, 4, 11))
        assert requests() == []
        run(date(2024, 7, 1))
        assert requests() == [(LEADER, 1)]
