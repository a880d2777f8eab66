"""The story on paper: the print page and the PDF, and what both are made of."""

import io
import re
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import lxml.html
import pikepdf
import pypdfium2
import pytest
import time_machine
import weasyprint
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command

from articles import actions
from articles.models import Article
from knf.printing import pdf, site_file
from networks.visibility import Level
from tests.factories import make_article, make_image

BODY = """
<p>Fjorten ledere satte seg rundt bordet. De snakket om <a href="https://www.kongsberg.kommune.no/plan">planen</a>
og om <a href="/aktuelt/forrige-mote/">forrige møte</a>.</p>
<h2>Kompetanse og rekruttering</h2>
<p>Det er <strong>mangel på folk</strong>, og <em>det haster</em>.</p>
<h3>Tre ønsker</h3>
<ul><li><p>Flere læreplasser.</p></li><li><p>Kortere saksbehandling.</p></li></ul>
<ol><li><p>Først kartlegging.</p></li><li><p>Deretter tiltak.</p></li></ol>
<blockquote><p>Vi må tenke lønnsomhetsvurderinger i et tiårsperspektiv.</p></blockquote>
<table><tbody><tr><th><p>Tiltak</p></th><th><p>Frist</p></th></tr>
<tr><td><p>Lærlinger</p></td><td><p>1. mars</p></td></tr></tbody></table>
"""
SENTENCES = [
    "Industrien møtte formannskapet",
    "Ordføreren ville høre hva som står i veien.",
    "Av Ragna Moen",
    "gjelder onsdag 29. mai 2019",
    "Fra møtet i rådhuset.",
    "Foto: Pia Foss",
    "Møtet var onsdag, ikke tirsdag.",
    "Fjorten ledere satte seg rundt bordet.",
    "De snakket om planen",
    "og om forrige møte",
    "Kompetanse og rekruttering",
    "Det er mangel på folk, og det haster.",
    "Tre ønsker",
    "Flere læreplasser.",
    "Kortere saksbehandling.",
    "Først kartlegging.",
    "Deretter tiltak.",
    "Vi må tenke lønnsomhetsvurderinger i et tiårsperspektiv.",
    "Tiltak",
    "Frist",
    "Lærlinger",
    "1. mars",
    *(
        f"Avsnitt nummer {number} handler om nettutbygging og virkemidler i distriktet."
        for number in range(40)
    ),
    "https://www.kongsberg.kommune.no/plan",
    "/aktuelt/forrige-mote/",
]
LIST_ITEMS = ["Flere læreplasser.", "Kortere saksbehandling.", "Først kartlegging.", "Deretter tiltak."]
FILLER = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES if sentence.startswith("Avsnitt"))


@pytest.fixture
def complete(db):
    """Give a story with everything an editor can put in one."""
    make_article("Forrige møte")
    article = make_article(
        SENTENCES[0],
        lead=SENTENCES[1],
        body=BODY + FILLER,
        byline="Ragna Moen",
        event_on=date(2019, 5, 29),
        tags=["industri"],
        image=make_image(caption="Fra møtet i rådhuset.", photographer="Pia Foss"),
    )
    article.correction = "Møtet var onsdag, ikke tirsdag."
    return actions.save_article(article=article, by=None)


@pytest.fixture
def builds(monkeypatch):
    """Count how often WeasyPrint is put to work."""
    made, write_pdf = [], weasyprint.HTML.write_pdf

    def counted(document, *args, **kwargs):
        made.append(document)
        return write_pdf(document, *args, **kwargs)

    monkeypatch.setattr(weasyprint.HTML, "write_pdf", counted)
    return made


def pdf_of(client, article):
    """Return the story's PDF."""
    response = client.get(article.pdf_url)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    return response.content


def page_texts(content):
    """Return the text of each page, on one line each, its words put together again."""
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]
    return [joined(re.sub(r"[‐\ufffe\x02-]\s*\r?\n(?=[a-zæøå])", "", page)) for page in pages]


def joined(text):
    """Return the text with single spaces."""
    return " ".join(text.replace("\xad", "").split())


def assert_in_order(sentences, text):
    """Fail for the first sentence that does not stand after the ones before it."""
    place = 0
    for sentence in sentences:
        found = text.find(sentence, place)
        assert found >= 0, f"«{sentence}» is missing after «{text[max(0, place - 80) : place]}»"
        place = found + len(sentence)


# What is on the paper


def test_the_print_page_has_every_sentence_in_order(client, complete):
    response = client.get(complete.print_url)
    sheet = lxml.html.fromstring(response.content.decode()).find_class("sheet")[0]
    for block in sheet.iter("p", "h1", "h2", "h3", "li", "td", "th", "time", "figcaption"):
        block.tail = f" {block.tail or ''}"
    assert_in_order(SENTENCES, joined(sheet.text_content()))


def test_the_pdf_has_every_sentence_in_order_and_a_footer_on_every_page(client, complete, settings):
    with time_machine.travel(datetime(2030, 3, 20, 9, 0, tzinfo=UTC), tick=False):
        pages = page_texts(pdf_of(client, complete))
    host = settings.SITE_URL.partition("//")[2]
    footer = f"Skrevet ut 20. mars 2030 · {host}{complete.get_absolute_url()}"
    assert len(pages) > 1
    body = []
    for number, page in enumerate(pages, start=1):
        count = f"Side {number} av {len(pages)}"
        assert footer in page
        assert count in page
        running_title = complete.title if number > 1 else ""
        assert page.count(complete.title) == 1
        body.append(page.replace(footer, "").replace(count, "").replace(running_title, ""))
    text = joined(" ".join(body))
    # WeasyPrint paints list markers last, and what reads the PDF as plain text moves their lines along.
    assert all(item in text for item in LIST_ITEMS)
    assert_in_order([sentence for sentence in SENTENCES if sentence not in LIST_ITEMS], text)
    assert pages[0].startswith("KNF Kongsberg Næringsforum")


def test_a_restricted_paper_says_for_whom_it_is(browse, participant, industry):
    article = make_article(visibility=Level.NETWORK, network=industry)
    [page] = page_texts(pdf_of(browse(participant), article))
    assert page.count("Kun Industrilederforum") == 2
    assert "Kun Industrilederforum" in browse(participant).get(article.print_url).content.decode()


def test_the_pdf_is_tagged_and_says_its_title_and_language(client, complete):
    document = pikepdf.open(io.BytesIO(pdf_of(client, complete)))
    assert document.Root.MarkInfo.Marked
    assert document.Root.Lang == "nb"
    assert document.Root.ViewerPreferences.DisplayDocTitle
    with document.open_metadata() as metadata:
        assert metadata["dc:title"] == complete.title
        assert metadata["pdfuaid:part"] == "1"
    tags = structure(document.Root.StructTreeRoot)
    assert {"/H1", "/H2", "/H3", "/P", "/L", "/BlockQuote", "/Table", "/TH", "/Figure", "/Link"} <= set(tags)
    assert tags["/Figure"] == ["En gul buss foran rådhuset."]


def structure(root):
    """Return the kinds of tags in the document, each with its alternative texts."""
    tags, waiting = {}, [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting += list(node)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                alt = [str(node.Alt)] if "/Alt" in node else []
                tags.setdefault(str(node.S), []).extend(alt)
            if "/K" in node:
                waiting.append(node.K)
    return tags


@pytest.mark.django_db
def test_paper_is_kept_out_of_the_search_engines_and_names_the_page(client, settings):
    article = make_article("Ærlig talt")
    for address in (article.print_url, article.pdf_url):
        response = client.get(address)
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Link"] == f'<{settings.SITE_URL}{article.get_absolute_url()}>; rel="canonical"'
    assert response["Content-Disposition"] == 'inline; filename="aerlig-talt.pdf"'


@pytest.mark.django_db
def test_a_decorative_picture_stays_off_the_paper(client):
    image = make_image(alt_text="", decorative=True)
    assert "<img" not in client.get(make_article(image=image).print_url).content.decode()


# What is kept


@pytest.mark.django_db
def test_a_pdf_is_built_once_until_the_story_or_the_day_changes(client, browse, member, builds):
    article = make_article("Første tittel", publish_at=datetime(2026, 5, 1, 8, 0, tzinfo=UTC))
    evening = datetime(2026, 6, 1, 21, 57, tzinfo=UTC)  # 23.57 in Oslo
    with time_machine.travel(evening, tick=False):
        first = pdf_of(client, article)
        assert pdf_of(client, article) == pdf_of(browse(member), article) == first
        assert len(builds) == 1
        Article.objects.filter(pk=article.pk).update(title="Annen tittel")
        assert "Annen tittel" in page_texts(pdf_of(client, article))[0]
        assert len(builds) == 2
    with time_machine.travel(evening + timedelta(minutes=2), tick=False):
        assert "Skrevet ut 1. juni 2026" in page_texts(pdf_of(client, article))[0]
        assert len(builds) == 2
    with time_machine.travel(evening + timedelta(minutes=3), tick=False):
        assert "Skrevet ut 2. juni 2026" in page_texts(pdf_of(client, article))[0]
        assert len(builds) == 3


@pytest.mark.django_db
def test_a_kept_pdf_is_not_given_to_those_who_may_no_longer_read_it(client):
    article = make_article()
    pdf_of(client, article)
    actions.withdraw(article=article, by=None, reason_public="En faktafeil.")
    assert client.get(article.pdf_url).status_code == 410


@pytest.mark.parametrize("papers", [range(6), [0] * 6], ids=["different", "the same"])
def test_at_most_two_pdfs_are_built_at_a_time(papers, monkeypatch):
    lock, at_work, most, built = threading.Lock(), 0, 0, []

    def slow(document, *args, **kwargs):
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
            built.append(document)
        time.sleep(0.1)
        with lock:
            at_work -= 1
        return b"%PDF"

    monkeypatch.setattr(weasyprint.HTML, "write_pdf", slow)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(pdf, [f"<p>{number}</p>" for number in papers]))
    assert most == 2
    assert len(built) == max(2, len(set(papers)))


# What paper is made of: the site's own public files


def test_public_pictures_and_static_files_are_read_from_disk(settings):
    name = default_storage.save("bilder/buss.jpg", ContentFile(b"points"))
    assert site_file(f"{settings.SITE_URL}/media/{name}") == (b"points", "image/jpeg")
    content, mime_type = site_file(f"{settings.SITE_URL}/static/knf/css/print.css?v=1#side")
    assert mime_type == "text/css"
    assert b"@page" in content


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "file://localhost/etc/passwd",
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:9/static/knf/css/print.css",
        "https://evil.example/static/knf/css/print.css",
        "//evil.example/static/knf/css/print.css",
        "{site}@evil.example/static/knf/css/print.css",
        "{site}.evil.example/static/knf/css/print.css",
        "{site}/admin/",
        "{site}/static/../settings.py",
        "{site}/static/%2e%2e/%2e%2e/settings.py",
        "{site}/static//etc/passwd",
        "{site}/media/../private/bilder/original.jpg",
        "{site}/media/%2e%2e%2fprivate/bilder/original.jpg",
        "{site}/media//etc/passwd",
        "data:text/html,<script>alert(1)</script>",
        "data:image/png;base64,iVBORw0KGgo=",
        "ftp://example.com/x",
        "javascript:alert(1)",
        "",
    ],
)
def test_nothing_else_is_read(url, settings):
    with pytest.raises(ValueError, match="Not one of the site's own files"):
        site_file(url.format(site=settings.SITE_URL))


def test_a_paper_that_reaches_out_is_built_without_what_it_reached_for(settings):
    # The network guard of the suite would fail this test, too.
    html = """<html lang="nb"><title>Prøve</title><link rel="stylesheet" href="http://169.254.169.254/x.css">
      <p>Teksten</p><img alt="Passord" src="file:///etc/passwd"><img alt="Logo" src="https://evil.example/x.png">"""
    [page] = page_texts(pdf(html))
    assert "Teksten" in page
    assert "root:" not in page


@pytest.mark.parametrize("collected", [False, True], ids=["from the finders", "hashed and collected"])
def test_paper_has_its_own_typefaces_in_every_mode(collected, settings, tmp_path, client, db):
    if collected:
        settings.STATIC_ROOT = tmp_path / "static"
        settings.STORAGES = settings.STORAGES | {
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
        }
        call_command("collectstatic", interactive=False, verbosity=0)
    article = make_article(image=make_image())
    document = pikepdf.open(io.BytesIO(pdf_of(client, article)))
    fonts = {str(font.BaseFont) for page in document.pages for font in page.Resources.Font.values()}
    assert any("Inter" in name for name in fonts)
    assert any("Serif" in name for name in fonts)
    assert any(page.Resources.get("/XObject") for page in document.pages), "the picture"
    assert re.search(r"tokens\.\w{12}\.css", client.get(article.print_url).content.decode()) or not collected


# Without the system libraries


class MissingPango:
    """What a machine without Pango answers to the import."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        """Fail as cffi does."""
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")


@pytest.fixture(params=["no package", "no libraries"])
def without_weasyprint(request, monkeypatch):
    """Take WeasyPrint, or what it stands on, from the machine."""
    if request.param == "no package":
        monkeypatch.setitem(sys.modules, "weasyprint", None)
    else:
        monkeypatch.delitem(sys.modules, "weasyprint")
        monkeypatch.setattr(sys, "meta_path", [MissingPango, *sys.meta_path])


@pytest.mark.django_db
def test_without_the_libraries_the_pdf_says_so_and_the_rest_runs(client, without_weasyprint, caplog):
    article = make_article()
    response = client.get(article.pdf_url)
    page = response.content.decode()
    assert response.status_code == 503
    assert "PDF kan ikke lages nå" in page
    assert "libpango-1.0-0" in caplog.text
    links = lxml.html.fromstring(page, base_url=f"http://testserver{article.pdf_url}")
    links.make_links_absolute()
    assert f"http://testserver{article.print_url}" in links.xpath("//main//a/@href")
    for address in ("/", article.get_absolute_url(), article.print_url):
        assert client.get(address).status_code == 200


# An independent judge


@pytest.mark.validators
@pytest.mark.django_db
def test_a_plain_story_is_pdf_ua(client, verapdf):
    assert verapdf.ua1_failures(pdf_of(client, make_article())) == []


@pytest.mark.validators
def test_a_story_with_everything_is_pdf_ua(client, complete, verapdf):
    assert verapdf.ua1_failures(pdf_of(client, complete)) == []


@pytest.mark.validators
def test_a_restricted_story_is_pdf_ua(browse, participant, industry, verapdf):
    article = make_article(visibility=Level.NETWORK, network=industry)
    assert verapdf.ua1_failures(pdf_of(browse(participant), article)) == []
