"""The library of pictures in the newsroom."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from articles.figures import uses_of
from articles.models import Image
from knf.admin import KnfModelAdmin
from knf.uploads import NO_ROOM

from .picker import PickerMixin, WordsForm
from .upload import ACCEPTED, UploadMixin
from .versions import VersionsMixin

logger = logging.getLogger(__name__)


class ImageForm(WordsForm):
    """A picture's file and its texts. The original has no address, so the form links to none."""

    could_not_be_stored = False
    """Set by the admin, when it has tried."""

    class Meta:
        model = Image
        fields = "__all__"
        widgets = {
            "original": forms.FileInput(attrs={"accept": ACCEPTED}),
            "alt_text": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        }

    def clean(self) -> dict[str, Any]:
        """Tell when the disk refused the picture, too."""
        data = super().clean()
        if self.could_not_be_stored:
            self.add_error("original", NO_ROOM)
        return data


class DescribedFilter(admin.SimpleListFilter):
    """Whether a picture is ready to be published with a story."""

    title = "alternativ tekst"
    parameter_name = "beskrevet"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the choices."""
        return [("nei", "Mangler"), ("pynt", "Bare til pynt")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep the chosen pictures."""
        match self.value():
            case "nei":
                return queryset.undescribed()
            case "pynt":
                return queryset.filter(decorative=True)
        return queryset


@admin.register(Image)
class ImageAdmin(VersionsMixin, PickerMixin, UploadMixin, KnfModelAdmin):
    """The library: a wall of pictures, and a form for each."""

    form = ImageForm
    list_display = ("title",)
    list_filter = (DescribedFilter,)
    list_per_page = 48
    show_full_result_count = False
    actions_selection_counter = False
    search_fields = ("title",)
    search_help_text = "Søker i navn, alternativ tekst, bildetekst og fotograf."
    folded_search_field = "search_text"
    readonly_fields = ("preview", "used_in")
    delete_selected_confirmation_template = "admin/articles/image/delete_selected_confirmation.html"

    def get_fieldsets(self, request: HttpRequest, obj: Image | None = None) -> Any:
        """Show the picture, its focal point and its uses once there is one."""
        file = (
            ("original", "title") if obj is None else ("preview", ("focal_x", "focal_y"), "title", "original")
        )
        fieldsets = [
            (None, {"fields": file}),
            ("For den som ikke ser bildet", {"fields": ("alt_text", "decorative")}),
            ("Ved siden av bildet", {"fields": ("caption", "photographer")}),
            ("Internt", {"fields": ("consent_note",)}),
        ]
        if obj:
            fieldsets.append(("Her er bildet i bruk", {"fields": ("used_in",)}))
        return fieldsets

    @admin.display(description="bildet og utsnittene")
    def preview(self, image: Image) -> SafeString:
        """Return the picture, where the focal point can be moved, beside what it does."""
        return render_to_string("admin/articles/image/preview.html", {"image": image})

    @admin.display(description="brukes i")
    def used_in(self, image: Image) -> str:
        """Return what shows the picture, with links."""
        rows = [(use.url, use, use.as_what) for use in uses_of(image)]
        if not rows:
            return "Ingen steder ennå. Bildet kan slettes."
        return format_html_join("", '<div><a href="{}">{}</a> ({})</div>', rows)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Call the library by its name."""
        return super().changelist_view(request, {"title": "Bildebiblioteket", **(extra_context or {})})

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer a full disk with the form, where everything typed still stands."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except OSError:
            logger.exception("The picture could not be stored")
            request.could_not_be_stored = True
            return super().changeform_view(request, *args, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[forms.ModelForm]:
        """Tell the form whether the disk refused the picture."""
        form = super().get_form(request, obj, **kwargs)
        form.could_not_be_stored = getattr(request, "could_not_be_stored", False)
        return form

    def get_deleted_objects(self, objs: Iterable[Image], request: HttpRequest) -> Any:
        """Refuse to delete what is in use, with links to where; ask for no more permissions."""
        deleted, counts, lacking, _ = super().get_deleted_objects(objs, request)
        uses = [(use.url, f"{image}: {use}") for image in objs for use in uses_of(image)]
        protected = [format_html_join("", '<a href="{}">{}</a>', [use]) for use in uses]
        return deleted, counts, set() if protected else lacking, protected
