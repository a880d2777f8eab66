"""What meetings cost, as a ratio against the cheapest address in the same run.

An archive of 500 meetings, an agenda of 60 items, 200 who are called. Run with `make benchmarks`. Seconds
belong to a machine; the ratios travel. The PDF aims at less than three.
"""

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tests.benchmarks.bench_pages import seconds
from tests.networks.scale import fill_the_archive, fill_the_registers


@pytest.mark.django_db
def test_pages_with_five_hundred_meetings(browse, administrator, leader, industry):
    fill_the_registers(industry)
    coming, held = fill_the_archive(industry, now=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    anonymous, inside, desk = browse(), browse(leader), browse(administrator)
    archive = reverse("meeting-list", args=[industry.slug])

    def of(meeting, name):
        return reverse(name, args=[industry.slug, meeting.year, meeting.number])

    floor = seconds(anonymous, reverse("health"))
    rows = [
        ("helse", anonymous, reverse("health")),
        ("nettverk", inside, industry.get_absolute_url()),
        ("møtearkiv", inside, archive),
        ("møtearkiv, siste side", inside, f"{archive}?side=last"),
        ("møte, 60 saker", inside, of(coming, "meeting-detail")),
        ("innkalling på papir", inside, of(coming, "meeting-print")),
        ("innkalling som PDF", inside, of(coming, "meeting-pdf")),
        ("deltakerliste", inside, of(coming, "meeting-attendance")),
        ("referat", inside, of(held, "minutes-detail")),
        ("referat som PDF", inside, of(held, "minutes-pdf")),
        ("min side", inside, reverse("my-page")),
        ("formannskapet", anonymous, reverse("public-meeting-list")),
        ("kalender", anonymous, reverse("network-calendar", args=[industry.slug])),
        ("i dag", desk, reverse("admin:index")),
        ("møter", desk, reverse("admin:networks_meeting_changelist")),
        ("skjema, møte", desk, reverse("admin:networks_meeting_change", args=[coming.pk])),
    ]
    print()
    for name, client, address in rows:
        taken = seconds(client, address)
        print(f"{name:<24}{taken * 1000:8.1f} ms {taken / floor:8.1f} × helse")
