"""The minutes at their one address: who gets which version, what stands there, and what is said to it."""

from datetime import UTC, date, datetime, timedelta

import lxml.html
import pytest
import time_machine
from django.urls import reverse

from networks import minutes_actions
from networks.models import Attendance, Minutes, MinutesComment, NetworkMembership
from networks.permissions import is_called
from networks.visibility import Level
from tests.factories import (
    call,
    make_action_point,
    make_item,
    make_meeting,
    make_membership,
    make_minutes,
    make_organization,
    make_person,
    make_stored_file,
    make_user,
)

State = Minutes.State
MARKER = "Hemmelig-ord-7391"
REASON = "Navn som ikke skulle stå der."
NOON = datetime(2026, 6, 15, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    """Stop the clock at noon in June; ``move_to`` moves it."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def meeting(industry):
    """Return a meeting that was held three days ago, of which the members know."""
    meeting = make_meeting(
        industry, "Vårmøtet", starts_at=NOON - timedelta(days=3), status="held", venue="Krona"
    )
    make_item(
        meeting, "Jernbanen", kind="decision", record=f"Vi drøftet {MARKER}.", resolution="Brev sendes."
    )
    return meeting


@pytest.fixture
def called(meeting, participant):
    """Return one who was called to the meeting, and was there."""
    call(meeting, participant.person, presence="present")
    return participant


def text_of(response):
    """Return what the page says, as one line."""
    tree = lxml.html.fromstring(response.content.decode())
    return " ".join(tree.xpath("//main")[0].text_content().split())


def addresses(minutes):
    """Return the three addresses that show the minutes."""
    return [minutes.get_absolute_url(), minutes.print_url, minutes.pdf_url]


def comment(client, minutes, text="Det var annerledes.", **fields):
    """Send a comment as the form does."""
    address = reverse("minutes-comment", args=["industrilederforum", 2026, 1])
    return client.post(address, {"text": text, "versjon": minutes.version} | fields)


# Which version


@pytest.mark.parametrize(
    ("states", "role", "shown"),
    [
        ([State.PUBLISHED], "leader", 1),
        ([State.FOR_COMMENT], "participant", 1),
        ([State.APPROVED], "participant", 1),
        ([State.WITHDRAWN, State.PUBLISHED], "leader", 2),
        ([State.WITHDRAWN, State.FOR_COMMENT], "participant", 2),
        ([State.WITHDRAWN, State.WITHDRAWN], "leader", 410),
        ([State.WITHDRAWN, State.DRAFT], "leader", 410),
        ([State.WITHDRAWN, State.DRAFT], "administrator", 410),
        ([State.WITHDRAWN, State.FOR_COMMENT], "leader", 410),
        ([State.FOR_COMMENT], "leader", 404),
        ([State.DRAFT], "leader", 404),
        ([State.DRAFT], "anonymous", 404),
        ([State.DRAFT], "administrator", 1),
        ([], "administrator", 404),
        ([], "anonymous", 404),
        ([State.PUBLISHED], "member", 404),
        ([State.PUBLISHED], "anonymous", 302),
        ([State.FOR_COMMENT], "anonymous", 302),
        ([State.WITHDRAWN], "anonymous", 302),
        ([State.WITHDRAWN], "member", 404),
    ],
)
def test_a_reader_gets_one_version_or_the_right_word(states, role, shown, meeting, called, browse, request):
    for version, state in enumerate(states, start=1):
        make_minutes(meeting, state=state, version=version)
    client = browse(request.getfixturevalue(role))
    response = client.get("/nettverk/industrilederforum/moter/2026-1/referat/")
    assert response.status_code == (shown if shown > 100 else 200)
    if shown < 100:
        assert f"Versjon {shown}" in text_of(response)
    told = response.content.decode() + str(response.headers)
    assert (MARKER in told) == (shown < 100)
    assert ("Vårmøtet" in told) == (shown < 100 or shown == 410)
    assert (REASON in told) == (shown == 410)


@pytest.mark.parametrize(
    ("role", "answers"),
    [("administrator", [200, 200, 200, 404]), ("participant", [410, 200, 404, 404]), ("member", [404] * 4)],
)
def test_a_version_is_asked_for_by_its_number(role, answers, meeting, called, browse, request):
    for version, state in enumerate([State.WITHDRAWN, State.PUBLISHED, State.DRAFT], start=1):
        minutes = make_minutes(meeting, state=state, version=version)
    client = browse(request.getfixturevalue(role))
    for name, address in zip("sp", addresses(minutes), strict=False):
        found = [client.get(f"{address}?versjon={number}").status_code for number in (1, 2, 3, 4)]
        assert found == answers, name
    assert client.get(minutes.get_absolute_url() + "?versjon=to").status_code == 404
    assert client.get(minutes.get_absolute_url() + "?versjon=99999").status_code == 404


def test_the_other_versions_that_one_may_open_are_led_to(meeting, called, browse, administrator, clock):
    make_minutes(meeting, state=State.WITHDRAWN)
    minutes = make_minutes(meeting, version=2)
    make_minutes(meeting, state=State.FOR_COMMENT, version=3)
    staff, reader = (browse(user).get(minutes.get_absolute_url()) for user in (administrator, called))
    assert "Versjon 1: Trukket tilbake" in text_of(staff)
    assert "Versjon 3: Til gjennomsyn" in text_of(reader)
    assert "Versjon 1" not in text_of(reader)
    withdrawn = text_of(browse(administrator).get(minutes.get_absolute_url() + "?versjon=1"))
    assert "Bare ansatte ser den." in withdrawn


def test_another_name_of_the_network_leads_to_the_minutes(meeting, industry, browse, leader):
    make_minutes(meeting)
    industry.aliases.create(name="Industriforumet", slug="industriforumet")
    response = browse(leader).get("/nettverk/industriforumet/moter/2026-1/referat/?versjon=1")
    assert response.status_code == 301
    assert response.url == "/nettverk/industrilederforum/moter/2026-1/referat/?versjon=1"


def test_one_who_has_left_is_told_so_and_no_more(meeting, called, browse, clock):
    minutes = make_minutes(meeting)
    comments = make_minutes(meeting, state=State.FOR_COMMENT, version=2)
    NetworkMembership.objects.filter(person__user=called).update(ends_on=date(2026, 6, 15))
    client = browse(called)
    clock.move_to(datetime(2026, 6, 15, 21, 59, 59, tzinfo=UTC), tick=False)
    assert client.get(minutes.get_absolute_url()).status_code == 200
    assert client.get(f"{comments.get_absolute_url()}?versjon=2").status_code == 200
    clock.move_to(datetime(2026, 6, 15, 22, 0, tzinfo=UTC), tick=False)
    for address in [*addresses(minutes), f"{comments.get_absolute_url()}?versjon=2"]:
        response = client.get(address)
        assert response.status_code == 404
        assert "Du er ikke lenger deltaker i Industrilederforum" in response.content.decode()
        assert MARKER not in response.content.decode()
    assert comment(client, comments).status_code == 404
    assert not is_called(called, meeting)


# What stands there


def test_the_minutes_say_what_was_decided_and_who_does_what(meeting, called, leader, browse):
    item = meeting.agenda_items.get()
    make_action_point(item, "Skriv brevet", responsible_person=leader.person, due_on=date(2026, 6, 20))
    make_action_point(item, "Ring", responsible_person=leader.person, due_on=date(2026, 6, 14))
    make_action_point(
        item, "Gjort alt", responsible_organization=make_organization("Smia"), done_on=date(2026, 6, 13)
    )
    minutes = make_minutes(meeting)
    text = text_of(browse(leader).get(minutes.get_absolute_url()))
    assert "Jernbanen Vedtak Vi drøftet Hemmelig-ord-7391. Vedtak Brev sendes." in text
    assert "Skriv brevet Liv Tangen Frist 20. juni 2026" in text
    assert "Ring Over fristen Liv Tangen" in text
    assert "Gjort alt Gjort 13. juni 2026 Smia" in text
    paper = lxml.html.fromstring(browse(leader).get(minutes.print_url).content.decode())
    rows = [[cell.text_content() for cell in row] for row in paper.xpath("//tbody/tr")]
    assert rows == [
        ["–", "Skriv brevet", "Liv Tangen", "20.06.2026"],
        ["–", "Ring", "Liv Tangen", "14.06.2026"],
        ["–", "Gjort alt", "Smia", "–"],
    ]
    assert "Over fristen" not in paper.text_content()


def test_a_paper_has_attendance_stand_ins_state_and_lines_to_sign_on(
    meeting, called, leader, industry, browse
):
    school = make_organization("Fagskolen")
    away = call(meeting, leader.person, presence="absent_notified")
    call(
        meeting,
        make_person("Vera", "Vara"),
        capacity="deputy",
        presence="present",
        stands_in_for=away,
        organization=school,
        from_item=meeting.agenda_items.get(),
    )
    call(meeting, None, name_snapshot="Tora Tilhører", capacity="spectator", presence="present")
    meeting.chaired_by = leader.person
    meeting.secretary = industry.facilitator
    meeting.save()
    minutes = make_minutes(meeting)
    for address in addresses(minutes)[:2]:
        text = text_of(browse(called).get(address))
        assert "Til stede (3)" in text
        assert "Vera Vara Fagskolen vara, møter for Liv Tangen, fra sak 1" in text
        assert "Tora Tilhører tilhører" in text
        assert "Forfall (1) Liv Tangen" in text
        assert "Ikke formelt godkjent" in text
    assert "Sted og dato" in text
    assert "Liv Tangen, møteleder" in text
    assert "Kontoret, referent" in text
    source = browse(called).get(minutes.print_url).content.decode().split('data-source="')[1].split('"')[0]
    assert source.startswith(
        "Skrevet ut 15. juni 2026 · versjon 1 · Ikke formelt godkjent · Kun Industrilederforum · localhost"
    )


@pytest.mark.parametrize(
    ("state", "fields", "label"),
    [
        (State.DRAFT, {}, "Utkast"),
        (State.FOR_COMMENT, {"comment_deadline": date(2026, 6, 20)}, "Til gjennomsyn, frist 20. juni 2026"),
        (State.APPROVED, {"approves": True}, "Godkjent på møtet 14. juni 2026, ikke publisert ennå"),
        (State.PUBLISHED, {"approves": True}, "Godkjent på møtet 14. juni 2026"),
        (State.PUBLISHED, {}, "Ikke formelt godkjent"),
        (State.WITHDRAWN, {}, "Trukket tilbake 15. juni 2026"),
    ],
)
def test_every_sheet_says_how_far_it_has_come(state, fields, label, meeting, industry, browse, administrator):
    if fields.pop("approves", False):
        later = make_meeting(industry, starts_at=NOON - timedelta(days=1), status="held")
        fields |= {"approved_at_meeting": later, "approved_at": NOON}
    minutes = make_minutes(meeting, state=state, **fields)
    for address in addresses(minutes)[:2]:
        response = browse(administrator).get(address + "?versjon=1")
        assert f"{label} Versjon 1" in text_of(response).replace(" · ", " ")


def test_what_is_not_for_the_reader_is_absent_or_has_its_other_title(meeting, called, browse, administrator):
    make_item(meeting, f"Lønn {MARKER}", visibility=Level.STAFF, record=MARKER, public_title="Personalsak")
    make_item(meeting, f"Intern {MARKER}", visibility=Level.STAFF, resolution=MARKER)
    make_item(meeting, "Vårt eget", visibility=Level.NETWORK)
    points = [make_action_point(item, f"Punkt under {item.title}") for item in meeting.agenda_items.all()]
    MinutesComment.objects.create(
        minutes=(minutes := make_minutes(meeting, state=State.FOR_COMMENT)),
        item=minutes.items.get(title=f"Intern {MARKER}"),
        person=called.person,
        text=f"Om {MARKER}",
    )
    meeting.agenda_items.update(record="", background="")
    text = text_of(browse(called).get(minutes.get_absolute_url()))
    assert text.count(MARKER) == 1, "of the first item, as it was frozen"
    assert "Personalsak Intern" in text
    assert [str(point) in text for point in points] == [True, False, False, True]
    everything = text_of(browse(administrator).get(minutes.get_absolute_url()))
    assert everything.count(MARKER) > 4


def test_the_paper_for_handing_out_leaves_out_what_is_internal(meeting, called, browse, administrator):
    make_item(meeting, f"Lønn {MARKER}", visibility=Level.STAFF, public_title="Personalsak")
    minutes = make_minutes(meeting)
    client = browse(administrator)
    handed_out, own = (client.get(minutes.print_url + query) for query in ("", "?for=sekretaer"))
    assert "Personalsak" in text_of(handed_out)
    assert f"Lønn {MARKER}" not in text_of(handed_out)
    assert "Kun Industrilederforum" in text_of(handed_out)
    assert f"Lønn {MARKER}" in text_of(own)
    assert "Referat · Industrilederforum 1/2026 · Intern" in text_of(own)
    assert browse(called).get(minutes.print_url + "?for=sekretaer").status_code == 403
    assert "?for=sekretaer" in own.content.decode().split('class="paper-bar"')[1].split("</nav>")[0]


def test_at_a_shared_meeting_each_prints_what_is_its_own(
    industry, trade, leader, neighbour, browse, secretary
):
    held = NOON - timedelta(days=3)
    meeting = make_meeting(
        industry, starts_at=held, status="held", co_networks=[trade], visibility=Level.NETWORK
    )
    make_item(meeting, "Felles")
    make_item(meeting, "Vårt", visibility=Level.NETWORK)
    make_item(meeting, "Deres", visibility=Level.NETWORK, network=trade)
    minutes = make_minutes(meeting)
    for user, own in ((leader, "Vårt"), (neighbour, "Deres"), (secretary, "Vårt")):
        for address in addresses(minutes)[:2] if user is not secretary else [minutes.print_url]:
            text = text_of(browse(user).get(address))
            assert [word for word in ("Felles", "Vårt", "Deres") if word in text] == ["Felles", own]


def test_the_names_are_for_those_who_may_read_the_rosters(meeting, called, industry, member, browse):
    minutes = make_minutes(meeting, visibility=Level.MEMBERS)
    client = browse(member)
    assert "Dag Aas" in text_of(client.get(minutes.get_absolute_url()))
    industry.roster_visibility = Level.NETWORK
    industry.save()
    for address in addresses(minutes)[:2]:
        assert "Dag Aas" not in text_of(client.get(address))
        assert "Dag Aas" in text_of(browse(called).get(address))


def test_what_everyone_may_read_is_for_search_engines_but_not_the_names(industry, browse, leader):
    meeting = make_meeting(
        industry, "Åpent møte", starts_at=NOON - timedelta(days=3), status="held", visibility=Level.PUBLIC
    )
    call(meeting, leader.person, presence="present")
    minutes = make_minutes(meeting, visibility=Level.PUBLIC)
    page = browse().get(minutes.get_absolute_url())
    assert "X-Robots-Tag" not in page
    assert "Liv Tangen" not in text_of(page)
    assert browse().get(minutes.print_url)["X-Robots-Tag"] == "noindex"
    assert browse(leader).get(minutes.get_absolute_url())["X-Robots-Tag"] == "noindex"


def test_the_signed_paper_is_led_to_until_it_is_withdrawn(meeting, called, browse):
    scan = make_stored_file(meeting, "Signert referat")
    minutes = make_minutes(meeting, signed_scan=scan)
    client = browse(called)
    assert scan.get_absolute_url() in client.get(minutes.get_absolute_url()).content.decode()
    scan.withdraw(by=None, reason=REASON)
    assert scan.get_absolute_url() not in client.get(minutes.get_absolute_url()).content.decode()


# Comments


@pytest.fixture
def minutes(meeting, called):
    """Return minutes that those called may comment on until the end of the 20th."""
    return make_minutes(meeting, state=State.FOR_COMMENT, comment_deadline=date(2026, 6, 20))


def test_those_called_comment_on_the_whole_or_an_item_and_read_each_other(
    minutes, called, meeting, leader, browse, administrator
):
    call(meeting, leader.person)
    item = minutes.items.get()
    first = comment(browse(called), minutes, sak=item.pk)
    assert first.url == f"{minutes.get_absolute_url()}#sak-{item.pk}"
    assert comment(browse(leader), minutes, text="Takk.").url == f"{minutes.get_absolute_url()}#merknader"
    written = MinutesComment.objects.get(item=item)
    minutes_actions.answer_comment(comment=written, answer="Rettet.", by=administrator)
    for user in (called, leader, administrator):
        text = text_of(browse(user).get(minutes.get_absolute_url()))
        assert "Det var annerledes. Svar" in text
        assert "Rettet." in text
        assert "Takk." in text
        assert ("Dag Aas (deg)" in text) == (user is called)
    assert "Skriv merknad" not in text, "the administrator was not called"


@pytest.mark.parametrize(("text", "error"), [("  ", "Skriv merknaden."), ("x" * 5001, "høyst 5000 tegn")])
def test_a_refused_comment_is_kept(text, error, minutes, called, browse):
    item = minutes.items.get()
    response = comment(browse(called), minutes, text=text, sak=item.pk)
    assert response.status_code == 200
    tree = lxml.html.fromstring(response.content.decode())
    [form] = tree.xpath("//details[@open]")
    assert error in form.text_content()
    assert form.xpath(".//textarea")[0].text.strip() == text.strip()
    assert form.xpath("ancestor::article/@id") == [f"sak-{item.pk}"]
    assert not MinutesComment.objects.exists()


def test_the_deadline_is_over_at_midnight_in_oslo_and_the_text_is_kept(minutes, called, browse, clock):
    client = browse(called)
    clock.move_to(datetime(2026, 6, 20, 21, 59, 59, tzinfo=UTC), tick=False)
    assert comment(client, minutes).status_code == 302
    clock.move_to(datetime(2026, 6, 20, 22, 0, tzinfo=UTC), tick=False)
    response = comment(client, minutes, text="For sen merknad")
    text = text_of(response)
    assert "Fristen for merknader var 20.06.2026." in text
    assert "For sen merknad" in text
    text = text_of(client.get(minutes.get_absolute_url()))
    assert "Fristen for merknader gikk ut lørdag 20. juni 2026." in text
    assert "Skriv merknad" not in text
    assert MinutesComment.objects.count() == 1


@pytest.mark.parametrize("role", ["anonymous", "outsider", "leader", "administrator"])
def test_only_those_called_comment(role, minutes, browse, request):
    response = comment(browse(request.getfixturevalue(role)), minutes)
    if role == "anonymous":
        assert response.status_code == 302
        assert response.url.endswith(f"?next={minutes.get_absolute_url()}")
    else:
        assert response.status_code == 404
    assert not MinutesComment.objects.exists()


def test_nobody_comments_on_what_is_hidden_or_is_not_there(minutes, meeting, called, browse):
    hidden = make_item(meeting, visibility=Level.STAFF)
    frozen = minutes.items.create(
        item=hidden, network=hidden.network, position=9, kind=hidden.kind, title=MARKER, visibility="staff"
    )
    for key in (frozen.pk, 0, "x", "9" * 30):
        assert comment(browse(called), minutes, sak=key).status_code == 404
    assert (
        browse(called).get(reverse("minutes-comment", args=["industrilederforum", 2026, 1])).status_code
        == 405
    )
    assert not MinutesComment.objects.exists()


def test_comments_do_not_go_out_with_the_minutes(meeting, called, leader, browse):
    minutes = make_minutes(meeting)
    MinutesComment.objects.create(minutes=minutes, person=called.person, text=f"Mellom oss {MARKER}")
    assert "Mellom oss" in text_of(browse(called).get(minutes.get_absolute_url()))
    assert "Mellom oss" not in text_of(browse(leader).get(minutes.get_absolute_url()))
    assert "Mellom oss" not in text_of(browse(called).get(minutes.print_url))


# It must be withdrawn (case 16)


def test_withdrawn_minutes_are_gone_everywhere_in_the_same_second(
    meeting, industry, called, member, browse, administrator, anonymous, clock
):
    scan = make_stored_file(meeting, f"Signert {MARKER}")
    minutes = make_minutes(meeting, signed_scan=scan)
    old_file, mail_link = scan.get_absolute_url(), minutes.get_absolute_url()
    client = browse(called)
    assert f'href="{mail_link}"' in client.get(reverse("since-last")).content.decode()
    assert [client.get(address).status_code for address in addresses(minutes)] == [200] * 3
    assert client.get(old_file).getvalue()

    minutes_actions.withdraw(minutes=minutes, reason=REASON, note=f"Navn på {MARKER}", by=administrator)
    for address in [*addresses(minutes), old_file]:
        response = client.get(address)
        assert response.status_code == 410, address
        assert REASON in response.content.decode()
        assert MARKER not in response.content.decode() + str(response.headers)
        assert browse(member).get(address).status_code == 404
        assert browse(anonymous).get(address).status_code == 302
    assert comment(client, minutes).status_code == 410
    for address in (reverse("since-last"), reverse("my-page"), industry.get_absolute_url()):
        text = client.get(address).content.decode()
        assert MARKER not in text
        assert f'href="{mail_link}"' not in text
    page = text_of(client.get(mail_link))
    assert "Vårmøtet 12. juni 2026, versjon 1. Det ble trukket tilbake 15. juni 2026." in page
    assert "Når en rettet versjon er klar, kommer den på denne adressen." in page
    # The staff look at it, and a new version takes the address.
    assert MARKER in text_of(browse(administrator).get(f"{mail_link}?versjon=1"))
    make_minutes(meeting, version=2)
    assert [client.get(address).status_code for address in addresses(minutes)] == [200] * 3
    old = client.get(f"{mail_link}?versjon=1")
    assert old.status_code == 410
    assert "Det er erstattet av versjon 2." in text_of(old)


# How it is made


@pytest.mark.parametrize("count", [1, 3])
def test_how_much_there_is_makes_no_more_queries(
    count, industry, trade, called, browse, django_assert_num_queries
):
    meeting = make_meeting(
        industry, starts_at=NOON - timedelta(days=2), status="held", co_networks=[trade], number=9, year=2026
    )
    me = call(meeting, called.person, presence="present")
    for number in range(count):
        item = make_item(meeting, visibility=Level.NETWORK if number else "")
        company = make_organization(f"Bedrift {number}")
        make_action_point(item, responsible_organization=company)
        make_action_point(item)
        person = make_person(f"Kari {number}", user=make_user())
        make_membership(industry, person, on_behalf_of=company)
        row = call(meeting, person, organization=company, presence="present", from_item=item)
        if number:
            row.stands_in_for = me
            row.save()
    minutes = make_minutes(meeting, state=State.FOR_COMMENT)
    for row in Attendance.objects.filter(meeting=meeting):
        for item in minutes.items.all():
            MinutesComment.objects.create(minutes=minutes, item=item, person=row.person, text="Hm.")
    client = browse(called)
    # Session, user, the meeting and its networks, the versions, whether one is called and inside, items
    # and which of them one may read, points and companies' names, comments, attendance and names, other
    # versions, that it was opened; on screen who edits it, and the menu.
    for address, queries in ((minutes.get_absolute_url(), 20), (minutes.print_url, 17)):
        with django_assert_num_queries(queries):
            assert text_of(client.get(address))


@pytest.mark.validators
def test_the_pages_are_sound_html(meeting, minutes, called, browse, administrator, nu_checker):
    make_action_point(meeting.agenda_items.get(), due_on=date(2026, 6, 1))
    comment(browse(called), minutes, sak=minutes.items.get().pk)
    refused = comment(browse(called), minutes, text="")
    pages = [browse(called).get(address) for address in addresses(minutes)[:2]]
    make_minutes(meeting, state=State.WITHDRAWN, version=2)
    pages += [refused, browse(administrator).get(f"{minutes.get_absolute_url()}?versjon=2")]
    for page in pages:
        assert nu_checker.errors(page.content.decode()) == []


def test_the_paper_is_readable_by_machines(meeting, minutes, called, browse, leader, verapdf):
    away = call(meeting, leader.person, presence="absent_notified")
    call(meeting, make_person("Vera"), capacity="deputy", presence="present", stands_in_for=away)
    make_item(meeting, "Internt", visibility=Level.STAFF)
    make_action_point(meeting.agenda_items.first(), due_on=date(2026, 6, 1))
    response = browse(called).get(minutes.pdf_url)
    assert response["Content-Disposition"] == 'inline; filename="industrilederforum-2026-1-referat.pdf"'
    assert verapdf.ua1_failures(response.content) == []
