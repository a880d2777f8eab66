"""The facts of a meeting: when, where, with whom; and the short form that plans a new one."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AdminTimeWidget
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone

from knf.forms import FORMFIELD_OVERRIDES, TIME_FORMATS, NorwegianDateField
from networks.models import Meeting, Network, User

from .names import ORGANIZATIONS, Directory, NameField, give
from .rows import fingerprint, plain

CLOCK = "%H.%M"


class ClockField(forms.TimeField):
    """A time of day: 09.00, 9.00 or 9."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            input_formats=TIME_FORMATS,
            widget=AdminTimeWidget(format=CLOCK),
            error_messages={"invalid": "Skriv klokkeslettet som 09.00."},
            **options,
        )


def moment(day: date, clock: time) -> datetime:
    """Return the aware moment when the clock in Oslo shows ``clock`` on ``day``."""
    return timezone.make_aware(datetime.combine(day, clock))


def when_of(meeting: Meeting) -> dict[str, str]:
    """Return what the fields for the time show of ``meeting``."""
    starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    return {
        "day": f"{starts:%d.%m.%Y}",
        "starts": starts.strftime(CLOCK),
        "ends": ends.strftime(CLOCK),
        "last_day": f"{ends:%d.%m.%Y}" if ends.date() != starts.date() else "",
    }


class WhenForm(forms.Form):
    """When a meeting begins and ends: one day for nearly all of them."""

    day = NorwegianDateField(label="Dato", widget=AdminDateWidget(format="%d.%m.%Y"))
    starts = ClockField(label="Fra kl.")
    ends = ClockField(label="Til kl.")
    last_day = NorwegianDateField(
        label="Siste dag",
        required=False,
        widget=AdminDateWidget(format="%d.%m.%Y"),
        help_text="Bare når møtet går over flere dager.",
    )

    WHEN = ("day", "starts", "ends", "last_day")

    def clean(self) -> dict[str, Any]:
        """Add ``starts_at`` and ``ends_at`` (aware)."""
        answers = super().clean() or self.cleaned_data
        if all(answers.get(name) is not None for name in ("day", "starts", "ends")):
            answers["starts_at"] = moment(answers["day"], answers["starts"])
            answers["ends_at"] = moment(answers.get("last_day") or answers["day"], answers["ends"])
            if answers["ends_at"] <= answers["starts_at"]:
                self.add_error("ends", "Møtet må slutte etter at det har startet.")
        return answers


class NewMeetingForm(WhenForm):
    """What has to be known of a meeting before there can be a form of it."""

    network = forms.ModelChoiceField(Network.objects.none(), label="Nettverk")
    title = forms.CharField(label="Tittel", max_length=200, initial="Forumsmøte")
    kind = forms.ChoiceField(label="Type", choices=Meeting.Kind, initial=Meeting.Kind.ORDINARY)
    public_body = forms.ModelChoiceField(
        Meeting._meta.get_field("public_body").related_model.objects.all(),
        label="Folkevalgt organ",
        required=False,
        help_text="Må være med når møtet er med formannskapet eller et annet organ.",
    )

    fieldsets = (
        (None, {"fields": ("network", "title", ("kind", "public_body"))}),
        ("Når", {"fields": (("day", "starts", "ends"), "last_day")}),
    )

    def __init__(self, *args: Any, networks: QuerySet[Network], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["network"].queryset = networks
        self.fields["starts"].initial, self.fields["ends"].initial = "09.00", "11.00"
        if len(networks) == 1:
            self.fields["network"].initial = networks[0]

    def clean(self) -> dict[str, Any]:
        """Ask for the body where there must be one."""
        answers = super().clean()
        if answers.get("kind") == Meeting.Kind.MUNICIPAL and not answers.get("public_body"):
            self.add_error("public_body", "Velg organet møtet er med.")
        return answers


FACTS = (
    "title",
    "kind",
    "venue",
    "online_url",
    "secretary",
    "visibility",
    "public_body",
    "case_number",
    "no_case_number_reason",
    "archive_number",
    "public_body_protocol_url",
    "public_summary",
    "co_networks",
)


def as_in_the_admin(column: Any, **options: Any) -> forms.Field | None:
    """Return the form field of a column as the rest of the admin has it."""
    return column.formfield(**FORMFIELD_OVERRIDES.get(type(column), {}), **options)


class FactsForm(WhenForm, forms.ModelForm):
    """The meeting's own row. The time is asked for here only as long as nobody has been told it."""

    host_organization = NameField(
        kinds=(ORGANIZATIONS,), label="Vertskap", required=False, help_text="Virksomheten som møtet er hos."
    )
    chaired_by = NameField(label="Møteleder", required=False)

    class Meta:
        model = Meeting
        fields = FACTS
        formfield_callback = as_in_the_admin
        widgets = {
            "co_networks": forms.CheckboxSelectMultiple,
            "public_summary": forms.Textarea({"rows": 3}),
        }

    def __init__(self, *args: Any, directory: Directory, loaded: str = "", **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", use_required_attribute=False, **kwargs)
        meeting: Meeting = self.instance
        give(self, directory)
        starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
        self.initial |= {
            "host_organization": directory.label(meeting.host_organization),
            "chaired_by": directory.label(meeting.chaired_by),
            "co_networks": [network.pk for network in meeting.networks[1:]],
            "day": starts.date(),
            "starts": starts.time(),
            "ends": ends.time(),
            "last_day": ends.date() if ends.date() != starts.date() else None,
        }
        if not meeting.is_draft:
            for name in self.WHEN:
                del self.fields[name]
        self._offer_choices(meeting)
        self.loaded, self.now = loaded, fingerprint(self._as_sent(self.initial | when_of(meeting)))

    def _offer_choices(self, meeting: Meeting) -> None:
        """Ask for each list of choices once, though both the page and the check go through it."""
        open_now = Network.objects.open_at(timezone.localdate())
        there = Network.objects.filter(pk__in=self.initial["co_networks"])
        self.fields["co_networks"].queryset = (open_now | there).exclude(pk=meeting.host_network_id)
        staff = Q(is_staff=True, is_active=True)
        self.fields["secretary"].queryset = User.objects.filter(staff | Q(pk=meeting.secretary_id))
        self.fields["public_body"].empty_label = "Ingen"
        for name in ("secretary", "public_body", "co_networks"):
            # Its iterator alone: the whole would be counted first.
            self.fields[name].choices = list(iter(self.fields[name].choices))

    def _as_sent(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return the values of the fields as texts."""
        shown = {name: values.get(name) for name in self.fields}
        shown["co_networks"] = sorted(str(key) for key in shown["co_networks"] or [])
        return shown

    @property
    def sent(self) -> str:
        """The fingerprint of what was sent."""
        values = {
            name: field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            for name, field in self.fields.items()
        }
        return fingerprint(self._as_sent(values))

    @property
    def is_mine(self) -> bool:
        """Whether whoever sent it has changed anything since it was opened."""
        return self.sent != (self.loaded or self.now)

    @property
    def is_contested(self) -> bool:
        """Whether somebody else has too."""
        return bool(self.loaded) and self.is_mine and self.now not in {self.loaded, self.sent}

    def differences(self) -> list[tuple[str, str]]:
        """Return label and saved text of each field that stands otherwise in the form."""
        return [
            (str(self.fields[name].label), plain(self[name].initial) or "(tomt)")
            for name in self.changed_data
            if name != "co_networks"
        ]

    def clean(self) -> dict[str, Any]:
        """Put the typed names and times into the meeting, so that its own rules see them."""
        answers = super().clean()
        meeting: Meeting = self.instance
        for name in ("host_organization", "chaired_by"):
            if name in answers:
                setattr(meeting, name, answers[name])
        if answers.get("starts_at") and not self.has_error("ends"):
            meeting.starts_at, meeting.ends_at = answers["starts_at"], answers["ends_at"]
        own = answers.get("co_networks")
        lost = own is not None and self._networks_with_items() - {network.pk for network in own}
        if lost:
            names = ", ".join(
                str(network) for network in self.fields["co_networks"].queryset.filter(pk__in=lost)
            )
            self.add_error(
                "co_networks",
                ValidationError(f"{names} har egne saker på møtet. Flytt eller parker dem først."),
            )
        return answers

    def _networks_with_items(self) -> set[int]:
        """Return the networks that sit there by an item of their own, the host apart."""
        initial = set(self.initial["co_networks"])
        if not initial:
            return set()
        items = self.instance.agenda_items.filter(network__in=initial)
        return set(items.order_by().values_list("network", flat=True))
