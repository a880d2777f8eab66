"""Who sees what of the members' companies and of what is one's own: role × level × time × surface."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from networks.models import MemberPeriod, Network, NetworkMembership, Position
from networks.visibility import Level
from tests.factories import make_membership, make_organization, make_person, make_stored_file
from tests.visibility.surfaces import MARKER, OWN_SURFACES, ROLES

EVERYONE = (*ROLES, "administrator")
# Those who sit in Industrilederforum, and the one who looks after it.
INSIDE = {"participant", "leader", "secretary"}
# Staff who may look networks up read every roster.
LOOKS_UP = {"editor", "administrator"}

ROSTER_READERS = {
    Level.PUBLIC: set(EVERYONE),
    Level.MEMBERS: {"member", "neighbour"} | INSIDE | LOOKS_UP,
    Level.NETWORK: INSIDE | LOOKS_UP,
}

LONG_AGO, LAST_YEAR, FAR_AHEAD = date(2015, 1, 1), date(2025, 12, 31), date(2099, 1, 1)

MEMBERSHIPS = {
    "member": {"starts_on": LONG_AGO},
    "unlisted": {"starts_on": LONG_AGO},
    "dissolved": {"starts_on": LONG_AGO},
    "merged": {"starts_on": LONG_AGO},
    "ended": {"starts_on": LONG_AGO, "ends_on": LAST_YEAR},
    "to come": {"starts_on": FAR_AHEAD},
}


@pytest.mark.parametrize("state", MEMBERSHIPS)
@pytest.mark.parametrize("role", EVERYONE)
def test_a_company_answers_while_it_is_a_member_that_wants_to_be_listed(role, state, browse, request):
    client = browse(request.getfixturevalue(role))
    company = make_organization(
        f"Bedriften {MARKER}",
        is_member=False,
        listed=state != "unlisted",
        dissolved_on=LAST_YEAR if state in ("dissolved", "merged") else None,
        merged_into=make_organization("Arvingen") if state == "merged" else None,
    )
    MemberPeriod.objects.create(organization=company, **MEMBERSHIPS[state])
    listed = state == "member"
    # A member that was merged leads to the one that carries it on.
    known = listed or state == "merged" or role in ("secretary", "administrator")

    detail = client.get(company.get_absolute_url())
    assert detail.status_code == (200 if known else 404)
    assert (MARKER in detail.content.decode()) == known
    misspelt = client.get(reverse("organization-detail", args=[company.pk, "feil"]))
    assert misspelt.status_code == (301 if known else 404)
    assert (company.slug in str(misspelt.headers)) == known
    for address in (
        reverse("organization-list"),
        reverse("organization-list") + "?sok=bedriften",
        reverse("sitemap"),
        reverse("sitemap-section", args=["medlemmer"]),
    ):
        text = client.get(address).content.decode()
        assert (MARKER in text or company.slug in text) == listed, address


@pytest.mark.parametrize("ended", [False, True], ids=["now", "ended"])
@pytest.mark.parametrize("level", ROSTER_READERS)
@pytest.mark.parametrize("role", EVERYONE)
def test_where_a_company_takes_part_is_told_to_the_readers_of_the_roster(
    role, level, ended, industry, browse, request
):
    client = browse(request.getfixturevalue(role))
    Network.objects.filter(pk=industry.pk).update(roster_visibility=level)
    if ended:
        yesterday = timezone.localdate() - timedelta(days=1)
        for rows in (NetworkMembership, MemberPeriod, Position):
            rows.objects.update(ends_on=yesterday)
    company = make_organization("Bedriften")
    make_membership(industry, make_person("Siri", MARKER), on_behalf_of=company)
    readers = ROSTER_READERS[level]
    if ended and level != Level.PUBLIC:
        readers = LOOKS_UP | {"secretary"}

    text = client.get(company.get_absolute_url()).content.decode()
    assert (industry.get_absolute_url() in text) == (role in readers)
    # Names stay out of the search engines.
    assert (MARKER in text) == (role in readers and role != "anonymous")


@pytest.mark.parametrize("ended", [False, True], ids=["now", "ended"])
@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("role", EVERYONE)
def test_what_is_new_is_told_to_those_inside_who_may_read_it(
    role, level, ended, industry, trade, browse, request
):
    client = browse(request.getfixturevalue(role))
    make_stored_file(industry, MARKER, visibility=level)
    make_stored_file(trade, "Handelsforumets papirer")
    if ended:
        NetworkMembership.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    inside = {"secretary"} if ended else INSIDE
    told = role in inside and (level != Level.STAFF or role == "secretary")
    for surface in ("my-page", "since-last"):
        response = client.get(reverse(surface))
        assert response.status_code == (302 if role == "anonymous" else 200)
        assert (MARKER in response.content.decode()) == told


@pytest.mark.parametrize("role", EVERYONE)
def test_how_one_is_reached_stands_on_one_s_own_pages_alone(role, leader, browse, request):
    leader.person.phone = MARKER
    leader.person.save()
    client = browse(request.getfixturevalue(role))
    for surface in OWN_SURFACES:
        text = client.get(reverse(surface)).content.decode()
        assert (MARKER in text) == (role == "leader" and surface != "since-last"), surface
