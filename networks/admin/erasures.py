"""The page where a person's name is taken away: what happens, what stands in the way, what is left to do."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern

from networks import erasure
from networks.permissions import may_give_logins

from .sign_in import bare_form
from .tasks import Task, TasksMixin


class ErasuresMixin(TasksMixin):
    """Adds «Fjern navnet» to the admin of people, for those who decide about logins."""

    def get_urls(self) -> list[URLPattern]:
        """Add the page."""
        return [self.task_path("fjern-navnet/", self.erase, "erase"), *super().get_urls()]

    def erase(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what it does; do it on POST, and keep in the history what is left to look at."""
        person = self.row_to_change(request, pk)
        if not may_give_logins(request.user):
            raise PermissionDenied

        def do(_form: Form) -> str:
            name, done = str(person), erasure.take_name_away(person=person, by=request.user)
            person.refresh_from_db()
            # A title may be the very thing that names somebody.
            left = ", ".join(mention.title for mention in done.to_look_at).replace(name, done.new_name)
            return f"Navnet er fjernet. Se over: {left}." if left else "Navnet er fjernet."

        task = Task(
            "Fjern navnet",
            "Fjern navnet for godt",
            bare_form(request),
            do,
            is_drastic=True,
            template="admin/networks/person/erase.html",
            context={"preview": erasure.preview(person)},
        )
        return self.perform(request, person, task)
