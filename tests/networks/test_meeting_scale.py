"""500 meetings, an agenda of 60 items and 200 who are called cost no more queries than a few do.

The archive of a few fits on one page, whose cost includes what is to come.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_membership, make_organization, make_person
from tests.networks.scale import SEATS, fill_the_archive


def addresses(network, coming, held):
    """Return the pages by what they are, each with who asks for it."""
    archive = reverse("meeting-list", args=[network.slug])
    of_coming = [network.slug, coming.year, coming.number]
    of_held = [network.slug, held.year, held.number]
    return {
        "network": ("leader", network.get_absolute_url()),
        "archive": ("leader", archive),
        "archive, second page": ("leader", f"{archive}?side=last"),
        "agenda": ("leader", reverse("meeting-detail", args=of_coming)),
        "agenda on paper": ("leader", reverse("meeting-print", args=of_coming)),
        "minutes": ("leader", reverse("minutes-detail", args=of_held)),
        "participants": ("leader", reverse("meeting-attendance", args=of_coming)),
        "my page": ("leader", reverse("my-page")),
        "formannskapet": ("anonymous", reverse("public-meeting-list")),
        "calendar": ("anonymous", reverse("network-calendar", args=[network.slug])),
        "today": ("administrator", reverse("admin:index")),
        "list": ("administrator", reverse("admin:networks_meeting_changelist")),
        "form": ("administrator", reverse("admin:networks_meeting_change", args=[coming.pk])),
    }


def counted(network, coming, held, clients):
    """Return how many queries each page takes."""
    counts = {}
    for name, (who, address) in addresses(network, coming, held).items():
        clients[who].get(address)
        with CaptureQueriesContext(connection) as captured:
            assert clients[who].get(address).status_code == 200, name
        counts[name] = len(captured)
    return counts


@pytest.fixture
def clients(browse, leader, administrator, anonymous):
    """Return a browser for each reader."""
    return {"leader": browse(leader), "administrator": browse(administrator), "anonymous": browse()}


def take_seats(network, number):
    """Give ``number`` more people a seat."""
    for place in range(number):
        person = make_person("Kari", f"Nordvik {network.memberships.count()} {place}")
        make_membership(network, person, on_behalf_of=make_organization())


def test_pages_cost_the_same_with_few_meetings_and_many(industry, clients):
    now = timezone.now()
    take_seats(industry, 3)
    few = counted(industry, *fill_the_archive(industry, meetings=8, items=3, now=now), clients)
    take_seats(industry, SEATS - 4)
    many = counted(industry, *fill_the_archive(industry, year=2001, now=now), clients)
    grown = {name: (few[name], count) for name, count in many.items() if count > few[name]}
    assert grown == {}
    assert max(few.values()) < 60
