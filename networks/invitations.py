"""A login for a person whom the association knows, and the mail that says so."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db import IntegrityError, transaction
from django.urls import reverse

from networks import emails
from networks.models import OutboxMessage, Person, User


class NotInvited(Exception):
    """The person cannot be invited; the message says why, in Norwegian."""


def problem(person: Person) -> str:
    """Return why ``person`` cannot be invited, in Norwegian; "" when nothing is in the way."""
    if person.user:
        if not person.user.is_active:
            return "Innloggingen er stengt. Åpne den igjen under «Brukere» først."
        return "Personen har allerede logget inn." if person.user.last_login else ""
    if not person.email:
        return "Personen har ingen e-postadresse. Skriv den i skjemaet først."
    if User.objects.filter(email=person.email.lower()).exists():
        return (
            f"{person.email} er allerede en innlogging. Er det samme person, velg den i feltet «innlogging»."
        )
    return ""


def address(person: Person) -> str:
    """Return where the invitation goes: the login's address, or the one that becomes it."""
    return person.user.email if person.user else (person.email or "").lower()


@transaction.atomic
def invite(person: Person, by: User) -> User:
    """Make a login of the contact address, queue the first mail from ``by``, and return the login.

    Done again before the person has signed in, it sends the mail again. Raises NotInvited.
    """
    if reason := problem(person):
        raise NotInvited(reason)
    if person.user is None:
        try:
            with transaction.atomic():
                person.user = User.objects.create_user(person.email, name=str(person))
        except IntegrityError as error:
            raise NotInvited(problem(person)) from error
        person.save()
    emails.queue(
        "invitation",
        kind=OutboxMessage.Kind.INVITATION,
        recipient=person.user.email,
        context={
            "person": person,
            "by": by,
            "url": emails.absolute(
                f"{reverse('account_request_login_code')}?{urlencode({'e': person.user.email})}"
            ),
        },
    )
    return person.user
