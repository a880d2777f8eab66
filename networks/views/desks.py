"""The way from what readers are shown to where the staff keep it."""

from __future__ import annotations

from django.urls import reverse

from networks.models import DocumentVersion, Measure, StrategyDocument
from networks.permissions import may_keep_document
from networks.visibility import Reader


def desk_of(
    row: StrategyDocument | DocumentVersion | Measure, document: StrategyDocument, reader: Reader
) -> str:
    """Return the address of ``row``, of ``document``, in the admin; "" for those who do not keep that."""
    if not reader.is_staff or not may_keep_document(reader, document):
        return ""
    return reverse(f"admin:networks_{row._meta.model_name}_change", args=[row.pk])
