"""How templates show the library's pictures."""

from django import template

from articles.models.images import Image, Shown

register = template.Library()


@register.filter
def shown_as(image: Image, use: str) -> Shown:
    """Return what a page needs to show the picture as "natural", "wide" or "thumb"."""
    return image.shown(use)
