"""What Django's admin says in its own words: good Norwegian with every name."""

import re

import pytest
from django.urls import reverse

from tests.factories import make_organization

LOWER_CASE = {
    "memberperiod": "medlemskap",
    "network": "nettverk",
    "organization": "virksomhet",
    "person": "person",
    "publicbody": "folkevalgt organ",
    "user": "bruker",
}


@pytest.fixture
def office(browse, administrator):
    """Return the administrator's browser."""
    return browse(administrator)


def read(client, model, page, *args):
    """Return a page of the model's."""
    return client.get(reverse(f"admin:networks_{model}_{page}", args=args)).content.decode()


@pytest.mark.parametrize(("model", "name"), LOWER_CASE.items())
def test_a_row_is_added_whatever_the_gender_of_its_name(office, model, name):
    listing, form = read(office, model, "changelist"), read(office, model, "add")
    [button] = re.findall(r'class="addlink">\s*(.*?)\s*</a>', listing)
    assert button == f"Legg til {name}"
    assert re.findall(r"<h1>(.*?)</h1>", form) == [f"Legg til {name}"]
    assert "Legg til ny" not in listing + form
    assert 'value="Lagre og legg til flere"' in form


def test_rows_of_a_table_are_added_without_a_gender_too(office):
    form = read(office, "organization", "change", make_organization("Verket").pk)
    assert re.findall(r"addText&quot;: &quot;(.*?)&quot;", form) == [
        "Legg til: Tidligere navn",
        "Legg til: Medlemskap",
    ]
    assert "Vis på nettstedet" in form


def test_what_was_saved_is_named_as_it_is_called(office):
    form = {"name": "Formannskapet", "municipality": "Kongsberg", "level": "municipality"}
    response = office.post(reverse("admin:networks_publicbody_add"), form, follow=True)
    [message] = response.context["messages"]
    assert re.sub(r"<.*?>", "", str(message)) == "«Formannskapet, Kongsberg» er lagt til."


def test_what_is_not_there_is_said_without_a_gender(office):
    response = office.get(reverse("admin:networks_network_change", args=[4711]), follow=True)
    [message] = response.context["messages"]
    assert str(message) == "Fant ikke nettverk med nummer «4711»."
