"""The answer to those who may not read something beneath a network (domain.md §5)."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from networks.models import DocumentVersion, Meeting, Network, NetworkMembership, StrategyDocument, User


def turned_away(request: HttpRequest, network: Network) -> HttpResponse:
    """Return what whoever asks is told instead of something of ``network``'s.

    The anonymous sign in first. Those who took part once are told that they no longer do: that
    there is something, they know. To the others there is nothing: raises Http404.
    """
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if isinstance(request.user, User) and has_left(request.user, network):
        context = {"network": network}
        return render(request, "networks/no_longer_participant.html", context, status=404)
    raise Http404


def turned_away_from_meeting(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Return what whoever asks is told instead of ``meeting``, or of something that belongs to it."""
    user = request.user
    networks = meeting.networks if isinstance(user, User) else []
    left = next((network for network in networks if has_left(user, network)), meeting.host_network)
    return turned_away(request, left)


def turned_away_from_strategy(request: HttpRequest, document: StrategyDocument) -> HttpResponse:
    """Return what whoever asks is told instead of ``document``, of which there is nothing to read yet.

    The anonymous sign in where members are heard on a proposal. To all others there is nothing, as
    where there is only a draft: raises Http404.
    """
    is_proposed = document.versions.filter(state__in=DocumentVersion.PROPOSED).exists()
    if is_proposed and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    raise Http404


def has_left(user: User, network: Network) -> bool:
    """Return whether ``user`` took part in ``network`` and no longer does."""
    seats = NetworkMembership.objects.filter(person__user=user, network=network)
    today = timezone.localdate()
    return seats.ended_before(today).exists() and not seats.open_at(today).exists()
