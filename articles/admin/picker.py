"""Choosing a picture from the library, for a text or for a field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from js_asset import Media, Script

from articles.models import Image
from articles.models.versions import StaleVersion
from articles.versions import VersionedForm

from .upload import ACCEPTED, NO_WORDS

PER_PAGE = 24


class WordsForm(VersionedForm):
    """What a picture says to those who do not see it, asked for while somebody looks at it."""

    class Meta:
        model = Image
        fields = ("alt_text", "decorative")
        widgets = {"alt_text": forms.Textarea(attrs={"rows": 2})}

    def clean(self) -> dict[str, Any]:
        """Refuse a picture that neither says anything nor is said to be for show."""
        data = super().clean()
        if not data.get("alt_text") and not data.get("decorative") and "alt_text" not in self.errors:
            self.add_error("alt_text", NO_WORDS)
        return data


class PickerMixin:
    """Adds the picker to the admin of pictures, and the picture that a number stands for."""

    def get_urls(self) -> list[URLPattern]:
        """Add the addresses."""
        view = self.admin_site.admin_view
        return [
            path("velg/", view(self.pick_view), name="articles_image_pick"),
            path("<int:pk>/ord/", view(self.words_view), name="articles_image_words"),
            path("<int:pk>/vis/", view(self.show_view), name="articles_image_show"),
            *super().get_urls(),
        ]

    def pick_view(self, request: HttpRequest) -> HttpResponse:
        """List the pictures that the words find, newest first. The dialog shows the same list."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        words = request.GET.get("q", "").strip()
        images, _ = self.get_search_results(request, Image.objects.all(), words)
        context = {
            **self.admin_site.each_context(request),
            "title": "Velg bilde",
            "opts": self.opts,
            "is_popup": True,
            "words": words,
            "page_obj": Paginator(images, PER_PAGE).get_page(request.GET.get("side")),
            "accepted": ACCEPTED,
            "may_upload": self.has_add_permission(request),
        }
        part = "_picker.html" if "del" in request.GET else "pick.html"
        return TemplateResponse(request, f"admin/articles/image/{part}", context)

    def words_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask in the dialog what the picture shows. What is saved is answered with nothing."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        image = get_object_or_404(Image, pk=pk)
        form = WordsForm(request.POST or None, instance=image, prefix=f"bilde-{pk}")
        if form.is_valid():
            image.updated_by = request.user
            try:
                form.save()
            except StaleVersion:
                return self.words_view(request, pk)
            self.log_change(request, image, "Beskrevet.")
            return HttpResponse(status=204)
        return TemplateResponse(request, "admin/articles/image/_words.html", {"image": image, "form": form})

    def show_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Lead to the picture itself: the editor knows its number alone."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        response = HttpResponseRedirect(get_object_or_404(Image, pk=pk).url(960))
        response.headers["Cache-Control"] = "private, no-cache"
        return response


class PictureFieldMixin:
    """Gives a ModelAdmin's fields for pictures a button that opens the picker."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Tell the script where the picker is."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.related_model is Image:
            field.widget.attrs |= {
                "data-picker-url": reverse("admin:articles_image_pick"),
                "data-picture-url": reverse("admin:articles_image_show", args=[0]),
                "data-picker-script": static("knf/js/picker.js"),
            }
        return field

    @property
    def media(self) -> Media:
        """Add the script."""
        return super().media + Media(js=[Script("knf/js/picture-field.js", type="module")])
