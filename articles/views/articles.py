"""Lists of stories, and the story on screen and on paper."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.decorators import method_decorator
from django.views.generic import DetailView, ListView

from articles.meeting_stories import meeting_of
from articles.models import Article, ArticleSeries, Tag
from articles.querysets import ArticleQuerySet
from articles.strategy_stories import measures_of, version_of
from articles.structured_data import news_article
from knf.printing import PdfMixin

from .texts import LeadOnMixin, TextMixin, TextPrintMixin

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
class ArticleView(TextMixin, DetailView):
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
        """Say whose addresses the page leads to, what records it is about, and whether readers have it."""
        article, reader = self.object, self.request.user
        about = {
            "here": article,
            "meeting": meeting_of(article, reader),
            "version": version_of(article, reader),
            "told_measures": measures_of(article, reader),
            "is_preview": not article.is_published(),
        }
        return super().get_context_data(**about | kwargs)


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
            body_html=self.screen_body(),
            related=chosen or related[:PROPOSED],
            neighbours=others.around(article),
            json_ld=news_article(article),
            admin_url=self.admin_url(),
            **kwargs,
        )


class ArticlePrint(TextPrintMixin, ArticleView):
    """The story's paper layout."""

    print_template_name = "articles/article_print.html"


class ArticlePdf(PdfMixin, ArticlePrint):
    """The same paper as PDF."""


class ArticleLink(LeadOnMixin, ArticleView):
    """The address that follows a story through every change of slug."""
