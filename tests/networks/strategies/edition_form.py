"""An edition's form as a browser sends it: everything that stands in it, with what is typed besides."""

from django.urls import reverse

from tests.networks.meeting_form import form_fields


def page(version, name="change"):
    """Return the address of a page of the edition's."""
    return reverse(f"admin:networks_documentversion_{name}", args=[version.pk])


def sent_by(response):
    """Return what the form on the page of ``response`` sends when nobody touches it: name → value."""
    return form_fields(response, "edition_form")


def save(client, version, *, opened=None, **typed):
    """Send the form as it was when it was ``opened`` (now if not given), with what is ``typed``.

    Names are written with _ in place of -: measures_0_title.
    """
    fields = opened or sent_by(client.get(page(version)))
    return client.post(page(version), fields | {named(name): value for name, value in typed.items()})


def named(name):
    """Return ``name`` as the form has it: the numbers and the lists stand between hyphens."""
    parts = name.split("_")
    head = []
    while parts and (parts[0].isdigit() or parts[0] in ("areas", "goals", "measures", "facts")):
        head.append(parts.pop(0))
    return "-".join([*head, "_".join(parts)]) if head else name


def errors_of(response):
    """Return what is wrong, by the field's name in the form."""
    assert response.status_code == 200, "the form was accepted"
    rows = [row for rows in response.context["page"].groups.values() for row in rows if row.is_bound]
    return {
        row.add_prefix(name): sentences[0]
        for row in rows
        for name, sentences in row.errors.items()
        if sentences
    }
