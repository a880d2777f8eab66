"""The registers as files: out, in again, and the same as before; and what people write themselves."""

import unicodedata
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from networks import tables, transfers
from networks.models import (
    MemberPeriod,
    NetworkMembership,
    Organization,
    OrganizationName,
    Person,
    Position,
)
from networks.registers import (
    REGISTERS,
    MemberPeriodRegister,
    NetworkMembershipRegister,
    OrganizationNameRegister,
    OrganizationRegister,
    PersonRegister,
    PositionRegister,
)
from tests.factories import make_organization, make_person

from .transfers import cells, file_of, fill_registers, seen, take_in

Role = NetworkMembership.Role

LIPPE = {
    "Fornavn": "Åse",
    "Etternavn": "von der Lippe",
    "Hvem ser e-post og telefon": "De som sitter i samme nettverk",
    "Sorteres som": "Lippe",
    "Navnet er fjernet": "2024-03-20",
}


@pytest.fixture
def registers(industry):
    """Something of everything."""
    fill_registers(industry)


def empty_the_database():
    for model in (NetworkMembership, Position, MemberPeriod, OrganizationName, Person, Organization):
        model.objects.update(**{link: None for link in ("deputy_for", "merged_into") if hasattr(model, link)})
        model.objects.all().delete()


def everything(ending):
    return {register.slug: cells(register.file(ending), ending) for register in REGISTERS}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_goes_out_and_into_an_empty_database_goes_out_the_same(ending, registers, administrator):
    before = everything(ending)
    files = {register: register.file(ending) for register in REGISTERS}
    empty_the_database()
    for register, content in files.items():
        outcome = take_in(register, content, administrator, f"fil.{ending}")
        assert set(outcome.counts) == {"new"}
    assert everything(ending) == before


def test_a_second_import_of_the_same_file_changes_nothing(registers, administrator):
    for register in REGISTERS:
        content = register.file("csv")
        table = tables.read(ContentFile(content), "fil.csv")
        assert set(transfers.preview(register, table, by=administrator).counts) == {"skip"}


def test_a_csv_file_opens_in_norwegian_excel_and_runs_no_formula(registers):
    lines = OrganizationNameRegister.file("csv").decode("utf-8").splitlines()
    assert lines[0] == "\ufeffNr.;Virksomhet nr.;Virksomhet;Navn;Fra og med;Til og med"
    assert lines[1].split(";", 3)[3].endswith("'@Aasen, & co;2010-01-01;2016-05-31")
    assert "'+47 930 00 000" in PersonRegister.file("csv").decode()
    sheet = openpyxl.load_workbook(BytesIO(PersonRegister.file("xlsx"))).active
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert [sheet["A2"].data_type, sheet["H2"].is_date] == ["n", True]


@pytest.mark.parametrize("text", ["=1+1", "+47", "-", "@a", "'=1", "''+1", "'vanlig", "a=b", "- a; «b»\n'c"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_cell_comes_back_as_it_was_whatever_it_begins_with(ending, text):
    content = tables.write(["Navn"], [[text]], ending)
    assert tables.read(ContentFile(content), f"fil.{ending}").lines == [(2, {"Navn": text})]


def test_a_number_in_excel_comes_back_as_it_was_and_zero_is_one():
    content = tables.write(["Tall", "Tom"], [[0, ""], [7, None]], "xlsx")
    lines = tables.read(ContentFile(content), "fil.xlsx").lines
    assert lines == [(2, {"Tall": 0, "Tom": None}), (3, {"Tall": 7, "Tom": None})]


# What people write


def test_a_hand_made_file_needs_names_alone(industry, administrator):
    take_in(OrganizationRegister, file_of(OrganizationRegister, {"Navn": "Verket"}), administrator)
    take_in(
        PersonRegister,
        file_of(
            PersonRegister, {"Fornavn": "Kari", "Etternavn": "Moe", "E-postadresse": "kari@verket.example"}
        ),
        administrator,
    )
    take_in(
        NetworkMembershipRegister,
        file_of(
            NetworkMembershipRegister,
            {
                "Nettverk": "Industrilederforum",
                "Person": "kari@verket.example",
                "På vegne av": "verket",
                "Rolle": "leder",
                "Fra og med": "1.3.2024",
            },
        ),
        administrator,
    )
    seat = NetworkMembership.objects.get()
    assert (str(seat), seat.role, seat.starts_on) == (
        "Kari Moe i Industrilederforum",
        Role.LEADER,
        date(2024, 3, 1),
    )
    company = Organization.objects.get()
    assert (company.kind, company.municipality, company.listed) == ("company", "Kongsberg", True)
    assert {company.created_by, company.updated_by, seat.created_by} == {administrator}


def test_commas_and_foreign_column_order_are_read_too(administrator):
    headings = OrganizationRegister().headings()[::-1]
    cells = {
        "Navn": "Verket",
        "Type": "KLYNGE",
        "Vises i medlemslisten": "nei",
        "Organisasjonsnummer": "974 760 673",
    }
    text = ",".join(headings) + "\n" + ",".join(cells.get(name, "") for name in headings) + "\n\n"
    take_in(OrganizationRegister, text.encode(), administrator)
    company = Organization.objects.get()
    assert (company.kind, company.listed, company.org_number) == ("cluster", False, "974760673")


def test_letters_that_come_in_two_pieces_are_put_together(registers, administrator):
    lippe = Person.objects.get(given_name="Åse")
    in_pieces = unicodedata.normalize("NFD", file_of(PersonRegister, LIPPE | {"Nr.": lippe.pk}).decode())
    assert in_pieces.encode() != file_of(PersonRegister, LIPPE | {"Nr.": lippe.pk})
    table = tables.read(ContentFile(in_pieces.encode()), "f.csv")
    (line,) = transfers.preview(PersonRegister, table, by=administrator).lines
    assert (line.outcome, line.errors) == ("skip", [])

    job = {"Person": "Åse von der Lippe", "Virksomhet": "Zinkverket", "Fra og med": "2024-01-01"}
    taken = unicodedata.normalize("NFD", file_of(PositionRegister, job).decode()).encode()
    take_in(PositionRegister, taken, administrator)
    assert lippe.positions.exists()


def test_excel_s_own_dates_and_numbers_are_read(administrator):
    company = make_organization("Verket", is_member=False)
    book = openpyxl.Workbook()
    book.active.append(MemberPeriodRegister().headings())
    book.active.append([None, float(company.pk), None, None, None, "Bedrift", date(2024, 3, 20)])
    content = BytesIO()
    book.save(content)
    take_in(MemberPeriodRegister, content.getvalue(), administrator, "fil.xlsx")
    assert MemberPeriod.objects.get().starts_on == date(2024, 3, 20)


def test_a_row_without_number_is_known_by_what_only_it_has(administrator):
    company = make_organization("Verket", org_number="974760673")
    outcome = seen(
        OrganizationRegister, {"Navn": "Nye Verket", "Organisasjonsnummer": "974760673"}, by=administrator
    )
    assert outcome.lines[0].errors == []
    assert outcome.lines[0].changes == [("Navn", "Verket", "Nye Verket")]
    company.refresh_from_db()
    assert company.name == "Verket"


def test_a_name_that_is_there_already_must_say_whether_it_is_another(administrator):
    kari = make_person("Kari", "Nordvik")
    row = {"Fornavn": "Kari", "Etternavn": "Nordvik"}
    (line,) = seen(PersonRegister, row, by=administrator).lines
    assert line.errors == [
        (
            "Nr.",
            f"Kari Nordvik finnes allerede (nr. {kari.pk}). Skriv nummeret hvis det er samme, "
            "eller «ny» hvis det er en annen.",
        )
    ]
    (line,) = seen(PersonRegister, row | {"Nr.": "ny"}, by=administrator).lines
    assert line.outcome == "new"
    (line,) = seen(PersonRegister, row | {"Nr.": kari.pk, "Telefon": "930 00 000"}, by=administrator).lines
    assert line.changes == [("Telefon", "", "930 00 000")]


def test_lines_may_depend_on_lines_below_them(registers, administrator):
    """The old leader goes in the line after the one in which the new leader comes."""
    old = NetworkMembership.objects.get(role=Role.LEADER)
    new = {
        "Nettverk": old.network.slug,
        "Person": "Åse von der Lippe",
        "På vegne av nr.": old.on_behalf_of_id,
    }
    # Åse is a deputy there until then.
    deputy = NetworkMembership.objects.get(network=old.network, person__given_name="Åse")
    out = dict(
        zip(
            NetworkMembershipRegister().headings(),
            NetworkMembershipRegister().export([deputy])[0],
            strict=True,
        )
    )
    leaving = dict(
        zip(NetworkMembershipRegister().headings(), NetworkMembershipRegister().export([old])[0], strict=True)
    )
    content = file_of(
        NetworkMembershipRegister,
        new | {"Rolle": "Leder", "Fra og med": "2024-07-01"},
        leaving | {"Til og med": "2024-06-30", "Hvorfor det sluttet": "Perioden var over"},
        out | {"Til og med": "2024-06-30"},
    )
    outcome = take_in(NetworkMembershipRegister, content, administrator)
    assert [line.outcome for line in outcome.lines] == ["new", "update", "update"]
    leader = NetworkMembership.objects.get(role=Role.LEADER, ends_on=None, network=old.network)
    assert str(leader.person) == "Åse von der Lippe"


def test_each_line_costs_the_same_however_many_there_are(industry, administrator):
    """A line that is as it was asks nothing, and has its savepoint."""

    def queries(register, *rows):
        with CaptureQueriesContext(connection) as captured:
            seen(register, *rows, by=administrator)
        return len(captured)

    def people(count):
        return [{"Fornavn": "Kari", "Etternavn": f"Moe {number}"} for number in range(count)]

    def seats(count):
        shared = {"Nettverk": "industrilederforum", "Rolle": "Observatør", "Fra og med": "2024-01-01"}
        return [shared | {"Person": f"Kari Moe {number}"} for number in range(count)]

    per_person = (queries(PersonRegister, *people(5)) - queries(PersonRegister, *people(2))) / 3
    take_in(PersonRegister, file_of(PersonRegister, *people(5)), administrator)
    per_seat = (
        queries(NetworkMembershipRegister, *seats(5)) - queries(NetworkMembershipRegister, *seats(2))
    ) / 3
    numbered = [
        row | {"Nr.": person.pk} for row, person in zip(people(5), Person.objects.order_by("pk"), strict=True)
    ]
    per_known = (queries(PersonRegister, *numbered) - queries(PersonRegister, *numbered[:2])) / 3
    assert (per_person, per_seat, per_known) == (4, 23, 2)
