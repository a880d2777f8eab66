"""The demo's trade strategy: the one that was adopted, and the next one, which is on hearing."""

from datetime import date

from networks.visibility import Level

from .people import EXPERIENCES, TOWN, TRADE
from .plan_shapes import (
    COUNCIL,
    EXECUTIVE_BOARD,
    Aim,
    Area,
    Changed,
    Due,
    Edition,
    Heard,
    Precision,
    Step,
    Treated,
    Wanted,
)
from .shapes import Paper, days

MUNICIPALITY = "Kongsberg kommune"
SHOP, TOWN_CENTRE, TOGETHER = "I butikken", "I gata", "Sammen"

FIRST = Edition(
    areas=(
        Area(
            SHOP,
            "Nettet har alt, men ingen å spørre.",
            (Aim("1", "Kundene sier at de fikk hjelp av noen som kunne det."),),
        ),
        Area(
            TOWN_CENTRE,
            "Folk går dit det går folk.",
            (
                Aim("2", "Ingen tomme lokaler på gateplan."),
                Aim("2.1", "Et tomt vindu er i bruk innen tre måneder.", under="2"),
                Aim("3", "Storgata er et sted å være, ikke bare å parkere."),
            ),
        ),
        Area(TOGETHER, "En kunde på kafé bryr seg ikke om hvilken plan hun sitter i."),
    ),
    new=(
        Wanted(
            "H-01",
            "Kompetanseløft for ansatte i butikk",
            "Alle ansatte får tilbud om kurs i service, varekunnskap og salg på nett, minst én kveld i året.",
            SHOP,
            (TRADE,),
            ("KNF",),
            aim="1",
            due=Due(date(2023, 12, 1), Precision.HALF_YEAR),
            contact="Nora Yilmaz-Haug",
        ),
        Wanted(
            "H-02",
            "Ingen tomme lokaler på gateplan",
            "Den som eier et tomt lokale, lar noen bruke vinduet så lenge det står tomt.",
            TOWN_CENTRE,
            ("gårdeierne",),
            ("KNF", MUNICIPALITY),
            aim="2.1",
            ongoing=True,
        ),
        Wanted(
            "H-03",
            "Opprusting av aksen Storgata–Myntgata",
            "Fortau, lys og benker fra Storgata til Myntgata, etter én tegning.",
            TOWN_CENTRE,
            (MUNICIPALITY,),
            ("gårdeierne",),
            aim="3",
            due=Due(date(2025, 1, 1), Precision.YEAR),
        ),
        Wanted(
            "H-04",
            "Aktiviteter i sentrum hele året",
            "Noe skjer i sentrum minst én kveld i måneden, hele året, uten at noen må kjøpe noe.",
            TOGETHER,
            (TRADE,),
            (EXPERIENCES,),
            due=Due(date(2028, 1, 1), Precision.YEAR),
            contact="Nora Yilmaz-Haug",
        ),
        Wanted(
            "H-05",
            "Ett gavekort for hele sentrum",
            "Ett kort som gjelder i alle butikker og spisesteder som vil.",
            TOGETHER,
            (TRADE,),
            (TOWN,),
            due=Due(date(2024, 6, 30)),
            contact="Bergljot Haase",
        ),
        Wanted(
            "H-06",
            "Åpningstider man kan stole på",
            "Butikkene legger ut tidene sine samme sted, og holder dem.",
            SHOP,
            (TRADE,),
            aim="1",
            due=Due(days(30)),
            contact="Priya Nilsen-Rao",
        ),
        Wanted(
            "H-07",
            "Handle der du spiser",
            "Kafeer og butikker viser fram hverandres varer.",
            TOGETHER,
            (TRADE, EXPERIENCES),
            due=Due(date(2024, 2, 1), Precision.QUARTER),
        ),
        Wanted(
            "H-08",
            "Korttidsparkering som virker",
            "Første halvtime er gratis i sentrum, og skiltene sier det.",
            TOWN_CENTRE,
            (MUNICIPALITY,),
            (TRADE,),
            aim="3",
            due=Due(date(2023, 6, 1), Precision.HALF_YEAR),
        ),
        Wanted(
            "H-09",
            "Servicepris, delt ut av kundene",
            "Kundene stemmer fram årets beste møte over disk.",
            SHOP,
            (TRADE,),
            due=Due(date(2023, 1, 1), Precision.YEAR),
        ),
        Wanted(
            "H-10",
            "Varelevering før klokka ni",
            "Varebilene er ute av gågata før butikkene åpner.",
            TOWN_CENTRE,
            (MUNICIPALITY,),
            ("transportørene",),
        ),
        Wanted(
            "H-11",
            "Sykler skal også ha et sted å stå",
            "Tretti plasser for sykkel i og ved Storgata.",
            TOWN_CENTRE,
            (MUNICIPALITY,),
            aim="3",
        ),
        Wanted(
            "H-12",
            "Nye butikker får en fadder",
            "Den som åpner, får en erfaren nabo å ringe det første året.",
            TOGETHER,
            (TRADE,),
            ("KNF",),
            ongoing=True,
        ),
    ),
    heard=Heard(date(2021, 6, 1), date(2021, 6, 21)),
    treated=(
        Treated(
            EXECUTIVE_BOARD,
            date(2021, 9, 15),
            Step.POSTPONED,
            case="PS 61/21",
            archive="21/2904-2",
            outcome="Strategien tas opp når arealplanen er vedtatt.",
        ),
        Treated(
            EXECUTIVE_BOARD,
            date(2022, 8, 17),
            Step.RECOMMENDATION,
            case="PS 55/22",
            archive="21/2904-7",
            vote="Enstemmig",
        ),
        Treated(
            COUNCIL,
            date(2022, 8, 24),
            case="KS 52/22",
            archive="21/2904-8",
            vote="Enstemmig",
            outcome="Vedtatt med tillegg.",
        ),
    ),
    amendments="Kommunestyret la til to tiltak: plass til sykler, og en fadder for nye butikker.",
    text=(
        "Strategien gjelder butikker, spisesteder og alle andre som lever av at noen stikker innom.",
        "Tolv tiltak på tre områder. Noen finnes også i reiselivsstrategien; de drives som ett.",
        "Forum for handel møter formannskapet hvert år og forteller hvor langt tiltakene er kommet.",
    ),
    short_text=("Kortversjonen: Kunne faget, fylle vinduene, og gjøre det sammen.",),
)

SECOND = Edition(
    label="forslag til revisjon",
    changed=(
        Changed(
            "H-03",
            "Kostnadene er ikke fordelt, så fristen holder ikke.",
            text="Fortau, lys og benker fra Storgata til Myntgata, kvartal for kvartal. Det mørkeste først.",
            due=Due(date(2029, 1, 1), Precision.YEAR),
        ),
        Changed("H-07", "Varene og kaffen trives sammen uten en plan.", is_dropped=True),
        Changed("H-10", "Leveringen er et av punktene i det nye tiltaket om gågata.", into="H-13"),
        Changed("H-11", "Sykkelplassene er et av punktene i det nye tiltaket om gågata.", into="H-13"),
        Changed("H-09", "Prisen er delt ut. Den fortsetter av seg selv.", is_dropped=True),
    ),
    new=(
        Wanted(
            "H-13",
            "Én plan for gågata",
            "Levering, sykler, benker og snø i én plan, med én som svarer i kommunen.",
            TOWN_CENTRE,
            (MUNICIPALITY,),
            (TOWN, TRADE),
            aim="3",
            due=Due(date(2028, 6, 1), Precision.HALF_YEAR),
        ),
    ),
    heard=Heard(
        days(-12),
        days(16),
        comments=(
            (
                "Nora Yilmaz-Haug",
                "Bra at gågata får én plan. Skriv inn at snøen skal være borte før klokka åtte.",
                days(-6),
            ),
            (
                "Fredrikke Torgnes",
                "Vi vil gjerne ta det mørkeste kvartalet først. Si hvilket det er, så begynner vi å regne.",
                days(-2),
            ),
        ),
    ),
    text=(
        "Forslag til revidert handelsstrategi, etter evalueringen i formannskapet.",
        "To tiltak går ut, to blir til ett, og Storgata får ny frist. Si hva du mener innen fristen.",
    ),
    papers=(
        Paper(
            "Hva virket? Det butikkene sier om handelsstrategien",
            TRADE,
            Level.MEMBERS,
            days(-12),
            (
                "Kurskveldene ble fulle hver gang. Prisen fikk folk til å pusse vinduene.",
                "De tomme lokalene ble ikke færre før noen ringte huseierne, ett nummer om gangen.",
                "Tre av fem butikker sier at snøen i gågata koster dem kunder i februar.",
            ),
        ),
    ),
)

TRADE_EDITIONS = (FIRST, SECOND)
