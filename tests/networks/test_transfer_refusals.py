"""Files that are wrong: each line and column is named, in whole sentences, and nothing is written."""

from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from networks import files, tables, transfers
from networks.models import NetworkMembership, Organization, Person
from networks.registers import (
    MemberPeriodRegister,
    NetworkMembershipRegister,
    OrganizationNameRegister,
    OrganizationRegister,
    PersonRegister,
    PositionRegister,
)
from tests.factories import make_organization, make_person

from .transfers import cells, file_of, fill_registers, seen

Role = NetworkMembership.Role


def test_each_wrong_line_is_named_by_line_and_column_and_nothing_is_written(industry, administrator):
    make_organization("Finnes", org_number="974760673")
    table = tables.read(
        ContentFile(
            file_of(
                OrganizationRegister,
                {"Navn": "Helt riktig"},
                {"Navn": "Galt nummer", "Organisasjonsnummer": "974760674", "Type": "Firma"},
                {"Nr.": "x", "Navn": "Ikke et nummer"},
                {"Type": "Bedrift"},
                {"Navn": "Borte", "Opphørt dato": "31.02.2024", "Vises i medlemslisten": "kanskje"},
                {"Navn": "Slått sammen", "Slått sammen med": "Ukjent AS"},
                {"Nr.": "ny", "Navn": "Samme nummer", "Organisasjonsnummer": "974760673"},
            )
        ),
        "f.csv",
    )
    outcome = transfers.preview(OrganizationRegister, table, by=administrator)
    assert [(line.number, line.errors) for line in outcome.wrong] == [
        (
            3,
            [
                (
                    "Organisasjonsnummer",
                    "Organisasjonsnummeret stemmer ikke. Det skal ha ni siffer; se etter om noen er byttet "
                    "om.",
                ),
                (
                    "Type",
                    "«Firma» er ikke noe valg. Skriv Bedrift, Offentlig virksomhet, Utdanning, Klynge, "
                    "Forening eller Annet.",
                ),
            ],
        ),
        (4, [("Nr.", "«x» er ikke et nummer.")]),
        (5, [("Navn", "Cellen må fylles ut.")]),
        (
            6,
            [
                ("Vises i medlemslisten", "Skriv Ja eller Nei."),
                (
                    "Opphørt dato",
                    "«31.02.2024» er ikke en dato. Skriv for eksempel 2024-03-20 eller 20.03.2024.",
                ),
            ],
        ),
        (7, [("Slått sammen med nr.", "Ukjent virksomhet: «Ukjent AS».")]),
        (8, [("Organisasjonsnummer", "En annen virksomhet har dette organisasjonsnummeret.")]),
    ]
    assert Organization.objects.count() == 1
    with pytest.raises(transfers.OtherOutcome):
        transfers.bring_in(OrganizationRegister, table, by=administrator, fingerprint=outcome.fingerprint)
    assert Organization.objects.count() == 1


def test_the_rules_of_the_models_hold_for_files(industry, administrator):
    fill_registers(industry)
    kari = Person.objects.get(email="kari@aasen.example")
    (line,) = seen(
        NetworkMembershipRegister,
        {"Nettverk": "fagforum", "Person nr.": kari.pk, "Rolle": "Observatør", "Fra og med": "2024-01-01"},
        by=administrator,
    ).lines
    assert line.errors == [("Fra og med", "Personen deltar allerede i samme periode (fra 01.01.2015).")]
    (line,) = seen(MemberPeriodRegister, {"Fra og med": "2024-01-01"}, by=administrator).lines
    assert line.errors == [("", "Velg enten en virksomhet eller en person.")]
    (line,) = seen(
        PositionRegister,
        {"Person": "Kari Nordvik", "Virksomhet": "Zinkverket", "Fra og med": "2024-01-01"},
        by=administrator,
    ).lines
    numbers = ", ".join(
        str(key)
        for key in Person.objects.filter(family_name="Nordvik").order_by("pk").values_list("pk", flat=True)
    )
    assert line.errors == [("Person nr.", f"Flere heter «Kari Nordvik» (nr. {numbers}). Skriv nummeret.")]
    (line,) = seen(
        PositionRegister,
        {"Person": "Per", "Person nr.": kari.pk, "Virksomhet nr.": 10**9, "Fra og med": "2024-01-01"},
        by=administrator,
    ).lines
    assert line.errors == [
        ("Person nr.", f"Nr. {kari.pk} er Kari Nordvik, ikke «Per». Rett den ene, eller la den stå tom."),
        ("Virksomhet nr.", "Ukjent virksomhet: nr. 1000000000."),
    ]


def excel_of(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


HEADINGS = ";".join(PersonRegister().headings())
UNREADABLE = {
    "empty": (b"", "f.csv", "Filen er tom."),
    "no lines": (HEADINGS.encode(), "f.csv", tables.NO_LINES),
    "blank lines": (f"{HEADINGS}\n;;;\n\n".encode(), "f.csv", tables.NO_LINES),
    "latin-1": (f"{HEADINGS}\n;Åse;Bø\n".encode("latin-1"), "f.csv", tables.NOT_UTF8),
    "utf-16": (f"{HEADINGS}\n;Åse;Bø\n".encode("utf-16"), "f.csv", tables.NOT_UTF8),
    "a PDF": (b"%PDF-1.7 Et brev.", "f.csv", tables.NO_TABLE),
    "a Word file by another name": (b"PK\x03\x04 ...", "f.xlsx", files.BROKEN),
    "an old Excel file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "f.xls", files.OLD_OFFICE),
    "an open quote": (f'{HEADINGS}\n;"Åse;Bø\n'.encode(), "f.csv", files.BROKEN),
    "a cell too many": (
        f"{HEADINGS}\n;;;;;;;;;x\n".encode(),
        "f.csv",
        "Linje 2 har flere celler enn det er overskrifter.",
    ),
    "too many lines": (
        f"{HEADINGS}\n".encode() + b";a;b\n" * (tables.MAX_LINES + 1),
        "f.csv",
        tables.TOO_MANY,
    ),
    "50 MB": (b"x" * 50_000_000, "f.csv", "Filen er på 47,7\xa0MB. Den kan være på inntil 5,0\xa0MB."),
    "an empty sheet": (excel_of([]), "f.xlsx", tables.NO_LINES),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_file_that_is_no_register_gets_a_sentence(kind):
    content, name, sentence = UNREADABLE[kind]
    with pytest.raises(ValidationError) as refusal:
        tables.read(ContentFile(content), name)
    assert refusal.value.messages == [sentence]


def test_another_register_s_file_is_told_apart_by_its_columns(industry, administrator):
    fill_registers(industry)
    table = tables.read(ContentFile(OrganizationNameRegister.file("xlsx")), "f.xlsx")
    with pytest.raises(ValidationError) as refusal:
        transfers.preview(PositionRegister, table, by=administrator)
    assert refusal.value.messages == [
        "Filen har ikke kolonnene til «Stillinger». Last ned en fil herfra, og fyll ut den.",
        "Disse kolonnene mangler: Person nr., Person, Tittel, Hovedstilling.",
        "Disse kolonnene er ukjente: Navn.",
    ]


def test_what_cannot_be_stored_is_refused_and_what_cannot_be_written_left_out(administrator):
    (line,) = transfers.preview(
        PersonRegister,
        tables.Table(
            PersonRegister().headings(),
            [(2, dict.fromkeys(PersonRegister().headings()) | {"Fornavn": "K\x00", "Etternavn": "M"})],
        ),
        by=administrator,
    ).lines
    assert line.errors == [("Fornavn", "Cellen har tegn som ikke kan lagres. Skriv den på nytt.")]
    make_person("Kari", "Bjelle\x07")
    assert "Bjelle" in str(cells(PersonRegister.file("xlsx"), "xlsx"))
