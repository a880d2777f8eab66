"""Statements: what the association or its networks said to somebody, and in which matter."""

from __future__ import annotations

import secrets
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from articles.letters import refuse_other_than_pdf
from networks.models.files import private_storage

from .articles import Article


def file_name(statement: Statement, filename: str) -> str:
    """Return a random name that keeps only the uploaded file's ending."""
    return f"uttalelser/{secrets.token_urlsafe(16)}{PurePath(filename).suffix.lower()[:6]}"


class Statement(models.Model):
    """What makes a story a statement (høringsuttalelse, kronikk, debattinnlegg)."""

    article = models.OneToOneField(Article, models.CASCADE, verbose_name="sak", related_name="statement")
    recipient = models.CharField(
        "mottaker", max_length=200, blank=True, help_text="For eksempel «Kongsberg kommune»."
    )
    matter = models.CharField("sak det gjelder", max_length=200, blank=True)
    their_reference = models.CharField("mottakerens referanse", max_length=100, blank=True)
    deadline = models.DateField("høringsfrist", null=True, blank=True)
    sent_on = models.DateField("sendt", null=True, blank=True)
    file = models.FileField(
        "uttalelsen som PDF",
        storage=private_storage,
        upload_to=file_name,
        blank=True,
        help_text="Brevet slik det ble sendt. Følger sakens synlighet.",
    )

    class Meta:
        verbose_name = "uttalelse"
        verbose_name_plural = "uttalelser"
        ordering = ("-sent_on", "-pk")

    def __str__(self) -> str:
        return f"{self.article} til {self.recipient}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and delete the file that another has replaced once that is certain."""
        before = Statement.objects.filter(pk=self.pk).first()
        super().save(*args, **kwargs)
        if before and before.file and before.file != self.file:
            transaction.on_commit(before.delete_file)

    def clean(self) -> None:
        """Refuse an upload that is no PDF."""
        if self.file and not self.file._committed:
            try:
                refuse_other_than_pdf(self.file.file)
            except ValidationError as error:
                raise ValidationError({"file": error}) from None

    def delete_file(self) -> None:
        """Delete the letter, if it is there."""
        if self.file:
            self.file.storage.delete(self.file.name)


@receiver(post_delete, sender=Statement)
def delete_file(instance: Statement, **kwargs: Any) -> None:
    """Delete a statement's file once it is certain that the row is gone."""
    transaction.on_commit(instance.delete_file)
