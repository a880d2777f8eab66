"""The form of an edition: all of it on one page, saved whole, nothing lost (journeys.md S6)."""

from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from networks.models import DocumentVersion, Goal, Measure, MeasureEdition
from networks.strategies.edition_actions import begin_edition
from tests.factories import (
    adopt,
    make_adopted,
    make_area,
    make_body,
    make_document,
    make_measure,
    make_network,
    make_organization,
    make_responsible,
    make_version,
)

from .edition_form import errors_of, page, save, sent_by

pytestmark = pytest.mark.django_db

Change = MeasureEdition.Change


@pytest.fixture
def plan(industry):
    """A document whose first edition is adopted, with three measures."""
    document = make_document("Industriplanen", network=industry)
    version = make_version(document)
    for number, title in enumerate(("Kompetanseløft", "Lærlinger", "Togstopp"), start=1):
        make_measure(version, title, code=f"I-0{number}", number=f"1.{number}")
    adopt(version, date(2023, 6, 14))
    return document


@pytest.fixture
def draft(plan, strategist):
    """The next edition, just begun."""
    return begin_edition(document=plan, by=strategist)


def rows(version):
    """Return what the edition says, measure by measure."""
    editions = MeasureEdition.objects.filter(version=version).select_related("measure")
    return [(one.measure.code, one.change, one.number, one.title) for one in editions]


def parties(edition):
    """Return who is responsible, and who contributes."""
    return [(str(row), row.role) for row in edition.responsibilities.all()]


def test_nothing_touched_is_nothing_saved(office, draft):
    before = list(MeasureEdition.objects.values()), DocumentVersion.objects.values().get(pk=draft.pk)
    assert save(office, draft).status_code == 302
    assert (
        list(MeasureEdition.objects.values()),
        DocumentVersion.objects.values().get(pk=draft.pk),
    ) == before


def test_each_measure_is_continued_amended_dropped_merged_or_new_in_one_save(office, draft):
    response = save(
        office,
        draft,
        measures_0_change="amended",
        measures_0_official_text="Flere læreplasser, hvert år.",
        measures_0_deadline="1. halvår 2027",
        measures_1_change="merged",
        measures_1_merges_into="I-01",
        measures_2_change="dropped",
        measures_2_change_note="Staten bygger det.",
        measures_3_number="1.4",
        measures_3_title="Ladeplasser",
        measures_3_official_text="Ladere ved stasjonen.",
        measures_3_deadline="løpende",
        measures_3_lead="Kommunen; gårdeiere",
    )
    assert response.status_code == 302, errors_of(response)
    assert rows(draft) == [
        ("I-01", Change.AMENDED, "1.1", "Kompetanseløft"),
        ("I-02", Change.MERGED, "1.2", "Lærlinger"),
        ("I-03", Change.DROPPED, "1.3", "Togstopp"),
        ("I-04", Change.NEW, "1.4", "Ladeplasser"),
    ]
    amended, merged, _, new = draft.measure_editions.all()
    assert (amended.official_text, amended.due_label) == ("Flere læreplasser, hvert år.", "1. halvår 2027")
    assert merged.merges_into.code == "I-01"
    assert new.ongoing
    assert parties(new) == [("Kommunen", "lead"), ("gårdeiere", "lead")]


def test_a_row_is_saved_however_many_came_before_it(office, draft):
    typed = {
        "change": "new",
        "number": "1.4",
        "title": "Ladeplasser",
        "official_text": "Ladere ved stasjonen.",
        "lead": "Kommunen",
    }
    typed = {f"measures_600_{name}": text for name, text in typed.items()}
    response = save(office, draft, measures_total="601", **typed)
    assert response.status_code == 302, errors_of(response)
    assert rows(draft)[-1] == ("I-04", Change.NEW, "1.4", "Ladeplasser")


def test_the_codes_of_a_document_begin_with_its_initial(office):
    version = make_version(make_document("Ølplanen"))
    make_area(version)
    for number in ("1", "2"):
        place = version.measure_editions.count()
        typed = {"number": number, "title": f"Tiltak {number}", "official_text": "Brygge."}
        response = save(office, version, **{f"measures_{place}_{name}": text for name, text in typed.items()})
        assert response.status_code == 302, errors_of(response)
    assert [code for code, *_ in rows(version)] == ["Ø-01", "Ø-02"]


@pytest.mark.parametrize(
    ("typed", "shown", "due_by"),
    [
        ("2024", "2024", date(2024, 12, 31)),
        ("1 halvår 2024", "1. halvår 2024", date(2024, 6, 30)),
        ("H2 2024", "2. halvår 2024", date(2024, 12, 31)),
        ("Q3 2024", "3. kvartal 2024", date(2024, 9, 30)),
        ("3. kvartal 2024", "3. kvartal 2024", date(2024, 9, 30)),
        ("innen utgangen av 2025", "2025", date(2025, 12, 31)),
        ("30.06.2024", "30.06.2024", date(2024, 6, 30)),
        ("29. februar 2024", "29.02.2024", date(2024, 2, 29)),
        ("juni 2024", "30.06.2024", date(2024, 6, 30)),
        ("Løpende", "Løpende", None),
        ("", "", None),
    ],
)
def test_a_deadline_is_written_as_people_say_it_and_shown_back(office, draft, typed, shown, due_by):
    assert save(office, draft, measures_0_deadline=typed).status_code == 302
    edition = draft.measure_editions.first()
    assert (edition.due_label, edition.due_by) == (shown, due_by)
    assert sent_by(office.get(page(draft)))["measures-0-deadline"] == shown


@pytest.mark.parametrize("typed", ["snart", "5. kvartal 2024", "31.02.2024", "20244", "år 0202", "0202"])
def test_what_is_no_deadline_is_said_on_the_row_and_stays_in_the_field(office, draft, typed):
    response = save(office, draft, measures_0_deadline=typed, measures_1_title="Ikke tapt")
    assert errors_of(response).keys() == {"measures-0-deadline"}
    sent = sent_by(response)
    assert (sent["measures-0-deadline"], sent["measures-1-title"]) == (typed, "Ikke tapt")


def test_who_is_responsible_is_written_by_name_and_what_is_not_clear_is_asked(office, draft, trade):
    company = make_organization("Sølvverk Teknologi")
    make_organization("Havnen")
    make_network("Havnen")
    council = make_body("Formannskapet")
    response = save(
        office,
        draft,
        measures_0_lead="Sølvverk",
        measures_1_lead="Havnen",
        measures_2_lead="forum for handel; sølvverk teknologi",
        measures_2_contributors="Formannskapet; «Sølvverk»",
    )
    said = errors_of(response)
    assert said == {
        "measures-0-lead": "Mente du Sølvverk Teknologi? Skriv hele navnet, eller sett «Sølvverk» i"
        " anførselstegn hvis det skal stå slik.",
        "measures-1-lead": "Flere heter «Havnen». Skriv «Havnen (nettverk)» eller «Havnen (virksomhet)».",
    }
    again = sent_by(response) | {"measures-0-lead": "«Sølvverk»", "measures-1-lead": "Havnen (nettverk)"}
    assert save(office, draft, opened=again).status_code == 302
    first, second, third = draft.measure_editions.all()
    assert parties(first) == [("Sølvverk", "lead")]
    assert second.responsibilities.get().network.name == "Havnen"
    assert {
        (row.organization, row.network, row.public_body, row.label) for row in third.responsibilities.all()
    } == {
        (None, trade, None, ""),
        (company, None, None, ""),
        (None, None, council, ""),
        (None, None, None, "Sølvverk"),
    }
    # Shown back so that saving again changes nothing.
    before = list(MeasureEdition.objects.values())
    assert save(office, draft).status_code == 302
    assert list(MeasureEdition.objects.values()) == before


def test_areas_and_goals_are_written_on_the_same_page_and_measures_find_them(office, draft):
    response = save(
        office,
        draft,
        areas_0_title="Kompetanse og rekruttering",
        areas_0_goals_0_code="1",
        areas_0_goals_0_text="Flere fagfolk",
        areas_1_title="Samferdsel",
        measures_1_place="1",
        measures_2_place="samferdsel",
    )
    assert response.status_code == 302, errors_of(response)
    first, second, third = draft.measure_editions.order_by("number")
    # The first still said what its area was called before.
    assert (first.focus_area.title, first.goal) == ("Kompetanse og rekruttering", None)
    assert str(second.goal) == "1 Flere fagfolk"
    assert third.focus_area.title == "Samferdsel"


def test_a_part_of_a_goal_names_the_goal_and_goes_no_deeper(office, draft):
    goal = {"areas_0_goals_0_code": "1", "areas_0_goals_0_text": "Flere fagfolk"}
    assert save(office, draft, **goal).status_code == 302
    response = save(
        office,
        draft,
        areas_0_goals_1_code="1a",
        areas_0_goals_1_text="Flere lærlinger",
        areas_0_goals_1_under="1",
    )
    assert response.status_code == 302, errors_of(response)
    assert Goal.objects.get(code="1a").parent == Goal.objects.get(code="1")
    response = save(
        office,
        draft,
        areas_0_goals_2_text="For dypt",
        areas_0_goals_2_under="1a",
    )
    assert errors_of(response) == {"areas-0-goals-2-under": "Et delmål kan ikke ha delmål under seg."}


def test_numbers_may_change_places(office, draft):
    response = save(office, draft, measures_0_number="1.2", measures_1_number="1.1")
    assert response.status_code == 302, errors_of(response)
    assert [(code, number) for code, _, number, _ in rows(draft)] == [
        ("I-01", "1.2"),
        ("I-02", "1.1"),
        ("I-03", "1.3"),
    ]


def test_measures_are_moved_by_their_place(office, draft):
    assert save(office, draft, measures_2_position="0").status_code == 302
    assert [code for code, *_ in rows(draft)] == ["I-03", "I-01", "I-02"]


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"measures_1_number": "1.1"}, "measures-0-number", "Flere tiltak har nummer 1.1."),
        ({"measures_0_title": ""}, "measures-0-title", "Skriv hva tiltaket heter."),
        ({"measures_0_official_text": ""}, "measures-0-official_text", "Skriv ordlyden"),
        ({"measures_0_place": "Månen"}, "measures-0-place", "Finner ikke «Månen»"),
        ({"measures_0_change": "merged"}, "measures-0-merges_into", "Skriv koden til tiltaket"),
        ({"measures_0_merges_into": "I-02"}, "measures-0-merges_into", "Velg «Slått sammen»"),
        (
            {"measures_0_change": "merged", "measures_0_merges_into": "I-01"},
            "measures-0-merges_into",
            "Tiltaket kan ikke slås sammen med seg selv.",
        ),
        (
            {"measures_0_change": "merged", "measures_0_merges_into": "X-99"},
            "measures-0-merges_into",
            "Finner ikke tiltaket «X-99».",
        ),
        (
            {
                "measures_0_change": "merged",
                "measures_0_merges_into": "I-02",
                "measures_1_change": "merged",
                "measures_1_merges_into": "I-01",
            },
            "measures-0-merges_into",
            "Tiltakene går i ring",
        ),
        (
            {"measures_0_change": "merged", "measures_0_merges_into": "I-02", "measures_1_change": "dropped"},
            "measures-0-merges_into",
            "1.2 utgår selv i denne utgaven.",
        ),
        ({"measures_0_remove": "on"}, "measures-0-remove", "Velg «Utgår» i stedet."),
        (
            {
                "measures_3_code": "I-02",
                "measures_3_title": "Nytt",
                "measures_3_number": "9",
                "measures_3_official_text": "Nytt.",
            },
            "measures-3-code",
            "Et annet tiltak i utgaven har koden I-02.",
        ),
        (
            {"measures_3_code": "syv", "measures_3_title": "Nytt", "measures_3_number": "9"},
            "measures-3-code",
            "Skriv koden som bokstaver",
        ),
    ],
)
def test_what_is_wrong_is_said_on_its_row_and_nothing_is_saved(office, draft, typed, field, sentence):
    before = list(MeasureEdition.objects.values())
    response = save(office, draft, **typed)
    assert sentence in errors_of(response)[field]
    sent = sent_by(response)
    assert {name: sent.get(name) for name in sent if name in typed} == {
        name: value for name, value in typed.items() if name in sent
    }
    assert list(MeasureEdition.objects.values()) == before


def test_a_place_that_is_none_is_said_where_it_is_written(office, draft):
    response = save(office, draft, measures_0_position="-1", areas_0_position="først")
    errors = errors_of(response)
    assert sorted(errors) == ["areas-0-position", "measures-0-position"]
    assert all(sentence in response.content.decode() for sentence in errors.values())


def test_a_new_measure_is_taken_out_of_the_draft_again_and_an_earlier_one_comes_back_by_its_code(
    office, draft
):
    new = {"measures_3_number": "9", "measures_3_title": "Ladeplasser", "measures_3_official_text": "Ladere."}
    assert save(office, draft, **new).status_code == 302
    assert Measure.objects.filter(code="I-04").exists()
    assert save(office, draft, measures_3_remove="on").status_code == 302
    assert not Measure.objects.filter(code="I-04").exists()
    draft.measure_editions.filter(measure__code="I-03").delete()
    back = {
        "measures_2_code": "I-03",
        "measures_2_change": "amended",
        "measures_2_number": "1.3",
        "measures_2_title": "Togstopp likevel",
        "measures_2_official_text": "Stopp for toget.",
    }
    response = save(office, draft, **back)
    assert response.status_code == 302, errors_of(response)
    assert rows(draft)[-1] == ("I-03", Change.AMENDED, "1.3", "Togstopp likevel")
    assert Measure.objects.filter(document=draft.document).count() == 3


def test_a_measure_goes_on_in_one_of_another_document(office, draft):
    other = make_adopted(make_document("Handelsplanen"), measures=["Bymiljø"])
    other.measure_editions.get()
    measure = Measure.objects.get(title="Bymiljø")
    response = save(
        office,
        draft,
        measures_0_change="merged",
        measures_0_merges_into=f"{measure.code} Bymiljø (Handelsplanen)",
    )
    assert response.status_code == 302, errors_of(response)
    assert draft.measure_editions.first().merges_into == measure


# Two at a time


def test_two_who_write_in_different_measures_both_get_theirs_saved(browse, office, administrator, draft):
    opened = sent_by(office.get(page(draft)))
    save(browse(administrator), draft, measures_0_title="Skrevet av Astrid", areas_0_title="Fagfolk")
    response = save(office, draft, opened=opened, measures_1_title="Skrevet av Stine")
    assert response.status_code == 302
    assert [title for *_, title in rows(draft)] == ["Skrevet av Astrid", "Skrevet av Stine", "Togstopp"]
    assert draft.focus_areas.get().title == "Fagfolk"


def test_two_who_write_in_one_measure_overwrite_nothing_until_the_second_decides(
    browse, office, administrator, draft
):
    opened = sent_by(office.get(page(draft)))
    save(browse(administrator), draft, measures_0_title="Skrevet av Astrid")
    response = save(office, draft, opened=opened, measures_0_title="Skrevet av Stine")
    text = response.content.decode()
    assert "Astrid Hagen lagret" in text
    assert "Skrevet av Astrid" in text
    again = sent_by(response)
    assert again["measures-0-title"] == "Skrevet av Stine"
    assert save(office, draft, opened=again).status_code == 200
    anyway = response.context["page"].conflict["anyway"]
    assert save(office, draft, opened=again, anyway=anyway).status_code == 302
    assert rows(draft)[0][-1] == "Skrevet av Stine"


@pytest.fixture
def new(draft):
    """A measure that only the draft has."""
    return make_measure(draft, "Ladeplasser", code="I-04", number="1.4")


def test_what_another_has_taken_away_and_oneself_not_touched_is_gone(
    browse, office, administrator, draft, new
):
    opened = sent_by(office.get(page(draft)))
    save(browse(administrator), draft, measures_3_remove="on")
    assert save(office, draft, opened=opened, measures_0_title="Skrevet av Stine").status_code == 302
    assert [title for *_, title in rows(draft)] == ["Skrevet av Stine", "Lærlinger", "Togstopp"]


def test_what_another_has_written_meanwhile_is_taken_away_by_nobody_unseen(
    browse, office, administrator, draft, new
):
    opened = sent_by(office.get(page(draft)))
    save(browse(administrator), draft, measures_3_title="Skrevet av Astrid")
    response = save(office, draft, opened=opened, measures_3_remove="on")
    assert "Skrevet av Astrid" in response.content.decode()
    anyway = response.context["page"].conflict["anyway"]
    assert new.editions.exists()
    assert save(office, draft, opened=sent_by(response), anyway=anyway).status_code == 302
    assert not new.editions.exists()


def test_an_area_that_another_has_put_a_goal_in_meanwhile_stays(office, draft):
    make_area(draft, "Tomt område")
    opened = sent_by(office.get(page(draft)))
    area = draft.focus_areas.get(title="Tomt område")
    number = next(name.split("-")[1] for name, value in opened.items() if value == "Tomt område")
    Goal.objects.create(focus_area=area, text="Nytt mål")
    response = save(office, draft, opened=opened, **{f"areas_{number}_remove": "on"})
    assert "Noen andre har lagt mål i «Tomt område» mens du skrev." in response.content.decode()
    assert Goal.objects.filter(text="Nytt mål").exists()


@pytest.mark.parametrize("total", ["9" * 5000, "²", "-1"])
def test_a_number_of_rows_that_is_none_is_no_row(office, draft, total):
    opened = sent_by(office.get(page(draft))) | {"measures-total": total}
    assert save(office, draft, opened=opened).status_code in (200, 302)
    assert draft.measure_editions.count() == 3


def test_what_another_measure_goes_on_in_is_not_taken_away(office, draft, new):
    merged = {"measures_0_change": "merged", "measures_0_merges_into": "I-04"}
    response = save(office, draft, measures_3_remove="on", **merged)
    assert errors_of(response) == {
        "measures-3-remove": "Et annet tiltak slås sammen med dette. Endre det først."
    }
    assert new.editions.exists()


# Who, and what is locked


def test_a_secretary_writes_the_editions_of_her_networks_and_reads_the_others(
    browse, secretary, draft, trade
):
    client = browse(secretary)
    assert save(client, draft, measures_0_title="Kompetanse").status_code == 302
    other = make_version(make_document("Handelsplanen", network=trade))
    make_measure(other, "Bymiljø")
    response = client.get(page(other))
    assert "Bymiljø" in response.content.decode()
    assert "Du kan se, men ikke endre." in response.content.decode()
    nobodys = make_version(make_document("Arealplanen"))
    assert "En annen fører Arealplanen. Du kan se, men ikke endre." in client.get(page(nobodys)).text
    assert client.post(page(other), {}).status_code == 403
    for name in ("put_on_hearing", "record_treatment", "adopt", "reject", "upload", "discard"):
        assert client.get(page(other, name)).status_code == 403, name


def test_an_adopted_edition_is_shown_with_why_it_is_locked_and_the_way_on(office, plan):
    version = plan.versions.get()
    text = office.get(page(version)).content.decode()
    assert "Kommunestyret vedtok utgaven 14. juni 2023, sak PS 57/23, så den er låst." in text
    assert "Skal noe endres, lager du en ny utgave." in text
    assert f"/admin/networks/strategydocument/{plan.pk}/ny-utgave/" in text
    assert "Kompetanseløft" in text
    assert "edition_form" not in text
    assert office.post(page(version), {}).status_code == 403


# Size


def fill(version, size):
    """Give a draft ``size`` measures in two areas, each with a goal and three parties."""
    company, network = make_organization(), version.document.responsible_network
    goal = Goal.objects.create(focus_area=make_area(version), code="1", text="Flere fagfolk")
    for number in range(size):
        measure = make_measure(
            version, f"Tiltak {number}", code=f"T-{number + 1:02}", lead=network, goal=goal
        )
        edition = measure.editions.get()
        make_responsible(edition, company, role="contributor")
        make_responsible(edition, "gårdeiere", role="contributor")
    return version


def counted(client, version, **typed):
    """Return the queries it takes to open the form, to be refused, to save nothing, and to save it all."""
    with CaptureQueriesContext(connection) as opening:
        opened = sent_by(client.get(page(version)))
    size = version.measure_editions.count()
    typed = {f"measures-{place}-title": f"Endret {place}" for place in range(size)}
    typed |= {f"measures-{place}-lead": "Kommunen" for place in range(size)}
    with CaptureQueriesContext(connection) as refused:
        assert (
            client.post(page(version), opened | typed | {"measures-0-deadline": "snart"}).status_code == 200
        )
    with CaptureQueriesContext(connection) as saving:
        assert client.post(page(version), opened | typed).status_code == 302
    assert version.measure_editions.filter(title__startswith="Endret").count() == size
    return len(opening), len(refused), len(saving)


def test_sixty_measures_are_opened_refused_and_saved_in_as_many_queries_as_one(office, industry):
    counts = []
    for size in (1, 60):
        version = fill(make_version(make_document(f"Plan {size}", network=industry)), size)
        counts.append(counted(office, version))
    # SQLite takes so many columns in two batches.
    batches = 2 if connection.vendor == "sqlite" else 1
    assert counts == [(19, 35, 35), (19, 35, 34 + batches)]


def test_three_hundred_measures_fit_in_one_form(office, industry):
    version = fill(make_version(make_document("Storplanen", network=industry)), 300)
    opened = sent_by(office.get(page(version)))
    assert len(opened) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    response = save(office, version, opened=opened, measures_299_title="Det siste")
    assert response.status_code == 302
    assert version.measure_editions.filter(title="Det siste").count() == 1
