"""The registers that go in and out as files, in the order in which an empty database takes them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F

from networks.models import (
    MemberPeriod,
    NetworkMembership,
    Organization,
    OrganizationName,
    Person,
    Position,
)
from networks.transfers import Register, name_of

NAME_IS_GONE = "Navnet er fjernet og kan ikke hentes inn igjen. Ta bort linjen."


class OrganizationRegister(Register):
    """Companies, institutions and public bodies."""

    slug = "virksomheter"
    title = "Virksomheter"
    known_by = "organisasjonsnummeret"
    key = ("org_number",)
    asks_about_names = True
    related = ("merged_into",)
    order = ("sort_key",)
    told_by = ("Navn",)

    merged_into_name = name_of(Organization, "merged_into")

    class Meta(Register.Meta):
        model = Organization
        fields = (
            "id",
            "name",
            "org_number",
            "kind",
            "municipality",
            "website",
            "listed",
            "dissolved_on",
            "merged_into",
            "merged_into_name",
            "sort_override",
        )


class OrganizationNameRegister(Register):
    """What organisations were called before."""

    slug = "tidligere-navn"
    title = "Tidligere navn"
    known_by = "virksomheten og første dag"
    key = ("organization_id", "starts_on")
    related = ("organization",)
    order = ("organization__sort_key", "organization", "starts_on")
    owner = "organization"
    told_by = ("Virksomhet", "Navn")

    organization_name = name_of(OrganizationName, "organization")

    class Meta(Register.Meta):
        model = OrganizationName
        fields = ("id", "organization", "organization_name", "name", "starts_on", "ends_on")


class PersonRegister(Register):
    """People. Whose login is whose stands in no file."""

    slug = "personer"
    title = "Personer"
    known_by = "e-postadressen"
    key = ("email",)
    asks_about_names = True
    order = ("sort_key",)
    told_by = ("Fornavn", "Etternavn")

    class Meta(Register.Meta):
        model = Person
        fields = (
            "id",
            "given_name",
            "family_name",
            "email",
            "phone",
            "contact_visibility",
            "sort_override",
            "pseudonymised_on",
        )

    def validate_instance(self, instance: Person, *args: Any, **kwargs: Any) -> None:
        """Refuse a file from before somebody's name was taken away."""
        stored = self._rows.get(instance.pk)
        if getattr(stored, "pseudonymised_on", None):
            written = [field.attribute for field in self.get_import_fields()]
            if any(getattr(stored, name) != getattr(instance, name) for name in written):
                raise ValidationError({"id": NAME_IS_GONE})
        super().validate_instance(instance, *args, **kwargs)


class PositionRegister(Register):
    """Where people work and worked."""

    slug = "stillinger"
    title = "Stillinger"
    known_by = "personen, virksomheten og første dag"
    key = ("person_id", "organization_id", "starts_on")
    related = ("person", "organization")
    order = ("person__sort_key", "person", "starts_on")
    owner = "person"
    told_by = ("Person", "Virksomhet")

    person_name = name_of(Position, "person")
    organization_name = name_of(Position, "organization")

    class Meta(Register.Meta):
        model = Position
        fields = (
            "id",
            "person",
            "person_name",
            "organization",
            "organization_name",
            "title",
            "is_primary",
            "starts_on",
            "ends_on",
        )


class MemberPeriodRegister(Register):
    """Memberships of the association, of organisations and people."""

    slug = "medlemskap"
    title = "Medlemskap"
    known_by = "virksomheten eller personen og første dag"
    key = ("organization_id", "person_id", "starts_on")
    related = ("organization", "person")
    order = (
        F("organization__sort_key").asc(nulls_last=True),
        "organization",
        "person__sort_key",
        "person",
        "starts_on",
    )
    told_by = ("Virksomhet", "Person")

    organization_name = name_of(MemberPeriod, "organization")
    person_name = name_of(MemberPeriod, "person")

    class Meta(Register.Meta):
        model = MemberPeriod
        fields = (
            "id",
            "organization",
            "organization_name",
            "person",
            "person_name",
            "category",
            "starts_on",
            "ends_on",
            "reassess_on",
            "end_reason",
        )


class NetworkMembershipRegister(Register):
    """Seats in networks. The networks themselves are made in the admin."""

    slug = "deltakere"
    title = "Deltakere"
    known_by = "nettverket, personen og første dag"
    key = ("network_id", "person_id", "starts_on")
    related = ("network", "person", "on_behalf_of", "deputy_for__person")
    order = ("network__sort_key", "person__sort_key", "person", "starts_on")
    owner = "network"
    told_by = ("Nettverk", "Person")

    person_name = name_of(NetworkMembership, "person")
    on_behalf_of_name = name_of(NetworkMembership, "on_behalf_of")
    deputy_for_name = name_of(NetworkMembership, "deputy_for", "deputy_for__person")

    class Meta(Register.Meta):
        model = NetworkMembership
        fields = (
            "id",
            "network",
            "person",
            "person_name",
            "on_behalf_of",
            "on_behalf_of_name",
            "role",
            "deputy_for",
            "deputy_for_name",
            "starts_on",
            "ends_on",
            "end_reason",
        )


REGISTERS = (
    OrganizationRegister,
    OrganizationNameRegister,
    PersonRegister,
    PositionRegister,
    MemberPeriodRegister,
    NetworkMembershipRegister,
)
