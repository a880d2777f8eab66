"""The demo's municipal plan, business strategies and farming plan: what the theme plans hang under."""

from datetime import date

from networks.models import Status

from .documents import INDUSTRY_PLAN, TRADE_STRATEGY
from .people import GROWTH
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
NEVER_FOUND = "Ført i ettertid, saksnummeret er ikke funnet"
ADOPTED = date(2019, 2, 6)
"""When the council adopted the business strategy, and the first plans with it."""

MUNICIPAL_PLAN_EDITIONS = (
    Edition(
        treated=(Treated(COUNCIL, date(2018, 6, 20), no_case=NEVER_FOUND),),
        text=(
            "Kommunens plan for areal og samfunn. Planen er kommunens egen; her står den for ordens skyld.",
        ),
    ),
)

FORMER_EDITIONS = (
    Edition(
        areas=(
            Area("Møteplasser", "Det som ikke blir sagt rundt et bord, blir sagt på parkeringsplassen."),
            Area("Sentrum", "Byen skal være verdt turen."),
        ),
        new=(
            Wanted(
                "S-01",
                "Ett bord for industrilederne",
                "Lederne i de største industribedriftene møtes fast, med kommunen som gjest.",
                "Møteplasser",
                ("KNF",),
                due=Due(date(2017, 1, 1), Precision.YEAR),
            ),
            Wanted(
                "S-02",
                "En plan for industrien",
                "Kommunen og bedriftene skriver en egen plan for industrien.",
                "Møteplasser",
                (MUNICIPALITY,),
                ("KNF",),
                due=Due(date(2018, 1, 1), Precision.YEAR),
            ),
            Wanted(
                "S-03",
                "Butikker i alle vinduer",
                "Lokaler på gateplan brukes til noe folk kan gå inn i.",
                "Sentrum",
                ("gårdeiere",),
                (MUNICIPALITY,),
            ),
        ),
        treated=(
            Treated(
                COUNCIL,
                date(2014, 5, 21),
                case="KS 31/14",
                archive="13/1187",
                vote="Vedtatt mot to stemmer",
            ),
        ),
        text=(
            "Kongsberg skal være et sted der ideer blir til produkter, og der folk har noe å gjøre etter "
            "klokka fire.",
            "Strategien gjelder i ti år, og følges opp av kommunen og næringslivet sammen.",
        ),
        short_text=("Kortversjonen: Møt hverandre. Fyll vinduene. Skriv ned hvem som gjør hva.",),
    ),
)

FORMER_STATUSES = {
    "S-01": (
        Told(Status.IN_PROGRESS, date(2016, 9, 1), "Fire bedrifter har spist lunsj sammen to ganger."),
        Told(Status.COMPLETED, date(2017, 3, 10), "Industrilederforum er stiftet av åtte bedrifter."),
    ),
    "S-02": (
        Told(Status.IN_PROGRESS, date(2018, 4, 11), "Arbeidet med planen er i gang."),
        Told(
            Status.COMPLETED,
            date(2019, 2, 6),
            f"{INDUSTRY_PLAN}en er vedtatt.",
            recorded=date(2019, 2, 20),
        ),
    ),
    "S-03": (
        Told(Status.ON_HOLD, date(2019, 10, 2), "Venter på en egen strategi for handelen."),
        Told(
            Status.SUPERSEDED,
            date(2022, 8, 24),
            "Handelsstrategien har et eget tiltak om tomme lokaler.",
            into=(TRADE_STRATEGY, "H-02"),
        ),
    ),
}

STRATEGY_EDITIONS = (
    Edition(
        areas=(
            Area(
                "Sammen om vekst",
                "Kommunen kan ikke skape arbeidsplasser, men den kan la være å stå i veien for dem.",
                (
                    Aim("1", "Bedriftene vet hvem de skal ringe, og får svar."),
                    Aim("1.1", "Ett sted å spørre for den som vil etablere seg.", under="1"),
                    Aim("2", "Kommune og næringsliv bruker de samme tallene."),
                ),
            ),
            Area("Planene under", "Strategien blir til noe gjennom de fire temaplanene."),
        ),
        new=(
            Wanted(
                "N-01",
                "Ett telefonnummer for bedrifter",
                "Kommunen har én inngang for bedrifter som vil etablere seg, bygge eller utvide.",
                "Sammen om vekst",
                (MUNICIPALITY,),
                ("KNF",),
                aim="1.1",
                due=Due(date(2020, 6, 1), Precision.HALF_YEAR),
            ),
            Wanted(
                "N-02",
                "Fire tall som alle fører likt",
                "Styringsgruppa velger fire tall om folk, boliger, tomter og tog, og fører dem hvert år.",
                "Sammen om vekst",
                (GROWTH,),
                ("Universitetet i Sørøst-Norge", MUNICIPALITY),
                aim="2",
                due=Due(days(120)),
                contact="Unni Silfverling",
            ),
            Wanted(
                "N-03",
                "Fire temaplaner, vedtatt og fulgt opp",
                "Industri, landbruk, reiseliv og handel får hver sin plan, med tiltak og navn.",
                "Planene under",
                (MUNICIPALITY,),
                ("KNF",),
                due=Due(date(2022, 1, 1), Precision.YEAR),
            ),
            Wanted(
                "N-04",
                "Status til formannskapet hvert år",
                "Forumene møter formannskapet én gang i året og forteller hvordan det går.",
                "Planene under",
                ("KNF", EXECUTIVE_BOARD),
                ongoing=True,
            ),
        ),
        treated=(
            Treated(
                EXECUTIVE_BOARD,
                date(2019, 1, 23),
                Step.RECOMMENDATION,
                case="PS 4/19",
                archive="17/3305-41",
                vote="Enstemmig",
            ),
            Treated(COUNCIL, ADOPTED, case="KS 8/19", archive="17/3305-42", vote="Enstemmig"),
        ),
        amendments="Kommunestyret ba om at de fire temaplanene legges fram samlet hvert fjerde år.",
        text=(
            "I 2030 skal det være lettere å starte, utvide og ansette i Kongsberg enn i dag.",
            "Strategien setter retningen. Tiltakene står i fire temaplaner: industri, landbruk, reiseliv og "
            "handel. Hver plan har et forum eller et kontor som svarer for den.",
        ),
        short_text=("Kortversjonen: Fire planer, ett telefonnummer, og status hvert år.",),
    ),
)

STRATEGY_STATUSES = {
    "N-01": (
        Told(Status.IN_PROGRESS, date(2019, 11, 6), "Nummeret finnes. Det ringer på tre kontorer."),
        Told(Status.COMPLETED, date(2020, 6, 17), "Ett nummer, ett svar, samme dag."),
    ),
    "N-02": (
        Told(Status.NOT_STARTED, days(-400), "Gruppa har ikke blitt enig om tallene."),
        Told(
            Status.IN_PROGRESS,
            note="Forslag til fire tall legges fram på neste møte.",
            meeting="vekst-siste",
            percent=40,
            by="Unni Silfverling",
        ),
    ),
    "N-03": (
        Told(Status.IN_PROGRESS, date(2020, 9, 2), "To av fire planer er vedtatt.", percent=50),
        Told(Status.IN_PROGRESS, date(2021, 12, 1), "Handelen venter på arealplanen.", percent=75),
        Told(Status.COMPLETED, date(2022, 8, 31), "Handelsstrategien var den siste.", percent=100),
    ),
    "N-04": (
        Told(Status.IN_PROGRESS, date(2023, 9, 13), "Industri, handel og reiseliv møter hver sin gang."),
        Told(Status.IN_PROGRESS, days(-200), "Handelen har møtt i år. Reiselivet har ikke fått dato."),
    ),
}

FARMING_EDITIONS = (
    Edition(
        areas=(Area("Jord og skog", "Det som vokser, skal også lønne seg."),),
        new=(
            Wanted(
                "L-01",
                "Kongsbergmat på kommunens bord",
                "Kommunens kjøkkener kjøper mer av maten fra gårder i nærheten.",
                "Jord og skog",
                (MUNICIPALITY,),
                ("bøndene",),
                due=Due(date(2021, 1, 1), Precision.YEAR),
            ),
            Wanted(
                "L-02",
                "Tre som bygger byen",
                "Neste offentlige bygg vurderes i massivtre fra egne skoger.",
                "Jord og skog",
                (MUNICIPALITY,),
                ("skogeierne", "Tretopp Massivtre AS"),
            ),
        ),
        treated=(Treated(COUNCIL, ADOPTED, case="KS 9/19", archive="17/3305-44", vote="Enstemmig"),),
        text=("Planen gjelder jord, skog og mat. Landbrukskontoret følger den opp.",),
    ),
)
