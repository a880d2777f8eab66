"""The answer to those who may not read something beneath a network (domain.md §5)."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from networks.models import (
    DocumentVersion,
    Measure,
    Meeting,
    Network,
    NetworkMembership,
    StrategyDocument,
    User,
)


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
    """Return what whoever asks is told instead of ``document``; of mere drafts nobody is told."""
    if not document.versions.filter(state__in=DocumentVersion.PROPOSED).exists():
        raise Http404
    return turned_away_from_document(request, document)


def turned_away_from_edition(request: HttpRequest, version: DocumentVersion) -> HttpResponse:
    """Return what whoever asks is told instead of an edition; of a draft nobody is told anything."""
    if not version.is_proposed:
        raise Http404
    return turned_away_from_document(request, version.document)


def turned_away_from_measure(request: HttpRequest, measure: Measure) -> HttpResponse:
    """Return what whoever asks is told instead of a measure; of one in drafts alone nobody is told."""
    if not DocumentVersion.objects.shown().filter(measure_editions__measure=measure).exists():
        raise Http404
    return turned_away_from_document(request, measure.document)


def turned_away_from_document(request: HttpRequest, document: StrategyDocument) -> HttpResponse:
    """Return what whoever asks is told instead of something of ``document``'s that is there."""
    if document.responsible_network:
        return turned_away(request, document.responsible_network)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    raise Http404


def has_left(user: User, network: Network) -> bool:
    """Return whether ``user`` took part in ``network`` and no longer does."""
    seats = NetworkMembership.objects.filter(person__user=user, network=network)
    today = timezone.localdate()
    return seats.ended_before(today).exists() and not seats.open_at(today).exists()
