"""The forms that close a network, and give it another name or address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import validate_slug
from django.utils import timezone

from knf.forms import NorwegianDateField
from networks.models import Network


class CloseForm(forms.Form):
    """When a network closes, and what comes instead."""

    on = NorwegianDateField(
        label="Avsluttes fra",
        help_text="Første dag nettverket ikke er i drift. Deltakerne har tilgang til og med dagen før.",
    )
    successor = forms.ModelChoiceField(
        Network.objects.none(),
        label="Erstattet av",
        required=False,
        help_text="Nettverkets side forteller det, og viser vei dit.",
    )

    def __init__(self, *args: Any, network: Network, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.initial = {"on": network.closed_on or today, "successor": network.successor_id}
        successors = Network.objects.open_at(today) | Network.objects.filter(pk=network.successor_id)
        self.fields["successor"].queryset = successors.exclude(pk=network.pk)


class NameForm(forms.Form):
    """What a network is called and where it is found."""

    name = forms.CharField(label="Navn", max_length=150)
    slug = forms.CharField(
        label="Adresse",
        max_length=100,
        validators=[validate_slug],
        help_text="Blir stående når navnet endres. Endrer du adressen, viser den gamle fortsatt veien hit.",
    )
