"""The outbox page of a local site: it has no mail server, so here is what it would send."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator
from django.views.generic import DetailView, ListView

from networks.models import OutboxMessage


@method_decorator(login_not_required, name="dispatch")
class OutboxList(ListView):
    """All mail, the newest first."""

    model = OutboxMessage
    paginate_by = 30
    page_kwarg = "side"
    template_name = "networks/outbox_list.html"


@method_decorator(login_not_required, name="dispatch")
class OutboxDetail(DetailView):
    """One mail as it was written."""

    model = OutboxMessage
    context_object_name = "mail"
    template_name = "networks/outbox_detail.html"
