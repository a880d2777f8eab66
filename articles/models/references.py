"""What texts refer to by identity, noted when they are saved."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from .articles import Article
from .images import Image
from .pages import Page


class Reference(models.Model):
    """A link or a figure in a body: which text has it, and what it leads to or shows.

    What it leads to may be deleted later; the reference stays and tells of it.
    """

    from_article = models.ForeignKey(Article, models.CASCADE, null=True, related_name="references")
    from_page = models.ForeignKey(Page, models.CASCADE, null=True, related_name="references")
    to_article = models.ForeignKey(
        Article, models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    to_page = models.ForeignKey(Page, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    to_image = models.ForeignKey(Image, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)

    class Meta:
        verbose_name = "henvisning"
        verbose_name_plural = "henvisninger"
        constraints = (
            models.CheckConstraint(
                condition=Q(from_article__isnull=True) ^ Q(from_page__isnull=True),
                name="reference_from_one_text",
            ),
        )

    def __str__(self) -> str:
        return f"{self.from_article or self.from_page} → {self.target or 'noe som er slettet'}"

    @property
    def source(self) -> Article | Page:
        """The text that refers."""
        return self.from_article or self.from_page

    @property
    def target(self) -> Article | Page | Image | None:
        """What it refers to, None when that is deleted."""
        return self.to_article or self.to_page or self.to_image
