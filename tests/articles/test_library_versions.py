"""Two editors on one picture, series or topic: guarded like the texts, on every page that saves them."""

from functools import partial

import pytest
from django.contrib import admin
from django.urls import reverse

from articles.admin.upload import UploadMixin
from articles.models import ArticleSeries, Image, Tag
from articles.models import images as picture_rows
from articles.models.versions import StaleVersion
from knf.formats import medium_datetime
from tests.articles.test_versions import conflict, opened, saves, words
from tests.factories import make_draft, make_image, make_statement, make_user, picture_file

pytestmark = pytest.mark.django_db

KINDS = {
    "picture": (partial(make_image, "Bussen"), "alt_text", "caption"),
    "series": (partial(ArticleSeries.objects.create, name="Uka oppsummert"), "intro", "title_pattern"),
    "topic": (partial(Tag.objects.create, name="Industri"), "name", ""),
}


@pytest.fixture
def newsroom(browse, editor):
    """Return the editor's browser."""
    return browse(editor)


@pytest.fixture
def colleague(editor, browse):
    """Return another editor's browser."""
    other = make_user("kollega@knf.example", name="Jens Ås", is_staff=True)
    other.groups.set(editor.groups.all())
    return browse(other)


def change_url(row):
    """Return the address of the row's form."""
    return reverse(f"admin:articles_{row._meta.model_name}_change", args=[row.pk])


def shown(response):
    """Return what the form that is shown again would post."""
    form = response.context["adminform"].form
    return {name: form.data.getlist(name) for name in form.data if name != "csrfmiddlewaretoken"}


@pytest.mark.parametrize(("choice", "kept"), [("mine", "Mitt"), ("saved", "Jens sitt")])
@pytest.mark.parametrize("kind", KINDS)
def test_the_second_to_save_is_told_who_saved_what_and_chooses(kind, choice, kept, newsroom, colleague):
    make, field, _ = KINDS[kind]
    row = make()
    url = change_url(row)
    mine = opened(newsroom, url)
    assert saves(colleague, url, **{field: "Jens sitt"}).status_code == 302

    response = saves(newsroom, url, mine, **{field: "Mitt"})

    told = conflict(response)
    [difference] = told.differences
    assert (words(difference.mine), words(difference.saved)) == ("Mitt", "Jens sitt")
    page = response.content.decode()
    assert f"Jens Ås lagret {medium_datetime(told.at)}" in page
    assert "Tilstanden er nå" not in page
    row.refresh_from_db()
    assert getattr(row, field) == "Jens sitt"

    again = shown(response)
    assert again[field] == ["Mitt"]
    assert saves(newsroom, url, again, **{f"keep-{field}": choice}).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == kept


@pytest.mark.parametrize("kind", ["picture", "series"])
def test_fields_that_only_one_of_them_touched_are_both_kept(kind, newsroom, colleague):
    make, field, other = KINDS[kind]
    row = make()
    url = change_url(row)
    mine = opened(newsroom, url)
    saves(colleague, url, **{other: "Jens sitt"})

    response = saves(newsroom, url, mine, **{field: "Mitt"})
    assert [difference.is_taken_in for difference in conflict(response).differences] == [True]
    assert saves(newsroom, url, shown(response)).status_code == 302
    row.refresh_from_db()
    assert (getattr(row, field), getattr(row, other)) == ("Mitt", "Jens sitt")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("version", [None, "", "99", "x"])
def test_a_save_that_does_not_carry_the_present_version_is_refused(kind, version, newsroom):
    make, field, _ = KINDS[kind]
    row = make()
    mine = opened(newsroom, change_url(row))
    del mine["version"]
    carried = {} if version is None else {"version": version}
    conflict(saves(newsroom, change_url(row), mine, **{field: "Mitt"}, **carried))
    before = getattr(row, field)
    row.refresh_from_db()
    assert getattr(row, field) == before


@pytest.mark.parametrize("kind", KINDS)
def test_a_save_between_the_check_and_the_write_is_seen(kind, newsroom, monkeypatch):
    make, field, _ = KINDS[kind]
    row = make()
    mine = opened(newsroom, change_url(row))
    early = type(row).objects.get(pk=row.pk)
    row.save()
    model_admin = type(admin.site.get_model_admin(type(row)))
    reads, read_now = [early], model_admin.get_object

    def read_too_early(self, *args):
        return reads.pop() if reads else read_now(self, *args)

    monkeypatch.setattr(model_admin, "get_object", read_too_early)
    conflict(saves(newsroom, change_url(row), mine, **{field: "Mitt"}))
    assert not reads


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_in_a_popup_carries_the_version_and_shows_the_difference(kind, newsroom, colleague):
    make, field, _ = KINDS[kind]
    row = make()
    url = f"{change_url(row)}?_popup=1"
    mine = opened(newsroom, url) | {"_popup": "1"}
    assert 'name="version"' in newsroom.get(url).content.decode()
    saves(colleague, change_url(row), **{field: "Jens sitt"})
    assert "Jens Ås lagret " in saves(newsroom, url, mine, **{field: "Mitt"}).content.decode()


def test_a_topic_that_a_story_made_is_guarded_too(newsroom, colleague):
    make_draft(tags=["industri"])
    url = change_url(Tag.objects.get())
    mine = opened(newsroom, url)
    saves(colleague, url, name="Industri")
    assert conflict(saves(newsroom, url, mine, name="Industrien")).changed == ["Navn"]


# Files


@pytest.mark.parametrize("change", [{"focal_x": "90"}, {"original": "new"}], ids=["focal point", "file"])
def test_a_refused_save_makes_no_pictures(change, newsroom, colleague, monkeypatch):
    image = make_image()
    url = change_url(image)
    mine = opened(newsroom, url)
    saves(colleague, url, caption="Jens sitt")
    monkeypatch.setattr(picture_rows, "renditions", pytest.fail)
    if "original" in change:
        change = {"original": picture_file(60, 40)}
    assert conflict(saves(newsroom, url, mine, **change)).has_files == ("original" in change)


@pytest.mark.parametrize("change", ["focal point", "file"])
def test_a_stale_row_makes_no_pictures(change, monkeypatch):
    image = make_image()
    stale = Image.objects.get()
    image.save()
    monkeypatch.setattr(picture_rows, "renditions", pytest.fail)
    stale.focal_x = 90
    if change == "file":
        stale.original = picture_file(60, 40)
    with pytest.raises(StaleVersion):
        stale.save()


def test_the_second_is_told_that_the_file_is_another(newsroom, colleague):
    image = make_image()
    url = change_url(image)
    mine = opened(newsroom, url)
    saves(colleague, url, original=picture_file(60, 40))
    told = conflict(saves(newsroom, url, mine, alt_text="Mitt"))
    assert (told.changed, told.differences) == (["Bildefil"], [])


def test_the_second_is_told_that_the_letter_is_another(newsroom, colleague):
    article = make_statement()
    url = change_url(article)
    mine = opened(newsroom, url)
    article.statement.file = "uttalelser/et-annet.pdf"
    article.statement.save()
    saves(colleague, url)
    assert conflict(saves(newsroom, url, mine, matter="Brua")).changed == ["Uttalelsen som PDF"]


# In the picker, and many on one page


def test_the_words_asked_for_in_the_picker_overwrite_nothing_and_are_not_lost(newsroom, colleague):
    image = make_image("Bussen", alt_text="")
    url = reverse("admin:articles_image_words", args=[image.pk])
    form = newsroom.get(url).context["form"]
    name = form.add_prefix("alt_text")
    mine = {form[key].html_name: form[key].value() for key in ("version", "base")} | {name: "Mitt"}
    saves(colleague, change_url(image), alt_text="Jens sitt")

    for stale in (mine, {name: "Mitt"}):
        response = newsroom.post(url, stale)
        assert response.status_code == 200
        page = response.content.decode()
        assert "Jens Ås lagret " in page
        assert "Mitt</textarea>" in page
    image.refresh_from_db()
    assert image.alt_text == "Jens sitt"

    again = {key: values[-1] for key, values in response.context["form"].data.lists()}
    assert newsroom.post(url, again | {f"keep-{name}": "mine"}).status_code == 204
    image.refresh_from_db()
    assert image.alt_text == "Mitt"


def test_words_in_the_picker_are_checked_again_when_another_saved_in_between(newsroom, monkeypatch):
    image = make_image("Bussen")
    url = reverse("admin:articles_image_words", args=[image.pk])
    form = newsroom.get(url).context["form"]
    mine = {form[key].html_name: form[key].value() for key in ("version", "base")}
    others = [image]
    full_clean = Image.full_clean

    def another_saves_first(row, *args, **kwargs):
        full_clean(row, *args, **kwargs)
        if others:
            others.pop().save()

    monkeypatch.setattr(Image, "full_clean", another_saves_first)
    response = newsroom.post(url, mine | {form.add_prefix("alt_text"): "Mitt"})
    assert response.context["form"].conflict
    assert "Mitt</textarea>" in response.content.decode()


def descriptions(browser, *images):
    """Return the address of the page that describes ``images``, and what it holds."""
    url = f"{reverse('admin:articles_image_describe')}?{'&'.join(f'id={image.pk}' for image in images)}"
    formset = browser.get(url).context["formset"]
    fields = {"form-TOTAL_FORMS": str(len(images)), "form-INITIAL_FORMS": str(len(images)), "everyone": ""}
    for form in formset:
        for bound in form:
            if bound.value() not in (None, False, ""):
                fields[bound.html_name] = bound.value()
    return url, fields


def test_many_pictures_at_once_overwrite_nothing_and_lose_nothing(newsroom, colleague):
    bus, bridge = make_image("Bussen"), make_image("Brua")
    url, mine = descriptions(newsroom, bus, bridge)
    saves(colleague, change_url(bus), alt_text="Jens sitt", caption="Jens sin")

    written = {"form-0-alt_text": "Mitt", "form-1-alt_text": "Ei bru.", "everyone": "Pia Foss"}
    response = newsroom.post(url, mine | written)
    page = response.content.decode()
    assert "Jens Ås lagret " in page
    assert ">Ei bru.</textarea>" in page.replace("\n", "")
    first, second = response.context["formset"]
    assert second.conflict is None
    assert {difference.name: difference.is_taken_in for difference in first.conflict.differences} == {
        "alt_text": False,
        "caption": True,
    }
    bus.refresh_from_db()
    assert (bus.alt_text, bus.photographer) == ("Jens sitt", "")
    bridge.refresh_from_db()
    assert bridge.alt_text == "En gul buss foran rådhuset."

    again = mine | {name: values[-1] for name, values in first.data.lists()} | written
    assert newsroom.post(url, again | {"keep-form-0-alt_text": "saved"}).status_code == 302
    bus.refresh_from_db()
    bridge.refresh_from_db()
    assert (bus.alt_text, bus.caption, bus.photographer) == ("Jens sitt", "Jens sin", "Pia Foss")
    assert bridge.alt_text == "Ei bru."


@pytest.mark.parametrize(("title", "status"), [("Brua", 302), ("", 200)], ids=["saved", "refused"])
def test_a_picture_that_is_deleted_meanwhile_takes_no_words_along(newsroom, colleague, title, status):
    dud, bridge = make_image("Uskarp"), make_image("Brua")
    url, mine = descriptions(newsroom, dud, bridge)
    colleague.post(reverse("admin:articles_image_delete", args=[dud.pk]), {"post": "yes"})
    response = newsroom.post(url, mine | {"form-1-title": title, "form-1-alt_text": "Ei bru."})
    assert response.status_code == status
    if status == 200:
        assert ">Ei bru.</textarea>" in response.content.decode().replace("\n", "")
        response = newsroom.post(url, mine | {"form-1-alt_text": "Ei bru."})
    assert "Ett bilde er slettet i mellomtiden." in newsroom.get(response.url).content.decode()
    bridge.refresh_from_db()
    assert bridge.alt_text == "Ei bru."


def test_of_many_pictures_none_is_saved_when_one_was_saved_in_between(newsroom, monkeypatch):
    bus, bridge = make_image("Bussen"), make_image("Brua")
    url, mine = descriptions(newsroom, bus, bridge)
    save_descriptions = UploadMixin.save_descriptions

    def another_saves_first(*args):
        bridge.save()
        return save_descriptions(*args)

    monkeypatch.setattr(UploadMixin, "save_descriptions", another_saves_first)
    response = newsroom.post(url, mine | {"form-0-alt_text": "Mitt", "form-1-alt_text": "Ei bru."})
    assert [bool(form.conflict) for form in response.context["formset"]] == [False, True]
    bus.refresh_from_db()
    assert bus.alt_text == "En gul buss foran rådhuset."
