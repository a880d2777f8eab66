"""Numbers with their nouns."""


def participants(number: int) -> str:
    """Return "1 deltaker", "2 deltakere"."""
    return "1 deltaker" if number == 1 else f"{number} deltakere"


def notices(number: int) -> str:
    """Return "1 mottaker", "2 mottakere"."""
    return "1 mottaker" if number == 1 else f"{number} mottakere"
