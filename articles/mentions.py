"""Where the news name somebody whose name is to be taken away."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse

from articles.models import Article, Page
from networks.erasure import Mention, names_people


@names_people
def texts_that_name(name: str) -> list[Mention]:
    """Return the stories and pages with ``name`` in them, drafts too: an editor judges what is to be done."""
    text = Q(title__contains=name) | Q(body__contains=name)
    stories = Article.objects.filter(text | Q(lead__contains=name) | Q(byline__contains=name))
    pages = Page.objects.filter(text)
    return [
        *(_mention("Saken", "article", story) for story in stories),
        *(_mention("Siden", "page", page) for page in pages),
    ]


def _mention(noun: str, model: str, row: Article | Page) -> Mention:
    return Mention(f"{noun} «{row}»", reverse(f"admin:articles_{model}_change", args=[row.pk]))
