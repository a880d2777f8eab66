"""What texts can link to, as editors see it: found by words, and judged where a body links to it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeAlias

from django.db.models import F, QuerySet
from django.urls import reverse

from articles.links import BY_IDENTITY, TARGETS
from articles.models import Article, Page
from knf.formats import local_date, medium_date, medium_datetime
from knf.text import fold
from networks.models import Measure, Meeting, Network, StrategyDocument, User
from networks.visibility import Level, sees_all

FOUND = 10
"""How many of each kind a search returns."""

REACH = list(Level)

Row: TypeAlias = Article | Page | Network | Meeting | StrategyDocument | Measure


@dataclass(frozen=True)
class LinkTarget:
    """What a text can link to, such as a story. ``state`` is empty when readers have it."""

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
        moment = dated(row)
        return cls(
            url=reverse(target.stable, args=[row.pk]),
            title=row.title if isinstance(row, Meeting) else str(row),
            kind=row.get_kind_display() if hasattr(row, "kind") else row._meta.verbose_name.capitalize(),
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


def dated(row: Row) -> datetime | None:
    """Return the moment (aware) that tells the row from others of its name, if there is one."""
    match row:
        case Article():
            return row.publish_at
        case Page():
            return row.revised_at
        case Meeting():
            return row.starts_at
    return None


def state_of(row: Row) -> str:
    """Return where it is on its way, or "" when readers have it."""
    match row:
        case Article():
            return _state_of_story(row)
        case Page():
            return "" if row.is_published else "Utkast"
        case Meeting():
            return row.get_status_display() if row.is_draft else ""
        case StrategyDocument() | Measure():
            return "" if row.is_out else "Bare i utkast"
    return ""


def _state_of_story(story: Article) -> str:
    if story.is_embargoed():
        return f"Planlagt {medium_datetime(story.publish_at)}"
    if story.is_expired():
        return "Utløpt"
    return "" if story.is_published() else story.get_status_display()


def find(words: str, *, user: User) -> list[LinkTarget]:
    """Return what ``words`` find among the kinds that ``user`` may view: one query for each."""
    found = []
    for word, target in TARGETS.items():
        if sees_all(user, target.model):
            rows = _search(target.model._default_manager.all(), fold(words).split())
            found += [LinkTarget.of(word, row) for row in rows]
    return found


def _search(rows: QuerySet, words: list[str]) -> list[Any]:
    if rows.model is Page:
        return _folded(rows.defer("body").order_by("path", "pk"), "{0.title} {0.path}", words)
    if rows.model is StrategyDocument:
        return _folded(TARGETS["strategi"].rows_for_editors(), "{0.title}", words)
    if rows.model is Measure:
        measures = TARGETS["tiltak"].rows_for_editors().in_code_order()
        return _folded(measures, "{0.code} {0.title} {0.document}", words)
    if rows.model is Meeting:
        announced = TARGETS["mote"].rows_for_editors().announced().order_by("-starts_at", "-pk")
        return _folded(announced, "{0.title} {0.host_network} {0.number_label} {0.case_number}", words)
    for word in words:
        rows = rows.filter(search_text__contains=word)
    if rows.model is Article:
        rows = rows.order_by(F("publish_at").desc(nulls_last=True), "-pk").defer("body")
    return list(rows[:FOUND])


def _folded(rows: QuerySet, searched: str, words: list[str]) -> list[Any]:
    """Return those found in rows that are so few that their names can be folded here."""
    matches = (row for row in rows if all(word in fold(searched.format(row)) for word in words))
    return list(islice(matches, FOUND))


def linked_from(html: str, *, story: Article | Page | None = None) -> list[BodyLink]:
    """Return the own content that ``html`` links to, in order, one query for each kind.

    ``story`` is where the text stands: what reaches fewer than it does is a problem.
    """
    wanted: dict[str, set[int]] = defaultdict(set)
    order = list(dict.fromkeys((word, int(pk)) for word, pk in BY_IDENTITY.findall(html)))
    for word, pk in order:
        wanted[word].add(pk)
    rows = {word: TARGETS[word].rows_for_editors().in_bulk(pks) for word, pks in wanted.items()}
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


def _reaches_fewer(row: Row, story: Article | Page) -> bool:
    if isinstance(row, Network | StrategyDocument):
        return False
    if row.visibility == story.visibility == Level.NETWORK:
        if isinstance(row, Meeting):
            return story.network not in row.networks
        if isinstance(row, Measure):
            return row.network != story.network
        return row.network_id != story.network_id
    return REACH.index(row.visibility) > REACH.index(story.visibility)
