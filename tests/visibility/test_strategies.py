"""Role × surface for strategies: who meets what of documents, measures, notes, reports and packs, and where.

Whatever is not for everyone has a word of its own, which means nothing, so that no page says it by chance.
"""

from datetime import date, datetime

import pytest
import time_machine
from django.urls import reverse

from knf import printing
from knf.formats import OSLO
from networks.models import AgendaItem, DocumentVersion, Goal, Meeting
from networks.models.reporting import published_storage
from networks.strategies.report_actions import hand_out
from networks.visibility import Level
from tests.factories import (
    adopt,
    make_area,
    make_body,
    make_document,
    make_item,
    make_measure,
    make_meeting,
    make_version,
    tell,
)

MARCH = datetime(2024, 3, 20, 12, tzinfo=OSLO)
EVERYONE = {
    *("anonymous", "outsider", "member", "neighbour", "participant"),
    *("leader", "secretary", "editor", "administrator"),
}
INSIDE = {"participant", "leader", "secretary"}
MEMBERS = {"member", "neighbour", "leader"}

ALLOWED = {
    "zapentz": EVERYONE,
    "zhortz": MEMBERS | INSIDE | {"administrator", "editor"},
    "zapenhoringz": EVERYONE,
    "zutkastz": {"administrator", "secretary", "editor"},
    "zmedlemstiltakz": MEMBERS | INSIDE | {"administrator", "editor"},
    "zforumtiltakz": INSIDE | {"administrator", "editor"},
    "zinterntiltakz": {"secretary", "administrator", "editor"},
    "zinterntnotatz": INSIDE | {"administrator"},
    "zglemtmaalz": INSIDE | {"administrator"},
    "zforummotez": INSIDE | {"administrator", "editor"},
}
"""Who may meet each word, wherever it is.

A secretary keeps the documents; the editor of news links to them, and reads no notes.
"""

ON_PAPER = {"zapentz", "zapenhoringz"}
"""What papers, files and packs say, whoever asks for them."""


@pytest.fixture(autouse=True)
def _in_march(tmp_path, monkeypatch):
    """Let it be noon on 20 March 2024; PDFs are the HTML they are made of."""
    monkeypatch.setattr(printing, "pdf", str.encode)
    monkeypatch.setattr(published_storage(), "location", str(tmp_path / "private"))
    with time_machine.travel(MARCH, tick=False):
        yield


@pytest.fixture
def surfaces(industry):
    """Make one thing for each word; return the addresses where it may be met, by name."""
    plan = make_document("Plan zapentz", slug="plan", network=industry)
    version = make_version(plan)
    Goal.objects.create(focus_area=make_area(version), text="Mål zglemtmaalz")
    told = make_measure(version, "Åpent tiltak")
    for word, level in {
        "zmedlemstiltakz": Level.MEMBERS,
        "zforumtiltakz": Level.NETWORK,
        "zinterntiltakz": Level.STAFF,
    }.items():
        make_measure(version, f"Tiltak {word}", visibility=level)
    adopt(version, date(2023, 6, 14))
    tell(told, note="I gang.", internal_note="Notat zinterntnotatz")
    make_version(plan, label="zutkastz")
    proposed = {"state": DocumentVersion.State.ON_HEARING}
    hearing = make_version(make_document("Plan zhortz", slug="hort", network=industry), **proposed)
    make_version(make_document("Plan zapenhoringz", slug="apen"), hearing_is_open=True, **proposed)
    held = {
        "status": Meeting.Status.HELD,
        "case_number": "56/24",
        "public_body": make_body(),
        "kind": Meeting.Kind.MUNICIPAL,
    }
    reported = {"kind": AgendaItem.Kind.STATUS_REPORT, "strategy_document": plan}
    open_meeting = make_meeting(industry, "Møte", visibility=Level.PUBLIC, starts_at=MARCH, **held)
    make_item(open_meeting, **reported)
    closed = make_meeting(industry, "Møte zforummotez", visibility=Level.NETWORK, starts_at=MARCH, **held)
    make_item(closed, **reported)
    report = hand_out(document=plan, day=date(2024, 3, 20), meeting=closed, by=None)
    found = {"strategy-list": reverse("strategy-list"), "published-report": report.get_absolute_url()}
    for name in (
        *("strategy-detail", "strategy-print", "strategy-pdf", "strategy-csv"),
        *("strategy-changes", "strategy-changes-print", "strategy-changes-pdf"),
    ):
        found[name] = reverse(name, args=["plan"])
        found[f"{name} zhortz"] = reverse(name, args=[hearing.document.slug])
    for name in ("meeting-pack", "meeting-pack-print", "meeting-pack-pdf"):
        found[name] = reverse(name, args=[industry.slug, open_meeting.year, open_meeting.number])
    return found


def met_by(client, surfaces):
    """Return the status and the words that the reader is answered, by surface."""
    met = {}
    for name, address in surfaces.items():
        response = client.get(address)
        text = (response.getvalue().decode(errors="replace") + str(response.headers)).lower()
        met[name] = (response.status_code, {word for word in ALLOWED if word in text})
    return met


@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_each_reader_meets_what_is_theirs_and_nothing_else(role, surfaces, browse, request):
    allowed = {word for word, readers in ALLOWED.items() if role in readers}
    met = met_by(browse(request.getfixturevalue(role)), surfaces)
    told = {name: words - allowed for name, (_, words) in met.items()}
    assert {name: words for name, words in told.items() if words} == {}
    page = {"zapentz", "zmedlemstiltakz", "zforumtiltakz", "zinterntiltakz", "zinterntnotatz"}
    assert met["strategy-detail"][1] >= (page | {"zglemtmaalz", "zutkastz", "zforummotez"}) & allowed
    assert met["strategy-list"][1] >= {"zapentz", "zhortz", "zapenhoringz"} & allowed
    assert met["published-report"][0] == (200 if "zforummotez" in allowed else 404)
    door = 200 if "zhortz" in allowed else 302 if role == "anonymous" else 404
    closed = {status for name, (status, _) in met.items() if name.endswith("zhortz")}
    assert closed == {door}


@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_papers_and_packs_say_the_same_to_everyone(role, surfaces, browse, request):
    client = browse(request.getfixturevalue(role))
    papers = {
        name: address for name, address in surfaces.items() if name.endswith(("print", "pdf", "csv", "pack"))
    }
    for name, (status, words) in met_by(client, papers).items():
        assert (status, words - ON_PAPER) == (200, set()), name
