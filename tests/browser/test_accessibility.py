"""axe-core finds nothing (WCAG 2.2 AA) on filled pages: both themes, both widths, after errors."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles import models
from articles.lost_addresses import note
from networks.models import Organization
from networks.visibility import Level
from tests.browser.marks import PHONE, WIDE, at_widths, in_themes
from tests.browser.writing import rich_text
from tests.factories import (
    letter_file,
    make_article,
    make_draft,
    make_image,
    make_membership,
    make_organization,
    make_page,
    make_person,
    make_statement,
    make_withdrawn,
)

TABLE = (
    "<h2>Tallene</h2><table><tbody><tr><th><p>År</p></th><th><p>Bedrifter</p></th></tr>"
    "<tr><td><p>2025</p></td><td><p>14</p></td></tr></tbody></table>"
    "<h3>Hva nå?</h3><ul><li><p>Flere møter</p></li></ul><blockquote><p>Vi fortsetter.</p></blockquote>"
    '<p>Les <a href="https://eksempel.example/plan">planen</a>.</p>'
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


@pytest.fixture
def newsroom(industry, editor):
    """Fill the site; return its richest story."""
    now = timezone.now()
    fields = {"networks": [industry], "tags": ["industri", "kompetanse"]}
    for number in range(14):
        make_article(f"Sak nummer {number}", publish_at=now - timedelta(days=number + 2), **fields)
    make_draft("Halvferdig sak")
    make_article("Kommer snart", publish_at=now + timedelta(days=1))
    make_withdrawn("Trukket", reason="Feil navn.")
    series = models.ArticleSeries.objects.create(name="Uka oppsummert", intro="Hver fredag.")
    for number in range(3):
        make_article(f"Uke {number}", series=series, publish_at=now - timedelta(days=1000 + number))
    make_statement(
        "Uttalt", matter="Ruteplan", their_reference="14/2560", sent_on=date(2024, 3, 1), file=letter_file()
    )
    make_page("Om oss", path="om-oss", menu_order=1, lead="Hvem vi er.", body=TABLE)
    make_page("Vedtekter", path="om-oss/vedtekter", menu_order=2, body=TABLE)
    make_organization("Smia", merged_into=make_organization("Konsernet"), dissolved_on=date(2024, 1, 1))
    make_membership(industry, make_person(), on_behalf_of=Organization.objects.get(name="Konsernet"))
    make_article("Internt", visibility=Level.NETWORK, network=industry)
    return make_article(
        "Saken med alt",
        body=TABLE,
        byline="Ragna Moen",
        event_on=date(2026, 5, 29),
        image=make_image(caption="Bussen.", photographer="Pia Foss"),
        correction="Det var tirsdag.",
        **fields,
    )


def assert_accessible(page: Page, axe, address: str) -> None:
    """Open the page in both themes and find nothing at either width.

    It is judged at its end: the newsroom's row of buttons sticks over the rest.
    """
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.goto(address)
        for window in (PHONE, WIDE):
            page.set_viewport_size(window)
            page.evaluate("scrollTo(0, document.body.scrollHeight)")
            assert axe(page) == [], (address, theme, window)


def test_the_public_pages_are_accessible(page, axe, newsroom):
    for address in (
        "/",
        reverse("article-list"),
        reverse("article-list") + "?side=2",
        "/aktuelt/emne/industri/",
        newsroom.get_absolute_url(),
        newsroom.print_url,
        "/aktuelt/trukket/",
        "/aktuelt/serie/uka-oppsummert/",
        "/aktuelt/uke-1/",
        f"/aktuelt/{(timezone.localdate() - timedelta(days=1001)).year}/",
        "/uttalelser/",
        "/uttalelser/2024/",
        "/aktuelt/uttalt/",
        "/om-oss/",
        "/om-oss/vedtekter/",
        "/om-oss/vedtekter/utskrift/",
        "/finnes/ikke/",
        reverse("account_request_login_code"),
        reverse("account_login"),
        reverse("outbox"),
        reverse("organization-list"),
        reverse("organization-list") + "?sok=finnes+ikke",
        Organization.objects.get(name="Smia").get_absolute_url(),
        Organization.objects.get(name="Konsernet").get_absolute_url(),
    ):
        assert_accessible(page, axe, address)


def test_a_member_s_pages_are_accessible(page, axe, sign_in, newsroom, participant):
    sign_in(participant)
    assert_accessible(page, axe, "/aktuelt/internt/")
    assert_accessible(page, axe, reverse("account_logout"))
    assert_accessible(page, axe, reverse("admin:index"))
    assert_accessible(page, axe, Organization.objects.get(name="Konsernet").get_absolute_url())
    for name in ("my-page", "since-last", "my-contact", "my-calendar", "my-mail"):
        assert_accessible(page, axe, reverse(name))


def test_the_newsroom_is_accessible(page, axe, sign_in, newsroom, editor):
    sign_in(editor)
    note("/nyheter/2014/gammel-sak/", timezone.localdate())
    change = reverse("admin:articles_article_change", args=[newsroom.pk])
    for address in (
        reverse("admin:index"),
        reverse("admin:articles_article_changelist"),
        reverse("admin:articles_article_changelist") + "?tilstand=publisert&q=sak",
        change,
        reverse("admin:articles_article_history", args=[newsroom.pk]),
        reverse("admin:articles_article_withdraw", args=[newsroom.pk]),
        reverse("admin:articles_image_changelist"),
        reverse("admin:articles_image_change", args=[newsroom.image.pk]),
        reverse("admin:articles_tag_changelist"),
        reverse("admin:articles_articleseries_changelist"),
        reverse("admin:articles_articleseries_change", args=[models.ArticleSeries.objects.get().pk]),
        reverse("admin:articles_article_change", args=[models.Statement.objects.get().article_id]),
        reverse("admin:articles_page_changelist"),
        reverse("admin:articles_page_change", args=[models.Page.objects.first().pk]),
        reverse("admin:articles_page_take_down", args=[models.Page.objects.first().pk]),
        reverse("admin:articles_page_old_addresses"),
    ):
        assert_accessible(page, axe, address)


@at_widths
@in_themes
def test_a_form_with_errors_and_an_open_editor_is_accessible(page, axe, sign_in, editor):
    sign_in(editor)
    page.goto(reverse("admin:articles_article_add"))
    rich_text(page).click()
    page.keyboard.type("Første avsnitt.")
    assert axe(page) == []
    page.get_by_role("button", name="Publiser nå").click()
    page.locator(".errornote").wait_for()
    assert axe(page) == []
    expect(rich_text(page)).to_contain_text("Første avsnitt.")
