"""The desks of the strategies as tests use them."""

from django.urls import reverse

from tests.factories import make_body


def desk(model, name="changelist", *args):
    """Return the address of a page of a desk."""
    return reverse(f"admin:networks_{model}_{name}", args=args)


def sentences(response):
    """Return what the page says was done."""
    return [str(message) for message in response.context["messages"]]


def wrong(response):
    """Return what is wrong in the form, by field."""
    assert response.status_code == 200, "the form was accepted"
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


def treated(**fields):
    """Return what the form of a treatment sends."""
    body = make_body("Formannskapet")
    return {
        "body": body.pk,
        "step": "recommendation",
        "held_on": "01.06.2026",
        "case_number": "PS 41/26",
    } | fields
