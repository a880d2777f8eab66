"""Links to the site's own content, in the newsroom: the picker's search, and the list below a text."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from articles.link_targets import find, linked_from
from articles.models import Article, Page
from knf.rich_text.cleaning import clean
from networks.visibility import sees_all


@require_safe
def link_search(request: HttpRequest) -> HttpResponse:
    """Answer with what ``q`` finds, or with what the stable address ``lenke`` leads to."""
    if not any(sees_all(request.user, model) for model in (Article, Page)):
        raise PermissionDenied
    if address := request.GET.get("lenke"):
        targets = [
            link.target
            for link in linked_from(address)
            if link.target and sees_all(request.user, type(link.target.row))
        ]
    else:
        targets = find(request.GET.get("q", ""), user=request.user)
    names = ("url", "title", "kind", "date", "state")
    return JsonResponse({"results": [{name: getattr(target, name) for name in names} for target in targets]})


class LinkSearchMixin:
    """Adds the picker's search to the admin of stories."""

    def get_urls(self) -> list[URLPattern]:
        """Add the address of the search."""
        view = self.admin_site.admin_view(link_search)
        return [path("lenker/", view, name="articles_link_search"), *super().get_urls()]


class BodyLinksMixin:
    """Shows below the text what it links to; for the admin of something with a body."""

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Look at the text as the form has it."""
        form = context["adminform"].form
        body = form["body"].value() if "body" in form.fields else ""
        context["body_links"] = linked_from(clean(body or ""), story=context.get("original"))
        return super().render_change_form(request, context, *args, **kwargs)
