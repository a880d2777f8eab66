"""Addresses that readers came to in vain, counted so that the newsroom can lead them on.

A count is no record: it stands in the shared cache and is gone after a while, and of two readers in
the same moment one may be missed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.redirects.models import Redirect
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import is_valid_path, reverse
from django.utils import timezone

from articles.models import Article, Page

KEY = "lost-addresses"
KEPT_FOR = timedelta(days=30)
MOST = 200
LENGTH = Redirect._meta.get_field("old_path").max_length

ADDRESS = re.compile(r"(?:/(?!wp-)[\w~%-]+)+(?:/|\.(?:html?|aspx?|pdf))?", re.IGNORECASE)
"""What a page may have been called. The rest is what robots try."""

TEXTS = frozenset({"page-detail", "article-detail"})
"""Routes that any address of the right shape leads to, whether something is there or not."""


@dataclass(frozen=True)
class LostAddress:
    """An address that nothing answers, how many times readers came to it, and when last (local)."""

    path: str
    times: int
    last_on: date


class LostAddressMiddleware:
    """Counts what is not found, by redirects either, when somebody goes there in a browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 404 and is_reader_s(request):
            note(request.path, timezone.localdate())
        return response


def is_reader_s(request: HttpRequest) -> bool:
    """Return whether a reader goes to what may have been a page. Robots do not say that they navigate."""
    if request.headers.get("Sec-Fetch-Mode") != "navigate" or request.user.is_staff:
        return False
    path, match = request.path, request.resolver_match
    if len(path) > LENGTH or not ADDRESS.fullmatch(path):
        return False
    if match is None:
        # Else the browser is sent on to the same address with its slash, and comes again.
        return path.endswith("/") or not is_valid_path(f"{path}/")
    return match.url_name in TEXTS


def note(path: str, day: date) -> None:
    """Count one more who came to ``path`` on ``day``. Where the list is full, the least asked for goes."""
    counted = cache.get(KEY, {})
    times, _ = counted.get(path, (0, day))
    if path not in counted and len(counted) >= MOST:
        del counted[min(counted, key=counted.__getitem__)]
    counted[path] = (times + 1, day)
    cache.set(KEY, counted, timeout=KEPT_FOR.total_seconds())


def forget(path: str) -> None:
    """Take ``path`` off the list until somebody comes to it again."""
    counted = cache.get(KEY, {})
    if counted.pop(path, None):
        cache.set(KEY, counted, timeout=KEPT_FOR.total_seconds())


def lost_addresses(today: date) -> list[LostAddress]:
    """Return what readers came to in the last 30 days and nothing answers, the most asked for first."""
    counted = cache.get(KEY, {})
    recent = {path: count for path, count in counted.items() if count[1] > today - KEPT_FOR}
    if not recent:
        return []
    answered = _answered(recent)
    lost = [LostAddress(path, *count) for path, count in recent.items() if path not in answered]
    return sorted(lost, key=lambda address: (-address.times, address.path))


def _answered(paths: dict[str, tuple[int, date]]) -> set[str]:
    """Return those of ``paths`` that lead on, or where a text stands that readers may get or got."""
    names = {path.strip("/") for path in paths}
    slugs = {name.rpartition("/")[2] for name in names}
    return {
        *Redirect.objects.filter(old_path__in=paths).values_list("old_path", flat=True),
        *(f"/{path}/" for path in Page.objects.filter(path__in=names).values_list("path", flat=True)),
        *(
            reverse("article-detail", args=[slug])
            for slug in Article.objects.filter(slug__in=slugs).values_list("slug", flat=True)
        ),
    }
