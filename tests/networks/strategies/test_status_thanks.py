"""Thanking those who reported for a round: once each, for what became of what they said."""

from datetime import date, datetime

import pytest
import time_machine
from django.urls import reverse

from knf.formats import OSLO
from networks.models import AgendaItem, MailPreference, Measure, MeasureReport, OutboxMessage, Status
from networks.strategies.reported import approve_report, return_report
from networks.strategies.status_thanks import contributors
from networks.visibility import Level
from tests.factories import (
    adopt,
    make_document,
    make_item,
    make_measure,
    make_meeting,
    make_membership,
    make_organization,
    make_person,
    make_version,
    tell,
)

pytestmark = pytest.mark.django_db
Kind = OutboxMessage.Kind
TODAY = date(2024, 3, 20)
ROUND = "?dato=20.03.2024"


@pytest.fixture(autouse=True)
def _in_march():
    """Let it be noon on 20 March 2024."""
    with time_machine.travel(datetime(2024, 3, 20, 12, tzinfo=OSLO), tick=False):
        yield


@pytest.fixture
def plan(industry, secretary):
    return make_document("Industriplanen", network=industry)


@pytest.fixture
def measures(plan):
    version = make_version(plan)
    measures = [
        make_measure(version, title, code=code) for code, title in (("I-01", "Arena"), ("I-02", "Skole"))
    ]
    adopt(version)
    return measures


def reported(measure, person, note="Bussen går.", on=TODAY):
    """Return what a person has reported."""
    return MeasureReport.objects.create(
        measure=measure, person=person, note=note, status=Status.IN_PROGRESS, reported_on=on
    )


def address(plan, name="thank", query=ROUND):
    """Return the address of a page of the round's."""
    return reverse(f"admin:networks_strategydocument_{name}", args=[plan.pk]) + query


def thanks():
    """Return the mails, in the order of their recipients."""
    return list(OutboxMessage.objects.filter(kind=Kind.STATUS_THANKS).order_by("recipient", "pk"))


def said(response):
    """Return what the page says was done."""
    return [str(message) for message in response.context["messages"]]


def test_each_who_reported_gets_one_mail_with_what_is_out(
    browse, secretary, plan, measures, leader, participant
):
    for measure in measures:
        approve_report(report=reported(measure, leader.person), by=secretary)
    approve_report(report=reported(measures[1], participant.person), note="Åtte elever.", by=secretary)
    client = browse(secretary)
    assert address(plan) in client.get(address(plan, "round_summary")).text.replace("&amp;", "&")

    response = client.post(address(plan), {"message": "Vi ses på møtet!"}, follow=True)

    assert response.redirect_chain == [(address(plan, "round_summary"), 302)]
    assert said(response) == ["Takken er sendt til 2 mottakere."]
    dag, liv = thanks()
    assert [mail.recipient for mail in (dag, liv)] == [participant.email, leader.email]
    assert "– I-01 Arena: Pågår. Bussen går." in liv.text
    assert "– I-02 Skole: Pågår. Bussen går." in liv.text
    assert "– I-02 Skole: Pågår. Åtte elever." in dag.text
    assert "I-01" not in dag.text
    for mail in (dag, liv):
        assert mail.subject == "Takk for statusen på Industriplanen"
        assert "Vi ses på møtet!" in mail.text
        assert "Vi ses på møtet!" in mail.html
        assert "/strategier/industriplanen/" in mail.text
        assert mail.headers == {"Reply-To": secretary.email}


def test_nobody_is_thanked_twice_for_the_same(browse, secretary, plan, measures, leader):
    first, second = (reported(measure, leader.person) for measure in measures)
    approve_report(report=second, by=secretary)
    client = browse(secretary)
    client.post(address(plan), follow=True)
    assert "Ingen har meldt noe de ikke er takket for." in client.get(address(plan)).text
    assert address(plan) not in client.get(address(plan, "round_summary")).text.replace("&amp;", "&")
    assert said(client.post(address(plan), follow=True)) == ["Alle har fått takken sin."]
    approve_report(report=first, by=secretary)
    client.post(address(plan))
    assert [("I-01" in mail.text, "I-02" in mail.text) for mail in thanks()] == [(False, True), (True, False)]


def test_only_what_is_out_and_fresh_is_thanked_for(browse, secretary, plan, measures, leader):
    approve_report(report=reported(measures[0], leader.person, on=date(2023, 9, 1)), by=secretary)
    return_report(report=reported(measures[0], leader.person), by=secretary, answer="Hvor mange?")
    reported(measures[1], leader.person)
    client = browse(secretary)
    assert "Ingen har meldt noe de ikke er takket for." in client.get(address(plan)).text
    client.post(address(plan))
    assert thanks() == []


def test_a_message_that_was_corrected_is_nothing_to_thank_for(browse, secretary, plan, measures, leader):
    wrong, right = (approve_report(report=reported(one, leader.person), by=secretary) for one in measures)
    tell(measures[0], note="Bussen står.", corrects=wrong)
    browse(secretary).post(address(plan))
    [mail] = thanks()
    assert ("I-01" in mail.text, "I-02" in mail.text) == (False, True)
    assert right.corrections.count() == 0


def test_nothing_is_said_of_what_the_one_who_reported_may_no_longer_read(
    browse, secretary, plan, measures, leader
):
    for measure in measures:
        approve_report(report=reported(measure, leader.person), by=secretary)
    Measure.objects.filter(pk=measures[0].pk).update(visibility=Level.STAFF)
    browse(secretary).post(address(plan))
    [mail] = thanks()
    assert ("Arena" in mail.text, "Skole" in mail.text) == (False, True)


def test_one_whose_seat_is_over_gets_no_mail(browse, secretary, plan, measures, leader):
    approve_report(report=reported(measures[0], leader.person), by=secretary)
    leader.person.network_memberships.update(ends_on=date(2024, 3, 19))
    browse(secretary).post(address(plan))
    assert thanks() == []


def test_those_who_cannot_or_will_not_have_mail_are_shown_and_spared(
    browse, secretary, plan, measures, leader, participant, industry
):
    nowhere = make_person("Noa", "Vik")
    make_membership(industry, nowhere, on_behalf_of=make_organization("Verket"))
    for person in (leader.person, participant.person, nowhere):
        approve_report(report=reported(measures[0], person), by=secretary)
    MailPreference.objects.create(person=leader.person, kind=Kind.STATUS_THANKS)
    client = browse(secretary)
    page = client.get(address(plan)).text
    assert page.count("Får ikke e-post om dette") == 2
    assert "Send til 1 mottaker" in page
    client.post(address(plan))
    assert [mail.recipient for mail in thanks()] == [participant.email]


def test_the_mail_of_a_meeting_s_round_says_which(browse, secretary, plan, measures, leader, industry):
    meeting = make_meeting(industry, starts_at=datetime(2024, 3, 22, 9, tzinfo=OSLO))
    make_item(meeting, kind=AgendaItem.Kind.STATUS_REPORT, strategy_document=plan)
    approve_report(report=reported(measures[0], leader.person), by=secretary)
    browse(secretary).post(address(plan, query=f"?mote={meeting.pk}"))
    [mail] = thanks()
    assert "til møtet fredag 22. mars 2024" in mail.text
    assert mail.meeting == meeting


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_depend_on_how_many_reported(
    count, secretary, plan, measures, django_assert_num_queries
):
    for number in range(count):
        person = make_person("Kari", f"Vik {number}", email=f"kari{number}@verket.example")
        for measure in measures:
            approve_report(report=reported(measure, person), by=secretary)
    with django_assert_num_queries(3):
        assert len(contributors(plan, day=TODAY)) == count
