"""A plan with something of everything, and one of thirty measures, for tests of pages and papers."""

from datetime import date, timedelta

from networks.models import MeasureResponsibility, Status
from networks.strategies.measure_actions import merge_measure
from tests.factories import adopt, make_document, make_measure, make_responsible, make_version, tell

ADOPTED = date(2023, 6, 14)
DAY = date(2024, 3, 20)
"""When the status is asked for."""


def make_plan(network, **fields):
    """Return an adopted plan of six measures in two focus areas: one for each thing there is a word for.

    On DAY: «Testarena» is done, «Jernbane» late, «Kompetanse» told of 12 days before, «Lærlinger» not
    told of, «Robotlab» told of too long ago, «Sirkulær» merged into «Kompetanse».
    """
    document = make_document("Industriplanen", network=network, **fields)
    version = make_version(document)
    arena = make_measure(version, "Testarena", area="Teknologi", code="I-1", due_on=date(2023, 12, 31))
    railway = make_measure(version, "Jernbane", area="Attraktivitet", code="I-2", due_on=date(2024, 3, 8))
    skills = make_measure(version, "Kompetanse", area="Teknologi", code="I-3", ongoing=True, lead=network)
    make_responsible(skills.editions.get(), "Fagskolen", role=MeasureResponsibility.Role.CONTRIBUTOR)
    make_measure(version, "Lærlinger", area="Attraktivitet", code="I-4")
    robots = make_measure(version, "Robotlab", area="Teknologi", code="I-5")
    circular = make_measure(version, "Sirkulær", area="Teknologi", code="I-6")
    adopt(version, ADOPTED)
    tell(arena, Status.COMPLETED, date(2023, 12, 1), note="Bussen går.")
    tell(railway, Status.IN_PROGRESS, date(2024, 3, 1), note="Møte med Bane Nor.")
    tell(skills, Status.IN_PROGRESS, date(2024, 3, 8), note="40 deltakere.", internal_note="Dyrt notat.")
    tell(robots, Status.IN_PROGRESS, date(2023, 6, 15), note="Rommet er klart.")
    merged_on = date(2024, 1, 10)
    merge_measure(measure=circular, into=skills, on=merged_on, recorded_on=merged_on, by=None)
    return document


AREAS = ("Teknologi", "Kompetanse", "Rekruttering", "Samferdsel", "Attraktivitet")
NOTE = (
    "Arbeidsgruppen har møttes to ganger, og skolen og bedriftene er enige om hva som skal til før sommeren."
)


def make_long_plan(network, *, title="Handelsstrategien", code="H", measures=30, adopted=date(2019, 6, 12)):
    """Return a plan of as many ``measures`` in five focus areas, told of every spring since 2020."""
    document = make_document(title, network=network, period_from=2019, period_to=2030)
    version = make_version(document)
    made = [
        make_measure(
            version,
            f"Tiltak {place} som gjør byen bedre for dem som driver handel i den",
            area=AREAS[place % len(AREAS)],
            code=f"{code}-{place}",
            due_on=date(2021 + place % 5, 12, 31) if place % 4 else None,
        )
        for place in range(measures)
    ]
    adopt(version, adopted)
    for place, measure in enumerate(made):
        for year in range(2020, 2025):
            day = date(year, 3, 1) + timedelta(days=place % 10)
            done = place % 3 == 0 and year >= 2021 + place % 4
            if place % 7 and not (done and year > 2021 + place % 4):
                tell(measure, Status.COMPLETED if done else Status.IN_PROGRESS, day, note=NOTE)
    return document
