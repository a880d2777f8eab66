"""The registers' part of the start page: one's networks, and what somebody has to look at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from knf.admin import AT_MOST, TodayLine, TodaySection, at_most
from knf.formats import medium_date, month_and_year
from networks import duplicates, health
from networks.models import MemberPeriod, Network, NetworkMembership
from networks.permissions import networks_to_edit

from .labels import participants

Provider = Callable[[HttpRequest, date], TodaySection]


def for_keepers(permission: str) -> Callable[[Provider], Provider]:
    """Register the provider on the start page of those who hold ``permission`` in this app."""

    def register(provider: Provider) -> Provider:
        def section(request: HttpRequest) -> TodaySection | None:
            if not request.user.has_perm(f"networks.{permission}"):
                return None
            return provider(request, timezone.localdate())

        admin.site.today(section)
        return provider

    return register


def form_of(network: Network) -> str:
    """Return the address of the network's form."""
    return reverse("admin:networks_network_change", args=[network.pk])


def list_of(model: str, query: str = "") -> str:
    """Return the address of a list."""
    return reverse(f"admin:networks_{model}_changelist") + query


def in_hers(request: HttpRequest, day: date) -> QuerySet[Network]:
    """Return the networks in operation that are hers to edit."""
    return networks_to_edit(request.user).open_at(day)


@for_keepers("change_network")
def own_networks(request: HttpRequest, day: date) -> TodaySection:
    """Return the way to the networks that she facilitates, and how it is with each."""
    networks = Network.objects.open_at(day).filter(facilitator=request.user)
    seats = NetworkMembership.objects.open_at(day).filter(network__in=networks).order_by()
    counts = dict(seats.values_list("network").annotate(Count("pk")))
    lines = [
        TodayLine(str(network), form_of(network), state_of(network, counts.get(network.pk, 0)))
        for network in health.with_meetings(networks, day)[: AT_MOST + 1]
    ]
    return TodaySection(
        "Nettverkene dine", at_most(lines, TodayLine("Se alle", list_of("network", "?hvem=mine")))
    )


def state_of(network: Network, number: int) -> str:
    """Return that ``number`` take part, when they meet next, and whether the year has too few meetings."""
    ahead, fewest = network.next_meeting_at, network.meetings_per_year_min or 0
    told = [participants(number), f"neste møte {medium_date(ahead)}" if ahead else "ingen møter framover"]
    met = network.held_this_year + network.planned_this_year
    if met < fewest:
        told.append(f"{met} av minst {fewest} møter i år")
    return " · ".join(told)


@for_keepers("change_any_network")
def without_facilitator(request: HttpRequest, day: date) -> TodaySection:
    """Return the networks whose facilitator has left: what is written to them goes to the administrators."""
    left = Network.objects.open_at(day).filter(facilitator__is_active=False).select_related("facilitator")
    lines = [
        TodayLine(
            f"{network} trenger en ny fasilitator",
            form_of(network),
            f"{network.facilitator} er ikke lenger aktiv. Henvendelser går til administratorene.",
        )
        for network in left[: AT_MOST + 1]
    ]
    return TodaySection("Nettverk", at_most(lines, TodayLine("Se alle", list_of("network"))), is_duty=True)


@for_keepers("change_networkmembership")
def long_terms(request: HttpRequest, day: date) -> TodaySection:
    """Return the leaders who have led for more than twelve months."""
    lines = [
        TodayLine(
            f"{seat.person} har ledet {seat.network} i mer enn ett år",
            form_of(seat.network),
            f"Siden {month_and_year(seat.starts_on)}",
        )
        for seat in health.long_leaders(in_hers(request, day), day)[: AT_MOST + 1]
    ]
    rest = TodayLine("Se alle nettverkene", list_of("network"))
    return TodaySection("Ledere", at_most(lines, rest), is_duty=True)


@for_keepers("change_networkmembership")
def doubtful_seats(request: HttpRequest, day: date) -> TodaySection:
    """Return the seats that something has happened to: the company, the job, or a merger."""
    networks = in_hers(request, day)
    lines = [
        TodayLine(
            f"{seat.person} sitter i {seat.network}, men {' og '.join(health.doubts(seat))}",
            form_of(seat.network),
        )
        for seat in health.doubtful_seats(networks, day)[: AT_MOST + 1]
    ]
    lines += [
        TodayLine(
            f"{' og '.join(str(seat.person) for seat in seats)} har to plasser i {seats[0].network} etter en"
            " sammenslåing",
            form_of(seats[0].network),
        )
        for seats in health.doubled_seats(networks, day)
    ]
    rest = TodayLine("Det er flere. De viser seg når disse er ordnet.", list_of("network"))
    return TodaySection("Plasser å se på", at_most(lines, rest), is_duty=True)


@for_keepers("change_memberperiod")
def memberships(request: HttpRequest, day: date) -> TodaySection:
    """Return the memberships that run out, and the start-ups to look at again."""
    expiring = health.expiring_periods(day)[: AT_MOST + 1]
    lines = [
        TodayLine(f"Medlemskapet til {_subject(row)} går ut {medium_date(row.ends_on)}", _period(row))
        for row in expiring
    ]
    lines += [
        TodayLine(
            f"Vurder medlemskapet til {_subject(row)} på nytt",
            _period(row),
            f"{row.get_category_display()}, skulle ses på {medium_date(row.reassess_on)}",
        )
        for row in health.reassessments_due(day)[: AT_MOST + 1]
    ]
    rest = TodayLine("Se alle medlemskapene", list_of("memberperiod"))
    return TodaySection("Medlemskap", at_most(lines, rest), is_duty=True)


def _subject(period: MemberPeriod) -> str:
    return str(period.organization or period.person)


def _period(period: MemberPeriod) -> str:
    return reverse("admin:networks_memberperiod_change", args=[period.pk])


@for_keepers("change_person")
def namesakes(request: HttpRequest, day: date) -> TodaySection:
    """Return how many people may be registered twice."""
    number, lines = len(duplicates.suggestions()), []
    if number:
        pairs = "Ett par navn" if number == 1 else f"{number} par navn"
        lines = [TodayLine(f"{pairs} kan være samme person", reverse("admin:networks_person_duplicates"))]
    return TodaySection("Personer", lines, is_duty=True)
