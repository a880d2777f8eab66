"""Who reads the papers and the roster of a network, and news of them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from networks.models import MemberPeriod, Network, NetworkMembership, Position
from networks.panels import news_of
from networks.visibility import Level
from tests.factories import (
    make_membership,
    make_organization,
    make_person,
    make_stored_file,
)
from tests.visibility.surfaces import (
    MARKER,
    READERS,
    ROLES,
    ROSTER_SURFACES,
)

# Papers are the secretary's and the administrators'; an editor of news is staff without a part in them.
FILE_READERS = {
    Level.PUBLIC: {*ROLES, "administrator"},
    Level.MEMBERS: {"member", "neighbour", "participant", "leader", "secretary", "administrator"},
    Level.NETWORK: {"participant", "leader", "secretary", "administrator"},
    Level.STAFF: {"secretary", "administrator"},
}

ROSTER_READERS = {
    Level.PUBLIC: READERS[Level.PUBLIC],
    # Those who sit there, or look after the network, need not be members.
    Level.MEMBERS: READERS[Level.MEMBERS] | READERS[Level.NETWORK],
    Level.NETWORK: READERS[Level.NETWORK],
}
STAFF = {"secretary", "editor"}


@pytest.mark.parametrize("state", ["out", "withdrawn"])
@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("role", [*ROLES, "administrator"])
def test_a_paper_answers_by_role_level_and_state(role, level, state, industry, browse, request):
    client = browse(request.getfixturevalue(role))
    content = f"%PDF-1.7 {MARKER}".encode()
    paper = make_stored_file(
        industry, MARKER, visibility=level, file=SimpleUploadedFile(f"{MARKER}.pdf", content)
    )
    if state == "withdrawn":
        paper.withdraw(by=None, reason="En faktafeil.")
    if role in FILE_READERS[level]:
        expected = 410 if state == "withdrawn" and role != "administrator" else 200
    else:
        expected = 302 if role == "anonymous" else 404

    response = client.get(reverse("stored-file", args=[paper.pk]))
    told = response.getvalue().decode() + str(response.headers)
    assert response.status_code == expected
    assert (MARKER in told) == (expected == 200)
    assert ("En faktafeil." in told) == (expected == 410)


@pytest.mark.parametrize("ended", [False, True], ids=["now", "ended"])
@pytest.mark.parametrize("level", ROSTER_READERS)
@pytest.mark.parametrize("role", ROLES)
def test_a_roster_answers_by_role_level_and_day(role, level, ended, browse, request, industry):
    client = browse(request.getfixturevalue(role))
    Network.objects.update(roster_visibility=level)
    if ended:
        yesterday = timezone.localdate() - timedelta(days=1)
        for rows in (NetworkMembership, MemberPeriod, Position):
            rows.objects.update(ends_on=yesterday)
    newcomer = make_person(MARKER)
    make_membership(industry, newcomer, on_behalf_of=make_organization(), starts_on=timezone.localdate())
    inside = STAFF if ended else READERS[Level.NETWORK]
    readers = STAFF if ended and level != Level.PUBLIC else ROSTER_READERS[level]

    for surface in ROSTER_SURFACES:
        if role in readers and surface == "network-roster-pdf":
            continue  # takes long, and is the other paper laid out
        response = client.get(reverse(surface, args=[industry.slug]))
        if role in readers:
            assert response.status_code == 200, surface
            assert MARKER in response.content.decode()
        else:
            assert response.status_code == (302 if role == "anonymous" else 404), surface
            assert MARKER not in response.content.decode()
    # Who is new stands among the news, which is for those inside.
    page = client.get(reverse("network-detail", args=[industry.slug])).content.decode()
    assert (MARKER in page) == (role in inside)
    for surface in (
        reverse("front"),
        reverse("network-list"),
        reverse("network-print", args=[industry.slug]),
    ):
        assert MARKER not in client.get(surface).content.decode()


@pytest.mark.parametrize("level", ROSTER_READERS)
@pytest.mark.parametrize("role", ROLES)
def test_news_of_participants_are_for_readers_of_the_roster(role, level, request, industry):
    reader = request.getfixturevalue(role)
    Network.objects.update(roster_visibility=level)
    make_membership(industry, make_person(MARKER), starts_on=timezone.localdate())
    news = news_of([industry], reader, timezone.now() - timedelta(days=1))
    assert any(MARKER in item.text for item in news) == (role in ROSTER_READERS[level])
