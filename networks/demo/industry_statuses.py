"""How the measures of the demo's industry plan have gone, from one meeting with the board to the next."""

from datetime import date

from networks.models import Status

from .plan_shapes import Told
from .shapes import days

ROUND_2023 = date(2023, 12, 6)

INDUSTRY_STATUSES = {
    "I-01": (
        Told(Status.IN_PROGRESS, note="De første brukerne utenfra er her.", meeting="formannskapet-2019"),
        Told(Status.IN_PROGRESS, note="Stille i vår, fullt fra august.", meeting="formannskapet-2020"),
        Told(Status.IN_PROGRESS, note="Seks prosjekter i gang.", meeting="formannskapet-2021-vinter"),
        Told(Status.IN_PROGRESS, note="Ni prosjekter. Fire er utenfra.", meeting="formannskapet-2022"),
        Told(Status.IN_PROGRESS, ROUND_2023),
        Told(Status.IN_PROGRESS, note="Tre bedrifter bruker arenaen hver uke.", meeting="industri-testarena"),
        Told(Status.IN_PROGRESS, note="Fem bedrifter har testet i år.", meeting="formannskapet-i-fjor"),
        Told(Status.IN_PROGRESS, meeting="industri-tallene", by="Tor-Egil Rustand"),
    ),
    "I-02": (
        Told(Status.IN_PROGRESS, note="Bussen går, med vakt om bord.", meeting="formannskapet-2019"),
        Told(Status.COMPLETED, note="Bussen går i rute.", meeting="formannskapet-2020"),
    ),
    "I-03": (
        Told(Status.IN_PROGRESS, note="To av fire master står.", meeting="formannskapet-2019", percent=50),
        Told(
            Status.COMPLETED,
            date(2020, 3, 2),
            "Fire master, full dekning.",
            recorded=date(2020, 6, 24),
            percent=100,
        ),
    ),
    "I-04": (
        Told(Status.NOT_STARTED, note="Avtalt med universitetet fra høsten.", meeting="formannskapet-2019"),
        Told(
            Status.IN_PROGRESS,
            date(2019, 9, 19),
            "Seksti studenter, fem bedrifter.",
            recorded=date(2019, 11, 4),
        ),
        Told(Status.ON_HOLD, note="Ingen besøk i vår.", meeting="formannskapet-2020"),
        Told(Status.IN_PROGRESS, note="Åtti studenter i høst.", meeting="formannskapet-2022"),
        Told(Status.IN_PROGRESS, ROUND_2023, "Universitetet legger uka inn i studieplanen."),
        Told(
            Status.IN_PROGRESS,
            note="Første kull har hatt sin uke. Ni av ti fant en plass.",
            meeting="formannskapet-i-fjor",
            percent=60,
        ),
    ),
    "I-05": (
        Told(Status.NOT_STARTED, note="Fagskolen søker om midler.", meeting="formannskapet-2019"),
        Told(Status.IN_PROGRESS, note="Ett kurs på kveldstid.", meeting="formannskapet-2020"),
    ),
    "I-06": (
        Told(Status.NOT_STARTED, note="Ingen har tatt på seg å begynne.", meeting="formannskapet-2020"),
    ),
    "I-07": (
        Told(Status.IN_PROGRESS, note="Fire av åtte bedrifter har svart.", meeting="formannskapet-2019"),
        Told(Status.COMPLETED, date(2020, 6, 24), "Alle har svart."),
        Told(
            Status.IN_PROGRESS,
            date(2020, 6, 24),
            "To bedrifter har ikke svart likevel.",
            recorded=date(2020, 8, 12),
            corrects=True,
        ),
    ),
    "I-08": (
        Told(Status.IN_PROGRESS, note="Én messe, to bedrifter.", meeting="formannskapet-2019"),
        Told(Status.ON_HOLD, note="Messene er avlyst.", meeting="formannskapet-2020"),
    ),
    "I-09": (
        Told(Status.IN_PROGRESS, note="Brev sendt, møte avtalt.", meeting="formannskapet-2019"),
        Told(Status.IN_PROGRESS, note="Ny uttalelse er sendt.", meeting="formannskapet-2022"),
        Told(Status.IN_PROGRESS, ROUND_2023, "Ruteplanen er på høring. Vi har svart."),
        Told(Status.IN_PROGRESS, days(-540), "Svaret lar vente på seg."),
        Told(Status.IN_PROGRESS, note="Samme svar som sist.", meeting="formannskapet-i-fjor"),
    ),
    "I-10": (
        Told(Status.IN_PROGRESS, note="Tre områder er foreslått.", meeting="formannskapet-2021-vinter"),
        Told(Status.COMPLETED, date(2022, 6, 22), "Arealplanen er vedtatt."),
    ),
    "I-11": (
        Told(
            Status.IN_PROGRESS,
            note="Første felles liste over hva vi mangler.",
            meeting="formannskapet-2021-vinter",
        ),
        Told(Status.IN_PROGRESS, note="Fire kurs holdt, to fulle.", meeting="formannskapet-2022"),
        Told(Status.IN_PROGRESS, ROUND_2023),
        Told(
            Status.IN_PROGRESS,
            note="Elleve kurs. Automasjon har venteliste.",
            meeting="formannskapet-i-fjor",
            by="Reidun Vågenes",
        ),
        Told(
            Status.IN_PROGRESS,
            note="Ti bedrifter har svart. Flest mangler automatikere.",
            meeting="industri-tallene",
            by="Reidun Vågenes",
            percent=70,
        ),
    ),
    "I-12": (
        Told(Status.IN_PROGRESS, note="Tolv av tretti.", meeting="formannskapet-2021-vinter", percent=40),
        Told(Status.IN_PROGRESS, note="Tjueseks av tretti.", meeting="formannskapet-2022", percent=87),
        Told(Status.IN_PROGRESS, note="Sju plasser sto tomme i høst.", meeting="formannskapet-i-fjor"),
        Told(
            Status.IN_PROGRESS,
            note="Fire tomme plasser skyldes at søkeren ikke fant et sted å bo.",
            meeting="industri-hybler",
            by="Mathea von der Grube",
            internal="To av bedriftene har latt være å lyse ut i år. Ikke si hvem.",
        ),
    ),
    "I-13": (
        Told(Status.NOT_STARTED, note="Ingen har listen.", meeting="formannskapet-2022"),
        Told(
            Status.IN_PROGRESS,
            note="Køen er fire år. Bedriftene melder nå bare det de har vedtatt.",
            meeting="industri-strom",
        ),
    ),
    "I-14": (
        Told(Status.IN_PROGRESS, ROUND_2023, "Siden er skrevet. Bildene mangler."),
        Told(Status.COMPLETED, days(-500), "Siden er ute, og tolv bedrifter lenker til den."),
        Told(
            Status.IN_PROGRESS,
            days(-120),
            "Gjenåpnet: Siden viser boliger som er solgt for lenge siden.",
        ),
    ),
    "I-15": (
        Told(Status.NOT_STARTED, ROUND_2023, "Ingen tomt ennå."),
        Told(Status.NOT_STARTED, days(-540), "To tomter er nevnt, ingen er valgt."),
        Told(
            Status.IN_PROGRESS, note="Kommunen ser på to tomter.", meeting="formannskapet-i-fjor", percent=10
        ),
        Told(
            Status.IN_PROGRESS,
            note="Forumet ber formannskapet om én ting: hybler.",
            meeting="industri-hybler",
            by="Tor-Egil Rustand",
            percent=20,
        ),
    ),
    "I-16": (
        Told(Status.NOT_STARTED, ROUND_2023),
        Told(Status.IN_PROGRESS, note="Siden skrives.", meeting="industri-testarena", by="Synne Varpe"),
        Told(Status.IN_PROGRESS, days(-150), "Siden er ferdig. Prisen mangler.", percent=80),
        Told(
            Status.IN_PROGRESS,
            days(-150),
            "Siden er skrevet, men ikke lagt ut. Prisen mangler.",
            recorded=days(-141),
            percent=60,
            corrects=True,
        ),
    ),
    "I-17": (
        Told(Status.IN_PROGRESS, ROUND_2023, "Fire bedrifter spør."),
        Told(Status.IN_PROGRESS, days(-380), "Sju bedrifter spør. To familier har flyttet hit."),
    ),
    "I-18": (
        Told(Status.IN_PROGRESS, days(-530), "Første lørdag: elleve ungdommer, én brannalarm."),
        Told(
            Status.COMPLETED,
            note="Seks lørdager er holdt. Neste år er avtalt.",
            meeting="formannskapet-i-fjor",
        ),
    ),
}
"""I-19 has never been reported on."""
