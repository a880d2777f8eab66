"""Organisations in the admin."""

from django.contrib import admin

from knf.admin import KnfModelAdmin
from networks.models import MemberPeriod, Organization


class MemberPeriodInline(admin.TabularInline):
    """When the organisation was a member."""

    model = MemberPeriod
    extra = 0
    exclude = ("person",)


@admin.register(Organization)
class OrganizationAdmin(KnfModelAdmin):
    """An organisation and its memberships."""

    list_display = ("name", "kind", "municipality", "listed")
    list_filter = ("kind", "listed")
    search_fields = ("name", "org_number")
    inlines = (MemberPeriodInline,)
