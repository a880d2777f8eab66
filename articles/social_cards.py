"""The card that social media show for a story without a picture: its headline, drawn once.

A card is a public file under a random name. The end of the name is made of what is written on it,
so that a look at the name tells whether the card still says what the story says.
"""

from __future__ import annotations

import hashlib
import io
import secrets
from functools import cache
from itertools import takewhile

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image, ImageDraw, ImageFont

from articles.models import Article

SIZE = WIDTH, HEIGHT = 1200, 630
MARGIN = 88
DEEP, ON_DEEP, SOFT, BUS = "#0a2f2e", "#f2f5f1", "#b9cac5", "#f6b900"
"""The look's deep spruce, what is written on it, and the yellow of the bus: see tokens.css."""

SERIF, SANS = "serif-600", "inter-400"
LARGEST, SMALLEST, STEP = 96, 44, 4
HEADLINE_TOP, HEADLINE_BOTTOM = 150, HEIGHT - 160
LEADING = 1.12
ELLIPSIS = " …"


def keep_true(article: Article) -> None:
    """Once the save is certain, give ``article`` the card it should have, or take it away.

    A failure is logged and costs the story nothing but its card.
    """
    transaction.on_commit(lambda: refresh(article.pk), robust=True)


def refresh(pk: int) -> None:
    """Draw the card of the story if it lacks one or its words have changed; drop one not wanted."""
    article = Article.objects.filter(pk=pk).first()
    if article is None:
        return
    has, kicker = article.social_card, article.get_kind_display()
    ending = f"-{digest(article.title, kicker)}.png"
    if wants_card(article):
        if has.endswith(ending):
            return
        name = f"kort/{secrets.token_urlsafe(12)}{ending}"
        name = default_storage.save(name, ContentFile(drawn(article.title, kicker)))
    else:
        name = ""
    # Of two that draw at once one wins, and the other takes its own card back.
    if Article.objects.filter(pk=pk, social_card=has).update(social_card=name):
        discard(has)
    else:
        discard(name)


def discard(name: str) -> None:
    """Delete the file of a card, if there is one."""
    if name:
        default_storage.delete(name)


def wants_card(article: Article) -> bool:
    """Return whether social media may show the story and have no picture to show it by."""
    is_due = article.status == Article.Status.PUBLISHED
    return is_due and not article.is_restricted and article.image_id is None


def digest(*words: str) -> str:
    """Return eight letters that stand for ``words``."""
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:8]


def drawn(title: str, kicker: str) -> bytes:
    """Return the card as PNG."""
    card = Image.new("RGB", SIZE, DEEP)
    draw = ImageDraw.Draw(card)
    draw.text((MARGIN, 112), kicker, SOFT, font(SANS, 32), anchor="ls")
    lines, size = fitted(title)
    for number, line in enumerate(lines, start=1):
        baseline = HEADLINE_TOP + round((number - 0.2) * size * LEADING)
        draw.text((MARGIN, baseline), line, ON_DEEP, font(SERIF, size), anchor="ls")
    sign(draw)
    draw.rectangle((0, HEIGHT - 20, WIDTH, HEIGHT), BUS)
    content = io.BytesIO()
    # A quarter of the time that the thorough ways take, and no eye or network tells the difference.
    few = card.quantize(64, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(content, "PNG")
    return content.getvalue()


def sign(draw: ImageDraw.ImageDraw) -> None:
    """Write the association's short name and its name on one line, near the lower edge."""
    baseline = HEIGHT - 66
    short = font(SERIF, 60)
    draw.text((MARGIN, baseline), settings.SITE_SHORT_NAME, ON_DEEP, short, anchor="ls")
    after = MARGIN + short.getlength(settings.SITE_SHORT_NAME) + 20
    draw.text((after, baseline), settings.SITE_NAME, SOFT, font(SANS, 32), anchor="ls")


def fitted(title: str) -> tuple[list[str], int]:
    """Return the headline in lines, and the largest size at which they fill no more than the card.

    What is too long at the smallest size ends in an ellipsis.
    """
    full, room = WIDTH - 2 * MARGIN, HEADLINE_BOTTOM - HEADLINE_TOP
    for size in range(LARGEST, SMALLEST - 1, -STEP):
        lines = wrapped(title, size, full)
        if len(lines) * size * LEADING <= room and all(length(line, size) <= full for line in lines):
            return balanced(title, size, len(lines)), size
    most = int(room / (SMALLEST * LEADING))
    lines = wrapped(title, SMALLEST, full)
    lines[most - 1 :] = [" ".join(lines[most - 1 :])]
    return [shortened(line, full) for line in lines if line], SMALLEST


def wrapped(text: str, size: int, width: int) -> list[str]:
    """Return ``text`` in lines no wider than ``width`` pixels, broken between words only."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and length(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def balanced(text: str, size: int, count: int) -> list[str]:
    """Return ``text`` in ``count`` lines as alike in width as they go."""
    widths = range(WIDTH - 2 * MARGIN, 0, -8)
    narrowest = takewhile(lambda lines: len(lines) == count, (wrapped(text, size, width) for width in widths))
    return min(narrowest, key=lambda lines: max(length(line, size) for line in lines))


def shortened(line: str, width: int) -> str:
    """Return ``line``, or as much of it as fits at the smallest size, with an ellipsis."""
    if length(line, SMALLEST) <= width:
        return line
    while length(line + ELLIPSIS, SMALLEST) > width:
        line = line[:-1]
    return line.rstrip() + ELLIPSIS


def length(line: str, size: int) -> float:
    """Return how wide ``line`` is as headline, in pixels."""
    return font(SERIF, size).getlength(line)


@cache
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """Return one of the site's own fonts; FreeType reads the very WOFF2 that browsers get."""
    return ImageFont.truetype(finders.find(f"knf/fonts/{name}.woff2"), size)
