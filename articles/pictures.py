"""From an uploaded file to the pictures readers get.

Every upload is decoded and encoded anew: positions, notes and anything hidden behind the picture
stay in the private original.
"""

from __future__ import annotations

import io
import threading
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from PIL import Image as Pillow
from PIL import ImageCms, ImageFile, ImageOps, UnidentifiedImageError

MAX_BYTES = 50 * 1024 * 1024
MAX_PIXELS = 60_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
WIDTHS = (480, 960, 1600)
"""Widths in pixels of the WebP pictures; none is made larger than the original."""

FALLBACK_WIDTH = 1200
"""Width in pixels of the JPEG for social media, feeds and PDF."""

LARGEST = (2 * WIDTHS[-1], 2 * WIDTHS[-1])
"""What is left of the upload before the pictures are made: enough for them, and little memory."""

# Own limits are checked before anything is decoded; Pillow's would only warn.
Pillow.MAX_IMAGE_PIXELS = None

# The largest picture takes half a gigabyte (WebP: one) for a few seconds: one at a time.
_decoder = threading.Lock()


def open_picture(file: BinaryIO) -> Pillow.Image:
    """Return the picture in ``file``: upright, in sRGB, on white, and nothing but its points.

    It fits in LARGEST. Raises ValidationError, in Norwegian, for anything that is not a whole
    picture of an accepted kind and size.
    """
    file.seek(0, io.SEEK_END)
    if file.tell() > MAX_BYTES:
        raise ValidationError(
            f"Bildefilen er på {filesizeformat(file.tell())}. "
            f"Den kan være på inntil {filesizeformat(MAX_BYTES)}.",
            code="too_large",
        )
    file.seek(0)
    try:
        with _decoder:
            # WeasyPrint's import turns this on for the whole process.
            ImageFile.LOAD_TRUNCATED_IMAGES = False
            picture = Pillow.open(file, formats=FORMATS)
            _refuse_too_many_points(*picture.size)
            picture = _decoded(picture)
        return _plain(ImageOps.exif_transpose(picture))
    except ValidationError:
        raise
    except UnidentifiedImageError:
        raise ValidationError(
            "Filen er ikke et bilde vi kan lese. Bruk JPEG, PNG, WebP eller AVIF. "
            "Et bilde fra telefonen (HEIC) må lagres som JPEG først.",
            code="not_a_picture",
        ) from None
    except Exception:  # damaged and hostile files make the decoders raise almost anything
        raise ValidationError(
            "Bildefilen er skadet eller bare halvt overført. Prøv å laste den opp på nytt.",
            code="broken",
        ) from None


def _refuse_too_many_points(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise ValidationError(
            f"Bildet er på {width} × {height} punkter. "
            f"Det kan ha inntil {MAX_PIXELS // 1_000_000} millioner punkter.",
            code="too_many_pixels",
        )


def _decoded(picture: Pillow.Image) -> Pillow.Image:
    """Return the picture read into memory, scaled down to LARGEST."""
    if picture.mode.startswith("I;16"):
        # Pillow would cut off everything brighter than 255 of 65 535.
        picture = picture.point(lambda value: value / 256).convert("L")
        picture.info.pop("transparency", None)
    elif picture.mode in ("1", "P") or "transparency" in picture.info:
        # Numbers of colours cannot be averaged, colours can.
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    # The gap of 1 lets a large JPEG be read small to begin with.
    picture.thumbnail(LARGEST, Pillow.Resampling.LANCZOS, reducing_gap=1.0)
    picture.load()
    return picture


def _plain(picture: Pillow.Image) -> Pillow.Image:
    """Return the picture in sRGB on white, without the notes that Pillow carries along."""
    profile = picture.info.get("icc_profile")
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        white = Pillow.new("RGBA", picture.size, "white")
        picture = Pillow.alpha_composite(white, picture).convert("RGB")
    if profile:
        picture = _in_srgb(picture, profile)
    picture = picture.convert("RGB")
    picture.info = {}
    return picture


def _in_srgb(picture: Pillow.Image, profile: bytes) -> Pillow.Image:
    """Return the picture with its colours converted from ``profile``, if that is a sound one."""
    srgb = ImageCms.createProfile("sRGB")
    try:
        return ImageCms.profileToProfile(picture, io.BytesIO(profile), srgb, outputMode="RGB")
    except ImageCms.PyCMSError:
        return picture


def renditions(picture: Pillow.Image) -> dict[str, tuple[int, int, bytes]]:
    """Return what readers get: file-name ending → (width, height, bytes).

    WebP in each of WIDTHS, and one JPEG for those who read nothing else.
    """
    widths = [width for width in WIDTHS if width < picture.width]
    widths.append(min(picture.width, WIDTHS[-1]))
    made = {}
    for width in sorted(set(widths), reverse=True):
        picture = _scaled(picture, width)
        made[f"{width}.webp"] = (*picture.size, _encoded(picture, "WEBP", quality=80, method=4))
        if width == widths[-1]:
            jpeg = _scaled(picture, min(width, FALLBACK_WIDTH))
            made[f"{jpeg.width}.jpg"] = (
                *jpeg.size,
                _encoded(jpeg, "JPEG", quality=82, optimize=True, progressive=True),
            )
    return made


def _scaled(picture: Pillow.Image, width: int) -> Pillow.Image:
    if width == picture.width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Pillow.Resampling.LANCZOS, reducing_gap=3)


def _encoded(picture: Pillow.Image, form: str, **options: int | bool) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, form, **options)
    return buffer.getvalue()
