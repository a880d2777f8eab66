"""Reminders of hearings that end soon, to those of the responsible network who have said nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from knf.formats import local_date, long_date
from networks import recipients
from networks.emails import absolute
from networks.models import DocumentVersion, OutboxMessage
from networks.reminders import Recipient, Reminder, latest, person_reminded

DAYS_BEFORE = (7, 1)


def unheard(today: date) -> Iterator[tuple[Recipient, Reminder]]:
    """Yield those who may comment soon no longer, and have not: a week before, and the day before.

    Not of a hearing that began on that day or later: it is news of its own.
    """
    for version in DocumentVersion.objects.on_hearing(today).select_related("document__responsible_network"):
        network, deadline = version.document.responsible_network, version.hearing_deadline
        since = latest((deadline - timedelta(days=days) for days in DAYS_BEFORE), today)
        if network is None or since is None:
            continue
        if version.hearing_opened_at and local_date(version.hearing_opened_at) >= since:
            continue
        heard = set(version.hearing_comments.values_list("person", flat=True))
        kind = OutboxMessage.Kind.REMINDERS
        for person, address in recipients.participants([network], kind=kind, on=today):
            if person.pk not in heard:
                may_sign_in = recipients.may_sign_in(person)
                yield (
                    person_reminded(person, address),
                    Reminder(
                        of=f"hearing:{version.pk}",
                        since=since,
                        text=f"{version} er på høring. Fristen for innspill er {long_date(deadline)}.",
                        url=absolute(f"{version.get_absolute_url()}#innspill") if may_sign_in else "",
                        action="Les utkastet, og skriv innspillet ditt",
                    ),
                )


SOURCES = (unheard,)
