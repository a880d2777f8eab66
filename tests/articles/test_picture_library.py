"""The library of pictures: many at once, focal points, uses, figures in texts, the picker."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image as Pillow

from articles.models import Image, Page
from knf.editor import EXTENSIONS
from tests.factories import make_article, make_draft, make_image, picture_file

LIBRARY = reverse("admin:articles_image_changelist")
UPLOAD = reverse("admin:articles_image_upload")
DESCRIBE = reverse("admin:articles_image_describe")
PICK = reverse("admin:articles_image_pick")

pytestmark = pytest.mark.django_db


@pytest.fixture
def newsroom(browse, editor):
    """Return the editor's browser."""
    return browse(editor)


def change_url(image):
    """Return the address of the picture's form."""
    return reverse("admin:articles_image_change", args=[image.pk])


def small_file(name):
    """Return a picture that is quickly made smaller."""
    return picture_file(60, 40, name=name)


def figure(image, caption=""):
    """Return a figure as the editor saves it."""
    return f'<figure data-image="{image.pk}"><figcaption>{caption}</figcaption></figure>'


# Many at once


def test_of_thirty_files_with_three_broken_twenty_seven_are_saved_and_three_named(newsroom):
    whole = picture_file(form="JPEG").read()
    broken = [
        SimpleUploadedFile("halv.jpg", whole[: len(whole) // 2]),
        SimpleUploadedFile("tom.jpg", b""),
        SimpleUploadedFile("notat.jpg", b"Dette er et notat."),
    ]
    files = [small_file(f"bilde_nr_{number}.png") for number in range(27)]
    files[5:5], files[15:15], files[25:25] = broken[:1], broken[1:2], broken[2:]

    response = newsroom.post(UPLOAD, {"files": files}, follow=True)

    assert Image.objects.count() == 27
    assert response.redirect_chain[0][0].startswith(DESCRIBE)
    page = response.content.decode()
    assert "27 bilder er lagret." in page
    assert "«halv.jpg»: Bildefilen er skadet" in page
    assert "«tom.jpg»: " in page
    assert "«notat.jpg»: Filen er ikke et bilde vi kan lese." in page
    assert page.count('class="describe module"') == 27


def test_a_title_is_made_of_the_file_s_name(newsroom):
    names = ["møte_på-Krona.png", "DSC-0042.PNG", ".png"]
    newsroom.post(UPLOAD, {"files": [small_file(name) for name in names]})
    titles = Image.objects.order_by("pk").values_list("title", flat=True)
    assert list(titles) == ["Møte på Krona", "DSC-0042", "Png"]


def test_scripts_get_the_outcome_of_each_file(newsroom):
    data = {"files": [small_file("bra.png"), SimpleUploadedFile("ikke.jpg", b"x")]}
    answer = newsroom.post(UPLOAD, data, headers={"accept": "application/json"}).json()
    image = Image.objects.get()
    assert answer["saved"] == [{"id": image.pk, "title": "Bra"}]
    assert [line["name"] for line in answer["refused"]] == ["ikke.jpg"]


@pytest.mark.parametrize("files", [[], [SimpleUploadedFile("x.jpg", b"x")]], ids=["none", "only broken"])
def test_an_upload_without_any_picture_stays_and_says_why(files, newsroom):
    response = newsroom.post(UPLOAD, {"files": files})
    assert response.status_code == 200
    assert 'class="errornote"' in response.content.decode()


def test_all_new_pictures_are_described_in_one_go(newsroom, editor):
    newsroom.post(UPLOAD, {"files": [small_file("en.png"), small_file("to.png"), small_file("tre.png")]})
    one, two, three = Image.objects.order_by("pk")
    address = newsroom.get(DESCRIBE).url
    data = {
        "form-TOTAL_FORMS": "3",
        "form-INITIAL_FORMS": "3",
        "everyone": "Pia Foss",
        **described(0, one, alt_text="En gul buss.", caption="Bussen."),
        **described(1, two, decorative="on", photographer="Per Li"),
        **described(2, three),
    }
    page = newsroom.post(address, data, follow=True).content.decode()
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.alt_text, one.caption, one.photographer) == ("En gul buss.", "Bussen.", "Pia Foss")
    assert (two.decorative, two.photographer, two.updated_by) == (True, "Per Li", editor)
    assert "3 bilder er oppdatert." in page
    assert "Ett bilde mangler alternativ tekst." in page
    assert list(Image.objects.undescribed()) == [three]


def described(number, image, **fields):
    """Return what the page of descriptions posts for one picture."""
    row = {"id": image.pk, "version": image.version, "title": image.title}
    fields = row | {"alt_text": "", "caption": ""} | fields
    return {f"form-{number}-{name}": value for name, value in fields.items()}


def test_words_once_written_are_not_taken_away_by_an_empty_field(newsroom):
    image = make_image(original=small_file("en.png"))
    data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", **described(0, image)}
    response = newsroom.post(f"{DESCRIBE}?id={image.pk}", data)
    assert "Skriv en alternativ tekst" in response.content.decode()
    image.refresh_from_db()
    assert image.alt_text


@pytest.mark.parametrize("number", ["x", "-1", "0", "9" * 40, "4711"])
def test_a_number_that_is_no_picture_s_is_passed_over(number, newsroom):
    make_image(original=small_file("en.png"), alt_text="")
    page = newsroom.get(DESCRIBE, {"id": number}, follow=True)
    assert page.status_code == 200


@pytest.mark.parametrize("role", ["member", "secretary"])
def test_only_editors_upload_pick_and_describe(role, browse, request):
    image = make_image(original=small_file("en.png"))
    client = browse(request.getfixturevalue(role))
    show = reverse("admin:articles_image_show", args=[image.pk])
    for address in (UPLOAD, DESCRIBE, PICK, show):
        assert client.get(address, follow=True).status_code == 403
    assert client.post(UPLOAD, {"files": [small_file("to.png")]}, follow=True).status_code == 403
    assert Image.objects.count() == 1


# What readers need to publish


@pytest.mark.parametrize(("kind", "field"), [("article", "image"), ("article", "body"), ("page", "body")])
def test_no_text_is_published_with_a_picture_that_nobody_has_described(kind, field, newsroom):
    image = make_image("Uten ord", original=small_file("en.png"), alt_text="")
    words = {"title": "Bussen", "path": "bussen", "kind": "news", "visibility": "public", "_publish": "1"}
    shown = {"image": image.pk} if field == "image" else {"body": f"<p>Tekst.</p>{figure(image)}"}
    text = words | {"body": "<p>Tekst.</p>"} | shown
    add = reverse(f"admin:articles_{kind}_add")
    response = newsroom.post(add, text)
    sentence = "Bildet «Uten ord» mangler alternativ tekst. Skriv den på bildet, eller kryss av for pynt."
    assert response.context["adminform"].form.errors == {field: [sentence]}
    image.decorative = True
    image.save()
    assert newsroom.post(add, text).status_code == 302


# The focal point


def halves():
    """Return a picture that is red to the left and blue to the right."""
    picture = Pillow.new("RGB", (1200, 400), (200, 0, 0))
    picture.paste((0, 0, 200), (600, 0, 1200, 400))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return SimpleUploadedFile("halv.png", buffer.getvalue())


def colour(image, use, settings, at=0.5):
    """Return the colour in the middle of a crop, as readers get it."""
    name = next(name for name in image.renditions if f"-{use}-" in name)
    picture = Pillow.open(settings.MEDIA_ROOT / name).convert("RGB")
    red, _, blue = picture.getpixel((picture.width * at, picture.height / 2))
    return "red" if red > blue else "blue"


@pytest.mark.parametrize("use", ["wide", "thumb", "social"])
def test_every_crop_follows_the_focal_point_and_the_whole_picture_keeps_its_address(
    use, newsroom, settings, django_capture_on_commit_callbacks
):
    image = make_image(original=halves(), focal_x=10)
    assert colour(image, use, settings, at=0.7) == "red"
    before, whole = set(image.renditions), image.fallback_url

    words = {"title": image.title, "alt_text": image.alt_text, "version": image.version}
    data = words | {"focal_x": "100", "focal_y": "50"}
    with django_capture_on_commit_callbacks(execute=True):
        assert newsroom.post(change_url(image), data).status_code == 302
    image.refresh_from_db()

    assert colour(image, use, settings, at=0.3) == "blue"
    assert image.fallback_url == whole
    gone = before - set(image.renditions)
    assert gone
    assert not any((settings.MEDIA_ROOT / name).exists() for name in gone)
    assert all((settings.MEDIA_ROOT / name).exists() for name in image.renditions)


@pytest.mark.parametrize(
    ("use", "shape"), [("wide", 16 / 9), ("thumb", 3 / 2), ("social", 1200 / 630), ("natural", 3.0)]
)
def test_each_use_has_its_shape_and_nothing_is_enlarged(use, shape):
    image = make_image(original=halves())
    sizes = [size for name, size in image.renditions.items() if f"-{use}-" in name]
    assert sizes
    for width, height in sizes:
        assert width / height == pytest.approx(shape, rel=0.02)
        assert width <= 1200
        assert height <= 400


def test_all_pictures_can_be_made_anew_from_their_originals(
    settings, django_capture_on_commit_callbacks, capsys
):
    good, lost = make_image(original=halves()), make_image("Borte", original=small_file("en.png"))
    (settings.MEDIA_ROOT / next(iter(good.renditions))).unlink()
    lost.original.storage.delete(lost.original.name)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("remake_renditions")
    good.refresh_from_db()
    assert all((settings.MEDIA_ROOT / name).exists() for name in good.renditions)
    assert "Laget 1 av 2 bilder på nytt." in (said := capsys.readouterr().out)
    assert "Borte" in said


# Figures in texts


@pytest.fixture
def bus():
    """Return a picture with all its words."""
    return make_image(alt_text='En "gul" buss & en bil.', caption="Bussen i rute.", photographer="Pia Foss")


def test_a_figure_is_looked_up_in_the_library_when_it_is_shown(client, bus):
    article = make_article(body=f"<p>Før.</p>{figure(bus)}<p>Etter.</p>")
    assert "src" not in article.body
    page = client.get(article.get_absolute_url()).content.decode()
    assert '<source type="image/avif"' in page
    assert 'alt="En &quot;gul&quot; buss &amp; en bil."' in page
    assert "Bussen i rute." in page
    assert "Foto: Pia Foss" in page

    bus.alt_text = "En ny beskrivelse."
    bus.save()
    assert 'alt="En ny beskrivelse."' in client.get(article.get_absolute_url()).content.decode()


def test_a_figure_s_own_caption_replaces_the_library_s_but_not_the_credit(client, bus):
    article = make_article(body=figure(bus, "Her snur <em>bussen</em>."))
    page = client.get(article.get_absolute_url()).content.decode()
    assert "Her snur <em>bussen</em>." in page
    assert "Bussen i rute." not in page
    assert "Foto: Pia Foss" in page


def test_paper_shows_the_figure_with_its_words_and_leaves_decoration_out(client, bus):
    pretty = make_image("Pynt", alt_text="", decorative=True, original=small_file("pynt.png"))
    article = make_article(body=f"<p>Tekst.</p>{figure(bus)}{figure(pretty)}")
    paper = client.get(article.print_url).content.decode()
    assert bus.fallback_url in paper
    assert "En &quot;gul&quot; buss" in paper
    assert pretty.fallback_url not in paper
    assert 'alt=""' not in paper
    assert client.get(article.pdf_url).content.startswith(b"%PDF")


def test_a_figure_whose_picture_is_gone_leaves_nothing(client):
    article = make_article(body='<p>Før.</p><figure data-image="4711"></figure><p>Etter.</p>')
    for address in (article.get_absolute_url(), article.print_url):
        page = client.get(address).content.decode()
        assert "4711" not in page
        assert "Etter." in page


@pytest.mark.parametrize("surface", ["get_absolute_url", "print_url"])
def test_figures_cost_one_query_however_many(surface, client):
    few = make_article(body=figure(make_image(original=small_file("en.png"))))
    images = [make_image(original=small_file("en.png")) for _ in range(3)]
    many = make_article(body="".join(map(figure, images)) * 3)

    def queries(article):
        address = getattr(article, surface)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(address() if callable(address) else address)
        return len(captured)

    assert queries(few) == queries(many)


@pytest.mark.validators
def test_paper_with_figures_is_accessible_to_its_judge(client, bus, verapdf):
    pretty = make_image("Pynt", alt_text="", decorative=True, original=small_file("pynt.png"))
    article = make_article(image=bus, body=f"<p>Tekst.</p>{figure(bus, 'Ord.')}{figure(pretty)}")
    assert verapdf.ua1_failures(client.get(article.pdf_url).content) == []


# Where a picture is used


def test_a_page_s_text_counts_as_a_use(newsroom, bus):
    page = Page.objects.create(title="Om oss", path="om-oss", body=figure(bus))
    form = newsroom.get(change_url(bus)).content.decode()
    assert reverse("admin:articles_page_change", args=[page.pk]) in form
    with pytest.raises(models.ProtectedError), transaction.atomic():
        bus.delete()


@pytest.mark.parametrize("place", ["lead", "body"])
@pytest.mark.parametrize("way", ["alone", "in the list"])
def test_a_picture_in_use_is_not_deleted_and_the_page_leads_to_where(place, way, newsroom, bus):
    article = make_draft(**({"image": bus} if place == "lead" else {"body": figure(bus)}))
    if way == "alone":
        response = newsroom.post(reverse("admin:articles_image_delete", args=[bus.pk]), {"post": "yes"})
    else:
        data = {"action": "delete_selected", "_selected_action": [bus.pk], "post": "yes"}
        response = newsroom.post(LIBRARY, data)
    page = response.content.decode()
    assert "i bruk" in page
    assert reverse("admin:articles_article_change", args=[article.pk]) in page
    assert Image.objects.exists()


def test_no_code_path_deletes_a_picture_that_a_text_shows(bus):
    make_draft(body=figure(bus))
    with pytest.raises(models.ProtectedError), transaction.atomic():
        Image.objects.all().delete()
    assert Image.objects.exists()


def test_the_picture_s_form_links_to_what_shows_it(newsroom, bus):
    lead, body = make_draft("Med hovedbilde", image=bus), make_draft("Med figur", body=figure(bus))
    other = make_image(original=small_file("en.png"))
    page = newsroom.get(change_url(bus)).content.decode()
    for article in (lead, body):
        assert reverse("admin:articles_article_change", args=[article.pk]) in page
        assert str(article) in page
    assert "Ingen steder ennå" in newsroom.get(change_url(other)).content.decode()


# The library and the picker


@pytest.fixture
def many():
    """Fill the library with five thousand rows, whose files are one picture's."""
    model = make_image("Mal", original=small_file("en.png"))
    rows = [
        Image(title=f"Møte {number}", search_text=f"mote {number}", renditions=model.renditions, width=60)
        for number in range(4_999)
    ]
    for row in rows:
        row.original = model.original.name
    Image.objects.bulk_create(rows, batch_size=500)
    return rows


@pytest.mark.parametrize("address", [LIBRARY, PICK, f"{PICK}?q=møte", f"{PICK}?del=1&side=9"])
def test_lists_cost_the_same_with_five_thousand_pictures(address, newsroom, request):
    image = make_image("Møte", original=small_file("en.png"))
    newsroom.get(address)
    with CaptureQueriesContext(connection) as few:
        newsroom.get(address)
    assert image.title in newsroom.get(address).content.decode()
    request.getfixturevalue("many")
    with CaptureQueriesContext(connection) as all_of_them:
        assert newsroom.get(address).status_code == 200
    assert len(all_of_them) == len(few)


def test_the_picker_finds_by_any_word_whatever_its_letters_and_case(newsroom):
    make_image("Styremøtet", photographer="Åse Foss", original=small_file("en.png"))
    make_image("Brua", original=small_file("en.png"))
    page = newsroom.get(PICK, {"q": "åse STYREMØTET", "del": "1"}).content.decode()
    assert page.count("data-pick=") == 1
    assert "Ingen bilder passer" in newsroom.get(PICK, {"q": "elefant"}).content.decode()


def test_the_wall_marks_pictures_without_words_and_can_show_only_them(newsroom):
    make_image("Ferdig", original=small_file("en.png"))
    make_image("Uferdig", alt_text="", original=small_file("en.png"))
    page = newsroom.get(LIBRARY).content.decode()
    assert page.count("Mangler alternativ tekst") == 1
    lacking = newsroom.get(LIBRARY, {"beskrevet": "nei"}).content.decode()
    assert "Uferdig" in lacking
    assert "Ferdig</span>" not in lacking


@pytest.mark.validators
def test_the_library_s_pages_are_sound_html(newsroom, bus, nu_checker):
    article = make_article(image=bus, body=figure(bus, "Her snur <em>bussen</em>."))
    for address in (
        LIBRARY,
        UPLOAD,
        PICK,
        f"{DESCRIBE}?id={bus.pk}",
        change_url(bus),
        reverse("admin:articles_image_delete", args=[bus.pk]),
        article.get_absolute_url(),
        article.print_url,
    ):
        assert nu_checker.errors(newsroom.get(address).content.decode()) == [], address


def test_the_editor_knows_the_picker_s_addresses():
    options = EXTENSIONS["LibraryFigure"]
    assert options["pickerUrl"] == PICK
    assert options["pictureUrl"] == reverse("admin:articles_image_show", args=[0])


# Words where a picture is chosen


def words_url(image):
    """Return the address that asks what the picture shows."""
    return reverse("admin:articles_image_words", args=[image.pk])


def words(image, **fields):
    """Return what the dialog posts about the picture."""
    fields = {"version": image.version} | fields
    return {f"bilde-{image.pk}-{name}": value for name, value in fields.items()} | {"velg": ""}


def test_the_dialog_asks_what_a_picture_shows_and_saves_the_answer(newsroom, editor):
    image = make_image("Ny bro", alt_text="", caption="Broen.")
    assert "Ny bro" in newsroom.get(words_url(image)).content.decode()
    response = newsroom.post(words_url(image), words(image, alt_text="En steinbro."))
    assert (response.status_code, response.content) == (204, b"")
    image.refresh_from_db()
    assert (image.alt_text, image.caption, image.updated_by) == ("En steinbro.", "Broen.", editor)


def test_a_picture_for_show_needs_no_words_in_the_dialog(newsroom):
    image = make_image(alt_text="")
    assert newsroom.post(words_url(image), words(image, decorative="on")).status_code == 204
    image.refresh_from_db()
    assert image.decorative


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"alt_text": " "}, "Skriv en alternativ tekst, eller kryss av for at bildet er pynt."),
        ({"alt_text": "En bro.", "decorative": "on"}, "Et bilde til pynt har ingen alternativ tekst."),
    ],
)
def test_words_that_will_not_do_come_back_with_the_reason(newsroom, typed, sentence):
    image = make_image(alt_text="")
    response = newsroom.post(words_url(image), words(image, **typed))
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert Image.objects.undescribed().get() == image


def test_only_those_who_may_change_pictures_are_asked(browse, secretary):
    image = make_image(alt_text="")
    for answer in (
        browse(secretary).get(words_url(image)),
        browse(secretary).post(words_url(image), words(image)),
    ):
        assert answer.status_code == 403
