"""The page of an edition: what was decided, what is new in it, what it says; on screen and on paper."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from knf import printing
from networks.models import DocumentVersion, Goal, MeasureEdition, PoliticalTreatment
from networks.strategies.edition_actions import begin_edition, record_treatment
from networks.strategies.edition_differences import edition_differences
from networks.visibility import Level
from tests.factories import (
    adopt,
    make_adopted,
    make_area,
    make_body,
    make_document,
    make_measure,
    make_organization,
    make_responsible,
    make_version,
)
from tests.networks.strategies.pages import links_of, said_in, section_of, text_of, tree_of

pytestmark = pytest.mark.django_db

State = DocumentVersion.State
Change = MeasureEdition.Change
SIGN_IN = reverse("account_request_login_code")


@pytest.fixture
def document(industry):
    """The plan that the tests are about."""
    return make_document("Industriplanen", network=industry)


@pytest.fixture
def first(document):
    """The first edition, adopted, with four measures."""
    draft = make_version(document)
    for title in ("Testarena", "Kompetanseløft", "Messe", "Lærlinger"):
        make_measure(draft, title, due_on=date(2021, 6, 30))
    return adopt(draft, date(2020, 6, 24), case_number="PS 11/20")


@pytest.fixture
def draft(first):
    """The second: one measure as it was, one amended, one dropped, one merged, one new."""
    draft = begin_edition(document=first.document, by=None)
    editions = {edition.title: edition for edition in draft.measure_editions.all()}
    amended = editions["Kompetanseløft"]
    amended.official_text = "Ordlyden til Kompetanseløft med fagskolen."
    amended.change, amended.due_on = Change.AMENDED, date(2024, 6, 30)
    amended.change_note = "Fagskolen er kommet til."
    editions["Messe"].change, editions["Messe"].change_note = Change.DROPPED, "Messen ble lagt ned."
    merged = editions["Lærlinger"]
    merged.change, merged.merges_into, merged.change_note = Change.MERGED, amended.measure, "Hører sammen."
    for edition in (amended, editions["Messe"], merged):
        edition.save()
    make_measure(draft, "Jernbane", number="9")
    return draft


@pytest.fixture
def second(draft):
    """The second edition, adopted."""
    return adopt(draft, date(2023, 6, 14), vote="Enstemmig", archive_number="22/1234")


# What was decided


def test_an_adopted_edition_bears_its_seal(second, client):
    said = text_of(client.get(second.get_absolute_url()))
    assert "Kommunestyret vedtok utgaven onsdag 14. juni 2023, sak PS 57/23." in said
    assert "Arkivsak 22/1234. Enstemmig." in said


def test_every_treatment_is_told_of_and_what_the_council_added(document, client):
    draft = make_version(document, amendments="Kommunestyret la til et punkt om jernbanen.")
    make_measure(draft)
    treatment = PoliticalTreatment(
        version=draft,
        body=make_body(),
        held_on=date(2023, 6, 7),
        step=PoliticalTreatment.Step.RECOMMENDATION,
        case_number="PS 12/23",
        url="https://kommune.example/protokoll",
    )
    record_treatment(treatment=treatment, by=None)
    adopt(draft)
    response = client.get(draft.get_absolute_url())
    assert "7. juni 2023 · Formannskapet Innstilling, sak PS 12/23" in said_in(
        section_of(response, "behandling")
    )
    assert "et punkt om jernbanen" in said_in(section_of(response, "tillegg"))
    assert "https://kommune.example/protokoll" in links_of(response)


def test_a_superseded_edition_says_so_and_leads_on(first, second, document, client):
    third = adopt(begin_edition(document=document, by=None), date(2024, 6, 12))
    response = client.get(first.get_absolute_url())
    assert "Denne utgaven gjelder ikke lenger. Den er erstattet av Utgave 2. Nå gjelder Utgave 3." in text_of(
        response
    )
    assert {second.get_absolute_url(), third.get_absolute_url()} <= set(links_of(response))
    assert "gjelder ikke lenger" not in text_of(client.get(third.get_absolute_url()))
    assert "Nå gjelder utgave 3." in text_of(client.get(first.print_url))


# What it says


def test_it_reads_area_by_area_goal_by_goal_in_its_own_words(document, client):
    draft = make_version(document)
    area = make_area(draft, "Kompetanse", text="Folk er det viktigste.")
    goal = Goal.objects.create(focus_area=area, code="1", text="Flere fagfolk")
    below = Goal.objects.create(focus_area=area, parent=goal, code="1.1", text="Flere lærlinger")
    make_measure(draft, "Under området", number="A")
    make_measure(draft, "Under målet", number="B", goal=goal)
    make_measure(draft, "Under delmålet", number="C", goal=below)
    adopt(draft)
    tree = tree_of(client.get(draft.get_absolute_url()))
    (part,) = tree.find_class("focus-area")
    read = [said_in(one) for one in part.xpath(".//h3 | .//h4 | .//h5 | .//p[@class='title']")]
    assert read == [
        *("Kompetanse", "A Under området", "1 Flere fagfolk", "B Under målet"),
        *("1.1 Flere lærlinger", "C Under delmålet"),
    ]
    assert "Folk er det viktigste." in said_in(part)
    assert "Ordlyden til Under målet. Ansvarlig: Kommunen Frist: Ingen frist" in said_in(part)


def test_the_responsible_are_called_what_they_were_called_when_it_was_adopted(document, client):
    company = make_organization("Nytt navn")
    company.former_names.create(name="Gammelt navn", starts_on=date(2015, 1, 1), ends_on=date(2023, 12, 31))
    draft = make_version(document)
    make_measure(draft, lead=company)
    adopt(draft)
    said = text_of(client.get(draft.get_absolute_url()))
    assert "Gammelt navn" in said
    assert "Nytt navn" not in said


# What is new


def test_what_is_new_is_sorted_and_what_is_not_is_counted(second, client):
    response = client.get(second.get_absolute_url())
    section = section_of(response, "nytt")
    assert "1 nytt, 1 endret, 1 slått sammen, 1 utgår, 1 videreført uten endring." in said_in(section)
    assert "Jernbane" in said_in(section.xpath(".//section[@aria-labelledby='nye']")[0])
    assert (
        said_in(section.xpath(".//section[@aria-labelledby='utgar']//li")[0])
        == "3 Messe Messen ble lagt ned."
    )
    (merged,) = section.xpath(".//section[@aria-labelledby='slatt-sammen']//li")
    target = second.measure_editions.get(title="Kompetanseløft").measure
    assert said_in(merged) == f"4 Lærlinger Går videre i {target}. Hører sammen."
    assert target.get_absolute_url() in {link.get("href") for link in merged.iter("a")}
    assert "Testarena" not in said_in(section)


@pytest.mark.parametrize("address", ["get_absolute_url", "print_url"])
def test_old_and_new_words_stand_side_by_side(second, client, address):
    address = getattr(second, address)
    tree = tree_of(client.get(address() if callable(address) else address))
    (table,) = tree.find_class("side-by-side")
    assert [said_in(cell) for cell in table.xpath(".//thead//th")] == ["Hva", "Utgave 1", "Utgave 2"]
    assert [[said_in(cell) for cell in row.xpath("./th | ./td")] for row in table.xpath(".//tbody/tr")] == [
        ["Ordlyd", "Ordlyden til Kompetanseløft.", "Ordlyden til Kompetanseløft med fagskolen."],
        ["Frist", "30.06.2021", "30.06.2024"],
    ]
    assert [said_in(word) for word in table.iter("ins")] == ["Kompetanseløft med fagskolen.", "30.06.2024"]


def test_another_responsible_is_a_change_whatever_was_ticked(first, client):
    draft = begin_edition(document=first.document, by=None)
    edition = draft.measure_editions.get(title="Testarena")
    edition.responsibilities.all().delete()
    make_responsible(edition, "Næringsforumet")
    adopt(draft)
    (table,) = tree_of(client.get(draft.get_absolute_url())).find_class("side-by-side")
    assert [said_in(cell) for cell in table.xpath(".//tbody/tr/*")] == [
        "Ansvarlig",
        "Kommunen",
        "Næringsforumet",
    ]


def test_the_first_edition_has_nothing_that_is_new(first, client):
    assert section_of(client.get(first.get_absolute_url()), "nytt") is None


def test_an_internal_measure_is_no_news_to_the_public(first, anonymous, administrator):
    draft = begin_edition(document=first.document, by=None)
    make_measure(draft, "Hemmelig oppkjøp", number="10", visibility=Level.STAFF)
    adopt(draft)
    for reader, count in ((anonymous, 0), (administrator, 1)):
        found = edition_differences(draft, reader=reader, today=date(2024, 1, 1))
        assert len(found.new) == count
    assert found.new[0].title == "Hemmelig oppkjøp"


def test_a_target_that_is_not_for_the_reader_is_not_named(first, client):
    draft = begin_edition(document=first.document, by=None)
    secret = make_measure(draft, "Hemmelig oppkjøp", number="10", visibility=Level.STAFF)
    edition = draft.measure_editions.get(title="Messe")
    edition.change, edition.merges_into = Change.MERGED, secret
    edition.save()
    adopt(draft)
    said = text_of(client.get(draft.get_absolute_url()))
    assert "Går videre i et annet tiltak." in said
    assert "oppkjøp" not in said


# Paper


def test_a_draft_on_paper_says_so_and_numbers_its_lines(draft, browse, administrator):
    reader = browse(administrator)
    edition = draft.measure_editions.get(title="Testarena")
    edition.official_text = "Ord som fyller linjene. " * 20
    edition.save()
    tree = tree_of(reader.get(draft.print_url))
    numbers = [int(line.get("data-line")) for line in tree.find_class("line")]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 12
    assert tree.find_class("edition-paper")[0].get("data-draft") is not None
    assert "UTKAST · Utkast · Intern" in said_in(tree.find(".//main"))
    assert " · utkast · Intern · " in tree.get("data-source")
    assert said_in(tree.find_class("draft-lines")[0]).count("Ord som fyller linjene.") == 20


def test_an_adopted_edition_on_paper_has_no_numbered_lines(second, client):
    tree = tree_of(client.get(second.print_url))
    assert not tree.find_class("line")
    assert tree.find_class("edition-paper")[0].get("data-draft") is None
    assert "Ordlyden til Testarena." in said_in(tree.find(".//main"))


def test_the_paper_of_an_adopted_edition_says_what_everyone_may_know(document, browse, administrator):
    draft = make_version(document)
    make_measure(draft, "Testarena")
    make_measure(draft, "Hemmelig oppkjøp", visibility=Level.STAFF)
    adopt(draft)
    reader = browse(administrator)
    assert "Hemmelig oppkjøp" in text_of(reader.get(draft.get_absolute_url()))
    paper = text_of(reader.get(draft.print_url))
    assert "Testarena" in paper
    assert "Hemmelig oppkjøp" not in paper


def test_the_paper_is_also_a_pdf(second, client, monkeypatch):
    monkeypatch.setattr(printing, "pdf", str.encode)
    response = client.get(second.pdf_url)
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == 'inline; filename="industriplanen-utgave-2.pdf"'
    assert b"Jernbane" in response.content


# Files


FILES = {"edition-file": b"%PDF-1.7 Hele planen", "edition-short-file": b"%PDF-1.7 Kortversjonen"}


@pytest.fixture
def filed(document):
    """An edition on hearing, for members, with both its files."""
    version = make_version(document, state=State.ON_HEARING)
    make_measure(version)
    version.file.save("plan.pdf", ContentFile(FILES["edition-file"]))
    version.short_file.save("kort.pdf", ContentFile(FILES["edition-short-file"]))
    return version


@pytest.mark.parametrize("name", FILES)
class TestFiles:
    def test_those_who_may_read_the_edition_get_its_files(self, name, filed, browse, member):
        response = browse(member).get(reverse(name, args=["industriplanen", 1]))
        assert response.getvalue() == FILES[name]
        assert response.headers["Content-Type"] == "application/pdf"
        assert response.headers["Cache-Control"] == "private, no-store"
        assert "attachment" in response.headers["Content-Disposition"]
        assert "industriplanen-" in response.headers["Content-Disposition"]

    def test_the_others_do_not_get_them(self, name, filed, browse, outsider, client):
        address = reverse(name, args=["industriplanen", 1])
        assert client.get(address).url.startswith(SIGN_IN)
        response = browse(outsider).get(address)
        assert response.status_code == 404
        assert b"PDF" not in response.content

    def test_an_edition_without_files_has_none(self, name, second, client):
        assert client.get(reverse(name, args=["industriplanen", 2])).status_code == 404

    def test_everyone_gets_those_of_an_adopted_one(self, name, filed, client):
        adopt(filed)
        assert client.get(reverse(name, args=["industriplanen", 1])).getvalue() == FILES[name]


def test_the_checksum_of_the_adopted_document_is_shown(filed, client, browse, member):
    assert section_of(browse(member).get(filed.get_absolute_url()), "kontrollsum") is None
    adopt(filed)
    filed.refresh_from_db()
    assert filed.sha256 in said_in(section_of(client.get(filed.get_absolute_url()), "kontrollsum"))
    assert filed.sha256 in text_of(client.get(filed.print_url))


# Who reads it

PAGES = ("edition-detail", "edition-print", "edition-pdf")
READERS = {
    State.DRAFT: {"administrator"},
    State.ON_HEARING: {"member", "participant", "leader", "neighbour", "secretary", "administrator"},
    State.IN_TREATMENT: {"member", "participant", "leader", "neighbour", "secretary", "administrator"},
    State.REJECTED: {"administrator"},
}
ROLES = (
    "anonymous",
    "outsider",
    "member",
    "neighbour",
    "participant",
    "leader",
    "secretary",
    "administrator",
)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", READERS)
def test_a_proposal_is_for_those_who_are_heard_and_a_draft_for_the_staff(
    state, role, document, browse, request, monkeypatch
):
    monkeypatch.setattr(printing, "pdf", str.encode)
    user = request.getfixturevalue(role)
    version = make_version(document, state=state)
    make_measure(version, "Zmerketiltak")
    readers = READERS[state] | ({"secretary"} if user.has_perm("networks.view_documentversion") else set())
    reader = browse(user)
    closed = 302 if role == "anonymous" and version.is_proposed else 404
    for name in PAGES:
        response = reader.get(reverse(name, args=["industriplanen", version.number]))
        assert response.status_code == (200 if role in readers else closed), name
        assert ("Zmerketiltak" in response.content.decode()) is (role in readers), name
        assert role in readers or "Industriplanen" not in response.content.decode()


def test_an_open_hearing_is_for_everyone(document, client):
    version = make_version(document, state=State.ON_HEARING, hearing_is_open=True)
    make_measure(version, "Zmerketiltak")
    response = client.get(version.get_absolute_url())
    assert "Zmerketiltak" in text_of(response)
    assert "X-Robots-Tag" not in response.headers


def test_a_proposal_bears_its_badge_on_screen_and_on_paper(document, browse, member):
    version = make_version(document, state=State.ON_HEARING)
    make_measure(version)
    reader = browse(member)
    response = reader.get(version.get_absolute_url())
    assert [said_in(badge) for badge in tree_of(response).find_class("badge")] == ["Kun medlemmer"]
    assert response.headers["X-Robots-Tag"] == "noindex"
    paper = tree_of(reader.get(version.print_url))
    assert "Kun medlemmer" in paper.get("data-source")
    assert "Kun medlemmer" in said_in(paper.find(".//main"))


def test_a_proposal_on_paper_has_the_same_lines_for_all_whom_it_is_for(
    document, browse, member, leader, secretary
):
    version = make_version(document, state=State.ON_HEARING)
    for title, level in (("Først", Level.NETWORK), ("Midt", Level.MEMBERS), ("Sist", Level.STAFF)):
        make_measure(version, title, visibility=level)
    papers = [said_in(tree_of(browse(user).get(version.print_url))) for user in (member, leader, secretary)]
    assert len(set(papers)) == 1
    assert [title in papers[0] for title in ("Først", "Midt", "Sist")] == [False, True, False]
    assert "Først" in text_of(browse(leader).get(version.get_absolute_url()))


def test_the_staff_are_told_that_only_they_see_a_draft(draft, browse, administrator):
    said = text_of(browse(administrator).get(draft.get_absolute_url()))
    assert "Dette er et utkast. Bare ansatte ser det." in said


def test_there_is_no_other_edition_than_those_that_are(second, client):
    assert client.get(reverse("edition-detail", args=["industriplanen", 3])).status_code == 404
    assert client.get(reverse("edition-detail", args=["handelsplanen", 1])).status_code == 404


# What it costs


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_depend_on_what_there_is(
    count, document, client, django_assert_num_queries
):
    titles = [f"Tiltak {number}" for number in range(count)]
    make_adopted(document, measures=titles, on=date(2020, 6, 24))
    draft = begin_edition(document=document, by=None)
    for edition in draft.measure_editions.all():
        edition.official_text = "Nye ord."
        edition.save()
        make_responsible(edition, make_organization())
    for number in range(count):
        make_measure(draft, area=f"Område {number}", number=f"N{number}", lead=make_organization())
    adopt(draft)
    with django_assert_num_queries(17):
        client.get(draft.get_absolute_url())
    with django_assert_num_queries(15):
        client.get(draft.print_url)


# An independent judge


def test_an_adopted_edition_is_an_accessible_pdf(second, client, verapdf):
    assert verapdf.ua1_failures(client.get(second.pdf_url).content) == []


def test_a_draft_with_its_numbered_lines_is_one_too(draft, browse, administrator, verapdf):
    assert verapdf.ua1_failures(browse(administrator).get(draft.pdf_url).content) == []
