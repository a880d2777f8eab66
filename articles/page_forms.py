"""The forms of the pages that stand still."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve

from articles.models import Article, Page
from articles.text_forms import TextForm
from articles.versions import VersionedQuestion
from networks.visibility import Level

LEVELS = [(value, label) for value, label in Level.choices if value != Level.NETWORK]
"""Who a page can be for: it belongs to no network."""

WIDE = forms.TextInput(attrs={"class": "vTextField"})
"""An address is long. Each form has a copy of its own."""


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
        """Change an address that readers have only on purpose."""
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
        widget=WIDE,
        help_text="Adressen til siden som har overtatt, for eksempel /medlemskap/. "
        "Tomt betyr at adressen svarer at siden ikke finnes.",
    )

    def clean_leads_to(self) -> str:
        """Return the path on this site, "" when there is none."""
        path = path_on_site(self.cleaned_data["leads_to"])
        if path == self.row.get_absolute_url():
            raise ValidationError("Det er siden selv. Velg en annen adresse.", code="itself")
        return path


class OldAddressForm(forms.Form):
    """Where the readers of an old address are led from now on."""

    old = forms.CharField(
        label="Gammel adresse",
        max_length=200,
        widget=WIDE,
        help_text="Slik den står i lenken, for eksempel /nyheter/gammel-sak/.",
    )
    leads_to = forms.CharField(
        label="Led leserne til",
        max_length=200,
        widget=WIDE,
        help_text="Adressen på nettstedet her, for eksempel /aktuelt/saken/ eller /medlemskap/.",
    )

    def clean_old(self) -> str:
        """Return the path of an address that nothing answers."""
        try:
            path = urlsplit(self.cleaned_data["old"]).path
        except ValueError:
            path = ""
        if not path.startswith("/"):
            raise ValidationError("Adressen må begynne med en skråstrek.", code="invalid")
        try:
            match = resolve(path)
        except Resolver404:
            return path
        texts = {"page-detail": Page, "article-detail": Article}
        text = texts.get(match.url_name or "")
        if text is None or text._default_manager.filter(**match.kwargs).exists():
            raise ValidationError(
                f"Nettstedet har selv noe på «{path}», så den kan ikke føre videre.", code="in_use"
            )
        return path

    def clean_leads_to(self) -> str:
        """Return the path on this site."""
        return path_on_site(self.cleaned_data["leads_to"])


def path_on_site(typed: str) -> str:
    """Return the path that ``typed`` means, "" for nothing; raise ValidationError where nothing is."""
    typed = typed.strip().removeprefix(settings.SITE_URL)
    if not typed:
        return ""
    nothing = ValidationError(f"Nettstedet har ingen side på «{typed}».", code="unknown")
    if "://" in typed or typed.startswith("//"):
        raise nothing
    path = f"/{urlsplit(typed).path.strip('/')}/".replace("//", "/")
    try:
        match = resolve(path)
    except Resolver404:
        raise nothing from None
    readable = {"page-detail": Page.objects.published(), "article-detail": Article.objects.published()}
    texts = readable.get(match.url_name or "")
    if texts is not None and not texts.filter(**match.kwargs).exists():
        raise nothing
    return path
