"""A page on screen and on paper."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.views.generic import DetailView

from articles.figures import with_figures, with_plain_figures
from articles.links import with_current_links
from articles.models import Page
from articles.models.pages import PageQuerySet
from knf.html import for_display, numbered_links
from knf.printing import PdfMixin, PrintMixin
from networks.visibility import sees_all


@method_decorator(login_not_required, name="dispatch")
class PageView(DetailView):
    """A page for those who may read it. A draft, or one taken down, is as if it were not there."""

    model = Page
    context_object_name = "page"
    slug_field = slug_url_kwarg = "path"

    def get_queryset(self) -> PageQuerySet:
        """Return what this reader may read."""
        return Page.objects.visible_to(self.request.user)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page, ask the anonymous to sign in for it, or know of nothing."""
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            if not request.user.is_authenticated and Page.objects.published().filter(**kwargs).exists():
                return redirect_to_login(request.get_full_path())
            raise

    def current_body(self) -> str:
        """Return the body with its internal links where they lead today."""
        return with_current_links(self.object.body, user=self.request.user)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Keep what is not for everyone out of the search engines."""
        response = super().render_to_response(context, **kwargs)
        if self.object.is_restricted or not self.object.is_published:
            response.headers["X-Robots-Tag"] = "noindex"
        return response


class PageDetail(PageView):
    """The page on screen."""

    template_name = "articles/page_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the body, and the pages above and below in the address."""
        page: Page = self.object
        body = with_figures(for_display(self.current_body()))
        others = Page.objects.visible_to(self.request.user).published()
        family = list(others.above(page) | others.just_below(page))
        depth = page.path.count("/")
        return super().get_context_data(
            body_html=mark_safe(body),  # noqa: S308 – cleaned on save
            above=[other for other in family if other.path.count("/") < depth],
            below=[other for other in family if other.path.count("/") > depth],
            admin_url=self.admin_url(),
            **kwargs,
        )

    def admin_url(self) -> str:
        """Return where the page is edited, for those who do; else ""."""
        if not sees_all(self.request.user, Page):
            return ""
        return reverse("admin:articles_page_change", args=[self.object.pk])


class PagePrint(PrintMixin, PageView):
    """The page's paper layout."""

    print_template_name = "articles/page_print.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the body with numbered links: paper shows their addresses at the end."""
        body = for_display(self.current_body(), scrolling_tables=False)
        body, notes = numbered_links(body, settings.SITE_URL)
        return super().get_context_data(
            body_html=mark_safe(with_plain_figures(body)),  # noqa: S308 – cleaned on save
            link_notes=notes,
            **kwargs,
        )


class PagePdf(PdfMixin, PagePrint):
    """The same paper as PDF."""


class PageLink(PageView):
    """The address that follows a page through every change of path; bodies link with it."""

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Lead to where the page is today."""
        return HttpResponseRedirect(self.object.get_absolute_url())
