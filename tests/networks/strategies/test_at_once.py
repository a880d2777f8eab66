"""Two at once: one decides on a report, one round is told, one meeting is planned."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from networks.models import MeasureReport, MeasureUpdate, OutboxMessage, Status
from networks.strategies.reported import approve_report, return_report
from networks.strategies.status_requests import ask
from tests.at_once import at_once
from tests.factories import adopt, make_document, make_measure, make_version, tell

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def measure(industry, leader, secretary):
    version = make_version(make_document("Industriplanen", network=industry))
    measure = make_measure(version, lead=leader.person.positions.get().organization)
    adopt(version)
    tell(measure, Status.IN_PROGRESS, timezone.localdate() - timedelta(days=30), note="Vi er i gang.")
    return measure


def test_a_report_is_decided_on_once(measure, leader, secretary, administrator):
    report = MeasureReport.objects.create(
        measure=measure,
        person=leader.person,
        reported_on=timezone.localdate(),
        status="completed",
        note="Ferdig.",
    )
    results = at_once(
        lambda: approve_report(report=report, by=secretary),
        lambda: approve_report(report=report, by=administrator),
        lambda: return_report(report=report, by=administrator, answer="Nei."),
    )
    assert sum(isinstance(result, ValidationError) for result in results) == 2
    report.refresh_from_db()
    assert MeasureUpdate.objects.count() == 1 + (report.state == "approved")
    assert OutboxMessage.objects.count() == (report.state == "returned")


def test_two_rounds_on_one_row_are_told_one_after_the_other_has_been_seen(
    measure, secretary, administrator, browse
):
    address = reverse("admin:networks_strategydocument_status_round", args=[measure.document_id])
    clients = [browse(user) for user in (secretary, administrator)]
    page = clients[0].get(address).context["page"]
    key = f"tiltak-{measure.pk}"
    data = {"edition": page.stamp, f"{key}-seen": page.rows[0].row.seen}

    def send(client, note):
        return client.post(address, data | {f"{key}-status": "on_hold", f"{key}-note": note})

    responses = at_once(lambda: send(clients[0], "Den ene."), lambda: send(clients[1], "Den andre."))

    assert sorted(response.status_code for response in responses) == [200, 302]
    assert measure.updates.count() == 2


def test_two_who_ask_for_status_ask_once(measure):
    today = timezone.localdate()
    asked = at_once(*(lambda: ask(document=measure.document, meeting=None, today=today) for _ in range(2)))
    assert sorted(asked) == [0, 1]
    assert OutboxMessage.objects.count() == 1
