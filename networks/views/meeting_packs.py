"""The pack for a meeting where strategies are reported on, on screen and on paper."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from knf.printing import PdfMixin, PrintMixin
from networks.strategies.meeting_packs import MeetingPack, meeting_pack

from .meetings import MeetingView


class MeetingPackView(MeetingView):
    """The pack. It says the same to everyone; a meeting that not everyone may know of has none."""

    @cached_property
    def pack(self) -> MeetingPack:
        """What stands in it."""
        return meeting_pack(self.object, today=timezone.localdate())

    def denial(self) -> HttpResponse | None:
        """Return what those are told who may not have it; raise Http404 where there is no pack."""
        denial = super().denial()
        if denial is None and not self.pack.strategies:
            raise Http404
        return denial

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the pack, and its addresses."""
        return super().get_context_data(pack=self.pack, urls=PackAddresses(self.place), **kwargs)

    @property
    def place(self) -> list[Any]:
        """The arguments of the meeting's address."""
        return [self.object.host_network.slug, self.object.year, self.object.number]


class PackAddresses:
    """Where the pack of a meeting is."""

    def __init__(self, place: list[Any]) -> None:
        self.page, self.print, self.pdf = (
            reverse(name, args=place) for name in ("meeting-pack", "meeting-pack-print", "meeting-pack-pdf")
        )


class MeetingPackDetail(MeetingPackView):
    """The pack on screen."""

    template_name = "networks/meeting_pack.html"


class MeetingPackPrint(PrintMixin, MeetingPackView):
    """The pack on paper."""

    print_template_name = "networks/meeting_pack_print.html"

    @property
    def page_url(self) -> str:
        """The address of what is on the paper."""
        return PackAddresses(self.place).page

    @property
    def file_name(self) -> str:
        """What the PDF is called."""
        return f"{self.object.host_network.slug}-{self.object.year}-{self.object.number}-motepakke"


class MeetingPackPdf(PdfMixin, MeetingPackPrint):
    """The same paper as PDF."""
