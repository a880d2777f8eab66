"""A draft for whoever holds a link to it: the story's own pages, as the anonymous would get them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.decorators import method_decorator

from articles.models import Article, DraftLink

from .articles import ArticleDetail, ArticlePdf, ArticlePrint
from .statements import StatementFile

HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex",
    # The address is the secret: no page that the draft links to may learn it.
    "Referrer-Policy": "no-referrer",
}


@method_decorator(login_not_required, name="dispatch")
class DraftMixin:
    """Finds the story by the link's token instead of by what the reader may see.

    Mixed into a view of the story. All else on the page is what is public, whoever is signed in.
    """

    link: DraftLink | None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Forget who asks, and keep the answer out of every cache and index."""
        request.user = AnonymousUser()
        try:
            response = super().dispatch(request, *args, **kwargs)
        except Http404:
            response = self.without_story(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        # The story has no public address yet.
        response.headers.pop("Link", None)
        return response

    def get_object(self, queryset: Any = None) -> Article:
        """Return the story, if the link works and no reader has had the story yet."""
        self.link = DraftLink.objects.by_token(self.kwargs["token"])
        if self.link is None or not self.link.article.is_to_come():
            raise Http404
        return self.link.article

    def without_story(self, request: HttpRequest, **lookup: Any) -> HttpResponse:
        """Lead to the story once it is out for everyone; else say the same whatever is wrong."""
        if self.link:
            public = Article.objects.visible_to(request.user).filter(pk=self.link.article_id).first()
            if public:
                return HttpResponseRedirect(public.get_absolute_url())
        return render(request, "articles/draft_gone.html", status=404)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Let the page lead to the link's own addresses, and say until when they work."""
        context = super().get_context_data(**kwargs)
        address = f"{settings.SITE_URL}{self.link.get_absolute_url()}"
        return context | {"draft_link": self.link, "here": self.link, "canonical_url": address}


class DraftDetail(DraftMixin, ArticleDetail):
    """The draft's page."""


class DraftPrint(DraftMixin, ArticlePrint):
    """The draft's paper layout."""


class DraftPdf(DraftMixin, ArticlePdf):
    """The same paper as PDF."""


class DraftFile(DraftMixin, StatementFile):
    """The letter that belongs to a draft."""
