"""Role × level × time × surface: what each reader meets on every page, and when that begins and ends."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from knf import printing
from knf.formats import OSLO
from networks.models import MemberPeriod, Network, NetworkMembership, Organization, Position
from networks.views import my_page
from tests.factories import LONG_AGO, make_organization, make_person
from tests.visibility.words import DECEMBER, STANDINGS, TOLD, Standing, make_site

LAST_DAY, FIRST_DAY = date(2024, 12, 31), date(2025, 1, 1)
MIDNIGHT = datetime(2025, 1, 1, tzinfo=OSLO)
LAST_SECOND = MIDNIGHT - timedelta(seconds=1)
SIGN_IN = reverse("account_request_login_code")
S = Standing


@pytest.fixture(autouse=True)
def _in_december():
    with time_machine.travel(DECEMBER, tick=False):
        yield


@pytest.fixture
def surfaces(industry, trade, monkeypatch):
    """The whole site; its PDFs are the HTML they are made of, and my page shows all that is new."""
    monkeypatch.setattr(printing, "pdf", str.encode)
    monkeypatch.setattr(my_page, "LATEST", 99)
    return make_site(industry, trade)


def meets(client, surfaces):
    """Return the words that a reader meets, by surface; closed doors answer as domain.md §5 has it."""
    return {name: met_at(client, surface) for name, surface in surfaces.items()}


def met_at(client, surface):
    """Return the words at one surface; at a door, its own."""
    response = client.get(surface.address)
    if surface.is_door and response.status_code == 302 and not response.url.startswith(SIGN_IN):
        response = client.get(response.url)
    text = response.getvalue().decode().lower()
    met = {word for word in TOLD if word in text}
    if not surface.is_door:
        return met
    if response.status_code != 200:
        # One's own address is no secret, and stands on the page that says that nothing is there.
        assert response.status_code == (404 if "_auth_user_id" in client.session else 302)
        assert met <= set(surface.words)
        return set()
    return met & set(surface.words)


def expected(surfaces, standings):
    """Return the words that one with ``standings`` is to meet, by surface."""
    return {name: surface.told_to(standings) for name, surface in surfaces.items()}


@pytest.mark.parametrize("role", STANDINGS)
def test_each_reader_meets_what_is_theirs_and_nothing_else(role, surfaces, browse, request):
    client = browse(request.getfixturevalue(role))
    assert meets(client, surfaces) == expected(surfaces, STANDINGS[role])


# Until when, and from when


def seat_ends(user):
    """End the seats of ``user``."""
    NetworkMembership.objects.filter(person__user=user).update(ends_on=LAST_DAY)


def seat_begins(user):
    """Let the seats of ``user`` begin."""
    NetworkMembership.objects.filter(person__user=user).update(starts_on=FIRST_DAY)


def company_resigns(user):
    """End the membership of the company of ``user`` (case 18)."""
    MemberPeriod.objects.filter(organization__positions__person__user=user).update(ends_on=LAST_DAY)


def company_joins(user):
    """Let the membership of the company of ``user`` begin."""
    MemberPeriod.objects.filter(organization__positions__person__user=user).update(starts_on=FIRST_DAY)


def company_is_absorbed(user):
    """Let the company of ``user`` go into one that is no member (case 1)."""
    heir = make_organization("Konsernet", is_member=False)
    Organization.objects.filter(positions__person__user=user).update(merged_into=heir, dissolved_on=FIRST_DAY)


def job_ends(user):
    """End the jobs of ``user`` (case 3)."""
    Position.objects.filter(person__user=user).update(ends_on=LAST_DAY)


def job_begins(user):
    """Let the jobs of ``user`` begin."""
    Position.objects.filter(person__user=user).update(starts_on=FIRST_DAY)


def personal_membership_ends(user):
    """Make ``user`` a personal member until then."""
    make_person(user=user).member_periods.create(starts_on=LONG_AGO, ends_on=LAST_DAY)


def seat_below_ends(user):
    """Make Industrilederforum an umbrella over Forum for handel, where the seat of ``user`` ends."""
    umbrella = Network.objects.get(name="Industrilederforum")
    umbrella.kind, umbrella.children_may_read = Network.Kind.UMBRELLA, True
    umbrella.save()
    Network.objects.filter(name="Forum for handel").update(parent=umbrella)
    seat_ends(user)


CHANGES = [
    ("participant", seat_ends, {S.INSIDE}, set()),
    ("participant", seat_begins, set(), {S.INSIDE}),
    # One who leaves the network is still employed by a member (case 17), and the other way about.
    ("leader", seat_ends, {S.MEMBER, S.INSIDE}, {S.MEMBER}),
    ("leader", company_resigns, {S.MEMBER, S.INSIDE}, {S.INSIDE}),
    ("leader", job_ends, {S.MEMBER, S.INSIDE}, {S.INSIDE}),
    ("member", company_resigns, {S.MEMBER}, set()),
    ("member", company_joins, set(), {S.MEMBER}),
    ("member", company_is_absorbed, {S.MEMBER}, set()),
    ("member", job_ends, {S.MEMBER}, set()),
    ("member", job_begins, set(), {S.MEMBER}),
    ("outsider", personal_membership_ends, {S.MEMBER}, set()),
    ("neighbour", seat_below_ends, {S.MEMBER, S.NEXT_DOOR, S.INSIDE}, {S.MEMBER}),
]


@pytest.mark.parametrize(("role", "change", "before", "after"), CHANGES)
def test_what_a_reader_meets_changes_at_midnight_in_oslo(
    role, change, before, after, surfaces, browse, request
):
    user = request.getfixturevalue(role)
    change(user)
    client = browse(user)
    told, then = expected(surfaces, before), expected(surfaces, after)
    changing = {name: surface for name, surface in surfaces.items() if told[name] != then[name]}
    assert len(changing) > 12
    for moment, standings in ((LAST_SECOND, before), (MIDNIGHT, after)):
        with time_machine.travel(moment, tick=False):
            assert meets(client, changing) == expected(changing, standings)
