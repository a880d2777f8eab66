"""Puts the demo into the database the way people would: pictures uploaded, stories published."""

import re
from datetime import datetime

from django.db import transaction

from articles.actions import publish, save_article, withdraw
from articles.demo.cast import LOGINS, make_cast
from articles.demo.pictures import PICTURES
from articles.demo.stories import Story, read_stories
from articles.models import Article, Image
from knf.formats import local_date
from networks.models import Network, User
from networks.visibility import Level

EDITOR = "redaktor"
FIGURE = re.compile(r'data-image="([a-z-]+)"')


@transaction.atomic
def load_demo(*, now: datetime) -> None:
    """Make the demo's people, pictures and stories; the database holds none of them yet."""
    make_cast()
    editor = User.objects.get(email=next(login.email for login in LOGINS if login.mailbox == EDITOR))
    images = {name: _upload(name, by=editor) for name in PICTURES}
    stories = sorted(read_stories(local_date(now)), key=lambda story: story.publish_at or now)
    for story in stories:
        _enter(story, images, by=editor, now=now)


def _upload(name: str, *, by: User) -> Image:
    picture = PICTURES[name]
    image = Image(
        title=picture.title,
        original=picture.file(name),
        alt_text=picture.alt_text,
        caption=picture.caption,
        photographer=picture.artist,
        created_by=by,
        updated_by=by,
    )
    image.full_clean()
    image.save()
    return image


def _with_pictures(body: str, images: dict[str, Image]) -> str:
    """Return the text with its figures' pictures by number, where the file has them by name."""
    return FIGURE.sub(lambda figure: f'data-image="{images[figure[1]].pk}"', body)


def _enter(story: Story, images: dict[str, Image], *, by: User, now: datetime) -> None:
    """Type in one story and take it as far as it has come."""
    article = Article(
        slug=story.slug,
        title=story["title"],
        lead=story["lead"],
        body=_with_pictures(story.body, images),
        kind=story["kind"],
        byline=story["byline"],
        author=User.objects.filter(name=story["byline"], is_staff=True).first(),
        image=images.get(story["image"]),
        event_on=story["event_on"] or None,
        visibility=story["visibility"] or Level.PUBLIC,
        network=Network.objects.get(name=story["network"]) if story["network"] else None,
        publish_at=story.publish_at,
        unpublish_at=story.moment("unpublish_at"),
    )
    article.full_clean()
    save_article(article=article, by=by, now=now)
    article.tags.set(story.listed("tags"))
    article.networks.set(Network.objects.filter(name__in=story.listed("networks")))

    if story.publish_at is None:
        return
    # An embargo is set today; what is out already was published in its time.
    publish(article=article, by=by, now=min(story.publish_at, now))
    if story["correction"]:
        article.correction = story["correction"]
        save_article(article=article, by=by, now=story.moment("corrected_at"))
    if story["withdrawn_at"]:
        withdraw(
            article=article,
            by=by,
            reason_public=story["withdrawn_reason_public"],
            reason_internal=story["withdrawn_reason_internal"],
            now=story.moment("withdrawn_at"),
        )
