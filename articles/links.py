"""Links to the site's own content are stored by identity, so that they survive a new address.

In the database a body links to ``/lenke/artikkel/42/`` or ``/lenke/side/7/``. What a reader gets
is the address of today, or plain text where the target is not for this reader.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import Resolver404, resolve, reverse

from articles.models import Article, Page
from knf.html import map_links
from networks.visibility import Reader


@dataclass(frozen=True)
class Target:
    """A sort of content that texts link to."""

    model: type[models.Model]
    page: str
    """The name of the route that readers get."""
    stable: str
    """The name of the route that follows a row through every change of address."""
    key: str
    """The field that stands in the readers' address, and the name of the route's argument."""


TARGETS = {
    "artikkel": Target(Article, page="article-detail", stable="article-link", key="slug"),
    "side": Target(Page, page="page-detail", stable="page-link", key="path"),
}
"""By the word in the stable address."""

BY_IDENTITY = re.compile(rf"/lenke/({'|'.join(TARGETS)})/(\d+)/")
BY_PAGE = {target.page: target for target in TARGETS.values()}


def by_identity(html: str) -> str:
    """Return cleaned ``html`` with addresses of own content replaced by their stable links.

    One query for each sort of content that it links to.
    """
    keys: dict[str, set[str]] = defaultdict(set)

    def note(href: str) -> str:
        if found := _own(href):
            keys[found[0].page].add(found[1])
        return href

    map_links(html, note)
    if not keys:
        return html
    stable: dict[tuple[str, str], str] = {}
    for page, wanted in keys.items():
        target = BY_PAGE[page]
        rows = target.model._default_manager.filter(**{f"{target.key}__in": wanted})
        for pk, key in rows.values_list("pk", target.key):
            stable[page, key] = reverse(target.stable, args=[pk])

    def lasting(href: str) -> str:
        found = _own(href)
        return stable.get((found[0].page, found[1]), href) if found else href

    return map_links(html, lasting)


def _own(href: str) -> tuple[Target, str] | None:
    """Return what ``href`` is the address of and its key there, None for anything else."""
    try:
        match = resolve(href.removeprefix(settings.SITE_URL))
    except Resolver404:
        return None
    target = BY_PAGE.get(match.url_name or "")
    return (target, match.kwargs[target.key]) if target else None


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
        manager: Any = target.model._default_manager
        rows = manager.visible_to(user).published().filter(pk__in=pks)
        for pk, key in rows.values_list("pk", target.key):
            current[word, pk] = reverse(target.page, args=[key])

    def led_on(href: str) -> str | None:
        match = BY_IDENTITY.fullmatch(href)
        return current.get((match[1], int(match[2]))) if match else href

    return map_links(html, led_on)
