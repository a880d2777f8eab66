"""The newsroom's forms."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from articles.models import Article, Tag
from articles.series_fields import SeriesFields
from articles.statement_fields import StatementFields
from articles.text_forms import TextForm
from articles.versions import VersionedQuestion
from knf.text import slugify
from networks.visibility import Level


class ArticleForm(SeriesFields, StatementFields, TextForm):
    """A story."""

    change_address = forms.BooleanField(
        label="Endre adressen",
        required=False,
        help_text="Saken er delt med denne adressen. Den gamle vil føre videre til den nye.",
    )

    returning = False
    """Set by the admin: whether the story is to be a draft again."""

    class Meta:
        model = Article
        fields = "__all__"

    def clean(self) -> dict[str, Any]:
        """Check what depends on more than one field."""
        data = super().clean()
        self.clean_level(data)
        self.clean_times(data)
        self.clean_address(data)
        self.clean_place_in_series(data)
        self.clean_statement()
        return data

    def clean_tags(self) -> list[str]:
        """Refuse what is too long to be a topic."""
        names: list[str] = self.cleaned_data["tags"]
        longest = max(names, key=len, default="")
        if len(longest) > Tag._meta.get_field("name").max_length:
            raise ValidationError(
                f"«{longest[:40]} …» er for langt til å være et emne. Skill emnene med komma.",
                code="too_long",
            )
        return names

    def clean_level(self, data: dict[str, Any]) -> None:
        """Require a network for the network level, and only then."""
        if data.get("visibility") != Level.NETWORK:
            data["network"] = None
        elif not data.get("network"):
            self.add_error("network", "Velg hvilket nettverk saken vises for.")

    def clean_times(self, data: dict[str, Any]) -> None:
        """Keep the times in order, and the past as it was."""
        now = timezone.now()
        publish_at, unpublish_at = data.get("publish_at"), data.get("unpublish_at")
        if self.instance.was_public(at=now):
            if self.returning:
                self.add_error(
                    None,
                    "Leserne har fått saken i mellomtiden, så den kan ikke bli utkast igjen. "
                    "Trekk den tilbake hvis den ikke skal leses.",
                )
            if publish_at is None and "publish_at" not in self.errors:
                data["publish_at"] = publish_at = self.instance.publish_at
            if publish_at and publish_at > now:
                self.add_error(
                    "publish_at",
                    "Leserne har alt fått saken, så den kan ikke få sperrefrist. "
                    "Trekk den tilbake hvis den ikke skal leses.",
                )
        if unpublish_at is None:
            return
        if unpublish_at <= (publish_at or now):
            self.add_error("unpublish_at", "Saken kan ikke avpubliseres før den publiseres.")
        elif self.publishing and unpublish_at <= now and "unpublish_at" in self.changed_data:
            self.add_error("unpublish_at", "Tidspunktet er passert, så ingen ville sett saken.")

    def clean_address(self, data: dict[str, Any]) -> None:
        """Let a draft's address follow its title, and a known one change only on purpose."""
        slug = data.get("slug")
        if slug is None:
            return
        if self.instance.was_public():
            if slug != self.initial["slug"] and not data.get("change_address"):
                self.add_error("slug", "Kryss av for «Endre adressen» hvis den skal endres.")
            if not slug:
                data["slug"] = self.initial["slug"]
        elif slug == self.initial.get("slug") and self.made_from_title(slug):
            data["slug"] = ""

    def made_from_title(self, slug: str) -> bool:
        """Return whether ``slug`` is the one the story got from the title it had."""
        stem = slugify(self.initial.get("title", ""))
        return re.fullmatch(rf"{re.escape(stem)}(-\d+)?", slug) is not None


class WithdrawForm(VersionedQuestion):
    """Why a story is withdrawn: what readers are told, and what only the newsroom knows."""

    reason_public = forms.CharField(
        label="Begrunnelse til leserne",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Står på sakens adresse fra nå av. Ikke gjenta det som var galt.",
        error_messages={"required": "Si leserne hvorfor saken er trukket tilbake."},
    )
    reason_internal = forms.CharField(
        label="Intern begrunnelse",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Bare redaksjonen ser den.",
    )
