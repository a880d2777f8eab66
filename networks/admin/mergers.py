"""The pages where companies merge and people who were registered twice become one: look, then confirm."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from knf.formats import short_date
from knf.forms import NorwegianDateField
from networks import duplicates, mergers
from networks.models import DistinctPeople, NetworkMembership, Organization, Person
from networks.permissions import may_merge_people

from .tasks import NOTHING_TO_ASK, Task, TasksMixin, picker

PAIRS_ON_A_PAGE = 25


class MergePersonForm(forms.Form):
    """Who the other one is."""

    other = picker(
        NetworkMembership, "person", label="Den andre", help_text="Personen som er registrert en gang til."
    )

    def __init__(self, *args: Any, keep: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Person.objects.exclude(pk=keep.pk).filter(pseudonymised_on=None)
        self.fields["other"].queryset = others.select_related("user")


class MergeOrganizationForm(forms.Form):
    """Which company carries the other on, and from when."""

    into = picker(Organization, "merged_into", label="Gikk inn i", required=True, help_text="")
    on = NorwegianDateField(label="Fra", help_text="Første dag virksomheten ikke finnes lenger.")

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = Organization.objects.exclude(pk=organization.pk)
        self.fields["on"].initial = timezone.localdate


def looked_at(form: forms.Form) -> forms.Form:
    """Return ``form`` with its answers hidden: they were given, and wait to be confirmed."""
    for field in form.fields.values():
        field.widget = field.hidden_widget()
    return form


class PeopleMergersMixin(TasksMixin):
    """Adds to the admin of people: merging two, and the list of those who may be one."""

    def get_urls(self) -> list[URLPattern]:
        """Add the pages."""
        listed = self.admin_site.admin_view(self.duplicates)
        return [
            path("mulige-dobler/", listed, name="networks_person_duplicates"),
            self.task_path("sla-sammen/", self.merge, "merge"),
            *super().get_urls(),
        ]

    def merge(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose the other one; look at what moves; confirm."""
        keep = self.row_to_change(request, pk)
        is_asked = request.method == "POST" or bool(request.GET)
        form = MergePersonForm((request.POST or request.GET) if is_asked else None, keep=keep)
        preview = None
        if is_asked and form.is_valid():
            other = form.cleaned_data["other"]
            if not may_merge_people(request.user, other):
                raise PermissionDenied
            preview = mergers.preview_people(keep=keep, other=other)
            looked_at(form)

        def do(form: MergePersonForm) -> str:
            moved = mergers.merge_people(keep=keep, other=form.cleaned_data["other"], by=request.user)
            return f"{moved.other} er slått sammen med {keep}."

        task = Task(
            f"Slå sammen med {keep}" if preview is None else "Slå sammen to personer",
            "Slå sammen",
            form,
            do,
            NOTHING_TO_ASK if preview else (),
            is_drastic=True,
            template="admin/networks/person/merge.html",
            context={"preview": preview, "people": [keep, preview.other] if preview else []},
        )
        return self.perform(request, keep, task)

    def duplicates(self, request: HttpRequest) -> HttpResponse:
        """List the people who may be one, a page at a time; note on POST that a pair is two."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            self.keep_apart(request)
            return HttpResponseRedirect(request.get_full_path())
        page = Paginator(duplicates.suggestions(), PAIRS_ON_A_PAGE).get_page(request.GET.get("p"))
        keys = {key for pair in page for key in pair}
        people = Person.objects.with_employer(timezone.localdate()).in_bulk(keys)
        context = {
            **self.admin_site.each_context(request),
            "title": "Mulige dobler",
            "opts": self.opts,
            "page": page,
            "pairs": [(people[one], people[other]) for one, other in page if {one, other} <= people.keys()],
        }
        return TemplateResponse(request, "admin/networks/person/duplicates.html", context)

    def keep_apart(self, request: HttpRequest) -> None:
        """Note that two people are two, so that nobody is asked again."""
        one, other = (request.POST.get(name, "") for name in ("first", "second"))
        if not (one.isdecimal() and other.isdecimal()):
            raise Http404
        people = Person.objects.filter(Q(pk=one) | Q(pk=other)).order_by("pk")
        if len(people) != 2:
            raise Http404
        first, second = people
        DistinctPeople.objects.get_or_create(
            first=first, second=second, defaults={"created_by": request.user, "updated_by": request.user}
        )
        messages.success(request, f"Notert: {first} og {second} er to personer.")


class OrganizationMergersMixin(TasksMixin):
    """Adds merging to the admin of organisations."""

    def get_urls(self) -> list[URLPattern]:
        """Add the page."""
        return [self.task_path("sla-sammen/", self.merge, "merge"), *super().get_urls()]

    def merge(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose the other one and the day; look at what is touched; confirm."""
        organization = self.row_to_change(request, pk)
        is_asked = request.method == "POST" or bool(request.GET)
        form = MergeOrganizationForm(
            (request.POST or request.GET) if is_asked else None, organization=organization
        )
        preview = None
        if is_asked and form.is_valid():
            preview = mergers.preview_organizations(organization=organization, **form.cleaned_data)
            looked_at(form)

        def do(form: MergeOrganizationForm) -> str:
            done = mergers.merge_organizations(
                organization=organization, by=request.user, **form.cleaned_data
            )
            return f"Slått sammen med {done.into} fra {short_date(done.on)}."

        task = Task(
            f"Slå sammen {organization} med en annen" if preview is None else "Slå sammen to virksomheter",
            "Slå sammen",
            form,
            do,
            NOTHING_TO_ASK if preview else (),
            is_drastic=True,
            template="admin/networks/organization/merge.html",
            context={"preview": preview},
        )
        return self.perform(request, organization, task)
