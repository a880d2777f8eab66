"""axe-core finds nothing at the desks of the strategies: filled, unfolded, refused, on a phone too."""

import pytest
from django.urls import reverse

from networks.models import Goal, HearingComment, MeasureReport
from networks.strategies.edition_actions import begin_edition
from networks.strategies.reported import approve_report
from tests.browser.test_register_accessibility import assert_accessible
from tests.factories import (
    adopt,
    make_document,
    make_duty,
    make_measure,
    make_person,
    make_responsible,
    make_stored_file,
    make_version,
    tell,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desks(industry, strategist):
    """Return the addresses of the desks' pages, filled, by what they are called."""
    document = make_document("Industriplanen", network=industry, intro="Planen for industrien.")
    make_document("Kompetanseplanen", parent=document)
    version = make_version(document)
    for number in range(1, 5):
        measure = make_measure(version, f"Tiltak {number}", code=f"I-0{number}", number=f"1.{number}")
    Goal.objects.create(focus_area=version.focus_areas.get(), code="1", text="Flere fagfolk")
    make_responsible(measure.editions.get(), industry, role="contributor")
    adopt(version)
    update = tell(measure, note="Godt i gang.", internal_note="Vent med pressen.")
    comment = HearingComment.objects.create(version=version, person=make_person(), text="Bra.")
    duty = make_duty(industry, document)
    draft = begin_edition(document=document, by=strategist, label="Revidert")
    first, second, third, _ = draft.measure_editions.all()
    second.change, second.merges_into = "merged", first.measure
    second.save()
    third.change = "dropped"
    third.save()
    for edition in (version, draft):
        make_stored_file(edition, "Kunnskapsgrunnlag", visibility=edition.visibility)
    fields = {"measure": measure, "reported_on": update.reported_on, "status": "in_progress"}
    report = MeasureReport.objects.create(person=comment.person, note="Bussen går.", **fields)
    approve_report(report=report, by=strategist)
    MeasureReport.objects.create(person=comment.person, note="Bussen står.", **fields)

    def of(model, name="changelist", *args):
        return reverse(f"admin:networks_{model}_{name}", args=args)

    return {
        "documents": of("strategydocument"),
        "document": of("strategydocument", "change", document.pk),
        "editions": of("documentversion"),
        "edition": of("documentversion", "change", draft.pk),
        "locked": of("documentversion", "change", version.pk),
        "hearing": of("documentversion", "put_on_hearing", draft.pk),
        "treatment": of("documentversion", "record_treatment", draft.pk),
        "adopt": of("documentversion", "adopt", draft.pk),
        "measures": of("measure"),
        "measure": of("measure", "change", measure.pk),
        "merge": of("measure", "merge", measure.pk),
        "messages": of("measureupdate"),
        "message": of("measureupdate", "change", update.pk),
        "correct": of("measureupdate", "correct", update.pk),
        "duties": of("reportingduty"),
        "duty": of("reportingduty", "change", duty.pk),
        "comments": of("hearingcomment"),
        "comment": of("hearingcomment", "change", comment.pk),
        "reports": of("publishedreport"),
        "papers": of("storedfile"),
        "attach": f"{of('storedfile', 'add')}?version={draft.pk}",
        "decide": of("measurereport", "decide"),
        "round": of("strategydocument", "round_summary", document.pk),
        "thank": of("strategydocument", "thank", document.pk),
    }


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_desks_of_the_strategies_are_accessible(page, axe, sign_in, strategist, desks, theme):
    sign_in(strategist)
    for name, address in desks.items():
        page.goto(address)
        assert_accessible(page, axe, name, theme)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_refused_forms_of_the_strategies_are_accessible(page, axe, sign_in, strategist, desks, theme):
    sign_in(strategist)
    page.goto(desks["edition"])
    page.get_by_label("Tittel", exact=True).first.fill("")
    page.locator("summary").nth(1).click()
    page.get_by_label("Frist", exact=True).first.fill("snart")
    page.get_by_role("button", name="Lagre", exact=True).click()
    page.get_by_text("Rett det som er markert på én rad.").wait_for()
    assert_accessible(page, axe, "edition", theme)
    page.goto(desks["adopt"])
    page.get_by_role("button", name="Registrer vedtaket").click()
    page.locator("p.errornote, .errorlist").first.wait_for()
    assert_accessible(page, axe, "adopt", theme)
