"""Role × level × time × surface for meetings: items, minutes, papers, calendars, answers, stories, lists."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from knf import printing
from knf.formats import OSLO
from networks.models import NetworkMembership
from networks.visibility import Level
from tests.visibility.meeting_words import (
    ALLOWED,
    DECEMBER,
    EVERYONE,
    INSIDE,
    MAY_KNOW,
    MAY_READ,
    ONLY_ON,
    Site,
)

LAST_DAY = date(2024, 12, 31)
MIDNIGHT = datetime(2025, 1, 1, tzinfo=OSLO)
SIGN_IN = reverse("account_request_login_code")


@pytest.fixture(autouse=True)
def _in_december():
    with time_machine.travel(DECEMBER, tick=False):
        yield


@pytest.fixture
def site(industry, trade, participant, leader, secretary, neighbour, monkeypatch):
    """The meetings; PDFs are the HTML they are made of."""
    monkeypatch.setattr(printing, "pdf", str.encode)
    return Site(industry, trade)


def answers(client, surfaces):
    """Return what the reader is answered, by surface: status and words."""
    found = {}
    for name, address in surfaces.items():
        response = client.get(address)
        if response.status_code == 302 and not response.url.startswith(SIGN_IN):
            response = client.get(response.url)
        text = (response.getvalue().decode(errors="replace") + str(response.headers)).lower()
        # Long lines of a calendar are folded.
        text = text.replace("\r\n ", "")
        found[name] = (response.status_code, {word for word in ALLOWED if word in text})
    return found


OWN = {f"zmote{level}z" for level in (Level.PUBLIC, Level.MEMBERS, Level.NETWORK)}
OPEN = {"zmotepublicz"}
LISTS = {
    "meeting-list": {f"z{sort}{level}z" for sort in ("mote", "holdt") for level in Level},
    "public-meeting-list": OPEN,
    "public-meeting-feed": OPEN,
    "network-calendar": OPEN,
    "person-calendar": OWN,
    "my-page": OWN,
}
"""What must be met in lists, by those who may. One's own pages are about what one is called to."""

TELLING = ("meeting-detail", "meeting-print", "meeting-pdf", "minutes-detail", "minutes-print", "stored-file")


def must_meet(name, role):
    """Return the words that a reader who may is to meet at least, at one surface."""
    kind, _, word = name.partition(" ")
    if kind == "article-detail":
        return {f"zmote{word}z"}
    if kind == "stored-file":
        return {f"zpapir{word}z"}
    if kind in TELLING:
        return {word}
    if LISTS.get(name) is OWN and role not in INSIDE:
        return set()
    return LISTS.get(name, set())


@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_each_reader_meets_what_is_theirs_and_nothing_else(role, site, browse, request):
    user = request.getfixturevalue(role)
    client = browse(user)
    allowed = {word for word, readers in ALLOWED.items() if role in readers}
    wrong = {}
    for name, (status, words) in answers(client, site.for_reader(user)).items():
        elsewhere = {
            word for (who, word), kind in ONLY_ON.items() if who == role and not name.startswith(kind)
        }
        if told := words - allowed | words & elsewhere:
            wrong[name] = f"tells {told}"
        if missing := must_meet(name, role) & allowed - words:
            wrong[name] = f"{status} without {missing}"
        word = site.doors.get(name)
        # That there is a draft, nobody is told, not even by being asked to sign in.
        closed = 302 if role == "anonymous" and word != "zutkastz" else 404
        if word and word not in allowed and status != closed:
            wrong[name] = f"{wrong.get(name, '')} answers {status}".strip()
    assert wrong == {}


@pytest.mark.parametrize("role", sorted(EVERYONE - {"secretary", "administrator"}))
def test_withdrawn_minutes_are_gone_for_those_who_could_read_them(role, site, browse, request):
    response = browse(request.getfixturevalue(role)).get(site.gone)
    assert response.status_code == 410
    assert "Et navn for mye." in response.content.decode()


@pytest.mark.parametrize("role", ["participant", "leader"])
def test_a_seat_ends_at_midnight_in_oslo(role, site, browse, request):
    user = request.getfixturevalue(role)
    NetworkMembership.objects.filter(person__user=user).update(ends_on=LAST_DAY)
    client = browse(user)
    surfaces = site.for_reader(user)
    as_before = {word for word, readers in ALLOWED.items() if role in readers}
    # What is left is what a member may, or anybody who has a login. What one is to do, one still is told.
    other = "member" if role == "leader" else "outsider"
    after = {word for word, readers in ALLOWED.items() if other in readers} | {"zfristz"}
    with time_machine.travel(MIDNIGHT - timedelta(seconds=1), tick=False):
        met = answers(client, surfaces)
        assert all(words <= as_before for _, words in met.values())
        assert set().union(*(words for _, words in met.values())) >= {"zmotenetworkz", "zgjennomsynz"}
    with time_machine.travel(MIDNIGHT, tick=False):
        for name, (_, words) in answers(client, surfaces).items():
            assert words <= after, name


def test_the_table_says_that_more_may_know_of_a_meeting_than_read_it():
    assert all(MAY_READ[level] <= MAY_KNOW[level] for level in Level)
    assert all(readers < EVERYONE for word, readers in ALLOWED.items() if "public" not in word)
