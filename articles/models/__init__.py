"""The models of the articles app, by noun."""

from .articles import Article
from .images import Image
from .tags import Tag, TaggedArticle

__all__ = ["Article", "Image", "Tag", "TaggedArticle"]
