"""Elected bodies in the admin."""

from django.contrib import admin

from networks.models import PublicBody

from .registers import RegisterAdmin


@admin.register(PublicBody)
class PublicBodyAdmin(RegisterAdmin):
    """The bodies that the forums report to."""

    never_deleted = "Et organ slettes ikke. Skriv siste dag når det er lagt ned."
    list_display = ("name", "municipality", "level", "default_weekday", "active_to")
    list_filter = ("level",)
    search_fields = ("name", "municipality")
    search_help_text = "Søker i navn og kommune."
    fieldsets = (
        (None, {"fields": (("municipality", "name"), "level", "default_weekday")}),
        ("Når det finnes", {"fields": (("active_from", "active_to"),)}),
    )
