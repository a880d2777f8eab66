"""Calendars to fetch: of one meeting, of a network, and of a person at a secret address."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView, View

from networks import calendars
from networks.emails import absolute
from networks.models import CalendarToken, Meeting, Network
from networks.person_forms import MailForm

from .meetings import MeetingView
from .networks import NetworkMixin


def calendar_response(content: bytes, *, file_name: str, is_private: bool) -> HttpResponse:
    """Return the calendar file ``content``. A private one no cache may keep."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}.ics"'
    response.headers["X-Robots-Tag"] = "noindex"
    if is_private:
        response.headers["Cache-Control"] = "private, no-store"
    return response


class MeetingCalendar(MeetingView):
    """One meeting as a file, for those who may know of it."""

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Return the file, with the digital link for those who are called."""
        meeting, reader = self.object, self.request.user
        return calendar_response(
            calendars.feed([meeting], reader),
            file_name=f"{meeting.host_network.slug}-{meeting.year}-{meeting.number}",
            is_private=reader.is_authenticated or meeting.is_restricted,
        )


@method_decorator(login_not_required, name="dispatch")
class NetworkCalendar(NetworkMixin, View):
    """A network's public meetings, the same for whoever asks. Unchanged, it is not sent again (ETag)."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Return the feed."""
        network = get_object_or_404(Network, slug=slug)
        everyone = AnonymousUser()
        meetings = calendars.recent(Meeting.objects.visible_to(everyone).of([network.pk]))
        return calendar_response(
            calendars.feed(meetings, everyone, name=f"Åpne møter i {network}"),
            file_name=network.slug,
            is_private=False,
        )


@method_decorator(login_not_required, name="dispatch")
class PersonCalendar(View):
    """What a person is to attend, at an address that only the person knows, without signing in.

    It shows what the person may see at the moment it is asked for, and nothing to one who may no
    longer sign in.
    """

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        """Return the feed; an address that was renewed is like one that never was."""
        tokens = CalendarToken.objects.select_related("person__user").filter(
            person__user__is_active=True, person__pseudonymised_on=None
        )
        person = get_object_or_404(tokens, secret=secret).person
        meetings = calendars.recent(calendars.own_meetings(person.user))
        return calendar_response(
            calendars.feed(meetings, person.user, name=f"Møtene mine i {settings.SITE_SHORT_NAME}"),
            file_name="mine-moter",
            is_private=True,
        )


class OwnView:
    """A view of what is the reader's own in the register. One who is nobody there is led to Min side."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer those who are somebody."""
        if not hasattr(request.user, "person"):
            return redirect("my-page")
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


@method_decorator(never_cache, name="dispatch")
class MyCalendar(OwnView, TemplateView):
    """The secret address of one's calendar, and how it is used; on POST it is made, or made anew."""

    template_name = "networks/my_calendar.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the address, empty until there is one, and the same as a link that calendars open."""
        token = CalendarToken.objects.filter(person=self.request.user.person).first()
        url = absolute(reverse("person-calendar", args=[token.secret])) if token else ""
        _scheme, _colon, rest = url.partition(":")
        return super().get_context_data(token=token, url=url, webcal_url=f"webcal:{rest}", **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give the calendar an address, and put out the one it had."""
        token, is_new = CalendarToken.objects.get_or_create(person=request.user.person)
        if is_new:
            messages.success(request, "Kalenderen din har fått en adresse.")
        else:
            token.renew()
            messages.success(request, "Kalenderen har fått en ny adresse. Den gamle virker ikke lenger.")
        return redirect("my-calendar")


class MyMail(OwnView, FormView):
    """What one gets by mail, of what is not essential."""

    form_class = MailForm
    template_name = "networks/my_mail.html"
    success_url = reverse_lazy("my-page")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Add whose choice it is."""
        return super().get_form_kwargs() | {"person": self.request.user.person}

    def form_valid(self, form: MailForm) -> HttpResponse:
        """Save, and say so."""
        form.save()
        messages.success(self.request, "Valgene dine er lagret.")
        return super().form_valid(form)
