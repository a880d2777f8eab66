"""The models of the articles app, by noun."""

from .articles import Article
from .drafts import DraftLink
from .images import Image
from .pages import Page
from .references import Reference
from .series import ArticleSeries
from .statements import Statement
from .tags import Tag, TaggedArticle

__all__ = [
    "Article",
    "ArticleSeries",
    "DraftLink",
    "Image",
    "Page",
    "Reference",
    "Statement",
    "Tag",
    "TaggedArticle",
]
