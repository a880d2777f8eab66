"""What a story and a page have in common as views: a text that editors wrote, on screen and on paper."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from articles.figures import with_figures, with_plain_figures
from articles.links import with_current_links
from knf.printing import PrintMixin
from knf.rich_text.display import for_display, numbered_links
from networks.visibility import sees_all


class TextMixin:
    """A detail view of something with a body and an address of its own."""

    object: Any
    request: Any

    def current_body(self) -> str:
        """Return the body with its internal links where they lead today."""
        return with_current_links(self.object.body, user=self.request.user)

    def screen_body(self) -> SafeString:
        """Return the body for the screen."""
        return mark_safe(with_figures(for_display(self.current_body())))  # noqa: S308 – cleaned on save

    def admin_url(self) -> str:
        """Return where the text is edited, for those who do; else ""."""
        model = type(self.object)
        if not sees_all(self.request.user, model):
            return ""
        return reverse(f"admin:articles_{model._meta.model_name}_change", args=[self.object.pk])

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Keep what is not for everyone out of the search engines."""
        response = super().render_to_response(context, **kwargs)  # type: ignore[misc]
        if self.object.is_restricted or not self.object.is_out:
            response.headers["X-Robots-Tag"] = "noindex"
        return response


class TextPrintMixin(PrintMixin):
    """The paper layout of a text: links are numbered, and their addresses stand at the end."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the body for paper and the addresses of its links."""
        body = for_display(self.current_body(), scrolling_tables=False)
        body, notes = numbered_links(body, settings.SITE_URL)
        return super().get_context_data(
            body_html=mark_safe(with_plain_figures(body)),  # noqa: S308 – cleaned on save
            link_notes=notes,
            **kwargs,
        )


class LeadOnMixin:
    """The address that follows a text wherever it moves; bodies link with it."""

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Lead to where it is today."""
        return HttpResponseRedirect(self.object.get_absolute_url())
