"""The mails of the newsroom."""

from datetime import date

from django.urls import reverse

from articles.lost_addresses import lost_addresses
from articles.roles import EDITORS
from networks.emails import Kind, absolute, queue
from networks.models import User

LISTED = 20


def tell_of_lost_addresses(today: date) -> None:
    """Queue the week's list of addresses that nothing answers, once per editor; nothing for none."""
    lost = lost_addresses(today)
    if not lost:
        return
    year, week, _ = today.isocalendar()
    for editor in User.objects.filter(is_active=True, groups__name=EDITORS):
        queue(
            "lost_addresses",
            kind=Kind.OTHER,
            recipient=editor.email,
            context={
                "name": editor.get_short_name(),
                "lost": lost[:LISTED],
                "more": max(len(lost) - LISTED, 0),
                "count": len(lost),
                "url": absolute(reverse("admin:articles_page_old_addresses")),
            },
            dedupe_key=f"lost-addresses:{editor.pk}:{year}-{week}",
        )
