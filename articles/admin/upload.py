"""Several pictures at once: the page that takes them in, and the page that describes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property

from articles.models import Image
from articles.models.versions import StaleVersion
from articles.versions import VersionedForm
from knf.rich_text.cleaning import ROW_KEY
from knf.uploads import Outcome, take_in, title_of

ACCEPTED = "image/jpeg,image/png,image/webp,image/avif"
AT_ONCE = 50
"""Pictures on one page of descriptions."""
NO_WORDS = "Skriv en alternativ tekst, eller kryss av for at bildet er pynt."


class DescriptionForm(VersionedForm):
    """What a picture needs besides its file."""

    class Meta:
        model = Image
        fields = ("title", "alt_text", "decorative", "caption", "photographer", "consent_note")
        widgets = {"alt_text": forms.Textarea(attrs={"rows": 2})}
        help_texts = dict.fromkeys(fields, "")

    def clean(self) -> dict[str, Any]:
        """Let words wait, but never take away those that a published story may stand on."""
        data = super().clean()
        had_words = self.initial.get("alt_text") or self.initial.get("decorative")
        if had_words and not data.get("alt_text") and not data.get("decorative"):
            self.add_error("alt_text", NO_WORDS)
        return data


class ThoseLeft(forms.BaseModelFormSet):
    """Passes over the pictures that were deleted while somebody described them."""

    @cached_property
    def forms(self) -> list[DescriptionForm]:
        """The forms of the pictures that are there."""
        return [form for form in super().forms if form.instance.pk]


Descriptions = forms.modelformset_factory(
    Image, form=DescriptionForm, formset=ThoseLeft, extra=0, max_num=AT_ONCE
)


class PhotographerForm(forms.Form):
    """One name for all that have none."""

    everyone = forms.CharField(
        label="Samme fotograf på alle",
        max_length=150,
        required=False,
        help_text="Settes på bildene der fotografen ikke er skrevet.",
    )


class UploadMixin:
    """Adds both pages to the admin of pictures."""

    def get_urls(self) -> list[URLPattern]:
        """Add the addresses."""
        view = self.admin_site.admin_view
        return [
            path("last-opp/", view(self.upload_view), name="articles_image_upload"),
            path("beskriv/", view(self.describe_view), name="articles_image_describe"),
            *super().get_urls(),
        ]

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """Take in the posted files: scripts get the outcome as JSON, people the next page."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        outcome = Outcome()
        if request.method == "POST":
            by = {"created_by": request.user, "updated_by": request.user}
            outcome = take_in(
                request.FILES.getlist("files"),
                lambda file: Image(title=title_of(file.name), original=file, **by),
            )
            for image in outcome.saved:
                self.log_addition(request, image, "Lastet opp.")
            if request.accepts("application/json") and not request.accepts("text/html"):
                return JsonResponse(_as_json(outcome))
            if outcome.saved:
                return self.on_to_descriptions(request, outcome)
        context = {
            **self.admin_site.each_context(request),
            "title": "Last opp flere bilder",
            "opts": self.opts,
            "accepted": ACCEPTED,
            "refused": outcome.refused,
            "nothing_chosen": request.method == "POST" and not outcome.refused,
        }
        return TemplateResponse(request, "admin/articles/image/upload.html", context)

    def on_to_descriptions(self, request: HttpRequest, outcome: Outcome) -> HttpResponse:
        """Name what was refused and lead to the descriptions of the rest."""
        for name, reason in outcome.refused:
            messages.error(request, f"«{name}»: {reason}")
        messages.success(request, f"{_pictures(len(outcome.saved))} er lagret.")
        return _descriptions_of(outcome.saved)

    def describe_view(self, request: HttpRequest) -> HttpResponse:
        """Let all the named pictures, or those that still lack words, be described in one go."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        wanted = [int(pk) for pk in request.GET.getlist("id") if ROW_KEY.fullmatch(pk)][:AT_ONCE]
        if not wanted:
            return self.describe_the_rest(request)
        images = Image.objects.filter(pk__in=wanted).select_related("updated_by").order_by("pk")
        formset = Descriptions(request.POST or None, queryset=images)
        photographer = PhotographerForm(request.POST or None)
        if request.method == "POST" and formset.is_valid() and photographer.is_valid():
            try:
                self.save_descriptions(request, formset, photographer.cleaned_data["everyone"])
            except StaleVersion:
                return self.describe_view(request)
            return HttpResponseRedirect(reverse("admin:articles_image_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": "Beskriv bildene",
            "opts": self.opts,
            "formset": formset,
            "photographer": photographer,
        }
        return TemplateResponse(request, "admin/articles/image/describe.html", context)

    def describe_the_rest(self, request: HttpRequest) -> HttpResponse:
        """Lead to the oldest pictures that lack words."""
        images = Image.objects.undescribed().order_by("pk")[:AT_ONCE]
        if images:
            return _descriptions_of(images)
        messages.success(request, "Alle bildene er beskrevet.")
        return HttpResponseRedirect(reverse("admin:articles_image_changelist"))

    @transaction.atomic
    def save_descriptions(self, request: HttpRequest, formset: Any, photographer: str) -> None:
        """Save what was written, all of it or nothing, and say what is left to write.

        Raises StaleVersion when somebody saved one of the pictures meanwhile.
        """
        formset.save(commit=False)
        changed = {image.pk: image for image, _ in formset.changed_objects}
        for form in formset:
            image = form.instance
            if photographer and not image.photographer:
                image.photographer = photographer
                changed[image.pk] = image
        for image in changed.values():
            image.updated_by = request.user
            image.save()
            self.log_change(request, image, "Beskrevet.")
        left = sum(not form.instance.is_described for form in formset)
        messages.success(request, f"{_pictures(len(changed))} er oppdatert.")
        if gone := formset.total_form_count() - len(formset.forms):
            messages.warning(request, f"{_pictures(gone)} er slettet i mellomtiden.")
        if left:
            messages.warning(
                request,
                f"{_pictures(left)} mangler alternativ tekst. Uten den kan ingen sak publiseres med dem.",
            )


def _descriptions_of(images: Iterable[Image]) -> HttpResponse:
    wanted = "&".join(f"id={image.pk}" for image in images)
    return HttpResponseRedirect(f"{reverse('admin:articles_image_describe')}?{wanted}")


def _pictures(count: int) -> str:
    return "Ett bilde" if count == 1 else f"{count} bilder"


def _as_json(outcome: Outcome) -> dict[str, Any]:
    return {
        "saved": [{"id": image.pk, "title": image.title} for image in outcome.saved],
        "refused": [{"name": name, "reason": reason} for name, reason in outcome.refused],
    }
