"""The newsroom, by noun."""

from . import articles, images, pages, series, tags, today

__all__ = ["articles", "images", "pages", "series", "tags", "today"]
