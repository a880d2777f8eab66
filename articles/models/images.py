"""The library of pictures."""

from __future__ import annotations

import secrets
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage, storages
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from PIL.Image import Image as Picture

from articles.pictures import open_picture, renditions
from knf.text import fold
from networks.models.base import StampedModel


def private_storage() -> Storage:
    """Return the storage of originals, which has no public address."""
    return storages["private"]


def original_name(image: Image, filename: str) -> str:
    """Return a random name that keeps only the uploaded file's ending."""
    return f"bilder/{secrets.token_urlsafe(16)}{PurePath(filename).suffix.lower()[:6]}"


class Image(StampedModel):
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
    width = models.PositiveIntegerField("bredde", default=0, editable=False)
    height = models.PositiveIntegerField("høyde", default=0, editable=False)
    renditions = models.JSONField(default=dict, editable=False)
    search_text = models.TextField(editable=False)

    _opened: Picture | None = None
    """The upload as ``clean`` decoded it, so that ``save`` need not do it again."""

    class Meta:
        verbose_name = "bilde"
        verbose_name_plural = "bilder"
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse a file that is no picture, and a picture that says nothing to the blind."""
        if self.original and self._is_new():
            try:
                self._opened = open_picture(self.original.file)
            except ValidationError as error:
                raise ValidationError({"original": error}) from None
        if not self.alt_text and not self.decorative:
            raise ValidationError(
                {"alt_text": "Skriv en alternativ tekst, eller kryss av for at bildet er pynt."}
            )
        if self.alt_text and self.decorative:
            raise ValidationError(
                {"decorative": "Et bilde til pynt har ingen alternativ tekst. Velg én av delene."}
            )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row, after the files when the upload is new.

        Raises ValidationError when the upload is not a picture, OSError when the disk is full.
        """
        self.search_text = fold(f"{self.title} {self.alt_text} {self.caption} {self.photographer}")
        if self._is_new():
            self._save_with_files(*args, **kwargs)
        else:
            super().save(*args, **kwargs)

    def _is_new(self) -> bool:
        """Whether the file is an upload that is not stored yet."""
        return bool(self.original) and not self.original._committed

    def _save_with_files(self, *args: Any, **kwargs: Any) -> None:
        """Store the upload and the readers' sizes, then the row: all of it or nothing."""
        before = Image.objects.filter(pk=self.pk).first()
        upload = self.original
        made = renditions(self._opened or open_picture(upload.file))
        stem = f"bilder/{secrets.token_urlsafe(12)}"
        self.renditions = {f"{stem}-{ending}": size for ending, (*size, _) in made.items()}
        self.width, self.height = next(iter(self.renditions.values()))
        self.original = original_name(self, upload.name)
        try:
            for name, (*_, content) in zip(self.renditions, made.values(), strict=True):
                default_storage.save(name, ContentFile(content))
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
        for name in self.renditions:
            default_storage.delete(name)
        self.original.storage.delete(self.original.name)

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

    def _webp(self) -> list[tuple[int, str]]:
        return sorted(
            (size[0], default_storage.url(name))
            for name, size in self.renditions.items()
            if name.endswith(".webp")
        )

    def url(self, width: int) -> str:
        """Return the address of the smallest WebP at least ``width`` pixels wide, or the largest."""
        sizes = self._webp()
        return next((url for size, url in sizes if size >= width), sizes[-1][1])

    @property
    def small_url(self) -> str:
        """The smallest size, for lists in the admin."""
        return self._webp()[0][1]

    @property
    def srcset(self) -> str:
        """All WebP sizes, for the srcset attribute."""
        return ", ".join(f"{url} {width}w" for width, url in self._webp())

    @property
    def large_url(self) -> str:
        """The largest WebP size, for the src attribute beside ``srcset``."""
        return self._webp()[-1][1]

    @property
    def fallback_url(self) -> str:
        """The JPEG, for social media, feeds and PDF."""
        return next(default_storage.url(name) for name in self.renditions if name.endswith(".jpg"))


@receiver(post_delete, sender=Image)
def delete_files(instance: Image, **kwargs: Any) -> None:
    """Delete a picture's files once it is certain that the row is gone, whoever deleted it."""
    transaction.on_commit(instance.delete_files)
