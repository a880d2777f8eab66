"""The status round: a whole document in one table (journeys.md S7, domain.md §9 and §12, case 12)."""

import io
from datetime import date, timedelta

import lxml.html
import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from networks import tables
from networks.models import AgendaItem, MeasureEdition, MeasureUpdate, Meeting, Status
from networks.strategies.edition_actions import begin_edition
from networks.strategies.measure_actions import merge_measure
from tests.factories import (
    adopt,
    make_body,
    make_document,
    make_item,
    make_measure,
    make_meeting,
    make_version,
    tell,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(industry, secretary):
    return make_document("Industriplanen", network=industry)


@pytest.fixture
def measures(plan):
    """Four: one that goes well, one that is late, one that nobody has told of, one that is done."""
    version = make_version(plan)
    going = make_measure(version, "Går bra", code="I-01")
    late = make_measure(version, "Over fristen", code="I-02", due_on=date(2023, 12, 31))
    untold = make_measure(version, "Aldri meldt", code="I-03")
    done = make_measure(version, "Ferdig", code="I-04")
    adopt(version)
    lately = timezone.localdate() - timedelta(days=10)
    tell(going, Status.IN_PROGRESS, lately, note="Bussen går.")
    tell(late, Status.IN_PROGRESS, lately, note="Litt til.")
    tell(done, Status.COMPLETED, lately, note="Åpnet.")
    return going, late, untold, done


def address(plan, query=""):
    """Return the address of the round."""
    return reverse("admin:networks_strategydocument_status_round", args=[plan.pk]) + query


def fields(response):
    """Return what the form on the page sends when nobody touches it."""
    form = lxml.html.fromstring(response.text).get_element_by_id("round_form")
    sent = dict(form.form_values())
    return {name: value for name, value in sent.items() if name not in ("csrfmiddlewaretoken", "kept_copy")}


def typed(measure, **values):
    """Return what is typed in the row of ``measure``."""
    return {f"tiltak-{measure.pk}-{name}": value for name, value in values.items()}


def codes(response):
    """Return the codes of the rows, from the top."""
    return [row.row.measure.code for row in response.context["page"].rows]


def test_what_is_late_or_missing_stands_first_and_what_is_done_last(plan, measures, secretary, browse):
    page = browse(secretary).get(address(plan))

    assert codes(page) == ["I-02", "I-03", "I-01", "I-04"]
    assert "Forsinket" in page.text
    assert "Bussen går." in page.text


def test_changed_rows_are_told_and_untouched_ones_tell_nothing(plan, measures, secretary, browse):
    going, late, untold, _done = measures
    client = browse(secretary)
    before = MeasureUpdate.objects.count()
    form = fields(client.get(address(plan)))

    page = client.post(
        address(plan),
        form
        | typed(late, status="postponed", note="Ny frist.", internal="Ring kommunen.")
        | typed(untold, status="in_progress", note="Startet.")
        | typed(going, same="on"),
        follow=True,
    )

    assert MeasureUpdate.objects.count() == before + 3
    update = late.updates.latest_first()[0]
    assert (update.status, update.note, update.internal_note) == ("postponed", "Ny frist.", "Ring kommunen.")
    assert (update.created_by, update.on_behalf_of) == (secretary, plan.responsible_network)
    assert (update.reported_on, update.meeting) == (timezone.localdate(), None)
    confirmed = going.updates.latest_first()[0]
    assert (confirmed.status, confirmed.note) == ("in_progress", "Bussen går."), "it goes on as it was told"
    assert "Statusrunden er lagret: 3 meldinger." in page.text
    assert "2 nye statuser, 1 bekreftet, 1 forsinket." in page.text


def test_what_goes_as_before_is_as_far_as_before(plan, measures, secretary, browse):
    going = measures[0]
    tell(going, note="To av tre.", percent=66, on=timezone.localdate() - timedelta(days=1))
    client = browse(secretary)
    form = fields(client.get(address(plan)))
    client.post(address(plan), form | typed(going, same="on"))
    assert going.updates.latest_first()[0].percent == 66


@pytest.mark.parametrize("note", ["Bussen går.", ""])
def test_what_goes_as_before_is_confirmed_in_one_round_after_another(note, plan, measures, secretary, browse):
    """Also where no sentence was ever said of it."""
    tell(measures[0], Status.IN_PROGRESS, timezone.localdate() - timedelta(days=5), note=note)
    client = browse(secretary)
    for count in (3, 4):
        form = fields(client.get(address(plan)))
        client.post(address(plan), form | typed(measures[0], same="on"))
        assert [update.note for update in measures[0].updates.all()][: count - 2] == [note] * (count - 2)
        assert measures[0].updates.count() == count


def test_a_form_sent_as_it_is_tells_nothing(plan, measures, secretary, browse):
    client = browse(secretary)
    before = MeasureUpdate.objects.count()

    page = client.post(address(plan), fields(client.get(address(plan))), follow=True)

    assert MeasureUpdate.objects.count() == before
    assert "Ingenting var fylt ut" in page.text


def test_a_round_for_a_meeting_ties_every_message_to_it_and_its_item(
    plan, measures, industry, secretary, browse
):
    held = timezone.now() - timedelta(days=3)
    meeting = make_meeting(
        industry,
        "Møte med formannskapet",
        starts_at=held,
        status=Meeting.Status.HELD,
        public_body=make_body(),
        no_case_number_reason="Orientering.",
    )
    item = make_item(meeting, "Status", kind=AgendaItem.Kind.STATUS_REPORT, strategy_document=plan)
    make_meeting(industry, "Et møte om noe annet")
    client = browse(secretary)
    at = address(plan, f"?mote={meeting.pk}")
    page = client.get(at)
    assert "Møte med formannskapet" in page.text
    assert "Et møte om noe annet" not in page.text

    client.post(at, fields(page) | typed(measures[2], status="in_progress"))

    update = measures[2].updates.get()
    assert (update.meeting, update.agenda_item) == (meeting, item)
    assert (update.reported_on, update.recorded_on) == (meeting.day, timezone.localdate())
    # Also what was told for a past day, but is known only now, stands in the table.
    again = client.get(at)
    assert again.context["page"].round.rows[-1].measure.code in ("I-03", "I-04")
    assert (
        next(row for row in again.context["page"].round.rows if row.measure == measures[2]).update == update
    )


def test_before_the_meeting_it_is_true_today(plan, measures, industry, secretary, browse):
    meeting = make_meeting(industry, "Kommende", public_body=make_body())
    make_item(meeting, "Status", kind=AgendaItem.Kind.STATUS_REPORT, strategy_document=plan)
    client = browse(secretary)
    at = address(plan, f"?mote={meeting.pk}")

    client.post(at, fields(client.get(at)) | typed(measures[2], status="in_progress"))

    assert measures[2].updates.get().reported_on == timezone.localdate()
    assert measures[2].updates.get().meeting == meeting


@pytest.mark.parametrize(
    ("which", "values", "sentence"),
    [
        (2, {"same": "on"}, "Ingen har meldt status ennå. Velg en."),
        (2, {"note": "Bare en setning."}, "Velg status, eller sett haken «fortsatt slik»."),
        (0, {"same": "on", "status": "on_hold"}, "Velg ny status, eller behold den gamle."),
        (3, {"status": "on_hold", "note": "Nei."}, "Det kan bare gjenåpnes som «Pågår»."),
        (3, {"status": "in_progress"}, "Skriv hvorfor tiltaket gjenåpnes."),
        (0, {"status": "merged"}, "Velg et gyldig valg"),
    ],
)
def test_one_wrong_row_saves_nothing_and_loses_nothing(
    which, values, sentence, plan, measures, secretary, browse
):
    client = browse(secretary)
    before = MeasureUpdate.objects.count()
    form = fields(client.get(address(plan)))

    page = client.post(
        address(plan),
        form
        | typed(measures[1], status="postponed", note="Dette skal ikke bli borte.")
        | typed(measures[which], **values),
    )

    assert sentence in page.text
    assert "Dette skal ikke bli borte." in page.text
    assert MeasureUpdate.objects.count() == before


@pytest.mark.parametrize("query", ["?dato=01.01.2020", "?dato=31.12.2999", "?dato=tull", "?mote=999"])
def test_a_day_that_does_not_do_is_said_and_nothing_is_saved(query, plan, measures, secretary, browse):
    client = browse(secretary)
    before = MeasureUpdate.objects.count()
    page = client.get(address(plan, query))
    assert page.status_code == 200

    page = client.post(
        address(plan, query), fields(page) | typed(measures[2], status="in_progress", note="Tekst.")
    )

    assert MeasureUpdate.objects.count() == before
    assert "Tekst." in page.text


class TestMeanwhile:
    def test_what_somebody_told_meanwhile_is_shown_and_nothing_typed_is_lost(
        self, plan, measures, secretary, administrator, browse
    ):
        going, late, _untold, _done = measures
        client = browse(secretary)
        form = fields(client.get(address(plan)))
        tell(going, Status.ON_HOLD, note="Bussen står.", by=administrator)
        before = MeasureUpdate.objects.count()
        data = form | typed(going, status="completed", note="Framme.") | typed(late, same="on", note="Snart.")

        page = client.post(address(plan), data)

        assert MeasureUpdate.objects.count() == before
        assert "Astrid Hagen meldte" in page.text
        assert "Bussen står." in page.text
        assert "Framme." in page.text
        assert "Snart." in page.text

        client.post(address(plan), fields(page))
        assert [update.status for update in going.updates.latest_first()][:2] == ["completed", "on_hold"]
        assert late.updates.latest_first()[0].note == "Snart."

    def test_a_row_that_one_has_not_touched_is_no_conflict(
        self, plan, measures, secretary, administrator, browse
    ):
        going, late, _untold, _done = measures
        client = browse(secretary)
        form = fields(client.get(address(plan)))
        tell(going, Status.ON_HOLD, note="Bussen står.", by=administrator)

        client.post(address(plan), form | typed(late, same="on"))

        assert going.updates.latest_first()[0].note == "Bussen står."
        assert late.updates.count() == 2

    def test_the_same_form_sent_twice_tells_once(self, plan, measures, secretary, browse):
        client = browse(secretary)
        data = fields(client.get(address(plan))) | typed(measures[2], status="in_progress", note="Startet.")

        client.post(address(plan), data)
        page = client.post(address(plan), data, follow=True)

        assert measures[2].updates.count() == 1
        assert "Ingenting var fylt ut" in page.text

    def test_an_edition_adopted_meanwhile_is_put_before_the_one_who_writes(
        self, plan, measures, secretary, browse
    ):
        """Case 12: updates belong to the measure, so nothing is lost; what is dropped is said."""
        going, late, untold, _done = measures
        client = browse(secretary)
        form = fields(client.get(address(plan)))
        version = begin_edition(document=plan, by=secretary)
        drop(version, untold, "Ikke lenger aktuelt.")
        amend(version, late, "Strengere ordlyd.")
        adopt(version, timezone.localdate())
        before = MeasureUpdate.objects.count()
        data = (
            form
            | typed(going, same="on", note="Fortsatt.")
            | typed(late, status="on_hold", note="Venter.")
            | typed(untold, status="in_progress", note="Startet likevel.")
        )

        page = client.post(address(plan), data)

        assert MeasureUpdate.objects.count() == before
        assert "Utgave 2 ble vedtatt etter at du åpnet runden." in page.text
        assert "Tiltaket utgår i utgave 2: Ikke lenger aktuelt." in page.text
        assert "Endret i utgave 2: Strengere ordlyd." in page.text
        for sentence in ("Fortsatt.", "Venter.", "Startet likevel."):
            assert sentence in page.text
        assert codes(page)[0] == "I-03"

        # Looked at, and saved: the dropped one is reopened with a reason, as anywhere else.
        client.post(address(plan), fields(page))
        assert going.updates.latest_first()[0].note == "Fortsatt."
        assert late.updates.latest_first()[0].note == "Venter."
        statuses = [update.status for update in untold.updates.latest_first()]
        assert statuses == ["in_progress", "cancelled"]

    def test_a_measure_merged_meanwhile_keeps_the_text_on_the_page(self, plan, measures, secretary, browse):
        going, late, untold, _done = measures
        client = browse(secretary)
        form = fields(client.get(address(plan)))
        merge_measure(measure=untold, into=going, on=timezone.localdate(), by=secretary)
        data = form | typed(untold, status="in_progress", note="Startet.") | typed(late, same="on")

        page = client.post(address(plan), data)
        assert "Går videre i I-01 Går bra." in page.text
        assert "Startet." in page.text

        page = client.post(address(plan), fields(page), follow=True)
        assert "Går videre i I-01 Går bra." in page.text
        assert untold.updates.get().status == "merged"
        assert late.updates.count() == 2


def drop(version, measure, why):
    """Let ``version`` drop ``measure``."""
    MeasureEdition.objects.filter(version=version, measure=measure).update(change="dropped", change_note=why)


def amend(version, measure, why):
    """Let ``version`` give ``measure`` other words."""
    MeasureEdition.objects.filter(version=version, measure=measure).update(change="amended", change_note=why)


def test_only_those_who_keep_the_document_have_its_round(plan, measures, trade, secretary, editor, browse):
    names = ("status_round", "round_summary", "round_print", "round_pdf", "ask_status", "thank")
    pages = [reverse(f"admin:networks_strategydocument_{name}", args=[plan.pk]) for name in names]
    assert [browse(secretary).get(page).status_code for page in pages] == [200] * len(pages)
    plan.responsible_network = trade
    plan.save()

    before = MeasureUpdate.objects.count()
    for user in (secretary, editor):
        client = browse(user)
        assert {client.get(page).status_code for page in pages} == {403}
        data = {"edition": "", **typed(measures[2], status="in_progress")}
        assert client.post(address(plan), data).status_code == 403
    assert MeasureUpdate.objects.count() == before


def test_the_paper_has_the_internal_notes_only_where_they_are_asked_for(plan, measures, secretary, browse):
    tell(measures[2], Status.IN_PROGRESS, note="Startet.", internal_note="Hemmelig notat.")
    client = browse(secretary)
    address_of_paper = reverse("admin:networks_strategydocument_round_print", args=[plan.pk])

    open_paper, noted = client.get(address_of_paper), client.get(f"{address_of_paper}?notater=1")

    assert "Startet." in open_paper.text
    assert "Hemmelig notat." not in open_paper.text
    assert "Hemmelig notat." in noted.text
    assert "Intern, med interne notater" in noted.text
    pdf = client.get(reverse("admin:networks_strategydocument_round_pdf", args=[plan.pk]))
    assert pdf.content.startswith(b"%PDF-")


def test_the_paper_that_goes_round_the_table_has_only_what_everyone_may_know(
    plan, measures, secretary, browse
):
    measures[2].visibility = "staff"
    measures[2].save()
    client = browse(secretary)
    paper = reverse("admin:networks_strategydocument_round_print", args=[plan.pk])
    assert "Aldri meldt" not in client.get(paper).text
    assert "uten status" not in client.get(paper).text
    assert "Aldri meldt" in client.get(f"{paper}?notater=1").text


def test_a_made_up_measure_is_no_measure(plan, measures, secretary, browse):
    data = fields(browse(secretary).get(address(plan))) | {f"tiltak-{'9' * 30}-note": "Finnes ikke."}
    assert browse(secretary).post(address(plan), data).status_code == 302


@pytest.mark.validators
def test_the_papers_of_a_round_are_accessible_pdfs(plan, measures, secretary, browse, verapdf):
    tell(measures[2], Status.IN_PROGRESS, note="Startet.", internal_note="Bare for oss.")
    paper = reverse("admin:networks_strategydocument_round_pdf", args=[plan.pk])
    client = browse(secretary)
    assert verapdf.ua1_failures(client.get(paper).content) == []
    assert verapdf.ua1_failures(client.get(f"{paper}?notater=1").content) == []


def test_a_document_without_an_edition_says_what_will_come(plan, secretary, browse):
    assert "har ingen vedtatt utgave ennå" in browse(secretary).get(address(plan)).text


@pytest.mark.parametrize("count", [1, 3])
def test_how_many_measures_there_are_makes_no_more_queries(
    count, plan, secretary, browse, django_assert_num_queries
):
    version = make_version(plan)
    measures = [make_measure(version) for _ in range(count)]
    adopt(version)
    for measure in measures:
        tell(measure)
    client = browse(secretary)
    client.get(address(plan))
    with django_assert_num_queries(11):
        client.get(address(plan))
    summary = reverse("admin:networks_strategydocument_round_summary", args=[plan.pk])
    with django_assert_num_queries(13):
        client.get(summary)


def test_a_round_of_three_hundred_is_shown_sent_with_an_error_and_saved(
    plan, secretary, browse, django_assert_num_queries
):
    version = make_version(plan)
    measures = [make_measure(version, f"Tiltak {number}", code=f"T-{number}") for number in range(300)]
    adopt(version)
    client = browse(secretary)
    client.get(address(plan))
    with django_assert_num_queries(11):
        page = client.get(address(plan))
    form = fields(page)
    for measure in measures:
        form |= typed(measure, status="in_progress", note="Går.", internal="Notat.")
    assert len(form) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS

    page = client.post(address(plan), form | typed(measures[150], status="", note="Uten status."))
    assert "Rett raden som er merket" in page.text
    assert fields(page)[f"tiltak-{measures[299].pk}-note"] == "Går."
    assert not MeasureUpdate.objects.exists()

    client.post(address(plan), form)
    assert MeasureUpdate.objects.count() == 300


def test_the_limit_on_fields_has_room_for_the_rows_it_promises(plan, measures, secretary, browse):
    rows, per_row = settings.ROUND_FORM
    names = [name for name in fields(browse(secretary).get(address(plan))) if name.startswith("tiltak-")]
    own = [name for name in names if name.startswith(f"tiltak-{measures[0].pk}-")]

    assert len(own) + 1 <= per_row
    assert rows * per_row + 20 <= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


class TestAsAFile:
    def url(self, plan, name):
        return reverse(f"admin:networks_strategydocument_{name}", args=[plan.pk])

    def sheet(self, client, plan):
        """Return the rows of the file, by code, and its headings."""
        response = client.get(self.url(plan, "round_file"))
        rows = list(openpyxl.load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))
        return rows[0], {row[0]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}

    def upload(self, client, plan, headings, rows):
        content = tables.write(headings, [[row[name] for name in headings] for row in rows], "xlsx")
        return client.post(
            self.url(plan, "round_from_file"), {"fil": SimpleUploadedFile("runde.xlsx", content)}
        )

    def test_the_file_comes_back_filled_in_and_is_looked_over_before_it_is_saved(
        self, plan, measures, secretary, browse
    ):
        client = browse(secretary)
        headings, rows = self.sheet(client, plan)
        assert list(rows) == ["I-02", "I-03", "I-01", "I-04"]
        assert (rows["I-01"]["Sist meldt"], rows["I-01"]["Siste melding"]) == ("Pågår", "Bussen går.")
        rows["I-03"] |= {"Ny status": "pågår", "Melding": "Startet.", "Internt notat": "Ring."}
        rows["I-01"] |= {"Fortsatt slik": "ja"}
        before = MeasureUpdate.objects.count()

        page = self.upload(client, plan, headings, rows.values())

        assert MeasureUpdate.objects.count() == before
        assert "Se over, og lagre runden." in page.text
        client.post(address(plan), fields(page))
        assert MeasureUpdate.objects.count() == before + 2
        update = measures[2].updates.get()
        assert (update.status, update.note, update.internal_note) == ("in_progress", "Startet.", "Ring.")

    def test_a_word_that_is_no_yes_is_not_taken_for_one_nor_forgotten(
        self, plan, measures, secretary, browse
    ):
        client = browse(secretary)
        headings, rows = self.sheet(client, plan)
        rows["I-01"] |= {"Fortsatt slik": "kanskje"}
        rows["I-02"] |= {"Fortsatt slik": "nei"}

        page = self.upload(client, plan, headings, rows.values())

        assert "skriv «ja» i «Fortsatt slik», eller la cellen stå tom." in page.text
        assert page.text.count("«Fortsatt slik», eller") == 1

    def test_what_was_told_since_the_file_was_made_is_shown(
        self, plan, measures, secretary, administrator, browse
    ):
        client = browse(secretary)
        headings, rows = self.sheet(client, plan)
        rows["I-01"] |= {"Ny status": "Gjennomført"}
        tell(measures[0], Status.ON_HOLD, note="Bussen står.", by=administrator)

        page = self.upload(client, plan, headings, rows.values())

        assert "Astrid Hagen meldte" in page.text

    def test_what_is_wrong_is_said_line_by_line(self, plan, measures, secretary, browse):
        client = browse(secretary)
        headings, rows = self.sheet(client, plan)
        rows["I-02"] |= {"Ny status": "Kanskje"}
        rows["I-03"] |= {"Kode": "X-99", "Melding": "Startet."}

        page = self.upload(client, plan, headings, rows.values())

        assert "Linje 2: «Kanskje» er ingen status som kan meldes." in page.text
        assert "Linje 3: dokumentet har ikke noe tiltak med koden «X-99»." in page.text
        page = self.upload(client, plan, ["Kode"], [{"Kode": "I-01"}])
        assert "Filen mangler kolonnen «Ny status»." in page.text
        page = client.post(self.url(plan, "round_from_file"))
        assert "Velg en CSV- eller Excel-fil" in page.text

    def test_it_is_closed_to_others_than_its_keepers(self, plan, measures, trade, secretary, browse):
        plan.responsible_network = trade
        plan.save()
        client = browse(secretary)
        assert client.get(self.url(plan, "round_file")).status_code == 403
        assert client.post(self.url(plan, "round_from_file")).status_code == 403
