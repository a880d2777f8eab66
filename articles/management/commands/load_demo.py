"""``manage.py load_demo``: fills an empty local installation."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.demo.cast import LOGINS
from articles.demo.loading import load_demo
from articles.models import Article
from networks.demo.logins import PASSWORD


class Command(BaseCommand):
    """Loads the demo content into a database without articles, and prints its logins."""

    help = "Laster demoinnhold når databasen ikke har noen saker, og skriver ut demoens innlogginger."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.LOCAL:
            raise CommandError("load_demo lager brukere med kjente passord. Det gjøres bare lokalt.")
        if Article.objects.exists():
            self.stdout.write("Databasen har saker fra før; demoinnholdet lastes ikke.")
        else:
            load_demo(now=timezone.now())
            self.stdout.write(f"Lastet demoinnhold: {Article.objects.count()} saker.")
        self.print_logins()

    def print_logins(self) -> None:
        width = max(len(login.email) for login in LOGINS)
        self.stdout.write(f"\nDemoens innlogginger, alle med passordet {PASSWORD}:")
        for login in LOGINS:
            self.stdout.write(f"  {login.email:<{width}}  {login.described}")
