"""The files of the registers in the admin: who reaches them, what is shown, what is remembered."""

from datetime import timedelta
from unittest.mock import Mock

import lxml.html
import pytest
import time_machine
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from networks import daily, held_files, tables
from networks.models import MemberPeriod, Network, Organization, Person
from networks.registers import (
    REGISTERS,
    MemberPeriodRegister,
    NetworkMembershipRegister,
    OrganizationNameRegister,
    OrganizationRegister,
    PersonRegister,
    PositionRegister,
)
from tests.factories import make_user

from .transfers import cells, file_of, fill_registers

OWNERS = {
    OrganizationRegister: Organization,
    OrganizationNameRegister: Organization,
    PersonRegister: Person,
    PositionRegister: Person,
    MemberPeriodRegister: MemberPeriod,
    NetworkMembershipRegister: Network,
}
"""Whose list leads to the files."""

every_register = pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.slug)


@pytest.fixture
def registers(industry):
    """Something of everything."""
    fill_registers(industry)


def page(kind, register, *args):
    """Return the address of a page about a register's files."""
    slug = [] if kind in ("transfer", "changelist") else [register.slug, *args]
    return reverse(f"admin:networks_{OWNERS[register]._meta.model_name}_{kind}", args=slug)


def upload(client, register, content, name="fil.csv"):
    """Choose a file."""
    return client.post(page("import", register), {"file": SimpleUploadedFile(name, content)})


def confirm(client, register, token, **options):
    """Say yes to what was shown."""
    return client.post(page("import", register), {"token": token}, **options)


def text_of(response):
    """Return the words of the page."""
    return " ".join(lxml.html.fromstring(response.content.decode()).find(".//main").text_content().split())


def token_of(response):
    """Return what the button to confirm sends."""
    return lxml.html.fromstring(response.content.decode()).xpath("//input[@name='token']/@value")[0]


def waiting():
    """Return the files that wait to be confirmed."""
    storage = storages["private"]
    return storage.listdir(held_files.FOLDER)[1] if storage.exists(held_files.FOLDER) else []


@every_register
def test_the_list_leads_to_the_files_and_the_way_back_in(register, registers, browse, administrator):
    client = browse(administrator)
    assert page("transfer", register) in client.get(page("changelist", register)).content.decode()
    overview = client.get(page("transfer", register)).content.decode()
    assert page("import", register) in overview
    for ending in tables.FORMATS:
        assert page("export", register, ending) in overview
        response = client.get(page("export", register, ending))
        assert response.headers["Content-Type"] == tables.FORMATS[ending].mime
        assert "no-store" in response.headers["Cache-Control"]
        assert response.headers["Content-Disposition"].startswith(f'attachment; filename="{register.slug}-')
        assert cells(response.content, ending) == cells(register.file(ending), ending)
        shown = upload(client, register, response.content, f"fil.{ending}")
        assert "Filen endrer ingenting" in text_of(shown)


def test_a_file_is_shown_then_confirmed_then_remembered(registers, browse, administrator):
    client = browse(administrator)
    zinc = Organization.objects.get(name="Zinkverket")
    content = file_of(OrganizationRegister, {"Nr.": zinc.pk, "Navn": "<b>Sink</b>"}, {"Navn": "Nytt Verk"})
    shown = upload(client, OrganizationRegister, content, "liste.csv")
    assert "Filen gir 1 ny, 1 endret og 0 uendret." in text_of(shown)
    assert "<ins>&lt;b&gt;Sink&lt;/b&gt;</ins>" in shown.content.decode()
    assert not Organization.objects.filter(name="Nytt Verk").exists()

    done = confirm(client, OrganizationRegister, token_of(shown), follow=True)
    assert done.redirect_chain == [(page("transfer", OrganizationRegister), 302)]
    assert "«liste.csv» er hentet inn: 1 ny, 1 endret og 0 uendret." in done.content.decode()
    zinc.refresh_from_db()
    assert zinc.name == "<b>Sink</b>"
    new = Organization.objects.get(name="Nytt Verk")
    said = "Virksomheter hentet inn fra «liste.csv»."
    names = ("user", "object_id", "action_flag", "change_message")
    assert list(LogEntry.objects.order_by("action_flag").values_list(*names)) == [
        (administrator.pk, str(new.pk), ADDITION, said),
        (administrator.pk, str(zinc.pk), CHANGE, said),
    ]
    again = confirm(client, OrganizationRegister, token_of(shown), follow=True)
    assert "Forhåndsvisningen er utløpt" in again.content.decode()


def test_a_position_is_remembered_in_its_person_s_history(registers, browse, administrator):
    client = browse(administrator)
    aase = Person.objects.get(given_name="Åse")
    row = {"Person nr.": aase.pk, "Virksomhet": "Zinkverket", "Fra og med": "2024-01-01"}
    confirm(
        client, PositionRegister, token_of(upload(client, PositionRegister, file_of(PositionRegister, row)))
    )
    (entry,) = LogEntry.objects.all()
    assert entry.get_edited_object() == aase


def test_what_was_changed_since_the_preview_is_shown_before_anything_is_written(
    registers, browse, administrator
):
    client = browse(administrator)
    zinc = Organization.objects.get(name="Zinkverket")
    content = file_of(OrganizationRegister, {"Nr.": zinc.pk, "Navn": "Sink"})
    shown = upload(client, OrganizationRegister, content)
    zinc.name = "Nyzink"
    zinc.save()
    asked = confirm(client, OrganizationRegister, token_of(shown))
    assert "Registeret er endret etter at du så forhåndsvisningen" in asked.content.decode()
    assert "<del>Nyzink</del>" in asked.content.decode()
    zinc.refresh_from_db()
    assert zinc.name == "Nyzink"
    confirm(client, OrganizationRegister, token_of(asked))
    zinc.refresh_from_db()
    assert zinc.name == "Sink"


def test_wrong_lines_are_listed_and_there_is_nothing_to_confirm(registers, browse, administrator):
    response = upload(browse(administrator), PersonRegister, file_of(PersonRegister, {"Fornavn": "Per"}))
    assert "Én linje må rettes. Ingenting er hentet inn." in text_of(response)
    assert "Linje 2 Per Kolonnen «Etternavn»: Cellen må fylles ut." in text_of(response)
    assert 'name="token"' not in response.content.decode()
    assert waiting() == []


def test_no_file_and_an_unreadable_file_keep_the_form(browse, administrator):
    client = browse(administrator)
    assert "Feltet er påkrevet." in text_of(client.post(page("import", PersonRegister), {}))
    assert tables.NOT_UTF8 in text_of(upload(client, PersonRegister, "Nr.;Blåbær".encode("latin-1")))


def test_a_file_waits_a_day_for_the_one_who_saw_it_and_for_its_register(registers, browse, administrator):
    content = file_of(PersonRegister, {"Fornavn": "Per", "Etternavn": "Ås"})
    token = token_of(upload(browse(administrator), PersonRegister, content))
    other = make_user("admin2@knf.example", is_staff=True, is_superuser=True)
    for user, register, sent in (
        (other, PersonRegister, token),
        (administrator, PositionRegister, token),
        (administrator, PersonRegister, token[:-1]),
        (administrator, PersonRegister, ""),
    ):
        answer = confirm(browse(user), register, sent, follow=True)
        assert "Forhåndsvisningen er utløpt, og ingenting er endret." in answer.content.decode()
    assert len(waiting()) == 1
    daily.forget_held_files(timezone.localdate())
    assert len(waiting()) == 1
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        daily.forget_held_files(timezone.localdate())
        assert waiting() == []
        answer = confirm(browse(administrator), PersonRegister, token, follow=True)
        assert "Forhåndsvisningen er utløpt" in answer.content.decode()
    assert not Person.objects.filter(given_name="Per").exists()


@every_register
@pytest.mark.parametrize("who", ["secretary", "editor", "neighbour", "member", "anonymous"])
def test_nobody_but_administrators_moves_registers(who, register, registers, browse, request):
    user = request.getfixturevalue(who)
    client = browse(user)
    content = register.file("csv")
    token = held_files.hold(
        ContentFile(content), filename="f.csv", purpose=register.slug, user_id=user.pk or 0, fingerprint=""
    ).token
    assert page("transfer", register) not in client.get(page("changelist", register)).content.decode()
    answers = [
        client.get(page("transfer", register)),
        client.get(page("import", register)),
        client.get(page("export", register, "csv")),
        client.get(page("export", register, "xlsx")),
        upload(client, register, content),
        confirm(client, register, token),
    ]
    refusal = 403 if who in ("secretary", "editor") else 302
    assert [answer.status_code for answer in answers] == [refusal] * len(answers)


def test_whoever_edits_every_network_but_no_people_moves_no_people(browse, secretary):
    secretary.user_permissions.add(Permission.objects.get(codename="change_any_network"))
    client = browse(secretary)
    assert client.get(page("export", PersonRegister, "csv")).status_code == 200
    for group in secretary.groups.all():
        group.permissions.remove(Permission.objects.get(codename="add_person"))
    assert client.get(page("export", PersonRegister, "csv")).status_code == 403
    assert "Personer" not in text_of(client.get(page("transfer", PersonRegister))).split("Filer")[1][:60]


def test_there_are_no_other_registers_and_formats(browse, administrator):
    client = browse(administrator)
    base = reverse("admin:networks_person_transfer")
    for unknown in ("virksomheter/", "personer.json", "brukere/"):
        assert client.get(base + unknown).status_code == 404


def test_a_file_that_could_not_be_written_still_waits(registers, browse, administrator, monkeypatch):
    client = browse(administrator)
    content = file_of(PersonRegister, {"Fornavn": "Per", "Etternavn": "Ås"})
    token = token_of(upload(client, PersonRegister, content))
    with monkeypatch.context() as broken:
        broken.setattr("networks.transfers.bring_in", Mock(side_effect=OperationalError))
        with pytest.raises(OperationalError):
            confirm(client, PersonRegister, token)
    confirm(client, PersonRegister, token)
    assert Person.objects.filter(given_name="Per").exists()
