"""What the tests of visibility share."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import actions
from articles.models import ArticleSeries, Statement
from networks.visibility import Level
from tests.factories import letter_file, make_article, make_draft
from tests.visibility.surfaces import MARKER


@pytest.fixture
def story(industry):
    """Make the story with the marker, on a level and in a state."""

    def make(level, state):
        now = timezone.now()
        fields = {
            "kind": "statement",
            "title": f"Saken om {MARKER}",
            "lead": f"Ingress {MARKER}.",
            "body": f"<p>Brødtekst {MARKER}.</p>",
            "tags": [f"emne {MARKER}"],
            "series": ArticleSeries.objects.get_or_create(name=f"Serien {MARKER}")[0],
            "visibility": level,
            "network": industry if level == Level.NETWORK else None,
            "networks": [industry],
        }
        if state == "draft":
            article = make_draft(**fields)
        elif state == "embargoed":
            article = make_article(publish_at=now + timedelta(hours=1), **fields)
        else:
            if state == "expired":
                fields["unpublish_at"] = now - timedelta(minutes=1)
            article = make_article(publish_at=now - timedelta(hours=2), **fields)
        Statement.objects.create(article=article, recipient=MARKER, matter=MARKER, file=letter_file())
        if state == "withdrawn":
            actions.withdraw(article=article, by=None, reason_public="En faktafeil.")
        return article

    return make
