"""What the newsroom has done for it once a day."""

from datetime import date

from articles.models import DraftLink
from knf.daily import every_day


@every_day
def forget_expired_draft_links(today: date) -> None:
    """Delete the draft links that stopped working a month ago."""
    DraftLink.objects.to_forget(today).delete()
