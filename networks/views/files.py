"""Attachments, for those who may have them."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.decorators import method_decorator
from django.views import View

from knf.downloads import hand_out, is_from_the_start
from networks.models import StoredFile
from networks.openings import has_opened, note_opening
from networks.visibility import sees_all

from .denials import turned_away, turned_away_from_document, turned_away_from_meeting


@method_decorator(login_not_required, name="dispatch")
class StoredFileDownload(View):
    """A file at its only address. Who is there is asked before anything else is answered."""

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        """Hand out the file, or say in the right way that it cannot be had (domain.md §4.15, §5)."""
        known = StoredFile.objects.filter(pk=pk).select_related(
            "network",
            "meeting__host_network",
            "agenda_item__network",
            "agenda_item__meeting",
            "version__document__responsible_network",
        )
        stored = known.visible_to(request.user).first()
        if stored is None:
            return turned_away_from(request, get_object_or_404(known))
        if stored.withdrawn_at and not (stored.file and sees_all(request.user, StoredFile)):
            return render(request, "networks/file_gone.html", {"stored": stored}, status=410)
        response = hand_out(
            request, stored.file, filename=stored.filename, content_type=stored.mime, etag=stored.sha256
        )
        if is_logged(stored) and self.is_opening(response, stored):
            note_opening(request.user, stored)
        return response

    def is_opening(self, response: HttpResponseBase, stored: StoredFile) -> bool:
        """Return whether the answer opens the file to the reader, and does not only go on with it.

        Who asks for the end without having had the beginning opens it all the same.
        """
        if self.request.method != "GET" or response.status_code not in (200, 206):
            return False
        return is_from_the_start(self.request, response) or not has_opened(self.request.user, stored)


def turned_away_from(request: HttpRequest, stored: StoredFile) -> HttpResponse:
    """Return what whoever asks is told instead of the file."""
    if stored.meeting:
        return turned_away_from_meeting(request, stored.meeting)
    if version := stored.version:
        if not (version.is_adopted or version.is_proposed):
            raise Http404
        return turned_away_from_document(request, version.document)
    return turned_away(request, stored.room)


def is_logged(stored: StoredFile) -> bool:
    """Return whether it is noted who opens the file: not what is with a draft, its writers' own paper."""
    return stored.is_restricted and not (stored.version and stored.version.is_draft)
