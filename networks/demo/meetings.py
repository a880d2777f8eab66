"""The demo's meetings of the other networks, and what waits for a later one."""

from networks.models import AgendaItem, Meeting, Minutes
from networks.visibility import Level

from .documents import TRADE_STRATEGY
from .meeting_shapes import MONDAY, TUESDAY, WEDNESDAY, Comment, Gathering, Item, Point
from .people import COMMUNICATION, EXPERIENCES, GROWTH, INDUSTRY, TOWN, TRADE
from .shapes import InWeek, days
from .usual_items import ANY_OTHER, APPROVED_BEFORE, TO_APPROVE

ItemKind, State, Status = AgendaItem.Kind, Minutes.State, Meeting.Status

OTHER_MEETINGS = (
    Gathering(
        "handel-tre-tiltak",
        TRADE,
        "Tre tiltak, ikke tolv",
        InWeek(-80, TUESDAY),
        clock="08.00",
        host="Bok & Blekk AS",
        venue="Bak kassa",
        chair="Bergljot Haase",
        not_coming=("Åge Ranvik",),
        minutes=State.PUBLISHED,
        approved_at="handel-gavekort",
        summary="Forumet valgte kurskvelder, gavekort og felles åpningstider.",
        items=(
            Item(
                "Hva rekker vi i år?",
                ItemKind.DECISION,
                minutes=60,
                record="Strategien har tolv tiltak. Hver fikk tre stemmer.",
                resolution="Kurskvelder, gavekort og åpningstider. Resten venter.",
                points=(
                    Point(
                        "Leie rom til tre kurskvelder", person="Nora Yilmaz-Haug", done=InWeek(-70, MONDAY)
                    ),
                ),
            ),
            ANY_OTHER,
        ),
    ),
    Gathering(
        "formannskapet-handel",
        TRADE,
        "Handelsstrategien: hva ble det av de gule lappene?",
        InWeek(-36, WEDNESDAY),
        kind=Meeting.Kind.MUNICIPAL,
        level=Level.PUBLIC,
        body="Formannskapet",
        case_number="PS 31/{år}",
        venue="Rådhuset, formannskapssalen",
        chair="Bergljot Haase",
        minutes=State.PUBLISHED,
        summary="Aktivitetene i sentrum fyller snart hele året. Storgata venter fortsatt på noen som vil "
        "betale.",
        items=(
            Item(
                "Status for handelsstrategien",
                ItemKind.STATUS_REPORT,
                document=TRADE_STRATEGY,
                presenter="Bergljot Haase",
                minutes=30,
                record="Forumet gikk gjennom tiltakene. Møtet om kostnadene for Storgata ble holdt uten at "
                "noen ble enige.",
                resolution="Formannskapet ber om et forslag til revisjon av strategien.",
            ),
        ),
    ),
    Gathering(
        "handel-gavekort",
        TRADE,
        "Ett gavekort for hele sentrum",
        InWeek(-12, TUESDAY),
        clock="08.00",
        host="Garnnøstet AS",
        chair="Bergljot Haase",
        minutes=State.PUBLISHED,
        approved_at="handel-apningstider",
        summary="Gavekortet kan brukes i nitten butikker fra neste måned.",
        items=(
            APPROVED_BEFORE,
            Item(
                "Gavekortet: hvem gjør opp med hvem?",
                presenter="Nora Yilmaz-Haug",
                minutes=40,
                record="Ett kort, ett oppgjør i måneden. Tre leverandører er spurt.",
                resolution="Forumet velger den som gjør opp raskest, ikke den billigste.",
                points=(
                    Point(
                        "Henge opp merket i vinduet i alle nitten butikker",
                        person="Kjell Ivar Tofteberg",
                        due=InWeek(-6, MONDAY),
                    ),
                ),
            ),
        ),
    ),
    Gathering(
        "handel-apningstider",
        TRADE,
        "Åpningstider i samme regneark",
        InWeek(-3, WEDNESDAY),
        clock="08.00",
        host="Sportsloftet Tyttebær AS",
        chair="Bergljot Haase",
        not_coming=("Åge Ranvik",),
        minutes=State.FOR_COMMENT,
        comments=(
            Comment(
                "Nora Yilmaz-Haug",
                "Garnnøstet stenger kl. 17 på lørdager, ikke 16. Det sto riktig i regnearket.",
                item=1,
                answer="Takk, det er rettet.",
            ),
            Comment(
                "Kjell Ivar Tofteberg",
                "Jeg sa at vi prøver torsdagene ut året, ikke at vi har bestemt oss.",
                item=2,
            ),
        ),
        items=(
            APPROVED_BEFORE,
            Item(
                "Felles åpningstider",
                minutes=60,
                record="Alle skrev sine tider inn i samme regneark. Byen har åpent lenger enn den tror.",
                resolution="Tidene legges ut samlet, og oppdateres hver måned.",
                points=(
                    Point("Legge ut tidene", person="Priya Nilsen-Rao", due=days(9)),
                    Point("Minne de tre som mangler", person="Nora Yilmaz-Haug", due=days(-2)),
                ),
            ),
            Item(
                "Langåpent på torsdager",
                record="Fem butikker holder åpent til 20 på torsdager.",
                resolution="Ordningen prøves ut året.",
            ),
        ),
    ),
    Gathering(
        "handel-neste",
        TRADE,
        "Kampanjekalenderen, på skjerm",
        InWeek(3, TUESDAY),
        status=Status.SCHEDULED,
        is_called=True,
        clock="08.30",
        hours=1,
        online_url="https://mote.knf.example/handel",
        chair="Bergljot Haase",
        coming=("Bergljot Haase",),
        items=(
            TO_APPROVE,
            Item("Hvem tar hvilken lørdag?", presenter="Priya Nilsen-Rao", minutes=40),
        ),
    ),
    Gathering(
        "opplevelser-kalender",
        EXPERIENCES,
        "Én kalender for alle",
        InWeek(-40, MONDAY),
        clock="14.00",
        host="Kafé Svovelstikka AS",
        chair="Birgitte Ödegren",
        not_coming=("Dag Otto Vesterhus",),
        minutes=State.PUBLISHED,
        approved_at="opplevelser-frokoster",
        summary="Alt som skjer, skal stå ett sted.",
        items=(
            Item(
                "Kalenderen: hvem legger inn hva?",
                minutes=45,
                record="Fire kalendere viser fire ulike lørdager. Alle vil ha én, ingen vil føre den.",
                resolution="Den som arrangerer, legger inn selv. Stigortdypet rydder hver mandag.",
                points=(
                    Point(
                        "Rydde i kalenderen hver mandag",
                        company="Stigortdypet Opplevelser AS",
                        done=InWeek(-30, MONDAY),
                    ),
                ),
            ),
        ),
    ),
    Gathering(
        "opplevelser-frokoster",
        EXPERIENCES,
        "Frokoster i stedet for senger",
        InWeek(-2, WEDNESDAY),
        clock="14.00",
        host="Skålen Overnatting AS",
        venue="Frokostsalen",
        chair="Birgitte Ödegren",
        items=(
            APPROVED_BEFORE,
            Item("Hva teller vi?", presenter="Pål Henrik Øyjordet", minutes=40),
        ),
    ),
    Gathering(
        "opplevelser-messe",
        EXPERIENCES,
        "Felles stand på reiselivsmessa",
        InWeek(-6, MONDAY),
        status=Status.CANCELLED,
        reason="Bare to meldte seg. De drar sammen på egen hånd.",
        is_called=True,
        clock="14.00",
        venue="KNFs møterom",
        items=(Item("Stand, bemanning og brosjyre", minutes=60),),
    ),
    Gathering(
        "opplevelser-gjestetall",
        EXPERIENCES,
        "Gjestetallene: hva forteller de?",
        InWeek(2, MONDAY),
        status=Status.POSTPONED,
        reason="Innlederen er syk. Ny dato kommer.",
        is_called=True,
        clock="14.00",
        venue="Blånote Jazzkjeller",
        items=(Item("Et år med telling", presenter="Pål Henrik Øyjordet", minutes=45),),
    ),
    Gathering(
        "byliv-neste",
        TOWN,
        "Mørke vinduer og lys i gata",
        InWeek(4, TUESDAY),
        status=Status.SCHEDULED,
        moved_from=InWeek(3, TUESDAY),
        reason="Salen på rådhuset er opptatt den dagen.",
        is_called=True,
        clock="18.00",
        venue="Rådhuset, møterom 2",
        chair="Pål Henrik Øyjordet",
        items=(
            Item("Åtte tomme lokaler", background="Listen ligger i nettverkets papirer.", minutes=40),
            Item("Lys i gata når det er mørkt", presenter="Fredrikke Torgnes", minutes=30),
        ),
    ),
    Gathering(
        "vekst-siste",
        GROWTH,
        "Folk, boliger, tomter og tog",
        InWeek(-1, WEDNESDAY),
        clock="15.00",
        venue="Universitetet, rom 2150",
        chair="Kjersti Mogård",
        not_coming=("Per-Olav Grytenes",),
        stand_ins=(("Linn Therese Moelv-Aas", "Per-Olav Grytenes"),),
        items=(
            Item(
                "Ett tall for hver av de fire",
                record="Gruppa velger fire tall som alle parter fører likt.",
                points=(Point("Foreslå de fire tallene", person="Unni Silfverling", due=days(20)),),
            ),
        ),
    ),
    Gathering(
        "kommunikasjon-kanaler",
        COMMUNICATION,
        "Hvem leser det vi skriver?",
        InWeek(-20, TUESDAY),
        clock="13.00",
        host="Ordbruket AS",
        chair="Ragnhild Tveitstøl",
        minutes=State.PUBLISHED,
        summary="Fire tusen klikk kan være ett menneske som leter etter telefonnummeret.",
        items=(
            Item(
                "Tall fra egne kanaler",
                presenter="Amund Fjellvik",
                minutes=60,
                record="Alle viste tallene sine, også de flaue.",
                resolution="Forumet måler det samme i tre måneder, og sammenligner.",
                points=(
                    Point(
                        "Lage ett skjema for alle",
                        person="Linn Therese Moelv-Aas",
                        due=InWeek(-15, MONDAY),
                        done=InWeek(-16, TUESDAY),
                    ),
                ),
            ),
        ),
    ),
)

PARKED = (
    (INDUSTRY, Item("Lånesveisere: en felles avtale?", background="Utsatt til flere har lest utkastet.")),
    (INDUSTRY, Item("Besøk hos et annet industrimiljø", ItemKind.INFORMATION)),
    (TRADE, Item("Sykkelparkering i Storgata", background="Venter på svar fra kommunen.")),
)
"""What waits for a later meeting, and in which forum."""
