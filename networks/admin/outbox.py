"""Outgoing mail in the admin: read only, but for the two decisions a person has to make."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from knf.admin import KnfModelAdmin, TodayLine, TodaySection
from networks.models import OutboxMessage
from networks.models.outbox import OutboxQuerySet

CONTENT = ("subject", "text", "html", "calendar")


def mails(count: int) -> str:
    """Return "1 e-post", "2 e-poster"."""
    return f"{count} e-post" if count == 1 else f"{count} e-poster"


@admin.register(OutboxMessage)
class OutboxMessageAdmin(KnfModelAdmin):
    """What was sent to whom, and what did not get through."""

    list_display = ("recipient", "shown_subject", "kind", "state", "created_at", "sent_at")
    list_filter = ("state", "kind")
    search_fields = ("recipient",)
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-pk")
    actions = ("send_again", "mark_as_sent")

    @admin.display(description="emne")
    def shown_subject(self, message: OutboxMessage) -> str:
        """Return the subject; a code is for the recipient's eyes only."""
        return "(skjult)" if message.is_secret else message.subject

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Leave out the content of a secret message."""
        content = ("shown_subject",) if obj and obj.is_secret else CONTENT
        return (
            "kind",
            "recipient",
            "sender",
            *content,
            "state",
            "attempts",
            "last_error",
            "not_before",
            "created_at",
            "sent_at",
            "message_id",
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Everything: a mail is what was written."""
        return self.get_fields(request, obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Offer no saving where there is nothing to change."""
        context |= {"show_save": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Mail is written by the site, not here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was sent, was sent."""
        return False

    @admin.action(description="Send på nytt", permissions=["change"])
    def send_again(self, request: HttpRequest, queryset: OutboxQuerySet) -> None:
        """Queue anew what was not sent, or perhaps not."""
        self.tell(
            request,
            chosen=queryset.count(),
            done=queryset.send_again(),
            what="lagt i kø på nytt",
            rule="er ikke lagt i kø. Bare e-post som ikke er sendt, eller der det er usikkert, kan sendes på"
            " nytt. En innloggingskode eller en lenke for ny adresse sendes aldri på nytt; mottakeren ber om"
            " en ny.",
        )

    @admin.action(description="Merk som sendt", permissions=["change"])
    def mark_as_sent(self, request: HttpRequest, queryset: OutboxQuerySet) -> None:
        """Write down that the mail is known to have arrived."""
        self.tell(
            request,
            chosen=queryset.count(),
            done=queryset.mark_as_sent(),
            what="merket som sendt",
            rule="er uendret. Bare e-post som ikke er sendt, eller der det er usikkert, kan merkes som"
            " sendt.",
        )

    def tell(self, request: HttpRequest, *, chosen: int, done: int, what: str, rule: str) -> None:
        """Say how much of what was chosen is done, and by which ``rule`` the rest is not."""
        if done:
            self.message_user(request, f"{mails(done)} er {what}.", messages.SUCCESS)
        if done < chosen:
            self.message_user(request, f"{mails(chosen - done)} {rule}", messages.WARNING)


@admin.site.today
def undelivered(request: HttpRequest) -> TodaySection | None:
    """Return the mail that waits for a decision, to those who may make it."""
    if not request.user.has_perm("networks.change_outboxmessage"):
        return None
    count = OutboxMessage.objects.needing_a_person().count()
    if not count:
        return None
    address = reverse("admin:networks_outboxmessage_changelist")
    states = ",".join(OutboxMessage.NEEDS_A_PERSON)
    return TodaySection(
        title="E-post",
        lines=[
            TodayLine(
                text=f"{mails(count)} kom ikke fram, eller kanskje ikke",
                url=f"{address}?state__in={states}",
                note="Bestem om den skal sendes på nytt.",
            )
        ],
    )
