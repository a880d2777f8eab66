"""The demo's registers, loaded once for a whole module of tests."""

import pytest
from django.db import transaction

from networks.demo import loading, paper_loading
from networks.demo.logins import LOGINS
from networks.models import StoredFile, User
from tests.networks.demo import TODAY, one_line


@pytest.fixture(scope="module")
def loaded_demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """Load the registers as they are on a Tuesday in November; each test's own writes are undone."""
    storage = StoredFile._meta.get_field("file").storage
    with (
        pytest.MonkeyPatch.context() as patch,
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        patch.setattr(storage, "location", str(tmp_path_factory.mktemp("private")))
        patch.setattr(paper_loading, "pdf", one_line)
        loading.load_networks(today=TODAY)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded_demo, db):
    """The registers as they are on a Tuesday in November."""


@pytest.fixture
def logins(demo):
    """The demo's users by mailbox."""
    return {login.mailbox: User.objects.get(email=login.email) for login in LOGINS}
