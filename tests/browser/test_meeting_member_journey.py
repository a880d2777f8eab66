"""Journey M1 from the mail: a participant prepares for a meeting and answers, in two steps on a phone."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from networks import meeting_actions
from networks.models import AgendaItem, Attendance, Meeting, OutboxMessage
from networks.visibility import Level
from tests.browser.marks import at_widths
from tests.browser.steps import Steps
from tests.factories import (
    call,
    make_action_point,
    make_item,
    make_meeting,
    make_membership,
    make_minutes,
    make_person,
    make_stored_file,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def invitation(industry, secretary, participant) -> OutboxMessage:
    """Return the notice that the participant got, of a meeting with papers, and with something promised."""
    seat = participant.person.network_memberships.get()
    make_membership(
        industry,
        make_person("Dina", "Berg", email="dina@x.example"),
        on_behalf_of=seat.on_behalf_of,
        role="deputy",
        deputy_for=seat,
    )
    now = timezone.now()
    before = make_meeting(
        industry, "Vintermøtet", starts_at=now - timedelta(days=60), status=Meeting.Status.HELD
    )
    make_action_point(make_item(before), "Ring fagskolen", responsible_person=participant.person)
    make_minutes(before)
    meeting = make_meeting(
        industry,
        "Vårmøtet",
        starts_at=now + timedelta(days=9),
        visibility=Level.NETWORK,
        online_url="https://mote.example/var",
    )
    item = make_item(meeting, "Lærlinger")
    make_item(meeting, "Sekretærens sak", visibility=Level.STAFF)
    make_stored_file(item, "Tall fra skolen")
    call(meeting, participant.person)
    meeting_actions.send_notice(meeting=meeting, by=secretary)
    assert AgendaItem.objects.filter(meeting=meeting, number=None).count() == 0
    return OutboxMessage.objects.get(kind="notice")


@at_widths
def test_m1_from_the_mail_to_an_answer_in_two_steps(page: Page, axe, sign_in, participant, invitation):
    sign_in(participant)
    [link] = re.findall(r"Saksliste og papirer:\n(\S+)", invitation.text)
    steps = Steps(page)
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Vårmøtet")
    own = page.get_by_role("region", name="For deg")
    expect(own.get_by_text("Ring fagskolen")).to_be_visible()
    expect(own.get_by_text("Kommer du?")).to_be_visible()
    expect(own.get_by_role("link", name="Bli med digitalt")).to_be_visible()
    agenda = page.get_by_role("region", name="Saksliste")
    expect(agenda.get_by_text("Lærlinger")).to_be_visible()
    assert own.bounding_box()["y"] < agenda.bounding_box()["y"], "one's own stands on top"
    expect(page.get_by_role("link", name="Tall fra skolen").first).to_be_visible()
    expect(page.get_by_text("Sekretærens sak")).to_have_count(0)
    assert axe(page) == []

    page.get_by_role("button", name="Jeg kommer").click()
    expect(page.get_by_text("Du har svart at du kommer.").last).to_be_visible()
    assert steps.count == 2
    assert axe(page) == []
    receipt = OutboxMessage.objects.get(kind="answer_receipt")
    assert (receipt.calendar_method, "PARTSTAT=ACCEPTED" in receipt.calendar) == ("REQUEST", True)

    # Changing it is one more, the deputy included.
    expect(page.get_by_label("Vara hvis du ikke kommer")).to_be_visible()
    page.get_by_label("Vara hvis du ikke kommer").select_option(label="Dina Berg, Fagskolen i dalen")
    page.get_by_role("button", name="Kommer ikke").click()
    expect(page.get_by_text("Dina Berg er spurt om å møte for deg.").first).to_be_visible()
    assert steps.count == 3
    asked = Attendance.objects.get(capacity="deputy")
    assert (str(asked.person), asked.stands_in_for.person) == ("Dina Berg", participant.person)
    assert OutboxMessage.objects.filter(kind="notice", recipient="dina@x.example").count() == 1
