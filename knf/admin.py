"""The admin: one door for everyone, and the start page "I dag"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.models import Model, QuerySet
from django.forms import BaseForm, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from js_asset import Media

from knf.forms import FORMFIELD_OVERRIDES
from knf.text import fold

AT_MOST = 10
"""How many lines of a section are shown before a link to the rest."""


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


def at_most(lines: list[TodayLine], rest: TodayLine, *, limit: int = AT_MOST) -> list[TodayLine]:
    """Return the first ``limit`` lines, and the way to the rest where there are more."""
    return lines if len(lines) <= limit else [*lines[:limit], rest]


def refuse(form: BaseForm, error: ValidationError) -> None:
    """Add ``error`` to the form that was already found valid: on its fields, where the form has them."""
    for name, sentences in getattr(error, "error_dict", {None: error}).items():
        form.add_error(name if name in form.fields else None, sentences)


class PickerView(AutocompleteJsonView):
    """What the fields with search answer: in the order and the words of the model's own admin."""

    def get_queryset(self) -> QuerySet:
        """Return what was found, the likely ones first."""
        return self.model_admin.in_picker_order(super().get_queryset())

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        """Return the choice, told apart from its namesakes."""
        return super().serialize_result(obj, to_field_name) | {"text": self.model_admin.picker_label(obj)}


SAVED_COPY_COOKIE = "knf_saved_copy"


def forget_copy(response: HttpResponse, name: str) -> None:
    """Let the browser forget its copy ``name`` of what was typed: only now is it saved (unsaved.js)."""
    if name:
        path = reverse("admin:index")
        response.set_cookie(SAVED_COPY_COOKIE, name[:64], max_age=3600, path=path, samesite="Lax")


TodayProvider = Callable[[HttpRequest], TodaySection | None]
View = Callable[..., HttpResponse]

WANTED_IN_ADMIN = "wanted_in_admin"
"""Under this name the session keeps the admin's address that waits for a second factor."""


def needs_second_factor(request: HttpRequest) -> bool:
    """Return whether the admin stays closed until this session has shown a second factor."""
    if not settings.ADMIN_NEEDS_SECOND_FACTOR:
        return False
    records = get_authentication_records(request, request.user)
    return not any(record["method"] == "mfa" for record in records)


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

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Open ``view`` to the staff, where the settings say so after a second factor."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if self.has_permission(request) and needs_second_factor(request):
                return self.ask_for_second_factor(request)
            request.session.pop(WANTED_IN_ADMIN, None)
            return inner(request, *args, **kwargs)

        return guarded

    def ask_for_second_factor(self, request: HttpRequest) -> HttpResponse:
        """Send those who have one to show it, the others to set one up; both come back here."""
        wanted = request.get_full_path()
        if is_mfa_enabled(request.user):
            way = get_adapter().get_reauthentication_methods(request.user)[0]
            return redirect_to_login(wanted, login_url=way["url"])
        request.session[WANTED_IN_ADMIN] = wanted
        return redirect("mfa_index")

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

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Answer the fields with search."""
        return PickerView.as_view(admin_site=self)(request)

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

    def in_picker_order(self, queryset: QuerySet) -> QuerySet:
        """Return the rows in the order in which they are offered to choose from."""
        return queryset

    def picker_label(self, row: Any) -> str:
        """Return what a row is called among others to choose from."""
        return str(row)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Answer a save that came too late, or whose rows contradict each other, with the form again.

        The rule was broken by what somebody else saved in the meantime: a second validation sees it
        and puts it on its field. Where the form's own rows break it, no validation does; then the
        form is told.
        """
        arguments = (request, object_id, form_url, extra_context)
        try:
            return super().changeform_view(*arguments)
        except (ValidationError, IntegrityError):
            try:
                return super().changeform_view(*arguments)
            except ValidationError as error:
                request.refused_save = error
                return super().changeform_view(*arguments)

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[ModelForm]:
        """Let the form of a refused save say why."""
        form = super().get_form(request, obj, **kwargs)
        error = getattr(request, "refused_save", None)
        if error is None:
            return form

        class RefusedForm(form):
            def full_clean(self) -> None:
                super().full_clean()
                if self.is_bound:
                    refuse(self, error)

        return RefusedForm

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Give the editor's import map the nonce of the content policy, and labels no colon."""
        context["media"] = Media.from_media(context["media"], nonce=str(request.csp_nonce))
        context["adminform"].form.label_suffix = ""
        return super().render_change_form(request, context, *args, **kwargs)
