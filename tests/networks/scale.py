"""A full register, made in a few queries: 2 000 members, 10 000 people at work, a roster of 200."""

from datetime import date, timedelta

from django.utils import timezone

from knf.text import fold, sort_key
from networks.models import (
    ActionPoint,
    AgendaItem,
    Attendance,
    DocumentVersion,
    FocusArea,
    Measure,
    MeasureEdition,
    MeasureResponsibility,
    MeasureUpdate,
    Meeting,
    MemberPeriod,
    Minutes,
    MinutesItem,
    NetworkMembership,
    Organization,
    Person,
    Position,
    Status,
)
from networks.visibility import Level
from tests.factories import LONG_AGO, adopt

MEMBERS = 2_000
PEOPLE = 10_000
SEATS = 200


def fill_the_registers(network):
    """Make them all; ``network`` gets the roster."""
    companies = Organization.objects.bulk_create(
        Organization(name=name, sort_key=sort_key(name), search_text=fold(name))
        for name in (f"Bedrift {number}" for number in range(MEMBERS))
    )
    MemberPeriod.objects.bulk_create(
        MemberPeriod(organization=company, starts_on=LONG_AGO) for company in companies
    )
    people = Person.objects.bulk_create(
        Person(
            given_name="Kari",
            family_name=name,
            sort_key=sort_key(f"{name} Kari"),
            search_text=fold(f"Kari {name}"),
            email=f"kari@{number}.example",
        )
        for number, name in ((number, f"Nordvik {number}") for number in range(PEOPLE))
    )
    Position.objects.bulk_create(
        Position(person=person, organization=companies[place % MEMBERS], starts_on=LONG_AGO)
        for place, person in enumerate(people)
    )
    NetworkMembership.objects.bulk_create(
        NetworkMembership(
            network=network,
            person=person,
            on_behalf_of=companies[place],
            starts_on=LONG_AGO + timedelta(days=place),
        )
        for place, person in enumerate(people[:SEATS])
    )


MEETINGS = 500
ITEMS = 60


def fill_the_archive(network, *, meetings=MEETINGS, items=ITEMS, year=2000, now):
    """Make meetings every third week until six weeks after ``now``; return two of them.

    They are numbered in ``year``. The next one has the long agenda, the last one held its minutes too; all
    with a seat in the network are called to both.
    """
    between = timedelta(weeks=3)
    first = now - between * (meetings - 3)
    rows = Meeting.objects.bulk_create(
        Meeting(
            host_network=network,
            title=f"Møte {place}",
            starts_at=first + between * place,
            ends_at=first + between * place + timedelta(hours=2),
            status=Meeting.Status.HELD if first + between * place < now else Meeting.Status.SCHEDULED,
            year=year,
            number=place + 1,
            visibility=list(Level)[place % 2],
        )
        for place in range(meetings)
    )
    held = [meeting for meeting in rows if meeting.is_held]
    coming = next(meeting for meeting in rows if meeting.is_scheduled)
    for meeting in (held[-1], coming):
        fill_the_meeting(meeting, items=items)
    minutes = Minutes.objects.create(meeting=held[-1], version=1, visibility=held[-1].visibility)
    frozen = ("item_id", "network_id", "position", "kind", "title")
    MinutesItem.objects.bulk_create(
        MinutesItem(minutes=minutes, text="Dette ble sagt.", **dict(zip(frozen, values, strict=True)))
        for values in held[-1].agenda_items.values_list("pk", *frozen[1:])
    )
    minutes.state, minutes.published_at = Minutes.State.PUBLISHED, now
    minutes.save()
    return coming, held[-1]


def fill_the_meeting(meeting, *, items):
    """Give ``meeting`` its agenda, with something to do under each item, and call the whole network."""
    seats = list(meeting.host_network.memberships.all())
    agenda = AgendaItem.objects.bulk_create(
        AgendaItem(
            network=meeting.host_network,
            meeting=meeting,
            position=place,
            title=f"Sak {place}",
            presenter_id=seats[place % len(seats)].person_id,
        )
        for place in range(1, items + 1)
    )
    ActionPoint.objects.bulk_create(
        ActionPoint(
            agenda_item=item, text="Gjør noe", responsible_person_id=seats[place % len(seats)].person_id
        )
        for place, item in enumerate(agenda)
    )
    Attendance.objects.bulk_create(
        Attendance(
            meeting=meeting,
            person_id=seat.person_id,
            organization_id=seat.on_behalf_of_id,
            name_snapshot="Kari Nordvik" if meeting.is_held else "",
        )
        for seat in seats
    )


MEASURES = 300
MESSAGES = 20_000
FOCUS_AREAS = 10


def fill_a_strategy(document, *, measures=MEASURES, messages=MESSAGES, adopted=date(2018, 6, 13)):
    """Give ``document`` an adopted edition of as many measures, told of ``messages`` times; return it.

    They are spread over ten focus areas, and the messages over the years until last month.
    """
    version = DocumentVersion.objects.create(document=document, number=1)
    areas = FocusArea.objects.bulk_create(
        FocusArea(version=version, position=place, title=f"Område {place}") for place in range(FOCUS_AREAS)
    )
    rows = Measure.objects.bulk_create(
        Measure(document=document, code=f"M-{place}", title=f"Tiltak {place}") for place in range(measures)
    )
    editions = MeasureEdition.objects.bulk_create(
        MeasureEdition(
            measure=measure,
            version=version,
            focus_area=areas[place % FOCUS_AREAS],
            position=place,
            number=str(place + 1),
            title=measure.title,
            official_text="Ordlyden.",
            due_on=date(2020 + place % 12, 12, 31),
        )
        for place, measure in enumerate(rows)
    )
    MeasureResponsibility.objects.bulk_create(
        MeasureResponsibility(edition=edition, label="Kommunen") for edition in editions
    )
    adopt(version, adopted)
    last = timezone.localdate() - timedelta(days=30)
    span = (last - adopted).days
    statuses = [Status.NOT_STARTED, Status.IN_PROGRESS, Status.ON_HOLD, Status.IN_PROGRESS]
    days = [adopted + timedelta(days=span * place // messages) for place in range(messages)]
    MeasureUpdate.objects.bulk_create(
        MeasureUpdate(
            measure=rows[place % measures],
            reported_on=day,
            recorded_on=day,
            status=statuses[place % len(statuses)],
            note="Arbeidet går som planlagt, og gruppen møtes igjen til høsten.",
        )
        for place, day in enumerate(days)
    )
    return document
