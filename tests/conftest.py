"""The cast: the same people in every test."""

from hashlib import sha256

import hypothesis
import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.cache import caches
from django.test import Client

from articles.models import Image, images
from articles.pictures import CENTRE, USES
from articles.roles import EDITORS
from networks.models import NetworkMembership
from networks.roles import ADMINISTRATORS, SECRETARIES, STRATEGISTS

from .factories import make_membership, make_network, make_organization, make_person, make_user

# The same examples in every run, however slow the machine.
hypothesis.settings.register_profile("knf", deadline=None, derandomize=True)
hypothesis.settings.load_profile("knf")


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path, monkeypatch):
    """Give each test its own folders for pictures, originals and kept PDFs."""
    settings.MEDIA_ROOT = tmp_path / "media"
    # The model holds its storage; a new setting would only make another.
    originals = Image._meta.get_field("original").storage
    monkeypatch.setattr(originals, "location", str(tmp_path / "private"))
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
        "pdf": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pdf"},
    }
    for name in settings.CACHES:
        caches[name].clear()


@pytest.fixture(scope="session", autouse=True)
def _each_picture_encoded_once():
    """Encode pictures that are alike once for all tests: a quarter of the suite's time went there."""
    encode, encoded = images.renditions, {}

    def remembered(picture, focus=CENTRE, uses=USES):
        key = (sha256(picture.tobytes()).digest(), picture.size, focus, tuple(uses))
        if key not in encoded:
            encoded[key] = encode(picture, focus, uses)
        return dict(encoded[key])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(images, "renditions", remembered)
        yield


@pytest.fixture
def industry(db):
    """The network that most tests are about."""
    return make_network("Industrilederforum")


@pytest.fixture
def trade(db):
    """Another network."""
    return make_network("Forum for handel")


@pytest.fixture
def editor(db):
    """Edits the news."""
    user = make_user("redaktor@knf.example", name="Ragna Moen", is_staff=True)
    user.groups.add(Group.objects.get(name=EDITORS))
    return user


@pytest.fixture
def secretary(industry):
    """Facilitates Industrilederforum; staff, but no editor."""
    user = make_user("sekretaer@knf.example", name="Sindre Lund", is_staff=True)
    user.groups.add(Group.objects.get(name=SECRETARIES))
    industry.facilitator = user
    industry.save()
    return user


@pytest.fixture
def strategist(db):
    """Keeps every strategy; staff, but facilitates no network."""
    user = make_user("strategi@knf.example", name="Stine Holm", is_staff=True)
    user.groups.add(Group.objects.get(name=STRATEGISTS))
    return user


@pytest.fixture
def administrator(db):
    """May do everything that is not left to superusers."""
    user = make_user("administrator@knf.example", name="Astrid Hagen", is_staff=True)
    user.groups.add(Group.objects.get(name=ADMINISTRATORS))
    return user


@pytest.fixture
def leader(industry):
    """Leads Industrilederforum, for a member company."""
    company = make_organization("Sølvverk Teknologi")
    user = make_user("leder@solvverk.example", name="Liv Tangen")
    person = make_person("Liv", "Tangen", user=user, works_at=company)
    make_membership(industry, person, on_behalf_of=company, role=NetworkMembership.Role.LEADER)
    return user


@pytest.fixture
def participant(industry):
    """Takes part in Industrilederforum for a school that is no member of the association."""
    school = make_organization("Fagskolen i dalen", is_member=False)
    user = make_user("deltaker@fagskolen.example", name="Dag Aas")
    make_membership(industry, make_person("Dag", "Aas", user=user, works_at=school), on_behalf_of=school)
    return user


@pytest.fixture
def neighbour(trade):
    """Takes part in another network, for a member company."""
    shop = make_organization("Storgata Jernvare")
    user = make_user("nabo@jernvare.example", name="Nina Berg")
    make_membership(trade, make_person("Nina", "Berg", user=user, works_at=shop), on_behalf_of=shop)
    return user


@pytest.fixture
def member(db):
    """Works in a member company and sits in no network."""
    user = make_user("medlem@bakeri.example", name="Mona Dahl")
    make_person("Mona", "Dahl", user=user, works_at=make_organization("Byens bakeri"))
    return user


@pytest.fixture
def outsider(db):
    """Has a login and nothing else."""
    return make_user("utenfor@knf.example", name="Ulf Vik")


@pytest.fixture
def anonymous():
    """Nobody in particular."""
    return AnonymousUser()


@pytest.fixture
def browse(db):
    """Return a client signed in as the given user, or as nobody."""

    def as_user(user=None):
        client = Client()
        if user is not None and user.is_authenticated:
            client.force_login(user)
        return client

    return as_user
