"""What a strategy of 300 measures and 20 000 messages costs, as a ratio against the cheapest address.

Run with `make benchmarks`. Seconds belong to a machine; the ratios travel. The page aims at less than
400 ms, the PDF at less than ten seconds.
"""

from time import perf_counter

import pytest
from django.core.cache import caches
from django.db import connection
from django.urls import reverse

from tests.benchmarks.bench_pages import seconds
from tests.factories import make_document
from tests.networks.scale import fill_a_strategy


@pytest.mark.django_db
def test_pages_of_a_strategy_with_three_hundred_measures(browse, participant, industry):
    page = fill_a_strategy(make_document("Stor", network=industry)).get_absolute_url()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    anonymous, inside = browse(), browse(participant)
    floor = seconds(anonymous, reverse("health"))
    rows = [
        ("helse", anonymous, reverse("health")),
        ("strategiene", anonymous, reverse("strategy-list")),
        ("strategi", anonymous, page),
        ("strategi, innenfra", inside, page),
        ("strategi, per dato", anonymous, f"{page}?dato=2020-03-20"),
        ("status på papir", anonymous, f"{page}utskrift/"),
        ("status som CSV", anonymous, f"{page}status.csv"),
        ("status som Excel", anonymous, f"{page}status.xlsx"),
        ("siden sist", anonymous, f"{page}siden-sist/"),
    ]
    print()
    for name, client, address in rows:
        taken = seconds(client, address)
        print(f"{name:<24}{taken * 1000:8.1f} ms {taken / floor:8.1f} × helse")
    caches["pdf"].clear()
    start = perf_counter()
    assert anonymous.get(f"{page}utskrift.pdf").status_code == 200
    taken = perf_counter() - start
    print(f"{'status som PDF, ny':<24}{taken * 1000:8.1f} ms {taken / floor:8.1f} × helse")
