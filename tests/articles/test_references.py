"""What texts refer to is noted when they are saved, and only then."""

import pytest

from articles import actions, page_actions
from articles.models import Page, Reference
from articles.references import dead_links, undescribed_in_use
from tests.factories import make_article, make_draft, make_image, make_withdrawn

pytestmark = pytest.mark.django_db


def link(row):
    """Return a paragraph that links to ``row`` by its address of today."""
    return f'<p>Se <a href="{row.get_absolute_url()}">{row}</a>.</p>'


def make_page(title="Priser", *, is_published=True, **fields):
    """Return a page, out unless told otherwise."""
    page = Page(title=title, path=title.lower(), **({"body": "<p>Leie.</p>"} | fields))
    return (page_actions.publish_page if is_published else page_actions.save_page)(page=page, by=None)


def dead():
    """Return what leads nowhere, from and to."""
    return [(str(reference.source), str(reference.target)) for reference in dead_links()]


def test_a_text_s_links_and_figures_are_noted_and_follow_it():
    plan, page, image = make_article("Planen"), make_page(), make_image()
    story = make_article(body=link(plan) + link(page) + f'<figure data-image="{image.pk}"></figure>')
    assert [reference.target for reference in story.references.order_by("pk")] == [plan, image, page]
    story.body = link(plan) * 2
    actions.save_article(article=story, by=None)
    assert [reference.target for reference in story.references.all()] == [plan]


def test_saving_the_same_links_again_writes_nothing():
    story = make_article(body=link(make_article("Planen")))
    before = list(Reference.objects.values_list("pk", flat=True))
    actions.save_article(article=story, by=None)
    assert list(Reference.objects.values_list("pk", flat=True)) == before


def test_a_link_is_dead_when_readers_of_it_find_nothing():
    draft, page = make_draft("Utkastet"), make_page("Vedtekter", is_published=False)
    withdrawn, deleted = make_withdrawn("Trukket"), make_draft("Slettet")
    out = make_article("Ute")
    make_article("Saken", body="".join(map(link, (draft, page, withdrawn, deleted, out))))
    make_draft("Et utkast til", body=link(draft))
    make_page("Om", body=link(draft))
    deleted.delete()
    found = {("Saken", "Utkastet"), ("Saken", "Vedtekter"), ("Saken", "Trukket"), ("Saken", "None")}
    assert set(dead()) == found | {("Om", "Utkastet")}


def test_a_deleted_text_takes_its_notes_along():
    story = make_draft(body=link(make_draft("Planen")))
    story.delete()
    assert not Reference.objects.exists()


def test_pictures_that_readers_have_and_nobody_described():
    unused, on_top, in_text, decorative = (make_image(alt_text="") for _ in range(4))
    decorative.decorative = True
    decorative.save()
    make_article(image=on_top)
    make_page(body=f'<figure data-image="{in_text.pk}"></figure>')
    make_article(image=decorative)
    make_draft(image=unused)
    assert list(undescribed_in_use()) == [in_text, on_top]
