"""Puts the demo into the database the way people would: pictures uploaded, stories published."""

import re
from datetime import date, datetime

from django.db import transaction

from articles.actions import publish, save_article, withdraw
from articles.demo.cast import EDITOR
from articles.demo.letters import letter
from articles.demo.pages import read_pages
from articles.demo.pictures import PICTURES
from articles.demo.stories import Story, read_stories
from articles.models import Article, ArticleSeries, Image, Page, Statement
from articles.page_actions import publish_page, save_page
from knf.formats import local_date
from networks.demo.loading import load_networks
from networks.demo.logins import make_logins
from networks.models import DocumentVersion, Measure, Meeting, Network, User
from networks.visibility import Level

FIGURE = re.compile(r'data-image="([a-z-]+)"')


@transaction.atomic
def load_demo(*, now: datetime) -> None:
    """Make the demo's people, pictures and stories; the database holds none of them yet."""
    meetings = load_networks(today=local_date(now))
    editor = make_logins((EDITOR,))[EDITOR.mailbox]
    images = {name: _upload(name, by=editor) for name in PICTURES}
    stories = sorted(read_stories(local_date(now)), key=lambda story: story.publish_at or now)
    ArticleSeries.objects.create(
        name="Uka oppsummert",
        intro="Hver fredag: hva vi gjorde, hvem vi møtte og hva vi lo av. Kortere enn et referat.",
        title_pattern="Uka oppsummert – uke {uke}, {år}",
    )
    for story in stories:
        _enter(story, images, meetings, by=editor, now=now)
    pages = [_type_in(story, by=editor, today=local_date(now)) for story in read_pages(local_date(now))]
    for page in pages:
        # Saved once more: only now is there a page behind every address that they link to.
        publish_page(page=page, by=editor, now=now)


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


def _enter(
    story: Story, images: dict[str, Image], meetings: dict[str, Meeting], *, by: User, now: datetime
) -> None:
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
        meeting=meetings[story["meeting"]] if story["meeting"] else None,
        strategy_version=_edition(story["edition"]),
        visibility=story["visibility"] or Level.PUBLIC,
        network=_network(story["network"]),
        series=ArticleSeries.objects.get(name=story["series"]) if story["series"] else None,
        series_no=int(story["series_no"]) if story["series_no"] else None,
        sender_network=_network(story["sender_network"]),
        sender_name=story["sender_name"],
        publish_at=story.publish_at,
        unpublish_at=story.moment("unpublish_at"),
    )
    article.full_clean()
    save_article(article=article, by=by, now=now)
    article.tags.set(story.listed("tags"))
    article.networks.set(Network.objects.filter(name__in=story.listed("networks")))
    article.measures.set(_measure(address) for address in story.listed("measures"))
    if story["recipient"]:
        _address(article, story, today=local_date(now))

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


def _address(article: Article, story: Story, *, today: date) -> None:
    """Say to whom a statement went, in which matter and when, with the letter itself."""
    statement = Statement(
        article=article,
        recipient=story["recipient"],
        matter=story["matter"],
        their_reference=story["their_reference"],
        deadline=story.day("deadline", today),
        sent_on=story.day("sent_on", today),
    )
    if story["letter"]:
        statement.file = letter(article, story, sent_on=statement.sent_on)
    statement.full_clean()
    statement.save()


def _type_in(story: Story, *, by: User, today: date) -> Page:
    """Type in one page."""
    page = Page(
        title=story["title"],
        path=story["path"],
        lead=story["lead"],
        body=story.body,
        menu_title=story["menu_title"],
        menu_order=int(story["menu_order"]) if story["menu_order"] else None,
        review_by=story.day("review_by", today),
    )
    page.full_clean()
    return save_page(page=page, by=by)


def _network(name: str) -> Network | None:
    return Network.objects.get(name=name) if name else None


def _edition(address: str) -> DocumentVersion | None:
    """Return the edition that "industriplan 3" is; none for ""."""
    if not address:
        return None
    slug, _, number = address.partition(" ")
    return DocumentVersion.objects.get(document__slug=slug, number=number)


def _measure(address: str) -> Measure:
    """Return the measure that "industriplan/I-09" is."""
    slug, _, code = address.partition("/")
    return Measure.objects.get(document__slug=slug, code=code)
