"""The front page."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from articles.models import Article
from networks.models import Network
from networks.public_meetings import next_public_dates
from networks.strategies.tree import followed_up, strategy_tree

LATEST = 10


@method_decorator(login_not_required, name="dispatch")
class Front(TemplateView):
    """The newest story large, or the one that stays on top; the next ones beside it."""

    template_name = "articles/front.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the stories this reader may see, and what everyone may: how it goes, meetings, networks."""
        stories = Article.objects.visible_to(self.request.user).published()
        newest = list(stories.lead_first().with_cards()[: LATEST + 1])
        today = timezone.localdate()
        return super().get_context_data(
            lead_story=newest[0] if newest else None,
            latest=newest[1:],
            next_dates=next_public_dates(at=timezone.now()),
            strategies=list(followed_up(strategy_tree(AnonymousUser(), day=today), day=today)),
            networks=Network.objects.open_at(today).with_company_count(today),
            **kwargs,
        )
