"""What a secretary does to seats and networks: dated rows, mail, and access that follows them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError

from articles.models import Article
from networks import actions, health
from networks.models import Meeting, MemberPeriod, NetworkMembership, OutboxMessage, Position
from networks.models.base import OverlapError
from networks.visibility import Level
from tests.factories import (
    make_article,
    make_meeting,
    make_membership,
    make_network,
    make_organization,
    make_person,
    make_user,
)

DAY = date(2026, 5, 31)
NEXT = date(2026, 6, 1)
OSLO = ZoneInfo("Europe/Oslo")
Role = NetworkMembership.Role


@pytest.fixture(autouse=True)
def _in_may():
    with time_machine.travel(datetime(2026, 5, 20, 9, 0, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def company(db):
    return make_organization("Verket")


@pytest.fixture
def seat(industry, company):
    """Anne's seat for Verket, with a login."""
    anne = make_person("Anne", "Li", user=make_user("anne@verket.example"), works_at=company)
    return make_membership(industry, anne, on_behalf_of=company)


@pytest.fixture
def bo(company):
    return make_person("Bo", "Vik", email="bo@verket.example", works_at=company)


def replace(seat, person, by, **fields):
    return actions.replace_participant(seat=seat, person=person, starts_on=NEXT, by=by, **fields)


def mails():
    """Return the queued mails: recipient → subject."""
    return dict(OutboxMessage.objects.values_list("recipient", "subject"))


def oslo(day, hour=0, minute=0, second=0):
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=OSLO)


# Bytt person


def test_a_company_s_new_representative_gets_a_row_of_her_own(seat, bo, secretary):
    new = replace(seat, bo, secretary)
    seat.refresh_from_db()
    assert (seat.ends_on, new.starts_on, new.ends_on) == (DAY, NEXT, None)
    assert (new.role, new.on_behalf_of, new.created_by) == (Role.MEMBER, seat.on_behalf_of, secretary)
    assert seat.updated_by == secretary


def test_access_changes_hands_at_midnight_in_oslo(seat, bo, secretary, industry):
    bo.user = make_user()
    bo.save()
    published = datetime(2026, 1, 1, tzinfo=UTC)
    make_article("For forumet", visibility=Level.NETWORK, network=industry, publish_at=published)
    replace(seat, bo, secretary)

    def readers(at):
        people = {"Anne": seat.person.user, "Bo": bo.user}
        return {name for name, user in people.items() if Article.objects.visible_to(user, at=at).exists()}

    assert readers(oslo(DAY, 23, 59, 59)) == {"Anne"}
    assert readers(oslo(NEXT)) == {"Bo"}


def test_both_are_told_with_links_and_dates(seat, bo, secretary, industry, settings):
    replace(seat, bo, secretary)
    assert mails() == {
        "anne@verket.example": "Deltakelsen din i Industrilederforum avsluttes",
        "bo@verket.example": "Velkommen til Industrilederforum",
    }
    ended, welcome = OutboxMessage.objects.order_by("recipient")
    assert "til og med søndag 31. mai 2026" in ended.text
    assert "fra og med mandag 1. juni 2026" in welcome.text
    for mail in (ended, welcome):
        for part in (mail.text, mail.html):
            assert f"{settings.SITE_URL}{industry.get_absolute_url()}" in part
            assert "sekretaer@knf.example" in part
    assert {ended.kind, welcome.kind} == {"seat_ended", "welcome"}


def test_a_new_participant_is_told_the_next_date_to_come_to(seat, bo, secretary, industry, trade, settings):
    def meet(title, day, **fields):
        return make_meeting(fields.pop("host", industry), title, starts_at=oslo(day, 9), **fields)

    meet("Før plassen", DAY)
    meet("Et utkast", date(2026, 6, 2), status=Meeting.Status.DRAFT)
    meet("Internt", date(2026, 6, 3), visibility=Level.STAFF)
    meet("Avlyst", date(2026, 6, 4), status=Meeting.Status.CANCELLED)
    meet("Hos naboen", date(2026, 6, 5), host=trade)
    first = meet(
        "Sommermøtet", date(2026, 6, 10), host=trade, co_networks=[industry], visibility=Level.NETWORK
    )
    meet("Høstmøtet", date(2026, 9, 9))
    replace(seat, bo, secretary)
    welcome = OutboxMessage.objects.get(recipient="bo@verket.example")
    for part in (welcome.text, welcome.html):
        assert "Neste møte er onsdag 10. juni 2026 kl.\N{NO-BREAK SPACE}09.00" in part
        assert f"{settings.SITE_URL}{first.get_absolute_url()}" in part
        for title in ("Før plassen", "utkast", "Internt", "Avlyst", "Hos naboen", "Høstmøtet"):
            assert title not in part


def test_nobody_is_told_to_ask_a_facilitator_who_has_left(seat, bo, secretary, industry):
    replace(seat, bo, secretary)
    assert {secretary.email in mail.text for mail in OutboxMessage.objects.all()} == {True}
    OutboxMessage.objects.all().delete()
    secretary.is_active = False
    secretary.save()
    industry.refresh_from_db()
    new = industry.memberships.get(person=bo)
    kari = make_person("Kari", "Å", email="kari@verket.example")
    later = date(2026, 9, 1)
    actions.replace_participant(seat=new, person=kari, starts_on=later, by=secretary)
    assert {secretary.email in mail.text for mail in OutboxMessage.objects.all()} == {False}


def test_without_a_date_to_come_the_welcome_says_so(seat, bo, secretary):
    replace(seat, bo, secretary)
    assert "Neste møte er ikke satt ennå." in OutboxMessage.objects.get(recipient="bo@verket.example").text


def test_nobody_is_written_to_without_an_address_or_when_told_not_to(seat, bo, secretary):
    seat.person.user.is_active = False
    seat.person.user.save()
    bo.email = None
    bo.save()
    replace(seat, bo, secretary)
    assert mails() == {}


def test_registering_what_happened_long_ago_may_be_silent(seat, bo, secretary):
    replace(seat, bo, secretary, notify=False)
    assert mails() == {}


def test_the_past_is_told_as_past(seat, secretary):
    actions.end_seat(seat=seat, last_day=date(2026, 5, 1), reason="left", by=secretary)
    assert mails() == {"anne@verket.example": "Deltakelsen din i Industrilederforum er over"}
    assert "varte til og med fredag 1. mai 2026" in OutboxMessage.objects.get().text


def test_deputies_of_the_old_seat_follow_to_the_new(seat, bo, secretary, industry, company):
    def deputy(name, **dates):
        person = make_person(name, "Ås")
        return make_membership(
            industry, person, on_behalf_of=company, role=Role.DEPUTY, deputy_for=seat, **dates
        )

    present, former = deputy("Dina"), deputy("Frode", ends_on=date(2020, 1, 1))
    new = replace(seat, bo, secretary)
    present.refresh_from_db()
    former.refresh_from_db()
    assert (present.deputy_for, former.deputy_for) == (new, seat)


def test_a_leader_is_followed_by_a_leader_on_the_next_day(seat, bo, secretary):
    NetworkMembership.objects.filter(pk=seat.pk).update(role=Role.LEADER)
    seat.refresh_from_db()
    assert replace(seat, bo, secretary).role == Role.LEADER


def test_two_leaders_at_a_time_are_refused_and_nothing_is_written(seat, bo, secretary):
    NetworkMembership.objects.filter(pk=seat.pk).update(role=Role.LEADER)
    seat.refresh_from_db()
    with pytest.raises(ValidationError) as refused:
        replace(seat, bo, secretary, last_day=date(2026, 6, 30))
    assert set(refused.value.message_dict) == {"role"}
    seat.refresh_from_db()
    assert seat.ends_on is None
    assert NetworkMembership.objects.count() == 1
    assert mails() == {}


def test_one_who_takes_part_already_cannot_take_the_seat_too(seat, bo, secretary, industry, company):
    make_membership(industry, bo, on_behalf_of=company)
    with pytest.raises(ValidationError):
        replace(seat, bo, secretary)
    assert mails() == {}


def test_the_same_person_may_go_on_for_another_company_without_a_word(seat, secretary):
    heir = make_organization("Konsernet")
    new = replace(seat, seat.person, secretary, on_behalf_of=heir)
    assert (new.person, new.on_behalf_of) == (seat.person, heir)
    assert mails() == {}


def test_a_seat_does_not_end_before_it_began(seat, bo, secretary):
    with pytest.raises(ValidationError) as refused:
        actions.end_seat(seat=seat, last_day=date(2014, 12, 31), reason="left", by=secretary)
    assert set(refused.value.message_dict) == {"last_day"}


# Cases 3, 4, 17: changing employer, coming back


def test_a_position_that_ends_leaves_the_seat_and_says_so(seat, secretary, company):
    position = seat.person.positions.get()
    assert actions.end_position(position=position, last_day=DAY) == [seat]
    seat.refresh_from_db()
    assert seat.ends_on is None
    networks = seat.network.__class__.objects.all()
    assert not health.doubtful_seats(networks, DAY).exists()
    [doubtful] = health.doubtful_seats(networks, NEXT)
    assert health.doubts(doubtful) == ["stillingen i Verket er over"]


def test_one_who_changes_employer_ends_one_seat_and_comes_back_for_the_other_company(seat, secretary):
    other = make_organization("Teknologiparken")
    actions.end_seat(seat=seat, last_day=DAY, reason="new_job", by=secretary)
    again = NetworkMembership(network=seat.network, person=seat.person, on_behalf_of=other, starts_on=DAY)
    with pytest.raises(OverlapError):
        again.save()
    again.starts_on = NEXT
    actions.add_seat(seat=again, by=secretary)
    assert seat.person.network_memberships.count() == 2


def test_one_who_leaves_the_network_is_still_a_member_while_employed_by_one(seat, secretary, industry):
    published = datetime(2026, 1, 1, tzinfo=UTC)
    make_article("For forumet", visibility=Level.NETWORK, network=industry, publish_at=published)
    make_article("For medlemmer", visibility=Level.MEMBERS, publish_at=published)
    actions.end_seat(seat=seat, last_day=DAY, reason="left", by=secretary)

    def reads(at):
        return {str(article) for article in Article.objects.visible_to(seat.person.user, at=at)}

    assert reads(oslo(DAY, 23, 59, 59)) == {"For forumet", "For medlemmer"}
    assert reads(oslo(NEXT)) == {"For medlemmer"}


# Case 18: the firm resigns


def test_seats_of_a_firm_that_resigned_are_flagged_from_midnight_and_not_removed(seat, company):
    MemberPeriod.objects.update(ends_on=date(2026, 12, 31))
    networks = seat.network.__class__.objects.all()
    assert not health.doubtful_seats(networks, date(2026, 12, 31)).exists()
    [doubtful] = health.doubtful_seats(networks, date(2027, 1, 1))
    assert health.doubts(doubtful) == ["Verket er ikke lenger medlem"]
    assert NetworkMembership.objects.get().ends_on is None


def test_a_school_that_never_was_a_member_is_no_doubt(industry, participant):
    assert not health.doubtful_seats(industry.__class__.objects.all(), DAY).exists()


def test_one_back_in_the_same_company_is_no_doubt(seat, company):
    position = seat.person.positions.get()
    actions.end_position(position=position, last_day=date(2026, 1, 1))
    Position.objects.create(person=seat.person, organization=company, starts_on=DAY)
    assert not health.doubtful_seats(seat.network.__class__.objects.all(), DAY).exists()


def test_a_leader_s_term_is_long_after_twelve_months(industry, bo):
    make_membership(industry, bo, role=Role.LEADER, starts_on=date(2025, 5, 31))
    networks = industry.__class__.objects.all()
    assert not health.long_leaders(networks, DAY).exists()
    assert health.long_leaders(networks, NEXT).exists()


def test_a_membership_that_is_followed_by_another_does_not_expire(company):
    period = company.member_periods.get()
    period.ends_on = DAY
    period.save()
    assert list(health.expiring_periods(date(2026, 4, 1))) == [period]
    assert not health.expiring_periods(date(2026, 3, 31)).exists()
    MemberPeriod.objects.create(organization=company, starts_on=NEXT)
    assert not health.expiring_periods(date(2026, 4, 1)).exists()


def test_a_start_up_is_due_on_the_day_it_was_to_be_looked_at(db):
    company = make_organization("Ny", is_member=False)
    startup = MemberPeriod.Category.STARTUP_SOLE
    MemberPeriod.objects.create(organization=company, starts_on=date(2024, 5, 31), category=startup)
    assert not health.reassessments_due(date(2026, 5, 30)).exists()
    assert health.reassessments_due(DAY).exists()


# Networks


def test_a_network_closes_with_its_seats_and_says_what_replaced_it(seat, industry, secretary):
    byliv = make_network("Byliv")
    former = make_membership(
        industry, make_person("Frode", "Å"), starts_on=date(2016, 1, 1), ends_on=date(2017, 1, 1)
    )
    actions.close_network(network=industry, on=NEXT, successor=byliv, by=secretary)
    industry.refresh_from_db()
    seat.refresh_from_db()
    former.refresh_from_db()
    assert (industry.closed_on, industry.successor) == (NEXT, byliv)
    assert (seat.ends_on, former.ends_on) == (DAY, date(2017, 1, 1))
    assert not industry.is_closed(DAY)
    assert industry.is_closed(NEXT)
    assert mails() == {}


def test_a_network_does_not_close_before_somebody_has_begun(industry, seat, bo, secretary):
    make_membership(industry, bo, starts_on=date(2026, 7, 1))
    with pytest.raises(ValidationError) as refused:
        actions.close_network(network=industry, on=NEXT, successor=None, by=secretary)
    assert set(refused.value.message_dict) == {"on"}
    seat.refresh_from_db()
    assert seat.ends_on is None


def test_one_who_comes_while_the_network_is_to_close_has_the_seat_until_then(seat, bo, secretary, industry):
    actions.close_network(network=industry, on=date(2026, 9, 1), successor=None, by=secretary)
    seat.refresh_from_db()
    new = replace(seat, bo, secretary)
    assert (new.starts_on, new.ends_on) == (NEXT, date(2026, 8, 31))
    assert mails()["bo@verket.example"] == "Velkommen til Industrilederforum"


def test_nobody_begins_in_a_closed_network(seat, bo, secretary, industry):
    actions.close_network(network=industry, on=NEXT, successor=None, by=secretary)
    late = NetworkMembership(network=industry, person=bo, on_behalf_of=seat.on_behalf_of, starts_on=NEXT)
    with pytest.raises(ValidationError) as refused:
        actions.add_seat(seat=late, by=secretary)
    assert set(refused.value.message_dict) == {"starts_on"}


def test_a_new_name_leaves_the_address_alone(industry, secretary):
    actions.rename_network(network=industry, name="Industriforum", by=secretary)
    industry.refresh_from_db()
    assert (industry.name, industry.slug) == ("Industriforum", "industrilederforum")


def test_a_new_address_is_led_to_from_the_old_one_in_one_hop_and_may_be_taken_back(
    industry, secretary, client
):
    actions.move_network(network=industry, slug="industri", by=secretary)
    assert list(industry.aliases.values_list("name", "slug")) == [
        ("Industrilederforum", "industrilederforum")
    ]
    answer = client.get("/nettverk/industrilederforum/")
    assert (answer.status_code, answer["Location"]) == (301, "/nettverk/industri/")
    actions.move_network(network=industry, slug="industrilederforum", by=secretary)
    assert list(industry.aliases.values_list("slug", flat=True)) == ["industri"]


def test_the_address_of_another_network_is_not_to_be_had(industry, trade, secretary):
    actions.move_network(network=trade, slug="handel", by=secretary)
    for taken in ("handel", "forum-for-handel"):
        with pytest.raises(ValidationError) as refused:
            actions.move_network(network=industry, slug=taken, by=secretary)
        assert set(refused.value.message_dict) == {"slug"}
        industry.refresh_from_db()
