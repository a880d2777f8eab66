"""People who may have been registered twice: names spelled nearly alike. A person decides.

"Geir Aage" and "Geir-Aage" with one family name are proposed, "Hans Peter H." and "Hans Petter B."
are not (cases.md 5).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher
from itertools import combinations
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import Count, Max

from knf.text import fold
from networks.models import DistinctPeople, Person

NEARLY = 0.8
"""How alike two names must be: Kristian and Christian are (0.82), Anne and Anna are not (0.75)."""
KEPT_FOR = 7 * 24 * 60 * 60
"""How long an answer is kept, in seconds: the next change makes another, and the old one may go."""

# Letters that begin the same names.
FIRST_LETTERS = str.maketrans("cwz", "kvs")


class Name(NamedTuple):
    """A person's names as they are compared: folded, without spaces."""

    pk: int
    given: str
    family: str


def suggestions() -> list[tuple[int, int]]:
    """Return the pairs of people who may be one, by primary key, the lower first; in order.

    Pairs that somebody has said are two are left out. Worked out anew only when a person or such an
    answer has changed: of ten thousand people it takes a good part of a second.
    """
    people = Person.objects.filter(pseudonymised_on=None).order_by()
    counts = people.aggregate(number=Count("pk"), last=Max("updated_at"))
    state = f"{counts['number']}-{counts['last']:%Y%m%d%H%M%S%f}" if counts["number"] else "0"
    key = f"duplicates:{state}-{DistinctPeople.objects.count()}"
    found: list[tuple[int, int]] | None = cache.get(key)
    if found is None:
        found = _worked_out()
        cache.set(key, found, KEPT_FOR)
    return found


def _worked_out() -> list[tuple[int, int]]:
    people = Person.objects.filter(pseudonymised_on=None).order_by("pk")
    rows = people.values_list("pk", "given_name", "family_name")
    found = nearly_alike(Name(pk, _compact(given), _compact(family)) for pk, given, family in rows)
    return sorted(found - set(DistinctPeople.objects.order_by().values_list("first", "second")))


def nearly_alike(names: Iterable[Name]) -> set[tuple[int, int]]:
    """Return the pairs in ``names`` that are spelled nearly alike.

    Only names in the same block are compared: those with one family name whose given names begin
    alike, and those with one given name whose family names begin alike. So ten thousand people are
    not fifty million pairs.
    """
    blocks: dict[tuple[str, str, str], list[Name]] = defaultdict(list)
    for name in names:
        blocks["family", name.family, _first_letter(name.given)].append(name)
        blocks["given", name.given, _first_letter(name.family)].append(name)
    return {
        (min(one.pk, other.pk), max(one.pk, other.pk))
        for block in blocks.values()
        for one, other in combinations(block, 2)
        if _alike(one.given, other.given) and _alike(one.family, other.family)
    }


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    # The two first are quick, and never lower than the last.
    return all(
        measure() >= NEARLY for measure in (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
    )


def _compact(name: str) -> str:
    return fold(name).replace(" ", "")


def _first_letter(name: str) -> str:
    return name[:1].translate(FIRST_LETTERS)
