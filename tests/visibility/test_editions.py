"""Role × level × time × surface for strategies: measures, proposals, drafts and notes, wherever they are."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from knf import printing
from knf.formats import OSLO
from networks.models import DocumentVersion, MemberPeriod, NetworkMembership
from networks.strategies.edition_actions import begin_edition
from networks.visibility import Level
from tests.factories import (
    adopt,
    make_body,
    make_document,
    make_duty,
    make_item,
    make_measure,
    make_meeting,
    make_version,
    tell,
)

DECEMBER = datetime(2024, 12, 20, 12, tzinfo=OSLO)
LAST_DAY = date(2024, 12, 31)
MIDNIGHT = datetime(2025, 1, 1, tzinfo=OSLO)
SIGN_IN = reverse("account_request_login_code")

EVERYONE = {
    *("anonymous", "outsider", "member", "neighbour", "participant"),
    *("leader", "secretary", "editor", "administrator"),
}
KEEPERS = {"secretary", "administrator"}
OFFICE = KEEPERS | {"editor"}
INSIDE = {"participant", "leader"} | OFFICE
HEARD = INSIDE | {"member", "neighbour"}

ALLOWED = {
    "ztiltakpublicz": EVERYONE,
    "ztiltakmembersz": HEARD,
    "ztiltaknetworkz": INSIDE,
    "ztiltakstaffz": OFFICE,
    "zutkastz": OFFICE,
    "zavvistz": OFFICE,
    "zhoringz": HEARD,
    "zlukketplanz": HEARD,
    "znotatz": INSIDE - {"editor"},
}
"""Who may meet each word, wherever it is."""


class Site:
    """A plan with a measure on each level, drafts and proposals, and every address where they may be met."""

    def __init__(self, industry):
        plan = make_document("Industriplanen", network=industry)
        draft = make_version(plan)
        measures = {
            level: make_measure(draft, f"Tiltak ztiltak{level}z", visibility=level) for level in Level
        }
        adopt(draft, date(2023, 6, 14))
        self.draft(plan)
        proposed = make_document("Plan zlukketplanz", slug="lukket", network=industry)
        hearing = make_version(proposed, state=DocumentVersion.State.ON_HEARING)
        heard = make_measure(hearing, "Tiltak zhoringz")
        turned_down = make_version(plan, state=DocumentVersion.State.REJECTED)
        rejected = make_measure(turned_down, "Tiltak zavvistz")
        meeting = make_meeting(
            industry,
            "Statusmøtet",
            starts_at=DECEMBER - timedelta(days=10),
            status="held",
            visibility=Level.PUBLIC,
            public_body=make_body(),
            case_number="PS 1/24",
        )
        for document in (plan, proposed):
            item = make_item(meeting, kind="status_report", strategy_document=document)
            item.measures.set(document.measures.all())
            make_duty(industry, document, from_year=2023)
        for measure in measures.values():
            tell(measure, meeting=meeting, internal_note="Notat znotatz.")
        self.doors = {}
        for word, row in {
            **{f"ztiltak{level}z": measure for level, measure in measures.items()},
            "zutkastz": plan.measures.get(title__contains="zutkastz"),
            "zavvistz": rejected,
            "zhoringz": heard,
        }.items():
            for name in ("measure-detail", "measure-print", "measure-pdf"):
                self.doors[f"{name} {word}"] = (reverse(name, args=[row.document.slug, row.code]), word)
            self.doors[f"measure-link {word}"] = (reverse("measure-link", args=[row.pk]), word)
        for word, version in {
            "zutkastz": plan.versions.get(state=DocumentVersion.State.DRAFT),
            "zavvistz": turned_down,
            "zhoringz": hearing,
        }.items():
            for name in ("edition-detail", "edition-print", "edition-pdf"):
                self.doors[f"{name} {word}"] = (
                    reverse(name, args=[version.document.slug, version.number]),
                    word,
                )
        self.lists = {
            "edition-detail": draft.get_absolute_url(),
            "edition-print": draft.print_url,
            "meeting-detail": meeting.get_absolute_url(),
            "meeting-print": meeting.print_url,
            "network-detail": industry.get_absolute_url(),
            "network-print": industry.print_url,
            **{
                name: reverse(name)
                for name in (
                    *("public-meeting-list", "public-meeting-print", "public-meeting-pdf", "front"),
                    *("my-page", "since-last", "sitemap", "article-feed", "strategy-list"),
                )
            },
            **{
                name: reverse(name, args=[plan.slug])
                for name in ("strategy-detail", "strategy-print", "strategy-pdf", "strategy-csv")
            },
        }

    def draft(self, plan):
        """Begin an edition that is nobody's business yet."""
        make_measure(begin_edition(document=plan, by=None), "Tiltak zutkastz", number="99")


@pytest.fixture(autouse=True)
def _in_december():
    with time_machine.travel(DECEMBER, tick=False):
        yield


@pytest.fixture
def site(industry, trade, participant, leader, secretary, monkeypatch):
    """The plans; PDFs are the HTML they are made of."""
    monkeypatch.setattr(printing, "pdf", str.encode)
    return Site(industry)


def met(client, address):
    """Return the status and the words that an address answers with."""
    response = client.get(address)
    if response.status_code == 302 and not response.url.startswith(SIGN_IN):
        response = client.get(response.url)
    text = (response.getvalue().decode(errors="replace") + str(response.headers)).lower()
    return response.status_code, {word for word in ALLOWED if word in text}


def wrong_for(client, site, allowed):
    """Return what is told that is not to be told, or not told that is."""
    wrong = {}
    for name, (address, word) in site.doors.items():
        status, words = met(client, address)
        if (
            words - allowed
            or (word in allowed) is not (word in words)
            or (status == 200) is not (word in allowed)
        ):
            wrong[name] = (status, words)
    for name, address in site.lists.items():
        _, words = met(client, address)
        if words - allowed:
            wrong[name] = words - allowed
    return wrong


def allowed_to(role):
    """Return the words that a role may meet."""
    return {word for word, readers in ALLOWED.items() if role in readers}


@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_each_reader_meets_what_is_theirs_and_nothing_else(role, site, browse, request):
    client = browse(request.getfixturevalue(role))
    assert wrong_for(client, site, allowed_to(role)) == {}
    told = set().union(*(met(client, address)[1] for address in site.lists.values()))
    # What is proposed stands in lists too, what is noted in the timeline alone.
    assert told >= allowed_to(role) - {"zutkastz", "zavvistz", "zhoringz", "znotatz"}


@pytest.mark.parametrize(
    ("role", "change", "after"),
    [
        ("participant", NetworkMembership.objects.filter, "outsider"),
        ("member", MemberPeriod.objects.filter, "outsider"),
    ],
)
def test_what_one_reads_ends_at_midnight_in_oslo(role, change, after, site, browse, request):
    client = browse(request.getfixturevalue(role))
    change().update(ends_on=LAST_DAY)
    for moment, as_one in ((MIDNIGHT - timedelta(seconds=1), role), (MIDNIGHT, after)):
        with time_machine.travel(moment, tick=False):
            assert wrong_for(client, site, allowed_to(as_one)) == {}
