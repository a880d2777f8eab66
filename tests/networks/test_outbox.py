"""Mail: written in the caller's transaction, sent once, never silently twice."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from networks import outbox
from networks.models import OutboxMessage

State = OutboxMessage.State


def queue(recipient: str = "kari@bedrift.example", **fields) -> OutboxMessage:
    """Return a queued message."""
    return outbox.queue(recipient=recipient, subject="Møte på onsdag", text="Vel møtt!", **fields)


# Writing


@pytest.mark.django_db
def test_every_mail_of_the_site_becomes_one_row_per_recipient(settings):
    settings.EMAIL_BACKEND = "networks.outbox.OutboxBackend"
    message = mail.EmailMultiAlternatives(
        "Referat",
        "Hei",
        to=["a@x.example", "b@x.example"],
        bcc=["c@x.example", "a@x.example"],
        reply_to=["svar@knf.example"],
        headers={"X-Sak": "3/24"},
    )
    message.attach_alternative("<p>Hei</p>", "text/html")

    message.send()

    rows = OutboxMessage.objects.order_by("recipient")
    assert [row.recipient for row in rows] == ["a@x.example", "b@x.example", "c@x.example"]
    assert len({row.message_id for row in rows}) == 3
    assert {(row.subject, row.text, row.html) for row in rows} == {("Referat", "Hei", "<p>Hei</p>")}
    assert rows[0].headers == {"X-Sak": "3/24", "Reply-To": "svar@knf.example"}
    assert mail.outbox == []


@pytest.mark.django_db
def test_mail_with_only_html_gets_a_text_too(settings):
    settings.EMAIL_BACKEND = "networks.outbox.OutboxBackend"
    message = mail.EmailMessage("Hei", "<p>God <b>dag</b></p>", to=["a@x.example"])
    message.content_subtype = "html"

    message.send()

    row = OutboxMessage.objects.get()
    assert (row.text, row.html) == ("God dag", "<p>God <b>dag</b></p>")


@pytest.mark.django_db
def test_mail_with_an_attachment_is_refused_rather_than_sent_without_it(settings):
    settings.EMAIL_BACKEND = "networks.outbox.OutboxBackend"
    message = mail.EmailMessage("Referat", "Se vedlegg", to=["a@x.example"])
    message.attach("referat.txt", "Sak 1")

    with pytest.raises(NotImplementedError):
        message.send()

    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_mail_of_a_transaction_that_fails_is_never_written():
    with contextlib.suppress(RuntimeError), transaction.atomic():
        queue()
        raise RuntimeError

    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db
def test_same_key_writes_one_mail():
    first = queue(dedupe_key="notice:7:kari")
    again = queue(dedupe_key="notice:7:kari")
    other = queue(dedupe_key="notice:7:ola")

    assert first == again != other
    assert OutboxMessage.objects.count() == 2


@pytest.mark.django_db
def test_message_id_and_sender_never_name_this_machine():
    message = queue()

    assert message.message_id.endswith("@knf.example>")
    assert message.sender == "Kongsberg Næringsforum <post@knf.example>"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"state": "lost"}, "outbox_state_known"),
        ({"state": State.SENDING}, "outbox_leased_while_sending"),
        ({"leased_until": timezone.now()}, "outbox_leased_while_sending"),
        ({"state": State.SENT}, "outbox_sent_has_time"),
        ({"sent_at": timezone.now()}, "outbox_sent_has_time"),
    ],
)
def test_rows_that_contradict_themselves_are_refused_by_the_database(fields, constraint):
    message = queue()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        OutboxMessage.objects.filter(pk=message.pk).update(**fields)


# Sending


@pytest.mark.django_db(transaction=True)
def test_mail_arrives_once_with_the_message_id_it_was_written_with(server):
    message = queue(html="<p>Vel møtt!</p>", headers={"Reply-To": "svar@knf.example"})

    assert outbox.send_due() == 1
    assert outbox.send_due() == 0

    message.refresh_from_db()
    assert (message.state, message.attempts, message.leased_until) == (State.SENT, 1, None)
    assert message.sent_at is not None
    [arrived] = server.received
    assert arrived["Message-ID"] == message.message_id
    assert arrived["To"] == "kari@bedrift.example"
    assert arrived["Subject"] == "Møte på onsdag"
    assert arrived["Reply-To"] == "svar@knf.example"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived.get_body(("plain",)).get_content().strip() == "Vel møtt!"
    assert arrived.get_body(("html",)).get_content().strip() == "<p>Vel møtt!</p>"


@pytest.mark.django_db(transaction=True)
def test_longest_waiting_mail_goes_first_and_mail_for_later_waits(server):
    now = timezone.now()
    queue("sist@x.example", not_before=now - timedelta(minutes=1))
    queue("forst@x.example", not_before=now - timedelta(minutes=2))
    queue("senere@x.example", not_before=now + timedelta(hours=1))

    outbox.send_due()

    assert [message["To"] for message in server.received] == ["forst@x.example", "sist@x.example"]

    outbox.send_due(now=now + timedelta(hours=2))

    assert server.received[-1]["To"] == "senere@x.example"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", ["recipient", "data"])
def test_busy_server_is_asked_again_later_and_later(server, where):
    message = queue()
    if where == "recipient":
        server.recipient_answers[message.recipient] = "450 4.2.1 Mailbox busy"
    else:
        server.data_answer = "451 4.3.0 Try later"
    waits = []
    now = timezone.now()

    for _ in range(3):
        outbox.send_due(now=now)
        message.refresh_from_db()
        assert message.state == State.QUEUED
        waits.append(round((message.not_before - timezone.now()) / timedelta(minutes=1)))
        now = message.not_before

    assert waits == [1, 2, 4]
    assert message.last_error.startswith("45")
    assert outbox.send_due() == 0, "not before its time"

    server.recipient_answers.clear()
    server.data_answer = "250 OK"

    assert outbox.send_due(now=now) == 1
    message.refresh_from_db()
    assert (message.state, message.attempts, message.last_error) == (State.SENT, 4, "")


@pytest.mark.django_db(transaction=True)
def test_server_that_stays_busy_is_given_up_in_the_end(server):
    message = queue()
    server.data_answer = "451 4.3.0 Try later"
    OutboxMessage.objects.update(attempts=outbox.MAX_ATTEMPTS - 1)

    outbox.send_due()

    message.refresh_from_db()
    assert (message.state, message.last_error) == (State.FAILED, "451 4.3.0 Try later")


@pytest.mark.django_db(transaction=True)
def test_refused_mail_fails_at_once_and_does_not_hold_up_the_next(server):
    refused = queue("borte@x.example")
    queue("her@x.example")
    server.recipient_answers["borte@x.example"] = "550 5.1.1 Ukjent mottaker"

    assert outbox.send_due() == 1

    refused.refresh_from_db()
    assert (refused.state, refused.attempts) == (State.FAILED, 1)
    assert refused.last_error == "550 5.1.1 Ukjent mottaker"
    assert [message["To"] for message in server.received] == ["her@x.example"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("recipient", ["ikke en adresse", "ærlig@x.example", "a@x.example\nBcc: b@x.example"])
def test_address_that_cannot_be_written_fails_at_once(server, recipient):
    message = queue(recipient)

    outbox.send_due()

    message.refresh_from_db()
    assert message.state == State.FAILED
    assert message.last_error
    assert server.received == []


@pytest.mark.django_db(transaction=True)
def test_server_that_hangs_up_mid_mail_leaves_it_uncertain_and_does_not_hold_up_the_next(server):
    message = queue()
    server.hangs_up = True

    assert outbox.send_due() == 0

    message.refresh_from_db()
    assert message.state == State.UNCERTAIN

    server.hangs_up = False
    queue("neste@x.example")

    assert outbox.send_due() == 1
    assert [arrived["To"] for arrived in server.received] == ["neste@x.example"]


@pytest.mark.django_db(transaction=True)
def test_no_server_at_all_is_no_fault_of_the_mail(no_server):
    message = queue()

    assert outbox.send_due() == 0

    message.refresh_from_db()
    assert message.state == State.QUEUED
    assert message.last_error.startswith("ConnectionRefusedError")


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_mail_once(server):
    recipients = {queue(f"nr{number}@x.example").recipient for number in range(20)}
    start = threading.Barrier(2)

    def work() -> int:
        start.wait()
        try:
            return outbox.send_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        sent = [worker.result() for worker in [pool.submit(work), pool.submit(work)]]

    assert sum(sent) == 20
    arrived = [message["To"] for message in server.received]
    assert len(arrived) == 20
    assert set(arrived) == recipients
    assert set(OutboxMessage.objects.values_list("state", "attempts")) == {(State.SENT, 1)}


@pytest.mark.django_db(transaction=True)
def test_mail_is_leased_in_the_open_before_the_server_hears_of_it(server):
    message = queue()
    server.may_answer.clear()
    with ThreadPoolExecutor(1) as pool:

        def work() -> int:
            try:
                return outbox.send_due()
            finally:
                connection.close()

        worker = pool.submit(work)
        assert server.arrived.wait(10)
        message.refresh_from_db()
        assert message.state == State.SENDING
        assert outbox.send_due() == 0, "another worker leaves it alone"
        server.may_answer.set()
        assert worker.result() == 1

    assert len(server.received) == 1


@pytest.mark.django_db(transaction=True)
def test_sending_inside_a_transaction_is_refused(server):
    queue()

    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        outbox.send_due()

    assert server.received == []


@pytest.mark.django_db(transaction=True)
def test_worker_killed_in_mid_mail_leaves_it_to_a_person(server, production_worker):
    message = queue()
    server.may_answer.clear()
    worker = production_worker()
    assert server.arrived.wait(20)

    worker.kill()
    worker.wait()
    server.hangs_up = True
    server.may_answer.set()

    outbox.send_due()
    message.refresh_from_db()
    assert message.state == State.SENDING, "until the lease is over it may still be under way"

    server.hangs_up = False
    assert outbox.send_due(now=timezone.now() + outbox.LEASE + timedelta(seconds=1)) == 0
    message.refresh_from_db()
    assert message.state == State.UNCERTAIN
    assert "avbrutt" in message.last_error
    assert server.received == []

    assert OutboxMessage.objects.filter(pk=message.pk).send_again() == 1
    assert outbox.send_due() == 1
    assert [arrived["Message-ID"] for arrived in server.received] == [message.message_id]


@pytest.mark.django_db(transaction=True)
def test_of_two_hundred_mails_the_one_under_way_when_the_worker_is_killed_is_left_to_a_person(
    server, production_worker
):
    everyone = {queue(f"nr{number}@x.example").recipient for number in range(200)}
    server.pauses_after = 117
    worker = production_worker()
    for _ in range(6000):
        if len(server.received) == 117:
            break
        time.sleep(0.01)

    # The server has it, and the worker dies before it hears so.
    worker.kill()
    worker.wait()
    server.pauses_after = None
    under_way = server.received[-1]["To"]
    assert production_worker().wait(60) == 0
    outbox.send_due(now=timezone.now() + outbox.LEASE + timedelta(seconds=1))

    arrived = [message["To"] for message in server.received]
    assert len(arrived) == 200
    assert set(arrived) == everyone
    uncertain = OutboxMessage.objects.filter(state=State.UNCERTAIN)
    assert [message.recipient for message in uncertain] == [under_way]
    assert OutboxMessage.objects.filter(state=State.SENT, attempts=1).count() == 199


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_worker_told_to_stop_finishes_the_mail_under_way_and_no_other(server, production_worker, stop):
    under_way = queue("forst@x.example")
    waiting = queue("neste@x.example")
    server.may_answer.clear()
    worker = production_worker("--loop")
    assert server.arrived.wait(20)

    worker.send_signal(stop)
    server.may_answer.set()

    assert worker.wait(20) == 0
    under_way.refresh_from_db()
    waiting.refresh_from_db()
    assert (under_way.state, waiting.state) == (State.SENT, State.QUEUED)
    assert len(server.received) == 1


@pytest.mark.django_db(transaction=True)
def test_worker_that_outlives_its_lease_does_not_overrule_the_person(server):
    queue()
    leased = outbox.lease_next()
    outbox.give_up_abandoned(now=timezone.now() + outbox.LEASE + timedelta(seconds=1))

    outbox.settle(leased, state=State.SENT, sent_at=timezone.now())

    assert OutboxMessage.objects.get().state == State.UNCERTAIN


@pytest.mark.django_db(transaction=True)
def test_command_sends_once_and_says_how_many(server, capsys):
    queue()

    call_command("send_outbox")

    assert capsys.readouterr().out == "1 sent\n"
    assert len(server.received) == 1


# Secrets


@pytest.mark.django_db(transaction=True)
def test_code_is_forgotten_once_it_is_sent_in_production(server, settings):
    settings.LOCAL = False
    kinds = OutboxMessage.Kind
    code = outbox.queue(
        recipient="kari@bedrift.example",
        kind=kinds.SIGN_IN_CODE,
        subject="Koden din er 123 456",
        text="Koden din er 123 456",
        html="<h1>123 456</h1>",
    )
    queue()

    outbox.send_due()

    assert server.received[0]["Subject"] == "Koden din er 123 456"
    code.refresh_from_db()
    assert (code.subject, code.text, code.html) == ("Innloggingskode", "", "")
    assert OutboxMessage.objects.get(kind=kinds.OTHER).text == "Vel møtt!"


# What a person decides


def in_state(state: str, recipient: str, **fields) -> OutboxMessage:
    """Return a message in ``state``."""
    message = queue(recipient, **fields)
    message.state = state
    message.sent_at = timezone.now() if state == State.SENT else None
    message.leased_until = timezone.now() if state == State.SENDING else None
    message.save()
    return message


def decide(client, action: str) -> str:
    """Choose ``action`` for every message in the admin's list; return the page that follows."""
    response = client.post(
        reverse("admin:networks_outboxmessage_changelist"),
        {"action": action, "_selected_action": [m.pk for m in OutboxMessage.objects.all()]},
        follow=True,
    )
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.django_db
def test_only_failed_and_uncertain_mail_is_sent_again(client, administrator):
    client.force_login(administrator)
    for state in State:
        in_state(state, f"{state}@x.example")
    in_state(State.FAILED, "kode@x.example", kind=OutboxMessage.Kind.SIGN_IN_CODE)

    page = decide(client, "send_again")

    queued = OutboxMessage.objects.filter(state=State.QUEUED).values_list("recipient", flat=True)
    assert set(queued) == {"queued@x.example", "failed@x.example", "uncertain@x.example"}
    assert "2 e-poster er lagt i kø på nytt." in page
    assert "4 e-poster er ikke lagt i kø." in page


@pytest.mark.django_db
def test_only_failed_and_uncertain_mail_is_marked_as_sent(client, administrator):
    client.force_login(administrator)
    for state in State:
        in_state(state, f"{state}@x.example")

    page = decide(client, "mark_as_sent")

    sent = OutboxMessage.objects.filter(state=State.SENT).values_list("recipient", flat=True)
    assert set(sent) == {"sent@x.example", "failed@x.example", "uncertain@x.example"}
    assert "2 e-poster er merket som sendt." in page


@pytest.mark.django_db
def test_admin_shows_mail_but_never_a_code(client, administrator):
    client.force_login(administrator)
    code = outbox.queue(
        recipient="kari@bedrift.example",
        kind=OutboxMessage.Kind.SIGN_IN_CODE,
        subject="Koden din er 123 456",
        text="Koden din er 123 456",
    )
    plain = queue("ola@bedrift.example")

    def page(name: str, *args: int) -> str:
        return client.get(reverse(f"admin:networks_outboxmessage_{name}", args=args)).content.decode()

    assert "Vel møtt!" in page("change", plain.pk)
    assert "kari@bedrift.example" in page("change", code.pk)
    for seen in (page("changelist"), page("change", code.pk)):
        assert "123 456" not in seen


@pytest.mark.django_db
def test_admin_neither_writes_nor_changes_nor_deletes_mail(client, administrator):
    client.force_login(administrator)
    message = queue()
    address = reverse("admin:networks_outboxmessage_change", args=[message.pk])

    client.post(address, {"subject": "Noe annet", "state": State.SENT})

    message.refresh_from_db()
    assert (message.subject, message.state) == ("Møte på onsdag", State.QUEUED)
    assert client.get(reverse("admin:networks_outboxmessage_add")).status_code == 403
    assert client.post(reverse("admin:networks_outboxmessage_delete", args=[message.pk])).status_code == 403


@pytest.mark.django_db
def test_start_page_leads_those_who_may_decide_to_the_mail_that_waits(browse, administrator, editor):
    in_state(State.SENT, "fram@x.example")
    in_state(State.FAILED, "feil@x.example")
    in_state(State.UNCERTAIN, "kanskje@x.example")
    line = "2 e-poster kom ikke fram, eller kanskje ikke"
    address = f"{reverse('admin:networks_outboxmessage_changelist')}?state__in=failed,uncertain"

    page = browse(administrator).get("/admin/").content.decode()
    assert line in page
    assert f'href="{address}"' in page
    listed = browse(administrator).get(address).content.decode()
    assert "feil@x.example" in listed
    assert "kanskje@x.example" in listed
    assert "fram@x.example" not in listed

    assert line not in browse(editor).get("/admin/").content.decode()
    assert browse(editor).get(address).status_code == 403
