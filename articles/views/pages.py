"""A page on screen and on paper."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.generic import DetailView

from articles.models import Page
from articles.models.pages import PageQuerySet
from knf.printing import PdfMixin

from .texts import LeadOnMixin, TextMixin, TextPrintMixin


@method_decorator(login_not_required, name="dispatch")
class PageView(TextMixin, DetailView):
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


class PageDetail(PageView):
    """The page on screen."""

    template_name = "articles/page_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the body, and the pages above and below in the address."""
        page: Page = self.object
        others = Page.objects.visible_to(self.request.user).published()
        family = list(others.above(page) | others.just_below(page))
        depth = page.path.count("/")
        return super().get_context_data(
            body_html=self.screen_body(),
            above=[other for other in family if other.path.count("/") < depth],
            below=[other for other in family if other.path.count("/") > depth],
            admin_url=self.admin_url(),
            **kwargs,
        )


class PagePrint(TextPrintMixin, PageView):
    """The page's paper layout."""

    print_template_name = "articles/page_print.html"


class PagePdf(PdfMixin, PagePrint):
    """The same paper as PDF."""


class PageLink(LeadOnMixin, PageView):
    """The address that follows a page through every change of path."""
