"""A name that is taken away: everything counts as before, and nobody is found by it (case 20)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from networks import outbox, tables, transfers
from networks.models import (
    Attendance,
    CalendarToken,
    DistinctPeople,
    MailPreference,
    MeasureReport,
    Meeting,
    Minutes,
    NetworkMembership,
    OutboxMessage,
    Person,
    ReadMark,
    Session,
)
from networks.registers import PersonRegister
from tests.factories import (
    adopt,
    call,
    make_action_point,
    make_article,
    make_document,
    make_item,
    make_measure,
    make_meeting,
    make_membership,
    make_minutes,
    make_network,
    make_organization,
    make_page,
    make_person,
    make_stored_file,
    make_user,
    make_version,
    tell,
)

Role = NetworkMembership.Role
NAME = "Åse Slettmæg"
YESTERDAY = timezone.localdate() - timedelta(days=1)


def page_of(person):
    return reverse("admin:networks_person_erase", args=[person.pk])


@pytest.fixture
def person(industry):
    """Somebody who led the network until yesterday, came to a meeting, and has a login."""
    user = make_user("ase@privat.example", name=NAME)
    works = make_organization("Verket")
    person = make_person(
        *NAME.split(), email="ase@verket.example", phone="930 00 000", user=user, works_at=works
    )
    make_membership(
        industry, person, on_behalf_of=works, role=Role.LEADER, starts_on=date(2021, 3, 1), ends_on=YESTERDAY
    )
    meeting = make_meeting(industry, starts_at=datetime(2024, 3, 20, 8, tzinfo=UTC), chaired_by=person)
    call(meeting, person, presence=Attendance.Presence.PRESENT)
    Meeting.objects.filter(pk=meeting.pk).update(status=Meeting.Status.HELD)
    for row in Attendance.objects.filter(meeting=meeting):
        row.save()
    return person


def erase(client, person):
    """Confirm the page, and return what stands on the person's page afterwards."""
    response = client.post(page_of(person), follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_the_name_is_gone_and_what_it_counted_for_stays(browse, administrator, person, industry):
    client = browse(administrator)
    meeting = Meeting.objects.get()
    make_minutes(meeting)
    minutes = reverse("minutes-detail", args=[industry.slug, meeting.year, meeting.number])
    roster = reverse("network-roster", args=[industry.slug])
    for address in (minutes, roster):
        assert NAME in client.get(address).content.decode()

    counted = [model.objects.count() for model in (Attendance, Minutes, NetworkMembership)]
    shown = erase(client, person)
    assert [model.objects.count() for model in (Attendance, Minutes, NetworkMembership)] == counted
    nobody = f"Navn fjernet (nr. {person.pk})"
    assert "Navnet er fjernet." in shown
    for address in (minutes, roster):
        text = client.get(address).content.decode()
        assert NAME not in text
        assert nobody in text
    assert f"2021–{YESTERDAY.year}" in client.get(roster).content.decode()
    person = Person.objects.get()
    assert (str(person), person.email, person.phone, person.user) == (nobody, None, "", None)
    assert person.pseudonymised_on == timezone.localdate()
    seat = person.network_memberships.get()
    assert (seat.role, seat.on_behalf_of.name) == (Role.LEADER, "Verket")
    assert person.attendances.get().presence == Attendance.Presence.PRESENT


def test_nobody_is_found_by_the_name_or_the_address(browse, administrator, person):
    client = browse(administrator)
    erase(client, person)
    people = reverse("admin:networks_person_changelist")
    for words in (NAME, "slettmaeg", "ase@verket.example"):
        assert "0 personer" in client.get(people, {"q": words}).content.decode()
    picker = {"app_label": "networks", "model_name": "networkmembership", "field_name": "person"}
    assert client.get(reverse("admin:autocomplete"), picker).json()["results"] == []


def test_the_login_is_shut_and_every_browser_signed_out(browse, administrator, person):
    user = person.user
    browse(user).get(reverse("my-page"))
    CalendarToken.objects.create(person=person)
    MailPreference.objects.create(person=person, kind=MailPreference.KINDS[0])
    ReadMark.objects.create(person=person, network=make_network("Annet"), read_at=timezone.now())
    other = make_person("Åse", "Slettmeg")
    DistinctPeople.objects.create(first=person, second=other)

    erase(browse(administrator), person)
    user.refresh_from_db()
    assert not user.is_active
    assert not user.has_usable_password()
    assert (user.name, user.email) == (
        f"Navn fjernet (nr. {person.pk})",
        f"fjernet-{user.pk}@fjernet.invalid",
    )
    assert not Session.objects.filter(user=user).exists()
    for model in (CalendarToken, MailPreference, ReadMark, DistinctPeople):
        assert not model.objects.exists(), model


def test_mail_to_the_person_is_deleted_and_that_to_others_is_not(browse, administrator, person):
    for recipient in ("Ase@Verket.example", "ase@privat.example", "en-annen@verket.example"):
        outbox.queue(recipient=recipient, subject="Innkalling", text="Hei.")
    erase(browse(administrator), person)
    assert list(OutboxMessage.objects.values_list("recipient", flat=True)) == ["en-annen@verket.example"]


def test_the_job_ends_today_and_one_that_never_began_is_gone(browse, administrator, person):
    held = person.positions.get()
    person.positions.create(
        organization=make_organization("Smia"),
        starts_on=timezone.localdate() + timedelta(days=9),
        is_primary=False,
    )
    erase(browse(administrator), person)
    assert [(job, job.ends_on) for job in person.positions.all()] == [(held, timezone.localdate())]


def test_the_history_tells_what_was_done_to_nobody_in_particular(browse, administrator, person, industry):
    client = browse(administrator)
    form = {"last_day": f"{YESTERDAY:%d.%m.%Y}", "reason": "left"}
    seat = person.network_memberships.get()
    ended = reverse("admin:networks_network_end_seat", args=[industry.pk, seat.pk])
    assert client.post(ended, form).status_code == 302
    change = {"given_name": "Åse", "family_name": "Slettmæg", "email": "ase@verket.example"}
    change |= {"contact_visibility": "network", "user": person.user_id}
    assert client.post(reverse("admin:networks_person_change", args=[person.pk]), change).status_code == 302
    assert LogEntry.objects.filter(change_message__contains=NAME).exists()
    report = MeasureReport.objects.create(
        measure=make_measure(make_version()), person=person, reported_on=YESTERDAY, status="in_progress"
    )
    LogEntry.objects.log_actions(administrator.pk, [report], CHANGE, "Meldingen er sendt tilbake.")

    erase(client, person)
    for entry in LogEntry.objects.all():
        assert NAME not in f"{entry.object_repr} {entry.get_change_message()}"
    history = client.get(reverse("admin:networks_network_history", args=[industry.pk])).content.decode()
    assert f"Navn fjernet (nr. {person.pk}) deltar til og med" in history


def test_what_a_person_must_look_at_is_listed_first_and_kept_in_the_history(
    browse, administrator, person, industry
):
    client = browse(administrator)
    meeting = Meeting.objects.get()
    scan = make_stored_file(meeting, "Signert")
    make_minutes(meeting, signed_scan=scan)
    named = make_meeting(industry, "Strategimøtet", starts_at=datetime(2024, 5, 2, 8, tzinfo=UTC))
    make_action_point(make_item(named), f"Spør {NAME} om saken")
    make_article("Portrettet", body=f"<p>{NAME} er leder.</p>")
    make_article("En annen sak", body="<p>Åse er leder.</p>")
    make_page("Om oss", body=f"<p>{NAME} svarer.</p>")

    make_stored_file(industry, f"Innlegget til {NAME}")
    make_network("Faddergruppa", mandate=f"Gruppa ble startet av {NAME}.")

    plan = make_document("Handlingsplanen")
    version = make_version(plan, amendments=f"Etter forslag fra {NAME}.")
    make_measure(version, "Testarena", code="I-01", official_text=f"{NAME} tar initiativet.")
    told = make_measure(version, "Togfrekvens", code="I-02")
    make_measure(version, "Studieplasser", code="I-03")
    adopt(version)
    tell(told, note=f"{NAME} har fått svar.")

    page = client.get(page_of(person)).content.decode()
    expected = (
        "Tiltaket «I-01 Testarena»",
        "Tiltaket «I-02 Togfrekvens»",
        "Strategien «Handlingsplanen»",
        f"Signert referat fra {meeting}",
        str(named),
        "Faddergruppa",
        "Vedlegget «Innlegget til",
        "Saken «Portrettet»",
        "Siden «Om oss»",
    )
    for title in expected:
        assert title in page
    assert "En annen sak" not in page
    assert "Studieplasser" not in page
    for name, row in (("networks_storedfile", scan), ("networks_meeting", named)):
        assert reverse(f"admin:{name}_change", args=[row.pk]) in page
    erase(client, person)
    history = client.get(reverse("admin:networks_person_history", args=[person.pk])).content.decode()
    for title in expected:
        assert title in history
    assert NAME not in history


def test_a_seat_a_membership_and_a_meeting_to_come_are_decided_first(browse, administrator, industry, trade):
    person = make_person("Kari", "Venter", user=make_user(is_staff=True))
    make_membership(trade, person, ends_on=timezone.localdate())
    person.member_periods.create(starts_on=date(2024, 1, 1), category="personal")
    call(make_meeting(industry, "Julemøtet"), person, capacity=Attendance.Capacity.GUEST)
    client = browse(administrator)
    for response in (client.get(page_of(person)), client.post(page_of(person))):
        text = response.content.decode()
        for hindrance in (
            "Kari Venter deltar i Forum for handel",
            "Det personlige medlemskapet (fra 01.01.2024) må avsluttes først.",
            "Kari Venter er kalt inn til Julemøtet",
            "Innloggingen er en ansatts.",
        ):
            assert hindrance in text
        assert "Fjern navnet for godt" not in text
    person.refresh_from_db()
    assert str(person) == "Kari Venter"
    assert person.user.is_active


def test_a_name_does_not_come_back(browse, administrator, person):
    client = browse(administrator)
    before = PersonRegister.file("csv")
    erase(client, person)
    for name in ("erase", "merge", "invite", "add_position"):
        assert client.get(reverse(f"admin:networks_person_{name}", args=[person.pk])).status_code == 403
    form = client.get(reverse("admin:networks_person_change", args=[person.pk])).content.decode()
    assert "_save" not in form
    assert "Inviter til innlogging" not in form
    assert "Navnet er fjernet" in form

    found = transfers.preview(PersonRegister, tables.read(ContentFile(before), "f.csv"), by=administrator)
    (line,) = found.wrong
    assert line.errors == [("Nr.", "Navnet er fjernet og kan ikke hentes inn igjen. Ta bort linjen.")]
    after = transfers.preview(
        PersonRegister, tables.read(ContentFile(PersonRegister.file("csv")), "f.csv"), by=administrator
    )
    assert after.is_right
    assert not after.changing


def test_only_those_who_decide_about_logins_take_names_away(browse, secretary, person):
    client = browse(secretary)
    for response in (client.get(page_of(person)), client.post(page_of(person))):
        assert response.status_code == 403
    change = client.get(reverse("admin:networks_person_change", args=[person.pk])).content.decode()
    assert "Fjern navnet" not in change
    person.refresh_from_db()
    assert str(person) == NAME
