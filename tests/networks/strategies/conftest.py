"""The strategist at her desk, and a plan with a next edition just begun."""

import pytest

from networks.strategies.edition_actions import begin_edition
from tests.factories import make_adopted, make_document


@pytest.fixture
def office(browse, strategist):
    """Return the strategist's browser."""
    return browse(strategist)


@pytest.fixture
def plan(industry):
    """A document with an adopted edition."""
    document = make_document("Industriplanen", network=industry)
    make_adopted(document, measures=["Kompetanseløft", "Lærlinger", "Togstopp"])
    return document


@pytest.fixture
def draft(plan, strategist):
    """The next edition, just begun."""
    return begin_edition(document=plan, by=strategist)
