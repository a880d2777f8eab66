"""The status messages of a document as a file. An import adds messages, and never changes one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils import timezone

from networks.models import Measure, MeasureUpdate, Status, StrategyDocument, User
from networks.models.measures import TAKEN_OVER

from .importing import NEW, SAME, Cells, Change, Problems, Sheet, choice_in, day_in, filled
from .measure_actions import merge_measure, reopen_measure, report_status, supersede_measure

CODE, NUMBER, REPORTED, RECORDED = "Kode", "Nr.", "Gjelder dato", "Ført dato"
STATUS, NOTE, PERCENT, CORRECTS, GOES_ON = "Status", "Melding", "Prosent", "Retter", "Går videre i"


class UpdateSheet(Sheet):
    """The messages of a document, each measure's in the order they were written: 1, 2, 3."""

    slug = "statusmeldinger"
    title = "Statusmeldinger"
    headings = (CODE, NUMBER, REPORTED, RECORDED, STATUS, NOTE, PERCENT, CORRECTS, GOES_ON)
    reading = (
        "En melding som er ført, endres ikke. Retter du noe, skriver du en ny linje med nummeret til den "
        "gamle i «Retter».",
        "«Nr.» er meldingens nummer innen tiltaket. La cellen stå tom for en ny melding.",
        "«Ført dato» er dagen dere visste det. Tom betyr i dag.",
        "«Går videre i» er koden til tiltaket som har tatt over, når status er Slått sammen eller Erstattet.",
        "Historien kan hentes inn: Datoen kan være før tiltaket første gang ble vedtatt.",
    )
    fields: ClassVar = {
        "reported_on": REPORTED,
        "recorded_on": RECORDED,
        "status": STATUS,
        "note": NOTE,
        "percent": PERCENT,
        "corrects": CORRECTS,
    }

    def __init__(self, document: StrategyDocument) -> None:
        self.document = document
        self.measures: dict[str, Measure] = {
            measure.code: measure for measure in document.measures.order_by("code", "pk")
        }
        self.told_of: defaultdict[int, list[MeasureUpdate]] = defaultdict(list)
        updates = MeasureUpdate.objects.filter(measure__document=document)
        for update in updates.select_related("goes_on_in__document").order_by("pk"):
            self.told_of[update.measure_id].append(update)
        self.written = {
            update.pk: self._cells(measure, place, update)
            for measure in self.measures.values()
            for place, update in enumerate(self.told_of[measure.pk], start=1)
        }

    @staticmethod
    def count(document: StrategyDocument) -> int:
        """Return how many lines the file has."""
        return MeasureUpdate.objects.filter(measure__document=document).count()

    def fresh(self) -> UpdateSheet:
        """Return the same sheet, read anew."""
        return UpdateSheet(self.document)

    def rows(self) -> list[Sequence[Any]]:
        """Return the messages, measure by measure."""
        return [tuple(cells.values()) for cells in self.written.values()]

    def told(self, cells: Cells) -> str:
        """Return the code and the title."""
        measure = self.measures.get(cells.get(CODE, ""))
        return str(measure) if measure else cells.get(CODE, "")

    def _cells(self, measure: Measure, place: int, update: MeasureUpdate) -> Cells:
        """Return the message as it is written in the file."""
        corrected = self._place(measure, update.corrects_id)
        return {
            CODE: measure.code,
            NUMBER: str(place),
            REPORTED: update.reported_on.isoformat(),
            RECORDED: update.recorded_on.isoformat(),
            STATUS: update.get_status_display(),
            NOTE: update.note,
            PERCENT: "" if update.percent is None else str(update.percent),
            CORRECTS: str(corrected) if corrected else "",
            GOES_ON: self.address_of(update.goes_on_in) if update.goes_on_in else "",
        }

    def _place(self, measure: Measure, key: int | None) -> int | None:
        keys = [update.pk for update in self.told_of[measure.pk]]
        return keys.index(key) + 1 if key in keys else None

    def take(self, cells: Cells, *, by: User) -> tuple[str, list[Change], int | None]:
        """Write the message, unless it is there already."""
        problems = Problems()
        measure = problems.read(CODE, self._measure, cells[CODE])
        reported_on = problems.read(REPORTED, day_in, cells[REPORTED])
        recorded_on = problems.read(RECORDED, _day_known, cells[RECORDED])
        status = problems.read(STATUS, choice_in(Status.choices), cells[STATUS])
        percent = problems.read(PERCENT, _percent, cells[PERCENT])
        target = problems.read(GOES_ON, self.measure_at, cells[GOES_ON])
        if reported_on and recorded_on and recorded_on < reported_on:
            problems.found[RECORDED] = "Datoen kan ikke være før dagen meldingen gjelder."
        problems.refuse()
        asked = {
            CODE: measure.code,
            REPORTED: reported_on.isoformat(),
            RECORDED: recorded_on.isoformat() if recorded_on else "",
            STATUS: Status(status).label,
            NOTE: cells[NOTE],
            PERCENT: "" if percent is None else str(percent),
            CORRECTS: cells[CORRECTS],
            GOES_ON: self.address_of(target) if target else "",
        }
        known = self._known(measure, cells[NUMBER], asked)
        if known:
            return SAME, [], known.pk
        corrected = problems.read(CORRECTS, lambda text: self._corrected(measure, text), cells[CORRECTS])
        problems.refuse()
        update = self._write(
            measure,
            target,
            by=by,
            status=status,
            reported_on=reported_on,
            recorded_on=recorded_on or timezone.localdate(),
            note=cells[NOTE],
            percent=percent,
            corrects=corrected,
        )
        self.told_of[measure.pk].append(update)
        place = len(self.told_of[measure.pk])
        self.written[update.pk] = self._cells(measure, place, update)
        changes = [(heading, "", text) for heading, text in self.written[update.pk].items() if text]
        return NEW, changes, update.pk

    def _write(
        self, measure: Measure, target: Measure | None, *, by: User, status: str, **fields: Any
    ) -> MeasureUpdate:
        """Write the message through the deed that it is of."""
        if status in TAKEN_OVER:
            if target is None:
                raise ValidationError({"status": "Skriv i «Går videre i» hvilket tiltak som har tatt over."})
            if fields["corrects"] or fields["percent"] is not None:
                raise ValidationError(
                    "Når tiltaket går videre i et annet, skal «Prosent» og «Retter» være tomme."
                )
            common = {
                "measure": measure,
                "on": fields["reported_on"],
                "recorded_on": fields["recorded_on"],
                "note": fields["note"],
                "by": by,
            }
            if status == Status.MERGED:
                merge_measure(into=target, **common)
            else:
                supersede_measure(superseded_by=target, **common)
            latest: MeasureUpdate = measure.updates.latest("pk")
            return latest
        if target is not None:
            raise ValidationError({"status": f"Et tiltak som går videre i {target.code}, er slått sammen."})
        if status == Status.IN_PROGRESS and _takes_up_again(measure, fields["reported_on"]):
            return reopen_measure(measure=measure, by=by, is_imported=True, **fields)
        return report_status(measure=measure, status=status, by=by, is_imported=True, **fields)

    def _known(self, measure: Measure, number: str, asked: Cells) -> MeasureUpdate | None:
        """Return the message that the line repeats; None for a new one.

        Raises ValidationError where the line would change a message, or jumps over a number.
        """
        told = self.told_of[measure.pk]
        if not number:
            return next((update for update in told if self._same(update, asked)), None)
        place = int(number) if number.isascii() and number.isdigit() else 0
        if not 1 <= place <= len(told) + 1:
            raise ValidationError(
                f"{measure.code} har {len(told)} meldinger, så «{number}» kan ikke være nummeret. La «Nr.» "
                "stå tom for en ny melding."
            )
        if place == len(told) + 1:
            return None
        if self._same(told[place - 1], asked):
            return told[place - 1]
        raise ValidationError(
            f"Melding {place} på {measure.code} er ført og endres ikke. Rett den med en ny linje der «Nr.» "
            f"er tom og «Retter» er {place}."
        )

    def _same(self, update: MeasureUpdate, asked: Cells) -> bool:
        """Return whether a line says what the message says; where it names no day of knowing, any will do."""
        written = self.written[update.pk]
        return all(written[heading] == text for heading, text in asked.items() if text or heading != RECORDED)

    def _measure(self, text: str) -> Measure:
        found = self.own_measure(filled(text))
        if found is None:
            raise ValueError(f"«{self.document}» har ikke noe tiltak med koden «{text}».")
        return found

    def _corrected(self, measure: Measure, text: str) -> MeasureUpdate | None:
        told = self.told_of[measure.pk]
        if not text:
            return None
        if text.isascii() and text.isdigit() and 1 <= int(text) <= len(told):
            return told[int(text) - 1]
        raise ValueError(f"{measure.code} har ingen melding nr. «{text}» å rette.")


def _takes_up_again(measure: Measure, day: date) -> bool:
    """Return whether work that another measure had taken over by ``day`` (local) is taken up again."""
    return measure.taken_over_on is not None and day >= measure.taken_over_on


def _day_known(text: str) -> date | None:
    day = day_in(text) if text else None
    if day and day > timezone.localdate():
        raise ValueError("Datoen kan ikke være fram i tid.")
    return day


def _percent(text: str) -> int | None:
    number = text.removesuffix("%").strip()
    if not number:
        return None
    if number.isascii() and number.isdigit() and int(number) <= 100:
        return int(number)
    raise ValueError(f"«{text}» er ikke et tall fra 0 til 100.")
