"""The desks of the registers as tests use them."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse


def page(row, name="change", *args):
    """Return the address of a page of the row's."""
    return reverse(f"admin:networks_{row._meta.model_name}_{name}", args=[row.pk, *args])


def changelist(model):
    """Return the address of a list."""
    return reverse(f"admin:networks_{model}_changelist")


def found(client, model, **query):
    """Return what a list shows."""
    return [str(row) for row in client.get(changelist(model), query).context["cl"].result_list]


def errors(response, name="form"):
    """Return a form's errors: field → sentences."""
    assert response.status_code == 200, "the form was accepted"
    form = response.context["adminform"].form if name == "adminform" else response.context[name]
    return dict(form.errors)


def queries(client, address):
    """Return how many queries a page takes, once what is kept per process is there."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
