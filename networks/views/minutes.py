"""The minutes of a meeting at their one address: on screen, on paper, and what is said to them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from knf.printing import PdfMixin, PrintMixin
from knf.text import key_in
from networks import minutes_actions
from networks.meeting_forms import CommentForm
from networks.meeting_reports import facilitates
from networks.minutes_reports import MinutesPage, minutes_page, version_for
from networks.models import Meeting, Minutes, MinutesItem
from networks.openings import note_opening
from networks.permissions import is_called, may_edit_meeting
from networks.visibility import Level, sees_all

from .denials import turned_away_from_meeting
from .meetings import FOR_SECRETARY
from .networks import NetworkMixin


def meeting_at(slug: str, year: int, number: int) -> Meeting:
    """Return the meeting that has the address; raise Http404 for none. Who may know of it is asked after."""
    meetings = Meeting.objects.select_related("host_network__facilitator", "chaired_by", "secretary")
    return get_object_or_404(
        meetings.prefetch_related("co_networks"), host_network__slug=slug, year=year, number=number
    )


@method_decorator(login_not_required, name="dispatch")
class MinutesView(NetworkMixin, TemplateView):
    """The version that the reader gets, or the right way to say that there is none (domain.md §4.15)."""

    object: Minutes
    for_participants = False

    @property
    def query(self) -> str:
        """The query string of the same version, with its question mark; or ""."""
        return f"?versjon={self.wanted_version}" if self.wanted_version else ""

    @property
    def wanted_version(self) -> int | None:
        """The version that is asked for; None for the one that holds. Raises Http404 for no number."""
        wanted = self.request.GET.get("versjon") or self.request.POST.get("versjon")
        if not wanted:
            return None
        if not wanted.isdecimal() or len(wanted) > 4:
            raise Http404
        return int(wanted)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the minutes, and note who opened them."""
        return self.find(**kwargs) or self.show(**kwargs)

    def show(self, **kwargs: Any) -> HttpResponse:
        """Return the page of the version that was found; that it was opened is noted before."""
        context = self.get_context_data(**kwargs)
        if self.request.method != "HEAD" and context["page"].is_restricted:
            note_opening(self.request.user, self.object)
        return self.render_to_response(context)

    def find(self, slug: str, year: int, number: int) -> HttpResponse | None:
        """Find the version; return the answer instead where the reader gets none."""
        reader, wanted = self.request.user, self.wanted_version
        meeting = meeting_at(slug, year, number)
        minutes = version_for(reader, meeting, number=wanted)
        if minutes is None:
            if not meeting.minutes.exclude(state=Minutes.State.DRAFT).exists():
                raise Http404
            return turned_away_from_meeting(self.request, meeting)
        if minutes.state == Minutes.State.WITHDRAWN and not (wanted and sees_all(reader, Minutes)):
            return self.gone(minutes)
        self.object = minutes
        return None

    def gone(self, minutes: Minutes) -> HttpResponse:
        """Return the word that they are withdrawn, why, and what replaces them."""
        reader, meeting = self.request.user, minutes.meeting
        now = version_for(reader, meeting)
        context = {
            "minutes": minutes,
            "meeting": meeting,
            "replacement": None if now is None or now.state == Minutes.State.WITHDRAWN else now,
            "versions": meeting.minutes.latest_first() if sees_all(reader, Minutes) else [],
        }
        response = render(self.request, "networks/minutes_gone.html", context, status=410)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the minutes as far as they are open to the reader."""
        page = minutes_page(self.object, self.request.user, for_participants=self.for_participants)
        return super().get_context_data(
            page=page,
            minutes=self.object,
            meeting=self.object.meeting,
            network=self.object.network,
            query=self.query,
            **kwargs,
        )

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Keep names, and what is not for everybody, out of the search engines."""
        response = super().render_to_response(context, **kwargs)
        page: MinutesPage = context["page"]
        if page.is_restricted or page.attendance:
            response.headers["X-Robots-Tag"] = "noindex"
        return response


class MinutesDetail(MinutesView):
    """The minutes on screen, with the comments of those who were called."""

    template_name = "networks/minutes_detail.html"
    refused: CommentForm | None = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add a form for all that may be commented on, and the ways to write and to withdraw the text."""
        context = super().get_context_data(**kwargs)
        page: MinutesPage = context["page"]
        meeting = self.object.meeting
        may_edit = may_edit_meeting(self.request.user, meeting)
        may_withdraw = may_edit and self.object.state == Minutes.State.PUBLISHED
        written_at = reverse("admin:networks_meeting_change", args=[meeting.pk])
        withdrawn_at = reverse("admin:networks_meeting_withdraw_minutes", args=[meeting.pk])
        return context | {
            "lines": [(line, self.form_for(page, line.key)) for line in page.lines],
            "form": self.form_for(page, None),
            "admin_url": f"{written_at}#referat" if may_edit else "",
            "withdraw_url": withdrawn_at if may_withdraw else "",
        }

    def form_for(self, page: MinutesPage, key: int | None) -> CommentForm | None:
        """Return the form for a comment on an item, or on the whole: the refused one, where that was it."""
        if self.refused and self.refused.key == key:
            return self.refused
        return CommentForm(key=key) if page.may_comment else None


class MinutesCommentView(MinutesDetail):
    """«Send merknad»: what one of those who were called has to say, until the deadline."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add the comment, or show the page with what was typed and why it was refused."""
        if not request.user.is_authenticated:
            return redirect_to_login(reverse("minutes-detail", kwargs=kwargs))
        if denial := self.find(**kwargs):
            return denial
        minutes = self.object
        if not is_called(request.user, minutes.meeting):
            raise Http404
        item = self.item()
        form = CommentForm(request.POST, key=item and item.pk)
        if form.is_valid():
            try:
                minutes_actions.add_comment(
                    minutes=minutes, person=request.user.person, text=form.cleaned_data["text"], item=item
                )
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                messages.success(request, "Merknaden er sendt. Sekretæren svarer på den her.")
                return redirect(self.way_back(item))
        self.refused = form
        return self.show(**kwargs)

    def way_back(self, item: MinutesItem | None) -> str:
        """Return where the comment stands; the version is named only where it is not the one that holds."""
        minutes = self.object
        query = "" if version_for(self.request.user, minutes.meeting) == minutes else self.query
        return f"{minutes.get_absolute_url()}{query}#{f'sak-{item.pk}' if item else 'merknader'}"

    def item(self) -> MinutesItem | None:
        """Return the item that the comment is on; raise Http404 for one that the reader may not read."""
        key = self.request.POST.get("sak", "")
        if not key:
            return None
        items = MinutesItem.objects.visible_to(self.request.user).filter(minutes=self.object)
        return get_object_or_404(items, pk=key_in(key))


class MinutesPrint(PrintMixin, MinutesView):
    """The minutes on paper, with lines to sign on.

    It is for handing out: whoever looks after the meeting prints what its participants may read, and
    has another copy for what they may not.
    """

    print_template_name = "networks/minutes_print.html"

    @property
    def for_participants(self) -> bool:
        """Whether what only the office may read is left out. Raises PermissionDenied for its own copy."""
        user, meeting = self.request.user, self.object.meeting
        if self.request.GET.get("for") != FOR_SECRETARY:
            looks_after = sees_all(user, Minutes) or facilitates(user, meeting.networks)
            return looks_after and self.object.visibility != Level.STAFF
        if not may_edit_meeting(user, meeting):
            raise PermissionDenied
        return False

    @property
    def query(self) -> str:
        """The query string of the same version, and of the same copy."""
        parameters = {name: self.request.GET[name] for name in ("versjon", "for") if name in self.request.GET}
        return f"?{urlencode(parameters)}" if parameters else ""

    @property
    def file_name(self) -> str:
        """What the PDF is called."""
        meeting = self.object.meeting
        name = f"{meeting.host_network.slug}-{meeting.year}-{meeting.number}-referat"
        return f"{name}-sekretaer" if self.request.GET.get("for") == FOR_SECRETARY else name


class MinutesPdf(PdfMixin, MinutesPrint):
    """The same paper as PDF."""
