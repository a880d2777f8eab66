"""Stories in the newsroom: the list, the form in the order an editor thinks, and its buttons."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from articles import actions
from articles.forms import ArticleForm, WithdrawForm
from articles.meeting_stories import story_of
from articles.models import Article, Tag
from knf.formats import clock, day_and_month, local_date, medium_date, medium_datetime

from .drafts import DraftLinksMixin
from .links import LinkSearchMixin
from .picker import PictureFieldMixin
from .series import next_in_series
from .texts import TextAdmin


class StateFilter(admin.SimpleListFilter):
    """Where a story is on its way, as readers would notice it now."""

    title = "tilstand"
    parameter_name = "tilstand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the states."""
        return [
            ("utkast", "Utkast"),
            ("planlagt", "Planlagt"),
            ("publisert", "Publisert"),
            ("utlopt", "Utløpt"),
            ("trukket", "Trukket tilbake"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep the stories in the chosen state."""
        now, status = timezone.now(), Article.Status
        match self.value():
            case "utkast":
                return queryset.filter(status=status.DRAFT)
            case "planlagt":
                return queryset.filter(status=status.PUBLISHED, publish_at__gt=now)
            case "publisert":
                return queryset.published(at=now)
            case "utlopt":
                return queryset.filter(status=status.PUBLISHED, unpublish_at__lte=now)
            case "trukket":
                return queryset.filter(status=status.WITHDRAWN)
        return queryset


@admin.register(Article)
class ArticleAdmin(LinkSearchMixin, DraftLinksMixin, PictureFieldMixin, TextAdmin):
    """The newsroom's main table."""

    form = ArticleForm
    list_display = ("title", "state", "publish_at_local", "kind", "visibility", "about")
    list_filter = (StateFilter, "kind", "visibility", ("networks", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("network",)
    date_hierarchy = "publish_at"
    search_fields = ("title",)
    search_help_text = "Søker i tittel, ingress, byline og adresse."
    folded_search_field = "search_text"
    autocomplete_fields = (
        *("image", "meeting", "networks", "sender_network", "related"),
        *("strategy_version", "measures"),
    )
    fieldsets = (
        (None, {"fields": ("title", "lead", "body")}),
        ("Bilde", {"fields": ("image",)}),
        ("Om saken", {"fields": ("kind", "byline", "meeting", "event_on", "networks", "tags")}),
        ("Strategi og tiltak", {"fields": ("strategy_version", "measures"), "classes": ("collapse",)}),
        (
            "Uttalelsen",
            {
                "fields": ("recipient", "matter", "their_reference", "deadline", "sent_on", "file"),
                "classes": ("statement",),
            },
        ),
        ("Avsender", {"fields": ("sender_network", "sender_name"), "classes": ("collapse",)}),
        (
            "Hvem og når",
            {"fields": ("visibility", "network", "publish_at", "unpublish_at", "lead_until")},
        ),
        ("Rettelse", {"fields": ("correction",)}),
        ("Serie", {"fields": ("series", "series_no"), "classes": ("collapse",)}),
        ("Les også", {"fields": ("related",), "classes": ("collapse",)}),
        ("Adresse", {"fields": ("slug", "change_address"), "classes": ("collapse",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return the stories with the networks their line names."""
        return super().get_queryset(request).prefetch_related("networks")

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        """Offer a correction once readers have had the story, and unfold what is in use."""
        used = obj or Article(series_no=1 if "series" in request.GET else None)
        fieldsets = [unfolded(fieldset, used) for fieldset in super().get_fieldsets(request, obj)]
        if obj and obj.was_public():
            return fieldsets
        return [(title, options) for title, options in fieldsets if title != "Rettelse"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Propose the editor's own name as byline, and how a story in a series, or from a meeting, begins.

        Nothing else is taken from the address.
        """
        begun = {"byline": request.user.name, **next_in_series(request.GET.get("series", ""))}
        return begun | story_of(request.GET.get("meeting", ""), editor=request.user)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save what makes the story a statement, too."""
        super().save_related(request, form, formsets, change)
        form.save_statement()

    # The list

    @admin.display(description="tilstand", ordering="status")
    def state(self, article: Article) -> str:
        """Return the state as readers would notice it now."""
        if article.is_embargoed():
            return "Planlagt"
        if article.is_expired():
            return "Utløpt"
        return article.get_status_display()

    @admin.display(description="publiseres", ordering="publish_at")
    def publish_at_local(self, article: Article) -> str:
        """Return the time of publication in words."""
        return medium_datetime(article.publish_at) if article.publish_at else "–"

    @admin.display(description="nettverk")
    def about(self, article: Article) -> str:
        """Return the networks that the story is about."""
        return ", ".join(str(network) for network in article.networks.all()) or "–"

    # The form

    def article_buttons(self, article: Article | None) -> list[dict[str, str]]:
        """Return the buttons of the form, in order; the first is what Enter presses."""
        if article is None or article.status == Article.Status.DRAFT:
            when = article.publish_at if article else None
            return [
                {"name": "_save", "label": "Lagre utkast", "kind": "default", "note": ""},
                {
                    "name": "_publish",
                    "label": publish_label(when),
                    "kind": "primary",
                    "note": "",
                },
            ]
        if article.status == Article.Status.WITHDRAWN:
            return [
                {"name": "_save", "label": "Lagre", "kind": "default", "note": ""},
                {"name": "_publish", "label": "Publiser på nytt", "kind": "primary", "note": ""},
            ]
        if article.is_embargoed():
            return [
                {
                    "name": "_save",
                    "label": "Oppdater planlagt sak",
                    "kind": "primary",
                    "note": f"Leserne får saken {medium_datetime(article.publish_at)}.",
                },
                {"name": "_draft", "label": "Tilbake til utkast", "kind": "default", "note": ""},
            ]
        return [
            {
                "name": "_save",
                "label": "Oppdater publisert sak",
                "kind": "primary",
                "note": "Leserne ser endringen med én gang.",
            }
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add the buttons, the way to withdraw, and the topics that are in use."""
        article = context.get("original")
        withdrawable = article and article.status == Article.Status.PUBLISHED
        context |= {
            "article_buttons": self.article_buttons(article),
            "withdraw_url": reverse("admin:articles_article_withdraw", args=[article.pk])
            if withdrawable
            else "",
            "topic_names": Tag.objects.values_list("name", flat=True),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[ModelForm]:
        """Tell the form whether readers will get what is saved: then more is required."""
        form = super().get_form(request, obj, **kwargs)
        form.returning = "_draft" in request.POST
        form.publishing = "_publish" in request.POST or (
            obj is not None and obj.status == Article.Status.PUBLISHED and not form.returning
        )
        return form

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        """Do what the pressed button says."""
        if not change:
            obj.author = request.user
        if "_publish" in request.POST:
            actions.publish(article=obj, by=request.user)
        elif "_draft" in request.POST:
            actions.return_to_draft(article=obj, by=request.user)
        else:
            actions.save_article(article=obj, by=request.user)

    def say_and_stay(self, request: HttpRequest, article: Article) -> HttpResponse:
        """Return to the form with one sentence on what readers see now."""
        if "_share" in request.POST:
            return self.share(request, article)
        link = format_html('<a href="{}">Se saken</a>', article.get_absolute_url())
        if article.is_published():
            done = "publisert" if "_publish" in request.POST else "oppdatert"
            said = format_html("«{}» er {}. {}", article, done, link)
            said = self.said_with_findings(said, article)
        elif article.is_embargoed():
            when = medium_datetime(article.publish_at)
            said = format_html("«{}» publiseres {}. {}", article, when, link)
            said = self.said_with_findings(said, article)
        elif article.is_expired():
            said = format_html("«{}» er lagret. Leserne ser den ikke lenger.", article)
        elif article.status == Article.Status.WITHDRAWN:
            said = format_html("«{}» er lagret. Den er fortsatt trukket tilbake.", article)
        else:
            said = format_html("Utkastet «{}» er lagret. Bare redaksjonen ser det. {}", article, link)
        messages.success(request, said)
        if article.publish_at and article.event_on and local_date(article.publish_at) < article.event_on:
            messages.warning(
                request,
                "Saken er datert før dagen den gjelder, "
                f"{medium_date(article.event_on)}. Er datoene riktige?",
            )
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))

    # Withdrawing

    def get_urls(self) -> list[URLPattern]:
        """Add the page where a story is withdrawn."""
        view = self.admin_site.admin_view(self.withdraw)
        own = path("<int:pk>/trekk-tilbake/", view, name="articles_article_withdraw")
        return [own, *super().get_urls()]

    def withdraw(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the reasons and withdraw the story."""
        return self.ask(
            request,
            Article.objects.filter(status=Article.Status.PUBLISHED),
            pk,
            WithdrawForm,
            actions.withdraw,
            template="admin/articles/article/withdraw.html",
            title="Trekk tilbake",
            done="trukket tilbake",
        )


def unfolded(fieldset: Any, article: Article) -> Any:
    """Return ``fieldset`` open when one of its fields says something (columns only: no query)."""
    title, options = fieldset
    said = article.__dict__
    in_use = any(said.get(name) or said.get(f"{name}_id") for name in options["fields"] if name != "slug")
    if in_use and options.get("classes") == ("collapse",):
        return title, options | {"classes": ()}
    return fieldset


def publish_label(publish_at: Any) -> str:
    """Return what the publish button says: now, or when. The year is only named when another."""
    now = timezone.now()
    if publish_at is None or publish_at <= now:
        return "Publiser nå"
    if local_date(publish_at).year == local_date(now).year:
        return f"Publiser {day_and_month(local_date(publish_at))} {clock(publish_at)}"
    return f"Publiser {medium_datetime(publish_at)}"
