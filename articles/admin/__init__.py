"""The newsroom, by noun."""

from . import articles, images, tags, today

__all__ = ["articles", "images", "tags", "today"]
