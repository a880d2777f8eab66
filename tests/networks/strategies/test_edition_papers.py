"""What is attached to an edition: put there at its desk, and read by those whom it is for."""

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from networks.models import DocumentVersion, StoredFile
from networks.visibility import Level
from tests.factories import (
    adopt,
    make_document,
    make_measure,
    make_meeting,
    make_stored_file,
    make_version,
)
from tests.networks.strategies.desks import desk, sentences
from tests.networks.strategies.pages import said_in, section_of, text_of, tree_of
from tests.networks.uploads import PDF, upload

pytestmark = pytest.mark.django_db

State = DocumentVersion.State
SIGN_IN = reverse("account_request_login_code")


def add_url(version):
    """Return where papers are put with the edition."""
    return f"{desk('storedfile', 'add')}?version={version.pk}"


def attached(page):
    """Return what the page says is attached."""
    section = section_of(page, "vedlegg")
    return [] if section is None else [link.text_content() for link in section.iter("a")]


def status(client, paper):
    """Return how the paper's address answers, the file read to its end."""
    response = client.get(paper.get_absolute_url())
    if response.streaming:
        response.getvalue()
    return response.status_code


def test_it_is_put_there_from_the_edition_s_desk_and_told_on_screen_and_paper(office, plan, client):
    version = plan.versions.get()
    address = desk("documentversion", "change", version.pk)
    assert add_url(version) in [link.get("href") for link in tree_of(office.get(address)).iter("a")]
    sent = {"visibility": "public", "files": [upload(PDF, "kunnskapsgrunnlag.pdf")]}

    response = office.post(add_url(version), sent, follow=True)

    assert response.redirect_chain == [(address, 302)]
    assert sentences(response) == [f"Ett vedlegg er lagt ved «{version}»."]
    paper = StoredFile.objects.get()
    assert (paper.version, paper.title, paper.visibility) == (version, "Kunnskapsgrunnlag", Level.PUBLIC)
    assert desk("storedfile", "change", paper.pk) in response.content.decode()
    entry = LogEntry.objects.filter(object_id=str(version.pk)).latest("pk")
    assert "La ved ett vedlegg." in entry.get_change_message()
    assert attached(client.get(version.get_absolute_url())) == ["Kunnskapsgrunnlag"]
    assert "Kunnskapsgrunnlag PDF" in text_of(client.get(version.print_url))
    assert status(client, paper) == 200


def test_it_reaches_as_far_as_the_edition_unless_told_otherwise(office, plan, draft):
    adopted, begun = (
        office.get(add_url(version)).context["form"]["visibility"]
        for version in plan.versions.order_by("number")
    )
    for field in (adopted, begun):
        assert [value for value, _ in field.field.choices] == ["public", "members", "network", "staff"]
        assert field.value() == "public"


def test_it_opens_with_the_edition(browse, member, strategist, draft, client):
    paper = make_stored_file(draft, "Kunnskapsgrunnlag", visibility=Level.PUBLIC)
    readers = (client, browse(member), browse(strategist))
    assert [status(reader, paper) for reader in readers] == [404, 404, 200]
    DocumentVersion.objects.filter(pk=draft.pk).update(state=State.IN_TREATMENT)
    assert [status(reader, paper) for reader in readers] == [302, 200, 200]
    adopt(DocumentVersion.objects.get(pk=draft.pk), date(2024, 1, 10))
    assert [status(reader, paper) for reader in readers] == [200, 200, 200]


def test_without_a_responsible_network_there_is_no_level_of_it(office):
    version = make_version(make_document("Handelsplanen"), state=State.ON_HEARING)
    form = office.get(add_url(version)).context["form"]
    assert [value for value, _ in form.fields["visibility"].choices] == ["public", "members", "staff"]
    paper = make_stored_file(version, visibility=Level.MEMBERS)
    address = desk("storedfile", "change", paper.pk)
    refused = office.post(address, {"title": "Papir", "visibility": "network"})
    assert "Dokumentet har ikke noe ansvarlig nettverk." in refused.text


@pytest.mark.parametrize(
    ("role", "shown", "sent"), [("strategist", 200, 302), ("secretary", 403, 403), ("editor", 403, 403)]
)
def test_only_those_who_keep_the_document_put_papers_with_its_editions(
    role, shown, sent, request, browse, trade
):
    version = make_version(make_document("Handelsplanen", network=trade))
    paper = make_stored_file(version, "Internt", visibility=Level.STAFF)
    client = browse(request.getfixturevalue(role))
    assert client.get(add_url(version)).status_code == shown
    uploaded = client.post(add_url(version), {"visibility": "staff", "files": [upload()]})
    assert (uploaded.status_code, StoredFile.objects.count()) == (sent, 2 if sent == 302 else 1)
    withdrawn = client.post(desk("storedfile", "withdraw", paper.pk), {"reason": "Feil."})
    assert withdrawn.status_code == sent


def test_a_strategist_sees_the_papers_of_editions_alone(office, plan, industry):
    make_stored_file(plan.versions.get(), "Kunnskapsgrunnlag", visibility=Level.PUBLIC)
    make_stored_file(make_meeting(industry), "Sakspapir")
    make_stored_file(industry, "Nettverkets")
    listed = office.get(desk("storedfile"))
    assert [paper.title for paper in listed.context["cl"].result_list] == ["Kunnskapsgrunnlag"]
    assert desk("storedfile", "add") not in listed.content.decode()
    assert office.get(desk("storedfile", "add")).status_code == 403


READERS = {
    Level.PUBLIC: {"anonymous", "outsider", "editor", "member", "participant", "secretary", "strategist"},
    Level.MEMBERS: {"member", "participant", "secretary", "strategist"},
    Level.NETWORK: {"participant", "secretary", "strategist"},
    Level.STAFF: {"secretary", "strategist"},
    # Editors read drafts only to mark stories with them.
}


@pytest.mark.parametrize("level", READERS)
@pytest.mark.parametrize(
    "role", ["anonymous", "outsider", "member", "participant", "secretary", "strategist"]
)
def test_each_reads_what_is_on_his_level(role, level, request, browse, plan):
    version = plan.versions.get()
    paper = make_stored_file(version, "Zmerkevedlegg", visibility=level)
    client = browse(request.getfixturevalue(role))
    may = role in READERS[level]
    assert attached(client.get(version.get_absolute_url())) == (["Zmerkevedlegg"] if may else [])
    assert status(client, paper) == (200 if may else 302 if role == "anonymous" else 404)
    # What is printed is for handing out.
    paper_says = "Zmerkevedlegg" in text_of(client.get(version.print_url))
    assert paper_says is (level == Level.PUBLIC)


@pytest.mark.parametrize("state", [State.DRAFT, State.REJECTED])
def test_of_what_is_with_a_draft_nobody_is_told(state, browse, member, strategist, industry):
    version = make_version(make_document("Industriplanen", network=industry), state=state)
    paper = make_stored_file(version, visibility=Level.STAFF)
    assert [status(browse(user), paper) for user in (None, member, strategist)] == [404, 404, 200]


def test_what_is_with_an_open_hearing_closes_with_it(browse, member, industry, client):
    document = make_document("Industriplanen", network=industry)
    version = make_version(document, state=State.ON_HEARING, hearing_is_open=True)
    paper = make_stored_file(version, visibility=Level.PUBLIC)
    assert status(client, paper) == 200
    DocumentVersion.objects.filter(pk=version.pk).update(hearing_is_open=False)
    assert [status(browse(user), paper) for user in (None, member)] == [302, 200]
    badges = section_of(browse(member).get(version.get_absolute_url()), "vedlegg").find_class("badge")
    assert [said_in(badge) for badge in badges] == ["Kun medlemmer"]


def test_withdrawn_it_is_gone_from_the_page_and_says_why(office, plan, client):
    version = plan.versions.get()
    paper = make_stored_file(version, "Kunnskapsgrunnlag", visibility=Level.PUBLIC)
    withdraw = desk("storedfile", "withdraw", paper.pk)
    office.post(withdraw, {"reason": "Tallene var feil."}, follow=True)
    assert attached(client.get(version.get_absolute_url())) == []
    response = client.get(paper.get_absolute_url())
    assert (response.status_code, "Tallene var feil." in response.content.decode()) == (410, True)
    assert "Kunnskapsgrunnlag" not in office.get(desk("documentversion", "change", version.pk)).text


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_depend_on_how_many_there_are(
    count, client, industry, django_assert_num_queries
):
    version = make_version(make_document("Industriplanen", network=industry))
    make_measure(version)
    adopt(version)
    for number in range(count):
        make_stored_file(version, f"Vedlegg {number}", visibility=Level.PUBLIC)
    with django_assert_num_queries(12):
        assert len(attached(client.get(version.get_absolute_url()))) == count


def test_a_draft_is_thrown_away_with_its_papers_also_when_they_were_read(
    office, draft, django_capture_on_commit_callbacks
):
    paper = make_stored_file(draft, visibility=Level.PUBLIC)
    storage, name = paper.file.storage, paper.file.name
    assert status(office, paper) == 200
    with django_capture_on_commit_callbacks(execute=True):
        office.post(desk("documentversion", "discard", draft.pk))
    assert not DocumentVersion.objects.filter(pk=draft.pk).exists()
    assert not storage.exists(name)
