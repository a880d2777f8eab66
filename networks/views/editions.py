"""Editions of strategy documents: each on screen, on paper, and as the file that was adopted."""

from __future__ import annotations

import mimetypes
from typing import Any, ClassVar

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.generic import DetailView, View

from knf.downloads import hand_out
from knf.printing import PdfMixin, PrintMixin
from networks.models import DocumentVersion
from networks.panels import panels_of_edition
from networks.strategies.draft_lines import draft_lines
from networks.strategies.edition_page import EditionPage, edition_page
from networks.strategies.forms import HearingForm
from networks.strategies.hearing import HearingPage, hearing_page, organizations_of
from networks.visibility import A_MEMBER, Level, Reader

from .denials import turned_away_from_edition
from .desks import desk_of

KEPT_TEXT = "hearing-text"
"""Where a session keeps what somebody wrote to a hearing before signing in anew."""


class EditionMixin:
    """A view at or beneath an edition's address, for those who may read it."""

    request: HttpRequest
    kwargs: dict[str, Any]
    object: DocumentVersion

    def get_queryset(self) -> QuerySet[DocumentVersion]:
        """Return the editions with what every page of one says."""
        rows = DocumentVersion.objects.select_related(
            "document__responsible_network__facilitator", "document__owner_body", "hearing_contact"
        )
        return rows.prefetch_related("treatments__body")

    def find(self) -> HttpResponse | None:
        """Find the one at the address; return the answer instead where the reader may not have it."""
        address = {"document__slug": self.kwargs["slug"], "number": self.kwargs["number"]}
        readable = self.get_queryset().visible_to(self.request.user).filter(**address)
        if found := readable.first():
            self.object = found
            return None
        return turned_away_from_edition(self.request, get_object_or_404(self.get_queryset(), **address))


@method_decorator(login_not_required, name="dispatch")
class EditionView(EditionMixin, DetailView):
    """An edition by its address."""

    context_object_name = "version"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show it, or turn away."""
        return self.find() or self.render_to_response(self.get_context_data(object=self.object))

    @property
    def reader(self) -> Reader:
        """Whose eyes it is seen with."""
        return self.request.user

    @cached_property
    def page(self) -> EditionPage:
        """What the reader may know of it."""
        return edition_page(self.object, self.reader)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the reader may know of it."""
        return super().get_context_data(page=self.page, document=self.object.document, **kwargs)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Keep what is not for everyone out of the search engines."""
        response: HttpResponse = super().render_to_response(context, **kwargs)
        if self.object.is_restricted:
            response.headers["X-Robots-Tag"] = "noindex"
        return response


class EditionDetail(EditionView):
    """The edition's page: what was decided, what is new, what it says; and its hearing."""

    template_name = "networks/edition_detail.html"
    refused: HearingForm | None = None

    @cached_property
    def hearing(self) -> HearingPage | None:
        """Its hearing, where it is or was on one."""
        return hearing_page(self.object, self.request.user, today=timezone.localdate())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the hearing, and what other apps show."""
        return super().get_context_data(
            hearing=self.hearing,
            form=self.refused or self.empty_form(),
            panels=panels_of_edition(self.object, self.request.user),
            admin_url=desk_of(self.object, self.object.document, self.request.user),
            **kwargs,
        )

    def empty_form(self) -> HearingForm | None:
        """Return the form of the hearing, for those who may fill it in."""
        if self.hearing is None or not self.hearing.may_comment:
            return None
        organizations = organizations_of(self.request.user.person, timezone.localdate())
        kept = self.request.session.get(KEPT_TEXT, {})
        address = reverse("hearing-comment", kwargs=self.kwargs)
        text = self.request.session.pop(KEPT_TEXT)["text"] if kept.get("address") == address else ""
        return HearingForm(organizations=organizations, initial={"text": text})


class EditionPrint(PrintMixin, EditionView):
    """The edition on paper; one that is not adopted has numbered lines, and says on every page what it is.

    It is for handing out, so it says what all those may know whom the edition is for, whoever asks: the
    numbers of the lines are the same in every copy.
    """

    print_template_name = "networks/edition_print.html"

    @property
    def reader(self) -> Reader:
        """Everyone, or any member, or whoever asks for what only the staff have."""
        match self.object.visibility:
            case Level.PUBLIC:
                return AnonymousUser()
            case Level.MEMBERS:
                return A_MEMBER
        return super().reader

    @property
    def file_name(self) -> str:
        """What the PDF is called."""
        return f"{self.object.document.slug}-utgave-{self.object.number}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the numbered lines of one that is not adopted."""
        lines = draft_lines(self.page.areas) if self.page.is_unadopted else ()
        return super().get_context_data(lines=lines, **kwargs)


class EditionPdf(PdfMixin, EditionPrint):
    """The same paper as PDF."""


@method_decorator(login_not_required, name="dispatch")
class EditionFile(EditionMixin, View):
    """The document as it was adopted. Who is there is asked before anything else is answered."""

    file_field: ClassVar = "file"
    checksum_field: ClassVar = "sha256"
    name: ClassVar = "utgave"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Hand out the file, or turn away."""
        if denial := self.find():
            return denial
        version = self.object
        file: FieldFile = getattr(version, self.file_field)
        if not file:
            raise Http404
        kind, _ = mimetypes.guess_type(file.name)
        ending = file.name.rpartition(".")[2]
        return hand_out(
            request,
            file,
            filename=f"{version.document.slug}-{self.name}-{version.number}.{ending}",
            content_type=kind or "application/octet-stream",
            etag=getattr(version, self.checksum_field),
        )


class EditionShortFile(EditionFile):
    """The short version of it."""

    file_field = "short_file"
    checksum_field = "short_sha256"
    name = "kortversjon-utgave"
