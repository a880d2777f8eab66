"""«Vis som»: what each sort of reader gets at an address, through the site's own views."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_safe

from networks.models import Network
from networks.previews import as_read_by, dry_run, imagined
from networks.visibility import Level

SURFACES = {"telefon": "Telefon", "skjerm": "Skjerm", "papir": "Papir"}
READERS = {"anonym": "Anonym leser", "medlem": "Medlem", "redaksjonen": "Redaksjonen"}
SWITCHES = ("visning", "som", "nettverk", "side")


@dataclass(frozen=True)
class View:
    """What the switches stand on: a surface, a reader, and which of the row's pages."""

    surface: str
    reader: str
    network: Network | None
    page: str

    @classmethod
    def chosen(cls, data: Any) -> View:
        """Return what was pressed: of several values of a name, the last is the button's."""
        surface = data.get("visning", "")
        network = data.get("nettverk", "")
        return cls(
            surface=surface if surface in SURFACES else "skjerm",
            reader=data.get("som", "anonym"),
            network=Network.objects.filter(pk=network).first() if network.isdecimal() else None,
            page=data.get("side", ""),
        )


class ViewAsMixin:
    """Adds «Vis som» to the admin of something that readers get."""

    preview_noun: str
    preview_pages: dict[str, str] = {}
    """The pages of a row between which one switches, the first shown first; empty where there is one."""

    def get_urls(self) -> list[URLPattern]:
        """Add the view of a row as saved."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_view_as"
        view = self.admin_site.admin_view(require_safe(self.view_as))
        return [path("<int:pk>/vis-som/", view, name=name), *super().get_urls()]

    def view_as(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what is saved."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = get_object_or_404(self.model, pk=pk)
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        with dry_run():
            return self.preview_page(request, row=row)

    def preview_address(self, row: Any, view: View) -> str:
        """Return where readers get what is shown."""
        return row.print_url if view.surface == "papir" else row.get_absolute_url()

    def preview_level(self, row: Any, view: View) -> str:
        """Return the badge of what is shown."""
        return row.visibility_label

    def as_readers_get_it(self, row: Any) -> bool:
        """Change ``row``, inside a dry run, into what readers get; return whether that was needed."""
        return False

    def preview_page(self, request: HttpRequest, *, row: Any = None, **more: Any) -> HttpResponse:
        """Return the page with the switches, and in it what the chosen reader gets of ``row``."""
        view = View.chosen(request.POST if request.method == "POST" else request.GET)
        reader, name = imagined(view.reader, network=view.network, editor=request.user)
        context = {
            "title": "Forhåndsvisning",
            "is_saved": request.method != "POST",
            "change_url": self.change_url(row) if request.method != "POST" else "",
            "view": view,
            "reader": f"{name[0].lower()}{name[1:]}",
            "surfaces": SURFACES,
            "readers": READERS,
            "pages": self.preview_pages,
            "page": view.page if view.page in self.preview_pages else next(iter(self.preview_pages), ""),
            "networks": Network.objects.order_by("name", "pk"),
            # Proposed: the network that the row is, or is for.
            "seat": view.network or (row if isinstance(row, Network) else getattr(row, "network", None)),
            "typed": [],
            "left_out_files": False,
            "errors": [],
            "noun": self.preview_noun,
            "is_imagined": False,
            "framed_html": "",
            "denied": "",
        } | more
        if row is not None:
            row = self.model.objects.get(pk=row.pk)
            context["is_imagined"] = self.as_readers_get_it(row)
            answer = as_read_by(reader, self.preview_address(row, view), request=request)
            if answer.status_code == 200:
                context["framed_html"] = answer.content.decode()
            elif answer.status_code == 302:
                context["denied"] = f"{name} blir bedt om å logge inn, og får ikke vite tittelen."
            else:
                context["denied"] = f"{name} får beskjed om at siden ikke finnes."
            context["level"] = self.preview_level(row, view)
        # Rendered here: outside, the row is no longer what was typed.
        response = TemplateResponse(request, "admin/preview.html", context).render()
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def change_url(self, row: Any) -> str:
        """Return where ``row`` is edited."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])


class NetworkPreviewMixin(ViewAsMixin):
    """«Vis som» of a network: its page, or its participants."""

    preview_noun = "nettverket"
    preview_pages = {"nettverket": "Nettverket", "deltakere": "Deltakere"}

    def preview_address(self, row: Network, view: View) -> str:
        """Return the address of the page or of the roster, on screen or on paper."""
        if view.page != "deltakere":
            return super().preview_address(row, view)
        name = "network-roster-print" if view.surface == "papir" else "network-roster"
        return reverse(name, args=[row.slug])

    def preview_level(self, row: Network, view: View) -> str:
        """Return the badge of the roster; the page itself is everyone's."""
        return Level(row.roster_visibility).badge(row) if view.page == "deltakere" else ""
