"""When a session has proven who its user is, and with what."""

from __future__ import annotations

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.internal.flows.login import (
    clear_authentication_records,
    get_authentication_records,
    record_authentication,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.dispatch import receiver
from django.http import HttpRequest

from networks.models import User
from networks.sessions import end_sessions

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(user: User) -> bool:
    """Return whether ``user`` has a passkey or an authenticator app."""
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def proved_recently(request: HttpRequest) -> bool:
    """Return whether the user showed in this session, a short while ago, who they are.

    Signing in counts. Where there is a second factor, only that counts.
    """
    since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    recent = [record for record in get_authentication_records(request, request.user) if record["at"] > since]
    if any(record["method"] == "mfa" for record in recent):
        return True
    return bool(recent) and not has_second_factor(request.user)


@receiver(authenticator_added)
def count_the_new_factor_as_proof(
    request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Let the session that set a factor up go on without being asked for it at once."""
    if authenticator.type in FACTORS:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


@receiver(authenticator_removed)
def forget_proofs_of_removed_factors(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Let the session that gave up the last factor count as one that never had any; end the others."""
    if not has_second_factor(user):
        clear_authentication_records(request)
        end_sessions(user, but=request.session.session_key)
