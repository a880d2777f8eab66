"""Registers with something of everything, files of them, and the way in."""

from datetime import date
from io import BytesIO

import openpyxl
from django.core.files.base import ContentFile

from networks import tables, transfers
from networks.models import MemberPeriod, NetworkMembership, OrganizationName, Position
from tests.factories import make_membership, make_network, make_organization, make_person

Role = NetworkMembership.Role


def fill_registers(industry):
    """Make something of everything: names that look like formulas, namesakes, forward references."""
    heir = make_organization("Zinkverket", org_number="974760673", is_member=False)
    works = make_organization(
        "Aasen =1+1; «Sønn»", municipality="Flesberg", kind="cluster", website="https://aasen.example/?a=1"
    )
    gone = make_organization("Bergmekanisk", is_member=False, dissolved_on=date(2020, 1, 1), merged_into=heir)
    make_organization("Bergmekanisk", is_member=False, listed=False, sort_override="'=Berg")
    OrganizationName.objects.create(
        organization=works, name="@Aasen, & co", starts_on=date(2010, 1, 1), ends_on=date(2016, 5, 31)
    )
    MemberPeriod.objects.create(
        organization=gone, starts_on=date(2012, 2, 29), ends_on=date(2019, 12, 31), end_reason="-ble kjøpt"
    )
    kari = make_person("Kari", "Nordvik", works_at=works, email="kari@aasen.example", phone="+47 930 00 000")
    other = make_person("Kari", "Nordvik", contact_visibility="staff")
    aase = make_person("Åse", "von der Lippe", sort_override="Lippe", pseudonymised_on=date(2024, 3, 20))
    MemberPeriod.objects.create(person=other, starts_on=date(2021, 1, 1), category="startup_sole")
    Position.objects.create(
        person=other,
        organization=heir,
        title="Vaktmester\nog mer",
        is_primary=False,
        starts_on=date(2019, 1, 1),
    )
    leader = make_membership(industry, kari, on_behalf_of=works, role=Role.LEADER)
    make_membership(
        industry, aase, on_behalf_of=works, role=Role.DEPUTY, deputy_for=leader, starts_on=date(2018, 1, 1)
    )
    make_membership(
        industry,
        other,
        role=Role.OBSERVER,
        starts_on=date(2019, 1, 1),
        ends_on=date(2020, 12, 31),
        end_reason="new_job",
    )
    # The one whom somebody stands in for comes after them, in the file and by number.
    last = make_membership(make_network("Fagforum"), aase, on_behalf_of=works)
    stand_in = make_membership(last.network, kari, on_behalf_of=works, role=Role.DEPUTY, deputy_for=last)
    assert stand_in.pk > last.pk


def cells(content, ending):
    """Return what two files must have in common: for Excel the values, for CSV every byte."""
    if ending == "csv":
        return content
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    return [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows()]


def file_of(register, *rows):
    """Return a CSV file of the rows, each a dict of the cells that are filled in."""
    headings = register().headings()
    return tables.write(headings, [[row.get(name, "") for name in headings] for row in rows], "csv")


def seen(register, *rows, by):
    """Return what a file of the rows would do."""
    return transfers.preview(register, tables.read(ContentFile(file_of(register, *rows)), "f.csv"), by=by)


def take_in(register, content, by, name="fil.csv"):
    """Bring a file in that has nothing wrong in it, and return what came of it."""
    table = tables.read(ContentFile(content), name)
    found = transfers.preview(register, table, by=by)
    assert found.is_right, found.wrong
    return transfers.bring_in(register, table, by=by, fingerprint=found.fingerprint)
