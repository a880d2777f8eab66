"""Addresses that readers come to in vain are counted, told of, and led on."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from articles.lost_addresses import MOST, lost_addresses, note
from articles.models import Page
from networks.models import OutboxMessage
from tests.factories import make_article, make_draft

pytestmark = pytest.mark.django_db

OLD = "/nyheter/Gammel-sak.aspx"
PAGE = reverse("admin:articles_page_old_addresses")


@pytest.fixture
def newsroom(browse, editor):
    """Return the editor's browser."""
    return browse(editor)


def go(client, path, mode="navigate"):
    """Ask for ``path`` as a browser does when a reader follows a link, and return the last status."""
    return client.get(path, headers={"Sec-Fetch-Mode": mode}, follow=True).status_code


def listed():
    """Return what is on the list: address → times."""
    return {address.path: address.times for address in lost_addresses(timezone.localdate())}


@pytest.mark.parametrize(
    "path", [OLD, "/nyheter/2014/05/gammel-sak/", "/aktuelt/borte/", "/Om-oss", "/pris%C3%A5r/"]
)
def test_an_address_that_nothing_answers_is_counted(client, path):
    assert [go(client, path), go(client, path)] == [404, 404]
    assert list(listed().values()) == [2]


def test_an_address_without_its_slash_is_counted_once(client):
    go(client, "/nyheter/gammel")
    assert listed() == {"/nyheter/gammel/": 1}


@pytest.mark.parametrize(
    "path", ["/wp-login.php", "/.env", "/wp-admin/setup/", "/a/b.php", f"/{'a' * 300}/", "/kladd/hemmelig/"]
)
def test_what_robots_try_and_what_is_secret_is_not(client, path):
    assert go(client, path) == 404
    assert listed() == {}


def test_robots_and_the_newsroom_are_not_counted(client, newsroom):
    client.get(OLD)
    go(client, OLD, mode="no-cors")
    go(newsroom, OLD)
    assert listed() == {}


def test_what_leads_on_or_answers_by_now_leaves_the_list(client, newsroom):
    for path in ("/aktuelt/ny-bro/", "/priser/", OLD):
        go(client, path)
    make_article("Ny bro")
    Page.objects.create(title="Priser", path="priser", is_published=True)
    newsroom.post(PAGE, {"old": OLD, "leads_to": "/aktuelt/ny-bro/"})
    assert listed() == {}


def test_an_address_is_forgotten_after_a_month():
    note(OLD, date(2026, 10, 30))
    assert lost_addresses(date(2026, 11, 28)) != []
    assert lost_addresses(date(2026, 11, 29)) == []


def test_a_flood_pushes_out_only_what_was_asked_for_once():
    today = timezone.localdate()
    for _ in range(2):
        note(OLD, today)
    for number in range(MOST + 5):
        note(f"/x{number}/", today)
    assert (len(listed()), listed()[OLD]) == (MOST, 2)


# The newsroom


def test_the_start_page_leads_to_the_form_with_the_address_filled_in(client, newsroom):
    for path in (OLD, OLD, "/en-gang/"):
        go(client, path)
    [line] = [
        line
        for section in newsroom.get(reverse("admin:index")).context["today_sections"]
        if section.title == "Gamle adresser"
        for line in section.lines
    ]
    assert line.text == f"Led leserne videre fra {OLD}"
    assert newsroom.get(line.url).context["form"]["old"].value() == OLD


def test_the_list_shows_every_address_and_the_pages_lead_to_it(client, newsroom):
    for path in (OLD, OLD, "/en-gang/"):
        go(client, path)
    assert PAGE in newsroom.get(reverse("admin:articles_page_changelist")).content.decode()
    shown = newsroom.get(PAGE)
    assert [(address.path, address.times) for _, address in shown.context["lost"]] == [
        (OLD, 2),
        ("/en-gang/", 1),
    ]


def test_an_address_that_is_led_on_answers_at_once(client, newsroom):
    story = make_article("Ny bro")
    said = newsroom.post(
        PAGE, {"old": f"http://gammel.example{OLD}", "leads_to": "aktuelt/ny-bro"}, follow=True
    )
    assert f"«{OLD}» fører nå til «{story.get_absolute_url()}»." in said.content.decode()
    assert client.get(OLD).headers["Location"] == story.get_absolute_url()


def test_an_address_may_be_taken_off_the_list(client, newsroom):
    go(client, OLD)
    newsroom.post(PAGE, {"forget": OLD})
    assert listed() == {}


@pytest.mark.parametrize(
    ("old", "leads_to", "sentence"),
    [
        ("gammel", "/aktuelt/", "Adressen må begynne med en skråstrek."),
        ("http://[gammel/", "/aktuelt/", "Adressen må begynne med en skråstrek."),
        ("/nettverk/", "/aktuelt/", "Nettstedet har selv noe på «/nettverk/»"),
        ("/aktuelt/kladden/", "/aktuelt/", "Nettstedet har selv noe på «/aktuelt/kladden/»"),
        ("/gammel/", "/finnes-ikke/", "Nettstedet har ingen side på «/finnes-ikke/»."),
        ("/gammel/", "/aktuelt/kladden/", "Nettstedet har ingen side på «/aktuelt/kladden/»."),
        ("/gammel/", "//eksempel.example/aktuelt/", "Nettstedet har ingen side på «//eksempel.example"),
        ("/gammel/", "http://[", "Nettstedet har ingen side på «http://[»."),
        ("/gammel/", "", "Feltet er påkrevet."),
    ],
)
def test_what_cannot_lead_on_is_answered_and_stays_in_the_form(newsroom, old, leads_to, sentence):
    make_draft("Kladden")
    shown = newsroom.post(PAGE, {"old": old, "leads_to": leads_to}).content.decode()
    assert sentence in shown
    assert f'value="{old}"' in shown


def test_only_those_who_write_pages_come_there(browse, secretary, leader):
    assert browse(secretary).get(PAGE).status_code == 403
    assert browse(leader).get(PAGE).status_code in (302, 403)


# The week's mail


def test_editors_get_the_list_once_a_week(client, editor):
    for path in (OLD, OLD, "/en-gang/"):
        go(client, path)
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    for day in (monday + timedelta(days=7), monday + timedelta(days=9), monday + timedelta(days=14)):
        call_command("daily", "--today", str(day))
    mails = OutboxMessage.objects.filter(recipient=editor.email)
    assert [mail.subject for mail in mails] == ["2 adresser leserne ikke fant"] * 2
    assert f"– {OLD}: 2 ganger\n– /en-gang/: 1 gang\n" in mails[0].text
    assert PAGE in mails[0].text
    assert PAGE in mails[0].html


def test_there_is_no_mail_where_all_was_found(editor):
    call_command("daily")
    assert not OutboxMessage.objects.filter(recipient=editor.email).exists()


@pytest.mark.validators
def test_the_page_is_sound_html(client, newsroom, nu_checker):
    go(client, OLD)
    assert nu_checker.errors(newsroom.get(PAGE).content.decode()) == []
