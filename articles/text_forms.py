"""The form of what readers get: a story or a page."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from articles.checking import stops
from articles.models import Article, Page
from articles.versions import VersionedForm


class TextForm(VersionedForm):
    """A text. What readers need is required only when they will get it."""

    publishing = False
    """Set by the admin: whether readers get what is saved, now or later."""

    instance: Article | Page

    def _post_clean(self) -> None:
        """Look at the text as it would be saved: is it ready for readers?"""
        super()._post_clean()
        if not self.publishing:
            return
        for field, sentence in self.instance.missing_for_publication().items():
            if field not in self.errors:
                self.add_error(field, ValidationError(sentence, code="required_to_publish"))
        for finding in stops(self.instance):
            self.add_error(finding.field, ValidationError(finding.sentence, code="unfinished"))
