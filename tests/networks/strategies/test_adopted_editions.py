"""An adopted edition: one at a time, decided by its owner, and the same for ever after (domain.md §4.4–6)."""

import re
from datetime import date
from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from networks import triggers
from networks.models import (
    DocumentVersion,
    FocusArea,
    Goal,
    Measure,
    MeasureEdition,
    MeasureResponsibility,
    PoliticalTreatment,
    Status,
)
from networks.strategies.edition_actions import (
    begin_edition,
    discard_edition,
    put_on_hearing,
    record_treatment,
)
from networks.strategies.measure_actions import merge_measure, reopen_measure
from networks.strategies.status import latest_updates, strategy_status, version_in_force
from tests.factories import (
    adopt,
    make_area,
    make_body,
    make_document,
    make_duty,
    make_measure,
    make_user,
    make_version,
    tell,
)

pytestmark = pytest.mark.django_db

State = DocumentVersion.State
Change = MeasureEdition.Change


@pytest.fixture
def version():
    """Return an adopted edition with a part of every kind."""
    draft = make_version(make_document())
    draft.file.save("plan.pdf", ContentFile(b"%PDF-1.7 Planen"))
    area = make_area(draft)
    goal = Goal.objects.create(focus_area=area, text="Flere fagfolk")
    make_measure(draft, "Kompetanseløft", goal=goal)
    return adopt(draft, date(2023, 6, 14))


PARTS = {
    "area": lambda version: version.focus_areas.get(),
    "goal": lambda version: Goal.objects.get(focus_area__version=version),
    "edition": lambda version: version.measure_editions.get(),
    "responsibility": lambda version: MeasureResponsibility.objects.get(edition__version=version),
}
COLUMNS = {
    FocusArea: "title",
    Goal: "text",
    MeasureEdition: "official_text",
    MeasureResponsibility: "label",
}


@pytest.mark.parametrize("part", PARTS)
class TestParts:
    def test_no_part_is_saved(self, version, part):
        row = PARTS[part](version)
        with pytest.raises(ValidationError, match="låst"):
            row.save()

    def test_no_part_is_deleted(self, version, part):
        row = PARTS[part](version)
        with pytest.raises(ValidationError, match="låst"):
            row.delete()
        assert PARTS[part](version) == row

    def test_no_part_is_changed_in_bulk(self, version, part):
        row = PARTS[part](version)
        rows, column = type(row).objects.filter(pk=row.pk), COLUMNS[type(row)]
        for deed in (
            lambda: rows.update(**{column: "Omskrevet"}),
            rows.delete,
            lambda: type(row).objects.bulk_update([row], [column]),
        ):
            with pytest.raises(ValidationError, match="låst"):
                deed()
        assert getattr(PARTS[part](version), column) != "Omskrevet"

    def test_no_part_is_added(self, version, part):
        row = PARTS[part](version)
        row.pk = None
        row._state.adding = True
        with pytest.raises(ValidationError, match="låst"):
            row.save()
        with pytest.raises(ValidationError, match="låst"):
            type(row).objects.bulk_create([row])

    def test_the_database_itself_refuses(self, version, part):
        row = PARTS[part](version)
        table, column = row._meta.db_table, COLUMNS[type(row)]
        copied = ", ".join(
            f'"{field.column}"' for field in row._meta.concrete_fields if not field.primary_key
        )
        for statement in (
            f"UPDATE {table} SET {column} = 'Omskrevet'",
            f"DELETE FROM {table}",
            f"INSERT INTO {table} ({copied}) SELECT {copied} FROM {table}",
        ):
            with pytest.raises(DatabaseError, match="the edition is adopted"), transaction.atomic():
                connection.cursor().execute(statement)

    def test_a_part_of_a_draft_is_not_moved_into_it(self, version, part):
        draft = make_version(version.document)
        make_measure(draft, "Et utkast", goal=Goal.objects.create(focus_area=make_area(draft), text="Mål"))
        links = {"area": "version", "goal": "focus_area", "edition": "version", "responsibility": "edition"}
        row, target = PARTS[part](draft), getattr(PARTS[part](version), links[part])
        setattr(row, links[part], target)
        with pytest.raises(ValidationError, match="låst"):
            row.save()
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(
                f"UPDATE {row._meta.db_table} SET {links[part]}_id = %s WHERE id = %s", [target.pk, row.pk]
            )


class TestTheEditionItself:
    @pytest.mark.parametrize("name", ["label", "amendments", "number"])
    def test_what_it_says_is_not_changed(self, version, name):
        setattr(version, name, 7)
        with pytest.raises(ValidationError, match="låst"):
            version.save()
        with pytest.raises(ValidationError, match="låst"):
            DocumentVersion.objects.filter(pk=version.pk).update(**{name: 7})
        with pytest.raises(DatabaseError, match="adopted"), transaction.atomic():
            connection.cursor().execute(f"UPDATE networks_documentversion SET {name} = '7'")

    def test_its_file_is_not_replaced(self, version):
        with pytest.raises(ValidationError, match="låst"):
            version.file.save("annen.pdf", ContentFile(b"%PDF-1.7 En annen"))
        version.refresh_from_db()
        with version.file.open() as kept:
            assert kept.read() == b"%PDF-1.7 Planen"

    def test_its_checksum_is_that_of_its_file(self, version):
        assert version.sha256 == sha256(b"%PDF-1.7 Planen").hexdigest()
        assert version.short_sha256 == ""

    def test_it_is_not_deleted(self, version):
        with pytest.raises(ValidationError, match="slettes ikke"):
            version.delete()
        with pytest.raises(ValidationError, match="slettes ikke"):
            DocumentVersion.objects.all().delete()
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute("DELETE FROM networks_documentversion")

    @pytest.mark.parametrize("state", ["draft", "on_hearing", "in_treatment", "rejected"])
    def test_the_database_lets_it_become_nothing_but_superseded(self, version, state):
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute("UPDATE networks_documentversion SET state = %s", [state])

    def test_the_decision_is_not_changed(self, version):
        decision = version.treatments.get()
        decision.held_on = date(2023, 6, 15)
        with pytest.raises(ValidationError, match="låst"):
            decision.save()
        with pytest.raises(ValidationError, match="slettes ikke"):
            decision.delete()
        with pytest.raises(DatabaseError, match="adopted"), transaction.atomic():
            connection.cursor().execute("UPDATE networks_politicaltreatment SET case_number = '1/24'")

    def test_the_link_to_the_protocol_may_be_mended(self, version):
        decision = version.treatments.get()
        decision.url = "https://kommune.example/protokoll"
        decision.save()
        assert version.treatments.get().url == "https://kommune.example/protokoll"

    def test_a_second_decision_is_refused(self, version):
        again = PoliticalTreatment(
            version=version,
            body=version.document.owner_body,
            held_on=date(2023, 9, 1),
            step="decision",
            case_number="1/23",
        )
        with pytest.raises(ValidationError, match="allerede vedtatt"):
            again.save()


class TestAdopting:
    def test_the_one_before_is_superseded(self, version):
        following = begin_edition(document=version.document, by=None)
        adopt(following, date(2024, 6, 12))
        version.refresh_from_db()
        assert (version.state, following.state) == (State.SUPERSEDED, State.ADOPTED)
        assert following.supersedes == version

    def test_two_are_not_adopted_at_once(self, version):
        with pytest.raises(DatabaseError), transaction.atomic():
            make_version(version.document, state=State.ADOPTED)

    def test_it_takes_a_case_number_or_a_reason(self):
        draft = make_version()
        with pytest.raises(ValidationError, match="saksnummeret"):
            adopt(draft, case_number="")
        draft.refresh_from_db()
        assert (draft.state, draft.treatments.count()) == (State.DRAFT, 0)
        adopt(draft, case_number="", no_case_number_reason="Protokollen er tapt.")
        assert draft.state == State.ADOPTED

    def test_the_decision_is_by_the_owner_body(self):
        """Case 10: the recommendation has another number, and does not adopt anything."""
        draft = make_version()
        board = make_body("Formannskapet")
        treatment = PoliticalTreatment(
            version=draft, body=board, held_on=date(2023, 5, 31), step="recommendation", case_number="41/23"
        )
        record_treatment(treatment=treatment, by=None)
        draft.refresh_from_db()
        assert (draft.state, draft.adoption) == (State.IN_TREATMENT, None)
        adopt(draft, date(2023, 6, 14), case_number="57/23")
        assert (draft.adoption.case_number, draft.adoption.body.name) == ("57/23", "Kommunestyret")

    def test_a_decision_is_not_entered_past_the_deed(self):
        draft = make_version()
        treatment = PoliticalTreatment(
            version=draft,
            body=draft.document.owner_body,
            held_on=date(2023, 5, 31),
            step="decision",
            case_number="41/23",
        )
        with pytest.raises(ValidationError, match="Registrer vedtak"):
            record_treatment(treatment=treatment, by=None)

    def test_one_that_is_sent_back_is_a_draft_again(self):
        draft = make_version(state=State.IN_TREATMENT)
        treatment = PoliticalTreatment(
            version=draft, body=make_body(), held_on=date(2023, 5, 31), step="sent_back"
        )
        record_treatment(treatment=treatment, by=None)
        draft.refresh_from_db()
        assert draft.state == State.DRAFT

    def test_every_measure_needs_somebody_responsible(self):
        draft = make_version()
        make_measure(draft, number="1.2", lead=None)
        with pytest.raises(ValidationError, match=r"ingen ansvarlig: 1\.2"):
            adopt(draft)

    def test_no_measure_is_lost_between_two_editions(self, version):
        following = begin_edition(document=version.document, by=None)
        following.measure_editions.all().delete()
        with pytest.raises(ValidationError, match="mangler: 1"):
            adopt(following, date(2024, 6, 12))

    def test_one_that_was_decided_before_the_one_in_force_is_refused(self, version):
        following = begin_edition(document=version.document, by=None)
        with pytest.raises(ValidationError, match="ble vedtatt senere"):
            adopt(following, date(2022, 6, 12))

    def test_a_dropped_measure_is_closed_with_its_reason(self, version, anonymous):
        """Case 12: dropped measures need an explicit closing message."""
        measure = Measure.objects.get()
        tell(measure, Status.IN_PROGRESS, date(2024, 1, 1))
        following = begin_edition(document=version.document, by=None)
        edition = following.measure_editions.get()
        edition.change = Change.DROPPED
        edition.save()
        with pytest.raises(ValidationError, match="hvorfor disse tiltakene utgår: 1"):
            adopt(following, date(2024, 6, 12))
        edition.change_note = "Fagskolen har tatt over."
        edition.save()
        adopt(following, date(2024, 6, 12))
        told = latest_updates([measure.pk], date(2024, 6, 12))[measure.pk]
        assert (told.status, told.note) == (Status.CANCELLED, "Fagskolen har tatt over.")
        assert strategy_status(version.document, day=date(2024, 6, 12), reader=anonymous).rows == ()

    def test_measures_are_merged_on_the_day_of_the_decision(self, anonymous):
        document = make_document()
        first = make_version(document)
        one, other = make_measure(first, "Service"), make_measure(first, "Aktiviteter")
        adopt(first, date(2022, 6, 1))
        following = begin_edition(document=document, by=None)
        edition = following.measure_editions.get(measure=one)
        edition.change, edition.merges_into = Change.MERGED, other
        edition.save()
        adopt(following, date(2024, 6, 12))
        one.refresh_from_db()
        assert (one.merged_into, one.merged_on) == (other, date(2024, 6, 12))

    def test_a_measure_takes_its_title_from_the_edition_in_force(self, version):
        following = begin_edition(document=version.document, by=None)
        edition = following.measure_editions.get()
        edition.title, edition.change = "Kompetanseløft for alle", Change.AMENDED
        edition.save()
        assert Measure.objects.get().title == "Kompetanseløft"
        adopt(following, date(2024, 6, 12))
        assert Measure.objects.get().title == "Kompetanseløft for alle"
        assert version.measure_editions.get().title == "Kompetanseløft"

    def test_two_new_editions_are_not_begun_at_once(self, version):
        begin_edition(document=version.document, by=None)
        with pytest.raises(ValidationError, match="alt under arbeid"):
            begin_edition(document=version.document, by=None)

    def test_a_new_edition_has_the_structure_of_the_one_before(self, version):
        following = begin_edition(document=version.document, by=None, label="revidert")
        [edition] = following.measure_editions.all()
        assert (edition.change, edition.title) == (Change.CONTINUED, "Kompetanseløft")
        assert edition.goal.text == "Flere fagfolk"
        assert edition.goal.focus_area.version == following
        assert [str(party) for party in edition.responsibilities.all()] == ["Kommunen"]
        assert (following.number, following.state) == (2, State.DRAFT)


class TestThrownAway:
    def test_its_files_go_with_it(self, django_capture_on_commit_callbacks):
        draft = make_version()
        draft.file.save("plan.pdf", ContentFile(b"%PDF-1.7 Utkast"))
        storage, name = draft.file.storage, draft.file.name
        with django_capture_on_commit_callbacks(execute=True):
            discard_edition(version=draft)
        assert not storage.exists(name)

    def test_a_measure_that_another_once_went_on_in_is_kept(self, version):
        draft = begin_edition(document=version.document, by=None)
        new = make_measure(draft, "Bare i utkastet")
        old = version.measure_editions.get().measure
        merge_measure(measure=old, into=new, on=date(2024, 2, 1), by=None)
        reopen_measure(measure=old, note="Det var noe annet.", by=None)
        discard_edition(version=draft)
        assert Measure.objects.filter(pk=new.pk).exists()

    def test_one_that_something_names_stays_as_it_is(self, industry):
        draft = make_version()
        make_measure(draft, "Kompetanseløft")
        make_duty(industry, draft.document, basis_version=draft)
        with pytest.raises(ValidationError, match="Noe annet viser til utkastet"):
            discard_edition(version=draft)
        assert draft.measure_editions.get().title == "Kompetanseløft"


class TestInForce:
    def test_the_edition_of_a_day_is_the_one_adopted_by_then(self, version):
        following = begin_edition(document=version.document, by=None)
        adopt(following, date(2024, 6, 12))
        document = version.document
        assert version_in_force(document, date(2023, 6, 13)) is None
        assert version_in_force(document, date(2023, 6, 14)) == version
        assert version_in_force(document, date(2024, 6, 11)) == version
        assert version_in_force(document, date(2024, 6, 12)) == following

    def test_a_decision_that_was_entered_later_was_not_known_before(self, version):
        following = begin_edition(document=version.document, by=None)
        adopt(following, date(2024, 6, 12), recorded_on=date(2024, 8, 1))
        assert version_in_force(version.document, date(2024, 7, 1)) == version
        assert version_in_force(version.document, date(2024, 8, 1)) == following


class TestHearing:
    def test_a_hearing_has_a_deadline_and_a_contact(self):
        with pytest.raises(DatabaseError), transaction.atomic():
            make_version(state=State.ON_HEARING, hearing_deadline=None)
        draft = make_version()
        with pytest.raises(ValidationError, match="passert"):
            put_on_hearing(
                version=draft, deadline=date(2020, 1, 1), contact=make_user(), is_open=False, by=None
            )


class TestTriggers:
    @pytest.mark.parametrize("model", [DocumentVersion, PoliticalTreatment])
    def test_they_hold_the_columns_that_the_model_holds(self, model):
        table = model._meta.db_table
        (held,) = [one for one in triggers.TRIGGERS if (one.table, one.event) == (table, "update")]
        assert re.findall(r"OLD\.(\w+) IS DISTINCT FROM", held.condition) == [
            model._meta.get_field(name).column for name in model.fixed_fields
        ]

    def test_they_stand_after_every_migrate(self):
        assert triggers.missing(connection) == []
        triggers.lift(connection)
        [*errors] = triggers.check_triggers(databases=["default"])
        assert {error.id for error in errors} == {"networks.E001"}
        assert len(errors) == len(triggers.TRIGGERS)
        call_command("migrate", verbosity=0)
        assert triggers.check_triggers(databases=["default"]) == []


@pytest.mark.django_db(transaction=True)
def test_the_whole_database_can_be_emptied():
    draft = make_version()
    measure = make_measure(draft)
    adopt(draft, date(2023, 6, 14))
    tell(measure)
    call_command("flush", verbosity=0, interactive=False)
    assert not DocumentVersion.objects.exists()
    assert triggers.missing(connection) == []
