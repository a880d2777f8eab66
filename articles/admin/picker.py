"""Choosing a picture from the library, for a text or for a field."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from js_asset import Media, Script

from articles.models import Image

from .upload import ACCEPTED

PER_PAGE = 24


class PickerMixin:
    """Adds the picker to the admin of pictures, and the picture that a number stands for."""

    def get_urls(self) -> list[URLPattern]:
        """Add the addresses."""
        view = self.admin_site.admin_view
        return [
            path("velg/", view(self.pick_view), name="articles_image_pick"),
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
