"""Paper: the print layout of a page, as HTML and as tagged PDF. The only importer of WeasyPrint."""

from __future__ import annotations

import hashlib
import io
import logging
import mimetypes
import threading
from contextlib import suppress
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import caches
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

logger = logging.getLogger(__name__)

# Building a PDF takes a core and up to 130 MB; more at once only makes all of them late.
_builders = threading.BoundedSemaphore(2)


class PdfUnavailableError(Exception):
    """WeasyPrint's system libraries are missing; the message names what to install."""


def pdf_problem() -> str:
    """Return why PDFs cannot be made on this machine, or "" when they can."""
    try:
        import weasyprint  # noqa: F401, PLC0415 – slow to load, and optional
    except (ImportError, OSError):
        return "Installer systempakkene libpango-1.0-0 og libpangoft2-1.0-0."
    return ""


class PrintMixin:
    """Turns a detail view into its paper layout at ``utskrift/``.

    The subclass is the very view of the page: who may read it is decided there. It names
    ``print_template_name`` and adds what only paper shows to its context.
    """

    print_template_name: str
    is_pdf = False

    def get_template_names(self) -> list[str]:
        """Return the paper template."""
        return [self.print_template_name]

    @property
    def page_url(self) -> str:
        """The address of the page that is on the paper."""
        url: str = self.object.get_absolute_url()  # type: ignore[attr-defined]
        return url

    @property
    def file_name(self) -> str:
        """What the PDF is called, without its ending."""
        name: str = self.object.slug  # type: ignore[attr-defined]
        return name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what every paper shows: its source and its date (local)."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        printed_on: date = timezone.localdate()
        return context | {
            "canonical_url": f"{settings.SITE_URL}{self.page_url}",
            "source_url": f"{urlsplit(settings.SITE_URL).netloc}{self.page_url}",
            "printed_on": printed_on,
            "is_pdf": self.is_pdf,
        }

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Answer with the paper layout, which search engines leave alone."""
        response = super().render_to_response(context, **kwargs)  # type: ignore[misc]
        return _beside_the_page(response, context["canonical_url"])


class PdfMixin(PrintMixin):
    """Turns a detail view into the same paper as PDF at ``utskrift.pdf``."""

    is_pdf = True

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Answer with the PDF, or 503 where the machine cannot make one."""
        request: HttpRequest = self.request  # type: ignore[attr-defined]
        html = render_to_string(self.get_template_names(), context, request)
        try:
            content = pdf(html)
        except PdfUnavailableError:
            logger.exception("No PDF: system libraries are missing")
            response = render(request, "503.html", {"print_url": "utskrift/"}, status=503)
            return _beside_the_page(response, context["canonical_url"])
        response = HttpResponse(content, content_type="application/pdf")
        response.headers["Content-Disposition"] = f'inline; filename="{self.file_name}.pdf"'
        return _beside_the_page(response, context["canonical_url"])


def _beside_the_page(response: HttpResponse, canonical_url: str) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Link"] = f'<{canonical_url}>; rel="canonical"'
    return response


def pdf(html: str) -> bytes:
    """Return ``html`` as PDF/UA-1. Raises PdfUnavailableError without the system libraries.

    A PDF is kept by the hash of its HTML, which names the revision, the audience and the date:
    nothing that changes the paper leaves that text unchanged.
    """
    key = hashlib.sha256(html.encode()).hexdigest()
    kept: bytes | None = caches["pdf"].get(key)
    if kept is not None:
        return kept
    with _builders:
        # Somebody else's request may have made it while this one waited.
        content: bytes | None = caches["pdf"].get(key)
        if content is None:
            content = _build(html)
            caches["pdf"].set(key, content)
    return content


def _build(html: str) -> bytes:
    if problem := pdf_problem():
        raise PdfUnavailableError(problem)
    from weasyprint import HTML  # noqa: PLC0415
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415

    class SiteFetcher(URLFetcher):
        """Reads the site's own static files and public pictures from disk, and nothing else."""

        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            content, mime_type = site_file(url)
            if content.startswith(b"wOF2"):
                content = _unpacked(content)
            return URLFetcherResponse(url, content, {"Content-Type": mime_type})

    document = HTML(string=html, base_url=settings.SITE_URL, url_fetcher=SiteFetcher())
    content: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    return content


@lru_cache(maxsize=16)
def _unpacked(font: bytes) -> bytes:
    """Return a WOFF2 font as TrueType: left to WeasyPrint, that is two thirds of the time of every PDF."""
    from fontTools.ttLib import woff2  # noqa: PLC0415 – comes with WeasyPrint, and is as slow to load

    unpacked = io.BytesIO()
    woff2.decompress(io.BytesIO(font), unpacked)
    return unpacked.getvalue()


def site_file(url: str) -> tuple[bytes, str]:
    """Return the bytes and the media type of one of the site's own files.

    Raises ValueError for every other address: no network, no file system, no metadata service.
    """
    parts = urlsplit(url)
    own = urlsplit(settings.SITE_URL)
    path = unquote(parts.path)
    mime_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
    if (parts.scheme, parts.netloc) == (own.scheme, own.netloc):
        with suppress(SuspiciousFileOperation):
            if path.startswith(settings.MEDIA_URL):
                with default_storage.open(path.removeprefix(settings.MEDIA_URL)) as file:
                    return file.read(), mime_type
            if path.startswith(settings.STATIC_URL):
                return _static_file(path.removeprefix(settings.STATIC_URL)).read_bytes(), mime_type
    raise ValueError(f"Not one of the site's own files: {url}")


def _static_file(name: str) -> Path:
    """Return where a static file is: among the sources, or collected under a hashed name."""
    return Path(finders.find(name) or staticfiles_storage.path(name))
