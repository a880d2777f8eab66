"""From an uploaded file to the pictures readers get.

Every upload is decoded and encoded anew: positions, notes and anything hidden behind the picture
stay in the private original.
"""

from __future__ import annotations

import io
import warnings
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from PIL import Image as Pillow
from PIL import ImageCms, ImageOps, UnidentifiedImageError

MAX_BYTES = 50 * 1024 * 1024
MAX_PIXELS = 60_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
WIDTHS = (480, 960, 1600)
"""Widths in pixels of the WebP pictures; none is made larger than the original."""

FALLBACK_WIDTH = 1200
"""Width in pixels of the JPEG for social media, feeds and PDF."""

# Own limits are checked before anything is decoded; Pillow's would only warn.
Pillow.MAX_IMAGE_PIXELS = None


def open_picture(file: BinaryIO) -> Pillow.Image:
    """Return the picture in ``file``, upright, in sRGB, without transparency.

    It is at most twice as wide as the largest rendition. Raises ValidationError, in Norwegian,
    for anything that is not a whole picture of an accepted kind and size.
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
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about metadata, which is thrown away anyway
            picture = Pillow.open(file, formats=FORMATS)
            width, height = picture.size
            if width * height > MAX_PIXELS:
                raise ValidationError(
                    f"Bildet er på {width} × {height} punkter. "
                    f"Det kan ha inntil {MAX_PIXELS // 1_000_000} millioner punkter.",
                    code="too_many_pixels",
                )
            picture.draft("RGB", (2 * WIDTHS[-1], 2 * WIDTHS[-1]))
            picture.load()
            return _flat(_in_srgb(ImageOps.exif_transpose(picture)))
    except UnidentifiedImageError:
        raise ValidationError(
            "Filen er ikke et bilde vi kan lese. Bruk JPEG, PNG, WebP eller AVIF. "
            "Et bilde fra telefonen (HEIC) må lagres som JPEG først.",
            code="not_a_picture",
        ) from None
    except (OSError, SyntaxError, ValueError, MemoryError):
        raise ValidationError(
            "Bildefilen er skadet eller bare halvt overført. Prøv å laste den opp på nytt.",
            code="broken",
        ) from None


def _in_srgb(picture: Pillow.Image) -> Pillow.Image:
    """Return the picture with its colours converted from its own profile, if it has a sound one."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "CMYK", "L"):
        return picture
    try:
        return ImageCms.profileToProfile(
            picture,
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGB",
        )
    except ImageCms.PyCMSError:
        return picture


def _flat(picture: Pillow.Image) -> Pillow.Image:
    """Return the picture on white, in RGB."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    picture = picture.convert("RGBA")
    white = Pillow.new("RGBA", picture.size, "white")
    return Pillow.alpha_composite(white, picture).convert("RGB")


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
