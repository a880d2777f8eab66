"""Old addresses: which ones readers come to in vain, and where they are led instead."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import urlencode

from articles.lost_addresses import forget, lost_addresses
from articles.page_forms import OldAddressForm
from knf.redirects import leave_redirect

PAGE = "articles_page_old_addresses"


def old_address_url(old: str = "") -> str:
    """Return where readers of ``old`` are led on: the page, with the address filled in."""
    url = reverse(f"admin:{PAGE}")
    return f"{url}?{urlencode({'fra': old})}" if old else url


class OldAddressesMixin:
    """Adds the page of old addresses to the admin of the pages."""

    def get_urls(self) -> list[URLPattern]:
        """Add the address."""
        view = self.admin_site.admin_view(self.old_addresses)
        return [path("gamle-adresser/", view, name=PAGE), *super().get_urls()]

    def old_addresses(self, request: HttpRequest) -> HttpResponse:
        """Lead one address on, or take one off the list, which stands below."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if passed_over := request.POST.get("forget"):
            forget(passed_over)
            messages.success(request, f"«{passed_over}» står ikke lenger i listen.")
            return HttpResponseRedirect(old_address_url())
        form = OldAddressForm(request.POST or None, initial={"old": request.GET.get("fra", "")})
        if form.is_valid():
            old, new = form.cleaned_data["old"], form.cleaned_data["leads_to"]
            leave_redirect(old, new)
            forget(old)
            messages.success(request, f"«{old}» fører nå til «{new}».")
            return HttpResponseRedirect(old_address_url())
        context = {
            **self.admin_site.each_context(request),
            "title": "Gamle adresser",
            "opts": self.opts,
            "form": form,
            "lost": [
                (old_address_url(address.path), address) for address in lost_addresses(timezone.localdate())
            ],
        }
        return TemplateResponse(request, "admin/articles/page/old_addresses.html", context)
