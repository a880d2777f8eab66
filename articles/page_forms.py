"""The forms of the pages that stand still."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve

from articles.checking import stops
from articles.models import Page
from articles.versions import VersionedForm, VersionedQuestion
from networks.visibility import Level


class PageForm(VersionedForm):
    """A page. What readers need is required only when they will get it."""

    publishing = False
    """Set by the admin: whether readers get what is saved."""

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
            levels = [level for level in Level.choices if level[0] != Level.NETWORK]
            self.fields["visibility"].choices = levels

    def clean_path(self) -> str:
        """Accept an address with its slashes; change one that readers have only on purpose."""
        path: str = self.cleaned_data["path"]
        known = self.instance.was_public() and path != self.initial.get("path")
        if known and not self.data.get("change_address"):
            raise ValidationError("Kryss av for «Endre adressen» hvis den skal endres.", code="on_purpose")
        return path

    def _post_clean(self) -> None:
        """Look at the page as it would be saved: is it ready for readers?"""
        super()._post_clean()
        if not self.publishing:
            return
        for field, sentence in self.instance.missing_for_publication().items():
            if field not in self.errors:
                self.add_error(field, ValidationError(sentence, code="required_to_publish"))
        for finding in stops(self.instance):
            self.add_error(finding.field, ValidationError(finding.sentence, code="unfinished"))


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
