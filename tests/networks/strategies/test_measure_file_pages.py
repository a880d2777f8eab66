"""The pages where files of measures and messages go out and come in: shown, confirmed, and for whom."""

import lxml.html
import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from networks import tables
from networks.models import DocumentVersion
from networks.strategies.edition_actions import begin_edition
from networks.strategies.measure_sheet import MeasureSheet
from tests.factories import adopt, make_document, make_measure, make_version
from tests.networks.strategies.sheets import file_of, row

pytestmark = pytest.mark.django_db

FILES = "admin:networks_strategydocument"


@pytest.fixture
def draft(industry):
    """A draft with three measures, of a plan that Industrilederforum answers for."""
    version = make_version(make_document("Industriplanen", network=industry))
    for number in range(1, 4):
        make_measure(version, code=f"I-0{number}")
    return version


def upload(client, document, slug, content, name="fil.csv"):
    """Choose a file."""
    return client.post(
        reverse(f"{FILES}_import", args=[document.pk, slug]), {"file": SimpleUploadedFile(name, content)}
    )


def text_of(response):
    """Return the words of the page."""
    return " ".join(lxml.html.fromstring(response.content.decode()).find(".//main").text_content().split())


def test_the_desk_leads_to_the_files_and_the_way_back_in(draft, browse, strategist):
    client, plan = browse(strategist), draft.document
    overview = reverse(f"{FILES}_files", args=[plan.pk])
    assert overview in client.get(reverse(f"{FILES}_change", args=[plan.pk])).content.decode()
    page = client.get(overview).content.decode()
    for slug in ("tiltak-1", "statusmeldinger"):
        assert reverse(f"{FILES}_import", args=[plan.pk, slug]) in page
        for ending in tables.FORMATS:
            address = reverse(f"{FILES}_export", args=[plan.pk, slug, ending])
            assert address in page
            response = client.get(address)
            assert response.headers["Content-Type"] == tables.FORMATS[ending].mime
            assert "no-store" in response.headers["Cache-Control"]
            assert response.headers["Content-Disposition"].startswith(
                f'attachment; filename="industriplanen-{slug}-'
            )


def test_a_file_is_shown_then_confirmed_then_remembered(draft, browse, strategist):
    client, plan = browse(strategist), draft.document
    content = file_of(MeasureSheet(draft), row(Tittel="<b>Lærlinger</b>"))
    shown = upload(client, plan, "tiltak-1", content, "plan.csv")
    assert "Filen gir 1 ny, 0 endret og 0 uendret." in text_of(shown)
    assert "&lt;b&gt;Lærlinger&lt;/b&gt;" in shown.content.decode()
    assert draft.measure_editions.count() == 3
    token = lxml.html.fromstring(shown.content.decode()).xpath("//input[@name='token']/@value")[0]
    done = client.post(reverse(f"{FILES}_import", args=[plan.pk, "tiltak-1"]), {"token": token}, follow=True)
    assert "«plan.csv» er hentet inn: 1 ny, 0 endret og 0 uendret." in text_of(done)
    assert draft.measure_editions.filter(title="<b>Lærlinger</b>").exists()
    assert LogEntry.objects.get().change_message == "Tiltak i utgave 1: 1 linje hentet inn fra «plan.csv»."


def test_a_file_of_one_plan_waits_for_no_other(draft, browse, strategist):
    client = browse(strategist)
    other = make_version(make_document("Kopien")).document
    shown = upload(client, draft.document, "tiltak-1", file_of(MeasureSheet(draft), row()))
    token = lxml.html.fromstring(shown.content.decode()).xpath("//input[@name='token']/@value")[0]
    answer = client.post(
        reverse(f"{FILES}_import", args=[other.pk, "tiltak-1"]), {"token": token}, follow=True
    )
    assert "Forhåndsvisningen er utløpt" in text_of(answer)
    assert not other.measures.exists()


def test_an_adopted_edition_goes_out_and_nothing_comes_in(draft, browse, strategist):
    adopt(draft)
    client, plan = browse(strategist), draft.document
    overview = client.get(reverse(f"{FILES}_files", args=[plan.pk]))
    assert DocumentVersion.fixed_message in text_of(overview)
    assert client.get(reverse(f"{FILES}_export", args=[plan.pk, "tiltak-1", "csv"])).status_code == 200
    refused = upload(client, plan, "tiltak-1", file_of(MeasureSheet(draft), row()))
    assert DocumentVersion.fixed_message in text_of(refused)
    assert 'name="token"' not in refused.content.decode()
    assert plan.measures.count() == 3
    following = begin_edition(document=plan, by=strategist)
    slug = f"tiltak-{following.number}"
    content = file_of(MeasureSheet(following), row())
    assert "Filen gir 1 ny" in text_of(upload(client, plan, slug, content))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("fil.csv", "Kode;Blåbær".encode("latin-1"), "Tegnene i filen kan ikke leses"),
        ("fil.xlsx", b"PK\x03\x04 ikke noe regneark", "Filen"),
        ("fil.csv", b"Kode;Nummer\nI-01;1", "Disse kolonnene mangler: Satsingsområde"),
        ("fil.csv", b"Navn;Organisasjonsnummer\nVerket;1", "Disse kolonnene er ukjente: Navn"),
    ],
)
def test_a_broken_file_and_another_sheet_are_refused(draft, browse, strategist, name, content, sentence):
    response = upload(browse(strategist), draft.document, "tiltak-1", content, name)
    assert sentence in text_of(response)
    assert 'name="token"' not in response.content.decode()


@pytest.mark.parametrize("who", ["editor", "neighbour", "member", "anonymous"])
def test_only_those_who_keep_the_plan_move_it(who, draft, browse, request):
    user = request.getfixturevalue(who)
    client, plan = browse(user), draft.document
    answers = [
        client.get(reverse(f"{FILES}_files", args=[plan.pk])),
        client.get(reverse(f"{FILES}_import", args=[plan.pk, "tiltak-1"])),
        client.get(reverse(f"{FILES}_export", args=[plan.pk, "statusmeldinger", "csv"])),
        upload(client, plan, "tiltak-1", file_of(MeasureSheet(draft), row())),
    ]
    refusal = 403 if who == "editor" else 302
    assert [answer.status_code for answer in answers] == [refusal] * len(answers)


def test_a_secretary_moves_her_own_networks_plans_only(draft, browse, secretary):
    client = browse(secretary)
    other = make_document("Andres plan")
    assert client.get(reverse(f"{FILES}_files", args=[draft.document.pk])).status_code == 200
    assert client.get(reverse(f"{FILES}_files", args=[other.pk])).status_code == 403


def test_there_are_no_other_files(draft, browse, strategist):
    client, plan = browse(strategist), draft.document
    base = reverse(f"{FILES}_files", args=[plan.pk])
    for unknown in ("tiltak-2/", "tiltak-1.json", "brukere/", "tiltak-x.csv"):
        assert client.get(base + unknown).status_code == 404
    assert client.get(reverse(f"{FILES}_files", args=[plan.pk + 99])).status_code == 404
