"""Who reads a page, where it stands and where it is linked to."""

import pytest
from django.urls import reverse

from articles import page_actions
from networks.visibility import Level
from tests.factories import make_page, make_page_draft
from tests.visibility.surfaces import MARKER, PAGE_SURFACES, READERS, ROLES, expected_status


@pytest.mark.parametrize("state", ["out", "draft", "down"])
@pytest.mark.parametrize("level", [Level.PUBLIC, Level.MEMBERS, Level.STAFF])
@pytest.mark.parametrize("role", ROLES)
def test_a_page_answers_by_role_level_and_state(role, level, state, browse, request):
    client = browse(request.getfixturevalue(role))
    fields = {"title": f"Siden {MARKER}", "body": f"<p>{MARKER}</p>", "path": "om/siden", "visibility": level}
    page = make_page_draft(menu_order=1, **fields)
    if state != "draft":
        page_actions.publish_page(page=page, by=None)
    if state == "down":
        page_actions.take_down(page=page, by=None)
    expected = expected_status(role, level, "out" if state == "out" else "draft")

    for surface in PAGE_SURFACES:
        response = client.get(reverse(surface, args=[page.pk if surface == "page-link" else page.path]))
        found = 302 if surface == "page-link" and expected == 200 else expected
        assert response.status_code == found, surface
        if expected == 302:
            assert response.url.startswith(reverse("account_request_login_code"))
        if surface == "page-detail":
            assert (MARKER in response.content.decode()) == (expected == 200)

    named = state == "out" and role in READERS[level]
    linking = make_page("Over", path="om", body='<p><a href="/om/siden/">Siden</a></p>')
    for surface in ("/", linking.get_absolute_url()):
        text = client.get(surface).content.decode()
        # In the menu; and in the page above it as a link and in the list of what is below.
        assert (MARKER in text) == named
        assert ("/om/siden/" in text) == named


@pytest.mark.parametrize("state", ["out", "draft", "down"])
@pytest.mark.parametrize("level", [Level.PUBLIC, Level.MEMBERS, Level.STAFF])
def test_search_engines_are_told_of_public_pages_alone(level, state, browse, editor):
    page = make_page_draft(path="om/siden", visibility=level)
    if state != "draft":
        page_actions.publish_page(page=page, by=None)
    if state == "down":
        page_actions.take_down(page=page, by=None)
    text = browse(editor).get(reverse("sitemap")).content.decode()
    assert ("/om/siden/" in text) == (state == "out" and level == Level.PUBLIC)
