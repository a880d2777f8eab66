"""The mails of the registers. Each is queued in the caller's transaction; links, never content."""

from __future__ import annotations

import hashlib
from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from networks import outbox
from networks.models import Meeting, Network, NetworkMembership, OutboxMessage, Person
from networks.roles import administrators
from networks.visibility import StandIn

Kind = OutboxMessage.Kind
SUBJECT_LENGTH = OutboxMessage._meta.get_field("subject").max_length


def address_of(person: Person) -> str:
    """Return where ``person`` gets mail: the contact address, else the login's; "" for nowhere."""
    if person.email:
        return person.email
    return person.user.email if person.user and person.user.is_active else ""


def absolute(path: str) -> str:
    """Return the full address of ``path`` on this site."""
    return f"{settings.SITE_URL}{path}"


def queue(name: str, *, kind: Kind, recipient: str, context: dict[str, Any], **options: Any) -> OutboxMessage:
    """Queue the mail of the templates ``emails/<name>_*``; ``options`` are the outbox's own."""
    context = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, **context}

    def rendered(part: str) -> str:
        return render_to_string(f"emails/{name}_{part}", context).strip()

    return outbox.queue(
        kind=kind,
        recipient=recipient,
        subject=shortened(rendered("subject.txt")),
        text=rendered("message.txt"),
        html=rendered("message.html"),
        **options,
    )


def shortened(subject: str) -> str:
    """Return ``subject`` on one line that the column holds."""
    return Truncator(" ".join(subject.split())).chars(SUBJECT_LENGTH)


def welcome(seat: NetworkMembership) -> None:
    """Bid a new participant welcome with the next date, where there is an address to write to."""
    meeting = next_meeting(seat)
    _about(
        seat,
        "welcome",
        Kind.WELCOME,
        sign_in_url=absolute(reverse("account_request_login_code")),
        meeting=meeting,
        meeting_url=absolute(meeting.get_absolute_url()) if meeting else "",
    )


def next_meeting(seat: NetworkMembership) -> Meeting | None:
    """Return the first meeting of the network that whoever holds the seat may know of, and come to."""
    first_moment = timezone.make_aware(datetime.combine(seat.starts_on, time.min))
    participant = StandIn(seat.get_role_display(), takes_part_in=seat.network)
    known = Meeting.objects.visible_to(participant).of([seat.network_id])
    return known.upcoming(timezone.now()).filter(starts_at__gte=first_moment).first()


def seat_ended(seat: NetworkMembership) -> None:
    """Tell a participant that access ends, and when, where there is an address to write to."""
    is_over = seat.ends_on is not None and seat.ends_on < timezone.localdate()
    _about(seat, "seat_ended", Kind.SEAT_ENDED, is_over=is_over)


def _about(seat: NetworkMembership, name: str, kind: Kind, **context: Any) -> None:
    if recipient := address_of(seat.person):
        context |= {"seat": seat, "network_url": absolute(seat.network.get_absolute_url())}
        queue(name, kind=kind, recipient=recipient, context=context)


def enquiry(*, network: Network, name: str, email: str, message: str) -> None:
    """Take a message to the facilitator of a network, and its receipt to the sender.

    It goes to the administrators where she who facilitated has left. The same again on the same day is
    not sent twice. The receipt repeats nothing that was typed: anybody can be given as the sender.
    """
    typed = hashlib.sha256("\0".join([name, email.lower(), message]).encode()).hexdigest()
    key = f"enquiry:{network.pk}:{timezone.localdate()}:{typed[:32]}"
    context = {"network": network, "network_url": absolute(network.get_absolute_url())}
    for reader in [network.contact] if network.contact else administrators():
        queue(
            "enquiry",
            kind=Kind.ENQUIRY,
            recipient=reader.email,
            context=context | {"name": name, "email": email, "message": message},
            headers={"Reply-To": email},
            dedupe_key=f"{key}:{reader.pk}",
        )
    queue(
        "enquiry_receipt",
        kind=Kind.ENQUIRY_RECEIPT,
        recipient=email,
        context=context,
        dedupe_key=f"{key}:receipt",
    )
