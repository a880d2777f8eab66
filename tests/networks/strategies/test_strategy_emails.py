"""Who hears of an adopted edition: those who answer for what it changes, and the network; each once."""

from datetime import date

import pytest
from django.urls import reverse

from networks.models import MeasureEdition, OutboxMessage, Position
from networks.strategies.edition_actions import begin_edition
from networks.visibility import Level
from tests.factories import (
    adopt,
    make_body,
    make_document,
    make_measure,
    make_membership,
    make_organization,
    make_person,
    make_responsible,
    make_user,
    make_version,
)

pytestmark = pytest.mark.django_db

Change = MeasureEdition.Change
TODAY = date(2026, 6, 10)


@pytest.fixture
def plan(industry):
    """A document whose network answers for it."""
    return make_document("Industriplanen", network=industry)


def person(name, network=None, **fields):
    """Return a person with an address, who sits in ``network``."""
    found = make_person(name, "Nordvik", email=f"{name.lower()}@firma.example")
    if network:
        make_membership(network, found, on_behalf_of=make_organization(), **fields)
    return found


def changed(version, title, change=Change.AMENDED, **fields):
    """Return the measure of that title, made and then changed in ``version``."""
    return make_measure(version, title, change=change, change_note="Fordi.", **fields)


def mails():
    """Return who got which mail, in the order of their addresses."""
    return dict(OutboxMessage.objects.order_by("recipient").values_list("recipient", "subject"))


def test_those_who_answer_get_their_changed_measures_and_the_network_a_notice(plan, industry, trade):
    leader = person("Liv", trade, role="leader")
    person("Trond", trade)
    member = person("Mona", industry)
    company = make_organization("Verket")
    employee = make_person("Eva", "Berg", user=make_user("eva@verket.example"), works_at=company)
    Position.objects.create(person=person("Uinnlogget"), organization=company, starts_on=date(2020, 1, 1))
    contact = person("Kari")
    version = make_version(plan)
    first = changed(version, "Kompetanseløft", lead=trade)
    make_responsible(first.editions.get(), company, role="contributor")
    changed(version, "Lærlinger", Change.NEW, lead=company)
    dropped = changed(version, "Togstopp", Change.DROPPED, lead=trade)
    dropped.contact = contact
    dropped.save()
    changed(version, "Uendret", Change.CONTINUED, lead=trade)
    adopt(version, TODAY, tell=True)
    one, two = "1 tiltak du har ansvar for, er endret", "2 tiltak du har ansvar for, er endret"
    assert mails() == {
        "eva@verket.example": f"Vedtatt: Industriplanen – {two}",
        contact.email: f"Vedtatt: Industriplanen – {one}",
        leader.email: f"Vedtatt: Industriplanen – {one}",
        member.email: "Vedtatt: Industriplanen, Utgave 1",
    }
    mail = OutboxMessage.objects.get(recipient="eva@verket.example")
    assert mail.headers["Reply-To"] == industry.facilitator.email
    text = mail.text
    assert employee.given_name in text
    assert f"{first.code} Kompetanseløft" in text
    assert reverse("measure-detail", args=[plan.slug, first.code]) in text
    assert "Uendret" not in text
    assert "Ordlyden" not in text, "the wording stands on the site"


def test_nobody_gets_two_and_nobody_is_told_of_history(plan, industry):
    leader = person("Liv", industry, role="leader")
    version = make_version(plan)
    changed(version, "Kompetanseløft", lead=industry)
    adopt(version, TODAY, tell=True)
    assert OutboxMessage.objects.filter(recipient=leader.email).count() == 1
    following = begin_edition(document=plan, by=None)
    adopt(following, date(2026, 6, 11))
    assert OutboxMessage.objects.count() == 1


def test_a_measure_that_one_may_not_read_is_not_told_of(plan, industry):
    leader = person("Liv", industry, role="leader")
    version = make_version(plan)
    changed(version, "hemmelig-tiltak", lead=industry, visibility=Level.STAFF)
    adopt(version, TODAY, tell=True)
    [mail] = OutboxMessage.objects.filter(recipient=leader.email)
    assert mail.subject == "Vedtatt: Industriplanen, Utgave 1"
    assert "hemmelig-tiltak" not in mail.text + mail.html


def test_one_whose_seat_is_over_hears_nothing(plan, industry):
    person("Tidligere", industry, ends_on=date(2020, 1, 1), end_reason="left")
    person("Leder", industry, role="leader")
    version = make_version(plan)
    changed(version, "Kompetanseløft", lead=industry)
    adopt(version, TODAY, tell=True)
    assert list(mails()) == ["leder@firma.example"]


def test_the_desk_tells_unless_somebody_says_no(browse, strategist, plan, industry):
    person("Liv", industry, role="leader")
    for tell, count in (("", 0), ("on", 1)):
        version = make_version(plan)
        make_measure(version, f"Tiltak {version.number}", lead=make_body())
        if version.number > 1:
            for edition in plan.versions.get(number=1).measure_editions.all():
                make_measure(version, measure=edition.measure, number="9")
        address = reverse("admin:networks_documentversion_adopt", args=[version.pk])
        fields = {"held_on": "10.06.2026", "case_number": f"PS {version.number}/26"}
        response = browse(strategist).post(address, fields | ({"tell": tell} if tell else {}))
        assert response.status_code == 302, response.context["form"].errors
        assert OutboxMessage.objects.count() == count
