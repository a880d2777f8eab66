"""How the measures of the demo's trade strategy have gone, with the evaluation of 20 March 2024."""

from datetime import date

from networks.models import Status

from .plan_shapes import Told
from .shapes import days

EVALUATION, THIS_YEAR = "formannskapet-2024", "formannskapet-handel"
FIRST_ROUND, SECOND_ROUND = date(2022, 12, 7), date(2023, 9, 13)

TRADE_STATUSES = {
    "H-01": (
        Told(Status.IN_PROGRESS, FIRST_ROUND, "Første kurskveld er satt opp."),
        Told(Status.IN_PROGRESS, SECOND_ROUND, "To kurskvelder, førti ansatte.", percent=60),
        Told(
            Status.COMPLETED,
            note="Tre kurskvelder, den siste med venteliste.",
            meeting=EVALUATION,
            internal="Kurset gikk med underskudd. Det dekkes over eget budsjett i år, ikke neste.",
        ),
    ),
    "H-02": (
        Told(Status.IN_PROGRESS, FIRST_ROUND, "Fjorten tomme lokaler ved første telling."),
        Told(Status.IN_PROGRESS, note="Ti tomme lokaler.", meeting=EVALUATION),
        Told(Status.IN_PROGRESS, days(-300), "Ni tomme lokaler."),
        Told(
            Status.IN_PROGRESS,
            days(-300),
            "Ti tomme lokaler. Ett var talt som utleid, men avtalen ble ikke noe av.",
            recorded=days(-280),
            corrects=True,
        ),
        Told(Status.IN_PROGRESS, note="Ti igjen, tre av dem for utleie per måned.", meeting=THIS_YEAR),
        Told(Status.IN_PROGRESS, days(-16), "Åtte lokaler står tomme, to færre enn ved forrige telling."),
    ),
    "H-03": (
        Told(Status.NOT_STARTED, SECOND_ROUND),
        Told(
            Status.NOT_STARTED,
            note="Kommune og gårdeiere møtes om kostnadene før sommeren.",
            meeting=EVALUATION,
        ),
        Told(Status.ON_HOLD, note="Møtet om kostnader er holdt. Ingen ble enige.", meeting=THIS_YEAR),
    ),
    "H-04": (
        Told(
            Status.IN_PROGRESS, FIRST_ROUND, "Julegata og kveldsåpent er slått sammen med reiselivets tiltak."
        ),
        Told(Status.IN_PROGRESS, note="Åtte av tolv måneder hadde noe.", meeting=EVALUATION, percent=65),
        Told(Status.IN_PROGRESS, note="Ti av tolv. Februar og mars er tomme.", meeting=THIS_YEAR, percent=80),
        Told(
            Status.IN_PROGRESS,
            days(-40),
            "Februar har fått en lysfest. Mars er fortsatt mars.",
            by="Nora Yilmaz-Haug",
            percent=90,
        ),
    ),
    "H-05": (
        Told(Status.NOT_STARTED, note="Tre leverandører er spurt.", meeting=EVALUATION),
        Told(Status.IN_PROGRESS, note="Avtalen er skrevet.", meeting=THIS_YEAR, percent=50),
        Told(
            Status.COMPLETED,
            note="Gavekortet gjelder i nitten butikker.",
            meeting="handel-gavekort",
            by="Bergljot Haase",
            percent=100,
        ),
    ),
    "H-06": (
        Told(Status.NOT_STARTED, note="Alle er for. Ingen har begynt.", meeting=EVALUATION),
        Told(
            Status.IN_PROGRESS,
            note="Tidene ligger i samme regneark.",
            meeting="handel-apningstider",
            by="Priya Nilsen-Rao",
            percent=70,
        ),
    ),
    "H-07": (
        Told(Status.IN_PROGRESS, SECOND_ROUND, "Garn på kafé, kaker i garnbutikken."),
        Told(Status.IN_PROGRESS, note="Fire par er i gang.", meeting=EVALUATION),
    ),
    "H-08": (
        Told(Status.IN_PROGRESS, FIRST_ROUND, "Prøves fra nyttår."),
        Told(Status.COMPLETED, date(2023, 5, 24), "Ordningen er fast.", recorded=SECOND_ROUND),
    ),
    "H-09": (Told(Status.COMPLETED, date(2023, 11, 29), "212 stemmer, én vinner, mange som gråt."),),
    "H-10": (
        Told(
            Status.NOT_STARTED, note="Kommunen og transportørene har ikke møtt hverandre.", meeting=EVALUATION
        ),
        Told(Status.POSTPONED, note="Tas med i planen for gågata.", meeting=THIS_YEAR),
    ),
    "H-12": (
        Told(Status.IN_PROGRESS, SECOND_ROUND, "Tre faddere, to nye butikker."),
        Told(Status.IN_PROGRESS, days(-420), "Fem faddere."),
    ),
}
"""H-11 has never been reported on."""
