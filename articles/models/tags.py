"""Topics. The slug follows the project's one slug rule, not the tag library's."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from taggit.models import ItemBase, TagBase

from knf.text import slugify
from networks.models.base import StampedModel

from .versions import VersionedModel


class Tag(StampedModel, VersionedModel, TagBase):
    """A topic that readers can follow."""

    class Meta:
        verbose_name = "emne"
        verbose_name_plural = "emner"
        ordering = ("name", "pk")

    def get_absolute_url(self) -> str:
        """Return the address of the topic's stories."""
        return reverse("tag-detail", args=[self.slug])

    def slugify(self, tag: str, i: int | None = None) -> str:
        """Return the slug of ``tag``; ``i`` is the number of an earlier collision."""
        slug = slugify(tag, max_length=90) or "emne"
        return slug if i is None else f"{slug}-{i}"


class TaggedArticle(ItemBase):
    """An article under a topic."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="tagged_articles")
    content_object = models.ForeignKey("articles.Article", models.CASCADE, related_name="tagged_items")

    class Meta:
        verbose_name = "sak under emne"
        verbose_name_plural = "saker under emner"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["tag", "content_object"], name="article_has_tag_once"),
        )
