"""Lists of stories, and the story on screen and on paper."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.views.generic import DetailView, ListView

from articles.figures import with_figures, with_plain_figures
from articles.links import with_current_links
from articles.models import Article, ArticleSeries, Tag
from articles.querysets import ArticleQuerySet
from articles.structured_data import news_article
from knf.html import for_display, numbered_links
from knf.printing import PdfMixin, PrintMixin
from networks.visibility import sees_all

RELATED = 6
"""How many stories an editor may choose to show below a story."""

PROPOSED = 3
"""How many the site proposes where none is chosen."""


@method_decorator(login_not_required, name="dispatch")
class ArticleList(ListView):
    """All stories this reader may see, newest first."""

    template_name = "articles/article_list.html"
    paginate_by = 12
    page_kwarg = "side"
    tag: Tag | None = None
    series: ArticleSeries | None = None
    year: int | None = None

    def stories(self) -> ArticleQuerySet:
        """Return every story for this reader."""
        return Article.objects.visible_to(self.request.user).published()

    def get_queryset(self) -> ArticleQuerySet:
        """Return the stories, with what their cards show."""
        return self.stories().newest_first().with_cards()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the list is of (all None on the list of all stories), and the years there are."""
        narrowed = self.tag or self.series
        return super().get_context_data(
            tag=self.tag,
            series=self.series,
            year=self.year,
            years=[] if narrowed else self.stories().years(),
            **kwargs,
        )


class ArticleYear(ArticleList):
    """The stories of a year, by month. A year with none that the reader may see does not exist."""

    allow_empty = False
    paginate_by = 60

    def get_queryset(self) -> ArticleQuerySet:
        """Return the stories that came out in the local year."""
        self.year = self.kwargs["year"]
        return super().get_queryset().filter(publish_at__year=self.year)


class TagDetail(ArticleList):
    """The stories under a topic. A topic with none that the reader may see does not exist."""

    allow_empty = False

    def get_queryset(self) -> ArticleQuerySet:
        """Return the topic's stories; raise Http404 when there is no such topic."""
        self.tag = get_object_or_404(Tag, slug=self.kwargs["slug"])
        return super().get_queryset().about(self.tag)


@method_decorator(login_not_required, name="dispatch")
class ArticleView(DetailView):
    """A story for those who may read it; the others get the answers of domain.md §4.15."""

    context_object_name = "article"

    def get_queryset(self) -> ArticleQuerySet:
        """Return what this reader may read."""
        return Article.objects.visible_to(self.request.user).with_detail()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the story, or say in the right way that it cannot be shown."""
        try:
            self.object = self.get_object()
        except Http404:
            return self.without_story(request, **kwargs)
        return self.render_to_response(self.get_context_data(object=self.object))

    def without_story(self, request: HttpRequest, **lookup: Any) -> HttpResponse:
        """Answer for a story that the reader does not get.

        Drafts and embargoes are as if they were not there. Then the level: log in, or as if it
        were not there. Only then, to those who could have read it: it is gone, and why.
        """
        known = (Article.objects.published() | Article.objects.gone()).filter(**lookup)
        article = known.at_level_of(request.user).first()
        if article:
            context = {
                "gone_kind": "expired" if article.is_expired() else "withdrawn",
                "reason": article.withdrawn_reason_public,
            }
            return render(request, "articles/article_gone.html", context, status=410)
        if known.exists() and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        raise Http404

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whose addresses the page leads to: the story's own."""
        return super().get_context_data(**{"here": self.object} | kwargs)

    def current_body(self) -> str:
        """Return the body with its internal links where they lead today."""
        return with_current_links(self.object.body, user=self.request.user)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Keep what is not for everyone out of the search engines."""
        response = super().render_to_response(context, **kwargs)
        if self.object.is_restricted or not self.object.is_published():
            response.headers["X-Robots-Tag"] = "noindex"
        return response


class ArticleDetail(ArticleView):
    """The story's page."""

    template_name = "articles/article_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the body and what stands around the story."""
        article: Article = self.object
        others = Article.objects.visible_to(self.request.user).published()
        related = list(others.related_to(article).with_cards()[:RELATED])
        chosen = [other for other in related if other.is_chosen]
        return super().get_context_data(
            body_html=mark_safe(with_figures(for_display(self.current_body()))),  # noqa: S308 – cleaned on save
            related=chosen or related[:PROPOSED],
            neighbours=others.around(article),
            json_ld=news_article(article),
            is_preview=not article.is_published(),
            admin_url=self.admin_url(),
            **kwargs,
        )

    def admin_url(self) -> str:
        """Return where the story is edited, for those who do; else ""."""
        if not sees_all(self.request.user, Article):
            return ""
        return reverse("admin:articles_article_change", args=[self.object.pk])


class ArticlePrint(PrintMixin, ArticleView):
    """The story's paper layout."""

    print_template_name = "articles/article_print.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the body with numbered links: paper shows their addresses at the end."""
        body = for_display(self.current_body(), scrolling_tables=False)
        body, notes = numbered_links(body, settings.SITE_URL)
        return super().get_context_data(
            body_html=mark_safe(with_plain_figures(body)),  # noqa: S308 – cleaned on save
            link_notes=notes,
            **kwargs,
        )


class ArticlePdf(PdfMixin, ArticlePrint):
    """The same paper as PDF."""


class ArticleLink(ArticleView):
    """The address that follows a story through every change of slug; bodies link with it."""

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Lead to where the story is today."""
        return HttpResponseRedirect(self.object.get_absolute_url())
