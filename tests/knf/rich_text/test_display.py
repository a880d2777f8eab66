"""What page, paper, feed and search make of cleaned text."""

import re

import pytest

from knf.rich_text.cleaning import clean
from knf.rich_text.display import (
    figure_ids,
    for_display,
    map_figures,
    map_links,
    numbered_links,
    plain_text,
)
from tests.knf.rich_text.article import ARTICLE


def test_plain_text_puts_each_block_and_row_on_a_line():
    assert plain_text(ARTICLE).splitlines() == [
        "Dette skjer",
        "Møtet er onsdag på Krona.",
        "Se saken, omtalen, skriv eller ring.",
        "Saker",
        "Areal",
        "Sentrum",
        "Kraft",
        "Vi trenger mer galskap.",
        "År Medlemmer",
        "2023 310",
        "Bussen i sentrum.",
    ]


@pytest.mark.parametrize("html", ["", "<p></p>"])
def test_plain_text_of_nothing_is_empty(html):
    assert plain_text(html) == ""


def test_links_are_numbered_with_absolute_addresses():
    html, addresses = numbered_links(ARTICLE, "https://knf.example")
    assert addresses == ["https://example.no/sak?a=1&b=2", "https://knf.example/lenke/artikkel/42/"]
    assert re.findall(r"(\w+)</a><sup class=\"note-ref\">(\d)</sup>,", html) == [
        ("saken", "1"),
        ("omtalen", "2"),
    ]
    assert html.count("<sup") == 2
    assert '">skriv</a> eller <a' in html


def test_links_to_the_same_address_share_a_number():
    html, addresses = numbered_links(
        '<p><a href="/a">en</a> <a href="/b">to</a> <a href="https://knf.example/a">tre</a></p>',
        "https://knf.example/",
    )
    assert addresses == ["https://knf.example/a", "https://knf.example/b"]
    assert re.findall(r"<sup class=\"note-ref\">(\d)</sup>", html) == ["1", "2", "1"]


@pytest.mark.parametrize("text", ["https://www.example.no/", "www.example.no", "example.no", "Example.no/"])
def test_link_that_shows_its_address_gets_no_note(text):
    html = f'<p>Se <a href="https://www.example.no/">{text}</a>.</p>'
    assert numbered_links(html, "https://knf.example") == (html, [])


def test_text_without_links_is_not_changed_by_numbering():
    assert numbered_links("", "https://knf.example") == ("", [])
    assert numbered_links("<p>Blåbær &amp; fløte</p>", "x") == ("<p>Blåbær &amp; fløte</p>", [])


def test_mapped_links_lead_elsewhere_or_become_text():
    moved = {"/a": "/ny", "/b": None}
    html = '<p>Se <a href="/a">en</a> og <a href="/b"><em>to</em></a>.</p>'
    assert map_links(html, moved.get) == '<p>Se <a href="/ny">en</a> og <em>to</em>.</p>'


def test_table_headers_get_scope_and_a_head_for_paper():
    table = (
        "<table><tbody><tr><th><p>År</p></th><th><p>Antall</p></th></tr>"
        "<tr><th><p>2023</p></th><td><p>310</p></td></tr></tbody></table>"
    )
    assert for_display(table, scrolling_tables=False) == (
        '<table><thead><tr><th scope="col"><p>År</p></th><th scope="col"><p>Antall</p></th></tr>'
        '</thead><tbody><tr><th scope="row"><p>2023</p></th><td><p>310</p></td></tr></tbody></table>'
    )


def test_table_on_screen_scrolls_in_a_named_region():
    table = "<table><tbody><tr><td><p>a</p></td></tr></tbody></table>"
    region = '<div class="table-scroll" role="region" aria-label="Tabell {}" tabindex="0">{}</div>'
    assert for_display(f"<p>før</p>{table}<p>mellom</p>{table}") == (
        f"<p>før</p>{region.format(1, table)}<p>mellom</p>{region.format(2, table)}"
    )


def test_table_with_one_row_or_joined_header_rows_keeps_its_body():
    one_row = "<table><tbody><tr><th><p>a</p></th></tr></tbody></table>"
    joined = '<table><tbody><tr><th rowspan="2"><p>a</p></th></tr><tr><td><p>b</p></td></tr></tbody></table>'
    assert "<thead>" not in for_display(one_row)
    assert "<thead>" not in for_display(joined)


def test_text_without_tables_is_shown_as_stored():
    assert for_display("<p>a&nbsp;b</p>") == "<p>a&nbsp;b</p>"


def test_figures_are_found_by_their_pictures_number_and_replaced():
    html = clean('<p>a</p><figure data-image="12">b <i>c</i></figure><figure data-image="7"></figure>' * 2)
    assert figure_ids(html) == [12, 7]
    assert map_figures(html, lambda number, caption: f"[{number}:{caption}]") == (
        "<p>a</p>[12:b <em>c</em>][7:]" * 2
    )
