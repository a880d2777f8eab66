"""What may be uploaded, how it is kept, and how it is called."""

import errno
import hashlib
import unicodedata
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from networks import files
from networks.models import StoredFile
from tests.factories import make_meeting, make_stored_file, make_user
from tests.networks.uploads import GOOD, HOSTILE, PDF, office, picture, upload


def on_disk():
    """Return the names of the files in private storage."""
    root = Path(StoredFile._meta.get_field("file").storage.location)
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def type_of(content, name):
    """Return the type the content is found to be."""
    return files.type_of(ContentFile(content), name).mime


# By content


@pytest.mark.parametrize("ending", GOOD)
def test_a_file_is_what_is_in_it(ending):
    content, mime = GOOD[ending]
    assert type_of(content, f"referat.{ending}") == mime


@pytest.mark.parametrize("ending", [ending for ending in GOOD if ending not in ("txt", "csv")])
def test_a_file_is_what_is_in_it_whatever_its_name(ending):
    content, mime = GOOD[ending]
    assert {type_of(content, f"referat.{other}") for other in (*GOOD, "exe", "html", "")} == {mime}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_paper_is_refused_in_words(what):
    name, content = HOSTILE[what]
    with pytest.raises(ValidationError) as refusal:
        type_of(content, name)
    assert refusal.value.messages[0].endswith(".")


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("an empty file", "Filen er tom."),
        ("a program", "Vi tar imot PDF, Word"),
        ("macros by their type", "Lagre den uten makroer"),
        ("macros in an OpenDocument", "Lagre den uten makroer"),
        ("a Word file with a password", "ta bort passordet"),
        ("a bomb", "pakker ut til mye mer enn et dokument"),
        ("half a document", "skadet eller bare halvt overført"),
        ("a batch file", "Gi den endelsen .txt eller .csv"),
    ],
)
def test_a_refusal_says_what_to_do(what, words):
    name, content = HOSTILE[what]
    with pytest.raises(ValidationError, match=words):
        type_of(content, name)


def test_a_text_is_a_table_only_where_it_is_called_one():
    text = "Møte på Krona; kl. 9".encode()
    assert [type_of(text, name) for name in ("a.txt", "a.CSV", "a")] == [
        "text/plain",
        "text/csv",
        "text/plain",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_text_may_be_written_as_programs_write_it(encoding):
    assert type_of("navn\tÅse Bjørk\r\n".encode(encoding) * 5000, "liste.csv") == "text/csv"


def test_a_picture_from_a_telephone_is_a_picture():
    assert type_of(picture("MPO"), "IMG_1.JPG") == "image/jpeg"


def test_a_sheet_with_a_sheet_in_it_is_no_macro():
    chart = f'<Default Extension="xlsx" ContentType="{GOOD["xlsx"][1]}"/>'
    assert type_of(office("pptx", chart), "a.pptx").endswith("presentationml.presentation")


def test_a_presentation_of_thirty_megabytes_is_taken_and_one_over_the_limit_is_not():
    assert files.MAX_BYTES > 30 * 1024 * 1024
    files.refuse_too_large(ContentFile(b"x" * 10), max_bytes=10)
    with pytest.raises(ValidationError) as refusal:
        files.refuse_too_large(ContentFile(b"x" * 11), max_bytes=10)
    assert refusal.value.messages == ["Filen er på 11\xa0byte. Den kan være på inntil 10\xa0byte."]


@given(st.sampled_from([content for content, _ in GOOD.values()]), st.binary(max_size=20), st.data())
def test_a_damaged_file_is_refused_or_taken_for_what_it_is(content, damage, data):
    place = data.draw(st.integers(0, len(content)))
    damaged = content[:place] + damage + content[place + len(damage) :]
    with suppress(ValidationError):
        assert files.type_of(ContentFile(damaged), "papir.txt") in files.ACCEPTED


def test_the_file_is_wound_back():
    file = ContentFile(PDF)
    files.type_of(file, "referat.pdf")
    assert file.read() == PDF


# Names


@pytest.mark.parametrize(
    ("given", "proper"),
    [
        ("Årsmøte på Krona.pdf", "Årsmøte på Krona.pdf"),
        (unicodedata.normalize("NFD", "Årsmøte.pdf"), "Årsmøte.pdf"),
        ("referat", "referat.pdf"),
        ("referat.PDF", "referat.PDF"),
        ("referat.docx", "referat.pdf"),
        ("referat.doc", "referat.pdf"),
        ("protokoll.v2", "protokoll.v2.pdf"),
        ("faktura.exe", "faktura.exe.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Brukere\\Åse\\referat.pdf", "referat.pdf"),
        ('Et "sitat" i navnet.pdf', "Et sitat i navnet.pdf"),
        ("to\r\nSet-Cookie: a=b.pdf", "to Set-Cookie a=b.pdf"),
        ("taktfdp.\u202eexe", "taktfdp. exe.pdf"),
        ("a\x00b\x1b.pdf", "a b.pdf"),
        ("..", "Uten navn.pdf"),
        ("?.pdf", "pdf.pdf"),
        ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
    ],
)
def test_a_name_is_cleaned_and_gets_the_ending_of_its_content(given, proper):
    assert files.proper_name(given, files.PDF) == proper


@given(st.text(max_size=300), st.sampled_from(files.ACCEPTED))
def test_any_name_becomes_one_that_may_stand_in_a_header_and_on_a_disk(given_name, kind):
    name = files.proper_name(given_name, kind)
    assert 0 < len(name) <= 200
    assert not set(name) & set('/\\<>:"|?*\r\n\x00')
    assert name.lower().endswith((kind.suffix, ".jpeg") if kind.suffix == ".jpg" else kind.suffix)
    assert files.proper_name(name, kind) == name


def test_a_jpeg_keeps_either_ending():
    jpeg = files.PICTURES["JPEG"]
    names = [files.proper_name(name, jpeg) for name in ("a.jpg", "a.jpeg", "a.png")]
    assert names == ["a.jpg", "a.jpeg", "a.jpg"]


# How it is kept


@pytest.mark.django_db
def test_a_stored_file_is_known_by_its_content(industry):
    stored = make_stored_file(industry, file=upload(PDF, "Møte.docx"))
    stored.refresh_from_db()
    assert (stored.mime, stored.filename, stored.size) == ("application/pdf", "Møte.pdf", len(PDF))
    assert stored.sha256 == hashlib.sha256(PDF).hexdigest()
    assert stored.type_label == "PDF"


@pytest.mark.django_db
def test_its_name_on_the_disk_tells_nothing_and_leads_nowhere(industry, client):
    stored = make_stored_file(industry, file=upload(PDF, "Oppsigelser.pdf"))
    [name] = on_disk()
    assert name == stored.file.name
    assert "Oppsigelser" not in name
    assert str(stored.pk).replace("-", "") not in name
    assert client.get(f"/media/{name}").status_code == 404
    with pytest.raises(ValueError, match="private"):
        stored.file.url  # noqa: B018


@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.django_db
def test_no_path_stores_what_is_refused(what, industry):
    name, content = HOSTILE[what]
    with pytest.raises(ValidationError):
        make_stored_file(industry, file=upload(content, name))
    assert not StoredFile.objects.exists()
    assert on_disk() == []


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_leaves_neither_a_row_nor_half_a_file(industry, monkeypatch):
    def no_room(self, name, content):
        Path(self.path(name)).parent.mkdir(parents=True, exist_ok=True)
        Path(self.path(name)).write_bytes(b"%PDF-1.7 halv")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", no_room)
    with pytest.raises(OSError, match="No space"):
        make_stored_file(industry)
    assert not StoredFile.objects.exists()
    assert on_disk() == []


@pytest.mark.django_db(transaction=True)
def test_a_row_that_cannot_be_written_leaves_no_file(industry):
    with pytest.raises(IntegrityError):
        make_stored_file(industry, meeting=make_meeting(industry))
    assert on_disk() == []


@pytest.mark.django_db
def test_a_stored_file_keeps_its_content(industry):
    stored = make_stored_file(industry)
    stored.file = upload(b"%PDF-1.7 Et annet.")
    with pytest.raises(ValueError, match="withdraw it"):
        stored.save()
    assert StoredFile.objects.get().sha256 == hashlib.sha256(PDF).hexdigest()


@pytest.mark.django_db
def test_what_is_withdrawn_says_when_and_why_and_is_no_longer_listed(industry):
    stored, kept, user = make_stored_file(industry), make_stored_file(industry), make_user()
    stored.withdraw(by=user, reason="Feil utgave.")
    stored.refresh_from_db()
    assert (stored.withdrawn_reason, stored.updated_by) == ("Feil utgave.", user)
    assert list(StoredFile.objects.standing()) == [kept]
