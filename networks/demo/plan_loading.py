"""Takes the demo's strategy documents through their history, deed by deed, in the order it happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from knf.text import slugify
from networks.models import Meeting, Network, PublicBody, StrategyDocument

from .documents import DOCUMENTS
from .edition_loading import Editor
from .meeting_loading import Registers, mail_kept
from .plan_shapes import Edition
from .plans import EDITIONS, STATUSES
from .reporting_loading import enter_duties, hand_out, wait_for_approval
from .shapes import on
from .status_loading import Reporter, day_of, recorded_day


def load_documents(council: PublicBody, networks: dict[str, Network]) -> None:
    """Make the documents that ``council`` adopts; ``networks`` are by name."""
    made: dict[str, StrategyDocument] = {}
    for document in DOCUMENTS:
        first, last = document.period
        made[document.title] = StrategyDocument.objects.create(
            title=document.title,
            slug=slugify(document.title),
            kind=document.kind,
            parent=made.get(document.parent),
            owner_body=council,
            responsible_network=networks.get(document.network),
            period_from=first,
            period_to=last,
            intro=document.intro,
        )


def load_plans(meetings: dict[str, Meeting], *, today: date) -> None:
    """Enter what the council adopted and what the forums told of it until ``today`` (local).

    ``meetings`` are by key. The documents are there already, since the meetings are about them.
    """
    registers = Registers.read(today)
    editor, reporter = Editor(registers), Reporter(registers, meetings)
    deeds = [*_editions(editor), *_messages(reporter)]
    with mail_kept(False):
        for _, do in sorted(deeds, key=lambda deed: deed[0]):
            do()
        reporter.list_on_agendas()
        enter_duties(registers)
        wait_for_approval(registers)
        hand_out(registers, meetings)


def _editions(editor: Editor) -> Iterator[tuple[tuple[date, int], Callable[[], None]]]:
    """Yield when each edition was decided on, or sent on hearing, and what enters it."""
    for title, editions in EDITIONS.items():
        for edition in editions:
            yield (
                (_settled(edition, editor.registers.today), 0),
                lambda t=title, e=edition: editor.enter(t, e),
            )


def _settled(edition: Edition, today: date) -> date:
    if edition.is_decided:
        return on(edition.treated[-1].day, today)
    assert edition.heard  # noqa: S101
    return on(edition.heard.sent, today)


def _messages(reporter: Reporter) -> Iterator[tuple[tuple[date, int], Callable[[], None]]]:
    """Yield when each message was written down, and what writes it: after what was adopted that day."""
    for title, measures in STATUSES.items():
        for code, messages in measures.items():
            for told in messages:
                written = recorded_day(told, day_of(told, reporter.meetings, reporter.today), reporter.today)
                yield (written, 1), lambda t=title, c=code, m=told: reporter.tell(t, c, m)
