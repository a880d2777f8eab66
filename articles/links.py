"""Links between stories are stored by identity, so that they survive a change of slug.

In the database a body links to ``/lenke/artikkel/42/``. What a reader gets is the address of
today, or plain text where the story is not for this reader.
"""

from __future__ import annotations

import re

from django.conf import settings
from django.urls import Resolver404, resolve, reverse

from articles.models import Article
from knf.html import map_links
from networks.visibility import Reader

BY_IDENTITY = re.compile(r"/lenke/artikkel/(\d+)/")


def by_identity(html: str) -> str:
    """Return cleaned ``html`` with addresses of own stories replaced by their stable links."""
    slugs: set[str] = set()

    def note(href: str) -> str:
        if slug := _slug(href):
            slugs.add(slug)
        return href

    map_links(html, note)
    if not slugs:
        return html
    articles = {article.slug: article for article in Article.objects.filter(slug__in=slugs)}

    def stable(href: str) -> str:
        article = articles.get(_slug(href))
        return article.link_url if article else href

    return map_links(html, stable)


def _slug(href: str) -> str:
    """Return the slug of the story that ``href`` is the address of, or ""."""
    path = href.removeprefix(settings.SITE_URL)
    try:
        match = resolve(path)
    except Resolver404:
        return ""
    return match.kwargs["slug"] if match.url_name == "article-detail" else ""


def with_current_links(html: str, *, user: Reader) -> str:
    """Return cleaned ``html`` with stable links led to where the stories are today.

    One query however many links. A link to what ``user`` may not read becomes plain text.
    """
    wanted = {int(pk) for pk in BY_IDENTITY.findall(html)}
    if not wanted:
        return html
    rows = Article.objects.visible_to(user).published().filter(pk__in=wanted)
    slugs = dict(rows.values_list("pk", "slug"))

    def current(href: str) -> str | None:
        match = BY_IDENTITY.fullmatch(href)
        if match is None:
            return href
        slug = slugs.get(int(match[1]))
        return reverse("article-detail", args=[slug]) if slug else None

    return map_links(html, current)
