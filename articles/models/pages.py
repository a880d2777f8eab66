"""Pages that stand still: about the association, statutes, prices."""

from __future__ import annotations

import re
from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import Resolver404, resolve, reverse

from knf.rich_text.field import RichTextField
from networks.models.base import StampedModel
from networks.visibility import Level, Reader, VisibleModel, VisibleQuerySet, sees_all

from .versions import VersionedModel

PATH = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*")
LONGEST_PATH = 198
SET_ASIDE = frozenset({"formannskapet", "medlemmer", "min-side", "nettverk", "sok", "strategier", "vedlegg"})
"""First parts of the addresses of what is to come: no page may stand there or below meanwhile."""


def validate_path(path: str) -> None:
    """Refuse a path that is no address, or that the site itself answers or is going to."""
    if not PATH.fullmatch(path):
        raise ValidationError(
            "Skriv adressen med små bokstaver a–z, tall, bindestrek og skråstrek, "
            "for eksempel om-knf/vedtekter.",
            code="invalid",
        )
    # Where it is moved on, its old address is kept with both its slashes.
    if len(path) > LONGEST_PATH:
        raise ValidationError(f"Adressen er for lang. Bruk høyst {LONGEST_PATH} tegn.", code="too_long")
    first = path.partition("/")[0]
    if first in SET_ASIDE:
        raise ValidationError(
            f"Adressen /{first}/ og alt under den er satt av til nettstedet selv. Velg en annen.",
            code="reserved",
        )
    try:
        match = resolve(f"/{path}/")
    except Resolver404:
        return
    if match.url_name != "page-detail":
        raise ValidationError(
            f"Adressen «{path}» er opptatt av nettstedet selv. Velg en annen.", code="reserved"
        )


class PageQuerySet(VisibleQuerySet):
    """Pages in the newsroom's words."""

    network_lookup = None

    def visible_to(self, user: Reader, *, at: object = None) -> Self:
        """Return the pages that are out and whose level lets ``user`` read them; all for editors."""
        rows = self.at_level_of(user)
        return rows if sees_all(user, self.model) else rows.published()

    def published(self) -> Self:
        """Return the pages that are out."""
        return self.filter(is_published=True)

    def in_menu(self) -> Self:
        """Return the pages of the main menu, in order."""
        return self.published().filter(menu_order__isnull=False).order_by("menu_order", "pk")

    def due_for_review(self, day: date) -> Self:
        """Return the pages that someone promised to look at again by now."""
        return self.published().filter(review_by__lte=day).order_by("review_by", "pk")

    def above(self, page: Page) -> Self:
        """Return the pages whose addresses ``page``'s begins with, the outermost first."""
        parts = page.path.split("/")
        paths = ["/".join(parts[:length]) for length in range(1, len(parts))]
        return self.filter(path__in=paths).order_by("path", "pk")

    def just_below(self, page: Page) -> Self:
        """Return the pages whose addresses go one step on from ``page``'s."""
        step = rf"^{re.escape(page.path)}/[^/]+$"
        return self.filter(path__regex=step).order_by("menu_order", "title", "pk")


class Page(VisibleModel, StampedModel, VersionedModel):
    """A page with an address of its own."""

    title = models.CharField("tittel", max_length=150)
    path = models.CharField(
        "adresse",
        max_length=200,
        unique=True,
        validators=[validate_path],
        help_text="Uten skråstrek foran og bak: om-knf/vedtekter.",
        error_messages={"unique": "En annen side har denne adressen."},
    )
    lead = models.TextField("ingress", blank=True, max_length=500)
    body = RichTextField("brødtekst", blank=True)
    is_published = models.BooleanField("publisert", default=False, editable=False)
    menu_title = models.CharField(
        "navn i menyen", max_length=30, blank=True, help_text="Tomt betyr tittelen."
    )
    menu_order = models.PositiveSmallIntegerField(
        "plass i menyen",
        null=True,
        blank=True,
        help_text="Et tall setter siden i hovedmenyen; lave tall kommer først.",
    )
    review_by = models.DateField(
        "ses over innen",
        null=True,
        blank=True,
        help_text="Da minner «I dag» om siden. Sett en dato på alt med priser, navn og åpningstider.",
    )
    revised_at = models.DateTimeField("sist revidert", null=True, editable=False)

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = "side"
        verbose_name_plural = "sider"
        ordering = ("path", "pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(visibility=Level.NETWORK),
                name="page_has_no_network_level",
                violation_error_message="En side kan ikke vises for bare ett nettverk.",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page's own address."""
        return f"/{self.path}/"

    @property
    def slug(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    @property
    def link_url(self) -> str:
        """The address that follows the page through every change of path."""
        return reverse("page-link", args=[self.pk])

    def was_public(self) -> bool:
        """Return whether readers have had it, now or before: publishing dates the text."""
        return self.revised_at is not None

    def missing_for_publication(self) -> dict[str, str]:
        """Return what the page lacks before readers can have it: field name → sentence."""
        return {} if self.body else {"body": "Skriv en brødtekst før siden publiseres."}

    @property
    def is_out(self) -> bool:
        """Whether readers have it now."""
        return self.is_published

    @property
    def print_url(self) -> str:
        """The address of the paper layout."""
        return f"/{self.path}/utskrift/"

    @property
    def pdf_url(self) -> str:
        """The address of the PDF."""
        return f"/{self.path}/utskrift.pdf"

    @property
    def menu_label(self) -> str:
        """What the menu says."""
        return self.menu_title or self.title
