"""Files such as people upload, good and bad, each as small as it can be."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow

OPEN_XML = "application/vnd.openxmlformats-officedocument."
MAIN_PART = {
    "docx": ("/word/document.xml", f"{OPEN_XML}wordprocessingml.document.main+xml"),
    "xlsx": ("/xl/workbook.xml", f"{OPEN_XML}spreadsheetml.sheet.main+xml"),
    "pptx": ("/ppt/presentation.xml", f"{OPEN_XML}presentationml.presentation.main+xml"),
    "docm": ("/word/document.xml", "application/vnd.ms-word.document.macroEnabled.main+xml"),
    "xlsb": ("/xl/workbook.bin", "application/vnd.ms-excel.sheet.binary.macroEnabled.main"),
    "dotx": ("/word/document.xml", f"{OPEN_XML}wordprocessingml.template.main+xml"),
}
OPEN_DOCUMENT = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "ott": "application/vnd.oasis.opendocument.text-template",
}
PDF = b"%PDF-1.7\nEt referat.\n%%EOF\n"


def archive(parts):
    """Return an archive of ``parts``: name → content."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return buffer.getvalue()


def office(kind, types="", **parts):
    """Return an Office Open XML file with further content types and parts."""
    part, content_type = MAIN_PART[kind]
    index = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="{part}" ContentType="{content_type}"/>{types}</Types>'
    )
    return archive({"[Content_Types].xml": index, part[1:]: "<x/>"} | parts)


def open_document(kind, **parts):
    """Return an OpenDocument file with further parts."""
    return archive({"mimetype": OPEN_DOCUMENT[kind], "content.xml": "<x/>"} | parts)


def picture(form):
    """Return a picture."""
    buffer = io.BytesIO()
    Pillow.new("RGB", (8, 8), "teal").save(buffer, form)
    return buffer.getvalue()


def macro_part():
    """Return the content type of a part with macros."""
    return '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'


def bomb():
    """Return a Word file whose one part says that it unpacks to 600 MB of nothing."""
    content = bytearray(office("docx"))
    # The size in the list at the end, of the last part: where every program looks first.
    entry = content.rindex(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = (600 * 1024 * 1024).to_bytes(4, "little")
    return bytes(content)


GOOD = {
    "pdf": (PDF, "application/pdf"),
    **{
        kind: (office(kind), MAIN_PART[kind][1].removesuffix(".main+xml"))
        for kind in ("docx", "xlsx", "pptx")
    },
    **{kind: (open_document(kind), OPEN_DOCUMENT[kind]) for kind in ("odt", "ods", "odp")},
    "png": (picture("PNG"), "image/png"),
    "jpg": (picture("JPEG"), "image/jpeg"),
    "webp": (picture("WEBP"), "image/webp"),
    "txt": ("Møte på Krona.\r\n".encode(), "text/plain"),
    "csv": ("navn;sted\r\nÅse;Krona\r\n".encode("cp1252"), "text/csv"),
}
"""What is accepted: ending → (content, type)."""

PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"

HOSTILE = {
    "an empty file": ("referat.pdf", b""),
    "a program": ("referat.pdf", PROGRAM),
    "a Linux program": ("referat", b"\x7fELF\x02\x01\x01" + b"\x00" * 9),
    "a program with a document behind it": ("referat.docx", PROGRAM + office("docx")),
    "a page": ("referat.txt", b"<!DOCTYPE html><script>alert(1)</script>"),
    "a page after blank lines and a mark": ("referat.txt", b"\xef\xbb\xbf \r\n\t<html><body>"),
    "a page in UTF-16": ("referat.txt", "\ufeff<html>".encode("utf-16-le")),
    "a drawing": ("logo.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    "a drawing behind a comment": ("logo.txt", b'<!-- fin --><svg onload="alert(1)"/>'),
    "XML": ("data.txt", b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>'),
    "a script": ("referat.txt", b"#!/bin/sh\nrm -rf /\n"),
    "a batch file": ("referat.bat", b"@echo off\r\ndel *.*\r\n"),
    "a script called page": ("referat.html", b"alert(1)"),
    "rich text": ("referat.txt", b"{\\rtf1 Hei}"),
    "an old Word file": ("referat.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504),
    "a Word file with a password": ("referat.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504),
    "an archive": ("referat.zip", archive({"referat.txt": "Hei"})),
    "an archive called document": ("referat.docx", archive({"referat.txt": "Hei"})),
    "a Java program": ("referat.docx", archive({"META-INF/MANIFEST.MF": "Main-Class: X", "X.class": "x"})),
    "macros by their type": ("referat.docm", office("docm")),
    "macros called document": ("referat.docx", office("docm")),
    "macros beside a document": ("referat.docx", office("docx", macro_part())),
    "macros by their name": ("referat.docx", office("docx", **{"word/vbaProject.bin": "x"})),
    "macros written another way": (
        "referat.docx",
        office("docx", '<Override PartName="/x" ContentType="application/vnd.ms-office.v&#98;aProject"/>'),
    ),
    "macros in a sheet": (
        "tall.xlsx",
        office("xlsx", '<Override PartName="/x" ContentType="application/vnd.ms-excel.macrosheet+xml"/>'),
    ),
    "macros in a binary sheet": ("tall.xlsb", office("xlsb")),
    "macros in an OpenDocument": ("referat.odt", open_document("odt", **{"Basic/Standard/Module1.xml": "x"})),
    "scripts in an OpenDocument": ("referat.odt", open_document("odt", **{"Scripts/python/x.py": "x"})),
    "scripts in a part of an OpenDocument": ("a.odt", open_document("odt", **{"Object 1/basic/x.xml": "x"})),
    "a template": ("mal.dotx", office("dotx")),
    "an OpenDocument template": ("mal.ott", open_document("ott")),
    "half a document": ("referat.docx", office("docx")[:-40]),
    "a document with a damaged part": (
        "referat.docx",
        office("docx").replace(b"word/document.xml", b"word/dokument.xml", 1),
    ),
    "two lists of parts": ("referat.docx", office("docx", **{"[content_types].xml": "<x/>"})),
    "a list of parts that is none": ("referat.docx", archive({"[Content_Types].xml": "<Types"})),
    "a list of parts that is too long": ("referat.docx", office("docx", "<x/>" * 300_000)),
    "more parts than a document has": (
        "referat.docx",
        office("docx", **{f"word/media/{number}": "" for number in range(10_001)}),
    ),
    "a bomb": ("referat.docx", bomb()),
    "half a picture": ("bilde.png", picture("PNG")[:60]),
    "another picture": ("bilde.png", picture("GIF")),
    "the mark of a picture": ("bilde.png", b"\x89PNG\r\n\x1a\n"),
    "bytes": ("tekst.txt", bytes(range(256))),
    "a zero in a text": ("tekst.txt", b"Hei\x00 alle"),
    "blank lines": ("tekst.txt", b" \r\n\r\n"),
}
"""What is refused: what it is → (name, content)."""


def upload(content=PDF, name="referat.pdf"):
    """Return an uploaded file; the browser's word on its type counts for nothing."""
    return SimpleUploadedFile(name, content, "text/html")
