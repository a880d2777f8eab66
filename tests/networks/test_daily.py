"""What the networks app does once a day."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from networks.models import OutboxMessage
from networks.outbox import queue

Kind, State = OutboxMessage.Kind, OutboxMessage.State


@pytest.mark.django_db
def test_sent_mail_is_forgotten_after_ninety_days_and_what_sign_in_sent_the_next_day():
    def sent(recipient, when, kind=Kind.OTHER, state=State.SENT):
        row = queue(recipient=recipient, subject="Møte", text="Vel møtt!", kind=kind)
        sent_at = when if state == State.SENT else None
        OutboxMessage.objects.filter(pk=row.pk).update(state=state, sent_at=sent_at, created_at=when)

    # Midnight in Oslo is 22.00 in summer and 23.00 in winter.
    sent("ninety-days@x.example", datetime(2026, 6, 21, 22, 0, tzinfo=UTC))
    sent("ninety-one-days@x.example", datetime(2026, 6, 21, 21, 59, tzinfo=UTC))
    for kind in (Kind.SIGN_IN_CODE, Kind.UNKNOWN_ADDRESS):
        sent(f"{kind}.today@x.example", datetime(2026, 9, 19, 22, 0, tzinfo=UTC), kind=kind)
        sent(f"{kind}.yesterday@x.example", datetime(2026, 9, 19, 21, 59, tzinfo=UTC), kind=kind)
    for state in (State.QUEUED, State.FAILED, State.UNCERTAIN):
        sent(f"{state}@x.example", datetime(2025, 1, 1, tzinfo=UTC), state=state)
        sent(
            f"{state}.code@x.example",
            datetime(2025, 1, 1, tzinfo=UTC),
            kind=Kind.SIGN_IN_CODE,
            state=state,
        )

    call_command("daily", "--today", "2026-09-20")

    assert sorted(OutboxMessage.objects.values_list("recipient", flat=True)) == [
        "failed.code@x.example",
        "failed@x.example",
        "ninety-days@x.example",
        "queued.code@x.example",
        "queued@x.example",
        "sign_in_code.today@x.example",
        "uncertain.code@x.example",
        "uncertain@x.example",
        "unknown_address.today@x.example",
    ]
