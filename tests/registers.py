"""Registers with something of everything in them, and the pages that show it."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from networks import mergers
from networks.models import MemberPeriod, NetworkMembership, OrganizationName, PublicBody
from tests.factories import make_membership, make_organization, make_person, make_user

Role = NetworkMembership.Role


def fill_registers(industry, secretary):
    """Fill the registers with something of everything; return the rows that pages are about, by noun."""
    today = timezone.localdate()
    company, heir = make_organization("Verket Industrier"), make_organization("Konsernet")
    gone = make_organization("Smia")
    OrganizationName.objects.create(
        organization=company, name="Gamle Verket", starts_on=date(2010, 1, 1), ends_on=date(2015, 12, 31)
    )
    jobs = {"works_at": company, "phone": "32 00 00 00"}
    anne = make_person("Anne", "Li", email="anne@verket.example", user=make_user(), **jobs)
    seat = make_membership(industry, anne, on_behalf_of=company)
    deputy = make_person("Dina Marie", "Berg-Johannessen", works_at=company)
    make_membership(industry, deputy, on_behalf_of=company, role=Role.DEPUTY, deputy_for=seat)
    ola, ida = make_person("Ola", "Moe", works_at=gone), make_person("Ida", "Ås", works_at=heir)
    make_membership(industry, ola, on_behalf_of=gone)
    make_membership(industry, ida, on_behalf_of=heir)
    ida.positions.update(ends_on=today - timedelta(days=1))
    former = make_person("Frode", "Vik")
    make_membership(industry, former, on_behalf_of=company, ends_on=date(2020, 1, 1), end_reason="new_job")
    mergers.merge_organizations(organization=gone, into=heir, on=date(2026, 1, 1), by=secretary)
    startup = MemberPeriod.objects.create(
        organization=make_organization("Fersk", is_member=False),
        starts_on=today - timedelta(days=800),
        category=MemberPeriod.Category.STARTUP_SOLE,
    )
    heir.member_periods.update(ends_on=today + timedelta(days=20))
    twice = make_person("Geir Aage", "Moen", works_at=company), make_person("Geir-Aage", "Moen")
    body = PublicBody.objects.create(name="Formannskapet")
    return {
        "network": industry,
        "seat": seat,
        "person": anne,
        "company": company,
        "heir": heir,
        "period": startup,
        "twice": twice,
        "body": body,
    }


def pages(rows):
    """Return the addresses of the registers' pages, by what they are called."""

    def of(noun, name, *args):
        return reverse(f"admin:networks_{noun}_{name}", args=args)

    network, person, company, seat = (rows[noun].pk for noun in ("network", "person", "company", "seat"))
    one, other = rows["twice"]
    into = f"?into={rows['heir'].pk}&on=01.06.2026"
    position = rows["person"].positions.get().pk
    return {
        "start": reverse("admin:index"),
        "networks": of("network", "changelist"),
        "network": of("network", "change", network),
        "network-history": of("network", "history", network),
        "add-seat": of("network", "add_seat", network),
        "replace": of("network", "replace_participant", network, seat),
        "end-seat": of("network", "end_seat", network, seat),
        "correct-seat": of("network", "correct_seat", network, seat),
        "close": of("network", "close", network),
        "rename": of("network", "rename", network),
        "people": of("person", "changelist"),
        "add-person": of("person", "add"),
        "person": of("person", "change", person),
        "add-position": of("person", "add_position", person),
        "end-position": of("person", "end_position", person, position),
        "correct-position": of("person", "correct_position", person, position),
        "duplicates": of("person", "duplicates"),
        "merge-people": of("person", "merge", one.pk),
        "merge-people-preview": f"{of('person', 'merge', one.pk)}?other={other.pk}",
        "companies": of("organization", "changelist"),
        "add-company": of("organization", "add"),
        "company": of("organization", "change", company),
        "merge-companies": of("organization", "merge", company),
        "merge-companies-preview": of("organization", "merge", company) + into,
        "memberships": of("memberperiod", "changelist"),
        "add-membership": of("memberperiod", "add"),
        "membership": of("memberperiod", "change", rows["period"].pk),
        "bodies": of("publicbody", "changelist"),
        "add-body": of("publicbody", "add"),
        "body": of("publicbody", "change", rows["body"].pk),
    }
