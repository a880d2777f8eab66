"""The agenda of a meeting: each item, its time and its papers for those who may read it, and nobody else."""

from datetime import datetime

import pypdfium2
import pytest

from knf.formats import OSLO
from networks.meeting_reports import meeting_page
from networks.visibility import Level
from tests.factories import call, make_item, make_meeting, make_person, make_stored_file, make_user

pytestmark = pytest.mark.django_db

HIDDEN = "Hemmelig-sak-7391"
NINE = datetime(2030, 3, 20, 9, tzinfo=OSLO)
"""A Wednesday that is never over while the tests run."""


def text_of(response):
    """Return the page's text, or that of the PDF, with single spaces."""
    if response["Content-Type"] == "application/pdf":
        pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(response.content)]
        return " ".join("".join(pages).replace("\ufffe", "").split())
    return " ".join(response.content.decode().split())


def lines(meeting, reader):
    """Return the agenda as the reader gets it."""
    return [(line.number, line.title) for line in meeting_page(meeting, reader).agenda]


@pytest.fixture
def meeting(industry):
    """Return a meeting that everyone may know of, on a Wednesday at nine."""
    return make_meeting(industry, "Forumsmøte i mars", starts_at=NINE, visibility=Level.PUBLIC)


def hide(meeting, level, **fields):
    """Return an item with its paper on ``level``, every word of which gives itself away."""
    item = make_item(
        meeting,
        HIDDEN,
        visibility=level,
        background=f"Bakgrunn {HIDDEN}",
        presenter_text=f"Innleder {HIDDEN}",
        record=f"Referat {HIDDEN}",
        resolution=f"Vedtak {HIDDEN}",
        **fields,
    )
    make_stored_file(item, f"Papir {HIDDEN}", visibility=level)
    return item


READERS = {
    Level.MEMBERS: {"member", "neighbour", "participant", "leader", "secretary", "administrator"},
    Level.NETWORK: {"participant", "leader", "secretary", "administrator"},
    Level.STAFF: {"secretary", "administrator"},
}


@pytest.mark.parametrize("level", READERS)
@pytest.mark.parametrize(
    "role",
    ["anonymous", "outsider", "member", "neighbour", "participant", "leader", "secretary", "administrator"],
)
def test_nothing_of_a_hidden_item_is_on_page_or_paper(role, level, request, browse, meeting):
    """Not the title, not the text, not what the secretary wrote, not the paper."""
    reader = request.getfixturevalue(role)
    make_item(meeting, "Åpen sak")
    hide(meeting, level)
    client = browse(reader)
    page = text_of(client.get(meeting.get_absolute_url()))
    assert "Åpen sak" in page
    assert (HIDDEN in page) == (role in READERS[level])
    assert "Referat Hemmelig" not in page
    assert "Vedtak Hemmelig" not in page

    paper = text_of(client.get(meeting.print_url))
    assert "Åpen sak" in paper
    # Whoever looks after the meeting prints the notice for its participants.
    assert (HIDDEN in paper) == (role in READERS[level] and level != Level.STAFF)


@pytest.mark.parametrize("role", ["anonymous", "participant", "secretary"])
def test_an_internal_item_is_in_no_one_s_pdf_but_the_secretary_s_copy(role, request, browse, meeting):
    client = browse(request.getfixturevalue(role))
    make_item(meeting, "Åpen sak")
    hide(meeting, Level.STAFF)
    notice = text_of(client.get(meeting.pdf_url))
    assert "Åpen sak" in notice
    assert HIDDEN not in notice
    copy = client.get(f"{meeting.pdf_url}?for=sekretaer")
    if role == "secretary":
        assert HIDDEN in text_of(copy)
        assert "Intern sak" in text_of(copy)
        assert "Sekretærens eksemplar" in text_of(copy)
        assert copy["Content-Disposition"].endswith('-sekretaer.pdf"')
    else:
        assert copy.status_code == (302 if role == "anonymous" else 403)
        assert HIDDEN not in copy.content.decode()


def test_a_hidden_item_has_its_public_title_or_is_not_there(meeting, anonymous, participant):
    make_item(meeting, "Nytt fra bedriftene")
    hide(meeting, Level.NETWORK)
    hide(meeting, Level.NETWORK, public_title="Personalsak")
    assert lines(meeting, anonymous) == [("1.", "Nytt fra bedriftene"), ("2.", "Personalsak")]
    assert lines(meeting, participant) == [("1.", "Nytt fra bedriftene"), ("2.", HIDDEN), ("3.", HIDDEN)]


def test_items_have_the_numbers_they_were_given_and_the_time_of_the_clock(meeting, industry, anonymous):
    """What stands between takes its time for everybody; after an item without a length nobody knows."""
    for number, (title, minutes, level) in enumerate(
        [("Åpning", 10, ""), ("Lukket", 50, "staff"), ("Orientering", None, ""), ("Eventuelt", 5, "")], 3
    ):
        make_item(
            meeting,
            title,
            minutes_planned=minutes,
            visibility=level,
            numbered_by=industry,
            year=2030,
            number=number,
        )
    agenda = meeting_page(meeting, anonymous).agenda
    assert [(line.number, line.title) for line in agenda] == [
        ("3/30", "Åpning"),
        ("5/30", "Orientering"),
        ("6/30", "Eventuelt"),
    ]
    assert [line.begins_at and line.begins_at.astimezone(OSLO).strftime("%H.%M") for line in agenda] == [
        "09.00",
        "10.00",
        None,
    ]


def test_an_item_tells_what_it_is_who_introduces_it_and_for_how_long(browse, meeting, participant):
    make_item(
        meeting,
        "Strøm",
        kind="decision",
        minutes_planned=25,
        background="Nettet er fullt.",
        presenter=make_person("Liv", "Innleder"),
    )
    make_item(meeting, "Tog", kind="information", presenter_text="Bane NOR")
    for address in (meeting.get_absolute_url(), meeting.print_url):
        text = text_of(browse(participant).get(address))
        for words in (
            *("kl. 09.00", "Vedtak", "Liv Innleder", "25&nbsp;min", "Nettet er fullt."),
            *("kl. 09.25", "Orientering", "Bane NOR"),
        ):
            assert words in text


def test_a_paper_is_listed_for_those_who_may_open_it(browse, meeting, client, member, participant):
    item = make_item(meeting, "Strøm")
    make_stored_file(meeting, "Program", visibility=Level.PUBLIC)
    make_stored_file(meeting, "Regnskapet", visibility=Level.NETWORK)
    make_stored_file(item, "Nettplan", visibility=Level.MEMBERS)
    make_stored_file(item, "Trukket", visibility=Level.PUBLIC).withdraw(by=None, reason="Feil fil.")
    titles = ["Program", "Regnskapet", "Nettplan", "Trukket"]

    def listed(browser, address):
        return [title for title in titles if title in text_of(browser.get(address))]

    for address in (meeting.get_absolute_url(), meeting.print_url):
        assert listed(client, address) == ["Program"]
        assert listed(browse(member), address) == ["Program", "Nettplan"]
        assert listed(browse(participant), address) == ["Program", "Regnskapet", "Nettplan"]


def test_at_a_shared_meeting_each_network_reads_its_own_items(
    browse, industry, trade, participant, neighbour
):
    """Case 8. What the secretary prints to hand out is for her own network's participants."""
    meeting = make_meeting(industry, starts_at=NINE, visibility=Level.NETWORK, co_networks=[trade])
    make_item(meeting, "Felles sak")
    make_item(meeting, "Industriens sak", visibility=Level.NETWORK)
    make_item(meeting, "Handelens sak", visibility=Level.NETWORK, network=trade)
    for reader, own, other in (
        (participant, "Industriens sak", "Handelens sak"),
        (neighbour, "Handelens sak", "Industriens sak"),
    ):
        for address in (meeting.get_absolute_url(), meeting.print_url):
            text = text_of(browse(reader).get(address))
            assert "Felles sak" in text
            assert own in text
            assert other not in text
    assert "Kun Industrilederforum og Forum for handel" in text_of(
        browse(participant).get(meeting.get_absolute_url())
    )


def test_the_secretary_s_notice_has_her_participants_items_and_nobody_else_s(
    browse, industry, trade, secretary
):
    meeting = make_meeting(industry, starts_at=NINE, visibility=Level.NETWORK, co_networks=[trade])
    make_item(meeting, "Industriens sak", visibility=Level.NETWORK)
    make_item(meeting, "Handelens sak", visibility=Level.NETWORK, network=trade)
    text = text_of(browse(secretary).get(meeting.print_url))
    assert "Industriens sak" in text
    assert "Handelens sak" not in text


def test_staff_who_may_not_open_a_paper_do_not_meet_its_title_on_the_notice(browse, trade, secretary):
    """She may look up every meeting, but the papers of another's network are not hers."""
    meeting = make_meeting(trade, starts_at=NINE, visibility=Level.NETWORK)
    make_stored_file(meeting, HIDDEN, visibility=Level.NETWORK)
    client = browse(secretary)
    assert client.get(meeting.print_url).status_code == 200
    for address in (meeting.get_absolute_url(), meeting.print_url):
        assert HIDDEN not in text_of(client.get(address))
    assert client.get(f"{meeting.print_url}?for=sekretaer").status_code == 403


def test_a_guest_gets_the_agenda_without_the_networks_own_items(browse, industry):
    meeting = make_meeting(industry, starts_at=NINE, visibility=Level.NETWORK)
    make_item(meeting, "Felles sak")
    hide(meeting, Level.NETWORK)
    user = make_user()
    call(meeting, make_person("Gro", "Gjest", user=user), capacity="guest")
    for address in (meeting.get_absolute_url(), meeting.print_url):
        text = text_of(browse(user).get(address))
        assert "Felles sak" in text
        assert HIDDEN not in text


def test_internal_items_are_shaded_and_named_on_the_secretary_s_copy(browse, meeting, secretary):
    make_item(meeting, "Åpen sak")
    hide(meeting, Level.STAFF)
    text = text_of(browse(secretary).get(f"{meeting.print_url}?for=sekretaer"))
    assert '<li id="sak-1">' in text
    assert '<li id="sak-2" data-internal>' in text
    assert text.count("Intern sak – bare for den som fører møtet") == 1
    assert "· Intern ·" in text
    assert f'href="{meeting.pdf_url}?for=sekretaer"' in text


def test_an_ordinary_notice_is_one_page_that_passes_for_pdf_ua(browse, meeting, participant, verapdf):
    for number in range(7):
        item = make_item(meeting, f"Sak nummer {number}", minutes_planned=15, presenter_text="Liv Tangen")
        if number < 4:
            make_stored_file(item, f"Papir til sak {number}", visibility=Level.NETWORK)
    make_item(meeting, "Med bakgrunn", background="Bakgrunnen for saken. " * 10)
    make_item(meeting, "For forumet", visibility=Level.NETWORK)
    response = browse(participant).get(meeting.pdf_url)
    assert len(pypdfium2.PdfDocument(response.content)) == 1
    assert response["Content-Disposition"] == 'inline; filename="industrilederforum-2030-1-innkalling.pdf"'
    assert verapdf.ua1_failures(response.content) == []


def test_the_secretary_s_copy_passes_for_pdf_ua(browse, meeting, secretary, leader, verapdf):
    hide(meeting, Level.STAFF)
    make_item(meeting, "For forumet", visibility=Level.NETWORK)
    call(meeting, leader.person)
    response = browse(secretary).get(f"{meeting.pdf_url}?for=sekretaer")
    assert "Liv Tangen" in text_of(response)
    assert verapdf.ua1_failures(response.content) == []


@pytest.mark.parametrize("count", [1, 3])
def test_paper_takes_as_many_queries_for_three_items_as_for_one(
    count, browse, meeting, secretary, industry, django_assert_num_queries
):
    for number in range(count):
        item = make_item(meeting, presenter=make_person(f"Innleder {number}"))
        make_item(meeting, visibility=Level.STAFF)
        make_stored_file(item, visibility=Level.NETWORK)
        make_stored_file(meeting, visibility=Level.NETWORK)
        call(meeting, make_person(f"Deltaker {number}"))
    client = browse(secretary)
    # Session, user and what she may; the meeting with its networks, twice asked for; papers, items and
    # their outline; who is called, with the companies; moves; minutes, also those withdrawn; points.
    with django_assert_num_queries(17):
        client.get(meeting.print_url)
