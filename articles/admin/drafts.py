"""Links to a draft, for those outside the newsroom: made with one button, listed, taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from articles.models import Article, DraftLink
from articles.models.drafts import VALID_FOR
from knf.formats import medium_datetime

TERMS = {"1": "i ett døgn", "7": "i sju dager", "30": "i tretti dager"}
"""How long a link can work, by the days."""


class DraftLinksMixin:
    """Adds the draft links to the admin of the stories."""

    def get_urls(self) -> list[URLPattern]:
        """Add the list of a story's links, and what makes and revokes one."""
        wrap = self.admin_site.admin_view
        listed, made, revoked = (
            wrap(require_safe(self.draft_links)),
            wrap(require_POST(self.make_draft_link)),
            wrap(require_POST(self.revoke_draft_link)),
        )
        own = "<int:pk>/kladdelenker/"
        return [
            path(own, listed, name="articles_article_draft_links"),
            path(f"{own}ny/", made, name="articles_article_make_draft_link"),
            path(f"{own}<int:link>/trekk-tilbake/", revoked, name="articles_article_revoke_draft_link"),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Say whether the story can be shared, and where its links are."""
        article = context.get("original")
        context |= {
            "may_share": article is None or article.is_to_come(),
            "draft_links_url": self.draft_links_url(article) if article else "",
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def draft_links_url(self, article: Article) -> str:
        """Return where the links of ``article`` are listed."""
        return reverse("admin:articles_article_draft_links", args=[article.pk])

    def share(self, request: HttpRequest, article: Article) -> HttpResponse:
        """Make a link to ``article``, which must still be to come, and show it among the others."""
        if not article.is_to_come():
            messages.warning(request, f"«{article}» er ingen kladd, så den får ingen kladdelenke.")
            return HttpResponseRedirect(self.draft_links_url(article))
        days = request.POST.get("dager")
        expires_at = timezone.now() + (timedelta(days=int(days)) if days in TERMS else VALID_FOR)
        link = DraftLink.objects.create(article=article, created_by=request.user, expires_at=expires_at)
        self.log_change(request, article, "Laget en kladdelenke.")
        messages.success(request, f"Lenken er laget. Den virker til {medium_datetime(link.expires_at)}.")
        return HttpResponseRedirect(self.draft_links_url(article))

    def shared_article(self, request: HttpRequest, pk: int) -> Article:
        """Return the story, for those who may change it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        return get_object_or_404(Article, pk=pk)

    def draft_links(self, request: HttpRequest, pk: int) -> HttpResponse:
        """List the story's links, the newest first."""
        article = self.shared_article(request, pk)
        return TemplateResponse(
            request,
            "admin/articles/article/draft_links.html",
            {
                **self.admin_site.each_context(request),
                "title": "Kladdelenker",
                "original": article,
                "opts": self.opts,
                "links": article.draft_links.select_related("created_by"),
                "may_share": article.is_to_come(),
                "terms": TERMS.items(),
                "usual_term": str(VALID_FOR.days),
                # The admin's own site_url is a path.
                "base_url": settings.SITE_URL,
            },
        )

    def make_draft_link(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make a link to the story as it is saved."""
        return self.share(request, self.shared_article(request, pk))

    def revoke_draft_link(self, request: HttpRequest, pk: int, link: int) -> HttpResponse:
        """Stop the link from working."""
        article = self.shared_article(request, pk)
        get_object_or_404(article.draft_links, pk=link).revoke()
        self.log_change(request, article, "Trakk tilbake en kladdelenke.")
        messages.success(request, "Lenken er trukket tilbake og virker ikke lenger.")
        return HttpResponseRedirect(self.draft_links_url(article))
