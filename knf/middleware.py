"""Headers on every answer, and what an unknown address answers."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.contrib.redirects.models import Redirect
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve

GetResponse = Callable[[HttpRequest], HttpResponse]

# Nothing here uses any of these; the browser need not offer them to anybody's script.
PERMISSIONS_POLICY = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
)


class SecurityHeadersMiddleware:
    """Adds the security headers that Django has no setting for."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response


class PrivateResponsesMiddleware:
    """Keeps what a signed-in person was shown out of every cache."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        else:
            # An embargo ends, a story is withdrawn: ask again before showing a copy.
            response.headers.setdefault("Cache-Control", "no-cache")
        return response


class RedirectMiddleware:
    """Answers an unknown address with the redirect that was left there, if any.

    A redirect says where something is, so it is only followed by those who may open it: the
    target's view tells, through ``can_open(user, **kwargs)``, where it has one.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in ("GET", "HEAD"):
            return response
        redirect = Redirect.objects.filter(site_id=settings.SITE_ID, old_path=request.path).first()
        if redirect is None:
            return response
        if not redirect.new_path:
            return render(request, "410.html", status=410)
        if self.may_learn(request, redirect.new_path):
            return HttpResponsePermanentRedirect(redirect.new_path)
        if request.user.is_authenticated:
            return response
        return redirect_to_login(request.get_full_path())

    def may_learn(self, request: HttpRequest, path: str) -> bool:
        """Return whether the one who asks may know of ``path``."""
        try:
            match = resolve(path)
        except Resolver404:
            return True
        can_open = getattr(getattr(match.func, "view_class", None), "can_open", None)
        return can_open is None or can_open(request.user, **match.kwargs)
