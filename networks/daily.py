"""What the networks app does once a day."""

from datetime import date

from django.utils import timezone

from knf.daily import every_day
from networks import held_files, meeting_reminders
from networks.models import OutboxMessage, StoredFile


@every_day
def forget_sent_mail(today: date) -> None:
    """Delete the sent mail that nobody will ask about any more."""
    OutboxMessage.objects.to_forget(today).delete()


@every_day
def forget_held_files(_today: date) -> None:
    """Delete the files that nobody confirmed in time."""
    held_files.forget_older_than(timezone.now() - held_files.LIFETIME)


@every_day
def remove_withdrawn_files(today: date) -> None:
    """Delete from the disk the files that were withdrawn a month ago."""
    for stored in StoredFile.objects.to_remove(today):
        stored.remove_content()


@every_day
def remind_of_meetings(today: date) -> None:
    """Remind of answers, comments, action points and minutes that are due."""
    meeting_reminders.remind(today)
