"""A document that moves to another address: what stood at the old ones is found."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse

from knf.redirects import leave_redirect
from networks.models import StrategyDocument


@transaction.atomic
def leave_redirects(*, document: StrategyDocument, old_slug: str) -> None:
    """Let the page of ``document``, and those of its editions and measures, be found at ``old_slug`` too.

    Only where others than the staff have been shown an edition: nobody else knows the address.
    """
    shown = document.versions.shown()
    if not shown.exists():
        return
    pages: list[tuple[str, list[int | str]]] = [("strategy-detail", [])]
    pages += [("edition-detail", [number]) for number in shown.values_list("number", flat=True)]
    pages += [("measure-detail", [code]) for code in document.measures.values_list("code", flat=True)]
    for name, rest in pages:
        leave_redirect(reverse(name, args=[old_slug, *rest]), reverse(name, args=[document.slug, *rest]))
