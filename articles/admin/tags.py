"""Topics in the newsroom."""

from django.contrib import admin
from django.http import HttpRequest
from taggit.models import Tag as LibraryTag

from articles.models import Tag
from articles.versions import VersionedForm
from knf.admin import KnfModelAdmin

from .versions import VersionsMixin

# The project has topics of its own.
admin.site.unregister(LibraryTag)


@admin.register(Tag)
class TagAdmin(VersionsMixin, KnfModelAdmin):
    """A topic's name can be mended; its address stays."""

    form = VersionedForm
    list_display = ("name", "slug")
    search_fields = ("name",)
    fields = ("name", "slug")

    def get_readonly_fields(self, request: HttpRequest, obj: Tag | None = None) -> tuple[str, ...]:
        """Keep the address once the topic exists."""
        return ("slug",) if obj else ()
