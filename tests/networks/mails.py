"""The outbox as tests read it."""

from networks.models import OutboxMessage


def sent(kind=None):
    """Return the rows of the outbox in order, of one kind where told."""
    rows = OutboxMessage.objects.order_by("pk")
    return list(rows.filter(kind=kind) if kind else rows)


def recipients_of(kind):
    """Return who gets mail of a kind."""
    return sorted(row.recipient for row in sent(kind))
