"""What a strategy lacks: goals that nothing is done about, measures that nobody answers for or tells of."""

from __future__ import annotations

from dataclasses import dataclass

from networks.models import Goal

from .status import StatusRow, StrategyStatus


@dataclass(frozen=True)
class Coverage:
    """What somebody should ask about. ``day`` is that of the status it is worked out from."""

    goals: tuple[Goal, ...]
    without_responsible: tuple[StatusRow, ...]
    never_reported: tuple[StatusRow, ...]

    @property
    def is_whole(self) -> bool:
        """Whether there is nothing to ask about."""
        return not (self.goals or self.without_responsible or self.never_reported)


def coverage(status: StrategyStatus) -> Coverage:
    """Return what the edition of ``status`` lacks. One query.

    A goal is covered by a measure of its own, or of one of its sub-goals.
    """
    goals = list(Goal.objects.filter(focus_area__version=status.version).select_related("focus_area"))
    covered = {row.edition.goal_id for row in status.rows}
    covered |= {goal.parent_id for goal in goals if goal.pk in covered}
    return Coverage(
        goals=tuple(goal for goal in goals if goal.pk not in covered),
        without_responsible=tuple(row for row in status.rows if not row.leads),
        never_reported=tuple(row for row in status.rows if row.standing.is_missing),
    )
