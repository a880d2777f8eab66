"""The demo's industry plan in three editions: of 2019, of 2020, and as it was rewritten in 2023."""

from datetime import date

from .business_strategy import ADOPTED
from .people import INDUSTRY, RECRUITMENT
from .plan_shapes import (
    COUNCIL,
    EXECUTIVE_BOARD,
    Aim,
    Area,
    Changed,
    Due,
    Edition,
    Precision,
    Step,
    Treated,
    Wanted,
)
from .shapes import days

MUNICIPALITY, UNIVERSITY, COLLEGE = "Kongsberg kommune", "Universitetet i Sørøst-Norge", "Fagskolen"
CLUSTER = "Sølvtråden industriklynge"
PROTOCOLS = "https://kommunen.example/moter"

ARENA, SCHOOL, LATER_SCHOOL = "Testarena og digitalisering", "Utdanning", "Etterutdanning"
SEEN, ROADS, LAND = "Synlighet", "Samferdsel", "Areal og kraft"
TEST_ARENA, SKILLS, RECRUITING = "Testarenaen", "Kompetanse", "Rekruttering"
RAILWAY, ATTRACTION = "Jernbane", "Attraktivitet"

FIRST = Edition(
    areas=(
        Area(
            ARENA,
            "Kongsberg er stedet der nye løsninger prøves i vanlig trafikk og vanlig vær.",
            (
                Aim("1", "Bedrifter fra hele landet tester i Kongsberg."),
                Aim("1.1", "Tre nye brukere utenfra hvert år.", under="1"),
            ),
        ),
        Area(
            SCHOOL,
            "Utdanningene skal kunne tas her, av folk som vil bli her.",
            (Aim("2", "Flere studenter møter bedriftene før siste semester."),),
        ),
        Area(LATER_SCHOOL, "Den som er i jobb, skal slippe å slutte for å lære mer."),
        Area(SEEN, "Flere skal vite hva som lages her."),
        Area(ROADS, "En ingeniør bytter ikke jobb for å sitte i kø."),
        Area(LAND, "En fabrikk som vil vokse, trenger tomt og strøm."),
    ),
    new=(
        Wanted(
            "I-01",
            "Nasjonal digital testarena",
            "Kommunen og industrien driver en arena for 5G, autonomi og digitalisering, åpen for bedrifter "
            "fra hele landet.",
            ARENA,
            (MUNICIPALITY,),
            (INDUSTRY, CLUSTER),
            aim="1",
            ongoing=True,
        ),
        Wanted(
            "I-02",
            "Den gule bussen i vanlig trafikk",
            "En selvkjørende buss går i rute mellom stasjonen og industriområdet.",
            ARENA,
            (MUNICIPALITY,),
            ("kollektivselskapet",),
            aim="1",
            due=Due(date(2020, 6, 1), Precision.HALF_YEAR),
        ),
        Wanted(
            "I-03",
            "5G der bedriftene er",
            "Industriområdene har dekning av 5G, også innendørs.",
            ARENA,
            ("nettselskapene",),
            (MUNICIPALITY,),
            aim="1.1",
            due=Due(date(2020, 1, 1), Precision.YEAR),
        ),
        Wanted(
            "I-04",
            "Studentene inn i bedriftene",
            "Hver student har vært i en bedrift før siste semester.",
            SCHOOL,
            (UNIVERSITY,),
            (INDUSTRY, COLLEGE),
            aim="2",
            due=Due(date(2021, 6, 1), Precision.HALF_YEAR),
            contact="Reidun Vågenes",
        ),
        Wanted(
            "I-05",
            "Etterutdanning ved siden av jobben",
            "Fagskolen tilbyr kurs på kveld og nett i det bedriftene mangler mest.",
            LATER_SCHOOL,
            (COLLEGE,),
            (INDUSTRY,),
            due=Due(date(2021, 9, 1), Precision.QUARTER),
        ),
        Wanted(
            "I-06",
            "Felles kursplan for fagarbeidere",
            "Bedriftene kjøper kurs sammen og fyller hverandres ledige plasser.",
            LATER_SCHOOL,
            (INDUSTRY,),
            due=Due(date(2020, 12, 31)),
        ),
        Wanted(
            "I-07",
            "Oversikt over hva vi mangler",
            "Bedriftene svarer hvert år på hvem de trenger om tre år.",
            LATER_SCHOOL,
            (INDUSTRY,),
            (UNIVERSITY, COLLEGE),
            due=Due(date(2020, 1, 1), Precision.YEAR),
        ),
        Wanted(
            "I-08",
            "Felles stand på messer",
            "Bedriftene reiser på messe sammen, under byens navn.",
            SEEN,
            ("KNF",),
            (INDUSTRY,),
        ),
        Wanted(
            "I-09",
            "Flere avganger med toget",
            "Kommune og næringsliv arbeider sammen for to tog i timen til Drammen og Oslo.",
            ROADS,
            (MUNICIPALITY,),
            ("KNF", INDUSTRY),
            due=Due(date(2024, 1, 1), Precision.YEAR),
        ),
        Wanted(
            "I-10",
            "Plass til fabrikker som vokser",
            "Kommunen holder av areal til industri i arealplanen.",
            LAND,
            (MUNICIPALITY,),
            due=Due(date(2022, 6, 1), Precision.HALF_YEAR),
        ),
    ),
    treated=(
        Treated(
            EXECUTIVE_BOARD,
            date(2019, 1, 23),
            Step.RECOMMENDATION,
            case="PS 5/19",
            archive="17/3305-45",
            vote="Enstemmig",
        ),
        Treated(
            COUNCIL,
            ADOPTED,
            case="KS 10/19",
            archive="17/3305-46",
            vote="Enstemmig",
            url=f"{PROTOCOLS}/kommunestyret/2019-02-06",
        ),
    ),
    text=(
        "Bedriftene trenger folk, tog og plass. Kommunen trenger bedrifter som blir.",
        "Planen har ti tiltak på seks områder. Bak hvert tiltak står navnet på den som svarer for det.",
        "Kapittel 5: Industrilederforum møter formannskapet hvert år og forteller hva som er gjort, hva som "
        "ikke er det, og hvorfor.",
    ),
    short_text=("Kortversjonen: Ti tiltak, seks områder, og status i formannskapet hvert år.",),
)

SECOND = Edition(
    label="oppdatert 2020",
    changed=(
        Changed("I-02", "Bussen går i rute. Tiltaket er gjort.", is_dropped=True),
        Changed("I-03", "Dekningen er på plass. Tiltaket er gjort.", is_dropped=True),
        Changed(
            "I-04",
            "Ett besøk i siste år var for lite og for sent.",
            text="Hver student har vært minst to dager i en bedrift innen andre studieår.",
            due=Due(date(2022, 6, 1), Precision.HALF_YEAR),
        ),
        Changed(
            "I-05", "De tre tiltakene om kompetanse er blitt til ett som noen kan svare for.", into="I-11"
        ),
        Changed(
            "I-06", "De tre tiltakene om kompetanse er blitt til ett som noen kan svare for.", into="I-11"
        ),
        Changed(
            "I-07", "De tre tiltakene om kompetanse er blitt til ett som noen kan svare for.", into="I-11"
        ),
        Changed("I-08", "To messer på to år, og ingen nye kunder. Pengene brukes bedre.", is_dropped=True),
    ),
    new=(
        Wanted(
            "I-11",
            "Kompetanseløft for industrien",
            "Bedriftene melder hva de mangler, og Fagskolen og universitetet svarer med kurs som kan "
            "tas ved siden av jobben.",
            LATER_SCHOOL,
            (INDUSTRY,),
            (COLLEGE, UNIVERSITY),
            due=Due(date(2023, 1, 1), Precision.YEAR),
            contact="Reidun Vågenes",
        ),
        Wanted(
            "I-12",
            "Tretti nye lærlingplasser",
            "Bedriftene oppretter tretti plasser til, fordelt på minst ti bedrifter.",
            SCHOOL,
            (INDUSTRY,),
            (MUNICIPALITY,),
            aim="2",
            due=Due(date(2023, 9, 1), Precision.QUARTER),
            contact="Mathea von der Grube",
        ),
        Wanted(
            "I-13",
            "Strøm nok til dem som vil bygge",
            "Nettselskapet og bedriftene fører én felles liste over hva som trengs, og når.",
            LAND,
            ("nettselskapet",),
            (INDUSTRY, MUNICIPALITY),
        ),
    ),
    treated=(
        Treated(
            EXECUTIVE_BOARD,
            date(2020, 11, 18),
            Step.RECOMMENDATION,
            case="PS 92/20",
            archive="20/4117-1",
        ),
        Treated(
            COUNCIL,
            date(2020, 12, 2),
            case="KS 71/20",
            archive="20/4117-2",
            vote="Enstemmig",
            url=f"{PROTOCOLS}/kommunestyret/2020-12-02",
        ),
    ),
    text=(
        "Planen er justert etter møtet med formannskapet i juni 2020.",
        "To tiltak er gjort og går ut. Tre om kompetanse er blitt til ett. Messene er borte.",
    ),
)

THIRD = Edition(
    label="revidert 2023",
    areas=(
        Area(
            TEST_ARENA,
            "5G, autonomi og digitalisering, med plass til bedrifter utenfra.",
            (
                Aim("1", "Arenaen er et sted man ringer, ikke bare et sted man har hørt om."),
                Aim("1.1", "Fem bedrifter utenfra hvert år.", under="1"),
            ),
        ),
        Area(
            SKILLS,
            "Utdanning og etterutdanning, sammen med universitetet og Fagskolen.",
            (
                Aim("2", "Bedriftene får kursene de ber om, innen et år."),
                Aim("3", "Ingen lærlingplass står tom fordi søkeren ikke har et sted å bo."),
            ),
        ),
        Area(
            RECRUITING,
            "Felles innsats for å få folk til å flytte hit og bli.",
            (Aim("4", "Flere blir enn drar."),),
        ),
        Area(RAILWAY, "Hyppigere avganger til Drammen og Oslo.", (Aim("5", "To tog i timen."),)),
        Area(
            ATTRACTION,
            "Et sentrum og et boligtilbud som tåler sammenligning.",
            (Aim("6", "En nyutdannet finner et sted å bo som hun har råd til."),),
        ),
    ),
    changed=(
        Changed("I-01", area=TEST_ARENA, aim="1"),
        Changed(
            "I-04",
            "To dager ble for lite til å huske noen. Universitetet har bedt om en hel uke.",
            title="En uke i bedrift for hver student",
            text="Hver student har hatt minst én hel uke i en bedrift innen andre studieår.",
            area=SKILLS,
            aim="2",
            due=Due(date(2025, 6, 1), Precision.HALF_YEAR),
        ),
        Changed(
            "I-09",
            "Målet er det samme, men fristen er flyttet til når sporet kan være klart.",
            title="To tog i timen til Drammen og Oslo",
            area=RAILWAY,
            aim="5",
            due=Due(date(2032, 1, 1), Precision.YEAR),
        ),
        Changed(
            "I-10",
            "Arealet står i arealplanen som ble vedtatt 22. juni 2022.",
            area=ATTRACTION,
            is_dropped=True,
        ),
        Changed("I-11", area=SKILLS, aim="2", due=Due(date(2030, 1, 1), Precision.YEAR)),
        Changed(
            "I-12",
            "Plassene finnes. Det er søkerne som mangler et sted å bo.",
            title="Ingen tom lærlingplass",
            text="Plassene som finnes, er fylt: Bedriftene hjelper søkeren med å finne et sted å bo.",
            area=SKILLS,
            aim="3",
            due=Due(days(45)),
        ),
        Changed("I-13", area=ATTRACTION),
    ),
    new=(
        Wanted(
            "I-14",
            "Én side om å flytte hit",
            "Alle bedriftene lenker til den samme siden om jobber, boliger, barnehager og fritid.",
            RECRUITING,
            (RECRUITMENT,),
            ("KNF", MUNICIPALITY),
            aim="4",
            due=Due(date(2024, 3, 1), Precision.QUARTER),
        ),
        Wanted(
            "I-15",
            "Tretti hybler til lærlinger og studenter",
            "Kommunen stiller tomt, og bedriftene garanterer leie i fem år.",
            ATTRACTION,
            (MUNICIPALITY,),
            ("gårdeiere", INDUSTRY),
            aim="6",
            due=Due(date(2025, 12, 31)),
            contact="Tor-Egil Rustand",
        ),
        Wanted(
            "I-16",
            "Testarenaen for de små",
            "Arenaen forteller på én side hva det koster, og hvem man ringer.",
            TEST_ARENA,
            (INDUSTRY,),
            (CLUSTER,),
            aim="1.1",
            due=Due(days(20)),
            contact="Synne Varpe",
        ),
        Wanted(
            "I-17",
            "Jobb nummer to i familien",
            "Den som ansetter, spør hva den andre i familien trenger, og sender svaret videre.",
            RECRUITING,
            (RECRUITMENT,),
            aim="4",
            ongoing=True,
            contact="Jorunn Skavedal",
        ),
        Wanted(
            "I-18",
            "Verksted for ungdom på lørdager",
            "To bedrifter åpner verkstedet for ungdom én lørdag i måneden.",
            RECRUITING,
            ("Nordhagen Robotikk AS", "Sølvreven Hydraulikk AS"),
            ("ungdomsskolene",),
            due=Due(date(2024, 9, 1), Precision.HALF_YEAR),
        ),
        Wanted(
            "I-19",
            "Gods på skinner",
            "Kommunen og bedriftene utreder om tunge leveranser kan gå med tog.",
            RAILWAY,
            (MUNICIPALITY,),
            ("Sandbekk Turbin AS",),
            aim="5",
        ),
    ),
    treated=(
        Treated(
            EXECUTIVE_BOARD,
            date(2022, 11, 2),
            Step.INFORMATION,
            case="PS 84/22",
            archive="22/5012",
            outcome="Formannskapet ber om et utkast før sommeren.",
        ),
        Treated(
            EXECUTIVE_BOARD,
            date(2023, 5, 31),
            Step.RECOMMENDATION,
            case="PS 49/23",
            archive="22/5012-8",
            vote="Enstemmig",
        ),
        Treated(
            COUNCIL,
            date(2023, 6, 14),
            case="KS 43/23",
            archive="22/5012-9",
            vote="Enstemmig",
            outcome="Planen er vedtatt, og skal evalueres hvert år.",
            url=f"{PROTOCOLS}/kommunestyret/2023-06-14",
        ),
    ),
    amendments="Kommunestyret la til at Industrilederforum evaluerer planen hvert år, første gang i 2024.",
    text=(
        "Planen er skrevet på nytt, med fem områder i stedet for seks, og ett navn bak hvert tiltak.",
        "Testarenaen, kompetanse, rekruttering, jernbane og attraktivitet: Det første har vi. De fire andre "
        "avgjør om vi får beholde det.",
        "Kapittel 5: Industrilederforum møter formannskapet hvert år. Planen evalueres ved hvert møte.",
    ),
    short_text=("Kortversjonen: Fem områder, tolv tiltak, ett navn bak hvert.",),
)

INDUSTRY_EDITIONS = (FIRST, SECOND, THIRD)
