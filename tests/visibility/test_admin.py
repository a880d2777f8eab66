"""Who meets which rows in the admin: every desk, list, search, history and picker, by role."""

from datetime import date
from urllib.parse import urlencode

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.redirects.models import Redirect
from django.urls import get_resolver, reverse

from articles.models import ArticleSeries, Tag
from knf.redirects import leave_redirect
from networks.models import (
    HearingComment,
    MeasureReport,
    MemberPeriod,
    OutboxMessage,
    PublicBody,
    PublishedReport,
)
from networks.visibility import Level
from tests.factories import (
    make_adopted,
    make_document,
    make_draft,
    make_duty,
    make_image,
    make_item,
    make_meeting,
    make_membership,
    make_organization,
    make_page_draft,
    make_person,
    make_stored_file,
    make_user,
    make_version,
    tell,
)
from tests.routes import routes

ADDRESS = "hemmelig-adresse@firma.example"
NEXT_DOOR = "hemmelig-papir-fra-et-annet-nettverk"
ROLES = (
    "anonymous",
    "outsider",
    "participant",
    "leader",
    "secretary",
    "strategist",
    "editor",
    "administrator",
)

REGISTERS = {"secretary", "administrator"}
STRATEGIES = REGISTERS | {"strategist"}
NEWSROOM = {"editor", "administrator"}
DESKS = {
    "articles_article": NEWSROOM,
    "articles_articleseries": NEWSROOM,
    "articles_image": NEWSROOM,
    "articles_page": NEWSROOM,
    "articles_tag": NEWSROOM,
    "auth_group": set(),
    "networks_agendaitem": REGISTERS,
    "networks_documentversion": STRATEGIES | NEWSROOM,
    "networks_hearingcomment": STRATEGIES,
    "networks_measure": STRATEGIES | NEWSROOM,
    "networks_measurereport": STRATEGIES,
    "networks_measureupdate": STRATEGIES,
    "networks_meeting": STRATEGIES | NEWSROOM,
    "networks_memberperiod": REGISTERS,
    "networks_network": STRATEGIES | NEWSROOM,
    "networks_organization": STRATEGIES,
    "networks_outboxmessage": {"administrator"},
    "networks_person": STRATEGIES,
    "networks_publicbody": STRATEGIES,
    "networks_publishedreport": STRATEGIES,
    "networks_reportingduty": STRATEGIES,
    "networks_storedfile": REGISTERS,
    "networks_strategydocument": STRATEGIES | NEWSROOM,
    "networks_user": {"administrator"},
    "redirects_redirect": set(),
}
"""Who works at which desk; the rest of the groups' rules is that a secretary has her own networks."""

PICKERS = {
    ("articles", "article", "image"): NEWSROOM,
    ("articles", "article", "measures"): STRATEGIES | NEWSROOM,
    ("articles", "article", "strategy_version"): STRATEGIES | NEWSROOM,
    ("articles", "article", "meeting"): STRATEGIES | NEWSROOM,
    ("articles", "article", "networks"): STRATEGIES | NEWSROOM,
    ("articles", "article", "related"): NEWSROOM,
    ("articles", "article", "sender_network"): STRATEGIES | NEWSROOM,
    ("networks", "agendaitem", "measures"): STRATEGIES | NEWSROOM,
    ("networks", "measure", "contact"): STRATEGIES,
    ("networks", "measure", "merged_into"): STRATEGIES | NEWSROOM,
    ("networks", "memberperiod", "organization"): STRATEGIES,
    ("networks", "memberperiod", "person"): STRATEGIES,
    ("networks", "networkmembership", "on_behalf_of"): STRATEGIES,
    ("networks", "networkmembership", "person"): STRATEGIES,
    ("networks", "person", "user"): {"administrator"},
}


WORDS = {desk: f"hemmelig-{desk.replace('_', '-')}" for desk in DESKS}
"""What the row of each desk is called."""

ON_THE_WAY = {
    # Who sits in a network is on its page, and no more of them.
    ("editor", "networks_network"): {"networks_person", "networks_organization"},
    # What was told of a measure is for all who see it; the internal note is not.
    ("editor", "networks_measure"): {"networks_measureupdate"},
    # A group is chosen for a login.
    ("administrator", "networks_user"): {"auth_group"},
}
"""Which rows of others' desks are named at one's own."""

OTHER_ROWS = {("strategist", "networks_storedfile")}
"""Who works at a desk with other rows than this one: the papers of editions, not of networks."""


@pytest.fixture
def rows(industry, trade):
    """One row for each desk, by the desk's name."""
    make_stored_file(trade, NEXT_DOOR)
    word = WORDS.__getitem__
    company = make_organization(word("networks_organization"))
    person = make_person("Kari", word("networks_person"), email=ADDRESS)
    make_membership(industry, person, on_behalf_of=company)
    industry.name = word("networks_network")
    industry.save()
    meeting = make_meeting(industry, word("networks_meeting"))
    leave_redirect(f"/{word('redirects_redirect')}/", "/")
    document = make_document(word("networks_strategydocument"), network=trade)
    adopted = make_adopted(document, measures=[word("networks_measure")])
    measure = document.measures.get()
    version = make_version(document, label=word("networks_documentversion"))
    # Its name is its checksum: it has no other word of its own.
    report = PublishedReport(
        document=document, as_of=date(2024, 3, 20), sha256=word("networks_publishedreport")
    )
    PublishedReport.objects.bulk_create([report])
    return {
        "articles_article": make_draft(word("articles_article")),
        "articles_articleseries": ArticleSeries.objects.create(name=word("articles_articleseries")),
        "articles_image": make_image(word("articles_image")),
        "articles_page": make_page_draft(word("articles_page")),
        "articles_tag": Tag.objects.create(name=word("articles_tag")),
        "auth_group": Group.objects.create(name=word("auth_group")),
        "networks_agendaitem": make_item(meeting, word("networks_agendaitem"), visibility=Level.STAFF),
        "networks_documentversion": version,
        "networks_hearingcomment": HearingComment.objects.create(
            version=adopted, person=person, text=word("networks_hearingcomment")
        ),
        "networks_measure": measure,
        "networks_measurereport": MeasureReport.objects.create(
            measure=measure,
            person=person,
            reported_on=date(2024, 1, 1),
            status="in_progress",
            note=word("networks_measurereport"),
        ),
        "networks_measureupdate": tell(measure, note=word("networks_measureupdate")),
        "networks_meeting": meeting,
        "networks_memberperiod": MemberPeriod.objects.create(
            person=person,
            starts_on=date(2020, 1, 1),
            ends_on=date(2020, 12, 31),
            end_reason=word("networks_memberperiod"),
        ),
        "networks_network": industry,
        "networks_organization": company,
        "networks_outboxmessage": OutboxMessage.objects.create(
            kind=OutboxMessage.Kind.WELCOME,
            recipient=f"{word('networks_outboxmessage')}@firma.example",
            subject="Velkommen",
            text="Velkommen.",
            dedupe_key="en",
        ),
        "networks_person": person,
        "networks_publicbody": PublicBody.objects.create(name=word("networks_publicbody")),
        "networks_publishedreport": PublishedReport.objects.get(),
        "networks_reportingduty": make_duty(trade, document, basis=word("networks_reportingduty")),
        "networks_storedfile": make_stored_file(
            industry, word("networks_storedfile"), visibility=Level.STAFF
        ),
        "networks_strategydocument": document,
        "networks_user": make_user("kari@knf.example", name=word("networks_user")),
        "redirects_redirect": Redirect.objects.get(),
    }


def test_every_desk_is_in_the_table():
    desks = {f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry}
    assert desks == set(DESKS)


def addresses(desk, row):
    """Yield every address of a desk, about ``row`` where it is about one, and a search for it."""
    resolver = get_resolver().namespace_dict["admin"][1].reverse_dict
    for name in sorted(routes()):
        if name.startswith(f"admin:{desk}_"):
            for possibilities, *_ in resolver.getlist(name.removeprefix("admin:")):
                for path, parameters in possibilities:
                    yield "/admin/" + path % dict.fromkeys(parameters, row.pk)
    yield reverse(f"admin:{desk}_changelist") + "?" + urlencode({"q": "hemmelig"})


@pytest.mark.parametrize("role", ROLES)
def test_a_desk_shows_its_rows_to_those_who_work_there_and_none_of_another_s(role, rows, browse, request):
    client = browse(request.getfixturevalue(role))
    known = {desk for desk, readers in DESKS.items() if role in readers}
    met = set()
    for desk, row in rows.items():
        for address in addresses(desk, row):
            response = client.get(address)
            text = response.getvalue().decode(errors="replace")
            found = {of for of, word in WORDS.items() if word in text}
            assert found <= known | ON_THE_WAY.get((role, desk), set()), address
            assert role in STRATEGIES or ADDRESS not in text, address
            assert role == "administrator" or NEXT_DOOR not in text, address
            if desk in known:
                met |= found & {desk}
            else:
                assert not found, address
                if (role, desk) not in OTHER_ROWS:
                    assert response.status_code in (302, 403, 404, 405), address
    assert met == known


@pytest.mark.parametrize("role", ROLES)
def test_a_picker_finds_for_those_who_work_with_its_form(role, rows, browse, request):
    client = browse(request.getfixturevalue(role))
    for (app, model, field), readers in PICKERS.items():
        asked = {"app_label": app, "model_name": model, "field_name": field, "term": "hemmelig"}
        response = client.get(reverse("admin:autocomplete"), asked)
        text = response.getvalue().decode()
        assert response.status_code in ({200} if role in readers else {302, 403})
        assert ("hemmelig" in text.replace(urlencode(asked), "")) == (role in readers), (model, field)


def test_every_picker_is_in_the_table():
    pickers = {
        (model._meta.app_label, model._meta.model_name, field)
        for model, desk in admin.site._registry.items()
        for field in desk.autocomplete_fields
    }
    assert pickers <= set(PICKERS)
