"""The demo's people, companies and networks. All people and companies are invented.

One login for each kind of reader: they are what the levels of visibility look like from inside.
"""

from dataclasses import dataclass
from datetime import date

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from articles.roles import EDITORS
from knf.text import slugify
from networks.models import (
    MemberPeriod,
    Network,
    NetworkMembership,
    Organization,
    Person,
    Position,
    User,
)

PASSWORD = "solv-og-gul-buss"  # noqa: S105  printed at every start, in local mode only
DOMAIN = "knf.example"
FOUNDED = date(2017, 3, 10)


@dataclass(frozen=True)
class Login:
    """A login that is printed, and whom it shows the site as."""

    mailbox: str
    name: str
    described: str
    is_staff: bool = False
    is_superuser: bool = False
    groups: tuple[str, ...] = ()

    @property
    def email(self) -> str:
        return f"{self.mailbox}@{DOMAIN}"


@dataclass(frozen=True)
class Participant:
    """Someone from a company, the networks they sit in, and the role there."""

    name: str
    organization: str
    title: str
    networks: tuple[tuple[str, str], ...] = ()
    mailbox: str = ""


Kind, Role = Network.Kind, NetworkMembership.Role

LOGINS = (
    Login("administrator", "Henrik Solbraa", "administrator, får gjøre alt", True, True),
    Login("redaktor", "Marte Lindgrav", "redaktør, skriver og publiserer", True, groups=(EDITORS,)),
    Login("sekretaer", "Silje Kvernmo", "ansatt, fasilitator for Industrilederforum", True),
    Login("leder", "Tor-Egil Rustand", "medlem, leder i Industrilederforum"),
    Login("deltaker", "Nora Yilmaz-Haug", "medlem, deltaker i Forum for handel"),
    Login("medlem", "Ingvild Sætermo", "medlem uten nettverk"),
)

NETWORKS = (
    (
        "Industrilederforum",
        Kind.INDUSTRY_FORUM,
        FOUNDED,
        "Lederne i de største industribedriftene møtes fire til fem ganger i året om det de har felles, "
        "fra testarena til togtilbud. Forumet følger opp industriplanen.",
    ),
    (
        "Forum for handel",
        Kind.INDUSTRY_FORUM,
        None,
        "For butikker, kjøpesentre og andre som lever av kunder. Forumet følger opp handelsstrategien.",
    ),
    (
        "Forum for opplevelser",
        Kind.INDUSTRY_FORUM,
        None,
        "For alle som gir gjester en grunn til å komme og et sted å sove. Forumet følger opp "
        "reiselivsstrategien.",
    ),
    (
        "Forum for bygg, anlegg og eiendom",
        Kind.INDUSTRY_FORUM,
        None,
        "Arkitekter, entreprenører, håndverkere og eiendomsutviklere, med kommunen som fast deltaker.",
    ),
    (
        "Kommunikasjonsforum",
        Kind.PROFESSIONAL_FORUM,
        date(2021, 9, 21),
        "For dem som arbeider med kommunikasjon, ofte som den eneste på jobben.",
    ),
    (
        "Byliv",
        Kind.UMBRELLA,
        date(2022, 10, 1),
        "Handel, opplevelser, mat, overnatting og gårdeiere samlet om sentrum.",
    ),
    (
        "Styringsgruppa Vekst i Kongsberg",
        Kind.STEERING_GROUP,
        None,
        "Næringsliv, utdanning og kommune ser på vekst under ett. Fire møter i året.",
    ),
    (
        "Arbeidsgruppe for rekruttering",
        Kind.WORKING_GROUP,
        None,
        "Arbeidsgivere som vil få flere til å flytte hit, og få dem til å bli. Gruppa er under oppbygging.",
    ),
)

MEMBERS = (
    ("Blåklokke Presisjon AS", date(2016, 1, 1)),
    ("Trollerud Sensor AS", date(2016, 1, 1)),
    ("Vinterbru Optikk AS", date(2018, 5, 1)),
    ("Garnnøstet AS", date(2019, 2, 1)),
    ("Skålen Overnatting AS", date(2017, 9, 1)),
    ("Mogård & Døtre AS", date(2015, 1, 1)),
)

PARTICIPANTS = (
    Participant(
        "Tor-Egil Rustand",
        "Blåklokke Presisjon AS",
        "daglig leder",
        (("Industrilederforum", Role.LEADER), ("Styringsgruppa Vekst i Kongsberg", Role.MEMBER)),
        mailbox="leder",
    ),
    Participant("Ingvild Sætermo", "Vinterbru Optikk AS", "utvikler", mailbox="medlem"),
    Participant(
        "Nora Yilmaz-Haug",
        "Garnnøstet AS",
        "innehaver",
        (("Forum for handel", Role.MEMBER), ("Byliv", Role.MEMBER)),
        mailbox="deltaker",
    ),
    Participant(
        "Solveig Frøyseth",
        "Trollerud Sensor AS",
        "personalsjef",
        (("Industrilederforum", Role.DEPUTY), ("Arbeidsgruppe for rekruttering", Role.LEADER)),
    ),
    Participant(
        "Pål Henrik Øyjordet",
        "Skålen Overnatting AS",
        "vert",
        (("Forum for opplevelser", Role.LEADER), ("Byliv", Role.LEADER)),
    ),
    Participant(
        "Kjersti Mogård",
        "Mogård & Døtre AS",
        "daglig leder",
        (("Forum for bygg, anlegg og eiendom", Role.LEADER),),
    ),
)


def make_cast() -> None:
    """Make the logins, and the people, companies and networks behind them."""
    users = {login.mailbox: _user(login) for login in LOGINS}
    networks = {
        name: _network(name, kind, established_on, intro, facilitator=users["sekretaer"])
        for name, kind, established_on, intro in NETWORKS
    }
    organizations = {name: _member(name, since) for name, since in MEMBERS}
    for participant in PARTICIPANTS:
        given_name, _, family_name = participant.name.rpartition(" ")
        organization = organizations[participant.organization]
        person = Person.objects.create(
            given_name=given_name,
            family_name=family_name,
            email=f"{participant.mailbox}@{DOMAIN}" if participant.mailbox else None,
            user=users.get(participant.mailbox),
        )
        Position.objects.create(
            person=person, organization=organization, title=participant.title, starts_on=FOUNDED
        )
        for network, role in participant.networks:
            NetworkMembership.objects.create(
                network=networks[network],
                person=person,
                on_behalf_of=organization,
                role=role,
                starts_on=networks[network].established_on or FOUNDED,
            )


def _user(login: Login) -> User:
    user = User.objects.create_user(
        login.email,
        PASSWORD,
        name=login.name,
        is_staff=login.is_staff,
        is_superuser=login.is_superuser,
    )
    user.groups.set(Group.objects.filter(name__in=login.groups))
    # Verified, or the account library would ask for that before the first sign-in.
    EmailAddress.objects.create(user=user, email=login.email, primary=True, verified=True)
    return user


def _network(name: str, kind: str, established_on: date | None, intro: str, *, facilitator: User) -> Network:
    return Network.objects.create(
        name=name,
        slug=slugify(name),
        kind=kind,
        established_on=established_on,
        intro=intro,
        facilitator=facilitator,
    )


def _member(name: str, since: date) -> Organization:
    organization = Organization.objects.create(name=name)
    MemberPeriod.objects.create(organization=organization, starts_on=since)
    return organization
