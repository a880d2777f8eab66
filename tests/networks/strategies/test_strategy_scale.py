"""Three hundred measures and twenty thousand messages cost no more queries than a few do."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from knf import printing
from tests.factories import make_adopted, make_document, tell
from tests.networks.scale import fill_a_strategy

pytestmark = pytest.mark.django_db

ENDINGS = ("", "utskrift/", "utskrift.pdf", "status.csv", "siden-sist/", "siden-sist/utskrift/")


@pytest.fixture(autouse=True)
def _papers_as_text(monkeypatch):
    """PDFs are the HTML they are made of."""
    monkeypatch.setattr(printing, "pdf", str.encode)


def queries(client, address):
    """Return how many queries the address takes."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200, address
    return len(captured)


def told_of(titles, network):
    """Return the address of a plan with measures of these titles, each told of twice."""
    document = make_document(f"Plan {len(titles)}", network=network)
    for measure in make_adopted(document, measures=titles, on=date(2021, 6, 14)).document.measures.all():
        tell(measure, on=date(2022, 3, 1))
        tell(measure, on=date(2023, 3, 1))
    return document.get_absolute_url()


def test_queries_are_the_same_with_one_measure_and_with_three(client, industry):
    one, three = told_of(["En"], industry), told_of(["En", "To", "Tre"], industry)
    counts = {ending: (queries(client, one + ending), queries(client, three + ending)) for ending in ENDINGS}
    assert counts == {
        "": (19, 19),
        "utskrift/": (11, 11),
        "utskrift.pdf": (11, 11),
        "status.csv": (8, 8),
        "siden-sist/": (23, 23),
        "siden-sist/utskrift/": (22, 22),
    }


def test_the_tree_takes_the_same_queries_with_one_strategy_and_with_three(client, industry):
    told_of(["En"], industry)
    one = queries(client, reverse("strategy-list"))
    told_of(["En", "To"], industry)
    told_of(["En", "To", "Tre"], industry)
    assert (one, queries(client, reverse("strategy-list"))) == (8, 8)


def test_pages_cost_the_same_with_few_measures_and_many(client, industry):
    few = fill_a_strategy(make_document("Liten", network=industry), measures=3, messages=30)
    many = fill_a_strategy(make_document("Stor", network=industry), measures=300, messages=20_000)
    grown = {
        ending: counts
        for ending in ENDINGS
        if (counts := [queries(client, one.get_absolute_url() + ending) for one in (few, many)])
        and counts[1] > counts[0]
    }
    assert grown == {}
