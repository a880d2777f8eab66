"""The public pages of the news, by noun."""

from .articles import (
    ArticleDetail,
    ArticleLink,
    ArticleList,
    ArticlePdf,
    ArticlePrint,
    TagDetail,
)
from .front import Front

__all__ = [
    "ArticleDetail",
    "ArticleLink",
    "ArticleList",
    "ArticlePdf",
    "ArticlePrint",
    "Front",
    "TagDetail",
]
