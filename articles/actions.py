"""What is done to a story, with its consequences. Every save of one goes through here."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from articles import social_cards
from articles.links import by_identity
from articles.models import Article
from articles.references import note_references
from knf.redirects import leave_redirect
from knf.rich_text.cleaning import clean
from networks.models import User

REVISED_BY = ("title", "lead", "body", "correction")
"""Fields whose change after publication is a revision that readers are told of."""


@transaction.atomic
def save_article(*, article: Article, by: User | None, now: datetime | None = None) -> Article:
    """Save ``article`` as it stands and keep its dates and its address true.

    After publication a change of text is dated, a new correction too, and a changed slug leaves
    a redirect from the old address.
    """
    now = now or timezone.now()
    article.body = by_identity(clean(article.body))  # type: ignore[assignment]
    before = Article.objects.filter(pk=article.pk).first()
    known = before if before and before.was_public(at=now) else None
    if article.status == Article.Status.PUBLISHED and article.publish_at and not known:
        # An embargo may be moved until it ends.
        article.first_published_at = max(article.publish_at, now)
    if known:
        if any(getattr(known, field) != getattr(article, field) for field in REVISED_BY):
            article.revised_at = now
        if known.correction != article.correction:
            article.corrected_at = now if article.correction else None
    if before is None:
        article.created_by = by
    else:
        # Drawn after the last save, so that whoever holds the story may not know of it.
        article.social_card = before.social_card
    article.updated_by = by
    article.save()
    note_references(article)
    if known and known.slug != article.slug:
        leave_redirect(known.get_absolute_url(), article.get_absolute_url())
    social_cards.keep_true(article)
    return article


@transaction.atomic
def publish(*, article: Article, by: User | None, now: datetime | None = None) -> Article:
    """Publish ``article`` at its ``publish_at``, or at once when it has none.

    A story that was public before keeps the time it first became so.
    """
    now = now or timezone.now()
    article.publish_at = article.publish_at or now
    article.status = Article.Status.PUBLISHED
    article.withdrawn_at = article.withdrawn_by = None
    article.withdrawn_reason_public = article.withdrawn_reason_internal = ""
    return save_article(article=article, by=by, now=now)


@transaction.atomic
def return_to_draft(*, article: Article, by: User | None, now: datetime | None = None) -> Article:
    """Take back a publication that has not happened yet.

    Raises ValueError when readers have had the story: then it can only be withdrawn.
    """
    now = now or timezone.now()
    if article.was_public(at=now):
        raise ValueError("A story that was public is withdrawn, not returned to draft.")
    article.status = Article.Status.DRAFT
    article.first_published_at = None
    return save_article(article=article, by=by, now=now)


@transaction.atomic
def withdraw(
    *,
    article: Article,
    by: User | None,
    reason_public: str,
    reason_internal: str = "",
    now: datetime | None = None,
) -> Article:
    """Withdraw a story: its address answers 410 with the public reason from now on.

    One that no reader has had answers 404, as if it had never been.
    """
    now = now or timezone.now()
    if not article.was_public(at=now):
        article.first_published_at = None
    article.status = Article.Status.WITHDRAWN
    article.withdrawn_at, article.withdrawn_by = now, by
    article.withdrawn_reason_public = reason_public
    article.withdrawn_reason_internal = reason_internal
    return save_article(article=article, by=by, now=now)
