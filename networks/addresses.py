"""A new address for a sign-in: asked for, proven by a mail that reached it, then changed.

The link in the mail is good for a day and for one change: it names the address that it replaces.
Who asks for themself must open it signed in, so that a slip in the new address gives nobody else
the login; a link that the staff asked for opens to whoever has the mailbox, for the old one may
be lost.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.core.signing import BadSignature, TimestampSigner
from django.db import IntegrityError, transaction
from django.urls import reverse

from networks import emails
from networks.models import OutboxMessage, Person, User
from networks.sessions import end_sessions

VALID_FOR = timedelta(days=1)

Kind = OutboxMessage.Kind


class LinkExpired(Exception):
    """The link changes nothing: too old, used, overtaken or forged."""


class AddressTaken(Exception):
    """The new address became somebody's login meanwhile."""


@dataclass(frozen=True)
class Change:
    """Which user's address is to become which, and who asked (a user's key too)."""

    user: int
    old: str
    new: str
    by: int

    def is_open_to(self, user: User | AnonymousUser) -> bool:
        """Return whether ``user`` may open the link: whose login it is, or, from the staff, who has it."""
        return self.by != self.user or user.pk == self.user


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="networks.addresses")


def ask(*, user: User, new: str, by: User) -> None:
    """Write the mail with the link to ``new``.

    An address that is a login already gets a mail too, which says so: whoever asks sees no
    difference, and nor does the time the answer takes.
    """
    new = new.lower()
    change = Change(user=user.pk, old=user.email, new=new, by=by.pk)
    token = _signer().sign_object(asdict(change))
    taken = User.objects.filter(email=new).exists()
    emails.queue(
        "address_taken" if taken else "address_change",
        kind=Kind.ADDRESS_CHANGE,
        recipient=new,
        context={
            "user": user,
            "by": by,
            "change": change,
            "url": emails.absolute(reverse("confirm-address", args=[token])),
        },
    )


def read(token: str) -> Change:
    """Return what the link is to change; raise LinkExpired when it cannot any more."""
    try:
        change = Change(**_signer().unsign_object(token, max_age=VALID_FOR))
    except BadSignature as error:
        raise LinkExpired from error
    if not User.objects.filter(pk=change.user, email=change.old, is_active=True).exists():
        raise LinkExpired
    return change


def contact_to_follow(change: Change) -> Person | None:
    """Return the person whose contact address can become the new one too, if it can."""
    person = Person.objects.filter(user=change.user).exclude(email__iexact=change.new).first()
    taken = Person.objects.filter(email__iexact=change.new).exclude(user=change.user).exists()
    return None if taken else person


@transaction.atomic
def carry_out(change: Change, *, with_contact: bool = False, session_key: str | None = None) -> User:
    """Change the address, tell the old one, and return the user; with ``with_contact`` the person's too.

    Every session of the user ends but the one with ``session_key``. Codes sent to the old address
    open nothing any more (``AccountAdapter.pre_login``). Raises LinkExpired or AddressTaken.
    """
    user = User.objects.select_for_update().filter(pk=change.user, email=change.old, is_active=True).first()
    if user is None:
        raise LinkExpired
    user.email = change.new
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
    except IntegrityError as error:
        raise AddressTaken from error
    if with_contact and (person := contact_to_follow(change)):
        person.email = change.new
        person.save()
    end_sessions(user, but=session_key)
    emails.queue(
        "address_changed",
        kind=Kind.ADDRESS_CHANGED,
        recipient=change.old,
        context={"user": user, "change": change},
    )
    return user
