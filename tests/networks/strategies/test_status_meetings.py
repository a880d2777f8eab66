"""The yearly status meeting: reminded of, planned in one go, and its tools (journeys.md S1)."""

from datetime import date, datetime, timedelta

import lxml.html
import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from networks.models import AgendaItem, DocumentVersion, MeasureReport, Meeting, OutboxMessage, PublicBody
from networks.strategies.duties import DutyState, duties_in
from networks.strategies.planning import proposed_days
from tests.factories import (
    adopt,
    make_body,
    make_document,
    make_duty,
    make_item,
    make_measure,
    make_meeting,
    make_version,
    tell,
)
from tests.networks.clock import OSLO, oslo

pytestmark = pytest.mark.django_db
SECRETARY = "sekretaer@knf.example"


@pytest.fixture
def plan(industry, secretary):
    return make_document("Industriplanen", network=industry)


@pytest.fixture
def duty(plan, industry):
    body = make_body()
    body.default_weekday = PublicBody.Weekday.WEDNESDAY
    body.save()
    return make_duty(industry, plan, body=body)


def run(today):
    """Do the day's work of ``today``, early in the morning, and send what it wrote."""
    morning = datetime(today.year, today.month, today.day, 5, tzinfo=OSLO)
    before = set(OutboxMessage.objects.values_list("pk", flat=True))
    with time_machine.travel(morning, tick=False):
        call_command("daily", "--today", today.isoformat())
        OutboxMessage.objects.filter(state="queued").update(state="sent", sent_at=timezone.now())
    return [row.subject for row in OutboxMessage.objects.exclude(pk__in=before).filter(recipient=SECRETARY)]


def reminded(days):
    """Run each of ``days``; return those on which the secretary is reminded."""
    return [day for day in days if run(day)]


def every_day(first, last):
    """Return the days from ``first`` through ``last``."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def status_meeting(duty, starts_at, **fields):
    """Return a meeting that counts for ``duty``."""
    meeting = make_meeting(duty.network, starts_at=starts_at, public_body=duty.body, **fields)
    make_item(meeting, kind=AgendaItem.Kind.STATUS_REPORT, strategy_document=duty.document)
    return meeting


class TestReminders:
    def test_on_the_first_of_september_october_and_november(self, duty):
        days = [
            *every_day(date(2024, 8, 30), date(2024, 9, 3)),
            *every_day(date(2024, 9, 29), date(2024, 10, 2)),
            *every_day(date(2024, 10, 31), date(2024, 11, 2)),
            *every_day(date(2024, 12, 30), date(2025, 1, 2)),
        ]
        assert reminded(days) == [date(2024, 9, 1), date(2024, 10, 1), date(2024, 11, 1)]

    def test_a_missed_day_is_caught_up_with_and_twice_is_once(self, duty):
        assert run(date(2024, 9, 5)) == [
            "Påminnelse: Statusmøte 2024 er ikke planlagt. Industrilederforum skal rapportere om"
            " Industriplanen til Formannskapet i år."
        ]
        assert run(date(2024, 9, 5)) == []
        assert run(date(2024, 9, 30)) == []

    def test_the_duty_says_from_when(self, duty):
        duty.warn_from = "10-15"
        duty.save()
        days = [date(2024, 9, 1), date(2024, 10, 1), date(2024, 10, 15), date(2024, 11, 1)]
        assert reminded(days) == [date(2024, 10, 15), date(2024, 11, 1)]

    def test_nobody_is_reminded_of_what_is_planned_or_held(self, duty):
        status_meeting(duty, oslo(2024, 11, 20))
        assert run(date(2024, 9, 1)) == []
        Meeting.objects.update(status=Meeting.Status.CANCELLED)
        assert len(run(date(2024, 9, 2))) == 1

    def test_the_mail_leads_to_the_page_that_plans_it(self, duty):
        run(date(2024, 9, 1))
        mail = OutboxMessage.objects.get()
        assert reverse("admin:networks_meeting_plan_status", args=[duty.pk]) in mail.text


class TestPlanning:
    def address(self, duty):
        return reverse("admin:networks_meeting_plan_status", args=[duty.pk])

    def form(self, response):
        form = next(form for form in lxml.html.fromstring(response.text).forms if "title" in form.fields)
        values = dict(form.form_values())
        return {name: value for name, value in values.items() if name != "csrfmiddlewaretoken"}

    def test_the_days_proposed_are_the_body_s_own(self, duty):
        days = proposed_days(duty, today=date(2024, 9, 1))
        assert days[0] == date(2024, 9, 18)
        assert {day.isoweekday() for day in days} == {3}
        assert proposed_days(duty, today=date(2024, 12, 20)) == []

    @time_machine.travel(oslo(2024, 9, 2), tick=False)
    def test_one_save_makes_an_announced_meeting_with_its_item(self, duty, plan, secretary, browse):
        client = browse(secretary)
        page = client.get(self.address(duty))
        assert "Onsdag 18. september 2024" in page.text

        page = client.post(self.address(duty), self.form(page), follow=True)

        meeting = Meeting.objects.get()
        assert page.redirect_chain == [(reverse("admin:networks_meeting_change", args=[meeting.pk]), 302)]
        assert (meeting.kind, meeting.status) == ("municipal", "scheduled")
        assert (meeting.public_body, meeting.day) == (duty.body, date(2024, 9, 18))
        item = meeting.agenda_items.get()
        assert (item.kind, item.title) == ("status_report", "Status Industriplanen")
        assert item.strategy_document == plan
        assert duties_in(2024, today=date(2024, 9, 2))[0].state == DutyState.PLANNED
        assert not OutboxMessage.objects.exists()

    @time_machine.travel(oslo(2024, 9, 2), tick=False)
    def test_last_year_s_meeting_is_the_model(self, duty, secretary, browse):
        last = status_meeting(
            duty,
            oslo(2023, 9, 20, 12),
            status=Meeting.Status.HELD,
            venue="Rådhuset",
            case_number="PS 57/23",
        )
        client = browse(secretary)
        form = self.form(client.get(self.address(duty)))
        assert (form["starts"], form["ends"]) == ("12.00", "14.00")

        client.post(self.address(duty), form)

        meeting = Meeting.objects.exclude(pk=last.pk).get()
        assert meeting.venue == "Rådhuset"
        assert [item.kind for item in meeting.agenda_items.all()].count("status_report") == 1

    @time_machine.travel(oslo(2024, 9, 2), tick=False)
    def test_another_day_is_typed_and_a_past_one_refused(self, duty, secretary, browse):
        client = browse(secretary)
        form = self.form(client.get(self.address(duty)))

        page = client.post(self.address(duty), form | {"proposed": "", "day": ""})
        assert "Skriv dagen, eller velg en av forslagene." in page.text
        page = client.post(self.address(duty), form | {"proposed": "", "day": "1. august 2024"})
        assert "ikke er passert" in page.text
        assert not Meeting.objects.exists()
        client.post(self.address(duty), form | {"day": "3. oktober 2024"})
        assert Meeting.objects.get().day == date(2024, 10, 3)

    def test_only_the_network_s_own_secretary_plans_it(self, duty, trade, secretary, editor, leader, browse):
        duty.network = trade
        duty.save()
        for user, status in ((secretary, 403), (editor, 403), (leader, 302)):
            assert browse(user).get(self.address(duty)).status_code == status
            assert browse(user).post(self.address(duty), {}).status_code == status
        assert not Meeting.objects.exists()


def tools(client, meeting):
    """Return the tools on the form of a meeting: label → address."""
    page = client.get(reverse("admin:networks_meeting_change", args=[meeting.pk]))
    links = lxml.html.fromstring(page.text).xpath("//ul[@class='object-tools']//a")
    return {link.text_content(): link.get("href") for link in links}


def test_a_meeting_with_a_status_report_has_the_tools_for_it(duty, plan, industry, trade, secretary, browse):
    meeting = status_meeting(duty, timezone.now() + timedelta(days=20))
    other = make_meeting(industry)
    client = browse(secretary)

    found = tools(client, meeting)
    start = reverse("admin:networks_strategydocument_change", args=[plan.pk]).replace("change/", "")
    assert found["Be om status"] == f"{start}be-om-status/?mote={meeting.pk}"
    assert found["Statusrunde"] == f"{start}statusrunde/?mote={meeting.pk}"
    today = timezone.localdate().isoformat()
    assert found["Statustabell"] == f"/strategier/industriplanen/utskrift/?dato={today}"
    assert not {"Be om status", "Statusrunde", "Statustabell"} & set(tools(client, other))

    plan.responsible_network = trade
    plan.save()
    assert not {"Be om status", "Statusrunde"} & set(tools(client, meeting))


class TestToday:
    def lines(self, user, browse):
        """Return what the start page says of strategies."""
        page = browse(user).get(reverse("admin:index"))
        titles = {"Statusmøter", "Status på tiltak", "Innmeldt status", "Høringer"}
        sections = lxml.html.fromstring(page.text).xpath("//section[h2]")
        return {
            section.find("h2").text_content().strip(): [
                link.text_content() for link in section.xpath(".//li/a")
            ]
            for section in sections
            if section.find("h2").text_content().strip() in titles
        }

    @time_machine.travel(oslo(2024, 9, 2), tick=False)
    def test_it_says_in_sentences_what_waits(self, duty, plan, secretary, leader, trade, browse):
        version = make_version(plan)
        make_measure(version, "Aldri meldt", code="I-01")
        late = make_measure(version, "Sent", code="I-02", due_on=date(2024, 1, 31))
        adopt(version)
        tell(late, on=date(2024, 8, 1))
        MeasureReport.objects.create(
            measure=late,
            person=leader.person,
            reported_on=date(2024, 9, 1),
            status="completed",
            note="Ferdig.",
        )
        make_version(
            plan,
            state=DocumentVersion.State.ON_HEARING,
            hearing_deadline=date(2024, 9, 10),
        )
        hidden = make_document("Handelsplanen", network=trade)
        make_duty(trade, hidden)

        assert self.lines(secretary, browse) == {
            "Statusmøter": ["Statusmøte 2024 for Industrilederforum er ikke planlagt"],
            "Status på tiltak": ["Industriplanen: 1 tiltak forsinket, 1 uten status"],
            "Innmeldt status": ["Én innmeldt status i Industriplanen venter på deg"],
            "Høringer": ["Høringen av Industriplanen, utgave 2 avsluttes 10. september"],
        }

    @time_machine.travel(oslo(2024, 9, 2), tick=False)
    def test_nothing_is_said_when_all_is_well(self, duty, plan, secretary, browse):
        version = make_version(plan)
        measure = make_measure(version)
        adopt(version)
        tell(measure, on=date(2024, 8, 30))
        status_meeting(duty, oslo(2024, 11, 20))

        assert self.lines(secretary, browse) == {}

    @time_machine.travel(oslo(2025, 1, 10), tick=False)
    def test_a_year_without_a_meeting_is_said_in_january(self, duty, secretary, browse):
        assert self.lines(secretary, browse) == {
            "Statusmøter": ["Statusmøte 2024 for Industrilederforum ble ikke holdt"]
        }
