"""Measures and status messages as files: the same columns both ways, and what is refused, line by line."""

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from networks import tables
from networks.models import Goal, Measure, MeasureEdition, MeasureUpdate, Status
from networks.strategies.measure_actions import merge_measure, reopen_measure
from networks.strategies.measure_sheet import MeasureSheet
from networks.strategies.update_sheet import UpdateSheet
from tests.factories import (
    adopt,
    make_area,
    make_document,
    make_measure,
    make_organization,
    make_person,
    make_responsible,
    make_version,
    tell,
)
from tests.networks.strategies.sheets import file_of, row

pytestmark = pytest.mark.django_db

Change, Precision = MeasureEdition.Change, MeasureEdition.Precision


@pytest.fixture
def plan(industry):
    """A plan that Industrilederforum answers for."""
    return make_document("Industriplanen", network=industry)


@pytest.fixture
def draft(plan, industry):
    """A draft with one of everything: goals, responsible, deadlines, texts that look like formulas."""
    version = make_version(plan)
    skills = make_area(version, "Kompetanse")
    above = Goal.objects.create(focus_area=skills, position=1, code="1", text="Flere blir")
    below = Goal.objects.create(focus_area=skills, position=2, code="1.1", text="Kurs på kveld", parent=above)
    first = make_measure(
        version,
        "=Kompetanseløft; «alle»",
        code="I-01",
        lead=industry,
        goal=below,
        official_text="Kurs for alle.\r\nOgså på kveld.",
        due_on=date(2027, 6, 30),
        due_precision=Precision.HALF_YEAR,
    )
    edition = version.measure_editions.get(measure=first)
    make_responsible(edition, make_organization("Fagskolen i byen"), role="contributor")
    make_responsible(edition, "gårdeierne", role="contributor")
    contact = make_person("Reidun", "Vågenes")
    Measure.objects.filter(pk=first.pk).update(contact=contact)
    second = make_measure(version, "Hybler", area="Bosted", code="I-02", ongoing=True)
    version.measure_editions.filter(measure=second).update(change=Change.DROPPED, change_note="@Gjort")
    make_measure(version, "Tog", area="Bosted", code="I-03", lead=None, due_on=date(2028, 3, 31))
    return version


def table_of(sheet, *rows):
    """Return the rows as a table."""
    return tables.read(ContentFile(file_of(sheet, *rows)), "fil.csv")


def seen(sheet, *rows, by):
    """Return what the rows would do."""
    return sheet.preview(table_of(sheet, *rows), by=by)


def take_in(sheet, table, by):
    """Bring in what has nothing wrong in it."""
    outcome = sheet.preview(table, by=by)
    assert [line.errors for line in outcome.wrong] == []
    return sheet.bring_in(table, by=by, fingerprint=outcome.fingerprint)


def errors_of(outcome):
    """Return line, heading and sentence of each error."""
    return [(line.number, *error) for line in outcome.wrong for error in line.errors]


def message(**cells):
    """Return a message that has nothing wrong."""
    return {"Kode": "I-01", "Gjelder dato": "2024-03-20", "Status": "Pågår"} | cells


# There and back


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_measures_come_back_into_an_empty_draft_as_they_went_out(draft, strategist, ending):
    content = MeasureSheet(draft).file(ending)
    other = make_version(make_document("Kopien"))
    take_in(MeasureSheet(other), tables.read(ContentFile(content), f"fil.{ending}"), strategist)
    again = MeasureSheet(other).file(ending)
    if ending == "csv":
        assert again == content
    else:
        assert values(again) == values(content)
    edition = other.measure_editions.get(measure__code="I-01")
    assert (edition.goal.code, edition.goal.text) == ("1.1", "Kurs på kveld")
    assert (edition.due_on, edition.due_precision) == (date(2027, 6, 30), Precision.HALF_YEAR)
    assert [str(party) for party in edition.responsibilities.order_by("pk")] == [
        "Industrilederforum",
        "Fagskolen i byen",
        "gårdeierne",
    ]
    assert str(edition.measure.contact) == "Reidun Vågenes"
    assert [area.title for area in other.focus_areas.all()] == ["Kompetanse", "Bosted"]


def values(content):
    """Return the cells of an Excel file."""
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    return [[(cell.value, cell.data_type) for cell in line] for line in sheet.iter_rows()]


def test_what_came_from_here_changes_nothing(draft, strategist):
    table = tables.read(ContentFile(MeasureSheet(draft).file("csv")), "fil.csv")
    outcome = MeasureSheet(draft).preview(table, by=strategist)
    assert outcome.counts == {"skip": 3}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_messages_come_back_into_a_plan_without_any_as_they_went_out(draft, strategist, ending):
    adopt_whole(draft)
    one, two = (Measure.objects.get(code=code) for code in ("I-01", "I-03"))
    wrong = tell(one, on=date(2023, 9, 1), note="=Ni kurs", percent=40)
    tell(one, on=date(2023, 9, 1), recorded_on=date(2023, 9, 20), note="Sju kurs", corrects=wrong)
    tell(one, Status.COMPLETED, on=date(2024, 3, 20), note="Alle kurs.\nOgså på kveld", percent=100)
    tell(two, on=date(2023, 10, 1))
    merge_measure(measure=two, into=one, on=date(2024, 1, 1), recorded_on=date(2024, 1, 2), by=None)
    content = UpdateSheet(draft.document).file(ending)
    copy = make_version(make_document("Kopien"))
    for code in ("I-01", "I-02", "I-03"):
        make_measure(copy, f"Tiltak {code}", code=code)
    sheet = UpdateSheet(copy.document)
    take_in(sheet, tables.read(ContentFile(content), f"fil.{ending}"), strategist)
    again = UpdateSheet(copy.document).file(ending)
    assert again == content if ending == "csv" else values(again) == values(content)
    merged = copy.document.measures.get(code="I-03")
    assert (merged.merged_into.code, merged.merged_on) == ("I-01", date(2024, 1, 1))
    corrected = MeasureUpdate.objects.get(measure__document=copy.document, note="Sju kurs")
    assert corrected.corrects.note == "=Ni kurs"
    assert corrected.recorded_on == date(2023, 9, 20)


def test_messages_of_mergers_in_a_row_and_of_one_undone_come_back_as_they_went_out(draft, strategist):
    adopt_whole(draft)
    one, two, three = (Measure.objects.get(code=code) for code in ("I-01", "I-02", "I-03"))
    merge_measure(measure=three, into=one, on=date(2023, 10, 1), recorded_on=date(2023, 10, 1), by=None)
    merge_measure(measure=one, into=two, on=date(2024, 1, 1), recorded_on=date(2024, 1, 1), by=None)
    reopen_measure(measure=one, note="De var to.", reported_on=date(2024, 3, 1), by=None)
    content = UpdateSheet(draft.document).file("csv")
    copy = make_version(make_document("Kopien"))
    for code in ("I-01", "I-02", "I-03"):
        make_measure(copy, f"Tiltak {code}", code=code)
    take_in(UpdateSheet(copy.document), tables.read(ContentFile(content), "fil.csv"), strategist)
    assert UpdateSheet(copy.document).file("csv") == content
    found = {measure.code: measure.goes_on_in for measure in copy.document.measures.all()}
    assert found == {"I-01": None, "I-02": None, "I-03": copy.document.measures.get(code="I-01")}


def adopt_whole(version):
    """Adopt the draft, in which everything has somebody responsible."""
    for edition in version.measure_editions.filter(responsibilities=None):
        make_responsible(edition, "Kommunen")
    return adopt(version)


# Measures


def test_a_line_amends_a_measure_and_says_what_it_changes(draft, strategist):
    sheet = MeasureSheet(draft)
    cells = dict(zip(sheet.headings, sheet.rows()[0], strict=True))
    cells |= {"Frist": "innen utgangen av 2029", "Endring": "endret", "Medvirkende": "KNF; Fagskolen i byen"}
    outcome = take_in(sheet, table_of(sheet, cells), strategist)
    assert outcome.lines[0].changes == [
        ("Frist", "1. halvår 2027", "2029"),
        ("Medvirkende", "Fagskolen i byen; gårdeierne", "KNF; Fagskolen i byen"),
        ("Endring", "Nytt", "Endret"),
    ]
    edition = draft.measure_editions.get(measure__code="I-01")
    assert (edition.due_label, edition.change) == ("2029", Change.AMENDED)
    helpers = edition.responsibilities.filter(role="contributor").order_by("pk")
    assert [party.label or str(party) for party in helpers] == ["KNF", "Fagskolen i byen"]


def test_what_is_wrong_is_told_by_line_and_column(draft, strategist):
    outcome = seen(
        MeasureSheet(draft),
        row(),
        row(Kode="", Nummer="10"),
        row(Kode="tiltak 7", Nummer="11"),
        row(Kode="I-10", Nummer="1", Frist="en gang i vår", Tittel=""),
        row(Kode="I-11", Nummer="12", Endring="Fjernet"),
        row(**{"Kode": "I-12", "Nummer": "13", "Endring": "Slått sammen", "Slås sammen med": "I-99"}),
        row(Kode="I-13", Nummer="14", Kontaktperson="Ukjent Person"),
        row(Kode="I-14", Nummer="15", Endring="Slått sammen"),
        by=strategist,
    )
    assert errors_of(outcome) == [
        (3, "Kode", "Cellen må fylles ut."),
        (4, "Kode", "Skriv koden som bokstaver, bindestrek og tall, for eksempel I-07."),
        (5, "Nummer", "I-01 har nummeret 1 fra før."),
        (5, "Tittel", "Cellen må fylles ut."),
        (
            5,
            "Frist",
            "«en gang i vår» er ikke en frist. Skriv for eksempel 2027, 1. halvår 2027, 30.06.2027 eller "
            "løpende.",
        ),
        (
            6,
            "Endring",
            "«Fjernet» er ikke noe valg. Skriv Nytt, Videreført, Endret, Utgår eller Slått sammen.",
        ),
        (7, "Slås sammen med", "Ukjent tiltak: «I-99»."),
        (8, "Kontaktperson", "Ukjent person: «Ukjent Person»."),
        (9, "Slås sammen med", "Skriv koden til tiltaket som tar over."),
    ]
    assert draft.measure_editions.count() == 3


def test_two_measures_have_each_other_s_number(draft, strategist):
    content = MeasureSheet(draft).file("csv").decode()
    first, second = (draft.measure_editions.get(measure__code=code).number for code in ("I-01", "I-02"))
    swapped = content.replace(f"I-01;{first};", f"I-01;{second};").replace(
        f"I-02;{second};", f"I-02;{first};"
    )
    assert swapped != content
    outcome = take_in(MeasureSheet(draft), tables.read(ContentFile(swapped.encode()), "fil.csv"), strategist)
    assert [line.outcome for line in outcome.lines] == ["update", "update", "skip"]
    assert outcome.lines[0].changes == [("Nummer", first, second)]
    assert draft.measure_editions.get(measure__code="I-01").number == second
    assert draft.measure_editions.get(measure__code="I-02").number == first


def test_a_number_that_another_keeps_is_taken_from_nobody(draft, strategist):
    kept = draft.measure_editions.get(measure__code="I-02").number
    outcome = seen(MeasureSheet(draft), row(Kode="I-09", Nummer=kept), by=strategist)
    assert errors_of(outcome) == [(2, "Nummer", f"I-02 har nummeret {kept} fra før.")]
    assert draft.measure_editions.get(measure__code="I-02").number == kept


def test_a_goal_is_made_below_the_one_whose_number_it_continues(draft, strategist):
    sheet = MeasureSheet(draft)
    above = row(Kode="I-10", Nummer="10", Satsingsområde="Nytt", Mål="3 Alle vil bo her")
    below = row(Kode="I-11", Nummer="11", Satsingsområde="Nytt", Mål="3.1 Hybler")
    take_in(sheet, table_of(sheet, above, below), strategist)
    goal = draft.measure_editions.get(measure__code="I-11").goal
    assert (str(goal), str(goal.parent)) == ("3.1 Hybler", "3 Alle vil bo her")


def test_a_line_may_merge_into_one_below_it(draft, strategist):
    merging = row(**{"Kode": "I-10", "Nummer": "10", "Endring": "Slått sammen", "Slås sammen med": "I-11"})
    sheet = MeasureSheet(draft)
    take_in(sheet, table_of(sheet, merging, row(Kode="I-11", Nummer="11")), strategist)
    assert draft.measure_editions.get(measure__code="I-10").merges_into.code == "I-11"


@pytest.mark.parametrize("written", ["I-03a", "i-03A", "kopien/K-1b"])
def test_a_code_that_ends_in_a_letter_is_merged_into(draft, strategist, written):
    make_measure(draft, code="I-03a")
    make_measure(make_version(make_document("Kopien")), code="K-1b")
    merging = row(**{"Kode": "I-10", "Nummer": "10", "Endring": "Slått sammen", "Slås sammen med": written})
    sheet = MeasureSheet(draft)
    take_in(sheet, table_of(sheet, merging), strategist)
    found = draft.measure_editions.get(measure__code="I-10").merges_into.code
    assert found == ("K-1b" if "/" in written else "I-03a")


def test_a_focus_area_of_a_wrong_line_is_not_left_behind(draft, strategist):
    good = row(Satsingsområde="Nytt område")
    bad = row(Kode="I-10", Nummer="10", Satsingsområde="Nytt område", Tittel="x" * 201)
    outcome = seen(MeasureSheet(draft), bad, good, by=strategist)
    assert [(line.number, line.outcome) for line in outcome.lines] == [(2, "invalid"), (3, "new")]
    assert errors_of(outcome)[0][1] == "Tittel"


# Messages


def test_messages_are_added_and_never_changed(draft, strategist):
    adopt_whole(draft)
    measure = Measure.objects.get(code="I-01")
    tell(measure, on=date(2023, 9, 1), note="Ni kurs")
    sheet = UpdateSheet(draft.document)
    written = dict(zip(sheet.headings, sheet.rows()[0], strict=True))
    outcome = seen(sheet, written | {"Melding": "Ti kurs"}, by=strategist)
    assert errors_of(outcome) == [
        (
            2,
            "",
            "Melding 1 på I-01 er ført og endres ikke. Rett den med en ny linje der «Nr.» er tom og "
            "«Retter» er 1.",
        )
    ]
    correction = written | {"Nr.": "", "Melding": "Ti kurs", "Retter": "1", "Ført dato": ""}
    take_in(sheet, table_of(sheet, written, correction), strategist)
    first, second = measure.updates.order_by("pk")
    assert (first.note, second.note, second.corrects) == ("Ni kurs", "Ti kurs", first)
    assert second.recorded_on == timezone.localdate()
    again = seen(UpdateSheet(draft.document), written, correction, by=strategist)
    assert [line.outcome for line in again.lines] == ["skip", "skip"]


def test_history_before_the_first_adoption_may_be_brought_in(draft, strategist):
    adopt_whole(draft)
    sheet = UpdateSheet(draft.document)
    take_in(
        sheet,
        table_of(sheet, message(**{"Gjelder dato": "12.05.2019", "Ført dato": "12.05.2019"})),
        strategist,
    )
    update = MeasureUpdate.objects.get(measure__code="I-01")
    assert (update.reported_on, update.recorded_on) == (date(2019, 5, 12), date(2019, 5, 12))
    assert update.created_by == strategist


def test_messages_that_cannot_be_are_refused_by_line_and_column(draft, strategist):
    adopt_whole(draft)
    done = Measure.objects.get(code="I-03")
    tell(done, Status.COMPLETED, on=date(2024, 1, 1))
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    outcome = seen(
        UpdateSheet(draft.document),
        message(),
        message(Status="Forsinket"),
        message(**{"Gjelder dato": tomorrow}),
        message(**{"Ført dato": tomorrow, "Prosent": "101"}),
        message(Retter="7"),
        message(Kode="I-77"),
        message(Kode="I-03"),
        message(Kode="I-03", Status="Utsatt", Melding="Likevel"),
        message(Status="Slått sammen"),
        message(**{"Nr.": "9"}),
        message(**{"Ført dato": "2024-03-19", "Melding": "For tidlig"}),
        message(**{"Status": "Slått sammen", "Går videre i": "I-02", "Prosent": "100"}),
        by=strategist,
    )
    told = errors_of(outcome)
    assert [(number, heading) for number, heading, _ in told] == [
        (3, "Status"),
        (4, "Gjelder dato"),
        (5, "Ført dato"),
        (5, "Prosent"),
        (6, "Retter"),
        (7, "Kode"),
        (8, "Melding"),
        (9, "Status"),
        (10, "Status"),
        (11, ""),
        (12, "Ført dato"),
        (13, ""),
    ]
    sentences = [sentence for _, _, sentence in told]
    assert sentences[5] == "«Industriplanen» har ikke noe tiltak med koden «I-77»."
    assert sentences[6] == "Skriv hvorfor tiltaket gjenåpnes."
    assert sentences[10] == "Datoen kan ikke være før dagen meldingen gjelder."
    assert sentences[11] == "Når tiltaket går videre i et annet, skal «Prosent» og «Retter» være tomme."
    assert MeasureUpdate.objects.filter(measure__code="I-01").count() == 0


# How much is asked


def test_each_line_costs_the_same_however_many_there_are(draft, strategist):
    adopted = adopt_whole(make_numbered(make_document("Stor plan"), 5))

    def queries(sheet, rows):
        with CaptureQueriesContext(connection) as captured:
            seen(sheet, *rows, by=strategist)
        return len(captured)

    new = [row(Kode=f"I-{number}", Nummer=str(number)) for number in range(10, 15)]
    sheet = MeasureSheet(draft)
    per_measure = (queries(sheet, new) - queries(sheet, new[:2])) / 3
    sheet = UpdateSheet(adopted.document)
    told = [message(Kode=f"S-{number}") for number in range(5)]
    per_message = (queries(sheet, told) - queries(sheet, told[:2])) / 3
    assert (per_measure, per_message) == (8, 16)


def make_numbered(document, count):
    """Return a draft with measures S-0, S-1 …"""
    version = make_version(document)
    for number in range(count):
        make_measure(version, code=f"S-{number}")
    return version


@pytest.mark.parametrize("count", [1, 3])
def test_a_file_is_written_with_a_fixed_number_of_queries(strategist, django_assert_num_queries, count):
    version = adopt_whole(make_numbered(make_document("Planen"), count))
    for measure in version.document.measures.all():
        tell(measure, on=date(2024, 3, 20))
    with django_assert_num_queries(5):
        MeasureSheet(version).file("csv")
    with django_assert_num_queries(2):
        UpdateSheet(version.document).file("csv")


def test_three_hundred_measures_are_brought_in_at_once(plan, strategist):
    version = make_version(plan)
    sheet = MeasureSheet(version)
    rows = [
        row(Kode=f"I-{number}", Nummer=str(number), Satsingsområde=f"Område {number % 9}")
        for number in range(300)
    ]
    outcome = take_in(sheet, table_of(sheet, *rows), strategist)
    assert outcome.counts == {"new": 300}
    assert version.measure_editions.count() == 300
    assert version.focus_areas.count() == 9
