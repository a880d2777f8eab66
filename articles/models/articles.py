"""The story."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from taggit.managers import TaggableManager

from articles.querysets import ArticleQuerySet
from knf.formats import local_date
from knf.rich_text.field import RichTextField
from knf.text import fold, numbered, slugify
from networks.models import DocumentVersion, Measure, Meeting, Network
from networks.models.base import StampedModel
from networks.visibility import Level, VisibleModel

from .images import Image
from .series import ArticleSeries
from .tags import TaggedArticle
from .versions import VersionedModel

if TYPE_CHECKING:
    from .statements import Statement

OLD_AFTER = 2
"""Years until readers are told that a story is old."""

RESERVED_SLUGS = frozenset({"feed", "emne", "serie"})


def is_reserved(slug: str) -> bool:
    """Return True for a slug that is, or will be, another address below /aktuelt/."""
    return slug in RESERVED_SLUGS or re.fullmatch(r"\d{4}", slug) is not None


def refuse_reserved(slug: str) -> None:
    """Raise ValidationError for a reserved slug."""
    if is_reserved(slug):
        raise ValidationError(
            f"Adressen «{slug}» er opptatt av nettstedet selv. Velg en annen.", code="reserved"
        )


class Article(VisibleModel, StampedModel, VersionedModel):
    """A story in the news: draft, published (perhaps not yet), or withdrawn."""

    class Kind(models.TextChoices):
        """What sort of story it is."""

        NEWS = "news", "Nyhet"
        WEEKLY = "weekly", "Uka oppsummert"
        MEETING_REPORT = "meeting_report", "Fra møte"
        STATEMENT = "statement", "Høringsuttalelse"
        OP_ED = "op_ed", "Kronikk"
        DEBATE = "debate", "Debattinnlegg"
        MEMBER_NEWS = "member_news", "Medlemsnytt"
        ELECTION = "election", "Valg"
        PRESS = "press", "Pressemelding"

    STATEMENT_KINDS = (Kind.STATEMENT, Kind.OP_ED, Kind.DEBATE)
    """What is said to somebody in a matter, and listed under /uttalelser/."""

    class Status(models.TextChoices):
        """Where it is on its way. An embargo is published with a time still to come."""

        DRAFT = "draft", "Utkast"
        PUBLISHED = "published", "Publisert"
        WITHDRAWN = "withdrawn", "Trukket tilbake"

    title = models.CharField("tittel", max_length=150)
    slug = models.SlugField(
        "adresse",
        max_length=160,
        unique=True,
        blank=True,
        validators=[refuse_reserved],
        help_text="Lages av tittelen når feltet er tomt.",
        error_messages={"unique": "En annen sak har denne adressen."},
    )
    lead = models.TextField(
        "ingress",
        blank=True,
        max_length=500,
        help_text="To–tre setninger som kan stå alene på forsiden.",
    )
    body = RichTextField("brødtekst", blank=True)
    kind = models.CharField("type sak", max_length=20, choices=Kind, default=Kind.NEWS)
    byline = models.CharField(
        "byline", max_length=150, blank=True, help_text="Navnet leserne ser, uten «Av»."
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="forfatter",
        null=True,
        blank=True,
        related_name="+",
    )
    tags = TaggableManager(
        "emner",
        through=TaggedArticle,
        blank=True,
        help_text="Skill emnene med komma: industri, kompetanse.",
    )
    image = models.ForeignKey(
        Image,
        models.PROTECT,
        verbose_name="hovedbilde",
        null=True,
        blank=True,
        related_name="articles",
    )
    series = models.ForeignKey(
        ArticleSeries,
        models.PROTECT,
        verbose_name="serie",
        null=True,
        blank=True,
        related_name="articles",
    )
    series_no = models.PositiveIntegerField(
        "nummer i serien", null=True, blank=True, help_text="Tomt betyr det neste ledige."
    )
    sender_network = models.ForeignKey(
        Network,
        models.PROTECT,
        verbose_name="avsender er nettverket",
        null=True,
        blank=True,
        related_name="+",
        help_text="Tomt betyr foreningen selv.",
    )
    sender_name = models.CharField(
        "annen avsender",
        max_length=200,
        blank=True,
        help_text="En allianse eller en kronikkforfatter. Tomt betyr nettverket eller foreningen.",
    )
    related = models.ManyToManyField(
        "self",
        verbose_name="les også",
        blank=True,
        symmetrical=False,
        related_name="+",
        help_text="Tomt betyr at nettstedet foreslår saker med samme emner og nettverk.",
    )
    lead_until = models.DateTimeField(
        "øverst på forsiden til",
        null=True,
        blank=True,
        help_text="Til da står saken øverst selv om nyere saker kommer.",
    )
    networks = models.ManyToManyField(
        Network, verbose_name="handler om nettverk", blank=True, related_name="+"
    )
    meeting = models.ForeignKey(
        Meeting,
        models.PROTECT,
        verbose_name="fra møtet",
        null=True,
        blank=True,
        related_name="+",
        help_text="Står på saken for dem som kan vite om møtet.",
    )
    strategy_version = models.ForeignKey(
        DocumentVersion,
        models.PROTECT,
        verbose_name="om strategien",
        null=True,
        blank=True,
        related_name="+",
        help_text="Utgaven saken handler om. Saken står på strategiens og utgavens side.",
    )
    measures = models.ManyToManyField(
        Measure,
        verbose_name="om tiltakene",
        blank=True,
        related_name="+",
        help_text="Saken viser hvordan det går med dem, og står på siden til hvert tiltak.",
    )
    event_on = models.DateField(
        "gjelder dato", null=True, blank=True, help_text="Dagen det saken handler om, skjedde."
    )
    network = models.ForeignKey(
        Network,
        models.PROTECT,
        verbose_name="vises kun for",
        null=True,
        blank=True,
        related_name="+",
        help_text="Bare når synligheten er «Nettverket».",
    )
    status = models.CharField("status", max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    publish_at = models.DateTimeField(
        "publiseres",
        null=True,
        blank=True,
        db_index=True,
        help_text="Tomt betyr straks. Et tidspunkt fram i tid er en sperrefrist.",
    )
    unpublish_at = models.DateTimeField(
        "avpubliseres",
        null=True,
        blank=True,
        help_text="Da forsvinner saken for leserne. Tomt betyr aldri.",
    )
    first_published_at = models.DateTimeField("først publisert", null=True, editable=False)
    revised_at = models.DateTimeField("sist revidert", null=True, editable=False)
    correction = models.TextField(
        "rettelse",
        blank=True,
        max_length=1000,
        help_text="Si hva som var feil og hva som er riktig. Vises for leserne, med dato.",
    )
    corrected_at = models.DateTimeField("rettet", null=True, editable=False)
    withdrawn_at = models.DateTimeField("trukket tilbake", null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    withdrawn_reason_public = models.TextField("begrunnelse til leserne", blank=True, max_length=1000)
    withdrawn_reason_internal = models.TextField("intern begrunnelse", blank=True, max_length=1000)

    social_card = models.CharField(max_length=100, blank=True, editable=False)
    """The file that social media show when there is no picture; see articles/social_cards.py."""

    search_text = models.TextField(editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = "sak"
        verbose_name_plural = "saker"
        ordering = (F("publish_at").desc(nulls_first=True), "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["series", "series_no"],
                name="article_number_in_series_once",
                violation_error_message="En annen sak i serien har dette nummeret.",
            ),
            models.CheckConstraint(
                condition=Q(series__isnull=True, series_no__isnull=True)
                | Q(series__isnull=False, series_no__isnull=False),
                name="article_number_iff_series",
                violation_error_message="Et nummer hører til en serie.",
            ),
            models.CheckConstraint(
                condition=(Q(visibility=Level.NETWORK) & Q(network__isnull=False))
                | (~Q(visibility=Level.NETWORK) & Q(network__isnull=True)),
                name="article_network_iff_network_level",
                violation_error_message="Velg ett nettverk når synligheten er «Nettverket», og ellers ingen.",
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(publish_at__isnull=False),
                name="article_published_has_time",
                violation_error_message="En publisert sak må ha et publiseringstidspunkt.",
            ),
            models.CheckConstraint(
                condition=Q(unpublish_at__isnull=True) | Q(unpublish_at__gt=F("publish_at")),
                name="article_unpublished_after_published",
                violation_error_message="Saken kan ikke avpubliseres før den publiseres.",
            ),
            models.CheckConstraint(
                condition=Q(status="withdrawn", withdrawn_at__isnull=False)
                | (~Q(status="withdrawn") & Q(withdrawn_at__isnull=True)),
                name="article_withdrawn_has_time",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Give the story a number and an address when it has none, and keep what the newsroom searches."""
        with transaction.atomic():
            if self.series and self.series_no is None:
                self.series_no = self.series.take_number()
            if not self.slug:
                self.slug = self.free_slug()
            self.search_text = fold(f"{self.title} {self.lead} {self.byline} {self.slug}")
            super().save(*args, **kwargs)

    def free_slug(self) -> str:
        """Return an address made of the title that no other story has."""
        stem = slugify(self.title, max_length=150) or "sak"
        others = Article.objects.exclude(pk=self.pk).filter(slug__startswith=stem)
        taken = set(others.values_list("slug", flat=True))
        return next(slug for slug in numbered(stem) if slug not in taken and not is_reserved(slug))

    def get_absolute_url(self) -> str:
        """Return the story's own address."""
        return reverse("article-detail", args=[self.slug])

    @property
    def print_url(self) -> str:
        """The address of the paper layout."""
        return reverse("article-print", args=[self.slug])

    @property
    def pdf_url(self) -> str:
        """The address of the PDF."""
        return reverse("article-pdf", args=[self.slug])

    @property
    def letter_url(self) -> str:
        """The address of the letter, where the story is a statement that has one."""
        return reverse("statement-file", args=[self.slug])

    @property
    def link_url(self) -> str:
        """The address that follows the story through every change of slug."""
        return reverse("article-link", args=[self.pk])

    @property
    def social_card_url(self) -> str:
        """The address of the drawn card, "" without one."""
        return default_storage.url(self.social_card) if self.social_card else ""

    @property
    def sender(self) -> str:
        """Who speaks: somebody named, a network, or the association."""
        return self.sender_name or str(self.sender_network or settings.SITE_NAME)

    @property
    def names_sender(self) -> bool:
        """Whether readers should be told who speaks: when someone does, or it is not the obvious one."""
        speaks = self.kind in (*self.STATEMENT_KINDS, self.Kind.PRESS)
        return speaks or bool(self.sender_name or self.sender_network_id)

    @property
    def said(self) -> Statement | None:
        """To whom, in which matter and when, of a story that is a statement and has told it."""
        return getattr(self, "statement", None) if self.kind in self.STATEMENT_KINDS else None

    def is_old(self, *, today: date | None = None) -> bool:
        """Return whether it came out more than two years before ``today`` (local)."""
        if self.publish_at is None:
            return False
        day, today = local_date(self.publish_at), today or timezone.localdate()
        return (today.year - day.year, today.month, today.day) > (OLD_AFTER, day.month, day.day)

    def is_published(self, *, at: datetime | None = None) -> bool:
        """Return whether the story is out at ``at``: the twin of ``published()``."""
        at = at or timezone.now()
        return (
            self.status == self.Status.PUBLISHED
            and self.publish_at <= at
            and (self.unpublish_at is None or self.unpublish_at > at)
        )

    @property
    def is_out(self) -> bool:
        """Whether readers have it now."""
        return self.is_published()

    def was_public(self, *, at: datetime | None = None) -> bool:
        """Return whether readers have had it, now or before."""
        at = at or timezone.now()
        return self.first_published_at is not None and self.first_published_at <= at

    def is_embargoed(self, *, at: datetime | None = None) -> bool:
        """Return whether it is published with a time still to come."""
        at = at or timezone.now()
        return self.status == self.Status.PUBLISHED and self.publish_at > at

    def is_to_come(self, *, at: datetime | None = None) -> bool:
        """Return whether readers may get it later: a draft, or one under embargo."""
        return self.status == self.Status.DRAFT or self.is_embargoed(at=at)

    def is_expired(self, *, at: datetime | None = None) -> bool:
        """Return whether its last hour has passed."""
        at = at or timezone.now()
        return (
            self.status == self.Status.PUBLISHED and self.unpublish_at is not None and self.unpublish_at <= at
        )

    def missing_for_publication(self) -> dict[str, str]:
        """Return what the story lacks before readers can have it: field name → sentence."""
        return {} if self.body else {"body": "Skriv en brødtekst før saken publiseres."}
