"""What members and their networks cost, as a ratio against the cheapest address in the same run.

2 000 members, 10 000 people, a roster of 200. Run with `make benchmarks`. Seconds belong to a machine;
the ratios travel.
"""

import pytest
from django.db import connection
from django.urls import reverse

from tests.benchmarks.bench_pages import seconds
from tests.networks.scale import fill_the_registers


@pytest.mark.django_db
def test_pages_with_ten_thousand_people(browse, administrator, leader, industry):
    fill_the_registers(industry)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    anonymous, inside, desk = browse(), browse(leader), browse(administrator)
    person = leader.person
    members, picker = reverse("organization-list"), reverse("admin:autocomplete") + "?app_label=networks"

    def listing(name, query=""):
        return reverse(f"admin:networks_{name}_changelist") + query

    def form(row):
        return reverse(f"admin:networks_{row._meta.model_name}_change", args=[row.pk])

    floor = seconds(anonymous, reverse("health"))
    rows = [
        ("helse", anonymous, reverse("health")),
        ("medlemmer", anonymous, members),
        ("medlemmer, siste side", anonymous, f"{members}?side=last"),
        ("medlemmer, søk", anonymous, f"{members}?sok=bedrift+99"),
        ("nettverk", inside, industry.get_absolute_url()),
        ("deltakere", inside, reverse("network-roster", args=[industry.slug])),
        ("min side", inside, reverse("my-page")),
        ("personer", desk, listing("person")),
        ("personer, siste side", desk, listing("person", "?p=200")),
        ("personer, søk", desk, listing("person", "?q=nordvik+99")),
        ("personer, medlemmer", desk, listing("person", "?hvem=medlemmer")),
        ("virksomheter", desk, listing("organization")),
        ("virksomheter, søk", desk, listing("organization", "?q=bedrift+99")),
        ("virksomheter, medlemmer", desk, listing("organization", "?medlemskap=medlemmer")),
        ("medlemskap", desk, listing("memberperiod")),
        ("nettverkene", desk, listing("network")),
        ("skjema, nettverk", desk, form(industry)),
        ("skjema, person", desk, form(person)),
        ("skjema, virksomhet", desk, form(person.positions.get().organization)),
        ("velg person", desk, f"{picker}&model_name=networkmembership&field_name=person&term=kari"),
        ("velg virksomhet", desk, f"{picker}&model_name=networkmembership&field_name=on_behalf_of&term=b"),
        ("import og eksport", desk, reverse("admin:networks_person_transfer")),
    ]
    print()
    for name, client, address in rows:
        taken = seconds(client, address)
        print(f"{name:<24}{taken * 1000:8.1f} ms {taken / floor:8.1f} × helse")
