"""What the demo's tables of strategy documents are made of."""

from __future__ import annotations

from dataclasses import dataclass

from networks.models import StrategyDocument


@dataclass(frozen=True)
class Document:
    """A strategy document, which the municipal council adopts."""

    title: str
    kind: StrategyDocument.Kind
    intro: str
    period: tuple[int, int]
    parent: str = ""
    network: str = ""
