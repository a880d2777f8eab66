"""What would have been sent, in the terminal: what it says, without the encoding of mail."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """The local site's, where no mail server is named."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Print each of them; return how many."""
        for message in email_messages:
            head = f"── E-post til {', '.join(message.to)}: {message.subject}"
            sys.stdout.write(f"\n{head}\n\n{message.body.strip()}\n")
        sys.stdout.flush()
        return len(email_messages)
