"""Papers in the admin: several uploaded at once, withdrawn, never deleted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from knf.admin import KnfModelAdmin
from knf.formats import medium_datetime, short_date
from knf.uploads import Outcome, take_in, title_of
from networks.files import ACCEPT_ATTRIBUTE, MAX_BYTES
from networks.models import AgendaItem, DocumentVersion, Meeting, Network, StoredFile, User
from networks.models.files import OWNERS, Owner
from networks.permissions import (
    documents_to_keep,
    may_edit_meeting,
    may_edit_network,
    may_keep_document,
    networks_to_edit,
)
from networks.visibility import Level, is_wider, narrower

from .tasks import Task, TasksMixin


class FilesInput(forms.FileInput):
    """Chooses several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files. Each is judged for itself when it is taken in."""

    widget = FilesInput(attrs={"accept": ACCEPT_ATTRIBUTE})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Return the files. What is wrong with one of them must not keep out the others."""
        if not data:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return list(data)


class UploadForm(forms.Form):
    """Whose the papers are, who may read them, and the files.

    Those of a meeting, of an item on its agenda, or of an edition come from its form: then that is the
    ``owner``. An edition's reach as far as it does, now and later, unless told otherwise.
    """

    network = forms.ModelChoiceField(Network.objects.none(), label="Nettverk")
    visibility = forms.ChoiceField(label="Hvem kan lese dem", choices=Level, initial=Level.NETWORK)
    files = FilesField(
        label="Filer",
        help_text=(
            "PDF, Word, Excel, PowerPoint, OpenDocument, bilder og ren tekst, inntil "
            f"{MAX_BYTES // 1024**2} MB hver. Du kan velge flere. Tittelen lages av filnavnet."
        ),
        error_messages={"required": "Velg minst én fil."},
    )

    def __init__(
        self,
        *args: Any,
        choices: QuerySet[Network],
        owner: Meeting | AgendaItem | DocumentVersion | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if owner:
            del self.fields["network"]
            levels = levels_for(owner)
            self.fields["visibility"].choices = [(level, level.label) for level in levels]
            if isinstance(owner, DocumentVersion):
                self.fields["visibility"].initial = levels[0]
                self.fields["visibility"].help_text = "Aldri flere enn dem som kan lese utgaven."
            else:
                self.fields["visibility"].initial = narrower(levels[0], Level.NETWORK)
            return
        self.fields["network"].queryset = choices
        # Most secretaries have few networks, many one.
        if len(choices) == 1:
            self.fields["network"].initial = choices[0]


class WithdrawForm(forms.Form):
    """Why a paper is withdrawn."""

    reason = forms.CharField(
        label="Begrunnelse",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Vises på vedleggets adresse for dem som kunne lese det. Ikke gjenta det som var galt.",
        error_messages={"required": "Si hvorfor vedlegget er trukket tilbake."},
    )


@admin.register(StoredFile)
class StoredFileAdmin(TasksMixin, KnfModelAdmin):
    """The papers of the networks that one edits, of their meetings, and of the strategies one keeps."""

    list_display = ("title", "shown_owner", "shown_kind", "visibility", "shown_day", "state")
    list_filter = (("network", admin.RelatedOnlyFieldListFilter), "visibility")
    list_select_related = (
        "network",
        "meeting__host_network",
        "agenda_item__network",
        "agenda_item__meeting",
        "version__document",
    )
    search_fields = (
        "title",
        "filename",
        "network__name",
        "meeting__title",
        "agenda_item__title",
        "version__document__title",
    )
    fields = ("title", "visibility", "shown_owner", "shown_file", "shown_origin", "state", "reason")
    readonly_fields = fields[2:]
    view_on_site = False

    @admin.display(description="hører til", ordering="network__name")
    def shown_owner(self, stored: StoredFile) -> SafeString | str:
        """Return the network; or the meeting or the edition, with the way to its form."""
        if stored.version:
            return format_html('<a href="{}">{}</a>', way_back(stored.version), stored.version)
        meeting = stored.meeting or (stored.agenda_item and stored.agenda_item.meeting)
        if meeting is None:
            return str(stored.owner)
        address = reverse("admin:networks_meeting_change", args=[meeting.pk])
        item = f", sak «{stored.agenda_item.title}»" if stored.agenda_item else ""
        return format_html('<a href="{}">{}</a>{}', address, meeting, item)

    @admin.display(description="filtype", ordering="mime")
    def shown_kind(self, stored: StoredFile) -> str:
        """Return "PDF, 1,2 MB"."""
        return f"{stored.type_label}, {filesizeformat(stored.size)}"

    @admin.display(description="lagt ut", ordering="created_at")
    def shown_day(self, stored: StoredFile) -> str:
        """Return the day it was uploaded."""
        return short_date(stored.created_at)

    @admin.display(description="fil")
    def shown_file(self, stored: StoredFile) -> SafeString:
        """Return the file's name, which opens it, and what it is; of a removed one, its checksum."""
        if not stored.file:
            return format_html("{} er slettet. Kontrollsum: {}", stored.filename, stored.sha256)
        return format_html(
            '<a href="{}">{}</a> ({})', stored.get_absolute_url(), stored.filename, self.shown_kind(stored)
        )

    @admin.display(description="lastet opp")
    def shown_origin(self, stored: StoredFile) -> str:
        """Return when, and by whom where that is known."""
        when = medium_datetime(stored.created_at)
        return f"{when} av {stored.created_by}" if stored.created_by else when

    @admin.display(description="tilstand", ordering="withdrawn_at")
    def state(self, stored: StoredFile) -> str:
        """Return whether it stands, or the day it was withdrawn."""
        if stored.withdrawn_at is None:
            return "Lagt ut"
        return f"Trukket tilbake {short_date(stored.withdrawn_at)}"

    @admin.display(description="begrunnelse")
    def reason(self, stored: StoredFile) -> str:
        """Return why it was withdrawn."""
        return stored.withdrawn_reason

    def get_fields(self, request: HttpRequest, obj: StoredFile | None = None) -> tuple[str, ...]:
        """Leave out the reason where nothing is withdrawn."""
        return self.fields if obj and obj.withdrawn_at else self.fields[:-1]

    # Who

    def get_queryset(self, request: HttpRequest) -> QuerySet[StoredFile]:
        """Return the papers of what is hers to edit."""
        hers = networks_to_edit(request.user).values("pk")
        return (
            super()
            .get_queryset(request)
            .filter(
                Q(network__in=hers)
                | Q(meeting__host_network__in=hers)
                | Q(agenda_item__meeting__host_network__in=hers)
                | Q(agenda_item__meeting=None, agenda_item__network__in=hers)
                | Q(version__document__in=documents_to_keep(request.user).values("pk"))
            )
        )

    def has_view_permission(self, request: HttpRequest, obj: StoredFile | None = None) -> bool:
        """Let those who edit a network, or keep a strategy, see its papers."""
        if obj is None:
            deeds = ("networks.change_network", "networks.change_strategydocument")
            return any(request.user.has_perm(deed) for deed in deeds)
        return may_edit_owner(request.user, obj.owner)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let those who edit a network add to it; the form offers theirs. Editions have the way in theirs."""
        return request.user.has_perm("networks.change_network")

    def has_change_permission(self, request: HttpRequest, obj: StoredFile | None = None) -> bool:
        """Leave what is withdrawn as it was."""
        return self.has_view_permission(request, obj) and not (obj and obj.withdrawn_at)

    def has_delete_permission(self, request: HttpRequest, obj: StoredFile | None = None) -> bool:
        """Papers are withdrawn."""
        return False

    # Uploading

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Take in the chosen files, each for itself."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        owner = self.owner_asked_for(request)
        if owner is None and not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(
            request.POST or None,
            request.FILES or None,
            choices=networks_to_edit(request.user).order_by("sort_key", "pk"),
            owner=owner,
            initial=request.GET.dict(),
            label_suffix="",
        )
        if form.is_valid():
            owner = owner or form.cleaned_data["network"]
            names = ("visibility", "files")
            outcome = self.take_in(request, owner, **{name: form.cleaned_data[name] for name in names})
            for name, reason in outcome.refused:
                if outcome.saved:
                    messages.error(request, f"«{name}»: {reason}")
                else:
                    form.add_error("files", f"«{name}»: {reason}")
            if outcome.saved:
                return self.after_upload(request, owner, outcome)
        context = {
            **self.admin_site.each_context(request),
            "title": "Last opp vedlegg",
            "opts": self.opts,
            "form": form,
            "owner": owner,
            "back_url": way_back(owner),
        }
        return TemplateResponse(request, "admin/networks/storedfile/upload.html", context)

    def owner_asked_for(self, request: HttpRequest) -> Meeting | AgendaItem | DocumentVersion | None:
        """Return the meeting, item or edition that the address names; 404 or 403 where it is not hers."""
        for model in (Meeting, AgendaItem, DocumentVersion):
            key = request.GET.get(OWNERS[model], "")
            if key.isdecimal():
                owner = get_object_or_404(model, pk=key)
                if not may_edit_owner(request.user, owner):
                    raise PermissionDenied
                return owner
        return None

    def take_in(
        self,
        request: HttpRequest,
        owner: Owner,
        visibility: str,
        files: list[UploadedFile],
    ) -> Outcome[StoredFile]:
        """Return what became of ``files``."""

        def paper(file: UploadedFile) -> StoredFile:
            by = {"created_by": request.user, "updated_by": request.user}
            title = title_of(file.name)
            return StoredFile(
                **{OWNERS[type(owner)]: owner}, visibility=visibility, title=title, file=file, **by
            )

        outcome = take_in(files, paper)
        for stored in outcome.saved:
            self.log_addition(request, stored, "Lastet opp.")
        return outcome

    def after_upload(self, request: HttpRequest, owner: Owner, outcome: Outcome[StoredFile]) -> HttpResponse:
        """Say what was saved, and lead to the network's papers, or back to where one came from."""
        count = len(outcome.saved)
        papers = "Ett vedlegg" if count == 1 else f"{count} vedlegg"
        if isinstance(owner, Network):
            messages.success(request, f"{papers} er lagt ut i {owner}.")
            return HttpResponseRedirect(way_back(owner))
        messages.success(request, f"{papers} er lagt ved «{owner}».")
        # The history of a meeting proposes what to tell those called.
        if told := owner.meeting if isinstance(owner, AgendaItem) else owner:
            admin.site.get_model_admin(type(told)).log_change(request, told, f"La ved {papers.lower()}.")
        return HttpResponseRedirect(way_back(owner))

    def save_model(self, request: HttpRequest, obj: StoredFile, form: forms.ModelForm, change: bool) -> None:
        """Note who changed it."""
        obj.updated_by = request.user
        super().save_model(request, obj, form, change)

    # Withdrawing

    def get_urls(self) -> list[URLPattern]:
        """Add the page where a paper is withdrawn."""
        view = self.admin_site.admin_view(self.withdraw_view)
        own = path("<uuid:pk>/trekk-tilbake/", view, name="networks_storedfile_withdraw")
        return [own, *super().get_urls()]

    def withdraw_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Ask why, and withdraw."""
        stored = self.row_to_change(request, pk)

        def withdraw(form: WithdrawForm) -> str:
            stored.withdraw(by=request.user, reason=form.cleaned_data["reason"])
            return f"«{stored}» er trukket tilbake."

        task = Task(
            title="Trekk tilbake",
            button="Trekk vedlegget tilbake",
            form=WithdrawForm(request.POST or None),
            do=withdraw,
            is_drastic=True,
            context={
                "intro": "Ingen lesere får filen lenger. Adressen svarer med begrunnelsen du skriver her. "
                "Det kan ikke gjøres om, men du kan laste opp filen på nytt. "
                "Etter 30 dager slettes filen for godt."
            },
        )
        return self.perform(request, stored, task)


def may_edit_owner(user: User, owner: Owner) -> bool:
    """Return whether she may put papers there, and take them away: where she edits what they belong to."""
    if isinstance(owner, DocumentVersion):
        return may_keep_document(user, owner.document)
    if isinstance(owner, AgendaItem):
        owner = owner.meeting or owner.network
    if isinstance(owner, Meeting):
        return may_edit_meeting(user, owner)
    return may_edit_network(user, owner)


def way_back(owner: Owner | None) -> str:
    """Return where one came from: the form of the meeting or edition, else the list of the papers."""
    papers = reverse("admin:networks_storedfile_changelist")
    if isinstance(owner, DocumentVersion):
        return reverse("admin:networks_documentversion_change", args=[owner.pk])
    if isinstance(owner, Network):
        return f"{papers}?network__id__exact={owner.pk}"
    meeting = owner.meeting if isinstance(owner, AgendaItem) else owner
    if meeting is None:
        return papers
    return f"{reverse('admin:networks_meeting_change', args=[meeting.pk])}#innkalling"


def levels_for(owner: Meeting | AgendaItem | DocumentVersion) -> list[Level]:
    """Return the levels that papers of ``owner`` may have, the widest first; an edition's open with it."""
    if isinstance(owner, DocumentVersion):
        has_network = owner.document.responsible_network_id is not None
        return [level for level in Level if level != Level.NETWORK or has_network]
    widest = owner.effective_visibility if isinstance(owner, AgendaItem) else owner.visibility
    return [level for level in Level if not is_wider(level, widest)]
