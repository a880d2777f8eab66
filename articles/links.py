"""Links to the site's own content are stored by identity, so that they survive a new address.

In the database a body links to ``/lenke/artikkel/42/``, ``/lenke/side/7/``, ``/lenke/nettverk/3/``,
``/lenke/mote/12/``, ``/lenke/strategi/2/`` or ``/lenke/tiltak/17/``.
What a reader gets is the address of today, or plain text where the target is not for this reader.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import Resolver404, resolve, reverse

from articles.models import Article, Page
from knf.rich_text.cleaning import ROW_KEY
from knf.rich_text.display import map_links
from networks.models import Measure, Meeting, Network, StrategyDocument
from networks.visibility import Reader

OF_STRATEGIES = (StrategyDocument, Measure)
"""Readable as far as one of their editions is."""


@dataclass(frozen=True)
class Target:
    """A sort of content that texts link to."""

    model: type[models.Model]
    page: str
    """The name of the route that readers get."""
    stable: str
    """The name of the route that follows a row through every change of address."""
    keys: Mapping[str, str]
    """The fields that stand in the readers' address, by the names of the route's arguments."""
    long_texts: tuple[str, ...] = ("body",)
    """The fields that a list of links has no use for."""
    known_with: tuple[str, ...] = ()
    """The rows that its address and its badge are made with."""

    def rows_for(self, user: Reader) -> models.QuerySet:
        """Return the rows that ``user`` gets at that address. Everyone gets the networks' pages."""
        rows: Any = self.model._default_manager
        if self.model is Network:
            return rows.all()
        visible = rows.visible_to(user)
        if self.model is Meeting:
            return visible.announced()
        return visible if self.model in OF_STRATEGIES else visible.published()

    def rows_for_editors(self) -> models.QuerySet:
        """Return all rows, with what a list of links says of them."""
        rows: Any = self.model._default_manager.prefetch_related(*self.known_with).defer(*self.long_texts)
        return rows.with_is_out() if self.model in OF_STRATEGIES else rows

    def address(self, values: tuple) -> str:
        """Return the readers' address where its keys are ``values``."""
        return reverse(self.page, kwargs=dict(zip(self.keys, values, strict=True)))


TARGETS = {
    "artikkel": Target(Article, page="article-detail", stable="article-link", keys={"slug": "slug"}),
    "side": Target(Page, page="page-detail", stable="page-link", keys={"path": "path"}),
    "nettverk": Target(
        Network,
        page="network-detail",
        stable="network-link",
        keys={"slug": "slug"},
        long_texts=("intro", "mandate"),
    ),
    "mote": Target(
        Meeting,
        page="meeting-detail",
        stable="meeting-link",
        keys={"slug": "host_network__slug", "year": "year", "number": "number"},
        long_texts=("public_summary",),
        known_with=("host_network", "co_networks"),
    ),
    "strategi": Target(
        StrategyDocument,
        page="strategy-detail",
        stable="strategy-link",
        keys={"slug": "slug"},
        long_texts=("intro",),
    ),
    "tiltak": Target(
        Measure,
        page="measure-detail",
        stable="measure-link",
        keys={"slug": "document__slug", "code": "code"},
        long_texts=(),
        known_with=("document__responsible_network",),
    ),
}
"""By the word in the stable address."""

BY_IDENTITY = re.compile(rf"/lenke/({'|'.join(TARGETS)})/({ROW_KEY.pattern})/", re.ASCII)
BY_PAGE = {target.page: target for target in TARGETS.values()}


def by_identity(html: str) -> str:
    """Return cleaned ``html`` with addresses of own content replaced by their stable links.

    One query for each sort of content that it links to.
    """
    keys: dict[str, set[tuple]] = defaultdict(set)

    def note(href: str) -> str:
        if found := _own(href):
            keys[found[0].page].add(found[1])
        return href

    map_links(html, note)
    if not keys:
        return html
    stable: dict[tuple[str, tuple], str] = {}
    for page, wanted in keys.items():
        target = BY_PAGE[page]
        fields = list(target.keys.values())
        # Of meetings all that the network has: addresses may hold any number, and databases not.
        near = {f"{fields[0]}__in": {key[0] for key in wanted}}
        for pk, *key in target.model._default_manager.filter(**near).values_list("pk", *fields):
            stable[page, tuple(key)] = reverse(target.stable, args=[pk])

    def lasting(href: str) -> str:
        found = _own(href)
        return stable.get((found[0].page, found[1]), href) if found else href

    return map_links(html, lasting)


def _own(href: str) -> tuple[Target, tuple] | None:
    """Return what ``href`` is the address of and its keys there, None for anything else."""
    try:
        match = resolve(href.removeprefix(settings.SITE_URL))
    except Resolver404:
        return None
    target = BY_PAGE.get(match.url_name or "")
    return (target, tuple(match.kwargs[name] for name in target.keys)) if target else None


def with_current_links(html: str, *, user: Reader) -> str:
    """Return cleaned ``html`` with stable links led to where their targets are today.

    One query for each sort of content, however many links. A link to what ``user`` may not read
    becomes plain text.
    """
    wanted: dict[str, set[int]] = defaultdict(set)
    for word, pk in BY_IDENTITY.findall(html):
        wanted[word].add(int(pk))
    if not wanted:
        return html
    current: dict[tuple[str, int], str] = {}
    for word, pks in wanted.items():
        target = TARGETS[word]
        rows = target.rows_for(user).filter(pk__in=pks)
        for pk, *key in rows.values_list("pk", *target.keys.values()):
            current[word, pk] = target.address(tuple(key))

    def led_on(href: str) -> str | None:
        match = BY_IDENTITY.fullmatch(href)
        return current.get((match[1], int(match[2]))) if match else href

    return map_links(html, led_on)
