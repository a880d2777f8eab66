"""How editors write topics: names with commas between. The tag library would also split at spaces."""

from collections.abc import Iterable

from articles.models import Tag
from knf.text import sort_key


def from_string(text: str) -> list[str]:
    """Return the names in what was typed, each once, as it was spelt the first time."""
    names: dict[str, str] = {}
    for part in text.replace('"', "").split(","):
        if name := " ".join(part.split()):
            names.setdefault(name.casefold(), name)
    return list(names.values())


def to_string(tags: Iterable[Tag]) -> str:
    """Return the topics as they are typed."""
    return ", ".join(sorted((tag.name for tag in tags), key=sort_key))
