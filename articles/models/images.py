"""The library of pictures."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from PIL.Image import Image as Picture

from articles.pictures import CROPS, USES, Focus, Made, open_picture, renditions
from knf.text import fold
from networks.models.base import StampedModel
from networks.models.files import private_storage

from .versions import StaleVersion, VersionedModel

RENDITION = re.compile(rf".*-({'|'.join(USES)})-\d+\.([a-z]+)")
"""The name of a readers' file: for which use, and in which format."""


@dataclass(frozen=True)
class Shown:
    """What a page needs to show a picture in one use."""

    width: int
    height: int
    avif: str
    webp: str
    src: str


def original_name(image: Image, filename: str) -> str:
    """Return a random name that keeps only the uploaded file's ending."""
    return f"bilder/{secrets.token_urlsafe(16)}{PurePath(filename).suffix.lower()[:6]}"


class ImageQuerySet(models.QuerySet):
    """The library in the newsroom's words."""

    def undescribed(self) -> Self:
        """Return the pictures that no story may be published with yet."""
        return self.filter(alt_text="", decorative=False)


class Image(StampedModel, VersionedModel):
    """A picture: the private original and the re-encoded sizes that readers get."""

    title = models.CharField(
        "navn", max_length=150, help_text="For å finne igjen bildet. Vises ikke for leserne."
    )
    original = models.FileField(
        "bildefil",
        storage=private_storage,
        upload_to=original_name,
        help_text="JPEG, PNG, WebP eller AVIF, inntil 60 millioner punkter. "
        "Sted og andre opplysninger i filen fjernes fra det leserne får.",
    )
    alt_text = models.CharField(
        "alternativ tekst",
        max_length=300,
        blank=True,
        help_text="Si i én setning hva bildet viser, for den som ikke ser det.",
    )
    decorative = models.BooleanField(
        "bare til pynt",
        default=False,
        help_text="Bildet forteller ikke noe mer enn teksten gjør.",
    )
    caption = models.CharField("bildetekst", max_length=300, blank=True)
    photographer = models.CharField("fotograf", max_length=150, blank=True)
    consent_note = models.CharField(
        "samtykke",
        max_length=300,
        blank=True,
        help_text="Hvem på bildet som har sagt ja, og når. Vises ikke for leserne.",
    )
    focal_x = models.PositiveSmallIntegerField(
        "midtpunkt, prosent fra venstre", default=50, validators=[MaxValueValidator(100)]
    )
    focal_y = models.PositiveSmallIntegerField(
        "midtpunkt, prosent fra toppen", default=50, validators=[MaxValueValidator(100)]
    )
    width = models.PositiveIntegerField("bredde", default=0, editable=False)
    height = models.PositiveIntegerField("høyde", default=0, editable=False)
    renditions = models.JSONField(default=dict, editable=False)
    search_text = models.TextField(editable=False)

    objects = ImageQuerySet.as_manager()

    _opened: Picture | None = None
    """The upload as ``clean`` decoded it, so that ``save`` need not do it again."""

    class Meta:
        verbose_name = "bilde"
        verbose_name_plural = "bilder"
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse a file that is no picture, and words for the blind that contradict each other.

        A picture may wait for its words; what uses it for readers may not.
        """
        if self.original and self._is_new():
            try:
                self._opened = open_picture(self.original.file)
            except ValidationError as error:
                raise ValidationError({"original": error}) from None
        if self.alt_text and self.decorative:
            raise ValidationError(
                {"decorative": "Et bilde til pynt har ingen alternativ tekst. Velg én av delene."}
            )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row, after the files when the upload is new or the focal point has moved.

        Raises ValidationError when the upload is not a picture, OSError when the disk is full, and
        StaleVersion, before any file is made when the other save came first.
        """
        self.search_text = fold(f"{self.title} {self.alt_text} {self.caption} {self.photographer}")
        before = Image.objects.filter(pk=self.pk).first()
        if before and before.version != self.version:
            raise StaleVersion
        if self._is_new():
            self._save_with_files(before, *args, **kwargs)
        elif before and before.focus != self.focus:
            self.remake(CROPS, *args, **kwargs)
        else:
            super().save(*args, **kwargs)

    @property
    def focus(self) -> Focus:
        """The point that every crop keeps."""
        return self.focal_x, self.focal_y

    def remake(self, uses: Iterable[str] = USES, *args: Any, **kwargs: Any) -> None:
        """Make what readers get in ``uses`` anew from the original, and save the row.

        Everything else keeps its address.
        """
        before = self.renditions
        with self.original.open() as file:
            made = renditions(open_picture(file), self.focus, uses)
        kept = {name: size for name, size in before.items() if _use(name) not in uses}
        new = _named(made)
        self.renditions = kept | new
        try:
            _store(made, new)
            super().save(*args, **kwargs)
        except BaseException:
            _delete(new)
            self.renditions = before
            raise
        transaction.on_commit(lambda: _delete(before.keys() - kept.keys()))

    def _is_new(self) -> bool:
        """Whether the file is an upload that is not stored yet."""
        return bool(self.original) and not self.original._committed

    def _save_with_files(self, before: Image | None, *args: Any, **kwargs: Any) -> None:
        """Store the upload and the readers' sizes, then the row: all of it or nothing."""
        upload = self.original
        made = renditions(self._opened or open_picture(upload.file), self.focus)
        self.renditions = _named(made)
        self.width, self.height = next(iter(self.renditions.values()))
        self.original = original_name(self, upload.name)
        try:
            _store(made, self.renditions)
            upload.storage.save(self.original.name, upload.file)
            super().save(*args, **kwargs)
        except BaseException:
            self.delete_files()
            self.original = upload
            raise
        self._opened = None
        if before:
            transaction.on_commit(before.delete_files)

    def delete_files(self) -> None:
        """Delete the original and what was made of it, as far as they are there."""
        _delete(self.renditions)
        self.original.storage.delete(self.original.name)

    @property
    def is_described(self) -> bool:
        """Whether those who do not see the picture get what it says, or know it says nothing."""
        return self.decorative or bool(self.alt_text)

    @property
    def alt(self) -> str:
        """The text for the alt attribute: empty for a decorative picture."""
        return "" if self.decorative else self.alt_text

    @property
    def credit(self) -> str:
        """ "Foto: …", or what the field itself says it is ("Tegning: …"), or nothing."""
        if not self.photographer or ":" in self.photographer:
            return self.photographer
        return f"Foto: {self.photographer}"

    def _files(self, use: str, form: str) -> list[tuple[int, int, str]]:
        """Return what there is for a use in a format: (width, height, address), smallest first."""
        return sorted(
            (*size, default_storage.url(name))
            for name, size in self.renditions.items()
            if (found := RENDITION.fullmatch(name)) and found.groups() == (use, form)
        )

    def shown(self, use: str) -> Shown:
        """Return what a page needs to show the picture as one of ``USES``."""
        sources = {
            form: ", ".join(f"{url} {width}w" for width, _, url in self._files(use, form))
            for form in ("avif", "webp")
        }
        width, height, _ = self._files(use, "webp")[-1]
        return Shown(width=width, height=height, src=self.fallback_url, **sources)

    def url(self, width: int) -> str:
        """Return the address of the smallest WebP at least ``width`` pixels wide, or the largest."""
        files = self._files("natural", "webp")
        return next((url for size, _, url in files if size >= width), files[-1][2])

    @property
    def thumb_url(self) -> str:
        """The crop for lists, in the size that a wide list shows."""
        return self._files("thumb", "webp")[-1][2]

    @property
    def fallback_url(self) -> str:
        """The JPEG of the whole picture, for paper, feeds and old browsers."""
        return self._files("natural", "jpg")[-1][2]

    @property
    def social_url(self) -> str:
        """The JPEG that a shared link shows, 1200 by 630 pixels unless the original is smaller."""
        return self._files("social", "jpg")[-1][2]


def _use(name: str) -> str:
    found = RENDITION.fullmatch(name)
    return found[1] if found else ""


def _named(made: Made) -> dict[str, list[int]]:
    """Return the sizes of what was made, under names that cannot be guessed."""
    stem = f"bilder/{secrets.token_urlsafe(12)}"
    return {f"{stem}-{ending}": [width, height] for ending, (width, height, _) in made.items()}


def _store(made: Made, names: Iterable[str]) -> None:
    for name, (*_, content) in zip(names, made.values(), strict=True):
        default_storage.save(name, ContentFile(content))


def _delete(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)


@receiver(post_delete, sender=Image)
def delete_files(instance: Image, **kwargs: Any) -> None:
    """Delete a picture's files once it is certain that the row is gone, whoever deleted it."""
    transaction.on_commit(instance.delete_files)
