"""What the networks app does once a day."""

from datetime import date

from django.utils import timezone

from knf.daily import every_day
from networks import duty_reminders, held_files, meeting_reminders, reminders
from networks.models import OutboxMessage, StoredFile
from networks.strategies import hearing_reminders, status_requests


@every_day
def forget_sent_mail(today: date) -> None:
    """Delete the sent mail that nobody will ask about any more."""
    OutboxMessage.objects.to_forget(today).delete()


@every_day
def forget_held_files(_today: date) -> None:
    """Delete the files that nobody confirmed in time."""
    held_files.forget_older_than(timezone.now() - held_files.LIFETIME)


REMINDER_SOURCES = (
    *meeting_reminders.SOURCES,
    *hearing_reminders.SOURCES,
    *duty_reminders.SOURCES,
)
"""What the daily digest is made from; every source adds to the same mail."""


@every_day
def remove_withdrawn_files(today: date) -> None:
    """Delete from the disk the files that were withdrawn a month ago."""
    for stored in StoredFile.objects.to_remove(today):
        stored.remove_content()


@every_day
def send_reminders(today: date) -> None:
    """Remind everybody of what is due, in one mail each."""
    reminders.remind(today, REMINDER_SOURCES)


@every_day
def ask_for_status(today: date) -> None:
    """Ask those who tell of measures how they go, once a quarter."""
    status_requests.ask_each_quarter(today)
