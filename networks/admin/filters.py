"""Filters of lists that begin with what is in use and keep the rest within reach."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from networks.models import Network, NetworkMembership


class ChoiceFilter(admin.SimpleListFilter):
    """A filter with a ``default`` that holds until something else is chosen; «alle» is one of the choices."""

    options: tuple[tuple[str, str], ...]
    default = "alle"

    def lookups(self, request: HttpRequest, model_admin: Any) -> tuple[tuple[str, str], ...]:
        """Return the choices."""
        return self.options

    def value(self) -> str:
        """Return what was chosen, or the default."""
        chosen = super().value()
        return chosen if chosen in dict(self.options) else self.default

    def choices(self, changelist: ChangeList) -> Any:
        """Yield the choices; none of them is nothing."""
        for value, title in self.options:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": self.value() == value, "query_string": query, "display": title}


class NamedFilter(admin.RelatedOnlyFieldListFilter):
    """A filter by what rows belong to, where those that belong to nothing have a name too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_value_display = "Ingen"


class NetworkFilter(admin.SimpleListFilter):
    """Those who sit in a network today, or whose companies do."""

    title = "nettverk"
    parameter_name = "nettverk"
    seat_of = "person"
    """What of a seat the listed rows are."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[int, str]]:
        """Return the networks in operation."""
        return list(Network.objects.open_at(timezone.localdate()).values_list("pk", "name"))

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep those who have an open seat in the chosen one."""
        if not (self.value() or "").isdecimal():
            return queryset
        seats = NetworkMembership.objects.open_at(timezone.localdate()).filter(network__pk=self.value())
        return queryset.filter(pk__in=seats.values(self.seat_of))


class CompanyNetworkFilter(NetworkFilter):
    """The companies that have a seat in a network today."""

    seat_of = "on_behalf_of"
