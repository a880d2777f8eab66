"""The demo's meetings of Industrilederforum: of the last years, next week's and those to come."""

from networks.models import AgendaItem, Attendance, Meeting, Minutes
from networks.visibility import Level

from .documents import INDUSTRY_PLAN
from .meeting_shapes import MONDAY, THURSDAY, TUESDAY, WEDNESDAY, Gathering, Guest, Item, Point
from .people import INDUSTRY
from .shapes import InWeek, Paper, days
from .usual_items import ANY_OTHER, APPROVED_BEFORE, TO_APPROVE

Kind, ItemKind, State, Status = Meeting.Kind, AgendaItem.Kind, Minutes.State, Meeting.Status

INDUSTRY_MEETINGS = (
    Gathering(
        "industri-laerlinger",
        INDUSTRY,
        "Lærlinger som ikke finner hybel",
        InWeek(-104, THURSDAY),
        host="Nordhagen Robotikk AS",
        venue="Kantina",
        chair="Tor-Egil Rustand",
        not_coming=("Yngvar Wessman",),
        minutes=State.PUBLISHED,
        approved_at="industri-testarena",
        summary="Fire av sju tomme lærlingplasser skyldes at søkeren ikke fant et sted å bo.",
        items=(
            Item(
                "Hvorfor står plassene tomme?",
                presenter="Reidun Vågenes",
                minutes=40,
                record="Sju plasser sto tomme. I fire av tilfellene takket søkeren nei fordi det ikke var "
                "noe sted å bo.",
                resolution="Forumet spør gårdeierne om hybler før det spør kommunen.",
                points=(
                    Point(
                        "Ringe fem gårdeiere om ledige hybler",
                        person="Einar Évensmo",
                        due=InWeek(-98, MONDAY),
                        done=InWeek(-97, TUESDAY),
                        done_note="To sa ja, én vil tenke på det.",
                    ),
                ),
            ),
            ANY_OTHER,
        ),
    ),
    Gathering(
        "industri-testarena",
        INDUSTRY,
        "Hvem bruker testarenaen?",
        InWeek(-60, THURSDAY),
        host="Vinterbru Optikk AS",
        venue="Møterommet ved sliperiet",
        chair="Mathea von der Grube",
        not_coming=("Tor-Egil Rustand", "Oddbjørn Lia-Teigen"),
        minutes=State.PUBLISHED,
        approved_at="industri-strom",
        withdrawn="Referatet gjenga noe om en ansatt som ikke skulle stått der. Versjon 2 har resten.",
        withdrawn_note="Navnet på den sykmeldte sto i sak 2. Varslet av bedriften samme dag.",
        summary="Tre bedrifter bruker arenaen hver uke. De andre visste ikke at de kunne.",
        items=(
            APPROVED_BEFORE,
            Item(
                "Erfaringer fra testarenaen",
                presenter="Synne Varpe",
                minutes=45,
                slip="Gruveåsen Elektronikk har prøvd tre oppsett. Arbeidet stoppet da prosjektlederen ble "
                "sykmeldt.",
                record="Gruveåsen Elektronikk har prøvd tre oppsett, og vil prøve et fjerde. Vinterbru "
                "Optikk visste ikke at arenaen tok imot så små bedrifter.",
                resolution="Arenaen inviteres til å fortelle hva den koster.",
                points=(
                    Point(
                        "Skrive én side om hvordan en liten bedrift får testet noe",
                        person="Synne Varpe",
                        due=InWeek(-52, MONDAY),
                        done=InWeek(-53, THURSDAY),
                    ),
                ),
            ),
            ANY_OTHER,
        ),
    ),
    Gathering(
        "formannskapet-i-fjor",
        INDUSTRY,
        "Industriplanen: ett år til, ett regnskap til",
        InWeek(-50, WEDNESDAY),
        kind=Kind.MUNICIPAL,
        level=Level.PUBLIC,
        body="Formannskapet",
        case_number="PS 94/{år}",
        venue="Rådhuset, formannskapssalen",
        chair="Tor-Egil Rustand",
        minutes=State.PUBLISHED,
        summary="Studentene kommer, og lærlingplassene finnes. Det som mangler, er et sted å bo.",
        items=(
            Item(
                "Status for industriplanen",
                ItemKind.STATUS_REPORT,
                document=INDUSTRY_PLAN,
                presenter="Tor-Egil Rustand",
                minutes=30,
                record="Forumet gikk gjennom planen tiltak for tiltak. To er gjort. Hybler haster mest.",
                resolution="Formannskapet tar orienteringen til etterretning.",
            ),
        ),
    ),
    Gathering(
        "industri-strom",
        INDUSTRY,
        "Strøm nok til alle?",
        InWeek(-26, THURSDAY),
        host="Sandbekk Turbin AS",
        venue="Prøvehallen, ta med vernesko",
        chair="Tor-Egil Rustand",
        minutes=State.PUBLISHED,
        approved_at="industri-hybler",
        signed="Signert referat",
        summary="Det er ikke kraften som mangler, men plass i ledningene.",
        items=(
            APPROVED_BEFORE,
            Item(
                "Køen for å koble seg på",
                presenter="Bjarte Sandnuten",
                minutes=40,
                record="Den som melder behov i dag, får svar om fire år. Flere melder derfor mer enn de "
                "trenger, og det gjør køen lengre.",
                resolution="Bedriftene melder bare det de har vedtatt å bygge, og sier det høyt.",
                points=(
                    Point(
                        "Samle det bedriftene virkelig trenger, i én tabell",
                        company="Sandbekk Turbin AS",
                        due=InWeek(-20, MONDAY),
                        done=InWeek(-21, TUESDAY),
                    ),
                ),
            ),
            Item(
                "Felles innkjøp av måleutstyr",
                ItemKind.DECISION,
                level=Level.NETWORK,
                public_title="Felles innkjøp",
                presenter="Yngvar Wessman",
                record="Tre bedrifter vil dele et koordinatmålebord. Prisene sto på lerretet, ikke her.",
                resolution="Vinterbru Optikk kjøper, de andre leier.",
            ),
            ANY_OTHER,
        ),
    ),
    Gathering(
        "industri-hybler",
        INDUSTRY,
        "Hybler først",
        InWeek(-9, THURSDAY),
        host="Trollerud Sensor AS",
        venue="Fjerde etasje",
        chair="Tor-Egil Rustand",
        not_coming=("Marit Elise Hynne",),
        stand_ins=(("Solveig Frøyseth", "Marit Elise Hynne"),),
        minutes=State.APPROVED,
        approved_at="industri-tallene",
        summary="Forumet vil be formannskapet om én ting: hybler.",
        items=(
            APPROVED_BEFORE,
            Item(
                "Hva ber vi formannskapet om?",
                minutes=50,
                record="Listen var på elleve punkter. Etter en time sto det ett igjen.",
                resolution="Forumet ber om hybler, og har tallene klare.",
                points=(
                    Point(
                        "Finne ut hvor mange hybler som trengs til høsten",
                        person="Mathea von der Grube",
                        due=InWeek(-3, MONDAY),
                    ),
                    Point(
                        "Spørre Fagskolen hvor studentene bor i dag",
                        person="Reidun Vågenes",
                        due=InWeek(-5, MONDAY),
                        done=InWeek(-6, THURSDAY),
                        done_note="Halvparten pendler fra Drammen.",
                    ),
                ),
            ),
            ANY_OTHER,
        ),
    ),
    Gathering(
        "industri-tallene",
        INDUSTRY,
        "Tallene til formannskapet",
        InWeek(-2, THURSDAY),
        host="Gruveåsen Elektronikk AS",
        venue="Auditoriet",
        chair="Tor-Egil Rustand",
        not_coming=("Bjarte Sandnuten",),
        guests=(Guest("Wenche Sagmoen", "Kongsberg kommune", Attendance.Capacity.MUNICIPAL),),
        minutes=State.DRAFT,
        items=(
            APPROVED_BEFORE,
            Item(
                "Hvem ansetter vi neste år?",
                presenter="Synne Varpe",
                minutes=30,
                record="Ti bedrifter har svart. Flest mangler automatikere. Tallene gjennomgås en gang til "
                "før de sendes.",
                points=(
                    Point(
                        "Ringe de to bedriftene som ikke har svart",
                        person="Tor-Egil Rustand",
                        due=days(6),
                    ),
                    Point("Tegne tallene på én side", person="Synne Varpe", due=InWeek(1, MONDAY)),
                ),
            ),
            Item(
                "Kommunen om planer for studentboliger",
                ItemKind.INFORMATION,
                presenter="Wenche Sagmoen",
                minutes=20,
                record="To tomter er aktuelle. Kommunen kommer tilbake når den vet hvilken.",
            ),
            ANY_OTHER,
        ),
    ),
    Gathering(
        "industri-neste",
        INDUSTRY,
        "Hva sier vi til formannskapet?",
        InWeek(1, THURSDAY),
        status=Status.SCHEDULED,
        is_called=True,
        host="Blåklokke Presisjon AS",
        venue="Kantina i andre etasje. Meld deg i resepsjonen.",
        online_url="https://mote.knf.example/industrilederforum",
        chair="Tor-Egil Rustand",
        coming=("Tor-Egil Rustand", "Mathea von der Grube", "Reidun Vågenes", "Einar Évensmo"),
        not_coming=("Marit Elise Hynne",),
        stand_ins=(("Solveig Frøyseth", "Marit Elise Hynne"),),
        papers=(
            Paper(
                "Slik kom vi hit: fra elleve punkter til ett",
                INDUSTRY,
                Level.NETWORK,
                days(-4),
                (
                    "På møtet hos Trollerud Sensor hadde vi elleve ønsker. Ti av dem er gode, og kan vente.",
                    "Det elfte er hybler. Uten et sted å bo kommer verken lærlingen eller ingeniøren.",
                    "Ta stilling til dette før møtet: Hvor mange kan din bedrift garantere leie for?",
                ),
            ),
        ),
        items=(
            TO_APPROVE,
            Item(
                "Svarene på de tre spørsmålene",
                ItemKind.FOLLOW_UP,
                background="Bemanning, lærlinger og testarenaen. Svarene er samlet på én side.",
                presenter="Synne Varpe",
                minutes=20,
                papers=(
                    Paper(
                        "Svar på tre spørsmål, samlet",
                        INDUSTRY,
                        Level.NETWORK,
                        days(-3),
                        (
                            "Åtte av tolv har svart. Vi regner med 84 ansettelser neste år.",
                            "Sju lærlingplasser sto tomme, fire fordi søkeren ikke fant et sted å bo.",
                            "Fem bedrifter har brukt testarenaen. De andre visste ikke hvem de skulle ringe.",
                        ),
                    ),
                ),
            ),
            Item(
                "Det ene vi ber om",
                ItemKind.DECISION,
                background="Forslag: Kommunen stiller tomt, bedriftene garanterer leie for tretti hybler i "
                "fem år.",
                presenter="Tor-Egil Rustand",
                minutes=45,
            ),
            Item(
                "Hvor mange hybler kan hver bedrift garantere?",
                level=Level.NETWORK,
                public_title="Runde rundt bordet",
                background="Tallene blir i rommet til alle har sagt sitt.",
                minutes=20,
            ),
            Item(
                "Plassen til Hvittingdal Dreieverk etter sammenslåingen",
                ItemKind.INFORMATION,
                level=Level.STAFF,
                background="To plasser for samme bedrift. Spør dem før møtet.",
                minutes=5,
            ),
            Item("Eventuelt", ItemKind.ANY_OTHER_BUSINESS, minutes=10),
        ),
    ),
    Gathering(
        "formannskapet-neste",
        INDUSTRY,
        "Årsstatus for industriplanen",
        InWeek(5, WEDNESDAY),
        status=Status.SCHEDULED,
        kind=Kind.MUNICIPAL,
        level=Level.PUBLIC,
        body="Formannskapet",
        venue="Rådhuset, formannskapssalen",
        chair="Tor-Egil Rustand",
        items=(
            Item(
                "Status for industriplanen",
                ItemKind.STATUS_REPORT,
                document=INDUSTRY_PLAN,
                presenter="Tor-Egil Rustand",
                minutes=30,
            ),
        ),
    ),
    Gathering(
        "industri-plan",
        INDUSTRY,
        "Forumsmøte hos Kobolt & Krone",
        InWeek(12, THURSDAY),
        status=Status.DRAFT,
        host="Kobolt & Krone Legeringer AS",
        items=(Item("Hvordan gikk det i formannskapet?", ItemKind.FOLLOW_UP),),
    ),
)
