"""The demo's registers: true to what is known of the networks, in order, and alive on any day."""

from datetime import date

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from networks import duplicates, health
from networks.demo.logins import PASSWORD
from networks.models import (
    ActionPoint,
    AgendaItem,
    Attendance,
    Meeting,
    MemberPeriod,
    Minutes,
    MinutesComment,
    MinutesItem,
    Network,
    NetworkAlias,
    NetworkMembership,
    Organization,
    OrganizationName,
    Person,
    Position,
    PublicBody,
    ReadMark,
    StoredFile,
)
from networks.permissions import networks_to_edit
from networks.reports import roster
from networks.visibility import Level
from tests.networks.demo import TODAY

ROWS = (
    *(Organization, OrganizationName, MemberPeriod, Person, Position),
    *(PublicBody, Network, NetworkAlias, NetworkMembership, StoredFile),
    *(Meeting, AgendaItem, ActionPoint, Attendance, Minutes, MinutesItem, MinutesComment),
)


def names(rows):
    """Return what the rows are called."""
    return {str(row) for row in rows}


def test_every_row_passes_its_form(demo):
    for model in ROWS:
        assert model.objects.exists()
        for row in model.objects.all():
            row.full_clean()


def test_the_networks_are_the_association_s(demo):
    assert names(Network.objects.open_at(TODAY)) == {
        "Industrilederforum",
        "Forum for handel",
        "Forum for opplevelser",
        "Forum for bygg, anlegg og eiendom",
        "Kommunikasjonsforum",
        "Byliv",
        "Styringsgruppa Vekst i Kongsberg",
        "Arbeidsgruppe for rekruttering",
    }
    assert {alias.name: (alias.slug, str(alias.network)) for alias in NetworkAlias.objects.all()} == {
        "Handelsforum": ("handelsforum", "Forum for handel"),
        "Reiselivsforum": ("reiselivsforum", "Forum for opplevelser"),
        "Forum for Bygg, Bo og Eiendom": (
            "forum-for-bygg-bo-og-eiendom",
            "Forum for bygg, anlegg og eiendom",
        ),
    }
    industry = Network.objects.get(name="Industrilederforum")
    assert industry.established_on == date(2017, 3, 10)
    assert industry.meeting_frequency == "4–5 møter i året"
    founders = industry.memberships.filter(starts_on=date(2017, 3, 10))
    assert len({seat.on_behalf_of for seat in founders}) == len(founders) == 8
    assert names(Network.objects.get(name="Byliv").children.all()) == {
        "Forum for handel",
        "Forum for opplevelser",
    }


def test_the_elected_bodies_are_there_with_their_day(demo):
    assert {body.name: body.get_default_weekday_display() for body in PublicBody.objects.all()} == {
        "Formannskapet": "onsdag",
        "Kommunestyret": None,
    }


def test_every_open_network_has_a_leader_and_the_forums_a_history(demo):
    for network in Network.objects.open_at(TODAY).with_leader(TODAY):
        assert network.leader
    industry = roster(Network.objects.get(name="Industrilederforum"), AnonymousUser())
    assert [(leader.name, leader.years) for leader in industry.former_leaders] == [
        ("Ragnar Dokkedal", "2020–2023"),
        ("Gunnhild Aasrud", "2017–2019"),
    ]
    assert {seat.role for seat in NetworkMembership.objects.open_at(TODAY)} == set(
        NetworkMembership.Role.values
    )


def test_there_are_members_of_every_sort_but_one_and_a_table_mate_who_is_none(demo):
    assert Organization.objects.in_member_list(TODAY).count() >= 25
    categories = MemberPeriod.objects.open_at(TODAY).values_list("category", flat=True)
    assert set(categories) == set(MemberPeriod.Category.values) - {MemberPeriod.Category.STUDENT_PENSIONER}
    outside = Organization.objects.exclude(pk__in=Organization.objects.members_at(TODAY))
    assert names(outside) == {
        "Kongsberg kommune",
        "Universitetet i Sørøst-Norge",
        "Fagskolen",
        "Verkstedklubben på Smeltehytta",
    }
    assert all(organization.network_memberships.exists() for organization in outside)


def test_no_number_of_a_company_is_one_that_is_given_out(demo):
    numbers = Organization.objects.exclude(org_number=None).values_list("org_number", flat=True)
    assert len(numbers) > 25
    assert {number[0] for number in numbers} == {"1"}


def test_the_university_was_a_college_when_the_forum_began(demo):
    university = Organization.objects.get(name="Universitetet i Sørøst-Norge")
    assert university.name_on(date(2017, 3, 10)) == "Høgskolen i Sørøst-Norge"
    assert university.name_on(date(2018, 5, 3)) == "Høgskolen i Sørøst-Norge"
    assert university.name_on(date(2018, 5, 4)) == "Universitetet i Sørøst-Norge"


def test_a_network_and_a_company_have_gone_into_others(demo):
    closed = Network.objects.closed_at(TODAY).get()
    assert (str(closed), str(closed.successor)) == ("Gårdeiernettverket", "Byliv")
    assert not closed.memberships.open_at(TODAY).exists()
    gone = Organization.objects.get(merged_into__isnull=False)
    assert str(gone.successor(TODAY)) == "Blåklokke Presisjon AS"
    assert Organization.objects.members_at(TODAY).filter(pk=gone.pk).exists()


def test_one_has_changed_employer_and_one_stands_in_for_another(demo):
    moved = NetworkMembership.objects.get(end_reason=NetworkMembership.EndReason.NEW_JOB)
    back = NetworkMembership.objects.open_at(TODAY).get(person=moved.person, network=moved.network)
    assert (str(moved.on_behalf_of), str(back.on_behalf_of)) == (
        "Trollerud Sensor AS",
        "Kobolt & Krone Legeringer AS",
    )
    deputies = NetworkMembership.objects.open_at(TODAY).filter(deputy_for__isnull=False)
    assert {str(seat.person): str(seat.deputy_for.person) for seat in deputies} == {
        "Solveig Frøyseth": "Marit Elise Hynne",
        "Linn Therese Moelv-Aas": "Per-Olav Grytenes",
    }


def test_the_secretary_has_something_to_decide(demo):
    everywhere = Network.objects.all()
    assert names(health.doubtful_seats(everywhere, TODAY)) == {"Oddbjørn Lia-Teigen i Industrilederforum"}
    assert names(health.long_leaders(everywhere, TODAY)) == {
        "Tor-Egil Rustand i Industrilederforum",
        "Bergljot Haase i Forum for handel",
    }
    assert len(health.doubled_seats(everywhere, TODAY)) == 1
    assert names(period.organization for period in health.expiring_periods(TODAY)) == {"Urmaker Tidløs AS"}
    assert names(period.organization for period in health.reassessments_due(TODAY)) == {
        "Pikselgruva Spill AS"
    }
    (pair,) = duplicates.suggestions()
    assert names(Person.objects.filter(pk__in=pair)) == {"Geir Aage Stollvik", "Geir-Aage Stollvik"}


def test_people_have_chosen_differently_and_nobody_can_be_rung(demo):
    assert set(Person.objects.values_list("contact_visibility", flat=True)) == set(
        Person.ContactVisibility.values
    )
    for person in Person.objects.all():
        assert person.phone.startswith("000 ")
        assert person.email is None or person.email.endswith(".example")


def test_papers_are_pdfs_on_two_levels(demo):
    assert set(StoredFile.objects.values_list("visibility", flat=True)) == {Level.MEMBERS, Level.NETWORK}
    for paper in StoredFile.objects.all():
        assert paper.mime == "application/pdf"


def test_every_login_is_somebody_who_can_mark_what_is_new_as_read(logins, browse):
    for user in logins.values():
        assert str(user.person) == user.name
    industry = Network.objects.get(name="Industrilederforum")
    for mailbox in ("administrator", "sekretaer", "leder", "deltaker"):
        marked = browse(logins[mailbox]).post(reverse("network-read", args=[industry.slug]))
        assert marked.status_code == 302
    assert ReadMark.objects.filter(network=industry).count() == 4


def test_a_login_has_one_address_in_the_demo_too(logins):
    """Another one, kept by the account library, would go on letting in after a change of address."""
    assert not EmailAddress.objects.exists()


def test_each_login_is_inside_what_it_stands_for(logins):
    def inside(mailbox):
        networks = Network.objects.with_openings_for(logins[mailbox])
        return names(network for network in networks if network.is_inside)

    everything = names(Network.objects.all())
    assert inside("administrator") == everything
    assert inside("leder") == {"Industrilederforum", "Styringsgruppa Vekst i Kongsberg"}
    assert inside("deltaker") == {"Industrilederforum"}
    assert inside("nabo") == {"Forum for handel", "Byliv"}
    assert inside("medlem") == set()
    own = names(Network.objects.filter(facilitator=logins["sekretaer"]))
    assert names(networks_to_edit(logins["sekretaer"])) == own < everything
    assert all(user.check_password(PASSWORD) for user in logins.values())
    members = Person.objects.members_at(TODAY)
    assert not members.filter(user__is_staff=True).exists()
    assert all(
        members.filter(user=logins[mailbox]).exists() for mailbox in ("leder", "deltaker", "nabo", "medlem")
    )
