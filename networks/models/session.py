"""Signed-in browsers."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac


class SessionQuerySet(models.QuerySet):
    """Sessions in the words of the one whose they are."""

    def open(self, user: Any) -> SessionQuerySet:
        """Return the user's sessions that still let a browser in."""
        return self.filter(user=user, expire_date__gt=timezone.now())


class Session(AbstractBaseSession):
    """What the site remembers of one browser. Whose it is can be asked of the database."""

    user = models.ForeignKey(
        "networks.User",
        models.CASCADE,
        verbose_name="bruker",
        null=True,
        editable=False,
        related_name="sessions",
    )

    objects = BaseSessionManager.from_queryset(SessionQuerySet)()

    class Meta(AbstractBaseSession.Meta):
        verbose_name = "økt"
        verbose_name_plural = "økter"

    @property
    def handle(self) -> str:
        """The session's name in a form. Its key is as good as a password and stays out of every page."""
        return salted_hmac("networks.session", self.session_key, algorithm="sha256").hexdigest()[:20]

    @classmethod
    def get_session_store_class(cls) -> type:
        """Return the store that reads and writes these rows."""
        from networks.sessions import SessionStore  # noqa: PLC0415 – which needs this model

        return SessionStore
