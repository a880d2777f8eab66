"""What the newsroom has done for it once a day."""

from datetime import date

from articles.emails import tell_of_lost_addresses
from articles.models import DraftLink
from knf.daily import every_day


@every_day
def forget_expired_draft_links(today: date) -> None:
    """Delete the draft links that stopped working a month ago."""
    DraftLink.objects.to_forget(today).delete()


@every_day
def list_lost_addresses(today: date) -> None:
    """Send the editors, once a week, the addresses that readers came to in vain."""
    tell_of_lost_addresses(today)
