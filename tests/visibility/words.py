"""A site where whatever is not for everyone has a word of its own, and who meets which word where.

A reader has *standings*; each word is told to those who have one of its own.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from articles.models import Statement
from knf.formats import OSLO
from networks.models import Network, Person
from networks.visibility import Level
from tests.factories import (
    letter_file,
    make_article,
    make_membership,
    make_organization,
    make_page,
    make_person,
    make_stored_file,
)

DECEMBER = datetime(2024, 12, 20, 12, tzinfo=OSLO)
"""When the site is made, and most is read."""


class Standing(Enum):
    """What lets somebody read something."""

    EVERYONE = auto()
    MEMBER = auto()
    INSIDE = auto()  # takes part in Industrilederforum, or looks after it
    NEXT_DOOR = auto()  # takes part in Forum for handel
    NEWS = auto()  # writes them
    NETWORKS = auto()  # may look all of them up
    PEOPLE = auto()  # may look all of them up
    PAPERS = auto()  # keeps those of Industrilederforum


S = Standing
STANDINGS = {
    "anonymous": set(),
    "outsider": set(),
    "member": {S.MEMBER},
    "neighbour": {S.MEMBER, S.NEXT_DOOR},
    "participant": {S.INSIDE},
    "leader": {S.MEMBER, S.INSIDE},
    "secretary": {S.INSIDE, S.NETWORKS, S.PEOPLE, S.PAPERS},
    "editor": {S.NEWS, S.NETWORKS},
    "administrator": {S.NEWS, S.NETWORKS, S.PEOPLE, S.PAPERS},
}

TOLD = {
    "fellessak": {S.EVERYONE},
    "medlemssak": {S.MEMBER, S.NEWS},
    "forumsak": {S.INSIDE, S.NEWS},
    "internsak": {S.NEWS},
    "medlemsside": {S.MEMBER, S.NEWS},
    "internside": {S.NEWS},
    "medlemspapir": {S.MEMBER, S.INSIDE, S.PAPERS},
    "forumpapir": {S.INSIDE, S.PAPERS},
    "internpapir": {S.PAPERS},
    "mandatord": {S.MEMBER, S.INSIDE, S.NETWORKS},
    # Who sits in Industrilederforum, which only its own are to know, and in Forum for handel.
    "forumnavn": {S.INSIDE, S.NETWORKS},
    "handelsnavn": {S.MEMBER, S.NEXT_DOOR, S.NETWORKS},
    # How they are reached, as they have chosen.
    "forum@firma.example": {S.INSIDE, S.PEOPLE},
    "handel@firma.example": {S.NEXT_DOOR, S.PEOPLE},
    "medlem@firma.example": {S.MEMBER, S.NEXT_DOOR, S.PEOPLE},
    "ansatt@firma.example": {S.PEOPLE},
}
STORIES = ("fellessak", "medlemssak", "forumsak", "internsak")
PAPERS = ("medlemspapir", "forumpapir", "internpapir")
CONTACTS = {
    "forum@firma.example": Person.ContactVisibility.NETWORK,
    "handel@firma.example": Person.ContactVisibility.NETWORK,
    "medlem@firma.example": Person.ContactVisibility.MEMBERS,
    "ansatt@firma.example": Person.ContactVisibility.STAFF,
}
ROSTERS = ("network-roster", "network-roster-print", "network-roster-pdf")

LOOKS_IN = {S.INSIDE, S.NETWORKS}
"""Those to whom the network's page opens what is for its participants."""


@dataclass
class Surface:
    """An address, and the words on it, each for those of its readers who have one of ``standings``."""

    address: str
    words: dict[str, set[Standing]] = field(default_factory=dict)
    is_door: bool = False

    def told_to(self, standings: set[Standing]) -> set[str]:
        """Return the words that it tells a reader."""
        held = standings | {S.EVERYONE}
        return {word for word, gate in self.words.items() if held & TOLD[word] and held & gate}


EVERY = set(Standing)


def words(*names: str, to: set[Standing] = EVERY) -> dict[str, set[Standing]]:
    """Return the words, open to those who have one of the standings."""
    return dict.fromkeys(names, to)


def make_site(industry: Network, trade: Network) -> dict[str, Surface]:
    """Make one thing for each word, and return where they are met, by route and word."""
    industry.mandate = "Mandatord."
    industry.roster_visibility, trade.roster_visibility = Level.NETWORK, Level.MEMBERS
    industry.save()
    trade.save()
    doors = {}

    levels = (Level.PUBLIC, Level.MEMBERS, Level.NETWORK, Level.STAFF)
    for word, level in zip(STORIES, levels, strict=True):
        story = make_article(
            word.capitalize(),
            kind="statement",
            visibility=level,
            network=industry if level == Level.NETWORK else None,
            networks=[industry],
        )
        Statement.objects.create(article=story, recipient=word, matter=word, file=_file(word))
        for name in ("article-detail", "article-print", "article-pdf", "statement-file"):
            doors[name, word] = reverse(name, args=[story.slug])
        doors["article-link", word] = reverse("article-link", args=[story.pk])
    for word, level in {"medlemsside": Level.MEMBERS, "internside": Level.STAFF}.items():
        page = make_page(word.capitalize(), visibility=level)
        for name in ("page-detail", "page-print", "page-pdf"):
            doors[name, word] = reverse(name, args=[page.path])
        doors["page-link", word] = reverse("page-link", args=[page.pk])
    for word, level in zip(PAPERS, levels[1:], strict=True):
        paper = make_stored_file(industry, word, visibility=level, file=_file(word))
        doors["stored-file", word] = paper.get_absolute_url()

    company = make_organization("Delfirma")
    for number, (email, choice) in enumerate(CONTACTS.items()):
        network, name = (trade, "Handelsnavn") if number else (industry, "Forumnavn")
        person = make_person(name, f"Nr {number}", email=email, contact_visibility=choice)
        make_membership(network, person, on_behalf_of=company, starts_on=DECEMBER.date())

    surfaces = {
        f"{name} {word}": Surface(address, words(word), is_door=True)
        for (name, word), address in doors.items()
    }
    for name in ("front", "article-list", "statement-list"):
        surfaces[name] = Surface(reverse(name), words(*STORIES))
    surfaces["statement-year"] = Surface(reverse("statement-year", args=[2024]), words(*STORIES))
    for name in ("article-feed", "sitemap", "network-list"):
        surfaces[name] = Surface(reverse(name), words("fellessak"))
    for name in ("network-print", "network-pdf"):
        surfaces[name] = Surface(reverse(name, args=[industry.slug]), words("fellessak"))
    surfaces["network-contact"] = Surface(reverse("network-contact", args=[industry.slug]))
    surfaces["network-detail"] = Surface(
        reverse("network-detail", args=[industry.slug]),
        words(*STORIES, *PAPERS, "mandatord") | words("forumnavn", to=LOOKS_IN),
    )
    for name in ROSTERS:
        surfaces[name] = Surface(
            reverse(name, args=[industry.slug]), words("forumnavn", "forum@firma.example"), is_door=True
        )
        surfaces[f"{name} next door"] = Surface(
            reverse(name, args=[trade.slug]),
            words("handelsnavn", *list(CONTACTS)[1:]),
            is_door=True,
        )
    surfaces["organization-list"] = Surface(reverse("organization-list"))
    surfaces["organization-detail"] = Surface(company.get_absolute_url(), words("forumnavn", "handelsnavn"))
    own = words(*STORIES, *PAPERS, "forumnavn", to={S.INSIDE}) | words("handelsnavn", to={S.NEXT_DOOR})
    for name in ("my-page", "since-last"):
        surfaces[name] = Surface(reverse(name), own)
    surfaces["my-contact"] = Surface(reverse("my-contact"))
    return surfaces


def _file(word: str) -> SimpleUploadedFile:
    return letter_file(f"%PDF-1.7 {word}".encode())
