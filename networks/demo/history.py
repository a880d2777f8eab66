"""The demo's meetings of earlier years: with the elected bodies, and the first ones of two forums."""

from datetime import date

from networks.models import AgendaItem, Attendance, Meeting, Minutes
from networks.visibility import Level

from .documents import INDUSTRY_PLAN, TOURISM_STRATEGY, TRADE_STRATEGY
from .meeting_shapes import Gathering, Guest, Item, Point
from .people import BUILDING, COMMUNICATION, EXPERIENCES, FIRST_WORKING_MEETING, INDUSTRY, TRADE

Kind, ItemKind, PUBLISHED = Meeting.Kind, AgendaItem.Kind, Minutes.State.PUBLISHED
EXECUTIVE_BOARD, COUNCIL = "Formannskapet", "Kommunestyret"
PROTOCOLS = "https://kommunen.example/moter"

HISTORY = (
    Gathering(
        "formannskapet-2019",
        INDUSTRY,
        "Første årsstatus for industriplanen",
        date(2019, 5, 29),
        kind=Kind.MUNICIPAL,
        level=Level.PUBLIC,
        body=EXECUTIVE_BOARD,
        case_number="PS 41/19",
        archive_number="19/2204",
        protocol_url=f"{PROTOCOLS}/formannskapet/2019-05-29",
        venue="Rådhuset, formannskapssalen",
        chair="Gunnhild Aasrud",
        not_coming=("Karsten Müllner", "Yngvar Wessman"),
        summary="Industrilederforum fortalte for første gang formannskapet hva som er gjort med "
        "industriplanen: testarenaen er godt i gang, bedriftene leter etter folk.",
        minutes=PUBLISHED,
        items=(
            Item(
                "Status for industriplanen",
                ItemKind.STATUS_REPORT,
                document=INDUSTRY_PLAN,
                presenter="Gunnhild Aasrud",
                minutes=30,
                record="Forumet gikk gjennom planen tiltak for tiltak. Testarenaen har fått sine første "
                "brukere utenfra, og den gule bussen går. Det som haster, er folk: Alle bedriftene ved "
                "bordet søker etter noen nå.",
                resolution="Formannskapet tar orienteringen til etterretning, og vil ha en ny om et år.",
            ),
            Item(
                "Utdanning som kan tas i Kongsberg",
                presenter="Ragnar Dokkedal",
                minutes=15,
                record="Forumet ba om at studentene får møte bedriftene før siste semester, og at "
                "etterutdanning kan tas ved siden av jobb.",
                points=(
                    Point(
                        "Invitere studentene til en dag i bedriftene",
                        person="Mathea von der Grube",
                        due=date(2019, 10, 1),
                        done=date(2019, 9, 19),
                        done_note="Seksti studenter, fem bedrifter.",
                    ),
                ),
            ),
        ),
    ),
    Gathering(
        "fjorten-bedrifter",
        BUILDING,
        "Fjorten bedrifter og kommunen",
        date(2020, 2, 4),
        clock="12.00",
        venue="KNFs møterom",
        chair="Kjersti Mogård",
        minutes=PUBLISHED,
        summary="Kommunen blir fast deltaker i forumet.",
        items=(
            Item(
                "Når vi blir spurt",
                presenter="Kjersti Mogård",
                record="Høringen kommer når de fleste valgene er tatt. Forumet vil spørres mens streken "
                "tegnes.",
                resolution="Kommunen legger fram oversikten over planer i arbeid på hvert møte.",
            ),
            Item(
                "Hva koster kravene?",
                record="Kommunen ba om ærlige tall for hva krav i planene koster i et ferdig bygg.",
                points=(
                    Point(
                        "Samle tall fra tre ferdige prosjekter",
                        person="Geir Aage Stollvik",
                        due=date(2020, 4, 1),
                        done=date(2020, 4, 14),
                    ),
                ),
            ),
        ),
    ),
    Gathering(
        "formannskapet-2020",
        INDUSTRY,
        "Ordførerens konferanse: årlig justering av industriplanen",
        date(2020, 6, 24),
        kind=Kind.CONFERENCE,
        level=Level.PUBLIC,
        body=EXECUTIVE_BOARD,
        no_case_number="Konferanse hos ordføreren, ikke et ordinært møte i formannskapet",
        venue="Krona",
        hours=4,
        chair="Ragnar Dokkedal",
        summary="Planen ble justert: mer om kompetanse, mindre om messer som ikke ble noe av.",
        minutes=PUBLISHED,
        items=(
            Item(
                "Justering av industriplanen",
                ItemKind.STATUS_REPORT,
                document=INDUSTRY_PLAN,
                presenter="Ragnar Dokkedal",
                record="To tiltak er gjort, og går ut. Forumet foreslo å slå sammen de tre om kompetanse "
                "til ett som noen kan svare for.",
                resolution="Forslagene tas med når planen oppdateres senere i år.",
            ),
        ),
    ),
    Gathering(
        "formannskapet-2021-vinter",
        INDUSTRY,
        "Status for industriplanen, på skjerm",
        date(2021, 1, 20),
        clock="10.30",
        hours=1,
        kind=Kind.MUNICIPAL,
        level=Level.PUBLIC,
        body=EXECUTIVE_BOARD,
        case_number="PS 6/21",
        archive_number="20/4117-3",
        protocol_url=f"{PROTOCOLS}/formannskapet/2021-01-20",
        online_url="https://mote.knf.example/formannskapet-2021",
        chair="Ragnar Dokkedal",
        not_coming=("Einar Évensmo",),
        summary="Den oppdaterte planen ble lagt fram. Bedriftene har holdt folk i arbeid gjennom et "
        "vanskelig år.",
        minutes=PUBLISHED,
        items=(
            Item(
                "Status for industriplanen",
                ItemKind.STATUS_REPORT,
                document=INDUSTRY_PLAN,
                presenter="Ragnar Dokkedal",
                minutes=20,
                record="Ordrene kom tilbake raskere enn ventet. Besøk og montasje ute står fortsatt.",
                resolution="Formannskapet takker for orienteringen.",
            ),
        ),
    ),
    Gathering(
        "kommunikasjonsforum-forste",
        COMMUNICATION,
        "Første arbeidsmøte",
        FIRST_WORKING_MEETING,
        clock="13.00",
        kind=Kind.WORKING,
        venue="Krona, auditoriet",
        chair="Ragnhild Tveitstøl",
        minutes=PUBLISHED,
        items=(
            Item(
                "En sak som gikk dårlig",
                record="Alle fortalte om én. Det som ble sagt, er ikke skrevet ned.",
                resolution="Forumet møtes fire ganger i året, hos hverandre.",
            ),
        ),
    ),
    Gathering(
        "formannskapet-2021",
        BUILDING,
        "Dialogmøte med tre forum",
        date(2021, 11, 3),
        clock="11.00",
        hours=3,
        kind=Kind.MUNICIPAL,
        level=Level.PUBLIC,
        with_forums=(TRADE, EXPERIENCES),
        body=EXECUTIVE_BOARD,
        case_number="PS 78/21",
        archive_number="21/3390",
        protocol_url=f"{PROTOCOLS}/formannskapet/2021-11-03",
        venue="Rådhuset, formannskapssalen",
        chair="Kjersti Mogård",
        not_coming=("Lasse Vannvik", "Åge Ranvik"),
        guests=(Guest("Wilhelm Åsnes", "Kongsberg kommune", Attendance.Capacity.MUNICIPAL),),
        summary="Bygg, handel og opplevelser la fram hver sin sak: boliger i sentrum, strategien som "
        "venter, og en sesong som varer hele året.",
        minutes=PUBLISHED,
        items=(
            Item(
                "Boliger i sentrum",
                forum=BUILDING,
                presenter="Kjersti Mogård",
                minutes=30,
                record="Tre tomter kan bebygges uten ny plan. Det som mangler, er noen som tør å begynne.",
            ),
            Item(
                "Handelsstrategien venter på arealplanen",
                ItemKind.STATUS_REPORT,
                document=TRADE_STRATEGY,
                forum=TRADE,
                presenter="Kjell Ivar Tofteberg",
                minutes=30,
                record="Utkastet var ferdig i juni. Forumet ba om å få det behandlet uten å vente på alt.",
                resolution="Strategien tas opp så snart arealplanen er vedtatt.",
            ),
            Item(
                "Status for reiselivsstrategien",
                ItemKind.STATUS_REPORT,
                document=TOURISM_STRATEGY,
                forum=EXPERIENCES,
                presenter="Pål Henrik Øyjordet",
                minutes=30,
                record="Gjestene kommer i flere måneder enn før, men blir like kort.",
            ),
            Item(
                "Hvem av oss eier julegata?",
                forum=TRADE,
                level=Level.NETWORK,
                public_title="Fordeling av oppgaver i Forum for handel",
                record="Forumet tok en kort runde for seg selv etterpå. Tre butikker tar strømmen, to tar "
                "ryddingen.",
            ),
        ),
    ),
    Gathering(
        "formannskapet-2022",
        INDUSTRY,
        "Oppstart: revisjon av industriplanen",
        date(2022, 11, 2),
        kind=Kind.MUNICIPAL,
        level=Level.PUBLIC,
        body=EXECUTIVE_BOARD,
        case_number="PS 84/22",
        archive_number="22/5012",
        protocol_url=f"{PROTOCOLS}/formannskapet/2022-11-02",
        venue="Rådhuset, formannskapssalen",
        chair="Ragnar Dokkedal",
        summary="Planen skal skrives på nytt, med rekruttering og jernbane lenger fram.",
        minutes=PUBLISHED,
        items=(
            Item(
                "Status, og hva som bør inn i planen",
                ItemKind.STATUS_REPORT,
                document=INDUSTRY_PLAN,
                presenter="Ragnar Dokkedal",
                minutes=40,
                record="Forumet vil ha fem områder i stedet for seks, og ett navn bak hvert tiltak.",
                resolution="Formannskapet ber om et utkast før sommeren.",
                points=(
                    Point(
                        "Skrive utkast til de fem områdene",
                        person="Reidun Vågenes",
                        due=date(2023, 2, 1),
                        done=date(2023, 1, 27),
                    ),
                ),
            ),
        ),
    ),
    Gathering(
        "kommunestyret-2023",
        INDUSTRY,
        "Kommunestyret vedtar industriplanen på nytt",
        date(2023, 6, 14),
        clock="17.00",
        hours=3,
        kind=Kind.MUNICIPAL,
        level=Level.PUBLIC,
        body=COUNCIL,
        case_number="KS 43/23",
        archive_number="22/5012-9",
        protocol_url=f"{PROTOCOLS}/kommunestyret/2023-06-14",
        venue="Rådhuset, kommunestyresalen",
        chair="Tor-Egil Rustand",
        summary="Forumet fikk ti minutter før voteringen. Planen er vedtatt, og skal evalueres hvert år.",
        minutes=PUBLISHED,
        items=(
            Item(
                "Revidert industriplan",
                ItemKind.DECISION,
                document=INDUSTRY_PLAN,
                presenter="Tor-Egil Rustand",
                minutes=10,
                record="Forumet takket for arbeidet, og lovet å komme tilbake med regnskapet.",
                resolution="Planen er vedtatt. Kommunens egen protokoll har ordlyden.",
            ),
        ),
    ),
    Gathering(
        "formannskapet-2024",
        TRADE,
        "Evaluering av handelsstrategien",
        date(2024, 3, 20),
        clock="13.00",
        hours=3,
        kind=Kind.MUNICIPAL,
        level=Level.PUBLIC,
        body=EXECUTIVE_BOARD,
        no_case_number="Samling på hotell, ikke et ordinært møte i formannskapet",
        venue="På hotell utenfor sentrum",
        chair="Bergljot Haase",
        not_coming=("Kjell Ivar Tofteberg",),
        summary="Formannskapet og forumet gikk gjennom strategien punkt for punkt, med grønne, gule og "
        "røde lapper på veggen.",
        minutes=PUBLISHED,
        items=(
            Item(
                "Status for handelsstrategien",
                ItemKind.STATUS_REPORT,
                document=TRADE_STRATEGY,
                presenter="Bergljot Haase",
                minutes=60,
                record="Kompetanseløftet er grønt: tre kurskvelder, den siste med venteliste. Aktivitetene i "
                "sentrum er gule. Aksen Storgata–Myntgata er rød.",
                resolution="Kommune og gårdeiere møtes om kostnadene før sommeren.",
            ),
            Item(
                "Et helt ærlig regnskap for kurskveldene",
                level=Level.STAFF,
                record="Kurset gikk med underskudd. Vi dekker det over eget budsjett i år, ikke neste.",
            ),
        ),
    ),
)
