"""Pages of their own for what has consequences: one form, one button, one sentence afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from js_asset import Media

from knf.admin import refuse
from knf.text import key_in
from networks.files import ACCEPT_ATTRIBUTE, type_of

Fieldsets = tuple[tuple[str | None, dict[str, Any]], ...]
NOTHING_TO_ASK: Fieldsets = ((None, {"fields": ()}),)
CHOOSE_AGAIN = "Velg filen på nytt: nettleseren husker den ikke."


@dataclass(frozen=True)
class Task:
    """What a page asks, and what its button does.

    ``do`` gets the valid form, in a transaction, and returns the sentence that is shown and kept in
    the history; a ValidationError from it lands on the form's fields. ``context`` is for ``template``.
    """

    title: str
    button: str
    form: forms.BaseForm
    do: Callable[[Any], str]
    fieldsets: Fieldsets = ()
    is_drastic: bool = False
    template: str = "admin/networks/task.html"
    context: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Tool:
    """A button above the form: what it says, where it leads, and whether it is the next thing to do."""

    label: str
    url: str
    is_next: bool = False


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, for a form that may have nothing to ask; None for a page that is only shown."""
    return request.POST if request.method == "POST" else None


def sent_with_files(request: HttpRequest) -> tuple[Any, ...]:
    """Return what was sent, for a form with files."""
    return (request.POST, request.FILES) if request.method == "POST" else ()


class TasksMixin:
    """Lets a model's admin have such pages. Each is closed to those who may not change the row."""

    def row_to_change(self, request: HttpRequest, pk: int) -> Any:
        """Return the row; 404 where there is none, 403 for those who may not change it."""
        row = get_object_or_404(self.model, pk=pk)
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        return row

    def task_path(self, route: str, view: Callable[..., HttpResponse], name: str) -> Any:
        """Return the URL of such a page below a row's own: ``route`` follows its number."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
        return path(f"<int:pk>/{route}", self.admin_site.admin_view(view), name=name)

    def task_url(self, name: str, *args: Any) -> str:
        """Return the address of the page ``name``, or of the row's form (``change``)."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=args)

    def perform(self, request: HttpRequest, row: Any, task: Task, *, back: str = "") -> HttpResponse:
        """Ask what the task asks; once that holds, do it, say so and go ``back``: to the row's form."""
        task.form.label_suffix = ""
        back = back or self.task_url("change", row.pk)
        if request.method == "POST" and task.form.is_valid():
            try:
                with transaction.atomic():
                    said = task.do(task.form)
            except ValidationError as error:
                refuse(task.form, error)
            except IntegrityError:
                task.form.add_error(None, "Noen andre lagret samtidig. Se etter og prøv igjen.")
            else:
                self.log_change(request, row, said)
                messages.success(request, said)
                return HttpResponseRedirect(back)
        for name in request.FILES.keys() & task.form.fields.keys():
            if name not in task.form.errors:
                task.form.add_error(name, CHOOSE_AGAIN)
        return self.task_page(request, row, task, back=back)

    def task_page(self, request: HttpRequest, row: Any, task: Task, *, back: str) -> HttpResponse:
        """Show the page of a task."""
        fieldsets = task.fieldsets or ((None, {"fields": list(task.form.fields)}),)
        context = {
            **self.admin_site.each_context(request),
            "title": task.title,
            "original": row,
            "opts": self.opts,
            "form": task.form,
            "adminform": AdminForm(task.form, fieldsets, {}, model_admin=self),
            "media": Media.from_media(self.media + task.form.media, nonce=str(request.csp_nonce)),
            "button": task.button,
            "is_drastic": task.is_drastic,
            "back_url": back,
            **task.context,
        }
        return TemplateResponse(request, task.template, context)


class DocumentField(forms.FileField):
    """A file that readers can open, judged by its content."""

    widget = forms.FileInput(attrs={"accept": ACCEPT_ATTRIBUTE})

    def clean(self, data: Any, initial: Any = None) -> UploadedFile | None:
        """Return the file under the ending of what it is; raise ValidationError for what is not taken."""
        file = super().clean(data, initial)
        if isinstance(file, UploadedFile):
            file.name = f"dokument{type_of(file, file.name).suffix}"
        return file


class PickerWidget(AutocompleteSelect):
    """Django's, which fails over a made-up value where it should show nothing chosen."""

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> Any:
        """Return the choice, where there is one."""
        keys = [key for key in value if key_in(key)]
        return super().optgroups(name, keys, attrs)


def picker(model: type[models.Model], name: str, **options: Any) -> forms.ModelChoiceField:
    """Return a field with search for what the foreign key ``name`` of ``model`` points to."""
    key = model._meta.get_field(name)
    widget = PickerWidget(key, admin.site)
    options = {"label": key.verbose_name.capitalize(), "help_text": key.help_text, **options}
    return forms.ModelChoiceField(key.related_model._default_manager, widget=widget, **options)
