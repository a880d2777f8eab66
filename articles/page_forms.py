"""The forms of the pages that stand still."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve

from articles.models import Page
from articles.text_forms import TextForm
from articles.versions import VersionedQuestion
from networks.visibility import Level

LEVELS = [(value, label) for value, label in Level.choices if value != Level.NETWORK]
"""Who a page can be for: it belongs to no network."""


class PageForm(TextForm):
    """A page."""

    change_address = forms.BooleanField(
        label="Endre adressen",
        required=False,
        help_text="Siden er delt med denne adressen. Den gamle vil føre videre til den nye.",
    )

    class Meta:
        model = Page
        fields = "__all__"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "visibility" in self.fields:
            self.fields["visibility"].choices = LEVELS

    def clean_path(self) -> str:
        """Accept an address with its slashes; change one that readers have only on purpose."""
        path: str = self.cleaned_data["path"]
        known = self.instance.was_public() and path != self.initial.get("path")
        if known and not self.data.get("change_address"):
            raise ValidationError("Kryss av for «Endre adressen» hvis den skal endres.", code="on_purpose")
        return path


class TakeDownForm(VersionedQuestion):
    """Where the readers of a page that is taken down are led."""

    leads_to = forms.CharField(
        label="Led leserne til",
        required=False,
        max_length=200,
        help_text="Adressen til siden som har overtatt, for eksempel /medlemskap/. "
        "Tomt betyr at adressen svarer at siden ikke finnes.",
    )

    def clean_leads_to(self) -> str:
        """Return the path on this site, "" when there is none."""
        typed: str = self.cleaned_data["leads_to"].strip().removeprefix(settings.SITE_URL)
        if not typed:
            return ""
        path = f"/{urlsplit(typed).path.strip('/')}/".replace("//", "/")
        if path == self.row.get_absolute_url():
            raise ValidationError("Det er siden selv. Velg en annen adresse.", code="itself")
        try:
            match = resolve(path)
        except Resolver404:
            match = None
        gone = (
            match
            and match.url_name == "page-detail"
            and not (Page.objects.published().filter(**match.kwargs).exists())
        )
        if match is None or gone or "://" in typed:
            raise ValidationError(f"Nettstedet har ingen side på «{typed}».", code="unknown")
        return path
