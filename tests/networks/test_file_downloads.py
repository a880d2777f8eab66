"""A paper's address: who gets what, in which order it is answered, and how the file travels."""

import logging
import re
import uuid
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from networks.models import NetworkMembership
from networks.visibility import Level
from tests.factories import make_network, make_stored_file
from tests.networks.uploads import GOOD, PDF, upload

OSLO = ZoneInfo("Europe/Oslo")
TITLE = "Oppsigelser på Sølvverket"
REASON = "Tallene gjaldt feil år."
LAST_DAY = date(2024, 6, 30)


@pytest.fixture
def paper(industry):
    """Return a paper of Industrilederforum's that the network alone may read."""
    return make_stored_file(industry, TITLE, file=upload(name="Oppsigelser 2024.pdf"))


def ask(client, paper, method="get", **headers):
    """Return the answer, with all that travelled as ``body``."""
    response = getattr(client, method)(paper.get_absolute_url(), headers=headers)
    response.body = response.getvalue()
    return response


METHODS = {
    "GET": {},
    "HEAD": {"method": "head"},
    "a range": {"range": "bytes=0-3"},
    "a range beyond the end": {"range": "bytes=9999-"},
    "If-None-Match": {"if_none_match": "*"},
    "If-Match": {"if_match": '"x"'},
}


# Who is asked before anything else


@pytest.mark.parametrize("state", ["standing", "withdrawn", "lost from the disk"])
@pytest.mark.parametrize("header", ["", "X-Accel-Redirect", "X-Sendfile"])
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("role", ["anonymous", "outsider", "member", "neighbour"])
def test_whoever_may_not_read_it_learns_nothing(
    role, method, header, state, paper, browse, request, settings
):
    settings.SENDFILE_HEADER = header
    if state == "withdrawn":
        paper.withdraw(by=None, reason=REASON)
    if state == "lost from the disk":
        paper.file.storage.delete(paper.file.name)
    response = ask(browse(request.getfixturevalue(role)), paper, **METHODS[method])

    assert response.status_code == (302 if role == "anonymous" else 404)
    told = response.body.decode() + str(response.headers)
    for word in ("Oppsigelser", REASON, paper.sha256, paper.file.name, "Content-Range", "ETag"):
        assert word not in told
    assert {"X-Accel-Redirect", "X-Sendfile", "Content-Disposition"}.isdisjoint(response.headers)


def test_the_anonymous_sign_in_and_come_back(paper, browse):
    response = browse().get(paper.get_absolute_url())
    assert response.url == f"{reverse('account_request_login_code')}?next={paper.get_absolute_url()}"


@pytest.mark.parametrize("role", ["anonymous", "leader", "editor"])
def test_an_address_that_leads_to_nothing_is_not_found(role, browse, request):
    client = browse(request.getfixturevalue(role))
    assert client.get(reverse("stored-file", args=[uuid.uuid4()])).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_an_address_is_only_for_reading(method, paper, browse, leader):
    assert getattr(browse(leader), method)(paper.get_absolute_url()).status_code == 405


@pytest.mark.parametrize("role", ["participant", "leader", "secretary"])
def test_those_of_the_network_get_the_file(role, paper, browse, request):
    response = ask(browse(request.getfixturevalue(role)), paper)
    assert (response.status_code, response.body) == (200, PDF)


def test_an_open_paper_is_for_all(industry, browse, anonymous):
    paper = make_stored_file(industry, visibility=Level.PUBLIC)
    assert ask(browse(anonymous), paper).body == PDF


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        (datetime(2024, 6, 30, 23, 59, 59, tzinfo=OSLO), 200),
        (datetime(2024, 7, 1, 0, 0, 0, tzinfo=OSLO), 404),
    ],
    ids=["last second", "midnight"],
)
@pytest.mark.parametrize("state", ["standing", "withdrawn"])
def test_a_seat_opens_papers_through_its_last_day_in_oslo(
    moment, status, state, paper, browse, participant, time_machine
):
    NetworkMembership.objects.filter(person__user=participant).update(ends_on=LAST_DAY)
    if state == "withdrawn":
        paper.withdraw(by=None, reason=REASON)
    time_machine.move_to(moment, tick=False)
    response = ask(browse(participant), paper)
    assert response.status_code == (410 if (status, state) == (200, "withdrawn") else status)
    if status == 404:
        assert TITLE not in response.content.decode()
        assert REASON not in response.content.decode()


def test_those_who_took_part_are_told_that_they_no_longer_do(paper, browse, participant, time_machine):
    NetworkMembership.objects.filter(person__user=participant).update(ends_on=LAST_DAY)
    time_machine.move_to(datetime(2024, 7, 1, tzinfo=OSLO), tick=False)
    response = ask(browse(participant), paper)
    assert "Du er ikke lenger deltaker i Industrilederforum" in response.content.decode()


def test_the_seat_in_another_network_opens_nothing_here(industry, trade, browse, neighbour):
    ours = make_stored_file(trade)
    theirs = make_stored_file(industry)
    client = browse(neighbour)
    found = [ask(client, paper).status_code for paper in (ours, theirs)]
    assert found == [200, 404]


@pytest.mark.parametrize("count", [1, 3])
def test_the_file_takes_the_same_queries_however_many_there_are(count, industry, browse, leader):
    papers = [make_stored_file(industry) for _ in range(count)]
    client = browse(leader)
    with CaptureQueriesContext(connection) as captured:
        ask(client, papers[0])
    assert len(captured) == 4  # session, user, paper, and that it was opened


# Withdrawn


@pytest.mark.parametrize("role", ["participant", "leader", "secretary"])
def test_a_withdrawn_paper_s_old_address_says_why_to_those_who_could_read_it(role, paper, browse, request):
    paper.withdraw(by=None, reason=REASON)
    client = browse(request.getfixturevalue(role))
    for how in METHODS.values():
        response = ask(client, paper, **how)
        assert response.status_code == 410
        assert "Content-Disposition" not in response
    text = ask(client, paper).content.decode()
    assert REASON in text
    assert "Kun Industrilederforum" in text
    assert TITLE not in text


def test_a_withdrawn_paper_is_still_there_for_staff_who_see_all(paper, browse, editor):
    paper.withdraw(by=None, reason=REASON)
    editor.is_superuser = True
    editor.save()
    assert ask(browse(editor), paper).body == PDF


def test_a_withdrawn_paper_leaves_the_disk_after_a_month_and_its_checksum_stays(
    paper, industry, browse, leader, administrator
):
    kept, name, checksum = make_stored_file(industry), paper.file.name, paper.sha256
    paper.withdraw(by=None, reason=REASON, now=datetime(2026, 5, 1, 22, 0, tzinfo=UTC))  # the 2nd in Oslo
    storage = paper.file.storage
    call_command("daily", "--today", "2026-06-01")
    assert storage.exists(name)
    assert ask(browse(administrator), paper).body == PDF

    for _ in range(2):
        call_command("daily", "--today", "2026-06-02")
    assert not storage.exists(name)
    assert storage.exists(kept.file.name)
    paper.refresh_from_db()
    assert (paper.file.name, paper.sha256, paper.withdrawn_reason) == ("", checksum, REASON)
    for reader in (leader, administrator):
        response = ask(browse(reader), paper)
        assert response.status_code == 410
        assert REASON in response.content.decode()
    form = browse(administrator).get(reverse("admin:networks_storedfile_change", args=[paper.pk]))
    assert f"er slettet. Kontrollsum: {checksum}" in form.content.decode()


# How it travels


@pytest.mark.parametrize("ending", GOOD)
def test_a_file_travels_as_what_it_is_and_is_kept_by_nobody(ending, industry, browse, leader):
    content, mime = GOOD[ending]
    paper = make_stored_file(industry, file=upload(content, f"papir.{ending}"))
    response = ask(browse(leader), paper)
    assert response.body == content
    assert dict(response.headers) == {
        **dict(response.headers),
        "Content-Type": mime,
        "Content-Length": str(len(content)),
        "Content-Disposition": f'attachment; filename="papir.{ending}"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "Accept-Ranges": "bytes",
        "ETag": f'"{paper.sha256}"',
    }
    assert "Last-Modified" not in response


@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        ("Årsmøte på Krona.pdf", "filename*=utf-8''%C3%85rsm%C3%B8te%20p%C3%A5%20Krona.pdf"),
        ("Referat; endelig.pdf", 'filename="Referat; endelig.pdf"'),
        ('Et "sitat".pdf', 'filename="Et sitat.pdf"'),
        ("to\r\nSet-Cookie: a=b.pdf", 'filename="to Set-Cookie a=b.pdf"'),
        ("..\\..\\skjult.pdf", 'filename="skjult.pdf"'),
        ("100 %.pdf", 'filename="100 %.pdf"'),
    ],
)
def test_a_file_travels_under_its_own_name(name, disposition, industry, browse, leader):
    paper = make_stored_file(industry, file=upload(name=name))
    response = ask(browse(leader), paper)
    assert response["Content-Disposition"] == f"attachment; {disposition}"
    assert "Set-Cookie" not in response


def test_head_tells_the_size_and_sends_nothing(paper, browse, leader):
    response = ask(browse(leader), paper, "head", range="bytes=0-3")
    assert (response.status_code, response.body) == (200, b"")
    assert response["Content-Length"] == str(len(PDF))


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-3", slice(0, 4)),
        ("bytes=0-0", slice(0, 1)),
        ("bytes=5-", slice(5, None)),
        ("bytes=-6", slice(-6, None)),
        ("bytes=-9999", slice(0, None)),
        ("bytes=3-9999", slice(3, None)),
        (f"bytes={len(PDF) - 1}-", slice(-1, None)),
    ],
)
def test_one_part_of_the_file_is_answered_with_that_part(asked, part, paper, browse, leader):
    response = ask(browse(leader), paper, range=asked)
    assert (response.status_code, response.body) == (206, PDF[part])
    first, last, _ = part.indices(len(PDF))
    assert response["Content-Range"] == f"bytes {first}-{last - 1}/{len(PDF)}"
    assert response["Content-Length"] == str(len(PDF[part]))
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("asked", [f"bytes={len(PDF)}-", "bytes=9999-", "bytes=-0"])
def test_a_part_that_is_not_there_is_refused_with_the_size(asked, paper, browse, leader):
    response = ask(browse(leader), paper, range=asked)
    assert (response.status_code, response.body) == (416, b"")
    assert response["Content-Range"] == f"bytes */{len(PDF)}"


@pytest.mark.parametrize(
    "asked",
    ["bytes=-", "bytes=5-3", "bytes=0-1,4-5", "lines=0-1", "bytes=a-b", "bytes=" + "9" * 5000 + "-", "0-3"],
)
def test_what_is_no_single_part_gets_the_whole_file(asked, paper, browse, leader):
    response = ask(browse(leader), paper, range=asked)
    assert (response.status_code, response.body) == (200, PDF)


def test_a_download_that_was_broken_off_goes_on_only_with_the_same_content(paper, browse, leader):
    client = browse(leader)
    conditions = {ask(client, paper)["ETag"]: 206, '"another"': 200, "Wed, 29 May 2019 07:00:00 GMT": 200}
    for condition, status in conditions.items():
        response = ask(client, paper, range="bytes=5-", if_range=condition)
        assert response.status_code == status
        assert response.body == (PDF[5:] if status == 206 else PDF)


def test_whoever_has_the_content_is_not_sent_it_again(paper, browse, leader):
    response = ask(browse(leader), paper, if_none_match=f'"{paper.sha256}"')
    assert (response.status_code, response.body) == (304, b"")
    assert response["Cache-Control"] == "private, no-store"


def test_a_file_lost_from_the_disk_is_not_found_and_the_log_says_so(paper, browse, leader, caplog):
    paper.file.storage.delete(paper.file.name)
    with caplog.at_level(logging.ERROR, logger="knf.downloads"):
        response = ask(browse(leader), paper)
    assert response.status_code == 404
    assert "Siden finnes ikke" in response.content.decode()
    assert [record.getMessage() for record in caplog.records if record.name == "knf.downloads"] == [
        f"The disk has lost {paper.file.name}"
    ]


# By the server in front


@pytest.mark.parametrize("header", ["X-Accel-Redirect", "X-Sendfile"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "a range", "If-None-Match"])
def test_the_server_in_front_is_told_which_file_to_send(header, method, paper, browse, leader, settings):
    settings.SENDFILE_HEADER = header
    response = ask(browse(leader), paper, **METHODS[method])
    assert (response.status_code, response.body) == (200, b"")
    where = {"X-Accel-Redirect": f"/private-files/{paper.file.name}", "X-Sendfile": paper.file.path}
    assert {name: response[name] for name in where if name in response} == {header: where[header]}
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="Oppsigelser 2024.pdf"'
    assert response["Cache-Control"] == "private, no-store"
    assert "ETag" not in response


@pytest.mark.parametrize("header", ["X-Accel-Redirect", "X-Sendfile"])
def test_the_server_in_front_is_told_nothing_of_a_file_that_is_not_to_be_sent(
    header, paper, browse, leader, settings
):
    settings.SENDFILE_HEADER = header
    paper.withdraw(by=None, reason=REASON)
    response = ask(browse(leader), paper)
    assert response.status_code == 410
    assert header not in response


def test_the_address_where_the_server_in_front_finds_files_is_none_of_ours(paper, browse, leader):
    assert browse(leader).get(f"/private-files/{paper.file.name}").status_code == 404


def test_the_facilitator_gets_every_paper_of_her_network(browse, secretary):
    own = make_network("Styret", facilitator=secretary)
    client = browse(secretary)
    found = [ask(client, make_stored_file(own, visibility=level)).status_code for level in Level]
    assert found == [200, 200, 200, 200]


# On the network's page


def test_three_papers_are_listed_in_as_many_queries_as_one(industry, browse, leader):
    client, counts = browse(leader), []
    for papers in (["Første"], ["Andre", "Tredje"]):
        for title in papers:
            make_stored_file(industry, title)
        with CaptureQueriesContext(connection) as captured:
            text = client.get(industry.get_absolute_url()).content.decode()
        assert [title in text for title in papers] == [True] * len(papers)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_paper_is_listed_with_its_type_its_size_its_day_and_who_may_read_it(
    industry, browse, leader, time_machine
):
    time_machine.move_to(datetime(2024, 3, 14, 12, tzinfo=OSLO), tick=False)
    paper = make_stored_file(industry, "Referat fra møtet", file=upload(PDF + b" " * 1_250_000))
    make_stored_file(industry, "Internt", visibility=Level.STAFF)
    make_stored_file(industry, "Trukket").withdraw(by=None, reason=REASON)
    text = browse(leader).get(industry.get_absolute_url()).content.decode()
    [listed] = re.findall(r'<ul class="papers">(.*?)</ul>', text, re.DOTALL)
    words = " ".join(strip_tags(listed).split())
    assert words == "Referat fra møtet PDF, 1,2 MB · 14. mars 2024 Kun Industrilederforum"
    assert f'href="{paper.get_absolute_url()}"' in listed


def test_where_no_paper_is_the_place_says_so(industry, browse, leader):
    text = browse(leader).get(industry.get_absolute_url()).content.decode()
    assert "Ingen papirer er lagt ut ennå." in text
