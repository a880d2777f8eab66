"""Networks in the admin."""

from django.contrib import admin

from knf.admin import KnfModelAdmin
from networks.models import Network, NetworkMembership


class NetworkMembershipInline(admin.TabularInline):
    """Who takes part, and since when."""

    model = NetworkMembership
    extra = 0
    autocomplete_fields = ("person", "on_behalf_of")


@admin.register(Network)
class NetworkAdmin(KnfModelAdmin):
    """A network and its participants."""

    list_display = ("name", "kind", "facilitator", "closed_on")
    list_filter = ("kind",)
    list_select_related = ("facilitator",)
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    inlines = (NetworkMembershipInline,)
