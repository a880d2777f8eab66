"""Memberships of the association in the admin: those in force, and those that run out."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import admin
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from knf.formats import short_date
from knf.text import fold
from networks import health
from networks.models import MemberPeriod, Organization, Person
from networks.registers import MemberPeriodRegister

from .filters import ChoiceFilter
from .registers import RegisterAdmin
from .transfers import TransferMixin

QUARTER = timedelta(days=90)


class ForceFilter(ChoiceFilter):
    """Which memberships there is something to do about."""

    title = "tilstand"
    parameter_name = "tilstand"
    options = (
        ("gjelder", "Gjelder nå"),
        ("utloper", "Utløper innen 90 dager"),
        ("vurderes", "Skal vurderes på nytt"),
        ("utlopt", "Utløpt"),
        ("alle", "Alle"),
    )
    default = "gjelder"

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep the chosen ones."""
        today = timezone.localdate()
        match self.value():
            case "gjelder":
                return queryset.open_at(today)
            case "utloper":
                return queryset.filter(pk__in=health.expiring_periods(today, within=QUARTER).values("pk"))
            case "vurderes":
                return queryset.filter(pk__in=health.reassessments_due(today).values("pk"))
            case "utlopt":
                return queryset.ended_before(today)
        return queryset


@admin.register(MemberPeriod)
class MemberPeriodAdmin(TransferMixin, RegisterAdmin):
    """Memberships, of companies and of people."""

    registers = (MemberPeriodRegister,)
    never_deleted = "Et medlemskap slettes ikke. Skriv siste dag, og hvorfor det sluttet."
    list_display = ("subject", "category", "holds", "reassessment")
    list_display_links = ("subject",)
    list_filter = (ForceFilter, "category")
    list_select_related = ("organization", "person")
    date_hierarchy = "starts_on"
    ordering = (F("ends_on").asc(nulls_last=True), "-starts_on", "pk")
    search_fields = ("organization__search_text", "person__search_text")
    search_help_text = "Søker i navn, tidligere navn og organisasjonsnummer."
    autocomplete_fields = ("organization", "person")
    fieldsets = (
        (
            "Hvem",
            {"fields": ("organization", "person"), "description": "Enten en virksomhet eller en person."},
        ),
        (None, {"fields": ("category", ("starts_on", "ends_on"), "end_reason", "reassess_on")}),
    )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Find memberships by the names of either."""
        for word in fold(search_term).split():
            found = Q(organization__in=Organization.objects.filter(search_text__contains=word))
            found |= Q(person__in=Person.objects.filter(search_text__contains=word))
            queryset = queryset.filter(found)
        return queryset, False

    @admin.display(description="periode", ordering=F("ends_on").asc(nulls_last=True))
    def holds(self, period: MemberPeriod) -> str:
        """Return since when, and through when."""
        return period.period_label

    @admin.display(description="vurderes på nytt", ordering="reassess_on")
    def reassessment(self, period: MemberPeriod) -> str:
        """Return when a start-up is to be looked at again."""
        return f"Vurderes {short_date(period.reassess_on)}" if period.reassess_on else ""

    @admin.display(description="medlem")
    def subject(self, period: MemberPeriod) -> str:
        """Return whose membership it is."""
        return str(period.organization or period.person)
