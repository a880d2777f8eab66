"""Logins and people in the admin."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.http import HttpRequest

from knf.admin import KnfModelAdmin
from networks.models import Person, Position, User


@admin.register(User)
class UserAdmin(KnfModelAdmin, DjangoUserAdmin):
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

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Logins are deactivated, never deleted."""
        return False


class PositionInline(admin.TabularInline):
    """Where the person works."""

    model = Position
    extra = 0
    autocomplete_fields = ("organization",)


@admin.register(Person)
class PersonAdmin(KnfModelAdmin):
    """A person and the positions they have held."""

    list_display = ("family_name", "given_name", "email", "user")
    list_select_related = ("user",)
    search_fields = ("family_name", "given_name", "email")
    autocomplete_fields = ("user",)
    inlines = (PositionInline,)
