"""Headers on every answer, and what an unknown address answers."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.contrib.redirects.models import Redirect
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve

REDIRECTS = (301, 302)

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

    A redirect tells where something is, and an address tells a title. So the target is asked
    first: whom it sends to sign in is sent there from here, and what it hides stays hidden.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in ("GET", "HEAD") or "\0" in request.path:
            return response
        redirect = Redirect.objects.filter(site_id=settings.SITE_ID, old_path=request.path).first()
        if redirect is None:
            return response
        if not redirect.new_path:
            return render(request, "410.html", status=410)
        try:
            target = self.ask(request, redirect.new_path)
        except Http404:
            return response
        return target or HttpResponsePermanentRedirect(redirect.new_path)

    def ask(self, request: HttpRequest, path: str) -> HttpResponse | None:
        """Return what ``path`` would answer instead of showing itself, None if nothing does.

        Raises Http404 when it would.
        """
        try:
            view, args, kwargs = resolve(path)
        except Resolver404:
            return None  # not of this application, so nothing to hide
        if getattr(view, "login_required", True) and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        answer = view(request, *args, **kwargs)
        return answer if answer.status_code in REDIRECTS else None
