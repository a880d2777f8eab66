"""The main menu: one list, in the order readers meet it."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

register = template.Library()

# Text and URL name; the signed-in part of the masthead is in base.html.
MENU = (("Aktuelt", "article-list"),)


@register.inclusion_tag("components/_menu.html", takes_context=True)
def main_menu(context: Context) -> dict[str, Any]:
    """Show the menu, with the entry the reader stands on or below marked."""
    path = context["request"].path
    entries = [(text, reverse(name)) for text, name in MENU]
    return {
        "entries": [{"text": text, "url": url, "current": current_state(path, url)} for text, url in entries],
        "login_url": "" if context["user"].is_authenticated else reverse("account_request_login_code"),
        "login_current": current_state(path, reverse("account_request_login_code")),
    }


def current_state(path: str, url: str) -> str:
    """Return the value of aria-current: the page itself, somewhere below it, or not at all."""
    if path == url:
        return "page"
    return "true" if path.startswith(url) else ""
