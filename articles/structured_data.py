"""What search engines read about a story: schema.org's NewsArticle as JSON-LD."""

from __future__ import annotations

import json
from datetime import datetime

from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from articles.models import Article

# As in Django's json_script: nothing in the data can end the element it stands in.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def news_article(article: Article) -> SafeString:
    """Return the JSON-LD of ``article``, safe inside a script element; "" when not for everyone."""
    if article.is_restricted or not article.is_published():
        return mark_safe("")
    url = f"{settings.SITE_URL}{article.get_absolute_url()}"
    publisher = {
        "@type": "Organization",
        "name": settings.SITE_NAME,
        "url": f"{settings.SITE_URL}/",
        "logo": f"{settings.SITE_URL}{static('knf/img/icon-512.png')}",
    }
    author = {"@type": "Person", "name": article.byline} if article.byline else publisher
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": url,
        "headline": article.title,
        "description": article.lead,
        "inLanguage": "nb-NO",
        "datePublished": _moment(article.publish_at),
        "dateModified": _moment(article.revised_at or article.publish_at),
        "author": author,
        "publisher": publisher,
        "keywords": [tag.name for tag in article.tags.all()],
    }
    if article.image:
        data["image"] = f"{settings.SITE_URL}{article.image.social_url}"
    elif article.social_card:
        data["image"] = f"{settings.SITE_URL}{article.social_card_url}"
    if article.correction:
        data["correction"] = article.correction
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(ESCAPES))  # noqa: S308


def _moment(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")
