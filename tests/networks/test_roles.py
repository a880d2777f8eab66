"""What the groups may do, and whose networks are hers to edit."""

import pytest
from django.contrib.auth.models import Permission

from networks.permissions import (
    documents_to_keep,
    may_edit_network,
    may_keep_document,
    may_merge_people,
    networks_to_edit,
)
from tests.factories import make_document, make_membership, make_organization, make_person, make_user


def codenames(user, app):
    """Return what the user's groups let them do in an app."""
    permissions = Permission.objects.filter(group__user=user, content_type__app_label=app)
    return set(permissions.values_list("codename", flat=True))


WRITTEN = (
    *("strategydocument", "documentversion", "politicaltreatment", "focusarea", "goal", "measure"),
    *("measureedition", "measureresponsibility", "measurereport", "reportingduty"),
)
STRATEGIES = {f"{verb}_{name}" for verb in ("view", "add", "change") for name in WRITTEN} | {
    f"{verb}_{name}" for verb in ("view", "add") for name in ("measureupdate", "publishedreport")
}
STRATEGIES |= {"view_hearingcomment"}


def test_a_secretary_keeps_the_registers_meetings_and_strategies_and_nothing_else(secretary):
    registers = (
        *("organization", "organizationname", "memberperiod", "person", "position"),
        *("publicbody", "networkmembership", "distinctpeople", "meeting", "agendaitem", "actionpoint"),
        *("attendance", "minutes", "minutescomment"),
    )
    kept = {f"{verb}_{name}" for verb in ("view", "add", "change") for name in registers}
    assert codenames(secretary, "networks") == kept | STRATEGIES | {
        *("view_network", "change_network", "view_meetingdatechange", "view_accesslog")
    }
    assert codenames(secretary, "articles") == set()


def test_a_strategist_keeps_the_strategies_and_looks_up_those_they_are_about(strategist):
    looked_up = (
        *("network", "organization", "organizationname", "person", "position", "publicbody"),
        *("networkmembership", "meeting"),
    )
    views = {f"view_{name}" for name in looked_up}
    assert codenames(strategist, "networks") == STRATEGIES | views | {"change_any_document"}
    assert codenames(strategist, "articles") == set()


def test_strategies_are_kept_by_strategists_and_by_the_secretary_of_the_network_that_answers(
    strategist, administrator, secretary, editor, leader, industry, trade
):
    own, other = (
        make_document("Industriplanen", network=industry),
        make_document("Handelsplanen", network=trade),
    )
    nobodys = make_document("Kommuneplanen")
    every = {own, other, nobodys}
    kept = {secretary: {own}, strategist: every, administrator: every, editor: set(), leader: set()}
    for user, documents in kept.items():
        assert {document for document in every if may_keep_document(user, document)} == documents
        assert set(documents_to_keep(user)) == documents


def test_an_administrator_keeps_everything_also_the_news_and_deletes_nothing_of_the_registers(
    administrator, editor
):
    networks = codenames(administrator, "networks")
    assert {"change_any_network", "add_network", "change_user", "change_outboxmessage"} <= networks
    assert not [name for name in networks if name.startswith("delete_")]
    assert codenames(administrator, "articles") == codenames(editor, "articles") != set()


def test_a_secretary_edits_the_network_she_facilitates_alone(secretary, industry, trade):
    assert may_edit_network(secretary, industry)
    assert not may_edit_network(secretary, trade)
    assert list(networks_to_edit(secretary)) == [industry]


def test_an_administrator_and_a_superuser_edit_every_network(administrator, industry, trade):
    superuser = make_user(is_staff=True, is_superuser=True)
    for user in (administrator, superuser):
        assert may_edit_network(user, trade)
        assert set(networks_to_edit(user)) == {industry, trade}


@pytest.mark.parametrize("role", ["editor", "leader", "outsider"])
def test_others_edit_no_network_not_even_one_they_are_named_for(role, industry, request):
    user = request.getfixturevalue(role)
    industry.facilitator = user
    industry.save()
    assert not may_edit_network(user, industry)
    assert not networks_to_edit(user).exists()


def test_people_are_merged_by_those_who_edit_all_that_moves(secretary, administrator, industry, trade):
    other = make_person("Kari", "Nordvik")
    make_membership(industry, other, on_behalf_of=make_organization("Verket"))
    assert may_merge_people(secretary, other)
    make_membership(trade, other)
    assert not may_merge_people(secretary, other)
    assert may_merge_people(administrator, other)


def test_a_login_is_moved_by_those_who_give_logins(secretary, administrator):
    other = make_person("Kari", "Nordvik", user=make_user())
    assert not may_merge_people(secretary, other)
    assert may_merge_people(administrator, other)
