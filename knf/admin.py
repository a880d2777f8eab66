"""The admin: one door for everyone, and the start page "I dag"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from js_asset import Media

from knf.forms import FORMFIELD_OVERRIDES
from knf.text import fold


@dataclass(frozen=True)
class TodayLine:
    """A sentence on the start page that is a link to where the work is done."""

    text: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class TodaySection:
    """A heading on the start page with its lines.

    Without lines ``empty_text`` stands in their place, and without that the section is left out.
    A duty is work that waits for somebody.
    """

    title: str
    lines: list[TodayLine] = field(default_factory=list)
    empty_text: str = ""
    is_duty: bool = False


TodayProvider = Callable[[HttpRequest], TodaySection | None]


class KnfAdminSite(admin.AdminSite):
    """The admin site. Apps add their part of the start page with ``today``."""

    site_header = settings.SITE_NAME
    site_title = "Redaksjonen"
    index_title = "I dag"
    site_url = "/"
    enable_nav_sidebar = True

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self._today: list[TodayProvider] = []

    def today(self, provider: TodayProvider) -> TodayProvider:
        """Register ``provider``, which returns its section, or None for those it is not for."""
        self._today.append(provider)
        return provider

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show what there is to do today."""
        sections = [section for provider in self._today if (section := provider(request))]
        context = {
            "today_sections": [section for section in sections if section.lines or section.empty_text],
            "all_is_well": any(section.is_duty for section in sections)
            and not any(section.is_duty and section.lines for section in sections),
        }
        return super().index(request, context | (extra_context or {}))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Return the apps with what is used daily first: the project's own, the news before all."""
        installed = [config.label for config in apps.get_app_configs()]
        app_list = super().get_app_list(request, app_label)
        return sorted(app_list, key=lambda app: installed.index(app["app_label"]), reverse=True)

    @login_not_required
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send the anonymous through the site's own door; staff only beyond it."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME, reverse("admin:index")))
        if self.has_permission(request):
            return redirect("admin:index")
        raise PermissionDenied

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Leave through the site's own door too: to the front page."""
        logout(request)
        return redirect("front")


class KnfModelAdmin(admin.ModelAdmin):
    """What every admin of the project has in common."""

    formfield_overrides = FORMFIELD_OVERRIDES
    folded_search_field = ""
    """A stored column made by ``knf.text.fold``; searched instead of ``search_fields``."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Call the list by what it lists."""
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Find the rows with all the words, whatever their case, accents and Norwegian letters."""
        if not self.folded_search_field:
            return super().get_search_results(request, queryset, search_term)
        for word in search_term.split():
            queryset = queryset.filter(**{f"{self.folded_search_field}__contains": fold(word)})
        return queryset, False

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Give the editor's import map the nonce of the content policy, and labels no colon."""
        context["media"] = Media.from_media(context["media"], nonce=str(request.csp_nonce))
        context["adminform"].form.label_suffix = ""
        return super().render_change_form(request, context, *args, **kwargs)
