"""What a reader would get, shown to the staff through the site's own addresses.

Nothing here renders a page: the address is resolved and its view answers, for a reader who may
be imagined, on rows that may be rolled back afterwards.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import resolve

from networks.models import Network
from networks.visibility import A_MEMBER, Reader, StandIn


@contextmanager
def dry_run() -> Iterator[None]:
    """Forget every write inside, and everything that waits for them to be certain (mail, files)."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def imagined(kind: str, *, network: Network | None, editor: Reader) -> tuple[Reader, str]:
    """Return the reader called ``kind`` in the switch, and how a sentence begins that is about it."""
    match kind:
        case "medlem":
            return A_MEMBER, A_MEMBER.description
        case "deltaker" if network:
            name = f"En deltaker i {network}"
            return StandIn(name, takes_part_in=network), name
        case "redaksjonen":
            return editor, "Redaksjonen"
    return AnonymousUser(), "En anonym leser"


def as_read_by(reader: Reader, path: str, *, request: HttpRequest) -> HttpResponse:
    """Return what the site answers when ``reader`` opens ``path``, rendered."""
    reading = copy.copy(request)
    reading.method = "GET"
    reading.path = reading.path_info = path
    reading.META = request.META | {"REQUEST_METHOD": "GET", "QUERY_STRING": ""}
    reading.GET = reading.POST = QueryDict()  # type: ignore[misc, assignment]
    reading.user = reader  # type: ignore[assignment]
    reading.in_preview = True  # type: ignore[attr-defined]
    # The editor's own messages wait for the editor's own page.
    reading._messages = []  # type: ignore[attr-defined]
    match = reading.resolver_match = resolve(path)
    try:
        response = match.func(reading, *match.args, **match.kwargs)
    except Http404:
        return HttpResponse(status=404)
    return response.render() if hasattr(response, "render") else response
