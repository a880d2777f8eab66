"""How far people have read: a month back at first, then from where they marked it as read."""

from datetime import UTC, datetime

import pytest

from networks.models import ReadMark
from tests.factories import make_person

NOW = datetime(2024, 6, 30, 12, 0, tzinfo=UTC)
A_MONTH_AGO = datetime(2024, 5, 31, 12, 0, tzinfo=UTC)
NOON, EVENING = datetime(2024, 6, 1, 12, 0, tzinfo=UTC), datetime(2024, 6, 1, 20, 0, tzinfo=UTC)


@pytest.fixture
def kari(db):
    return make_person()


def test_what_is_new_goes_a_month_back_for_one_who_has_marked_nothing(industry, kari):
    assert ReadMark.objects.since(kari, [industry], now=NOW) == {industry.pk: A_MONTH_AGO}


def test_each_network_and_each_person_has_a_mark_which_moves(industry, trade, kari):
    ReadMark.objects.mark(kari, [industry], read_at=NOON)
    ReadMark.objects.mark(kari, [industry], read_at=EVENING)
    ReadMark.objects.mark(make_person("Ola"), [trade], read_at=NOON)
    assert ReadMark.objects.since(kari, [industry, trade], now=NOW) == {
        industry.pk: EVENING,
        trade.pk: A_MONTH_AGO,
    }


@pytest.mark.parametrize("count", [1, 3])
def test_how_many_networks_there_are_makes_no_more_queries(
    count, kari, industry, trade, django_assert_num_queries
):
    networks = [industry, trade, industry][:count]
    with django_assert_num_queries(1):
        ReadMark.objects.since(kari, networks, now=NOW)
