"""The statement's fields in the story's form: an editor sees one form, not two."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models.fields.files import FieldFile
from django.forms.models import construct_instance, model_to_dict
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString

from articles.models import Article, Statement
from knf.forms import FORMFIELD_OVERRIDES

FIELDS = ("recipient", "matter", "their_reference", "deadline", "sent_on", "file")


def from_model(name: str, widget: type[forms.Widget] | None = None) -> forms.Field:
    """Return the statement's field ``name`` as the admin would make it."""
    field = Statement._meta.get_field(name)
    options: dict[str, Any] = FORMFIELD_OVERRIDES.get(type(field), {})
    return field.formfield(**options, **({"widget": widget} if widget else {}))


class LetterInput(forms.ClearableFileInput):
    """Chooses the PDF, and opens the one that is there."""

    template_name = "admin/articles/article/letter_input.html"
    letter: FieldFile | None = None
    """The one that is there, whatever has been chosen since."""
    letter_url = ""
    """Where the newsroom opens it: the story's own address for it."""

    def __init__(self) -> None:
        super().__init__(attrs={"accept": "application/pdf"})

    def is_initial(self, value: Any) -> bool:
        """Return whether there is a letter already."""
        return bool(self.letter)

    def format_value(self, value: Any) -> None:
        """Return nothing: a browser posts no file that it was not given anew."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the letter's address and size, unless the disk has lost it."""
        context = super().get_context(name, value, attrs)
        if self.letter and self.letter.storage.exists(self.letter.name):
            context["widget"] |= {"letter_url": self.letter_url, "letter_size": self.letter.size}
        return context

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        """Render with the project's own templates."""
        return super().render(*args, **(kwargs | {"renderer": TemplatesSetting()}))


class StatementFields(forms.Form):
    """Recipient, matter, dates and letter, for a form whose instance is the story.

    The statement is made when something is typed, and deleted when all of it is taken away.
    """

    recipient = from_model("recipient", forms.TextInput)
    matter = from_model("matter", forms.TextInput)
    their_reference = from_model("their_reference", forms.TextInput)
    deadline = from_model("deadline")
    sent_on = from_model("sent_on")
    file = from_model("file", LetterInput)

    instance: Article

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        story = kwargs.get("instance")
        self.statement: Statement = getattr(story, "statement", None) or Statement()
        typed_before = kwargs.get("initial") or {}
        super().__init__(*args, **kwargs | {"initial": model_to_dict(self.statement, FIELDS) | typed_before})
        for name in ("recipient", "matter", "their_reference"):
            if name in self.fields:
                self.fields[name].widget.attrs["class"] = "vTextField"
        if "file" in self.fields and self.statement.file:
            self.fields["file"].widget.letter = self.statement.file
            self.fields["file"].widget.letter_url = story.letter_url if story.said else ""
        if "kind" in self.fields:
            kinds = " ".join(Article.STATEMENT_KINDS)
            self.fields["kind"].widget.attrs["data-statement-kinds"] = kinds

    def clean_statement(self) -> None:
        """Check the statement as it would be saved, each complaint on its field."""
        if not any(name in self.fields for name in FIELDS):
            return
        construct_instance(self, self.statement, FIELDS)
        try:
            self.statement.clean()
        except ValidationError as error:
            self.add_error(None, error)

    def save_statement(self) -> None:
        """Save what is typed with the story, which has a row by now."""
        statement = self.statement
        if any(getattr(statement, name) for name in FIELDS):
            statement.article = self.instance
            statement.save()
        elif statement.pk:
            statement.delete()
            self.instance._state.fields_cache.pop("statement", None)
