"""Puts the demo's networks, companies and people into an empty database."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

from django.db import transaction

from knf.text import slugify
from networks.models import (
    Meeting,
    MemberPeriod,
    Network,
    NetworkAlias,
    NetworkMembership,
    Organization,
    OrganizationName,
    Person,
    Position,
    PublicBody,
    User,
)

from .companies import COMPANIES
from .forums import FORUMS
from .logins import make_logins
from .meeting_loading import load_meetings
from .paper_loading import backdate, file_paper, morning
from .papers import PAPERS
from .people import PEOPLE
from .plan_loading import load_documents, load_plans
from .shapes import DOMAIN, Company, Forum, Seat, Someone, on

ONE_DAY = timedelta(days=1)


@transaction.atomic
def load_networks(*, today: date) -> dict[str, Meeting]:
    """Make the logins, and all that the registers say of people and meetings ``today`` (local).

    Return the meetings by the names that stories call them by.
    """
    users = make_logins()
    PublicBody.objects.create(name="Formannskapet", default_weekday=PublicBody.Weekday.WEDNESDAY)
    council = PublicBody.objects.create(name="Kommunestyret")
    organizations: dict[str, Organization] = {}
    for company in sorted(COMPANIES, key=lambda company: bool(company.merged_into)):
        organizations[company.name] = _company(company, organizations, today=today)
    networks: dict[str, Network] = {}
    for forum in sorted(FORUMS, key=lambda forum: bool(forum.parent or forum.successor)):
        networks[forum.name] = _network(forum, networks, facilitator=users[forum.facilitator])
    phones = count(1)
    for someone in PEOPLE:
        person = _person(someone, users.get(someone.mailbox), number=next(phones))
        _career(person, someone, organizations, networks, today=today)
    for paper in PAPERS:
        network = networks[paper.forum]
        file_paper(paper, network, network=network, today=today)
    load_documents(council, networks)
    meetings = load_meetings(today=today)
    load_plans(meetings, today=today)
    return meetings


def _company(company: Company, organizations: dict[str, Organization], *, today: date) -> Organization:
    """Make an organisation with its membership; what it went into is among ``organizations``."""
    organization = Organization.objects.create(
        name=company.name,
        org_number=company.org_number or None,
        kind=company.kind,
        municipality=company.municipality,
        website=company.website,
        listed=company.listed,
        merged_into=organizations.get(company.merged_into),
        dissolved_on=company.merged_on,
    )
    for name, starts_on, ends_on in company.former_names:
        OrganizationName.objects.create(
            organization=organization, name=name, starts_on=starts_on, ends_on=ends_on
        )
    if company.member_since:
        period = MemberPeriod(
            organization=organization, category=company.category, starts_on=on(company.member_since, today)
        )
        if company.is_leaving:
            period.ends_on, period.end_reason = date(today.year, 12, 31), "Har sagt opp medlemskapet"
        elif company.merged_on:
            period.ends_on = company.merged_on - ONE_DAY
            period.end_reason = f"Slått sammen med {company.merged_into}"
        period.save()
    return organization


def _network(forum: Forum, networks: dict[str, Network], *, facilitator: User) -> Network:
    """Make a network with its other names; what it hangs under or went into is among ``networks``."""
    fewest, most = forum.meetings or (None, None)
    network = Network.objects.create(
        name=forum.name,
        slug=slugify(forum.name),
        kind=forum.kind,
        parent=networks.get(forum.parent),
        children_may_read=forum.children_may_read,
        intro=forum.intro,
        mandate=forum.mandate,
        established_on=forum.established_on,
        closed_on=forum.closed_on,
        successor=networks.get(forum.successor),
        facilitator=facilitator,
        meetings_per_year_min=fewest,
        meetings_per_year_max=most,
        roster_visibility=forum.roster_visibility,
        requires_formal_approval=forum.approves_minutes,
    )
    for alias in forum.aliases:
        NetworkAlias.objects.create(network=network, name=alias, slug=slugify(alias))
    return network


def _person(someone: Someone, user: User | None, *, number: int) -> Person:
    """Make a person, reached where they work. No telephone number begins with three zeroes."""
    email = None
    if user:
        email = user.email
    elif someone.jobs:
        house = slugify(someone.jobs[0].company.removesuffix(" AS"))
        email = f"{slugify(someone.name)}@{house}.{DOMAIN.rpartition('.')[2]}"
    return Person.objects.create(
        given_name=someone.given_name,
        family_name=someone.family_name,
        sort_override=someone.sort_override,
        email=email,
        phone=f"000 00 {number:03}",
        contact_visibility=someone.shown_to,
        user=user,
    )


def _career(
    person: Person,
    someone: Someone,
    organizations: dict[str, Organization],
    networks: dict[str, Network],
    *,
    today: date,
) -> None:
    """Enter where a person works and sits, and has worked and sat."""
    if someone.personal_member_since:
        MemberPeriod.objects.create(
            person=person,
            category=MemberPeriod.Category.PERSONAL,
            starts_on=someone.personal_member_since,
        )
    for job in someone.jobs:
        Position.objects.create(
            person=person,
            organization=organizations[job.company],
            title=job.title,
            starts_on=on(job.since, today),
            ends_on=on(job.until, today) if job.until else None,
            is_primary=job.is_primary,
        )
    for seat in someone.seats:
        company = seat.company or (someone.jobs[0].company if someone.jobs else "")
        entered = NetworkMembership.objects.create(
            network=networks[seat.forum],
            person=person,
            on_behalf_of=organizations.get(company),
            role=seat.role,
            deputy_for=_stands_in_for(seat, networks, today=today),
            starts_on=on(seat.since, today),
            ends_on=on(seat.until, today) if seat.until else None,
            end_reason=seat.end_reason or "",
        )
        backdate(NetworkMembership.objects.filter(pk=entered.pk), morning(entered.starts_on))


def _stands_in_for(seat: Seat, networks: dict[str, Network], *, today: date) -> NetworkMembership | None:
    """Return the seat whose deputy this one is, if any; its person comes earlier in the table."""
    if not seat.deputy_for:
        return None
    given_name, _, family_name = seat.deputy_for.rpartition(" ")
    seats = NetworkMembership.objects.open_at(today).filter(network=networks[seat.forum])
    return seats.get(person__given_name=given_name, person__family_name=family_name)
