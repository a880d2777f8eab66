"""What is one's own: networks and what is new there, companies, and who is shown how to reach one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import ExpressionWrapper, Q, QuerySet
from django.db.models.fields import BooleanField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.views.generic import TemplateView, UpdateView

from networks import point_actions
from networks.meeting_forms import DoneForm
from networks.models import MemberPeriod, Organization, Person, Position, ReadMark
from networks.my_meetings import minutes_to_look_through, my_action_points, my_meetings
from networks.my_networks import my_networks
from networks.news import moment_shown
from networks.person_forms import ContactForm
from networks.strategies.hearing import open_hearings
from networks.strategies.reported import my_page

LATEST = 5
"""How much of what is new stands on the page itself."""


class MyPage(TemplateView):
    """Where a member begins. A login that belongs to nobody in the register is told what to do."""

    template_name = "networks/my_page.html"
    refused: DoneForm | None = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the register says of the reader today, the meetings to come, and what is promised."""
        today = timezone.localdate()
        user = self.request.user
        person = getattr(user, "person", None)
        networks = my_networks(user)
        news = [item for mine in networks for item in mine.news]
        news.sort(key=lambda item: item.when, reverse=True)
        return super().get_context_data(
            today=today,
            person=person,
            networks=networks,
            meetings=my_meetings(user),
            measures=my_page(person, today=today) if person else [],
            minutes=minutes_to_look_through(user, today=today),
            hearings=open_hearings(user, today=today) if person else [],
            points=[
                (point, point.is_late(today), self.form_for(point.pk))
                for point in my_action_points(user, today=today)
            ],
            news=news[:LATEST],
            news_count=len(news),
            positions=positions(person, today) if person else [],
            own_membership=MemberPeriod.objects.open_at(today).filter(person=person).first()
            if person
            else None,
            **kwargs,
        )

    def form_for(self, key: int) -> DoneForm:
        """Return the form that marks an action point as done: the refused one, where that was it."""
        return self.refused if self.refused and self.refused.key == key else DoneForm(key=key)


class ActionPointDone(MyPage):
    """«Merk som gjort»: what one was to do is done, and what was done."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write it down, or show the page with what was typed and why it was refused."""
        points = my_action_points(request.user, today=timezone.localdate())
        point = get_object_or_404(points, pk=pk)
        form = DoneForm(request.POST, key=pk)
        if form.is_valid():
            try:
                point_actions.finish(point=point, by=request.user, note=form.cleaned_data["note"])
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                messages.success(request, f"Merket som gjort: {point.text}")
                return redirect(f"{reverse('my-page')}#oppfolging")
        self.refused = form
        return self.render_to_response(self.get_context_data())


def positions(person: Person, day: date) -> QuerySet[Position]:
    """Return where ``person`` works on ``day`` (local), the main position first.

    ``is_member`` tells whether the company's people are members through it, ``is_listed`` whether
    it has a page in the list of members.
    """
    members = Q(organization__in=Organization.objects.members_at(day))
    listed = Q(organization__in=Organization.objects.in_member_list(day))
    return (
        Position.objects.open_at(day)
        .filter(person=person)
        .select_related("organization")
        .annotate(
            is_member=ExpressionWrapper(members, BooleanField()),
            is_listed=ExpressionWrapper(listed, BooleanField()),
        )
        .order_by("-is_primary", "-starts_on", "pk")
    )


class SinceLast(TemplateView):
    """What is new in the reader's networks, on one screen and one sheet of paper."""

    template_name = "networks/since_last.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the news by network, and the moment until which they are told."""
        shown_at = timezone.now()
        networks = my_networks(self.request.user, at=shown_at)
        return super().get_context_data(
            networks=networks,
            with_news=[mine for mine in networks if mine.news],
            may_mark_as_read=hasattr(self.request.user, "person"),
            shown_at=shown_at,
            **kwargs,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """«Merk alt som lest»: what was new on the page as it was shown no longer is."""
        if person := getattr(request.user, "person", None):
            networks = [mine.network for mine in my_networks(request.user)]
            ReadMark.objects.mark(person, networks, read_at=moment_shown(request.POST.get("vist", "")))
            messages.success(request, "Alt er merket som lest.")
        return redirect("since-last")


class MyContact(UpdateView):
    """How one is reached, and by whom. One who is nobody in the register has nothing to change here."""

    form_class = ContactForm
    template_name = "networks/my_contact.html"
    success_url = reverse_lazy("my-page")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Lead those without a person to the page that explains it."""
        if not hasattr(request.user, "person"):
            return redirect("my-page")
        return super().dispatch(request, *args, **kwargs)

    def get_object(self, queryset: Any = None) -> Person:
        """Return the reader."""
        return self.request.user.person

    def form_valid(self, form: ContactForm) -> HttpResponse:
        """Save, note who did, and say so."""
        form.instance.updated_by = self.request.user
        messages.success(self.request, "Kontaktopplysningene er lagret.")
        return super().form_valid(form)
