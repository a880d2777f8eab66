"""The main menu: the site's own entries, then what the apps add."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True)
class Entry:
    """A word in the menu, and where it leads."""

    text: str
    url: str


Provider = Callable[[HttpRequest], Iterable[Entry]]

_providers: list[Provider] = []


def in_main_menu(provider: Provider) -> Provider:
    """Register ``provider``, which returns entries for whoever asks; one query at most."""
    _providers.append(provider)
    return provider


def provided_entries(request: HttpRequest) -> list[Entry]:
    """Return what the apps have in the menu for this reader."""
    return [entry for provider in _providers for entry in provider(request)]
