"""Enters the demo's strategy documents."""

from __future__ import annotations

from knf.text import slugify
from networks.models import Network, PublicBody, StrategyDocument

from .documents import DOCUMENTS


def load_documents(council: PublicBody, networks: dict[str, Network]) -> None:
    """Make the documents that ``council`` adopts; ``networks`` are by name."""
    made: dict[str, StrategyDocument] = {}
    for document in DOCUMENTS:
        first, last = document.period
        made[document.title] = StrategyDocument.objects.create(
            title=document.title,
            slug=slugify(document.title),
            kind=document.kind,
            parent=made.get(document.parent),
            owner_body=council,
            responsible_network=networks.get(document.network),
            period_from=first,
            period_to=last,
            intro=document.intro,
        )
