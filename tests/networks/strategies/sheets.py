"""Files of measures and messages as tests write them."""

from networks import tables


def file_of(sheet, *rows):
    """Return a CSV file of the rows, each a dict of the cells that are filled in."""
    return tables.write(
        sheet.headings, [[row.get(name, "") for name in sheet.headings] for row in rows], "csv"
    )


def row(**cells):
    """Return a measure that has nothing wrong."""
    whole = {
        "Kode": "I-09",
        "Nummer": "9",
        "Satsingsområde": "Kompetanse",
        "Tittel": "Lærlinger",
        "Ordlyd": "Tretti plasser.",
        "Ansvarlig": "Kommunen",
    }
    return whole | cells
