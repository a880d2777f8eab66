"""The pages' part of the main menu."""

from __future__ import annotations

from django.http import HttpRequest

from articles.models import Page
from knf.navigation import Entry, in_main_menu


@in_main_menu
def pages(request: HttpRequest) -> list[Entry]:
    """Return the pages that have a place in the menu and that this reader may open."""
    rows = Page.objects.visible_to(request.user).in_menu()
    return [
        Entry(page.menu_label, page.get_absolute_url()) for page in rows.only("title", "menu_title", "path")
    ]
