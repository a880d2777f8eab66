"""The meetings with elected bodies as an Atom feed, as everyone may know of them."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils import timezone

from knf.feeds import WritableAtom
from knf.formats import long_date, medium_date
from networks.public_meetings import Line, public_meetings

ENTRIES = 30


class PublicMeetingFeed(Feed):
    """What is coming, and then what is over, the latest first; a meeting stays one entry when it moves."""

    feed_type = WritableAtom
    language = "nb"
    author_name = settings.SITE_NAME
    title = f"Møter med formannskapet – {settings.SITE_NAME}"
    subtitle = "Når forumene møter folkevalgte organer, om hva, og i hvilken sak."

    def link(self) -> str:
        """Return the page that lists the same meetings."""
        return reverse("public-meeting-list")

    def items(self) -> list[Line]:
        """Return the meetings."""
        listed = public_meetings(at=timezone.now())
        return [*listed.coming, *(line for year in listed.years for line in year.lines)][:ENTRIES]

    def item_title(self, item: Line) -> str:
        """Return what it is called, where and when; that there is no date, where there is none."""
        state = "Avlyst: " if item.is_cancelled else "Utsatt: " if item.is_postponed else ""
        return f"{state}{item.title} – {item.body} {medium_date(item.starts_at)}"

    def item_description(self, item: Line) -> str:
        """Return who came with what, in which case."""
        networks = ", ".join(network.name for network in item.networks)
        case = f"Sak {item.case_number}" if item.case_number else item.no_case_number_reason
        told = (long_date(item.starts_at).capitalize(), networks, *item.topics, case)
        return ". ".join(part.rstrip(".") for part in told if part) + "."

    def item_link(self, item: Line) -> str:
        """Return the meeting's page."""
        return item.url

    def item_guid(self, item: Line) -> str:
        """Return what stays when the address changes."""
        return f"{settings.SITE_URL}{reverse('meeting-link', args=[item.key])}"

    def item_updateddate(self, item: Line) -> datetime:
        """Return when anything of it was last written (aware)."""
        return item.updated_at
