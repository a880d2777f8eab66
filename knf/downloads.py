"""Private files on their way to somebody who may have them."""

from __future__ import annotations

import logging
import re
from urllib.parse import quote

from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from whitenoise.responders import SlicedFile

logger = logging.getLogger(__name__)

BYTE_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")

INTERNAL_PREFIX = "/private-files/"
"""Where the server in front finds PRIVATE_ROOT when it is told by X-Accel-Redirect."""

HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    # Should a browser show the file after all: as a stranger's, without scripts.
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
}


def hand_out(
    request: HttpRequest, file: FieldFile, *, filename: str, content_type: str, etag: str = ""
) -> HttpResponseBase:
    """Return ``file`` as a download called ``filename``. The caller has asked who is there.

    One range of bytes is answered with that part. ``etag`` names a content that never changes; only
    with it can a download that was broken off go on. Raises Http404 for a file the disk has lost.
    """
    try:
        size = file.size
    except FileNotFoundError:
        logger.error("The disk has lost %s", file.name)
        raise Http404 from None
    if settings.SENDFILE_HEADER:
        response: HttpResponseBase = _by_the_server_in_front(file)
    else:
        response = _by_us(request, file, size, etag)
    own = {"Content-Type": content_type, "Content-Disposition": content_disposition_header(True, filename)}
    for name, value in (HEADERS | own).items():
        response.headers[name] = value
    return response


def is_from_the_start(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Return whether ``response``, which handed a file out, has its first byte; ranges are asked for later.

    Where the server in front sends the file, it is what was asked for that tells.
    """
    if "Content-Range" in response:
        return response["Content-Range"].startswith("bytes 0-")
    asked = BYTE_RANGE.fullmatch(request.headers.get("Range", "").strip())
    return not settings.SENDFILE_HEADER or asked is None or (asked[1] != "" and int(asked[1]) == 0)


def _by_the_server_in_front(file: FieldFile) -> HttpResponse:
    """Return an empty answer that tells the server in front which file to send; ranges are its work."""
    if settings.SENDFILE_HEADER == "X-Accel-Redirect":
        return HttpResponse(headers={"X-Accel-Redirect": INTERNAL_PREFIX + quote(file.name)})
    return HttpResponse(headers={"X-Sendfile": file.path})


def _by_us(request: HttpRequest, file: FieldFile, size: int, etag: str) -> HttpResponseBase:
    """Return the file, the part of it that is asked for, or the word that the reader has it already."""
    headers = {"Accept-Ranges": "bytes"}
    if etag:
        headers["ETag"] = f'"{etag}"'
        if answer := get_conditional_response(request, etag=headers["ETag"]):
            answer.headers["ETag"] = headers["ETag"]
            return answer
    if request.method == "HEAD":
        return HttpResponse(headers=headers | {"Content-Length": str(size)})
    part = _part_asked_for(request, size, headers.get("ETag"))
    if part is None:
        return FileResponse(file.storage.open(file.name), headers=headers)
    if not part:
        return HttpResponse(status=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    headers |= {
        "Content-Range": f"bytes {part.start}-{part.stop - 1}/{size}",
        "Content-Length": str(len(part)),
    }
    content = SlicedFile(file.storage.open(file.name), part.start, part.stop - 1)
    return FileResponse(content, status=206, headers=headers)


def _part_asked_for(request: HttpRequest, size: int, etag: str | None) -> range | None:
    """Return the bytes asked for: None for all of them, an empty range for some that are not there.

    Ignored, as RFC 9110 §14.2 has it: other units, several ranges, an end before its start, and a
    range on the condition of a version that is not this one.
    """
    asked = BYTE_RANGE.fullmatch(request.headers.get("Range", "").strip())
    if asked is None or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = asked.groups()
    if not first:
        return range(max(size - int(last), 0), size) if last else None
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)
