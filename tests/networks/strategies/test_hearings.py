"""The hearing of an edition: who says what until when, what one is sent, and what comes of it."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from knf.formats import OSLO
from networks.models import (
    DocumentVersion,
    HearingComment,
    MailPreference,
    NetworkMembership,
    OutboxMessage,
    PoliticalTreatment,
)
from networks.strategies import hearing_emails
from networks.strategies.edition_actions import put_on_hearing, record_treatment
from networks.strategies.hearing import open_hearings
from tests.factories import (
    adopt,
    make_body,
    make_document,
    make_measure,
    make_membership,
    make_organization,
    make_person,
    make_user,
    make_version,
)
from tests.networks.strategies.pages import said_in, section_of, text_of, tree_of

pytestmark = pytest.mark.django_db

State = DocumentVersion.State
Kind = OutboxMessage.Kind
DEADLINE = date(2021, 6, 21)
MAY = datetime(2021, 5, 25, 12, tzinfo=OSLO)
MIDNIGHT = datetime(2021, 6, 22, tzinfo=OSLO)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _in_may():
    with time_machine.travel(MAY, tick=False):
        yield


@pytest.fixture
def contact():
    """Who takes the comments in."""
    return make_user("hanne@knf.example", is_staff=True, name="Hanne Kontakt")


@pytest.fixture
def version(industry, contact):
    """The trade strategy, on hearing until Monday 21 June 2021."""
    draft = make_version(make_document("Handelsstrategien", network=industry))
    make_measure(draft, "Gågate")
    return put_on_hearing(version=draft, deadline=DEADLINE, contact=contact, is_open=False, by=None)


@pytest.fixture
def address(version):
    """Where comments are sent."""
    return reverse("hearing-comment", args=["handelsstrategien", 1])


def mail(kind):
    """Return the recipients of the mails of a kind, with their subjects."""
    return [(row.recipient, row.subject) for row in OutboxMessage.objects.filter(kind=kind).order_by("pk")]


def form_of(response):
    """Return the form of the hearing; None where there is none."""
    found = section_of(response, "innspill").xpath(".//form")
    return found[0] if found else None


# The banner


@pytest.mark.parametrize("address", ["edition", "my-page"])
def test_a_hearing_is_announced_with_its_deadline(address, version, browse, member):
    reader = browse(member)
    response = reader.get(version.get_absolute_url() if address == "edition" else reverse("my-page"))
    assert "På høring – frist mandag 21. juni 2021" in text_of(response)


def test_what_is_on_hearing_for_members_is_not_announced_to_others(version, browse, outsider):
    assert "På høring" not in text_of(browse(outsider).get(reverse("my-page")))


def test_open_hearings_end_at_midnight_in_oslo(version, member, outsider):
    assert open_hearings(member, today=DEADLINE) == [version]
    assert open_hearings(member, today=DEADLINE + timedelta(days=1)) == []
    assert open_hearings(outsider, today=DEADLINE) == []


# Saying something


def test_a_member_comments_and_sees_it_again(version, address, browse, member, contact):
    reader = browse(member)
    response = reader.post(address, {"text": "Gågata må få benker."}, follow=True)
    assert response.redirect_chain == [(f"{version.get_absolute_url()}#innspill", 302)]
    assert "Innspillet er sendt." in response.content.decode()
    section = section_of(response, "innspill")
    assert "Du skrev 25. mai 2021 kl. 12.00 Gågata må få benker." in said_in(section)
    assert mail(Kind.HEARING_RECEIPT) == [
        ("medlem@bakeri.example", "Vi har fått innspillet ditt til Handelsstrategien")
    ]
    assert mail(Kind.HEARING_COMMENT) == [(contact.email, "Innspill til Handelsstrategien fra Mona Dahl")]
    to_contact = OutboxMessage.objects.get(kind=Kind.HEARING_COMMENT)
    assert to_contact.headers["Reply-To"] == "medlem@bakeri.example"
    for text in (to_contact.text, to_contact.html):
        assert version.get_absolute_url() in text
        assert "benker" not in text


def test_what_was_written_while_the_session_ran_out_is_there_after_signing_in(
    version, address, client, member
):
    away = client.post(address, {"text": "Gågata må få benker."})
    assert away.url.startswith(reverse("account_request_login_code"))
    client.force_login(member)
    written = ">\nGågata må få benker.</textarea>"
    assert written in client.get(version.get_absolute_url()).text
    assert written not in client.get(version.get_absolute_url()).text
    assert not HearingComment.objects.exists()


def test_where_the_contact_has_gone_the_facilitator_is_told(
    version, address, browse, member, contact, secretary
):
    contact.is_active = False
    contact.save()
    browse(member).post(address, {"text": "Gågata må få benker."})
    assert mail(Kind.HEARING_COMMENT) == [(secretary.email, "Innspill til Handelsstrategien fra Mona Dahl")]


def test_one_speaks_for_one_of_ones_own(version, address, browse, member):
    foreign = make_organization("Konkurrenten")
    own = member.person.positions.get().organization
    reader = browse(member)
    choices = form_of(reader.get(version.get_absolute_url())).xpath(".//select/option")
    assert [said_in(choice) for choice in choices] == ["Meg selv", "Byens bakeri"]
    refused = reader.post(address, {"text": "Hei.", "on_behalf_of": foreign.pk})
    assert "Velg en av virksomhetene dine, eller «Meg selv»." in text_of(refused)
    reader.post(address, {"text": "Hei.", "on_behalf_of": own.pk})
    assert [comment.on_behalf_of for comment in HearingComment.objects.all()] == [own]
    assert mail(Kind.HEARING_COMMENT)[0][1] == "Innspill til Handelsstrategien fra Byens bakeri"


def test_an_attachment_is_taken_in_by_its_content(
    version, address, browse, member, secretary, outsider, leader
):
    file = SimpleUploadedFile("brev.exe", b"%PDF-1.7 Et brev fra bakeriet", "application/x-msdownload")
    reader = browse(member)
    reader.post(address, {"text": "Se brevet.", "file": file})
    comment = HearingComment.objects.get()
    assert comment.filename == "brev.exe.pdf"
    response = reader.get(comment.file_url)
    assert response.getvalue() == b"%PDF-1.7 Et brev fra bakeriet"
    assert response.headers["Content-Type"] == "application/pdf"
    for other in (outsider, leader):
        assert browse(other).get(comment.file_url).status_code == 404


@pytest.mark.parametrize(
    "content", [b"", b"MZ\x90\x00 et program", b"<html><script>alert(1)</script></html>"]
)
def test_what_is_no_document_is_refused_and_the_text_kept(content, version, address, browse, member):
    file = SimpleUploadedFile("brev.pdf", content, "application/pdf")
    response = browse(member).post(address, {"text": "Zmittinnspill", "file": file})
    form = form_of(response)
    assert form.xpath(".//textarea")[0].text.strip() == "Zmittinnspill"
    assert form.xpath(".//ul[@id='innspill-file_error']/li")
    assert not HearingComment.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_bad_input_keeps_what_was_typed_and_says_that_a_file_must_be_chosen_again(
    version, address, browse, member
):
    own = member.person.positions.get().organization
    file = SimpleUploadedFile("brev.pdf", b"%PDF-1.7 Et brev")
    response = browse(member).post(address, {"text": "  ", "on_behalf_of": own.pk, "file": file})
    form = form_of(response)
    assert "Skriv innspillet." in said_in(form)
    assert "Velg filen på nytt" in said_in(form)
    assert form.xpath(".//option[@selected]/@value") == [str(own.pk)]
    long = browse(member).post(address, {"text": "x" * 20_001})
    assert "Innspillet kan ha høyst 20000 tegn. Det har 20001." in text_of(long)
    assert len(form_of(long).xpath(".//textarea")[0].text.strip()) == 20_001


def test_the_same_words_twice_are_written_once(version, address, browse, member):
    reader = browse(member)
    for _ in range(2):
        reader.post(address, {"text": "Gågata må få benker."})
    assert HearingComment.objects.count() == 1
    assert len(mail(Kind.HEARING_RECEIPT)) == 1


def test_too_many_at_once_are_refused_and_the_text_kept(version, address, browse, member):
    reader = browse(member)
    answers = [reader.post(address, {"text": f"Innspill {number}"}).status_code for number in range(7)]
    assert answers == [302] * 6 + [429]
    response = reader.post(address, {"text": "Zsisteinnspill"})
    assert response.status_code == 429
    assert "Zsisteinnspill" in response.content.decode()
    assert HearingComment.objects.count() == 6


# Who, and until when


HEARD = {"member", "neighbour", "participant", "leader"}


@pytest.mark.parametrize("role", ["anonymous", "outsider", *sorted(HEARD), "secretary", "administrator"])
def test_members_and_the_responsible_network_are_heard(role, version, address, browse, request):
    user = request.getfixturevalue(role)
    response = browse(user).post(address, {"text": "Hei."})
    assert HearingComment.objects.exists() is (role in HEARD)
    if role in HEARD:
        assert response.status_code == 302
    elif role == "anonymous":
        assert response.url.startswith(reverse("account_request_login_code"))
    else:
        assert response.status_code == 404


def test_an_open_hearing_is_read_by_all_and_answered_by_members(version, address, browse, outsider, client):
    DocumentVersion.objects.filter(pk=version.pk).update(hearing_is_open=True)
    response = client.get(version.get_absolute_url())
    assert form_of(response) is None
    assert "Logg inn for å sende innspill." in text_of(response)
    # Who takes the comments in is no secret; the address is for those who are signed in.
    for page in (response, client.get(version.print_url)):
        assert "Hanne Kontakt" in text_of(page)
        assert "hanne@knf.example" not in page.content.decode()
    response = browse(outsider).get(version.get_absolute_url())
    assert form_of(response) is None
    assert "Innspill her er for medlemmer, og for deltakerne i Industrilederforum." in text_of(response)
    make_person("Ulf", "Vik", user=outsider)
    response = browse(outsider).post(address, {"text": "Hei."})
    assert "Bare medlemmer" in text_of(response)
    assert not HearingComment.objects.exists()


def test_others_do_not_read_what_one_wrote(version, address, browse, member, leader, administrator):
    browse(member).post(address, {"text": "Zbareframeg"})
    assert "Zbareframeg" not in text_of(browse(leader).get(version.get_absolute_url()))
    said = said_in(section_of(browse(administrator).get(version.get_absolute_url()), "innspill"))
    assert "Innspillene (1)" in said
    assert "Mona Dahl" in said
    assert "Zbareframeg" in said


def test_it_is_open_through_its_last_day_in_oslo(version, address, browse, member):
    with time_machine.travel(MIDNIGHT - SECOND, tick=False):
        reader = browse(member)
        assert form_of(reader.get(version.get_absolute_url())) is not None
        assert reader.post(address, {"text": "I siste liten."}).status_code == 302
    with time_machine.travel(MIDNIGHT, tick=False):
        reader = browse(member)
        assert form_of(reader.get(version.get_absolute_url())) is None
        response = reader.post(address, {"text": "For sent."})
        assert "Fristen for innspill var mandag 21. juni 2021." in text_of(response)
        assert "For sent." in response.content.decode()
    assert [comment.text for comment in HearingComment.objects.all()] == ["I siste liten."]


def test_the_same_page_says_what_came_of_it(version, address, browse, member):
    reader = browse(member)
    reader.post(address, {"text": "Gågata må få benker."})
    with time_machine.travel(datetime(2022, 6, 1, 12, tzinfo=OSLO), tick=False):
        reader = browse(member)
        assert "Høringen er avsluttet. Fristen var mandag 21. juni 2021. Hanne Kontakt går" in text_of(
            reader.get(version.get_absolute_url())
        )
        treatment = PoliticalTreatment(
            version=version,
            body=make_body(),
            held_on=date(2022, 5, 25),
            step=PoliticalTreatment.Step.RECOMMENDATION,
        )
        record_treatment(treatment=treatment, by=None)
        assert "Utgaven er til politisk behandling" in text_of(reader.get(version.get_absolute_url()))
    with time_machine.travel(datetime(2022, 9, 1, 12, tzinfo=OSLO), tick=False):
        adopt(version, date(2022, 8, 24))
        section = section_of(browse(member).get(version.get_absolute_url()), "innspill")
        assert "Utgaven var på høring til mandag 21. juni 2021." in said_in(section)
        assert "Kommunestyret vedtok den onsdag 24. august 2022." in said_in(section)
        assert "Gågata må få benker." in said_in(section)


def test_those_who_commented_are_told_of_the_result_once(version, address, browse, member, leader):
    browse(member).post(address, {"text": "Gågata må få benker."})
    browse(member).post(address, {"text": "Og trær."})
    with time_machine.travel(datetime(2022, 9, 1, 12, tzinfo=OSLO), tick=False):
        adopt(version, date(2022, 8, 24))
        for _ in range(2):
            hearing_emails.result(version)
    assert mail(Kind.HEARING_RESULT) == [("medlem@bakeri.example", "Handelsstrategien er vedtatt")]
    text = OutboxMessage.objects.get(kind=Kind.HEARING_RESULT).text
    assert "Kommunestyret vedtok utgaven onsdag 24. august 2022, sak PS 57/23." in text
    assert version.get_absolute_url() in text


# Reminders


def reminded(today):
    """Do the day's work; return who is reminded of the hearing by it."""
    before = set(OutboxMessage.objects.values_list("pk", flat=True))
    with time_machine.travel(datetime(today.year, today.month, today.day, 5, tzinfo=OSLO), tick=False):
        call_command("daily", "--today", today.isoformat())
    rows = OutboxMessage.objects.exclude(pk__in=before).filter(text__contains="er på høring")
    return sorted(rows.values_list("recipient", flat=True))


def test_the_responsible_network_is_reminded_a_week_and_a_day_before(version, leader, participant, member):
    both = ["deltaker@fagskolen.example", "leder@solvverk.example"]
    days = [DEADLINE - timedelta(days=days) for days in range(10, -2, -1)]
    found = {day: reminded(day) for day in days}
    assert {day for day, people in found.items() if people} == {date(2021, 6, 14), date(2021, 6, 20)}
    assert found[date(2021, 6, 14)] == both
    row = OutboxMessage.objects.filter(recipient=both[0]).first()
    assert (
        "Handelsstrategien, utgave 1 er på høring. Fristen for innspill er mandag 21. juni 2021." in row.text
    )
    assert f"{version.get_absolute_url()}#innspill" in row.text


def test_a_missed_day_is_caught_up_with(version, leader):
    assert reminded(date(2021, 6, 17)) == ["leder@solvverk.example"]
    assert reminded(date(2021, 6, 18)) == []
    assert reminded(date(2021, 6, 21)) == ["leder@solvverk.example"]


def test_those_who_commented_have_opted_out_or_have_left_are_spared(
    version, address, industry, browse, leader, participant
):
    browse(leader).post(address, {"text": "Hei."})
    MailPreference.objects.create(person=participant.person, kind=Kind.REMINDERS)
    gone = make_person("Grete", "Gått", email="grete@firma.example")
    make_membership(industry, gone, ends_on=date(2021, 6, 13))
    assert reminded(date(2021, 6, 14)) == []
    NetworkMembership.objects.filter(person=gone).update(ends_on=date(2021, 6, 14))
    assert reminded(date(2021, 6, 14)) == ["grete@firma.example"]


def test_a_hearing_that_began_less_than_a_week_before_reminds_on_the_last_day_alone(
    industry, contact, leader
):
    draft = make_version(make_document("Reiselivsplanen", network=industry))
    with time_machine.travel(datetime(2021, 6, 17, 12, tzinfo=OSLO), tick=False):
        put_on_hearing(version=draft, deadline=DEADLINE, contact=contact, is_open=False, by=None)
    assert reminded(date(2021, 6, 18)) == []
    assert reminded(date(2021, 6, 20)) == ["leder@solvverk.example"]


# What it costs


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_depend_on_how_many_comment(
    count, version, browse, administrator, django_assert_num_queries
):
    for number in range(count):
        company = make_organization()
        HearingComment.objects.create(
            version=version, person=make_person(works_at=company), on_behalf_of=company, text=f"Nr {number}"
        )
    reader = browse(administrator)
    with django_assert_num_queries(18):
        response = reader.get(version.get_absolute_url())
    assert f"Innspillene ({count})" in said_in(tree_of(response).find(".//main"))
