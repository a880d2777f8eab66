"""«Vis som» of a network: what others get, through the same addresses."""

import pytest
from django.urls import reverse

from networks.models import Network, ReadMark
from networks.visibility import Level
from tests.factories import make_network, make_user

pytestmark = pytest.mark.django_db


def view(client, network, **switches):
    """Return what the preview shows, and what it says instead."""
    response = client.get(reverse("admin:networks_network_view_as", args=[network.pk]), switches)
    assert response.status_code == 200
    return response.context["framed_html"], response.context["denied"]


@pytest.mark.parametrize(
    ("reader", "inside", "mandate"),
    [
        ({"som": "anonym"}, False, False),
        ({"som": "medlem"}, False, True),
        ({"som": "deltaker"}, True, True),
        ({"som": "redaksjonen"}, True, True),
    ],
)
def test_staff_see_the_page_as_others_do(reader, inside, mandate, browse, editor, industry):
    Network.objects.update(mandate="Dette er mandatet.")
    seat = {"nettverk": industry.pk} if reader["som"] == "deltaker" else {}
    html, denied = view(browse(editor), industry, **reader, **seat)
    assert denied == ""
    assert ("For deltakerne" in html) == inside
    assert ("Dette er mandatet." in html) == mandate


def test_a_seat_in_another_network_is_no_seat_in_this_one(browse, editor, industry, trade):
    html, _ = view(browse(editor), industry, som="deltaker", nettverk=trade.pk)
    assert "For deltakerne" not in html


@pytest.mark.parametrize("surface", ["skjerm", "telefon", "papir"])
def test_the_roster_is_shown_to_those_it_is_open_to(surface, browse, editor, industry, leader):
    Network.objects.update(roster_visibility=Level.NETWORK)
    client, switches = browse(editor), {"side": "deltakere", "visning": surface}
    html, _ = view(client, industry, som="deltaker", nettverk=industry.pk, **switches)
    assert "Liv Tangen" in html
    html, denied = view(client, industry, som="medlem", **switches)
    assert (html, denied) == ("", "Et medlem får beskjed om at siden ikke finnes.")
    html, denied = view(client, industry, som="anonym", **switches)
    assert (html, denied) == ("", "En anonym leser blir bedt om å logge inn, og får ikke vite tittelen.")


def test_looking_marks_nothing_and_says_nothing_of_the_one_who_looks(browse, editor, industry):
    html, _ = view(browse(editor), industry, som="deltaker", nettverk=industry.pk)
    assert "Merk som lest" not in html
    assert "Ragna Moen" not in html
    assert not ReadMark.objects.exists()


def test_the_network_s_page_leads_staff_to_the_preview_and_nobody_else(browse, editor, leader, industry):
    address = reverse("admin:networks_network_view_as", args=[industry.pk])
    page = industry.get_absolute_url()
    assert f'href="{address}"' in browse(editor).get(page).content.decode()
    assert "/admin/" not in browse(leader).get(page).content.decode()
    assert browse(leader).get(address, follow=True).status_code == 403


def test_a_secretary_edits_from_the_page_only_what_she_facilitates(browse, secretary, industry):
    other = make_network("Byliv")
    client = browse(secretary)
    for network, count in ((industry, 1), (other, 0)):
        change = reverse("admin:networks_network_change", args=[network.pk])
        assert client.get(network.get_absolute_url()).content.decode().count(f'href="{change}"') == count


def test_who_may_preview_nothing_is_not_told_what_there_is(browse, administrator, industry):
    visitor = make_user("gjest@knf.example", is_staff=True)
    for key in (industry.pk, 99_999):
        address = reverse("admin:networks_network_view_as", args=[key])
        assert browse(visitor).get(address).status_code == 403
