"""What may be uploaded as a paper: decided by what is in the file, never by its name or the browser."""

from __future__ import annotations

import codecs
import io
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

import lxml.etree
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat
from PIL import Image as Pillow

MAX_BYTES = 40 * 1024 * 1024
MAX_UNPACKED_BYTES = 500 * 1024 * 1024
"""How much an Office file may say that it unpacks to."""
MAX_PARTS = 10_000
MAX_INDEX_BYTES = 1024 * 1024
"""How long the list of an Office file's parts may be."""


@dataclass(frozen=True)
class FileType:
    """A kind of file that is accepted: what servers, disks and people call it."""

    mime: str
    suffix: str
    label: str


PDF = FileType("application/pdf", ".pdf", "PDF")
PICTURES = {
    "PNG": FileType("image/png", ".png", "Bilde (PNG)"),
    "JPEG": FileType("image/jpeg", ".jpg", "Bilde (JPEG)"),
    "MPO": FileType("image/jpeg", ".jpg", "Bilde (JPEG)"),  # a JPEG with a second picture behind it
    "WEBP": FileType("image/webp", ".webp", "Bilde (WebP)"),
}
OPEN_XML = {
    f"application/vnd.openxmlformats-officedocument.{kind}.main+xml": FileType(
        f"application/vnd.openxmlformats-officedocument.{kind}", suffix, label
    )
    for kind, suffix, label in (
        ("wordprocessingml.document", ".docx", "Word"),
        ("spreadsheetml.sheet", ".xlsx", "Excel"),
        ("presentationml.presentation", ".pptx", "PowerPoint"),
    )
}
OPEN_DOCUMENT = {
    mime: FileType(mime, suffix, label)
    for mime, suffix, label in (
        ("application/vnd.oasis.opendocument.text", ".odt", "OpenDocument-tekst"),
        ("application/vnd.oasis.opendocument.spreadsheet", ".ods", "OpenDocument-regneark"),
        ("application/vnd.oasis.opendocument.presentation", ".odp", "OpenDocument-presentasjon"),
    )
}
PLAIN = FileType("text/plain", ".txt", "Tekst")
TABLE = FileType("text/csv", ".csv", "CSV")

ACCEPTED = (PDF, *OPEN_XML.values(), *OPEN_DOCUMENT.values(), *PICTURES.values(), PLAIN, TABLE)
ACCEPT_ATTRIBUTE = ",".join(sorted({kind.suffix for kind in ACCEPTED} | {".jpeg"}))
"""What a file input says that it takes."""
LABELS = {kind.mime: kind.label for kind in ACCEPTED}
ENDINGS = {kind.suffix for kind in ACCEPTED} | {".jpeg", ".doc", ".xls", ".ppt"}
"""Endings that say what a file is: a wrong one is replaced."""

NOT_ACCEPTED = (
    "Vi tar imot PDF, Word, Excel og PowerPoint (docx, xlsx, pptx), OpenDocument (odt, ods, odp), "
    "bilder (PNG, JPEG, WebP) og ren tekst (txt, csv). Lagre filen som en av disse, helst PDF."
)
BROKEN = "Filen er skadet eller bare halvt overført. Prøv å laste den opp på nytt."
OLD_OFFICE = (
    "Filen er i et eldre Office-format, eller den er låst med passord. Åpne den, ta bort passordet, "
    "og lagre den som docx, xlsx, pptx eller PDF."
)
MACROS = "Filen inneholder makroer. Lagre den uten makroer, eller som PDF."
NOT_NAMED_AS_TEXT = (
    "Filen er ren tekst, men heter noe annet. Gi den endelsen .txt eller .csv hvis det er det den er."
)


def refuse_too_large(file: File, max_bytes: int = MAX_BYTES) -> None:
    """Raise ValidationError, in Norwegian, for a file of more than ``max_bytes``."""
    if file.size > max_bytes:
        raise ValidationError(
            f"Filen er på {filesizeformat(file.size)}. Den kan være på inntil {filesizeformat(max_bytes)}.",
            code="too_large",
        )


def type_of(file: File, filename: str) -> FileType:
    """Return what ``file`` is, and wind it back.

    The name is asked only where the content leaves a choice: text without a signature is CSV or
    plain text. Raises ValidationError, in Norwegian, for what is too large, empty, damaged, carries
    macros or is no kind that is accepted.
    """
    refuse_too_large(file)
    try:
        start = _start(file)
        if not start:
            raise ValidationError("Filen er tom.", code="empty")
        if is_pdf(file):
            return PDF
        if start.startswith(b"PK\x03\x04"):
            return _office_type(file)
        if start == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
            raise ValidationError(OLD_OFFICE, code="old_office")
        return _picture_type(file) or _text_type(file, filename)
    finally:
        file.seek(0)


def is_pdf(file: File) -> bool:
    """Return whether ``file`` is a PDF by its content, and wind it back."""
    return _start(file).startswith(b"%PDF-")


def _start(file: File) -> bytes:
    """Return the first bytes of ``file``, and wind it back."""
    file.seek(0)
    start = file.read(8)
    file.seek(0)
    return start


def _office_type(file: File) -> FileType:
    """Return which Office file the archive is. Nothing is read beyond what it says to unpack to."""
    try:
        with zipfile.ZipFile(file) as archive:
            _refuse_bombs(archive)
            kind = _open_document_type(archive) or _open_xml_type(archive)
            if kind is None:
                raise ValidationError(NOT_ACCEPTED, code="not_accepted")
            if archive.testzip() is not None:
                raise ValidationError(BROKEN, code="broken")
            return kind
    except ValidationError:
        raise
    except Exception:  # damaged and hostile archives make zipfile and the parser raise almost anything
        raise ValidationError(BROKEN, code="broken") from None


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    """Refuse what unpacks to more than a paper does, and two parts by one name."""
    parts = archive.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise ValidationError(
            "Filen pakker ut til mye mer enn et dokument. Lagre den som PDF.", code="unpacks_to_too_much"
        )
    if len({part.filename.casefold() for part in parts}) < len(parts):
        raise ValidationError(BROKEN, code="broken")


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the part ``name``, b"" where there is none or one that is too long to be what it says."""
    try:
        part = archive.getinfo(name)
    except KeyError:
        return b""
    return archive.read(part) if part.file_size <= MAX_INDEX_BYTES else b""


def _open_document_type(archive: zipfile.ZipFile) -> FileType | None:
    """Return which OpenDocument file it is, None for none; raise ValidationError for macros."""
    kind = OPEN_DOCUMENT.get(_read(archive, "mimetype").decode("ascii", "replace").strip())
    if kind is None:
        return None
    folders = {folder.casefold() for name in archive.namelist() for folder in name.split("/")[:-1]}
    if folders & {"basic", "scripts"}:
        raise ValidationError(MACROS, code="macros")
    return kind


def _open_xml_type(archive: zipfile.ZipFile) -> FileType | None:
    """Return which Office Open XML file it is, None for none; raise ValidationError for macros."""
    index = _read(archive, "[Content_Types].xml")
    if not index:
        return None
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    types = {element.get("ContentType", "") for element in lxml.etree.fromstring(index, parser).iter("{*}*")}
    names = archive.namelist()
    if any(re.search("macro|vba", text, re.IGNORECASE) for text in types) or any(
        "vbaproject" in name.casefold() for name in names
    ):
        raise ValidationError(MACROS, code="macros")
    kinds = [kind for mime, kind in OPEN_XML.items() if mime in types]
    return kinds[0] if len(kinds) == 1 else None


def _picture_type(file: File) -> FileType | None:
    """Return which picture it is, None for none; raise ValidationError for one that is damaged."""
    try:
        picture = Pillow.open(file, formats=("PNG", "JPEG", "WEBP"))
    except Pillow.UnidentifiedImageError:
        return None
    except Exception:  # as above
        raise ValidationError(BROKEN, code="broken") from None
    kind = PICTURES[picture.format or ""]
    try:
        picture.verify()
    except Exception:  # as above
        raise ValidationError(BROKEN, code="broken") from None
    return kind


# What programs write: Excel's "Unicode-tekst" is UTF-16, its CSV mostly the old Windows alphabet.
MARKED = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
UNMARKED = ("utf-8", "cp1252")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def _text_type(file: File, filename: str) -> FileType:
    """Return which text it is; raise ValidationError for what is none, and for markup and scripts."""
    start = _start(file)
    marked = [encoding for mark, encoding in MARKED.items() if start.startswith(mark)]
    if not _is_plain(file, marked or UNMARKED):
        raise ValidationError(NOT_ACCEPTED, code="not_accepted")
    match PurePath(filename).suffix.lower():
        case ".csv":
            return TABLE
        case ".txt" | "":
            return PLAIN
    raise ValidationError(NOT_NAMED_AS_TEXT, code="not_named_as_text")


def _is_plain(file: File, encodings: Sequence[str]) -> bool:
    """Return whether ``file`` is text in one of ``encodings`` that no program would run or draw."""
    for encoding in encodings:
        file.seek(0)
        try:
            return _reads_as_plain(file, codecs.getincrementaldecoder(encoding)())
        except UnicodeDecodeError:
            continue
    return False


def _reads_as_plain(file: File, decoder: codecs.IncrementalDecoder) -> bool:
    """Return whether it has words, and no controls or mark of a script; may raise UnicodeDecodeError."""
    has_begun = False
    while chunk := file.read(io.DEFAULT_BUFFER_SIZE):
        text = decoder.decode(chunk)
        if CONTROL.search(text):
            return False
        if not has_begun and (text := text.lstrip()):
            has_begun = True
            if text.startswith(("<", "#!", "{\\rtf", "%!PS")):
                return False
    decoder.decode(b"", final=True)
    return has_begun


def proper_name(filename: str, kind: FileType) -> str:
    """Return ``filename`` as it may stand in a header and on any disk, with the ending of ``kind``."""
    name = unicodedata.normalize("NFC", filename).replace("\\", "/").rpartition("/")[2]
    # Line breaks and other controls, also those that turn the writing around and hide an ending.
    name = "".join(" " if unicodedata.category(sign)[0] == "C" else sign for sign in name)
    name = " ".join(re.sub(r'[<>:"|?*]', "", name).split()).strip(" .")
    path = PurePath(name or "Uten navn")
    right = {kind.suffix, ".jpeg"} if kind.suffix == ".jpg" else {kind.suffix}
    ending = path.suffix if path.suffix.lower() in right else kind.suffix
    stem = path.stem if path.suffix.lower() in ENDINGS else path.name
    return f"{stem[: 200 - len(ending)].rstrip(' .')}{ending}"
