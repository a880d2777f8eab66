"""What is done to a page, with its consequences. Every save of one goes through here."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from articles.links import by_identity
from articles.models import Page
from articles.references import note_references
from knf.redirects import leave_redirect
from knf.rich_text.cleaning import clean
from networks.models import User

REVISED_BY = ("title", "lead", "body")
"""Fields whose change on a page that is out is a revision that readers are told of."""


@transaction.atomic
def save_page(*, page: Page, by: User | None, now: datetime | None = None) -> Page:
    """Save ``page`` as it stands and keep its date and its address true.

    On a page that is out a change of text is dated. A changed path leaves a redirect, also from
    a page that is down for now: readers have had the old address.
    """
    page.body = by_identity(clean(page.body))  # type: ignore[assignment]
    before = Page.objects.filter(pk=page.pk).first()
    is_revised = before and any(getattr(before, field) != getattr(page, field) for field in REVISED_BY)
    if is_revised and page.is_published:
        page.revised_at = now or timezone.now()
    if before is None:
        page.created_by = by
    page.updated_by = by
    page.save()
    note_references(page)
    if before and before.path != page.path and before.was_public():
        leave_redirect(before.get_absolute_url(), page.get_absolute_url())
    return page


@transaction.atomic
def publish_page(*, page: Page, by: User | None, now: datetime | None = None) -> Page:
    """Let readers have ``page``. Its address leads nowhere else any more."""
    page.is_published = True
    page.revised_at = now or timezone.now()
    save_page(page=page, by=by, now=now)
    leave_redirect(page.get_absolute_url(), page.get_absolute_url())
    return page


@transaction.atomic
def take_down(*, page: Page, by: User | None, leads_to: str = "") -> Page:
    """Take ``page`` from the readers. Its address leads to ``leads_to`` (a path), or answers 404.

    A page has no readers who must be told what was wrong with it, so there is no 410 with a reason:
    what it said stands somewhere else now, or nowhere.
    """
    page.is_published = False
    save_page(page=page, by=by)
    if leads_to:
        leave_redirect(page.get_absolute_url(), leads_to)
    return page
