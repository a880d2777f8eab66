"""Logins and people in the admin."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db.models import Case, Exists, F, OuterRef, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from knf.admin import KnfModelAdmin
from networks.admin.sign_in import GuardsSignIn, InvitesPeople
from networks.models import NetworkMembership, Person, Position, User
from networks.permissions import may_give_logins
from networks.registers import PersonRegister, PositionRegister

from .erasures import ErasuresMixin
from .filters import ChoiceFilter, NetworkFilter
from .mergers import PeopleMergersMixin
from .positions import PositionsMixin
from .registers import RegisterAdmin, replaced
from .transfers import TransferMixin


@admin.register(User)
class UserAdmin(GuardsSignIn, KnfModelAdmin, DjangoUserAdmin):
    """A login. A password is optional: the code by e-mail lets everyone in."""

    list_display = ("email", "name", "is_staff", "is_active", "last_login")
    list_filter = ("is_staff", "is_active", "groups")
    search_fields = ("email", "name")
    ordering = ("name", "email", "pk")
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        ("Tilgang", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        ("Datoer", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "name", "is_staff", "usable_password", "password1", "password2")}),
    )
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ("groups",)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Only superusers change a superuser: nobody climbs over those who let them in."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or request.user.is_superuser or not obj.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Logins are deactivated, never deleted."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Only superusers make superusers."""
        fields = super().get_readonly_fields(request, obj)
        return tuple(fields) if request.user.is_superuser else (*fields, "is_superuser")


class WhoFilter(ChoiceFilter):
    """What a person is to the association today."""

    title = "hvem"
    parameter_name = "hvem"
    options = (
        ("alle", "Alle"),
        ("medlemmer", "Medlemmer"),
        ("deltakere", "Deltakere i nettverk"),
        ("innlogging", "De som har innlogging"),
    )

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep the chosen ones."""
        today = timezone.localdate()
        match self.value():
            case "medlemmer":
                return queryset.members_at(today)
            case "deltakere":
                seats = NetworkMembership.objects.open_at(today)
                return queryset.filter(pk__in=seats.values("person"))
            case "innlogging":
                return queryset.filter(user__isnull=False)
        return queryset


@admin.register(Person)
class PersonAdmin(
    TransferMixin, InvitesPeople, ErasuresMixin, PositionsMixin, PeopleMergersMixin, RegisterAdmin
):
    """A person: how to reach them, where they work, and where they take part."""

    registers = (PersonRegister, PositionRegister)
    never_deleted = (
        "En person slettes ikke: referater og deltakerlister nevner dem. Avslutt stillinger og plasser, eller"
        " slå sammen når samme person er registrert to ganger."
    )
    list_display = ("shown_name", "company", "email", "phone")
    list_display_links = ("shown_name",)
    list_filter = (WhoFilter, NetworkFilter, "contact_visibility")
    search_fields = ("search_text",)
    search_help_text = "Søker i navn og e-postadresse."
    folded_search_field = "search_text"
    autocomplete_fields = ("user",)
    readonly_fields = ("login", "pseudonymised_on")
    fieldsets = (
        (None, {"fields": (("given_name", "family_name"),)}),
        ("Kontakt", {"fields": (("email", "phone"), "contact_visibility", "user")}),
        ("Sortering", {"fields": ("sort_override",), "classes": ("collapse",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return the people with where they work."""
        return super().get_queryset(request).with_employer(timezone.localdate())

    def get_fieldsets(self, request: HttpRequest, obj: Person | None = None) -> Any:
        """Whose login it is decides who reads what: to most it is told, and not asked."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj and obj.pseudonymised_on:
            fieldsets = [*fieldsets, ("Navnet", {"fields": ("pseudonymised_on",)})]
        return fieldsets if may_give_logins(request.user) else replaced(fieldsets, user="login")

    def has_change_permission(self, request: HttpRequest, obj: Person | None = None) -> bool:
        """A name that was taken away does not come back."""
        return super().has_change_permission(request, obj) and not (obj and obj.pseudonymised_on)

    @admin.display(description="innlogging")
    def login(self, person: Person) -> str:
        """Return the address that the person signs in with."""
        return person.user.email if person.user else "Ingen ennå"

    # The list and the picker

    @admin.display(description="navn", ordering="sort_key")
    def shown_name(self, person: Person) -> str:
        """Return the name as the list is sorted: the family name first."""
        return f"{person.family_name}, {person.given_name}"

    @admin.display(description="virksomhet")
    def company(self, person: Person) -> str:
        """Return where the person works today."""
        return ", ".join(str(job.organization) for job in person.employments)

    def in_picker_order(self, queryset: QuerySet) -> QuerySet:
        """Return first those who work or take part somewhere today; nobody whose name was taken away."""
        today = timezone.localdate()
        here = {"person": OuterRef("pk")}
        present = Exists(Position.objects.open_at(today).filter(**here))
        present |= Exists(NetworkMembership.objects.open_at(today).filter(**here))
        named = queryset.filter(pseudonymised_on=None)
        return named.order_by(Case(When(present, then=0), default=1), "sort_key", "pk")

    def picker_label(self, row: Person) -> str:
        """Return the name and the company, or the address, to tell namesakes apart."""
        told = [str(job.organization) for job in row.employments[:1]] or [row.email or "uten stilling"]
        return f"{row}, {told[0]}"

    # The form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add where the person works and takes part."""
        if person := context.get("original"):
            context |= {
                "may_edit": self.has_change_permission(request, person),
                "may_erase": self.has_change_permission(request, person) and may_give_logins(request.user),
                "positions": person.positions.select_related("organization").order_by(
                    F("ends_on").desc(nulls_first=True), "-starts_on", "pk"
                ),
                "seats": person.network_memberships.select_related("network", "on_behalf_of").order_by(
                    F("ends_on").desc(nulls_first=True), "-starts_on", "pk"
                ),
                "periods": person.member_periods.all(),
                "today": timezone.localdate(),
            }
        return super().render_change_form(request, context, *args, **kwargs)
