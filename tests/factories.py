"""One boring factory per model: sensible values, all of which can be given."""

import io
from datetime import date, timedelta
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image as Pillow

from articles import actions, page_actions
from articles.models import Article, Image, Page, Statement
from networks.models import (
    MemberPeriod,
    Network,
    NetworkMembership,
    Organization,
    Person,
    Position,
    User,
)

LONG_AGO = date(2015, 1, 1)
_numbers = count(1)


def make_user(email="", **fields):
    """Return a user."""
    return User.objects.create_user(email or f"bruker{next(_numbers)}@knf.example", **fields)


def make_organization(name="", *, is_member=True, **fields):
    """Return an organisation, a member since long ago unless told otherwise."""
    organization = Organization.objects.create(name=name or f"Verkstedet {next(_numbers)}", **fields)
    if is_member:
        MemberPeriod.objects.create(organization=organization, starts_on=LONG_AGO)
    return organization


def make_person(given_name="Kari", family_name="Nordvik", *, user=None, works_at=None, **fields):
    """Return a person, employed since long ago where told."""
    person = Person.objects.create(given_name=given_name, family_name=family_name, user=user, **fields)
    if works_at:
        Position.objects.create(person=person, organization=works_at, starts_on=LONG_AGO)
    return person


def make_network(name="Industrilederforum", slug="", **fields):
    """Return a network."""
    return Network.objects.create(name=name, slug=slug or name.lower().replace(" ", "-"), **fields)


def make_membership(network, person, *, starts_on=LONG_AGO, **fields):
    """Return a person's seat in a network."""
    return NetworkMembership.objects.create(network=network, person=person, starts_on=starts_on, **fields)


def picture_file(width=1200, height=800, *, form="PNG", name="bilde.png", **options):
    """Return an uploaded picture of stripes, so that no two sizes of it are alike."""
    picture = Pillow.linear_gradient("L").resize((width, height)).convert("RGB")
    buffer = io.BytesIO()
    picture.save(buffer, form, **options)
    return SimpleUploadedFile(name, buffer.getvalue())


def make_image(title="Bussen i sentrum", *, original=None, **fields):
    """Return a picture in the library."""
    fields = {"alt_text": "En gul buss foran rådhuset."} | fields
    return Image.objects.create(title=title, original=original or picture_file(), **fields)


def make_draft(title="", **fields):
    """Return a draft that is ready for readers."""
    number = next(_numbers)
    tags, networks = fields.pop("tags", []), fields.pop("networks", [])
    fields = {
        "title": title or f"Sak nummer {number}",
        "lead": f"Ingressen til sak nummer {number}.",
        "body": f"<p>Brødteksten til sak nummer {number}.</p>",
    } | fields
    article = actions.save_article(article=Article(**fields), by=None)
    article.tags.set(tags)
    article.networks.set(networks)
    return article


def make_article(title="", *, publish_at=None, **fields):
    """Return a story that came out an hour ago, or at ``publish_at``."""
    now = timezone.now()
    publish_at = publish_at or now - timedelta(hours=1)
    article = make_draft(title, publish_at=publish_at, **fields)
    return actions.publish(article=article, by=None, now=min(publish_at, now))


def make_page_draft(title="", **fields):
    """Return a page that is ready for readers, at an address of its own."""
    number = next(_numbers)
    fields = {
        "title": title or f"Side nummer {number}",
        "path": f"side-nummer-{number}",
        "body": f"<p>Brødteksten til side nummer {number}.</p>",
    } | fields
    return page_actions.save_page(page=Page(**fields), by=None)


def make_page(title="", **fields):
    """Return a page that is out."""
    return page_actions.publish_page(page=make_page_draft(title, **fields), by=None)


def letter_file(content=b"%PDF-1.7 Et brev.", *, name="brev.pdf"):
    """Return an uploaded letter."""
    return SimpleUploadedFile(name, content, "application/pdf")


def make_statement(title="", *, kind=Article.Kind.STATEMENT, recipient="Kommunen", file=None, **fields):
    """Return a story that is a statement and out; what it is called in the story's row goes there."""
    names = ("matter", "their_reference", "sent_on", "deadline")
    own = {name: fields.pop(name) for name in names if name in fields}
    article = make_article(title, kind=kind, **fields)
    Statement.objects.create(article=article, recipient=recipient, file=file or "", **own)
    return article


def make_withdrawn(title="", *, reason="Saken inneholdt en feil.", **fields):
    """Return a story that was out and is withdrawn."""
    article = make_article(title, **fields)
    return actions.withdraw(article=article, by=None, reason_public=reason)
