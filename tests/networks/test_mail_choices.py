"""What one gets by mail is one's own choice, but for what is essential."""

import lxml.html
import pytest
from django.urls import reverse

from networks.models import MailPreference, OutboxMessage

ADDRESS = reverse("my-mail")
Kind = OutboxMessage.Kind


def ticked(client):
    """Return the kinds that are ticked on the page."""
    tree = lxml.html.fromstring(client.get(ADDRESS).text)
    return {box.get("name") for box in tree.xpath("//input[@type='checkbox'][@checked]")}


@pytest.mark.django_db
def test_everything_is_wanted_until_one_says_otherwise(leader, browse):
    client = browse(leader)
    assert ticked(client) == {
        *("minutes_published", "action_assigned", "reminders"),
        *("status_request", "status_thanks"),
    }

    page = client.post(ADDRESS, {"minutes_published": "on"}, follow=True)

    assert page.redirect_chain == [(reverse("my-page"), 302)]
    assert "Valgene dine er lagret." in page.text
    assert ticked(client) == {"minutes_published"}
    refused = MailPreference.objects.filter(person=leader.person, off=True)
    assert set(refused.values_list("kind", flat=True)) == {
        Kind.ACTION_ASSIGNED,
        Kind.REMINDERS,
        Kind.STATUS_REQUEST,
        Kind.STATUS_THANKS,
    }

    client.post(ADDRESS, {"minutes_published": "on", "reminders": "on"})
    assert ticked(client) == {"minutes_published", "reminders"}
    assert MailPreference.objects.count() == 5


@pytest.mark.django_db
def test_only_what_is_not_essential_can_be_chosen_away(leader, browse):
    browse(leader).post(ADDRESS, {"notice": "", "answer_reminder": ""})

    kinds = set(MailPreference.objects.values_list("kind", flat=True))
    assert kinds == set(MailPreference.KINDS)


@pytest.mark.django_db
def test_the_choice_is_one_s_own(leader, participant, browse):
    browse(leader).post(ADDRESS, {})

    assert ticked(browse(participant)) == set(MailPreference.KINDS)
