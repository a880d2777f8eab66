"""The session store: Django's own, in a table that knows whose a session is.

With that a user can see where they are signed in, and end it, in one query. A session that is
ended is a deleted row; there is no second list that could disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from networks.models import Session, User

SIGNED_IN_AT = "signed_in_at"
DEVICE = "device"

# What a browser calls itself by, and its name; the first that fits, for most claim to be others too.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internett",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "CrOS": "Chromebook",
    "Windows": "Windows",
    "Macintosh": "Mac",
    "Linux": "Linux",
}


class SessionStore(DatabaseStore):
    """Keeps a session together with its user."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return the table."""
        return Session

    def create_model_instance(self, data: Mapping[str, Any]) -> Session:
        """Return the row for ``data``, which names the user once one has signed in."""
        session = super().create_model_instance(data)
        session.user_id = data.get(SESSION_KEY)
        return session


@receiver(user_logged_in)
def remember_the_device(request: HttpRequest, **kwargs: Any) -> None:
    """Write into the session when and with what its user signed in."""
    request.session[SIGNED_IN_AT] = timezone.now().isoformat()
    request.session[DEVICE] = device_in_words(request.headers.get("User-Agent", ""))


def device_in_words(user_agent: str) -> str:
    """Return a browser's and a system's name, "Firefox på Windows", as far as they are known."""
    browser = next((name for sign, name in BROWSERS.items() if sign in user_agent), "Ukjent nettleser")
    system = next((name for sign, name in SYSTEMS.items() if sign in user_agent), "")
    return f"{browser} på {system}" if system else browser


def end_sessions(user: User, *, but: str | None = None) -> int:
    """Sign ``user`` out everywhere but in the session with the key ``but``; return how many ended."""
    return Session.objects.open(user).exclude(session_key=but or "").delete()[0]
