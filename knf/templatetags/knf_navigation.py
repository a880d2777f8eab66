"""The main menu: one list, in the order readers meet it."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

from knf.navigation import Entry, provided_entries

register = template.Library()

# Text and URL name; the signed-in part of the masthead is in base.html.
MENU = (
    ("Aktuelt", "article-list"),
    ("Nettverk", "network-list"),
    ("Strategier", "strategy-list"),
    ("Møter med formannskapet", "public-meeting-list"),
    ("Medlemmer", "organization-list"),
)


@register.inclusion_tag("components/_menu.html", takes_context=True)
def main_menu(context: Context) -> dict[str, Any]:
    """Show the menu, with the entry the reader stands on or below marked."""
    path = context["request"].path
    entries = [Entry(text, reverse(name)) for text, name in MENU]
    entries += provided_entries(context["request"])
    return {
        "entries": [
            {"text": entry.text, "url": entry.url, "current": current_state(path, entry.url)}
            for entry in entries
        ],
        "login_url": "" if context["user"].is_authenticated else reverse("account_request_login_code"),
        "login_current": current_state(path, reverse("account_request_login_code")),
    }


def current_state(path: str, url: str) -> str:
    """Return the value of aria-current: the page itself, somewhere below it, or not at all."""
    if path == url:
        return "page"
    return "true" if path.startswith(url) else ""
