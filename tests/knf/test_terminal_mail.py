"""Mail where no server is named: printed so that a person can read it."""

from django.core.mail import EmailMultiAlternatives

from knf.terminal_mail import EmailBackend

from .test_settings import read_settings


def test_what_a_mail_says_is_printed_and_nothing_of_how_it_is_coded(capsys):
    message = EmailMultiAlternatives(
        "Koden din er 4711", "Hei Åse!\n\nKoden er 4711.\n", to=["ase@x.example"]
    )
    message.attach_alternative("<p>Koden er 4711.</p>", "text/html")
    message.attach("mote.ics", b"BEGIN:VCALENDAR", "text/calendar")
    assert EmailBackend().send_messages([message]) == 1
    assert capsys.readouterr().out == (
        "\n── E-post til ase@x.example: Koden din er 4711\n\nHei Åse!\n\nKoden er 4711.\n"
    )


def test_the_local_site_prints_its_mail_unless_a_server_is_named():
    asked = "settings.EMAIL_DELIVERY_BACKEND"
    assert read_settings(asked, KNF_MODE="local").stdout.strip() == "knf.terminal_mail.EmailBackend"
    named = read_settings(asked, KNF_MODE="local", EMAIL_URL="smtp://localhost:1025").stdout.strip()
    assert named == "django.core.mail.backends.smtp.EmailBackend"
