"""The newsroom's part of the start page: what waits, what will happen by itself, what others did."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Case, Q, QuerySet, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from articles.lost_addresses import lost_addresses
from articles.models import Article, Image, Page
from articles.references import dead_links, undescribed_in_use
from knf.admin import AT_MOST, TodayLine, TodaySection, at_most
from knf.formats import local_date, long_datetime, medium_date
from networks.visibility import sees_all

from .old_addresses import old_address_url
from .series import new_story_url

RECENT = timedelta(days=7)

Provider = Callable[[HttpRequest], TodaySection]


def for_editors(provider: Provider) -> Provider:
    """Register ``provider`` on the start page of those who see every story."""

    def section(request: HttpRequest) -> TodaySection | None:
        return provider(request) if sees_all(request.user, Article) else None

    admin.site.today(section)
    return provider


def _form(row: Article | Page | Image) -> str:
    return reverse(f"admin:articles_{row._meta.model_name}_change", args=[row.pk])


def _list(model: str, query: str = "") -> str:
    return reverse(f"admin:articles_{model}_changelist") + query


def _first(rows: QuerySet) -> QuerySet:
    """Return as many rows as are shown, and one that tells of more."""
    return rows[: AT_MOST + 1]


@for_editors
def drafts(request: HttpRequest) -> TodaySection:
    """Return the drafts: the editor's own first, then others', the last touched first."""
    mine = Q(author=request.user) | Q(author=None, created_by=request.user)
    stories = Article.objects.filter(status=Article.Status.DRAFT).select_related("author", "created_by")
    pages = Page.objects.filter(is_published=False, revised_at=None).select_related("created_by")
    order = (Case(When(mine, then=0), default=1), "-updated_at", "-pk")
    lines = [
        TodayLine(
            text=f"Skriv ferdig «{article}»",
            url=_form(article),
            note=_last_touched(article, article.author or article.created_by, request),
        )
        for article in _first(stories.defer("body").order_by(*order))
    ]
    lines += [
        TodayLine(
            text=f"Skriv ferdig siden «{page}»",
            url=_form(page),
            note=_last_touched(page, page.created_by, request),
        )
        for page in _first(pages.defer("body").order_by("-updated_at", "-pk"))
    ]
    rest = TodayLine("Se alle utkastene", _list("article", "?tilstand=utkast"))
    return TodaySection(title="Utkast", lines=at_most(lines, rest), is_duty=True)


def _last_touched(row: Article | Page, owner: Any, request: HttpRequest) -> str:
    when = f"sist endret {medium_date(row.updated_at)}"
    return when.capitalize() if owner in (None, request.user) else f"{owner}, {when}"


@for_editors
def series(request: HttpRequest) -> TodaySection:
    """Return the way to the next story of the series that was written in last."""
    lines = []
    last = Article.objects.exclude(series=None).select_related("series").defer("body")
    if newest := last.order_by("-created_at", "-pk").first():
        lines = [
            TodayLine(
                text=f"Ny sak i serien «{newest.series}»",
                url=new_story_url(newest.series),
                note=f"Den siste er «{newest}»",
            )
        ]
    return TodaySection(title="Serier", lines=lines)


@for_editors
def scheduled(request: HttpRequest) -> TodaySection:
    """Return what will come out, go, and leave the top of the front page, in order of time."""
    now = timezone.now()
    published = Article.objects.filter(status=Article.Status.PUBLISHED).defer("body")
    events: list[tuple[datetime, str, Article]] = []
    for field, verb in (
        ("publish_at", "publiseres"),
        ("unpublish_at", "avpubliseres"),
        ("lead_until", "står øverst på forsiden til"),
    ):
        coming = published.filter(**{f"{field}__gt": now}).order_by(field, "pk")
        events += [(getattr(article, field), verb, article) for article in _first(coming)]
    lines = [
        TodayLine(text=f"«{article}» {verb} {long_datetime(moment)}", url=_form(article))
        for moment, verb, article in sorted(events, key=lambda event: event[0])
    ]
    rest = TodayLine("Se alt som er planlagt", _list("article", "?tilstand=planlagt"))
    return TodaySection(
        title="Planlagt",
        lines=at_most(lines, rest),
        empty_text="Ingenting er planlagt.",
    )


@for_editors
def for_review(request: HttpRequest) -> TodaySection:
    """Return the pages that somebody promised to look at again by now."""
    pages = _first(Page.objects.due_for_review(timezone.localdate()).defer("body"))
    lines = [
        TodayLine(f"Se over siden «{page}»", _form(page), f"Frist {medium_date(page.review_by)}")
        for page in pages
    ]
    rest = TodayLine("Se alle sidene", _list("page"))
    return TodaySection(title="Sider som skal ses over", lines=at_most(lines, rest), is_duty=True)


@for_editors
def dead_ends(request: HttpRequest) -> TodaySection:
    """Return the links that readers are given and that lead them nowhere."""
    lines = [
        TodayLine(
            text=f"«{reference.source}» lenker til noe leserne ikke ser",
            url=_form(reference.source),
            note=f"«{reference.target}»" if reference.target else "Målet er slettet",
        )
        for reference in _first(dead_links())
    ]
    rest = TodayLine("Det er flere. De viser seg når disse er rettet.", _list("article"))
    return TodaySection(title="Døde lenker", lines=at_most(lines, rest), is_duty=True)


@for_editors
def old_addresses(request: HttpRequest) -> TodaySection:
    """Return the addresses that more than one reader came to in vain, the most asked for first."""
    lost = [address for address in lost_addresses(timezone.localdate()) if address.times > 1]
    lines = [
        TodayLine(
            text=f"Led leserne videre fra {address.path}",
            url=old_address_url(address.path),
            note=f"{address.times} ganger, sist {medium_date(address.last_on)}",
        )
        for address in lost
    ]
    rest = TodayLine("Se alle adressene leserne ikke fant", old_address_url())
    return TodaySection(title="Gamle adresser", lines=at_most(lines, rest))


@for_editors
def silent_pictures(request: HttpRequest) -> TodaySection:
    """Return the pictures that say nothing to those who do not see them."""
    lines = [
        TodayLine(f"Si hva bildet «{image}» viser", _form(image)) for image in _first(undescribed_in_use())
    ]
    rest = TodayLine("Se alle bildene", _list("image"))
    return TodaySection(title="Bilder uten alternativ tekst", lines=at_most(lines, rest), is_duty=True)


@for_editors
def colleagues(request: HttpRequest) -> TodaySection:
    """Return what others published, changed or withdrew in the last week."""
    since = timezone.now() - RECENT
    stories = Article.objects.exclude(status=Article.Status.DRAFT)
    rows: list[Article | Page] = []
    for others in (stories, Page.objects.published()):
        touched = others.filter(updated_at__gte=since, updated_by__isnull=False)
        touched = touched.exclude(updated_by=request.user).select_related("updated_by").defer("body")
        rows += _first(touched.order_by("-updated_at", "-pk"))
    rows.sort(key=lambda row: row.updated_at, reverse=True)
    return TodaySection(
        title="Fra kollegene",
        lines=[
            TodayLine(
                text=f"{row.updated_by} {_deed(row, since)} «{row}»",
                url=_form(row),
                note=medium_date(local_date(row.updated_at)),
            )
            for row in rows[:AT_MOST]
        ],
    )


def _deed(row: Article | Page, since: datetime) -> str:
    if isinstance(row, Page):
        return "endret siden"
    if row.status == Article.Status.WITHDRAWN:
        return "trakk tilbake"
    if row.is_embargoed():
        return "planla"
    return "publiserte" if row.first_published_at and row.first_published_at >= since else "endret"
