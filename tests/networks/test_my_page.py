"""My page: my networks and companies, how I am reached, and what to do where there is nothing."""

from datetime import UTC, date, datetime, timedelta

import lxml.html
import pytest
import time_machine
from django.urls import reverse

from networks.models import MemberPeriod, Network, NetworkMembership, Person, Position
from networks.visibility import Level
from tests.factories import (
    call,
    make_action_point,
    make_item,
    make_meeting,
    make_membership,
    make_minutes,
    make_network,
    make_organization,
    make_person,
    make_stored_file,
    make_user,
)

TODAY = date(2026, 6, 15)
NOON = datetime(2026, 6, 15, 10, tzinfo=UTC)
ADDRESS = reverse("my-page")
CONTACT = reverse("my-contact")
MARKER = "Hemmelig-ord-7391"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOON, tick=False):
        yield


def section(response, name):
    """Return what the page says under a heading, as one line."""
    assert response.status_code == 200
    tree = lxml.html.fromstring(response.content.decode())
    return " ".join(" ".join(tree.xpath(f"//section[@aria-labelledby='{name}']")[0].itertext()).split())


def test_the_page_is_for_those_who_have_signed_in(client, db):
    for name in ("my-page", "since-last", "my-contact"):
        response = client.get(reverse(name))
        assert response.status_code == 302
        assert response.url == f"{reverse('account_request_login_code')}?next={reverse(name)}"


def test_everyone_who_has_signed_in_has_a_way_to_it_from_every_page(browse, outsider, client):
    link = f'<a href="{ADDRESS}">Min side</a>'
    assert link in browse(outsider).get(reverse("organization-list")).content.decode()
    assert link not in client.get(reverse("organization-list")).content.decode()


def test_my_networks_say_what_i_do_there_for_whom_and_since_when(browse, industry, trade):
    school = make_organization("Fagskolen")
    user = make_user("kari@fagskolen.example")
    kari = make_person(user=user)
    make_membership(
        industry,
        kari,
        on_behalf_of=school,
        starts_on=date(2024, 3, 1),
        role=NetworkMembership.Role.DEPUTY_LEADER,
    )
    make_membership(trade, kari, starts_on=date(2025, 8, 1), role=NetworkMembership.Role.OBSERVER)
    response = browse(user).get(ADDRESS)
    assert section(response, "mine-nettverk") == (
        "Mine nettverk "
        "Forum for handel Observatør siden august 2025 Deltakere i Forum for handel "
        "Industrilederforum Nestleder for Fagskolen siden mars 2024 Deltakere i Industrilederforum"
    )


@pytest.mark.parametrize(
    ("moment", "is_mine"),
    [
        (datetime(2026, 6, 15, 21, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 6, 15, 22, 0, tzinfo=UTC), False),
    ],
)
def test_a_network_is_mine_through_my_last_day_in_oslo(moment, is_mine, browse, participant):
    participant.person.network_memberships.update(ends_on=TODAY)
    client = browse(participant)
    with time_machine.travel(moment, tick=False):
        assert ("Industrilederforum" in section(client.get(ADDRESS), "mine-nettverk")) is is_mine


def test_others_seats_and_seats_to_come_are_not_mine(browse, participant, trade):
    make_membership(trade, participant.person, starts_on=date(2026, 6, 16))
    make_membership(make_network("Andres forum"), make_person())
    text = section(browse(participant).get(ADDRESS), "mine-nettverk")
    assert "Forum for handel" not in text
    assert "Andres forum" not in text


@pytest.mark.parametrize("shares", [True, False])
def test_an_umbrella_that_shares_with_those_below_is_mine_too(shares, browse, participant, industry):
    industry.parent = make_network("Byliv", kind=Network.Kind.UMBRELLA, children_may_read=shares)
    industry.save()
    text = section(browse(participant).get(ADDRESS), "mine-nettverk")
    assert ("Byliv Leser med gjennom et nettverk under" in text) is shares


def test_a_facilitator_has_her_networks_without_a_seat_or_a_person(browse, secretary, trade):
    assert not Person.objects.filter(user=secretary).exists()
    text = section(browse(secretary).get(ADDRESS), "mine-nettverk")
    assert text.startswith("Mine nettverk Industrilederforum Fasilitator Deltakere")
    assert "Forum for handel" not in text


def test_the_staff_are_not_told_that_they_lack_a_company(browse, secretary, participant):
    person = make_person("Sindre", "Lund", user=secretary)
    assert "Mine virksomheter" not in browse(secretary).get(ADDRESS).content.decode()
    company = make_organization("Sølvverk")
    Position.objects.create(person=person, organization=company, starts_on=date(2020, 1, 1))
    assert "Mine virksomheter" in browse(secretary).get(ADDRESS).content.decode()
    participant.person.positions.all().delete()
    assert "Mine virksomheter" in browse(participant).get(ADDRESS).content.decode()


def test_a_closed_network_says_so(browse, participant, industry):
    Network.objects.filter(pk=industry.pk).update(closed_on=date(2026, 5, 1))
    assert "avsluttet 1. mai 2026" in section(browse(participant).get(ADDRESS), "mine-nettverk")
    Network.objects.filter(pk=industry.pk).update(closed_on=TODAY)
    assert "avsluttet 15. juni 2026" in section(browse(participant).get(ADDRESS), "mine-nettverk")
    Network.objects.filter(pk=industry.pk).update(closed_on=TODAY + timedelta(days=1))
    assert "avsluttes 16. juni 2026" in section(browse(participant).get(ADDRESS), "mine-nettverk")


def test_my_companies_are_those_of_today_the_main_one_first(browse):
    member, former, school = (
        make_organization("Sølvverk"),
        make_organization("Forrige"),
        make_organization("Fagskolen", is_member=False),
    )
    kari = make_person(user=make_user())
    for organization, fields in {
        school: {"title": "Lærer", "is_primary": False},
        member: {"title": "Daglig leder"},
        former: {"title": "Lærling", "ends_on": date(2026, 6, 14)},
    }.items():
        Position.objects.create(person=kari, organization=organization, starts_on=date(2020, 1, 1), **fields)
    response = browse(kari.user).get(ADDRESS)
    assert section(response, "virksomheter") == (
        "Mine virksomheter Sølvverk Daglig leder · medlem av KNF Fagskolen Lærer · ikke medlem av KNF"
    )
    assert member.get_absolute_url() in response.content.decode()
    assert school.get_absolute_url() not in response.content.decode()


def test_a_company_that_a_member_carries_on_makes_its_people_members(browse):
    absorbed, heir = make_organization("Smia", is_member=False), make_organization("Konsernet")
    kari = make_person(user=make_user(), works_at=absorbed)
    absorbed.merged_into, absorbed.dissolved_on = heir, date(2025, 1, 1)
    absorbed.save()
    response = browse(kari.user).get(ADDRESS)
    assert section(response, "virksomheter") == "Mine virksomheter Smia medlem av KNF"
    assert absorbed.get_absolute_url() not in response.content.decode()


def test_a_personal_member_reads_that_she_is_one(browse):
    kari = make_person(user=make_user())
    MemberPeriod.objects.create(
        person=kari, starts_on=date(2021, 4, 1), category=MemberPeriod.Category.STUDENT_PENSIONER
    )
    text = section(browse(kari.user).get(ADDRESS), "virksomheter")
    assert text.endswith("Eget medlemskap Student og pensjonist · siden april 2021")


def test_a_member_of_no_network_is_shown_the_way_to_one(browse, member):
    response = browse(member).get(ADDRESS)
    assert "Du deltar ikke i noe nettverk ennå." in section(response, "mine-nettverk")
    assert section(response, "siden-sist") == (
        "Siden sist Når du deltar i et nettverk, kommer det som er nytt der, hit."
    )


def test_a_login_that_is_nobody_in_the_register_is_told_what_to_do(browse, outsider):
    response = browse(outsider).get(ADDRESS)
    text = response.content.decode()
    assert "hører ikke til noen i registeret" in text
    assert outsider.email in section(response, "innlogging")
    assert CONTACT not in text
    assert browse(outsider).get(CONTACT).url == ADDRESS
    assert browse(outsider).post(CONTACT, {"email": "ny@knf.example"}).url == ADDRESS


def test_meetings_and_follow_ups_have_their_places(browse, participant):
    response = browse(participant).get(ADDRESS)
    assert section(response, "moter").startswith("Møter framover Ingen møter er lagt inn ennå.")
    assert section(response, "oppfolging").startswith("Mine oppfølgingspunkter Ingen punkter venter på deg.")


def test_the_latest_of_what_is_new_stands_on_the_page_and_how_much_there_is(browse, participant, industry):
    NetworkMembership.objects.update(created_at=datetime(2020, 1, 1, tzinfo=UTC))
    for number in range(7):
        with time_machine.travel(datetime(2026, 6, number + 1, tzinfo=UTC), tick=False):
            make_stored_file(industry, f"Papir {number}")
    response = browse(participant).get(ADDRESS)
    text = section(response, "siden-sist")
    assert [f"Papir {number}" in text for number in range(7)] == [False, False, True, True, True, True, True]
    assert text.index("Papir 6") < text.index("Papir 5")
    assert text.endswith("Alt som er nytt (7) →")
    assert "7 nye" in section(response, "mine-nettverk")


@pytest.mark.parametrize("count", [1, 3])
def test_how_many_networks_there_are_makes_no_more_queries(count, browse, django_assert_num_queries):
    kari = make_person(user=make_user(), works_at=make_organization())
    for number in range(count):
        network = make_network(f"Forum {number}")
        make_membership(network, kari, on_behalf_of=make_organization())
        make_stored_file(network, f"Papir {number}")
    client = browse(kari.user)
    with django_assert_num_queries(24):
        response = client.get(ADDRESS)
    assert section(response, "mine-nettverk").count("Deltaker for") == count


@pytest.mark.validators
def test_the_page_is_sound_html_for_one_who_is_nobody_too(browse, outsider, leader, industry, nu_checker):
    assert nu_checker.errors(browse(outsider).get(ADDRESS).content.decode()) == []
    meeting = make_meeting(industry)
    call(meeting, leader.person)
    make_action_point(make_item(meeting), responsible_person=leader.person, due_on=date(2026, 6, 1))
    assert nu_checker.errors(browse(leader).get(ADDRESS).content.decode()) == []
    refused = browse(leader).post(CONTACT, contact(email="ikke en adresse"))
    assert nu_checker.errors(refused.content.decode()) == []


# Meetings to come


def coming(network, title, *, days=1, **fields):
    """Return a meeting so many days ahead."""
    return make_meeting(network, title, starts_at=NOON + timedelta(days=days), **fields)


def test_the_meetings_to_come_are_those_of_my_networks_and_those_i_am_called_to(
    browse, participant, industry, trade
):
    coming(industry, "Senere", days=9, visibility=Level.NETWORK)
    coming(industry, "Snart", visibility=Level.NETWORK, venue="Krona")
    coming(industry, "Utsettes", days=2, status="postponed")
    coming(industry, "Avlyses", days=3, status="cancelled")
    coming(industry, "Har vært", days=-3)
    coming(industry, "Planlegges", status="draft")
    coming(industry, "Internt", visibility=Level.STAFF)
    coming(trade, "Deres")
    call(coming(trade, "Gjest der", days=4), participant.person, capacity="guest")
    coming(trade, "Felles", days=5, co_networks=[industry])
    response = browse(participant).get(ADDRESS)
    tree = lxml.html.fromstring(response.content.decode())
    titles = tree.xpath("//article[@class='my-meeting']/h3/a/text()")
    assert titles == ["Snart", "Avlyses", "Gjest der", "Felles", "Senere", "Utsettes"]
    text = section(response, "moter")
    assert "tirsdag 16. juni 2026 kl. 12.00–14.00 Snart Industrilederforum Krona" in text
    assert "Avlyst Avlyses" in text
    assert "Utsatt – ny dato kommer Utsettes" in text
    assert tree.xpath("//form[@class='answer']/button/@value") == ["yes", "no"], (
        "one is called to one of them"
    )


def test_a_facilitator_has_the_meetings_of_her_networks_alone(browse, secretary, industry, trade):
    coming(industry, "Mitt", visibility=Level.NETWORK)
    coming(trade, "Deres")
    text = section(browse(secretary).get(ADDRESS), "moter")
    assert "Mitt" in text
    assert "Deres" not in text


def test_my_answer_stands_there_and_who_comes_instead(browse, participant, leader, industry):
    meeting = coming(industry, "Snart")
    own = call(meeting, participant.person)
    client = browse(participant)
    assert "Kommer du?" in section(client.get(ADDRESS), "moter")
    answer = reverse("meeting-answer", args=[industry.slug, 2026, 1])
    client.post(answer, {"svar": "no", "tilbake": ADDRESS})
    text = section(client.get(ADDRESS), "moter")
    assert "Du har svart at du ikke kommer ." in text
    assert text.count("Velg hvem som møter for deg") == 1
    call(meeting, make_person("Vera", "Vara"), capacity="deputy", stands_in_for=own)
    text = section(client.get(ADDRESS), "moter")
    assert "Vera Vara er spurt om å møte for deg." in text
    assert "Velg hvem" not in text
    assert "Kommer du?" not in section(browse(leader).get(ADDRESS), "moter")


def test_one_whose_seat_has_ended_has_no_meetings_and_no_link(browse, participant, industry):
    meeting = coming(industry, "Snart", visibility=Level.NETWORK, online_url="https://mote.example/x")
    call(meeting, participant.person)
    client = browse(participant)
    assert "https://mote.example/x" in client.get(ADDRESS).content.decode()
    participant.person.network_memberships.update(ends_on=date(2026, 6, 14))
    text = client.get(ADDRESS).content.decode()
    assert "Snart" not in text
    assert "https://mote.example/x" not in text


@pytest.mark.parametrize(
    ("deadline", "is_called", "is_there"),
    [(TODAY, True, True), (date(2026, 6, 14), True, False), (TODAY, False, False)],
)
def test_minutes_to_look_through_stand_there_until_the_deadline(
    deadline, is_called, is_there, browse, participant, industry
):
    meeting = coming(industry, "Forrige", days=-3, status="held")
    if is_called:
        call(meeting, participant.person)
    minutes = make_minutes(meeting, state="for_comment", comment_deadline=deadline)
    response = browse(participant).get(ADDRESS)
    assert ("Frist mandag 15. juni 2026" in section(response, "moter")) == is_there
    assert (f'href="{minutes.get_absolute_url()}"' in response.content.decode()) == is_there


# What one has to do


@pytest.fixture
def item(industry):
    """Return an item of a meeting that was held, and whose minutes are out."""
    item = make_item(coming(industry, "Forrige", days=-30, status="held"), "Jernbanen")
    make_minutes(item.meeting, state="for_comment")
    return item


def test_what_waits_for_me_stands_by_deadline_and_what_is_late_says_so(browse, participant, leader, item):
    mine = {"responsible_person": participant.person}
    make_action_point(item, "Uten hast", **mine)
    make_action_point(item, "Om litt", due_on=TODAY, **mine)
    make_action_point(item, "Før helgen", due_on=date(2026, 6, 12), **mine)
    make_action_point(item, "Ferdig", done_on=TODAY, **mine)
    old = make_action_point(item, "Gammelt", **mine)
    make_action_point(item, "Videreført", carried_from=old, responsible_person=leader.person)
    text = section(browse(participant).get(ADDRESS), "oppfolging")
    assert "Før helgen Forsinket fristen var 12. juni 2026" in text
    assert "Om litt Frist mandag 15. juni 2026" in text
    assert "Uten hast Uten frist Industrilederforum" in text
    assert text.index("Før helgen") < text.index("Om litt") < text.index("Uten hast")
    for word in ("Ferdig", "Gammelt", "Videreført"):
        assert word not in text


def test_what_my_company_has_to_do_is_mine_where_i_have_its_seat(browse, participant, leader, item):
    school = participant.person.network_memberships.get().on_behalf_of
    make_action_point(item, "Skolens", responsible_organization=school)
    colleague = make_person("Kai", user=make_user(), works_at=school)
    assert "For Fagskolen i dalen" in section(browse(participant).get(ADDRESS), "oppfolging")
    for user in (leader, colleague.user):
        assert "Skolens" not in section(browse(user).get(ADDRESS), "oppfolging")


def test_done_is_said_with_a_note_and_by_post_alone(browse, participant, item):
    point = make_action_point(item, "Ring", responsible_person=participant.person)
    done = reverse("action-point-done", args=[point.pk])
    client = browse(participant)
    assert client.get(done).status_code == 405
    response = client.post(done, {"note": " Ringt i går. "}, follow=True)
    assert response.redirect_chain == [(f"{ADDRESS}#oppfolging", 302)]
    assert "Merket som gjort: Ring" in response.content.decode()
    point.refresh_from_db()
    assert (point.done_on, point.done_note, point.updated_by) == (TODAY, "Ringt i går.", participant)
    assert client.post(done).status_code == 404, "it waits no more"


def test_a_note_that_is_too_long_is_kept_where_it_was_typed(browse, participant, item):
    points = [make_action_point(item, responsible_person=participant.person) for _ in range(2)]
    response = browse(participant).post(
        reverse("action-point-done", args=[points[1].pk]), {"note": "lang " * 61}
    )
    tree = lxml.html.fromstring(response.content.decode())
    [form] = tree.xpath("//details[@open]")
    assert form.xpath("ancestor::li/@id") == [f"punkt-{points[1].pk}"]
    assert form.xpath(".//input[@name='note']/@value") == ["lang " * 61]
    assert "høyst 300 tegn" in form.text_content()
    points[1].refresh_from_db()
    assert points[1].done_on is None


@pytest.mark.parametrize("role", ["anonymous", "outsider", "leader", "administrator"])
def test_nobody_else_says_that_it_is_done(role, browse, participant, item, request):
    point = make_action_point(item, MARKER, responsible_person=participant.person)
    response = browse(request.getfixturevalue(role)).post(reverse("action-point-done", args=[point.pk]))
    assert response.status_code == (302 if role == "anonymous" else 404)
    assert MARKER not in response.content.decode()
    point.refresh_from_db()
    assert point.done_on is None


@pytest.mark.parametrize("count", [1, 3])
def test_how_much_waits_makes_no_more_queries(
    count, browse, participant, industry, trade, django_assert_num_queries
):
    for number in range(count):
        meeting = coming(industry, f"Snart {number}", co_networks=[trade])
        own = call(meeting, participant.person)
        call(meeting, make_person(), capacity="deputy", stands_in_for=own)
        held = coming(industry, f"Forrige {number}", days=-3, status="held")
        call(held, participant.person)
        make_action_point(make_item(held), responsible_person=participant.person)
        make_minutes(held, state="for_comment")
        make_stored_file(meeting)
    client = browse(participant)
    with django_assert_num_queries(28):
        response = client.get(ADDRESS)
    assert section(response, "moter").count("Til gjennomsyn:") == count


# How one is reached


def contact(**fields):
    """Return what the form sends."""
    return {"email": "liv@solvverk.example", "phone": "", "contact_visibility": "network"} | fields


def test_i_choose_how_i_am_reached_and_by_whom(browse, leader):
    client = browse(leader)
    response = client.post(CONTACT, contact(phone="99 88 77 66", contact_visibility="members"), follow=True)
    assert response.redirect_chain == [(ADDRESS, 302)]
    assert "Kontaktopplysningene er lagret." in response.content.decode()
    assert section(response, "kontakt").startswith(
        "Slik nås du E-post liv@solvverk.example Telefon 99 88 77 66 Vises for Alle medlemmer"
    )
    person = Person.objects.get(user=leader)
    assert (person.email, person.updated_by, person.user.email) == (
        "liv@solvverk.example",
        leader,
        "leder@solvverk.example",
    )


def test_the_form_shows_what_holds_and_leaves_the_rest_alone(browse, leader, neighbour):
    client = browse(leader)
    form = lxml.html.fromstring(client.get(CONTACT).content.decode()).forms
    fields = next(one for one in form if one.get("class") == "form").fields
    assert fields["contact_visibility"] == "network"
    client.post(CONTACT, contact(given_name=MARKER, user=neighbour.pk, pk=neighbour.person.pk))
    assert not Person.objects.filter(given_name=MARKER).exists()
    assert Person.objects.get(user=leader).email == "liv@solvverk.example"
    assert Person.objects.get(user=neighbour).email is None


def test_two_people_without_an_address_are_no_clash(browse, leader, neighbour):
    for user in (leader, neighbour):
        assert browse(user).post(CONTACT, contact(email="")).status_code == 302
    assert list(Person.objects.filter(user__in=[leader, neighbour]).values_list("email", flat=True)) == [
        None,
        None,
    ]


def test_an_address_in_use_is_refused_without_telling_whose_it_is(browse, leader):
    make_person("Hemmelig", MARKER, email="opptatt@verket.example")
    response = browse(leader).post(CONTACT, contact(email="OPPTATT@verket.example"))
    text = response.content.decode()
    assert "Denne adressen kan ikke brukes her." in text
    assert MARKER not in text
    assert "person" not in text.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"email": "ikke en adresse"}, "email"), ({"contact_visibility": "everyone"}, "contact_visibility")],
)
def test_what_is_wrong_is_said_on_its_field_and_nothing_is_saved(wrong, field, browse, leader):
    response = browse(leader).post(CONTACT, contact(phone="12", **wrong))
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {field}
    assert Person.objects.get(user=leader).phone == ""
