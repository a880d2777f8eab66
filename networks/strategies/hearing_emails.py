"""The mails of a hearing; each is queued in the caller's transaction. Links, never what was written.

What is asked for twice goes out once, by the comment or the edition that it is about.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from networks import recipients
from networks.emails import absolute, queue
from networks.models import DocumentVersion, HearingComment, OutboxMessage, Person

from .status_emails import secretary_of

Kind = OutboxMessage.Kind


def receipt(comment: HearingComment) -> OutboxMessage | None:
    """Confirm to the sender that the comment came; None where there is nowhere to write to."""
    person, today = comment.person, timezone.localdate()
    address = recipients.reachable([person], kind=Kind.HEARING_RECEIPT, networks=(), on=today).get(person.pk)
    if address is None:
        return None
    return queue(
        "hearing_receipt",
        kind=Kind.HEARING_RECEIPT,
        recipient=address,
        context=about(comment.version) | {"person": person, "comment": comment},
        headers=reply_to(comment.version),
        dedupe_key=f"hearing-receipt:{comment.pk}",
    )


def received(comment: HearingComment) -> OutboxMessage | None:
    """Tell who takes the comments in that somebody has sent one; the answer goes to the sender.

    Where the contact is gone, that is whoever follows the document up for its network.
    """
    contact = comment.version.hearing_contact
    if contact is None or not contact.is_active:
        contact = secretary_of(comment.version.document)
    if contact is None:
        return None
    sender = recipients.reachable(
        [comment.person], kind=Kind.HEARING_COMMENT, networks=(), on=timezone.localdate()
    )
    return queue(
        "hearing_comment",
        kind=Kind.HEARING_COMMENT,
        recipient=contact.email,
        context=about(comment.version) | {"person": comment.person, "comment": comment},
        headers={"Reply-To": sender[comment.person.pk]} if sender else {},
        dedupe_key=f"hearing-comment:{comment.pk}",
    )


def result(version: DocumentVersion) -> int:
    """Tell those who commented on ``version`` that it is adopted, and where to see what came of it.

    Return to how many.
    """
    senders = Person.objects.filter(pk__in=version.hearing_comments.values("person"))
    people = list(senders.select_related("user").order_by("sort_key", "pk"))
    found = recipients.reachable(people, kind=Kind.HEARING_RESULT, networks=(), on=timezone.localdate())
    context = about(version) | {"adoption": version.adoption}
    for person in people:
        if address := found.get(person.pk):
            queue(
                "hearing_result",
                kind=Kind.HEARING_RESULT,
                recipient=address,
                context=context | {"person": person},
                headers=reply_to(version),
                dedupe_key=f"hearing-result:{version.pk}:{person.pk}",
            )
    return len(found)


def about(version: DocumentVersion) -> dict[str, Any]:
    """Return what every one of them says of the edition."""
    return {
        "version": version,
        "document": version.document,
        "edition_url": absolute(version.get_absolute_url()),
        "contact": version.hearing_contact,
    }


def reply_to(version: DocumentVersion) -> dict[str, str]:
    """Return the header that takes an answer to the contact."""
    contact = version.hearing_contact
    return {"Reply-To": contact.email} if contact and contact.is_active else {}
