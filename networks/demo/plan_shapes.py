"""What the demo's tables of strategy documents are made of. Everything in them is named, or by its code."""

from __future__ import annotations

from dataclasses import dataclass

from networks.models import MeasureEdition, PoliticalTreatment, Status, StrategyDocument

from .shapes import Day, Paper

Precision, Step = MeasureEdition.Precision, PoliticalTreatment.Step

EXECUTIVE_BOARD, COUNCIL = "Formannskapet", "Kommunestyret"


@dataclass(frozen=True)
class Document:
    """A strategy document, which the municipal council adopts."""

    title: str
    kind: StrategyDocument.Kind
    intro: str
    period: tuple[int, int]
    parent: str = ""
    network: str = ""


@dataclass(frozen=True)
class Aim:
    """A goal; ``under`` is the number of the goal that it is a part of."""

    number: str
    text: str
    under: str = ""


@dataclass(frozen=True)
class Area:
    """A focus area, with its goals."""

    title: str
    text: str = ""
    aims: tuple[Aim, ...] = ()


@dataclass(frozen=True)
class Due:
    """A deadline, and how exactly it is given."""

    day: Day
    precision: Precision = Precision.DAY


@dataclass(frozen=True)
class Wanted:
    """A measure that is new in an edition.

    Who is responsible and who contributes is a network, an organisation, a body, or else just a name.
    """

    code: str
    title: str
    text: str
    area: str
    leads: tuple[str, ...]
    helpers: tuple[str, ...] = ()
    aim: str = ""
    due: Due | None = None
    ongoing: bool = False
    contact: str = ""


@dataclass(frozen=True)
class Changed:
    """What an edition does with a measure of the one before. What is empty, stays as it was.

    ``into`` is the code of the measure, in the same document, that it is merged into.
    """

    code: str
    note: str = ""
    title: str = ""
    text: str = ""
    area: str = ""
    aim: str = ""
    due: Due | None = None
    leads: tuple[str, ...] = ()
    is_dropped: bool = False
    into: str = ""


@dataclass(frozen=True)
class Treated:
    """That a body dealt with an edition."""

    body: str
    day: Day
    step: Step = Step.DECISION
    case: str = ""
    archive: str = ""
    no_case: str = ""
    vote: str = ""
    outcome: str = ""
    url: str = ""


@dataclass(frozen=True)
class Heard:
    """That an edition was sent on hearing: on which day, through which, and what was said."""

    sent: Day
    deadline: Day
    is_open: bool = False
    comments: tuple[tuple[str, str, Day], ...] = ()
    """Who said what, on which day."""


@dataclass(frozen=True)
class Edition:
    """An edition: its measures are those of the one before, ``changed``, and the new ones.

    With ``areas`` the structure is theirs from here on. The last of ``treated`` adopted it, unless it
    is not decided on yet. ``text`` and ``short_text`` are what the files say, in paragraphs; ``papers``
    are attached.
    """

    label: str = ""
    areas: tuple[Area, ...] = ()
    new: tuple[Wanted, ...] = ()
    changed: tuple[Changed, ...] = ()
    heard: Heard | None = None
    treated: tuple[Treated, ...] = ()
    amendments: str = ""
    text: tuple[str, ...] = ()
    short_text: tuple[str, ...] = ()
    papers: tuple[Paper, ...] = ()

    @property
    def is_decided(self) -> bool:
        """Whether a body has adopted it."""
        return bool(self.treated) and self.treated[-1].step == Step.DECISION


@dataclass(frozen=True)
class Told:
    """A status message: of a day, or of the ``meeting`` (by key) at which it was given.

    ``recorded`` is the day somebody wrote it down, where that was later. With ``corrects`` it takes the
    place of the message before it in the table. With ``into``, a title and a code, another measure took
    over: the status is merged or superseded.
    """

    status: Status
    day: Day | None = None
    note: str = ""
    meeting: str = ""
    recorded: Day | None = None
    percent: int | None = None
    by: str = ""
    internal: str = ""
    corrects: bool = False
    into: tuple[str, str] | None = None


@dataclass(frozen=True)
class Reported:
    """What a member has reported, and what the secretary answered where it was sent back."""

    document: str
    code: str
    person: str
    status: Status
    day: Day
    note: str
    returned: str = ""


@dataclass(frozen=True)
class Duty:
    """That a network reports on a document to the executive board every year."""

    network: str
    document: str
    since: int
    basis: str
