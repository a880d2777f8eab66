"""Pages in the newsroom: the list, the form and its buttons."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from articles import page_actions
from articles.models import Page
from articles.page_forms import LEVELS, PageForm, TakeDownForm
from knf.formats import medium_date

from .old_addresses import OldAddressesMixin
from .texts import TextAdmin


class LevelFilter(admin.SimpleListFilter):
    """Who the page is for."""

    title = "synlighet"
    parameter_name = "synlighet"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the levels that a page can have."""
        return LEVELS

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep the pages at the chosen level."""
        return queryset.filter(visibility=self.value()) if self.value() else queryset


@admin.register(Page)
class PageAdmin(OldAddressesMixin, TextAdmin):
    """The pages that stand still, by address."""

    form = PageForm
    preview_noun = "siden"
    list_display = ("title", "address", "state", "visibility", "menu_order", "review")
    list_filter = ("is_published", LevelFilter)
    search_fields = ("title", "path")
    search_help_text = "Søker i tittel og adresse."
    fieldsets = (
        (None, {"fields": ("title", "lead", "body")}),
        ("Adresse", {"fields": ("path", "change_address")}),
        ("Hvem og hvor lenge", {"fields": ("visibility", "review_by")}),
        ("Hovedmenyen", {"fields": ("menu_order", "menu_title")}),
    )

    # The list

    @admin.display(description="adresse", ordering="path")
    def address(self, page: Page) -> str:
        """Return the address as readers type it."""
        return page.get_absolute_url()

    @admin.display(description="tilstand", ordering="is_published")
    def state(self, page: Page) -> str:
        """Return the state in a word."""
        if page.is_published:
            return "Publisert"
        return "Tatt ned" if page.was_public() else "Utkast"

    @admin.display(description="ses over innen", ordering="review_by")
    def review(self, page: Page) -> str:
        """Return the day somebody promised to look again, and whether it has passed."""
        if page.review_by is None:
            return "–"
        passed = page.is_published and page.review_by <= timezone.localdate()
        return f"{medium_date(page.review_by)}{' – på tide' if passed else ''}"

    # The form

    def page_buttons(self, page: Page | None) -> list[dict[str, str]]:
        """Return the buttons of the form, in order; the first is what Enter presses."""
        if page and page.is_published:
            note = "Leserne ser endringen med én gang."
            return [{"name": "_save", "label": "Oppdater siden", "kind": "primary", "note": note}]
        was_public = page is not None and page.was_public()
        return [
            {"name": "_save", "label": "Lagre utkast", "kind": "default", "note": ""},
            {
                "name": "_publish",
                "label": "Publiser på nytt" if was_public else "Publiser siden",
                "kind": "primary",
                "note": "",
            },
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add the buttons, and the way to take the page down."""
        page = context.get("original")
        context |= {
            "article_buttons": self.page_buttons(page),
            "withdraw_url": reverse("admin:articles_page_take_down", args=[page.pk])
            if page and page.is_published
            else "",
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def get_form(self, request: HttpRequest, obj: Page | None = None, **kwargs: Any) -> type[ModelForm]:
        """Tell the form whether readers will get what is saved: then more is required."""
        form = super().get_form(request, obj, **kwargs)
        form.publishing = "_publish" in request.POST or (obj is not None and obj.is_published)
        return form

    def save_model(self, request: HttpRequest, obj: Page, form: Any, change: bool) -> None:
        """Do what the pressed button says."""
        if "_publish" in request.POST:
            page_actions.publish_page(page=obj, by=request.user)
        else:
            page_actions.save_page(page=obj, by=request.user)

    def say_and_stay(self, request: HttpRequest, page: Page) -> HttpResponse:
        """Return to the form with one sentence on what readers see now."""
        link = format_html('<a href="{}">Se siden</a>', page.get_absolute_url())
        if page.is_published:
            done = "publisert" if "_publish" in request.POST else "oppdatert"
            said = format_html("«{}» er {}. {}", page, done, link)
            said = self.said_with_findings(said, page)
        else:
            said = format_html("Utkastet «{}» er lagret. Bare redaksjonen ser det. {}", page, link)
        messages.success(request, said)
        return HttpResponseRedirect(reverse("admin:articles_page_change", args=[page.pk]))

    # Taking down

    def get_urls(self) -> list[URLPattern]:
        """Add the view where a page is taken down."""
        view = self.admin_site.admin_view(self.take_down)
        return [path("<int:pk>/ta-ned/", view, name="articles_page_take_down"), *super().get_urls()]

    def take_down(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask where readers are led instead, and take the page down."""
        return self.ask(
            request,
            Page.objects.published(),
            pk,
            TakeDownForm,
            page_actions.take_down,
            template="admin/articles/page/take_down.html",
            title="Ta ned siden",
            done="tatt ned",
        )
