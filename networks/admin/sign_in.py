"""What the staff may do about somebody's sign-in: invite, change the address, take away a lost factor."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern

from networks import addresses, invitations
from networks.admin.tasks import Task, TasksMixin
from networks.forms import AddressForm
from networks.models import User
from networks.permissions import may_give_logins
from networks.sessions import end_sessions


class InvitesPeople(TasksMixin):
    """For the admin of people: "Inviter til innlogging"."""

    change_form_template = "admin/networks/person/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the page of the invitation."""
        return [self.task_path("inviter/", self.invite, "invite"), *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Offer the invitation for those who have not signed in yet."""
        person = context.get("original")
        may = self.has_change_permission(request, person) and may_give_logins(request.user)
        if person and may and not (person.user and person.user.last_login):
            context["invite_url"] = self.task_url("invite", person.pk)
        return super().render_change_form(request, context, *args, **kwargs)

    def invite(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what the invitation does, or why it cannot be sent; send it on POST."""
        person = self.row_to_change(request, pk)
        if not may_give_logins(request.user):
            raise PermissionDenied
        if problem := invitations.problem(person):
            messages.error(request, problem)
            return redirect(self.task_url("change", pk))

        def do(_form: forms.Form) -> str:
            try:
                user = invitations.invite(person, request.user)
            except invitations.NotInvited as error:
                raise ValidationError(str(error)) from error
            return f"Invitert til innlogging. E-posten går til {user.email}."

        intro = (
            f"{person} får en e-post på {invitations.address(person)} om at det finnes en innlogging, hvem "
            "som har laget den, og hvordan den brukes. Den kan sendes på nytt fram til første innlogging."
        )
        task = Task("Inviter til innlogging", "Send invitasjonen", bare_form(request), do)
        task.context["intro"] = intro
        return self.perform(request, person, task)


class GuardsSignIn(TasksMixin):
    """For the admin of users: the address changes by a mail that proves it, factors are only taken away."""

    change_form_template = "admin/networks/user/change_form.html"

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Fix the address once there is a login."""
        return (*super().get_readonly_fields(request, obj), *(("email",) if obj else ()))

    def get_urls(self) -> list[URLPattern]:
        """Add the pages of the address and of the second factor."""
        return [
            self.task_path("e-post/", self.change_address, "address"),
            self.task_path("to-trinn/", self.remove_factors, "second_factor"),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add the ways to both."""
        user = context.get("original")
        if user and self.has_change_permission(request, user):
            context["address_url"] = self.task_url("address", user.pk)
            if Authenticator.objects.filter(user=user).exists():
                context["second_factor_url"] = self.task_url("second_factor", user.pk)
        return super().render_change_form(request, context, *args, **kwargs)

    def change_address(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the new address and write to it; whoever has that mailbox does the rest."""
        user = self.row_to_change(request, pk)

        def do(form: AddressForm) -> str:
            new = form.cleaned_data["email"]
            addresses.ask(user=user, new=new, by=request.user)
            return f"En lenke er sendt til {new}. Adressen byttes når lenken åpnes og bekreftes."

        form = AddressForm(request.POST or None, user=user)
        task = Task("Bytt e-postadresse", "Send lenken", form, do)
        task.context["intro"] = (
            f"{user} logger inn med {user.email}. Den nye adressen får en lenke som gjelder i ett døgn. Når "
            "den er bekreftet, får den gamle adressen beskjed, og alle nettlesere logges ut."
        )
        return self.perform(request, user, task)

    def remove_factors(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take away second factors that are lost, and sign the user out everywhere else."""
        user = self.row_to_change(request, pk)

        def do(_form: forms.Form) -> str:
            with transaction.atomic():
                Authenticator.objects.filter(user=user).delete()
                end_sessions(user, but=request.session.session_key)
            return f"Passnøkler, app og reservekoder for {user} er fjernet."

        task = Task("Fjern to trinn", "Fjern alle", bare_form(request), do, is_drastic=True)
        task.context["intro"] = (
            f"Når {user} har mistet både telefon og reservekoder: passnøkler, app og reservekoder fjernes, "
            "og alle nettlesere logges ut. Forviss deg først om hvem du snakker med."
        )
        return self.perform(request, user, task)


def bare_form(request: HttpRequest) -> forms.Form:
    """Return a form that asks for nothing but the button."""
    return forms.Form(request.POST if request.method == "POST" else None)
