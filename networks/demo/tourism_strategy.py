"""The demo's tourism strategy, and how its measures go."""

from datetime import date

from networks.models import Status

from .documents import TRADE_STRATEGY
from .people import EXPERIENCES, TRADE
from .plan_shapes import (
    COUNCIL,
    EXECUTIVE_BOARD,
    Aim,
    Area,
    Due,
    Edition,
    Precision,
    Step,
    Told,
    Treated,
    Wanted,
)
from .shapes import days

MUNICIPALITY = "Kongsberg kommune"
WINTER, GUESTS = "En sesong til", "Gjesten som blir"

TOURISM_EDITIONS = (
    Edition(
        areas=(
            Area(
                WINTER,
                "Kongsberg er full i juli og tom i november. Strategien handler mest om november.",
                (Aim("1", "Halvparten av overnattingene er utenom sommeren."),),
            ),
            Area(
                GUESTS,
                "En gjest som blir en natt til, er verdt mer enn en ny gjest.",
                (Aim("2", "Gjestene blir i snitt en halv dag lenger enn i 2019."),),
            ),
        ),
        new=(
            Wanted(
                "R-01",
                "Én kalender for alt som skjer",
                "Den som arrangerer, legger inn selv. Forumet rydder hver mandag.",
                WINTER,
                (EXPERIENCES,),
                ("Stigortdypet Opplevelser AS",),
                due=Due(date(2022, 1, 1), Precision.YEAR),
                contact="Birgitte Ödegren",
            ),
            Wanted(
                "R-02",
                "Vinterpakke: gruve, ski og varm mat",
                "Tre bedrifter selger én vinterhelg sammen, med én pris.",
                WINTER,
                ("Stigortdypet Opplevelser AS", "Skålen Overnatting AS"),
                aim="1",
                due=Due(date(2021, 10, 1), Precision.QUARTER),
            ),
            Wanted(
                "R-03",
                "Sykkelvei fra stasjonen til elva",
                "Sammenhengende skilting for syklende fra stasjonen til Lågen.",
                WINTER,
                (MUNICIPALITY,),
                (EXPERIENCES,),
                due=Due(date(2023, 6, 1), Precision.HALF_YEAR),
            ),
            Wanted(
                "R-04",
                "Felles tall for gjester",
                "Alle overnattingssteder teller likt, og deler tallene hver måned.",
                GUESTS,
                (EXPERIENCES,),
                aim="2",
                ongoing=True,
                contact="Pål Henrik Øyjordet",
            ),
            Wanted(
                "R-05",
                "Kveldsåpent sentrum",
                "Butikker, kafeer og scener holder åpent samme kveld, én gang i måneden.",
                GUESTS,
                (EXPERIENCES,),
                (TRADE,),
                due=Due(date(2022, 1, 1), Precision.YEAR),
            ),
            Wanted(
                "R-06",
                "Vertskapskurs for sommervikarene",
                "Alle sommervikarer får en kveld om byen før de møter den første gjesten.",
                GUESTS,
                (EXPERIENCES,),
                ("Fagskolen",),
                due=Due(date(2021, 5, 15)),
            ),
            Wanted(
                "R-07",
                "Skilt som folk forstår",
                "Skiltene fra E134 og fylkesveien viser hvor man parkerer, ikke bare hvor man kjører.",
                GUESTS,
                (MUNICIPALITY,),
                ("vegvesenet",),
            ),
        ),
        treated=(
            Treated(
                EXECUTIVE_BOARD,
                date(2020, 8, 19),
                Step.RECOMMENDATION,
                case="PS 58/20",
                archive="19/4420-11",
                vote="Enstemmig",
            ),
            Treated(
                COUNCIL,
                date(2020, 8, 26),
                case="KS 47/20",
                archive="19/4420-12",
                vote="Enstemmig",
                outcome="Vedtatt uten endringer.",
            ),
        ),
        text=(
            "Reiselivet i Kongsberg har én god sesong. Strategien skal gi det to.",
            "Sju tiltak, de fleste små. Forum for opplevelser svarer for dem, og møter "
            "formannskapet hvert år.",
        ),
    ),
)

TOURISM_STATUSES = {
    "R-01": (
        Told(Status.IN_PROGRESS, date(2021, 4, 14), "Fire kalendere er blitt til to."),
        Told(Status.IN_PROGRESS, note="To kalendere igjen å slå sammen.", meeting="formannskapet-2021"),
        Told(
            Status.IN_PROGRESS,
            note="Én kalender. Nå gjelder det å bruke den.",
            meeting="opplevelser-kalender",
        ),
        Told(
            Status.COMPLETED,
            note="Alle som skal, legger inn selv. Mandagsryddingen tar ti minutter.",
            meeting="opplevelser-frokoster",
            by="Birgitte Ödegren",
        ),
    ),
    "R-02": (
        Told(
            Status.POSTPONED, note="Ingen fikk reise i vinter. Ny frist settes.", meeting="formannskapet-2021"
        ),
        Told(Status.COMPLETED, date(2022, 2, 28), "Pakken er solgt 41 ganger."),
        Told(
            Status.IN_PROGRESS,
            date(2022, 11, 20),
            "Gjenåpnet: Den ene verten sluttet, og pakken må settes sammen på nytt.",
        ),
        Told(Status.IN_PROGRESS, days(-320), "Ny vert er med. Prisen er ikke satt."),
    ),
    "R-03": (
        Told(Status.NOT_STARTED, date(2021, 4, 14), "Kommunen har ikke penger til skilt i år."),
        Told(Status.ON_HOLD, date(2023, 5, 3), "Venter på ny bro."),
    ),
    "R-04": (
        Told(Status.IN_PROGRESS, note="Fem av åtte steder deler tall.", meeting="formannskapet-2021"),
        Told(Status.IN_PROGRESS, days(-420), "Sju av åtte."),
        Told(
            Status.IN_PROGRESS,
            days(-230),
            "Alle åtte deler tall. De teller ikke likt ennå.",
            by="Pål Henrik Øyjordet",
        ),
    ),
    "R-05": (
        Told(Status.IN_PROGRESS, note="To kvelder prøvd, sammen med handelen.", meeting="formannskapet-2021"),
        Told(
            Status.MERGED,
            date(2022, 8, 24),
            "Handelsstrategien har det samme tiltaket. De drives som ett.",
            into=(TRADE_STRATEGY, "H-04"),
        ),
    ),
    "R-06": (
        Told(Status.IN_PROGRESS, date(2021, 4, 14), "Atten påmeldt."),
        Told(
            Status.COMPLETED,
            date(2021, 5, 12),
            "Atten vikarer, to timer, en is hver.",
            recorded=date(2021, 6, 2),
        ),
    ),
}
