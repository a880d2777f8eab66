"""The demo's logins: one for each kind of reader, so that the levels are seen from inside."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from networks.models import User
from networks.roles import ADMINISTRATORS, SECRETARIES, STRATEGISTS

from .shapes import Login

PASSWORD = "solv-og-gul-buss"  # noqa: S105  printed at every start, in local mode only

LOGINS = (
    Login(
        "administrator",
        "Henrik Solbraa",
        "administrator, får gjøre alt",
        is_staff=True,
        is_superuser=True,
        groups=(ADMINISTRATORS,),
    ),
    Login(
        "sekretaer",
        "Silje Kvernmo",
        "sekretær, fasilitator for Industrilederforum og tre nettverk til",
        is_staff=True,
        groups=(SECRETARIES,),
    ),
    Login(
        "strategi",
        "Eivor Lønnestad",
        "strategiansvarlig, fører strategiene og tiltakene",
        is_staff=True,
        groups=(STRATEGISTS,),
    ),
    Login("leder", "Tor-Egil Rustand", "medlem, leder i Industrilederforum"),
    Login("deltaker", "Synne Varpe", "medlem, deltaker i Industrilederforum"),
    Login("nabo", "Nora Yilmaz-Haug", "medlem, deltaker i Forum for handel"),
    Login("medlem", "Ingvild Sætermo", "medlem uten nettverk"),
)


def make_login(login: Login, *, password: str) -> User:
    """Make a login with the hashed ``password``, and return it."""
    user: User = User.objects.create(
        email=login.email,
        password=password,
        name=login.name,
        is_staff=login.is_staff,
        is_superuser=login.is_superuser,
    )
    user.groups.set(Group.objects.filter(name__in=login.groups))
    return user


def make_logins(logins: tuple[Login, ...] = LOGINS) -> dict[str, User]:
    """Make ``logins``, all with the password that is printed, and return them by mailbox."""
    # Hashing is slow on purpose, so it is done once.
    password = make_password(PASSWORD)
    return {login.mailbox: make_login(login, password=password) for login in logins}
