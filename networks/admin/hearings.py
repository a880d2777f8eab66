"""What was written to editions on hearing, in the admin: read, fetched, taken out as text."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from knf.downloads import HEADERS, hand_out
from knf.formats import medium_datetime
from knf.text import fold
from networks.files import type_of
from networks.models import DocumentVersion, HearingComment

from .registers import RegisterAdmin
from .tasks import Tool


class VersionFilter(admin.SimpleListFilter):
    """The editions that somebody has written to."""

    title = "utgave"
    parameter_name = "utgave"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[int, str]]:
        """Return the editions, those of a document together, the latest first."""
        versions = DocumentVersion.objects.filter(hearing_comments__isnull=False).distinct()
        versions = versions.select_related("document").order_by("document__title", "-number", "pk")
        return [(version.pk, str(version)) for version in versions]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep the comments to the chosen one."""
        return queryset.filter(version=self.value()) if (self.value() or "").isdecimal() else queryset


@admin.register(HearingComment)
class HearingCommentAdmin(RegisterAdmin):
    """The comments, as they were written: nobody changes what another has said."""

    change_list_template = "admin/networks/hearingcomment/change_list.html"
    never_deleted = "Et innspill står slik det ble sendt. Det endres og slettes ikke."
    list_display = ("shown_start", "version", "person", "on_behalf_of", "shown_moment", "has_file")
    list_filter = (VersionFilter,)
    list_select_related = ("version__document", "person", "on_behalf_of")
    search_fields = ("text", "person__search_text", "on_behalf_of__search_text")
    search_help_text = "Søker i teksten, og i navnet på personen og virksomheten."
    ordering = ("-created_at", "-pk")
    fields = ("version", ("person", "on_behalf_of"), "shown_moment", "text", "shown_file")
    readonly_fields = ("version", "person", "on_behalf_of", "shown_moment", "text", "shown_file")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Comments are written on the page of the hearing."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: HearingComment | None = None) -> bool:
        """What was said, was."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Add the attachment of a comment, and all comments to an edition as text."""
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/vedlegg/", view(self.attachment), name="networks_hearingcomment_attachment"),
            path("utgave/<int:pk>/tekst/", view(self.as_text), name="networks_hearingcomment_as_text"),
            *super().get_urls(),
        ]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Find the comments with all the words, in the text or, however they are spelt, in the names."""
        for word in search_term.split():
            name = fold(word)
            queryset = queryset.filter(
                Q(text__icontains=word)
                | Q(person__search_text__contains=name)
                | Q(on_behalf_of__search_text__contains=name)
            )
        return queryset, False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Offer the comments to the chosen edition as text."""
        chosen = request.GET.get(VersionFilter.parameter_name, "")
        tools = []
        if chosen.isascii() and chosen.isdecimal():
            address = reverse("admin:networks_hearingcomment_as_text", args=[chosen])
            tools = [Tool("Alle innspillene som tekst", address)]
        return super().changelist_view(request, {"tools": tools, **(extra_context or {})})

    def attachment(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Hand out what was sent with a comment."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        comment = get_object_or_404(HearingComment.objects.exclude(file=""), pk=pk)
        with comment.file.open() as file:
            mime = type_of(file, comment.filename).mime
        return hand_out(request, comment.file, filename=comment.filename, content_type=mime)

    def as_text(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Hand out every comment to an edition as one text, in the order they came."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        version = get_object_or_404(DocumentVersion.objects.select_related("document"), pk=pk)
        comments = version.hearing_comments.select_related("person", "on_behalf_of")
        text = render_to_string(
            "admin/networks/hearingcomment/comments.txt",
            {"version": version, "comments": comments},
        )
        filename = f"innspill-{version.document.slug}-utgave-{version.number}.txt"
        own = {"Content-Disposition": content_disposition_header(True, filename)}
        return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=HEADERS | own)

    @admin.display(description="innspill")
    def shown_start(self, comment: HearingComment) -> str:
        """Return how it begins."""
        return Truncator(comment.text).words(12)

    @admin.display(description="sendt", ordering="created_at")
    def shown_moment(self, comment: HearingComment) -> str:
        """Return when it came."""
        return medium_datetime(comment.created_at)

    @admin.display(description="vedlegg", boolean=True)
    def has_file(self, comment: HearingComment) -> bool:
        """Return whether something came with it."""
        return bool(comment.file)

    @admin.display(description="vedlegg")
    def shown_file(self, comment: HearingComment) -> SafeString | str:
        """Return the way to what came with it."""
        if not comment.file:
            return "Ingen"
        address = reverse("admin:networks_hearingcomment_attachment", args=[comment.pk])
        return format_html('<a href="{}">{}</a>', address, comment.filename)
