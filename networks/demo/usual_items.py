"""What stands on most of the demo's agendas."""

from networks.models import AgendaItem

from .meeting_shapes import Item

ItemKind = AgendaItem.Kind

ANY_OTHER = Item("Eventuelt", ItemKind.ANY_OTHER_BUSINESS, minutes=10, record="Ingen saker.")

APPROVED_BEFORE = Item(
    "Godkjenning av referatet fra forrige møte",
    ItemKind.APPROVE_MINUTES,
    minutes=5,
    record="Ingen merknader.",
    resolution="Referatet er godkjent.",
)

TO_APPROVE = Item("Godkjenning av referatet fra forrige møte", ItemKind.APPROVE_MINUTES, minutes=5)
