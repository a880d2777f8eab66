"""Previews show stories and pages as if they were out."""

from __future__ import annotations

from functools import singledispatch

from django.utils import timezone

from articles import actions, page_actions
from articles.models import Article, Page


@singledispatch
def show_as_out(article: Article) -> bool:
    """Publish what readers do not have now; only for a dry run. Return whether that was needed."""
    now = timezone.now()
    if article.is_published(at=now):
        return False
    if article.publish_at is None or article.publish_at > now:
        article.publish_at = now
    if article.unpublish_at and article.unpublish_at <= now:
        article.unpublish_at = None
    actions.publish(article=article, by=None, now=now)
    return True


@show_as_out.register
def _(page: Page) -> bool:
    if page.is_published:
        return False
    page_actions.publish_page(page=page, by=None)
    return True
