"""What texts can link to, as editors see it: found by words, and judged where a body links to it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse

from articles.links import BY_IDENTITY, TARGETS
from articles.models import Article, Page
from knf.formats import local_date, medium_date, medium_datetime
from knf.text import fold
from networks.models import User
from networks.visibility import Level, sees_all

FOUND = 10
"""How many of each kind a search returns."""

REACH = list(Level)


@dataclass(frozen=True)
class LinkTarget:
    """A story or a page that a text can link to. ``state`` is empty when readers have it."""

    url: str
    title: str
    kind: str
    date: str
    state: str
    address: str
    row: Any

    @classmethod
    def of(cls, word: str, row: Any) -> LinkTarget:
        """Return the row as editors see it; ``word`` names its kind in stable addresses."""
        target = TARGETS[word]
        moment = row.publish_at if isinstance(row, Article) else row.revised_at
        return cls(
            url=reverse(target.stable, args=[row.pk]),
            title=row.title,
            kind=row.get_kind_display() if isinstance(row, Article) else row._meta.verbose_name.capitalize(),
            date=medium_date(local_date(moment)) if moment else "",
            state=state_of(row),
            address=row.get_absolute_url(),
            row=row,
        )


@dataclass(frozen=True)
class BodyLink:
    """A link in a body to the site's own content; ``problem`` is what its readers would miss."""

    url: str
    target: LinkTarget | None
    problem: str


def state_of(row: Article | Page) -> str:
    """Return where it is on its way, or "" when readers have it."""
    if isinstance(row, Page):
        return "" if row.is_published else "Utkast"
    if row.is_embargoed():
        return f"Planlagt {medium_datetime(row.publish_at)}"
    if row.is_expired():
        return "Utløpt"
    return "" if row.is_published() else row.get_status_display()


def find(words: str, *, user: User) -> list[LinkTarget]:
    """Return what ``words`` find among the kinds that ``user`` may view: one query for each."""
    found = []
    for word, target in TARGETS.items():
        if sees_all(user, target.model):
            rows = _search(target.model._default_manager.all(), fold(words).split())
            found += [LinkTarget.of(word, row) for row in rows]
    return found


def _search(rows: QuerySet, words: list[str]) -> list[Any]:
    if rows.model is Article:
        for word in words:
            rows = rows.filter(search_text__contains=word)
        return list(rows.order_by(F("publish_at").desc(nulls_last=True), "-pk").defer("body")[:FOUND])
    # Pages are so few that their titles can be folded here.
    matches = [
        row
        for row in rows.defer("body").order_by("path", "pk")
        if all(word in fold(f"{row.title} {row.path}") for word in words)
    ]
    return matches[:FOUND]


def linked_from(html: str, *, story: Article | Page | None = None) -> list[BodyLink]:
    """Return the own content that ``html`` links to, in order, one query for each kind.

    ``story`` is where the text stands: what reaches fewer than it does is a problem.
    """
    wanted: dict[str, set[int]] = defaultdict(set)
    order = list(dict.fromkeys((word, int(pk)) for word, pk in BY_IDENTITY.findall(html)))
    for word, pk in order:
        wanted[word].add(pk)
    rows = {
        word: TARGETS[word].model._default_manager.defer("body").in_bulk(pks) for word, pks in wanted.items()
    }
    links = []
    for word, pk in order:
        row = rows[word].get(pk)
        target = LinkTarget.of(word, row) if row else None
        url = reverse(TARGETS[word].stable, args=[pk])
        links.append(BodyLink(url, target, _problem(target, story)))
    return links


def _problem(target: LinkTarget | None, story: Article | Page | None) -> str:
    if target is None:
        return "Slettet. Leserne får bare teksten."
    if target.state:
        return f"{target.state}. Leserne får bare teksten."
    if story is not None and _reaches_fewer(target.row, story):
        return f"{target.row.visibility_label}. De andre leserne får bare teksten."
    return ""


def _reaches_fewer(row: Article | Page, story: Article | Page) -> bool:
    if row.visibility == story.visibility == Level.NETWORK:
        return row.network_id != story.network_id
    return REACH.index(row.visibility) > REACH.index(story.visibility)
