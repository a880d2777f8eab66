"""Organisations in the admin: names, memberships, seats and mergers."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Case, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from knf.formats import short_date
from knf.forms import FORMFIELD_OVERRIDES
from networks.models import MemberPeriod, Organization, OrganizationName
from networks.registers import OrganizationNameRegister, OrganizationRegister

from .filters import ChoiceFilter, CompanyNetworkFilter
from .mergers import OrganizationMergersMixin
from .registers import RegisterAdmin
from .transfers import TransferMixin


class RowForm(forms.ModelForm):
    """A row of a table, whose fields are named by the head of their column for the eye alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label


class PeriodsFormSet(forms.BaseInlineFormSet):
    """Rows of which one holds at a time, compared as the form has them: one may end where another begins."""

    def full_clean(self) -> None:
        """Let no row be compared with what the others were before."""
        together = [form.instance.pk for form in self.initial_forms]
        for form in self.forms:
            form.instance.saved_with = together
        super().full_clean()

    def clean(self) -> None:
        """Refuse a row that holds on a day of one above it."""
        super().clean()
        rows = [form for form in self.forms if form.instance.starts_on and not form.errors]
        for above, below in combinations(rows, 2):
            if above.instance.overlaps(below.instance):
                other = above.instance.period_label
                below.add_error("starts_on", below.instance.overlap_message % {"other": other})


class OrganizationNameInline(admin.TabularInline):
    """What the organisation was called before."""

    model = OrganizationName
    form = RowForm
    formset = PeriodsFormSet
    formfield_overrides = FORMFIELD_OVERRIDES
    extra = 0
    can_delete = False


class MemberPeriodInline(admin.TabularInline):
    """When the organisation was a member."""

    model = MemberPeriod
    form = RowForm
    formset = PeriodsFormSet
    formfield_overrides = FORMFIELD_OVERRIDES
    extra = 0
    can_delete = False
    exclude = ("person",)


class MemberFilter(ChoiceFilter):
    """Whether an organisation is a member today."""

    title = "medlemskap"
    parameter_name = "medlemskap"
    options = (
        ("alle", "Alle som finnes"),
        ("medlemmer", "Medlemmer"),
        ("andre", "Ikke medlemmer"),
        ("opphort", "Opphørt eller slått sammen"),
    )

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep the chosen ones; what does not exist any more only when it is asked for."""
        today = timezone.localdate()
        members = Organization.objects.members_at(today)
        match self.value():
            case "medlemmer":
                return queryset.existing_at(today).filter(pk__in=members)
            case "andre":
                return queryset.existing_at(today).exclude(pk__in=members)
            case "opphort":
                return queryset.filter(dissolved_on__lte=today)
        return queryset.existing_at(today)


@admin.register(Organization)
class OrganizationAdmin(TransferMixin, OrganizationMergersMixin, RegisterAdmin):
    """An organisation: what it is, what it was called, its memberships, and who sits where for it."""

    registers = (OrganizationRegister, OrganizationNameRegister)
    never_deleted = (
        "En virksomhet slettes ikke: det som er skrevet, nevner den. Skriv når den opphørte, eller slå den"
        " sammen med den som førte den videre."
    )
    list_display = ("name", "kind", "municipality", "membership")
    list_filter = (MemberFilter, CompanyNetworkFilter, "kind", "listed")
    search_fields = ("search_text",)
    search_help_text = "Søker i navn, tidligere navn og organisasjonsnummer."
    folded_search_field = "search_text"
    fieldsets = (
        (None, {"fields": ("name", ("org_number", "kind"), ("municipality", "website"), "listed")}),
        ("Sortering", {"fields": ("sort_override",), "classes": ("collapse",)}),
        ("Opphør", {"fields": ("dissolved_on", "went_into"), "classes": ("collapse",)}),
    )
    readonly_fields = ("went_into",)
    inlines = (OrganizationNameInline, MemberPeriodInline)

    # The list and the picker

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return the organisations, each with whether it is a member today."""
        members = Organization.objects.members_at(timezone.localdate())
        return (
            super()
            .get_queryset(request)
            .annotate(is_member=Case(When(Q(pk__in=members), then=True), default=False))
        )

    @admin.display(description="medlemskap", ordering="is_member")
    def membership(self, organization: Organization) -> str:
        """Return whether it is a member today, in its own name or through a merger."""
        return "Medlem" if organization.is_member else "Ikke medlem"

    def in_picker_order(self, queryset: QuerySet) -> QuerySet:
        """Return first those that still exist."""
        gone = Q(dissolved_on__lte=timezone.localdate())
        return queryset.order_by(Case(When(gone, then=1), default=0), "sort_key", "pk")

    def picker_label(self, row: Organization) -> str:
        """Return the name, and what tells namesakes apart."""
        if row.dissolved_on and row.dissolved_on <= timezone.localdate():
            return f"{row} (opphørt {row.dissolved_on.year})"
        return f"{row}, {row.municipality}"

    # The form

    @admin.display(description="slått sammen med")
    def went_into(self, organization: Organization) -> str:
        """Return what carries it on."""
        if organization.merged_into is None:
            return "– («Slå sammen …» øverst)"
        return f"{organization.merged_into}, fra {short_date(organization.dissolved_on)}"

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add who works there, and who sits in networks for it."""
        if organization := context.get("original"):
            today = timezone.localdate()
            seats = organization.network_memberships.between(today, None)
            positions = organization.positions.between(today, None)
            context |= {
                "may_merge": self.has_change_permission(request, organization)
                and organization.merged_into_id is None,
                "seats": seats.select_related("network", "person").order_by(
                    "network__sort_key", "person__sort_key", "pk"
                ),
                "positions": positions.select_related("person").order_by("person__sort_key", "pk"),
                "absorbed": organization.absorbed.order_by("dissolved_on", "pk"),
            }
        return super().render_change_form(request, context, *args, **kwargs)
