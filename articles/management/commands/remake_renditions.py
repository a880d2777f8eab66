"""``manage.py remake_renditions``: after a change of sizes or formats, every picture anew."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand

from articles.models import Image
from articles.models.versions import StaleVersion


class Command(BaseCommand):
    """Makes what readers get of every picture anew from the private originals."""

    help = "Lager alle størrelser og utsnitt av alle bildene på nytt fra originalene."

    def handle(self, *args: Any, **options: Any) -> None:
        images = Image.objects.order_by("pk")
        made = 0
        for image in images.iterator():
            try:
                image.remake()
            except (OSError, ValidationError) as error:
                self.stdout.write(f"{image.pk} «{image}»: {error}")
            except StaleVersion:
                self.stdout.write(f"{image.pk} «{image}»: Noen lagret bildet imens.")
            else:
                made += 1
        self.stdout.write(f"Laget {made} av {images.count()} bilder på nytt.")
