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
    target's view tells, through ``can_open(user, **kwargs)``, where it has one. ``is_out(**kwargs)``,
    where it has that, tells whether there is anything to sign in for.
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
        may_open, is_out = self.told_by_target(request, redirect.new_path)
        if may_open:
            return HttpResponsePermanentRedirect(redirect.new_path)
        if request.user.is_authenticated or not is_out:
            return response
        return redirect_to_login(request.get_full_path())

    def told_by_target(self, request: HttpRequest, path: str) -> tuple[bool, bool]:
        """Return whether the one who asks may know of ``path``, and whether somebody may."""
        try:
            match = resolve(path)
        except Resolver404:
            return True, True
        view = getattr(match.func, "view_class", None)
        can_open, is_out = getattr(view, "can_open", None), getattr(view, "is_out", None)
        return (
            can_open is None or can_open(request.user, **match.kwargs),
            is_out is None or is_out(**match.kwargs),
        )
