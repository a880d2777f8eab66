"""What the site knows that bears on a text, put before the proofreader."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from articles.link_targets import linked_from
from articles.links import by_identity
from articles.models import Article, Image, Page
from articles.proofreading import Finding, Picture, Text, passages_of, proofread
from knf.formats import local_date
from knf.rich_text.cleaning import clean
from knf.rich_text.display import figure_ids
from knf.text import fold
from networks.models import Network, Person


def check(
    row: Article | Page, *, about: Iterable[Network] | None = None, now: datetime | None = None
) -> list[Finding]:
    """Return what there is to look at in ``row`` as it stands, saved or not.

    ``about`` are the networks that the form has ticked; the saved ones when not given. The number
    of queries depends on nothing but whether the text has links and figures.
    """
    now = now or timezone.now()
    body = by_identity(clean(row.body))
    known: dict[str, Any] = {
        "people": tuple(
            f"{given} {family}" for given, family in Person.objects.values_list("given_name", "family_name")
        ),
        "namesakes": _namesakes(row),
        "closed": {link.url: _closed(link) for link in linked_from(body) if link.problem},
    }
    # The weekly diary names everybody; that does not make it about them.
    if isinstance(row, Article) and row.kind != Article.Kind.WEEKLY:
        if about is None:
            about = row.networks.all() if row.pk else ()
        ticked = {str(network) for network in about}
        ticked |= {str(network) for network in (row.network, row.sender_network) if network}
        known |= {
            "networks": tuple(Network.objects.filter(closed_on__isnull=True).values_list("name", flat=True)),
            "about": frozenset(ticked),
        }
    return proofread(_text(row, body, now=now, **known))


def stops(row: Article | Page) -> list[Finding]:
    """Return what keeps ``row`` from readers: what is certainly unfinished."""
    text = _text(row, clean(row.body), now=timezone.now())
    return [finding for finding in proofread(text) if finding.is_stop]


def _text(row: Article | Page, body: str, *, now: datetime, **known: Any) -> Text:
    return Text(
        title=row.title,
        lead=row.lead,
        body=passages_of(body),
        today=local_date(now),
        undescribed=tuple(_undescribed(row, body)),
        **_days_of(row, now=now),
        **known,
    )


def _days_of(row: Article | Page, *, now: datetime) -> dict[str, Any]:
    """Return the days that a text's own dates are counted from. A diary is about its own week."""
    if isinstance(row, Page):
        return {"is_story": False}
    published_on = local_date(row.publish_at) if row.publish_at else None
    event_on = row.event_on
    if row.kind == Article.Kind.WEEKLY:
        event_on = event_on or published_on or local_date(now)
    return {"event_on": event_on, "published_on": published_on}


def _undescribed(row: Article | Page, body: str) -> Iterable[Picture]:
    image = row.image if isinstance(row, Article) else None
    if image and not image.is_described:
        yield _picture("image", image)
    if numbers := figure_ids(body):
        for shown in Image.objects.undescribed().filter(pk__in=numbers):
            yield _picture("body", shown)


def _picture(field: str, image: Image) -> Picture:
    return Picture(field, image.title, reverse("admin:articles_image_change", args=[image.pk]))


def _closed(link: Any) -> str:
    if link.target is None:
        return "målet er slettet"
    return f"«{link.target.title}» er ikke ute ({link.target.state.lower()})"


def _namesakes(row: Article | Page) -> dict[str, str]:
    """Return the titles that begin like ``row``'s, each with the address of its form."""
    others = type(row)._default_manager.exclude(pk=row.pk)
    if not row.title:
        return {}
    alike = (
        Q(search_text__startswith=fold(row.title)) if isinstance(row, Article) else Q(title__iexact=row.title)
    )
    name = f"admin:articles_{row._meta.model_name}_change"
    rows = others.filter(alike).order_by("-pk").values_list("title", "pk")[:20]
    return {title: reverse(name, args=[pk]) for title, pk in rows}
