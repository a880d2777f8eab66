"""The rich text of editors: cleaning, and what page, paper and search make of it."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from knf.html import (
    MAX_BYTES,
    RichTextField,
    clean,
    figure_ids,
    for_display,
    map_figures,
    map_links,
    numbered_links,
    plain_text,
    validate_size,
)

ARTICLE = (
    "<h2>Dette skjer</h2>"
    "<p>Møtet er <strong>onsdag</strong> på <em>Krona</em>.<br>Se "
    '<a href="https://example.no/sak?a=1&amp;b=2">saken</a>, <a href="/lenke/artikkel/42/">omtalen'
    '</a>, <a href="mailto:post@example.no">skriv</a> eller <a href="tel:+4732000000">ring</a>.</p>'
    "<h3>Saker</h3>"
    "<ul><li><p>Areal</p><ol><li><p>Sentrum</p></li></ol></li><li><p>Kraft</p></li></ul>"
    "<blockquote><p>Vi trenger mer galskap.</p></blockquote>"
    "<table><tbody>"
    '<tr><th colspan="2"><p>År</p></th><th><p>Medlemmer</p></th></tr>'
    '<tr><td rowspan="2"><p>2023</p></td><td></td><td><p>310</p></td></tr>'
    "</tbody></table>"
    '<figure data-image="12"><figcaption>Bussen i <em>sentrum</em>.</figcaption></figure>'
    '<figure data-image="7"></figure>'
)

HOSTILE = [
    "<script>alert(1)</script>",
    "<p onclick=alert(1)>tekst</p>",
    '<a href="javascript:alert(1)">lenke</a>',
    '<a href="JaVa\tScRiPt:alert(1)">lenke</a>',
    '<a href="&#1;javascript:alert(1)">lenke</a>',
    '<a href="javascript&colon;alert(1)">lenke</a>',
    '<a href="data:text/html,<script>alert(1)</script>">lenke</a>',
    '<a href="vbscript:alert(1)">lenke</a>',
    '<a href="//evil.example/">lenke</a>',
    '<a href="/\\evil.example/">lenke</a>',
    '<a href="/\t/evil.example/">lenke</a>',
    '<a href="https:evil.example">lenke</a>',
    '<a href="https://example.no" target="_blank" rel="opener" ping="//evil.example">lenke</a>',
    '<iframe src="https://evil.example"></iframe>',
    '<svg onload=alert(1)><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    '<img src=x onerror=alert(1)><img src="data:image/svg+xml,x">',
    "<style>p { background: url(//evil.example) }</style>",
    '<p style="background: url(//evil.example)" class="x" id="y" data-z="1">tekst</p>',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<svg></p><style><a title="</style><img src=1 onerror=alert(1)>">',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<textarea><script>alert(1)</script></textarea>",
    "<template><script>alert(1)</script></template>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1)//<</script>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<a href='https://example.no\" onclick=\"alert(1)'>lenke</a>",
    '<a href="/ytre"><a href="javascript:alert(1)">indre</a></a>',
    "<p>null\0byte<scr\0ipt>alert(1)</script>",
    '<base href="//evil.example"><meta http-equiv=refresh content="0;url=//evil.example">',
    '<form action="//evil.example"><input name=x><button formaction="javascript:alert(1)">',
    '<object data="//evil.example"></object><embed src="//evil.example">',
    "<p><b><i>ikke lukket <ul><li>heller ikke",
    "<table><script>alert(1)</script><tr><td onclick=alert(1)>celle",
    '<td colspan="2" rowspan="javascript:alert(1)">løs celle</td>',
    "<blockquote>" * 3000 + "dypt",
    "<table><tr><td>" * 500 + "dypt",
    "<p>\u0338loddrett</p>",
    '<figure><img src="https://evil.example/x.png" onerror="alert(1)"></figure>',
    '<figure data-image="12" onclick="alert(1)"><img src=x onerror=alert(1)></figure>',
    '<figure data-image="12"><svg onload=alert(1)></svg><figcaption>x<script>alert(1)</script></figure>',
    "<figure data-image='12\"><script>alert(1)</script>'></figure>",
    '<figure data-image="../../admin"><img src="data:image/svg+xml,x"></figure>',
    '<figure data-image="12"><figcaption><a href="javascript:alert(1)">x</a></figcaption></figure>',
    '<img data-image="12" src="//evil.example/x.png" srcset="//evil.example/y.png 2x">',
    '<picture><source srcset="//evil.example/x.avif"><img src="//evil.example/x.png"></picture>',
]

ALLOWED_TAG = re.compile(
    r"</?(p|h2|h3|ul|ol|li|blockquote|table|tbody|tr|strong|em)>|<br>|</(a|td|th)>"
    r'|<t[dh]( colspan="\d+")?( rowspan="\d+")?>'
    r'|<figure data-image="[1-9]\d*">|</figure>|</?figcaption>'
    r'|<a href="(https?://[^/"\\][^"]*|/([^/"\\][^"]*)?|(mailto|tel):[^"]+)">'
)

tags = st.sampled_from(
    [
        *("p", "h1", "h2", "h4", "div", "ul", "ol", "li", "blockquote", "table", "caption", "thead"),
        *("tr", "th", "td", "a", "b", "strong", "i", "em", "span", "br", "hr", "script", "svg"),
        *("figure", "figcaption"),
        *("math", "style"),
    ]
)
pieces = st.one_of(
    tags.map(lambda tag: f"<{tag}>"),
    tags.map(lambda tag: f"</{tag}>"),
    st.sampled_from(
        [
            *('<a href="/x">', '<a href="javascript:x">', '<a href="www.knf.no">', "<td colspan=2>"),
            '<figure data-image="3">',
            '<figure data-image="x">',
            *(" ", "\n", "&nbsp;", "&lt;p&gt;", "&amp;lt;", "e\u0301", "\u0338", "&#11;", "\0", "ord"),
        ]
    ),
    st.text(max_size=5),
)
markup = st.lists(pieces, max_size=25).map("".join)


def test_what_the_editor_saves_is_left_as_it_is():
    assert clean(ARTICLE) == ARTICLE


@pytest.mark.parametrize("html", HOSTILE)
def test_hostile_html_leaves_only_allowed_tags(html):
    cleaned = clean(html)
    assert "<" not in ALLOWED_TAG.sub("", cleaned)
    assert "evil.example" not in "".join(re.findall("<[^>]*>", cleaned))
    assert clean(cleaned) == cleaned


@given(markup)
def test_cleaning_leaves_only_allowed_tags(html):
    assert "<" not in ALLOWED_TAG.sub("", clean(html))


@given(markup)
def test_cleaning_twice_changes_nothing(html):
    assert clean(clean(html)) == clean(html)


@given(st.lists(st.text(alphabet="abæøå<>&\"' ", min_size=1).filter(str.strip), min_size=1))
def test_cleaning_loses_no_word(lines):
    html = "".join(f"<p>{line.replace('&', '&amp;').replace('<', '&lt;')}</p>" for line in lines)
    assert plain_text(clean(html)) == "\n".join(" ".join(line.split()) for line in lines)


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("<h1>Tittel</h1><h4>Under</h4><h6>Nederst</h6>", "<h2>Tittel</h2><h3>Under</h3><h3>Nederst</h3>"),
        ("<p><b>fet</b> <i>kursiv</i></p>", "<p><strong>fet</strong> <em>kursiv</em></p>"),
        ("løs tekst", "<p>løs tekst</p>"),
        ("<div>en</div><div>to</div>tre", "<p>en</p><p>to</p><p>tre</p>"),
        ("<h2><p>Tittel</p></h2>", "<h2>Tittel</h2>"),
        ("<strong><p>en</p><p>to</p></strong>", "<p><strong>en</strong></p><p><strong>to</strong></p>"),
        ("<ul><li>en<ul><li>to</ul></ul>", "<ul><li><p>en</p><ul><li><p>to</p></li></ul></li></ul>"),
        ("<ul>en<ul><li>to</ul></ul>", "<ul><li><p>en</p></li><li><ul><li><p>to</p></li></ul></li></ul>"),
        ("<ul><table><caption>x</caption></table></ul>", "<ul><li><p>x</p></li></ul>"),
        ("<li>løst punkt</li>", "<p>løst punkt</p>"),
        # A figure from elsewhere leaves its words; one of ours stands on the page, its words in one line.
        ("<figure><img src=x><figcaption>ord</figcaption></figure>", "<p>ord</p>"),
        ('<figure data-image="0"><figcaption>ord</figcaption></figure>', "<p>ord</p>"),
        (
            '<p>før</p><figure data-image="12"><p>to</p><p><b>ord</b></p></figure>etter',
            '<p>før</p><figure data-image="12"><figcaption>to <strong>ord</strong></figcaption></figure>'
            "<p>etter</p>",
        ),
        (
            '<ul><li>en<figure data-image="12"></figure></ul>',
            '<figure data-image="12"></figure><ul><li><p>en</p></li></ul>',
        ),
        (
            '<figure data-image="1"><figure data-image="2"><ul><li>ord</figure></figure>',
            '<figure data-image="1"><figcaption>ord</figcaption></figure>',
        ),
        (
            "<table><caption>Tabell</caption><thead><tr><th>År</thead><tr><td>2024</table>",
            "<p>Tabell</p><table><tbody><tr><th><p>År</p></th></tr>"
            "<tr><td><p>2024</p></td></tr></tbody></table>",
        ),
        ('<em><a href="/x"><b>a</b></a></em>', '<p><a href="/x"><strong><em>a</em></strong></a></p>'),
        ("<p><b>a</b><b>b</b></p>", "<p><strong>ab</strong></p>"),
        ('<p><a href="/x">a</a><b> </b>b</p>', '<p><a href="/x">a</a> b</p>'),
        ("<p> to  <b> ord </b> \n her </p>", "<p>to <strong>ord </strong>her</p>"),
        ("<p><br>linje <br> ny<br><br></p>", "<p>linje<br>ny</p>"),
        ('<p><img src="x.png" alt="Bilde">tekst</p>', "<p>tekst</p>"),
        ("<p>&nbsp; innrykk &nbsp;</p>", "<p>innrykk</p>"),
        ("<p>A\u030as</p>", "<p>Ås</p>"),
        ("<p>A&#778;s</p>", "<p>Ås</p>"),
        ("<p>1&nbsp;000</p>", "<p>1&nbsp;000</p>"),
    ],
)
def test_structure_becomes_what_the_editor_would_write(html, cleaned):
    assert clean(html) == cleaned


@pytest.mark.parametrize(
    "html",
    [
        "",
        " \n ",
        "<p></p>",
        "<p>&nbsp;</p><p><br></p>",
        "<ul><li><p></p></li></ul>",
        "<h2><strong> </strong></h2>",
        "<blockquote><p></p></blockquote>",
        '<p><a href="/x"></a></p>',
        "<table></table>",
        "<!-- bare en kommentar -->",
    ],
)
def test_text_without_words_is_empty(html):
    assert clean(html) == ""


@pytest.mark.parametrize(
    ("href", "stored"),
    [
        ("https://example.no/", "https://example.no/"),
        (" HTTP://example.no/en side ", "HTTP://example.no/en%20side"),
        ("www.example.no/sak", "https://www.example.no/sak"),
        ("mailto:post@example.no", "mailto:post@example.no"),
        ("tel:+4732000000", "tel:+4732000000"),
        ("/aktuelt/årsmøte/", "/aktuelt/årsmøte/"),
        ("/", "/"),
    ],
)
def test_link_keeps_an_address_that_leads_somewhere(href, stored):
    assert clean(f'<a href="{href}" title="x">her</a>') == f'<p><a href="{stored}">her</a></p>'


@pytest.mark.parametrize(
    "href",
    ["", "#", "side.html", "../side", "//example.no", "ftp://example.no", "file:///etc/passwd", "https://"],
)
def test_link_that_leads_nowhere_becomes_text(href):
    assert clean(f'<p>les <a href="{href}">her</a></p>') == "<p>les her</p>"


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


def test_text_over_the_limit_is_refused_with_its_size():
    with pytest.raises(ValidationError, match="Teksten er på 201 kB, men kan være på høyst 200 kB"):
        validate_size("å" * (MAX_BYTES // 2 + 1))


def test_text_at_the_limit_is_accepted():
    validate_size("å" * (MAX_BYTES // 2))


def test_field_is_a_plain_text_field_in_migrations():
    _, path, args, kwargs = RichTextField("tekst", blank=True).deconstruct()
    assert path == "django.db.models.TextField"
    assert (args, kwargs) == ([], {"verbose_name": "tekst", "blank": True})


def test_field_counts_the_cleaned_text():
    field = RichTextField("tekst")
    field.model = models.Model
    junk = "<!--" + "x" * MAX_BYTES + "-->"
    assert field.clean(f"{junk}<p>kort</p>", None) == "<p>kort</p>"
    with pytest.raises(ValidationError, match="høyst 200 kB"):
        field.clean("x" * (MAX_BYTES + 1), None)


def test_field_counts_an_empty_paragraph_as_no_text():
    with pytest.raises(ValidationError):
        RichTextField("tekst").clean("<p></p>", None)


def test_figures_are_found_by_their_pictures_number_and_replaced():
    html = clean('<p>a</p><figure data-image="12">b <i>c</i></figure><figure data-image="7"></figure>' * 2)
    assert figure_ids(html) == [12, 7]
    assert map_figures(html, lambda number, caption: f"[{number}:{caption}]") == (
        "<p>a</p>[12:b <em>c</em>][7:]" * 2
    )
