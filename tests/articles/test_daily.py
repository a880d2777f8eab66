"""What the newsroom has done for it once a day."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from articles.models import DraftLink
from tests.factories import make_draft


@pytest.mark.django_db
def test_draft_links_are_forgotten_a_month_after_they_ran_out(editor):
    story = make_draft()
    # Midnight in Oslo is 22.00 in summer.
    for expires_at in (
        datetime(2026, 8, 20, 21, 59, tzinfo=UTC),
        datetime(2026, 8, 20, 22, 0, tzinfo=UTC),
        datetime(2026, 9, 27, 9, 0, tzinfo=UTC),
    ):
        DraftLink.objects.create(article=story, created_by=editor, expires_at=expires_at)

    call_command("daily", "--today", "2026-09-20")

    assert [link.expires_at for link in DraftLink.objects.order_by("expires_at")] == [
        datetime(2026, 8, 20, 22, 0, tzinfo=UTC),
        datetime(2026, 9, 27, 9, 0, tzinfo=UTC),
    ]
