"""Where one is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from networks.models import Session
from networks.sessions import DEVICE, SIGNED_IN_AT


@dataclass(frozen=True)
class SignedIn:
    """One browser that is signed in: its words, since when (aware), and whether it is this one."""

    handle: str
    device: str
    since: datetime
    is_this: bool


@method_decorator(never_cache, name="dispatch")
class SessionList(TemplateView):
    """The user's open sessions, this one first; on POST one of the others ends, or all of them."""

    template_name = "networks/session_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the sessions, after this one the latest first.

        One that was signed with an earlier key of the site reads as empty, and lets no browser in.
        """
        told = [(session, session.get_decoded()) for session in Session.objects.open(self.request.user)]
        opened = [self.signed_in(session, data) for session, data in told if data]
        opened.sort(key=lambda one: (one.is_this, one.since), reverse=True)
        return super().get_context_data(sessions=opened, **kwargs)

    def signed_in(self, session: Session, data: dict[str, Any]) -> SignedIn:
        """Return what there is to say of ``session``, which holds ``data``."""
        return SignedIn(
            handle=session.handle,
            device=data[DEVICE],
            since=datetime.fromisoformat(data[SIGNED_IN_AT]),
            is_this=session.session_key == self.request.session.session_key,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """End the session that was chosen, or all of them, but never this one."""
        others = Session.objects.open(request.user).exclude(session_key=request.session.session_key)
        if "handle" in request.POST:
            chosen = [session for session in others if session.handle == request.POST["handle"]]
        else:
            chosen = list(others)
        for session in chosen:
            session.delete()
        ended = len(chosen)
        if ended == 1:
            messages.success(request, "Nettleseren er logget ut.")
        elif ended:
            messages.success(request, f"{ended} nettlesere er logget ut.")
        return redirect("session-list")
