"""Papers in the admin: who uploads where, several at once, and how one is withdrawn."""

import errno
import html
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from networks import files
from networks.models import StoredFile
from networks.visibility import Level
from tests.factories import make_network, make_stored_file
from tests.networks.uploads import HOSTILE, PDF, office, upload

LIST = reverse("admin:networks_storedfile_changelist")
ADD = reverse("admin:networks_storedfile_add")


@pytest.fixture
def desk(browse, secretary):
    """Return the secretary's browser."""
    return browse(secretary)


def change_url(stored):
    """Return the address of the paper's form."""
    return reverse("admin:networks_storedfile_change", args=[stored.pk])


def withdraw_url(stored):
    """Return the address of the page where the paper is withdrawn."""
    return reverse("admin:networks_storedfile_withdraw", args=[stored.pk])


def chosen(network, *uploads, **fields):
    """Return what the upload page posts."""
    return {"network": network.pk, "visibility": "network", "files": list(uploads)} | fields


def errors(response):
    """Return the form's errors: field → sentences."""
    assert response.status_code == 200, "the form was accepted"
    return {name: list(sentences) for name, sentences in response.context["form"].errors.items()}


def said(response):
    """Return what the next page says on top."""
    return [str(message) for message in response.context["messages"]]


def network_links(client, network):
    """Return the addresses that the network's form leads to from above, about papers."""
    form = client.get(reverse("admin:networks_network_change", args=[network.pk])).content.decode()
    return [html.unescape(link) for link in re.findall(r'<li><a href="(.*?)"', form) if "storedfile" in link]


def test_a_network_s_form_leads_to_its_papers_and_to_more_of_them(desk, secretary, industry, trade):
    make_network("Kommunikasjonsforum", facilitator=secretary)
    make_stored_file(industry, "Vårt")
    make_stored_file(trade, "Deres")
    papers, more = network_links(desk, industry)
    assert [paper.title for paper in desk.get(papers).context["cl"].result_list] == ["Vårt"]
    assert desk.get(more).context["form"]["network"].value() == str(industry.pk)


def test_a_network_s_papers_are_no_way_for_those_who_only_look_at_it(
    desk, trade, industry, administrator, browse
):
    assert network_links(desk, trade) == []
    assert len(network_links(browse(administrator), trade)) == 2


# Uploading


def test_several_papers_are_uploaded_at_once_and_named_after_their_files(desk, industry, secretary):
    response = desk.post(
        ADD,
        chosen(
            industry,
            upload(PDF, "referat_mars-møtet.pdf"),
            upload(office("pptx"), "Presentasjon.pptx"),
            visibility="members",
        ),
        follow=True,
    )
    assert response.redirect_chain == [(f"{LIST}?network__id__exact={industry.pk}", 302)]
    assert said(response) == ["2 vedlegg er lagt ut i Industrilederforum."]
    papers = {paper.title: paper for paper in StoredFile.objects.all()}
    assert sorted(papers) == ["Presentasjon", "Referat mars møtet"]
    paper = papers["Referat mars møtet"]
    assert (paper.filename, paper.network, paper.visibility, paper.created_by) == (
        "referat_mars-møtet.pdf",
        industry,
        Level.MEMBERS,
        secretary,
    )
    for paper in papers.values():
        assert paper.title in response.content.decode()


def test_one_paper_is_one(desk, industry):
    response = desk.post(ADD, chosen(industry, upload()), follow=True)
    assert said(response) == ["Ett vedlegg er lagt ut i Industrilederforum."]


def test_what_is_refused_keeps_nothing_else_out(desk, industry):
    name, content = HOSTILE["macros called document"]
    response = desk.post(ADD, chosen(industry, upload(content, name), upload()), follow=True)
    assert said(response) == [
        "«referat.docx»: Filen inneholder makroer. Lagre den uten makroer, eller som PDF.",
        "Ett vedlegg er lagt ut i Industrilederforum.",
    ]
    assert [paper.filename for paper in StoredFile.objects.all()] == ["referat.pdf"]


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_paper_is_answered_on_the_field(what, desk, industry):
    name, content = HOSTILE[what]
    response = desk.post(ADD, chosen(industry, upload(content, name)))
    [sentence] = errors(response)["files"]
    assert sentence.startswith(f"«{name}»: ")
    assert "<title>Feil: " in response.content.decode()
    assert not StoredFile.objects.exists()


def test_a_name_that_is_markup_stays_text(desk, industry):
    response = desk.post(ADD, chosen(industry, upload(b"MZ", "<b>a.exe")))
    assert "«&lt;b&gt;a.exe»" in response.content.decode()


def test_a_paper_over_the_limit_is_refused_with_its_size(desk, industry, monkeypatch):
    monkeypatch.setattr(files.refuse_too_large, "__defaults__", (10,))
    response = desk.post(ADD, chosen(industry, upload()))
    assert "Den kan være på inntil 10" in errors(response)["files"][0]


@pytest.mark.parametrize(
    ("field", "sentence"), [("files", "Velg minst én fil."), ("network", "Feltet er påkrevet.")]
)
def test_what_is_missing_is_said_on_its_field(field, sentence, desk, industry):
    posted = chosen(industry, upload())
    del posted[field]
    assert errors(desk.post(ADD, posted)) == {field: [sentence]}
    assert not StoredFile.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_is_said_and_leaves_nothing(desk, industry, monkeypatch):
    def no_room(self, name, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", no_room)
    response = desk.post(ADD, chosen(industry, upload()))
    assert "Serveren har ikke plass til filen." in errors(response)["files"][0]
    assert not StoredFile.objects.exists()


def test_whoever_has_one_network_need_not_choose_it(desk, browse, secretary, industry):
    assert desk.get(ADD).context["form"]["network"].value() == industry.pk
    other = make_network("Styret", facilitator=secretary)
    assert desk.get(ADD).context["form"]["network"].value() is None
    assert desk.get(ADD, {"network": other.pk}).context["form"]["network"].value() == str(other.pk)


# Whose


def test_a_secretary_meets_the_papers_of_her_own_networks_alone(desk, industry, trade):
    make_stored_file(industry, "Vårt papir")
    theirs = make_stored_file(trade, "Fremmed papir")
    text = desk.get(LIST).content.decode()
    assert "Vårt papir" in text
    assert "Fremmed papir" not in text
    assert "Forum for handel" not in text
    assert "Forum for handel" not in desk.get(ADD).content.decode()
    for address in (change_url(theirs), withdraw_url(theirs)):
        response = desk.get(address, follow=True)
        assert "Fremmed papir" not in response.content.decode()
    desk.post(withdraw_url(theirs), {"reason": "Ikke mitt."})
    desk.post(change_url(theirs), {"title": "Overtatt", "visibility": "public"})
    theirs.refresh_from_db()
    assert (theirs.title, theirs.visibility, theirs.withdrawn_at) == ("Fremmed papir", "network", None)


def test_a_secretary_uploads_to_no_other_network(desk, trade):
    assert set(errors(desk.post(ADD, chosen(trade, upload())))) == {"network"}
    assert not StoredFile.objects.exists()


def test_an_administrator_meets_them_all(browse, administrator, industry, trade):
    papers = [make_stored_file(network, f"Papir i {network}") for network in (industry, trade)]
    client = browse(administrator)
    text = client.get(LIST).content.decode()
    assert all(paper.title in text for paper in papers)
    assert [client.get(change_url(paper)).status_code for paper in papers] == [200, 200]


def test_editors_of_the_news_meet_no_papers(browse, editor, industry):
    paper = make_stored_file(industry)
    client = browse(editor)
    for address in (LIST, ADD, change_url(paper), withdraw_url(paper)):
        assert client.get(address).status_code == 403
    assert LIST not in client.get(reverse("admin:index")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_however_long(count, desk, industry):
    for number in range(count):
        make_stored_file(industry, f"Papir {number}")
    with CaptureQueriesContext(connection) as captured:
        desk.get(LIST)
    assert len(captured) == 8


# Changing and withdrawing


def test_title_and_level_are_changed_and_the_file_is_not(desk, industry, secretary):
    paper = make_stored_file(industry, "Referat")
    response = desk.get(change_url(paper))
    assert list(response.context["adminform"].form.fields) == ["title", "visibility"]
    assert f'href="{paper.get_absolute_url()}">referat.pdf</a>' in response.content.decode()
    desk.post(change_url(paper), {"title": "Referat fra mars", "visibility": "public"})
    paper.refresh_from_db()
    assert (paper.title, paper.visibility, paper.updated_by) == ("Referat fra mars", "public", secretary)


def test_a_paper_is_withdrawn_with_a_reason(desk, industry, secretary):
    paper = make_stored_file(industry, "Referat")
    assert withdraw_url(paper) in desk.get(change_url(paper)).content.decode()
    response = desk.post(withdraw_url(paper), {"reason": "Feil utgave."}, follow=True)
    assert said(response) == ["«Referat» er trukket tilbake."]
    paper.refresh_from_db()
    assert (paper.withdrawn_reason, paper.updated_by) == ("Feil utgave.", secretary)
    assert paper.withdrawn_at is not None
    text = response.content.decode()
    assert "Feil utgave." in text
    assert withdraw_url(paper) not in text
    assert 'name="_save"' not in text
    assert desk.get(withdraw_url(paper)).status_code == 403


def test_a_withdrawal_needs_a_reason(desk, industry):
    paper = make_stored_file(industry)
    response = desk.post(withdraw_url(paper), {"reason": " "})
    assert errors(response) == {"reason": ["Si hvorfor vedlegget er trukket tilbake."]}
    paper.refresh_from_db()
    assert paper.withdrawn_at is None


def test_nobody_deletes_papers(browse, administrator, industry):
    administrator.is_superuser = True
    administrator.save()
    paper = make_stored_file(industry)
    client = browse(administrator)
    assert (
        client.post(reverse("admin:networks_storedfile_delete", args=[paper.pk]), {"post": "yes"}).status_code
        == 403
    )
    assert "delete_selected" not in client.get(LIST).content.decode()
    assert Path(paper.file.path).exists()


def test_the_history_says_who_did_what(desk, industry):
    desk.post(ADD, chosen(industry, upload()))
    paper = StoredFile.objects.get()
    desk.post(withdraw_url(paper), {"reason": "Feil utgave."})
    text = desk.get(reverse("admin:networks_storedfile_history", args=[paper.pk])).content.decode()
    assert "Lastet opp." in text
    assert "er trukket tilbake." in text
