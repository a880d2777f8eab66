"""From an uploaded file to the pictures readers get.

Every upload is decoded and encoded anew: positions, notes and anything hidden behind the picture
stay in the private original.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from PIL import Image as Pillow
from PIL import ImageCms, ImageFile, ImageOps, UnidentifiedImageError

MAX_BYTES = 50 * 1024 * 1024
MAX_PIXELS = 60_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")

Focus = tuple[int, int]
"""The point that every crop keeps: percent from the left, percent from the top."""

CENTRE = (50, 50)

Made = dict[str, tuple[int, int, bytes]]
"""Readers' files by the ending of their names: (width, height, content)."""


@dataclass(frozen=True)
class Use:
    """What readers get of a picture in one sort of place: a shape, and widths in pixels by format."""

    widths: dict[str, tuple[int, ...]]
    ratio: float | None = None


def _modern(*widths: int) -> dict[str, tuple[int, ...]]:
    return {"avif": widths, "webp": widths}


USES = {
    # Whole: the story's own page, figures in its text, paper and feeds (JPEG).
    "natural": Use(_modern(480, 960, 1600) | {"jpg": (1200,)}),
    # The front page's lead story.
    "wide": Use(_modern(800, 1600), ratio=16 / 9),
    # Lists, and the newsroom's library.
    "thumb": Use(_modern(240, 480), ratio=3 / 2),
    # Where a story is shared.
    "social": Use({"jpg": (1200,)}, ratio=1200 / 630),
}
"""None is made larger than the original."""

CROPS = tuple(name for name, use in USES.items() if use.ratio)
"""What depends on the focal point."""

ENCODINGS: dict[str, dict[str, str | int | bool]] = {
    "avif": {"format": "AVIF", "quality": 55, "speed": 8},
    "webp": {"format": "WEBP", "quality": 80, "method": 4},
    "jpg": {"format": "JPEG", "quality": 82, "optimize": True, "progressive": True},
}

LARGEST = (3200, 3200)
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


def renditions(picture: Pillow.Image, focus: Focus = CENTRE, uses: Iterable[str] = USES) -> Made:
    """Return what readers get.

    AVIF and WebP in each width of each of ``uses``; those that crop keep ``focus`` in sight. The
    natural picture comes as JPEG too, for those who read nothing else, and the social one only so.
    """
    made = {}
    for name in uses:
        use = USES[name]
        part = _cropped(picture, use.ratio, focus) if use.ratio else picture
        for width, forms in sorted(_sizes(use, part.width).items(), reverse=True):
            part = _scaled(part, width)
            for form in forms:
                made[f"{name}-{width}.{form}"] = (*part.size, _encoded(part, form))
    return made


def _sizes(use: Use, available: int) -> dict[int, list[str]]:
    """Return the widths to make of a picture ``available`` wide, each with its formats."""
    sizes: dict[int, list[str]] = {}
    for form, widths in use.widths.items():
        for width in {min(width, available) for width in widths}:
            sizes.setdefault(width, []).append(form)
    return sizes


def _cropped(picture: Pillow.Image, ratio: float, focus: Focus) -> Pillow.Image:
    """Return the largest part of the picture with these proportions and ``focus`` in its middle.

    Near an edge the focus cannot be in the middle, but is always in the part.
    """
    width = min(picture.width, max(1, round(picture.height * ratio)))
    height = min(picture.height, max(1, round(picture.width / ratio)))
    left = _start(picture.width, width, focus[0])
    top = _start(picture.height, height, focus[1])
    return picture.crop((left, top, left + width, top + height))


def _start(whole: int, part: int, percent: int) -> int:
    """Return where a stretch of ``part`` begins that has the point at ``percent`` in its middle."""
    return max(0, min(whole - part, round(whole * percent / 100 - part / 2)))


def _scaled(picture: Pillow.Image, width: int) -> Pillow.Image:
    if width == picture.width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Pillow.Resampling.LANCZOS, reducing_gap=3)


def _encoded(picture: Pillow.Image, form: str) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, **ENCODINGS[form])
    return buffer.getvalue()
