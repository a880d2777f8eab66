"""What other apps offer to do with a meeting, on its form and page. Apps register it here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from networks.models import Meeting


@dataclass(frozen=True)
class Deed:
    """A tool beside the meeting: what it says, and where it leads."""

    label: str
    url: str


DeedProvider = Callable[[Meeting, HttpRequest], Deed | None]

_deeds: list[DeedProvider] = []


def meeting_deed(provider: DeedProvider) -> DeedProvider:
    """Register ``provider``: it returns what whoever asks may do with a saved meeting, or None."""
    _deeds.append(provider)
    return provider


def deeds_of(meeting: Meeting, request: HttpRequest) -> list[Deed]:
    """Return what whoever asks may do with ``meeting``, in the order it was registered."""
    return [deed for provider in _deeds if (deed := provider(meeting, request))]
