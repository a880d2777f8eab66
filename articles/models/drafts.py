"""Links that let someone outside the newsroom read a draft."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from secrets import compare_digest
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from .articles import Article

VALID_FOR = timedelta(days=7)
LISTED_FOR = timedelta(days=30)


def new_token() -> str:
    """Return a secret that cannot be guessed (256 bits)."""
    return secrets.token_urlsafe(32)


def in_a_week() -> datetime:
    """Return when a link made now stops working."""
    return timezone.now() + VALID_FOR


class DraftLinkQuerySet(models.QuerySet):
    """Draft links in the newsroom's words."""

    def valid(self, *, at: datetime | None = None) -> Self:
        """Return the links that work at ``at`` (aware; now if not given)."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=at or timezone.now())

    def to_forget(self, today: date) -> Self:
        """Return the links that are listed no longer on ``today``, a local date.

        For 30 days after it ran out, the newsroom can see who shared a story and until when.
        """
        return self.filter(expires_at__date__lt=today - LISTED_FOR)

    def by_token(self, token: str) -> DraftLink | None:
        """Return the link with this secret if it works now, with its story."""
        stories = Article.objects.with_detail()
        link = self.valid().filter(token=token).prefetch_related(Prefetch("article", stories)).first()
        # Not every database tells upper case from lower, and some secrets differ in nothing else.
        return link if link and compare_digest(link.token, token) else None


class DraftLink(models.Model):
    """A secret address of one draft, until it expires or is revoked."""

    article = models.ForeignKey(Article, models.CASCADE, verbose_name="sak", related_name="draft_links")
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    created_at = models.DateTimeField("laget", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="laget av", related_name="+"
    )
    expires_at = models.DateTimeField("virker til", default=in_a_week)
    revoked_at = models.DateTimeField("trukket tilbake", null=True, editable=False)

    objects = DraftLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "kladdelenke"
        verbose_name_plural = "kladdelenker"
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"Lenke til «{self.article}»"

    def get_absolute_url(self) -> str:
        """Return the secret address."""
        return reverse("draft-link", args=[self.token])

    @property
    def print_url(self) -> str:
        """The address of the draft's paper layout."""
        return reverse("draft-print", args=[self.token])

    @property
    def pdf_url(self) -> str:
        """The address of the draft as PDF."""
        return reverse("draft-pdf", args=[self.token])

    @property
    def letter_url(self) -> str:
        """The address of the letter that belongs to the draft."""
        return reverse("draft-file", args=[self.token])

    def is_valid(self, *, at: datetime | None = None) -> bool:
        """Return whether the link works at ``at``: the twin of ``valid()``."""
        return self.revoked_at is None and self.expires_at > (at or timezone.now())

    def revoke(self, *, now: datetime | None = None) -> None:
        """Stop the link from working, once."""
        self.revoked_at = self.revoked_at or now or timezone.now()
        self.save(update_fields=["revoked_at"])
