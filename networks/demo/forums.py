"""The demo's networks, as the association has them, and the elected bodies that they report to."""

from datetime import date

from networks.models import Network
from networks.visibility import Level

from .shapes import Forum

Kind = Network.Kind

FORUMS = (
    Forum(
        "Industrilederforum",
        Kind.INDUSTRY_FORUM,
        "sekretaer",
        "For lederne i industribedriftene. Her tar de opp det ingen av dem løser alene: fagfolk, testarena, "
        "tog og strøm. Forumet følger opp industriplanen, og forteller formannskapet hvert år hvordan det "
        "går.",
        mandate="Industrilederforum er næringslivets motpart i arbeidet med industriplanen. Forumet foreslår "
        "tiltak, følger med på at de blir gjennomført, og rapporterer til formannskapet én gang i året.\n\n"
        "Hver bedrift har én plass, og møter med den som kan ta avgjørelser. Lederen velges for to år om "
        "gangen. KNF er sekretær.",
        established_on=date(2017, 3, 10),
        meetings=(4, 5),
    ),
    Forum(
        "Forum for handel",
        Kind.INDUSTRY_FORUM,
        "administrator",
        "For butikker, spisesteder og andre som lever av at folk stikker innom. Forumet følger opp "
        "handelsstrategien: kompetanse, service og et sentrum uten tomme vinduer.",
        mandate="Forum for handel følger opp handelsstrategien og rapporterer til formannskapet hvert år. "
        "Forumet skal prioritere hardt: heller tre tiltak som blir gjort, enn tretti som står i en plan.",
        meetings=(4, 6),
        aliases=("Handelsforum",),
        parent="Byliv",
        roster_visibility=Level.PUBLIC,
    ),
    Forum(
        "Forum for opplevelser",
        Kind.INDUSTRY_FORUM,
        "administrator",
        "For alle som gir gjester en grunn til å komme og et sted å sove. Forumet følger opp "
        "reiselivsstrategien.",
        mandate="Forum for opplevelser samler reiselivet om felles kalender, felles tall og felles sesong, "
        "og følger opp reiselivsstrategien.",
        meetings=(3, 4),
        aliases=("Reiselivsforum",),
        parent="Byliv",
    ),
    Forum(
        "Forum for bygg, anlegg og eiendom",
        Kind.INDUSTRY_FORUM,
        "sekretaer",
        "Arkitekter, entreprenører, håndverkere og eiendomsutviklere, med kommunen som fast deltaker. "
        "Forumet vil bli spurt mens planen tegnes, ikke når den er ferdig.",
        mandate="Forumet møter kommunen jevnlig om planer i arbeid, og gir råd tidlig. Ingen enkeltsaker om "
        "egne tomter: den som har en slik sak, går den vanlige veien.",
        meetings=(4, 4),
        aliases=("Forum for Bygg, Bo og Eiendom",),
        roster_visibility=Level.NETWORK,
    ),
    Forum(
        "Kommunikasjonsforum",
        Kind.PROFESSIONAL_FORUM,
        "sekretaer",
        "For dem som arbeider med kommunikasjon, ofte som den eneste på jobben. Vi møtes hos hverandre, "
        "deler tabbene først, og forteller om Kongsberg med de samme tallene.",
        established_on=date(2021, 9, 21),
        meetings=(4, 4),
        approves_minutes=False,
    ),
    Forum(
        "Byliv",
        Kind.UMBRELLA,
        "administrator",
        "Handel, opplevelser, mat, overnatting og gårdeiere samlet om sentrum. Bransjene har fortsatt sine "
        "egne forum; det som gjelder alle, tas her.",
        mandate="Byliv tar opp det som angår flere enn én bransje i sentrum: lys, åpningstider, tomme "
        "lokaler og én felles kalender. Deltakerne i forumene under leser alt som ligger her.",
        established_on=date(2022, 10, 1),
        meetings=(4, 6),
        children_may_read=True,
        roster_visibility=Level.PUBLIC,
    ),
    Forum(
        "Styringsgruppa Vekst i Kongsberg",
        Kind.STEERING_GROUP,
        "administrator",
        "Næringsliv, utdanning og kommune ser på vekst under ett: folk, boliger, tomter og tog.",
        mandate="Styringsgruppa samordner arbeidet i næringsliv, utdanning og kommune. Vara møter når den "
        "faste ikke kan.",
        meetings=(4, 4),
    ),
    Forum(
        "Arbeidsgruppe for rekruttering",
        Kind.WORKING_GROUP,
        "sekretaer",
        "Arbeidsgivere som vil få flere til å flytte hit, og få dem til å bli. Gruppa er under oppbygging, "
        "og har plass til flere.",
    ),
    Forum(
        "Gårdeiernettverket",
        Kind.PROFESSIONAL_FORUM,
        "administrator",
        "For dem som eier gårdene i sentrum.",
        established_on=date(2018, 2, 1),
        meetings=(2, 2),
        closed_on=date(2022, 10, 1),
        successor="Byliv",
    ),
)
