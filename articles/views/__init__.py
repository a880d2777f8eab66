"""The public pages of the news, by noun."""

from .articles import (
    ArticleDetail,
    ArticleLink,
    ArticleList,
    ArticlePdf,
    ArticlePrint,
    ArticleYear,
    TagDetail,
)
from .drafts import DraftDetail, DraftFile, DraftPdf, DraftPrint
from .front import Front
from .pages import PageDetail, PageLink, PagePdf, PagePrint
from .series import SeriesDetail
from .statements import StatementFile, StatementList, StatementYear

__all__ = [
    "ArticleDetail",
    "ArticleLink",
    "ArticleList",
    "ArticlePdf",
    "ArticlePrint",
    "ArticleYear",
    "DraftDetail",
    "DraftFile",
    "DraftPdf",
    "DraftPrint",
    "Front",
    "PageDetail",
    "PageLink",
    "PagePdf",
    "PagePrint",
    "SeriesDetail",
    "StatementFile",
    "StatementList",
    "StatementYear",
    "TagDetail",
]
