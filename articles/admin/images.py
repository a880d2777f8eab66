"""Pictures in the newsroom."""

import logging
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html

from articles.models import Image
from knf.admin import KnfModelAdmin

logger = logging.getLogger(__name__)


class ImageForm(forms.ModelForm):
    """A picture's file and its texts. The original has no address, so the form links to none."""

    could_not_be_stored = False
    """Set by the admin, when it has tried."""

    class Meta:
        model = Image
        fields = "__all__"
        widgets = {
            "original": forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/avif"}),
        }

    def clean(self) -> dict[str, Any]:
        """Say so when the disk refused the picture."""
        if self.could_not_be_stored:
            self.add_error(
                "original",
                "Serveren har ikke plass til bildet. Si fra til den som drifter nettstedet, "
                "og last det opp på nytt siden.",
            )
        return super().clean()


@admin.register(Image)
class ImageAdmin(KnfModelAdmin):
    """The library of pictures."""

    form = ImageForm
    list_display = ("thumbnail", "title", "alt_text", "photographer", "created_at")
    list_display_links = ("title",)
    list_filter = ("decorative",)
    list_per_page = 50
    search_fields = ("title",)
    folded_search_field = "search_text"
    readonly_fields = ("preview",)
    fieldsets = (
        (None, {"fields": ("original", "preview", "title")}),
        (
            "For den som ikke ser bildet",
            {"fields": ("alt_text", "decorative")},
        ),
        ("Ved siden av bildet", {"fields": ("caption", "photographer")}),
        ("Internt", {"fields": ("consent_note",)}),
    )

    @admin.display(description="bilde")
    def thumbnail(self, image: Image) -> str:
        """Return the smallest size, for the list."""
        return format_html('<img class="thumbnail" src="{}" alt="">', image.small_url)

    @admin.display(description="slik ser det ut")
    def preview(self, image: Image) -> str:
        """Return the picture, once there is one."""
        if not image.renditions:
            return "Vises når bildet er lagret."
        return format_html(
            '<img class="preview" src="{}" alt="{}">', image.url(960), image.alt or "Uten beskrivelse"
        )

    def save_model(self, request: HttpRequest, obj: Image, form: Any, change: bool) -> None:
        """Stamp who did it."""
        if not change:
            obj.created_by = request.user
        obj.updated_by = request.user
        super().save_model(request, obj, form, change)

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
        """Name the stories that need the picture, not the permission to delete those too."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, set() if protected else lacking, protected
