"""The list of who is called to a meeting: for the one who looks after it, and for the others who are."""

import pytest
from playwright.sync_api import Page, expect

from networks.models import Attendance
from tests.browser.marks import at_widths, in_themes
from tests.factories import call, make_meeting, make_organization, make_person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meeting(industry):
    """A meeting to which a participant sends a deputy."""
    company = make_organization("Lågen Turbin")
    meeting = make_meeting(industry, "Vårmøtet")
    absent = call(meeting, make_person("Eva", "Müller"), organization=company, response="no")
    call(
        meeting,
        make_person("Vera", "Vik"),
        organization=company,
        capacity=Attendance.Capacity.DEPUTY,
        stands_in_for=absent,
    )
    return meeting


@at_widths
@in_themes
def test_the_secretary_reads_the_answers_and_prints_a_sheet_to_sign(
    page: Page, sign_in, secretary, meeting, axe
):
    sign_in(secretary)
    page.goto(meeting.get_absolute_url())
    page.get_by_role("link", name="Deltakerlisten").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Deltakerliste")
    line = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Vera Vik"))
    expect(line).to_contain_text("Vara, møter for Eva Müller")
    expect(line).to_contain_text("Ikke svart")
    assert axe(page) == []
    page.get_by_role("link", name="Signaturliste").click()
    expect(page.get_by_role("columnheader", name="Signatur")).to_be_visible()
    expect(page.get_by_text("Andre som er til stede")).to_be_visible()
    expect(page.get_by_text("Ikke svart")).to_have_count(0)
    assert axe(page) == []


@at_widths
def test_a_participant_reads_who_is_called_and_nobody_s_answer(
    page: Page, sign_in, participant, meeting, axe
):
    sign_in(participant)
    page.goto(meeting.get_absolute_url())
    page.get_by_role("link", name="Deltakerlisten").click()
    expect(page.get_by_role("rowheader", name="Eva Müller")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Svar")).to_have_count(0)
    expect(page.get_by_text("Kommer ikke")).to_have_count(0)
    assert axe(page) == []
