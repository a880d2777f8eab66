"""What the association has said to others: the list by year, and the letters themselves."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.generic import ListView

from articles.models import Article
from articles.querysets import ArticleQuerySet
from knf.downloads import hand_out

from .articles import ArticleView


@method_decorator(login_not_required, name="dispatch")
class StatementList(ListView):
    """All statements this reader may see, by year, the latest first."""

    template_name = "articles/statement_list.html"
    paginate_by = 40
    page_kwarg = "side"

    def statements(self) -> ArticleQuerySet:
        """Return the statements of every year."""
        return Article.objects.visible_to(self.request.user).published().statements()

    def get_queryset(self) -> ArticleQuerySet:
        """Return the statements of the year that is asked for."""
        year = self.kwargs.get("year")
        return self.statements().filter(said_on__year=year) if year else self.statements()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the years there are statements from."""
        years = self.statements().years(of="said_on")
        return super().get_context_data(year=self.kwargs.get("year"), years=years, **kwargs)


class StatementYear(StatementList):
    """The statements of one year. A year with none that the reader may see does not exist."""

    allow_empty = False


class StatementFile(ArticleView):
    """The letter as it was sent, for those who may read the story."""

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponseBase:
        """Hand out the file, which nobody keeps a copy of on the way."""
        statement = self.object.said
        if not statement or not statement.file:
            raise Http404
        filename = f"{self.object.slug}-uttalelse.pdf"
        return hand_out(self.request, statement.file, filename=filename, content_type="application/pdf")
