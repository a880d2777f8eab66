"""A register taken out, corrected and brought in again; axe-core looks at every step."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from networks.models import Organization
from networks.registers import OrganizationRegister
from tests.browser.marks import at_widths, in_themes
from tests.factories import make_organization

pytestmark = [pytest.mark.django_db(transaction=True), at_widths, in_themes]


@pytest.fixture
def listing(page: Page, sign_in, administrator) -> Page:
    """Open the list of companies as an administrator."""
    for name in ("Verket Industrier", "Åsen Bakeri", "Smia"):
        make_organization(name)
    sign_in(administrator)
    page.goto(reverse("admin:networks_organization_changelist"))
    return page


def choose(page: Page, text: str) -> None:
    """Choose a CSV file with ``text`` and ask what it does."""
    file = {"name": "virksomheter.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.get_by_label("Fil", exact=True).set_input_files(file)
    page.get_by_role("button", name="Se hva filen gjør").click()


def test_a_corrected_file_is_brought_in_after_a_look(listing, axe):
    page = listing
    page.get_by_role("link", name="Import og eksport").click()
    assert axe(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("^CSV ?: Virksomheter")).click()
    assert download.value.path().read_bytes() == OrganizationRegister.file("csv")
    text = OrganizationRegister.file("csv").decode()

    page.get_by_role("link", name=re.compile("^Importer ?: Virksomheter")).click()
    page.get_by_text("Slik leses filen").click()
    assert axe(page) == []
    choose(page, text.replace("Bedrift;Kongsberg", "Firma;Kongsberg").replace("Smia", ""))
    expect(page.get_by_role("alert")).to_contain_text("3 linjer må rettes. Ingenting er hentet inn.")
    assert axe(page) == []
    added = ";Ny Bedrift AS;;Klynge;Flesberg;https://ny.example/;Ja;;;;\r\n"
    choose(page, text.replace("Smia", "Smia og Sønner") + added)
    expect(page.get_by_text("Filen gir 1 ny, 1 endret og 2 uendret.")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Hent inn 2 linjer").click()
    expect(page.get_by_text("«virksomheter.csv» er hentet inn: 1 ny, 1 endret og 2 uendret.")).to_be_visible()
    assert axe(page) == []
    assert set(Organization.objects.values_list("name", flat=True)) == {
        "Verket Industrier",
        "Åsen Bakeri",
        "Smia og Sønner",
        "Ny Bedrift AS",
    }
