"""The library of pictures: what the newsroom may upload, and what readers get of it."""

import io
import struct
import zipfile
import zlib
from math import prod
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse
from PIL import Image as Pillow
from PIL import ImageCms, ImageFile, PngImagePlugin

from articles.models import Image
from tests.factories import make_article, make_draft, make_image, picture_file

ADD = reverse("admin:articles_image_add")
LIST = reverse("admin:articles_image_changelist")

BROKEN = "Bildefilen er skadet eller bare halvt overført. Prøv å laste den opp på nytt."
NOT_A_PICTURE = (
    "Filen er ikke et bilde vi kan lese. Bruk JPEG, PNG, WebP eller AVIF. "
    "Et bilde fra telefonen (HEIC) må lagres som JPEG først."
)
SECRET = b"Hemmelig sted 59.6689 N"
RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 128, 0), (0, 0, 255), (255, 255, 255)


@pytest.fixture
def newsroom(browse, editor):
    """Return the editor's browser."""
    return browse(editor)


def typed(original=None, **fields):
    """Return what the form posts: a picture that is ready, with ``fields`` changed."""
    fields = {
        "title": "Bussen i sentrum",
        "alt_text": "En gul buss foran rådhuset.",
        "caption": "",
        "photographer": "",
        "consent_note": "",
        "focal_x": "50",
        "focal_y": "50",
    } | fields
    return fields | {"original": original} if original else fields


def errors(response):
    """Return the form's errors: field → sentences."""
    assert response.status_code == 200, "the form was accepted"
    return dict(response.context["adminform"].form.errors)


def upload(newsroom, original, **fields):
    """Return the picture that the library makes of ``original``."""
    response = newsroom.post(ADD, typed(original, **fields))
    assert response.status_code == 302, errors(response)
    return Image.objects.get()


def change_url(image):
    """Return the address of the picture's form."""
    return reverse("admin:articles_image_change", args=[image.pk])


def file_of(picture, form="PNG", name="bilde.png", **options):
    """Return the Pillow picture as an uploaded file."""
    buffer = io.BytesIO()
    picture.save(buffer, form, **options)
    return SimpleUploadedFile(name, buffer.getvalue())


def plain(colour=RED, size=(60, 40), mode="RGB"):
    """Return a picture of one colour."""
    return Pillow.new(mode, size, colour)


def stored(image, settings):
    """Return the content of each of the readers' files."""
    return {name: Path(settings.MEDIA_ROOT, name).read_bytes() for name in image.renditions}


def largest(image, settings):
    """Return the largest of the readers' files, as a picture."""
    # PostgreSQL keeps no order of the keys.
    webp = (name for name in image.renditions if name.endswith(".webp"))
    name = max(webp, key=lambda name: prod(image.renditions[name]))
    return Pillow.open(Path(settings.MEDIA_ROOT, name))


def files_on_disk(settings):
    """Return the names of all files of the library, readers' and originals."""
    folders = (Path(settings.MEDIA_ROOT), Path(Image._meta.get_field("original").storage.location))
    return {path.name for folder in folders for path in folder.rglob("*") if path.is_file()}


def is_about(colour, expected, tolerance=6):
    """Return whether a colour is what it should be, but for the loss of compression."""
    return all(abs(a - b) <= tolerance for a, b in zip(colour, expected, strict=True))


# What is accepted


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_every_accepted_kind_becomes_all_sizes_and_formats_for_each_use(form, newsroom, settings):
    image = upload(newsroom, picture_file(2000, 1000, form=form))
    made = [Pillow.open(io.BytesIO(content)) for content in stored(image, settings).values()]
    whole = [(1600, 800), (960, 480), (480, 240)]
    crops = [(1600, 900), (800, 450), (480, 320), (240, 160)]
    assert sorted((picture.format, picture.size) for picture in made) == sorted(
        [(kind, size) for kind in ("AVIF", "WEBP") for size in whole + crops]
        + [("JPEG", (1200, 600)), ("JPEG", (1200, 630))]
    )
    assert (image.width, image.height) == (1600, 800)


@pytest.mark.parametrize(
    ("width", "expected"), [(1, {1}), (480, {480}), (500, {480, 500}), (1600, {480, 960, 1600})]
)
def test_no_size_is_larger_than_the_original(width, expected, newsroom):
    image = upload(newsroom, picture_file(width, 30))
    sizes = {name: size for name, size in image.renditions.items() if "-natural-" in name and "webp" in name}
    assert {size[0] for size in sizes.values()} == expected
    assert all(size[1] <= 30 for size in image.renditions.values())


def test_a_png_named_jpg_is_taken_for_what_it_is(newsroom):
    assert upload(newsroom, picture_file(form="PNG", name="bilde.jpg"))


@pytest.mark.parametrize(("form", "options"), [("JPEG", {"quality": 30}), ("PNG", {"compress_level": 1})])
def test_a_picture_of_40_million_points_is_accepted(form, options, newsroom):
    image = upload(newsroom, file_of(plain(128, (8000, 5000), "L"), form, **options))
    assert (image.width, image.height) == (1600, 1000)


@pytest.mark.parametrize(("size", "expected"), [((90, 20_000), (14, 3200)), ((20_000, 90), (1600, 7))])
def test_a_picture_too_long_for_webp_is_made_smaller(size, expected, newsroom):
    image = upload(newsroom, file_of(plain(size=size)))
    assert (image.width, image.height) == expected


def test_the_addresses_tell_the_browser_every_width(newsroom, client):
    image = upload(newsroom, picture_file(2000, 1000))
    srcset = image.shown("natural").webp
    assert [part.split()[1] for part in srcset.split(", ")] == ["480w", "960w", "1600w"]
    assert image.url(100) == srcset.split()[0]
    assert image.url(961) == image.url(5000) == srcset.split()[-2]
    for address in [*srcset.split()[::2], *image.shown("wide").avif.split()[::2], image.fallback_url]:
        response = client.get(address)
        picture = Pillow.open(io.BytesIO(response.getvalue()))
        assert response["Content-Type"] == picture.get_format_mimetype()


# What is refused, with a sentence


def test_more_than_60_million_points_are_refused(newsroom):
    response = newsroom.post(ADD, typed(png_header(8000, 7501)))
    assert errors(response) == {
        "original": ["Bildet er på 8000 × 7501 punkter. Det kan ha inntil 60 millioner punkter."]
    }


def png_header(width, height, data=b""):
    """Return a PNG that claims a size."""

    def chunk(kind, content):
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    content = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    return SimpleUploadedFile("bilde.png", content)


def jpeg_header(width, height):
    """Return a JPEG of a few hundred bytes that claims a size."""
    content = picture_file(16, 16, form="JPEG").read()
    start = content.index(b"\xff\xc0") + 5
    return SimpleUploadedFile(
        "b.jpg", content[:start] + struct.pack(">HH", height, width) + content[start + 4 :]
    )


@pytest.mark.parametrize("bomb", [png_header, jpeg_header])
def test_a_small_file_that_claims_to_be_huge_is_refused_without_being_decoded(bomb, newsroom):
    response = newsroom.post(ADD, typed(bomb(60_000, 60_000)))
    assert "60000 × 60000 punkter" in errors(response)["original"][0]


def truncated(form):
    """Return the first two thirds of a picture."""
    content = picture_file(form=form).read()
    return content[: len(content) * 2 // 3]


def archive():
    """Return a zip file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("skjult.txt", SECRET)
    return buffer.getvalue()


NO_PICTURES = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "html": b"<!doctype html><script>alert(1)</script>",
    "php": b"<?php system($_GET['c']); ?>",
    "zip": archive(),
    "gif": file_of(plain(), "GIF").read(),
    "bmp": file_of(plain(), "BMP").read(),
    "tiff": file_of(plain(), "TIFF").read(),
    "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(400),
    "heic of another brand": b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic" + bytes(400),
    "jpeg's first bytes": b"\xff\xd8\xff\xe0",
}


@pytest.mark.parametrize("kind", NO_PICTURES)
def test_what_is_no_accepted_picture_is_refused_whatever_its_name(kind, newsroom, settings):
    response = newsroom.post(ADD, typed(SimpleUploadedFile("bilde.jpg", NO_PICTURES[kind])))
    assert errors(response) == {"original": [NOT_A_PICTURE]}
    assert files_on_disk(settings) == set()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_half_a_picture_is_refused(form, newsroom, settings, monkeypatch):
    # As after the first PDF: WeasyPrint tells Pillow to make do with what is there.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    response = newsroom.post(ADD, typed(SimpleUploadedFile("bilde.jpg", truncated(form))))
    assert errors(response)["original"] in ([BROKEN], [NOT_A_PICTURE])
    assert files_on_disk(settings) == set()


def test_a_picture_without_points_is_refused(newsroom):
    assert errors(newsroom.post(ADD, typed(png_header(0, 10))))["original"]


def test_a_picture_with_hostile_content_is_refused(newsroom):
    deflated = zlib.compress(bytes(10_000_000))
    assert errors(newsroom.post(ADD, typed(png_header(5000, 5000, deflated[:2000]))))["original"] == [BROKEN]


def test_an_empty_file_and_no_file_are_refused(newsroom):
    assert "tom" in errors(newsroom.post(ADD, typed(SimpleUploadedFile("bilde.jpg", b""))))["original"][0]
    assert "original" in errors(newsroom.post(ADD, typed()))


def test_a_file_of_more_than_50_megabytes_is_refused(newsroom):
    content = picture_file(form="JPEG").read() + bytes(50 * 1024 * 1024)
    [sentence] = errors(newsroom.post(ADD, typed(SimpleUploadedFile("bilde.jpg", content))))["original"]
    assert sentence.replace("\xa0", " ") == "Bildefilen er på 50,0 MB. Den kan være på inntil 50,0 MB."


def test_what_was_typed_stays_in_the_form_after_an_error(newsroom):
    fields = {
        "title": "Navnet",
        "caption": "Bildeteksten",
        "photographer": "Pia Foss",
        "consent_note": "Alle",
    }
    response = newsroom.post(ADD, typed(SimpleUploadedFile("bilde.jpg", b"tull"), **fields))
    page = response.content.decode()
    assert errors(response)
    assert all(f'value="{words}"' in page for words in fields.values())
    assert "En gul buss foran rådhuset.</textarea>" in page


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"alt_text": ""}, "alt_text"), ({"alt_text": "En buss.", "decorative": "on"}, "decorative")],
)
def test_a_picture_has_an_alternative_text_or_is_decorative(fields, field, newsroom, settings):
    refused = errors(newsroom.post(ADD, typed(picture_file(), **fields)))
    assert list(refused) == [field, "original"], "and the file, which no form holds, is asked for again"
    assert files_on_disk(settings) == set()


def test_a_decorative_picture_says_nothing(newsroom):
    assert upload(newsroom, picture_file(), alt_text="", decorative="on").alt == ""


# What readers get: the points and nothing else


def test_a_picture_is_turned_upright(newsroom, settings):
    lying = Pillow.new("RGB", (60, 40), RED)
    lying.paste(BLUE, (0, 0, 20, 40))
    exif = Pillow.Exif()
    exif[0x0112] = 6  # turn it a quarter clockwise
    image = upload(newsroom, file_of(lying, "JPEG", exif=exif, quality=95))
    upright = largest(image, settings).convert("RGB")
    assert (image.width, image.height) == upright.size == (40, 60)
    assert is_about(upright.getpixel((20, 5)), BLUE, 12)
    assert is_about(upright.getpixel((20, 55)), RED, 12)


def with_notes(form):
    """Return a picture full of what its photographer did not mean to tell."""
    exif = Pillow.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x8825] = {1: "N", 2: (59.0, 40.0, 8.0), 3: "E", 4: (9.0, 39.0, 0.0)}
    options = {"exif": exif, "xmp": b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"}
    if form == "JPEG":
        options["comment"] = SECRET
    if form == "PNG":
        del options["xmp"]
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Comment", SECRET.decode())
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", SECRET.decode())
    return file_of(Pillow.linear_gradient("L").convert("RGB"), form, **options)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_positions_notes_and_hidden_files_stay_in_the_original(form, newsroom, settings):
    content = with_notes(form).read() + archive() + b"<script>" + SECRET
    assert content.count(SECRET) >= 2
    image = upload(newsroom, SimpleUploadedFile("bilde.jpg", content))
    for readers_file in stored(image, settings).values():
        picture = Pillow.open(io.BytesIO(readers_file))
        assert SECRET not in readers_file
        assert not zipfile.is_zipfile(io.BytesIO(readers_file))
        assert not dict(picture.getexif())
        assert not {"icc_profile", "exif", "xmp", "comment"} & set(picture.info)
    with image.original.open() as original:
        assert original.read() == content


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_wide_colours_are_converted_to_what_every_screen_knows(mode, newsroom, settings):
    swapped = file_of(
        plain(RED, mode="RGB").convert(mode), "PNG", icc_profile=profile_with_red_and_green_swapped()
    )
    image = upload(newsroom, swapped)
    red, green, _ = largest(image, settings).convert("RGB").getpixel((5, 5))
    assert green > red


def profile_with_red_and_green_swapped():
    """Return a sound colour profile that no picture could be mistaken about."""
    content = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    tags = {bytes(content[at : at + 4]): at + 4 for at in range(132, 132 + 12 * content[131], 12)}
    red, green = tags[b"rXYZ"], tags[b"gXYZ"]
    content[red : red + 8], content[green : green + 8] = content[green : green + 8], content[red : red + 8]
    return bytes(content)


def test_a_damaged_colour_profile_does_not_matter(newsroom, settings):
    image = upload(newsroom, file_of(plain(), "JPEG", icc_profile=b"tull", quality=95))
    assert is_about(largest(image, settings).convert("RGB").getpixel((5, 5)), RED)


def see_through(mode):
    """Return a picture that is blue to the left and transparent to the right."""
    picture = Pillow.new("RGBA", (60, 40), (0, 0, 0, 0))
    picture.paste((*BLUE, 255), (0, 0, 30, 40))
    return picture.quantize(4) if mode == "P" else picture


@pytest.mark.parametrize("mode", ["RGBA", "P"])
def test_what_is_transparent_becomes_white(mode, newsroom, settings):
    readers = largest(upload(newsroom, file_of(see_through(mode))), settings).convert("RGB")
    assert is_about(readers.getpixel((5, 20)), BLUE, 12)
    assert is_about(readers.getpixel((55, 20)), WHITE)


@pytest.mark.parametrize(
    ("picture", "form", "expected"),
    [
        (plain((0, 255, 255, 0), mode="CMYK"), "JPEG", RED),
        (plain(128, mode="L"), "JPEG", (128, 128, 128)),
        (plain(1, mode="1"), "PNG", WHITE),
        (plain((100, 255), mode="LA"), "PNG", (100, 100, 100)),
        (plain(0x8000, mode="I;16"), "PNG", (128, 128, 128)),
    ],
    ids=["CMYK", "grey", "black and white", "grey and transparent", "16 bits"],
)
def test_every_way_to_say_a_colour_is_understood(picture, form, expected, newsroom, settings):
    image = upload(newsroom, file_of(picture, form))
    assert is_about(largest(image, settings).convert("RGB").getpixel((30, 20)), expected)


@pytest.mark.parametrize("form", ["PNG", "WEBP", "AVIF"])
def test_of_a_moving_picture_readers_get_the_first_frame(form, newsroom, settings):
    film = file_of(plain(RED), form, save_all=True, append_images=[plain(BLUE)], duration=100)
    readers = largest(upload(newsroom, film), settings)
    assert getattr(readers, "n_frames", 1) == 1
    assert is_about(readers.convert("RGB").getpixel((30, 20)), RED)


# Files and rows


def test_the_original_has_no_address(newsroom, client, settings):
    image = upload(newsroom, picture_file(name="Styret 2024.png"))
    assert not set(image.renditions) & {image.original.name}
    assert client.get(f"{settings.MEDIA_URL}{image.original.name}").status_code == 404
    assert image.original.name not in newsroom.get(change_url(image)).content.decode()


def test_names_cannot_be_guessed(db):
    first, second = make_image(), make_image()
    names = {*first.renditions, *second.renditions, first.original.name, second.original.name}
    assert len(names) == len(first.renditions) + len(second.renditions) + 2
    assert not any("bilde." in name for name in names)


def test_a_new_file_gets_new_names_and_the_old_ones_go(
    newsroom, settings, django_capture_on_commit_callbacks
):
    image = upload(newsroom, picture_file(form="PNG"))
    old = files_on_disk(settings)
    with django_capture_on_commit_callbacks(execute=True):
        newsroom.post(change_url(image), typed(picture_file(700, 300, form="WEBP"), version=image.version))
    image.refresh_from_db()
    assert (image.width, image.height) == (700, 300)
    assert not old & files_on_disk(settings)
    assert len(files_on_disk(settings)) == len(image.renditions) + 1


def test_new_words_leave_the_files_alone(newsroom, settings, django_capture_on_commit_callbacks):
    image = upload(newsroom, picture_file())
    old = files_on_disk(settings)
    with django_capture_on_commit_callbacks(execute=True):
        newsroom.post(change_url(image), typed(alt_text="En annen buss.", version=image.version))
    image.refresh_from_db()
    assert image.alt == "En annen buss."
    assert files_on_disk(settings) == old


def test_a_refused_new_file_leaves_the_picture_as_it_was(newsroom, settings):
    image = upload(newsroom, picture_file())
    old = files_on_disk(settings)
    bad_file = SimpleUploadedFile("bilde.jpg", NO_PICTURES["svg"])
    response = newsroom.post(change_url(image), typed(bad_file, version=image.version))
    assert errors(response) == {"original": [NOT_A_PICTURE]}
    assert files_on_disk(settings) == old


def delete_alone(newsroom, image):
    """Delete a picture on its own page."""
    return newsroom.post(reverse("admin:articles_image_delete", args=[image.pk]), {"post": "yes"})


def delete_in_list(newsroom, image):
    """Delete a picture among others, in the list."""
    fields = {"action": "delete_selected", "_selected_action": [image.pk], "post": "yes"}
    return newsroom.post(LIST, fields)


@pytest.mark.parametrize("delete", [delete_alone, delete_in_list])
def test_with_an_unused_picture_its_files_are_deleted(
    delete, newsroom, settings, django_capture_on_commit_callbacks
):
    image = make_image()
    with django_capture_on_commit_callbacks(execute=True):
        delete(newsroom, image)
    assert not Image.objects.exists()
    assert files_on_disk(settings) == set()


@pytest.mark.parametrize("make_story", [make_article, make_draft])
@pytest.mark.parametrize("delete", [delete_alone, delete_in_list])
def test_a_picture_in_use_is_not_deleted_and_the_page_says_why(
    delete, make_story, newsroom, settings, django_capture_on_commit_callbacks
):
    image = make_image()
    make_story("Bussen kom i rute", image=image)
    old = files_on_disk(settings)
    with django_capture_on_commit_callbacks(execute=True):
        response = delete(newsroom, image)
    page = response.content.decode()
    assert response.status_code == 200
    assert "Bussen kom i rute" in page
    assert "i bruk" in page
    assert Image.objects.get() == image
    assert files_on_disk(settings) == old


@pytest.mark.parametrize("written", [0, 2, 4], ids=["at once", "halfway", "at the original"])
def test_a_full_disk_leaves_neither_row_nor_files(written, newsroom, settings, monkeypatch):
    fill_disk_after(written, monkeypatch)
    response = newsroom.post(ADD, typed(picture_file(), photographer="Pia Foss"))
    assert "Serveren har ikke plass til filen." in errors(response)["original"][0]
    assert 'value="Pia Foss"' in response.content.decode()
    assert not Image.objects.exists()
    assert files_on_disk(settings) == set()


def test_a_full_disk_leaves_the_picture_that_was_there(newsroom, settings, monkeypatch):
    image = upload(newsroom, picture_file())
    old = files_on_disk(settings)
    fill_disk_after(1, monkeypatch)
    response = newsroom.post(change_url(image), typed(picture_file(form="WEBP"), version=image.version))
    assert "Serveren har ikke plass til filen." in errors(response)["original"][0]
    assert files_on_disk(settings) == old
    assert Image.objects.get().renditions == image.renditions


def fill_disk_after(written, monkeypatch):
    """Let the disk take ``written`` files more, and half of the next."""
    save, count = FileSystemStorage._save, iter(range(100))

    def until_full(storage, name, content):
        if next(count) < written:
            return save(storage, name, content)
        path = Path(storage.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half of it")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", until_full)


def test_a_row_that_is_refused_leaves_no_files(db, settings):
    with pytest.raises(IntegrityError):
        make_image(created_by_id=4711, title=None)
    assert files_on_disk(settings) == set()


def test_no_code_path_makes_a_picture_of_anything_else(db, settings):
    with pytest.raises(ValidationError):
        make_image(original=SimpleUploadedFile("bilde.jpg", NO_PICTURES["php"]))
    assert files_on_disk(settings) == set()


# Who


@pytest.mark.parametrize("role", ["leader", "member", "outsider", "secretary"])
def test_only_editors_open_the_library(role, browse, request):
    client = browse(request.getfixturevalue(role))
    assert client.get(LIST, follow=True).status_code == 403
    assert client.post(ADD, typed(picture_file()), follow=True).status_code == 403
    assert not Image.objects.exists()
