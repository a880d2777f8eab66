"""Build the web fonts: the few glyphs Norwegian and its neighbours need, one small WOFF2 per weight.

Needs the development dependencies; the site itself serves the committed result. One file per weight
rather than a variable one: WeasyPrint writes the widths of a variable font's default weight for all
of them, and veraPDF refuses the PDF.
"""

import io
from dataclasses import dataclass
from pathlib import Path

import fontpkg
from django.core.management.base import BaseCommand
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

TARGET = Path(__file__).resolve().parents[2] / "static" / "knf" / "fonts"

LATIN_1 = "U+0020-007E,U+00A0-00FF"
PUNCTUATION = "U+2009,U+2010-2015,U+2018-201E,U+2022,U+2026,U+202F,U+20AC,U+2190-2193,U+2212"
SAMI = "U+010C-010D,U+0110-0111,U+014A-014B,U+0160-0161,U+0166-0167,U+017D-017E"
POLISH = "U+0104-0107,U+0118-0119,U+0141-0144,U+015A-015B,U+0179-017C"
CHARACTERS = ",".join((LATIN_1, PUNCTUATION, SAMI, POLISH))

LAYOUT = ["kern", "locl"]
FEATURES = {"inter": [*LAYOUT, "tnum", "case"], "source-serif-4": [*LAYOUT, "liga"]}


@dataclass(frozen=True)
class Font:
    """One file to build: the variable font it is cut from, and the cut."""

    package: str
    source: str
    target: str
    axes: dict[str, int]


FONTS = [
    Font("inter", "Inter[opsz,wght].ttf", "inter-400.woff2", {"opsz": 14, "wght": 400}),
    Font("inter", "Inter[opsz,wght].ttf", "inter-600.woff2", {"opsz": 14, "wght": 600}),
    Font("source-serif-4", "SourceSerif4[opsz,wght].ttf", "serif-400.woff2", {"opsz": 18, "wght": 400}),
    Font("source-serif-4", "SourceSerif4[opsz,wght].ttf", "serif-600.woff2", {"opsz": 28, "wght": 600}),
    Font(
        "source-serif-4",
        "SourceSerif4-Italic[opsz,wght].ttf",
        "serif-400-italic.woff2",
        {"opsz": 18, "wght": 400},
    ),
]


class Command(BaseCommand):
    """Write the fonts and their licences into the static folder."""

    help = "Bygger nettskriftene på nytt fra OFL-pakkene (bare for utviklere)."
    requires_system_checks = []

    def handle(self, *args, **options):
        TARGET.mkdir(parents=True, exist_ok=True)
        total = 0
        for font in FONTS:
            files = Path(fontpkg.path(font.package)).parent
            data = build(files / font.source, font.axes, FEATURES[font.package])
            (TARGET / font.target).write_bytes(data)
            licence = (files.parent / "LICENSE").read_text(encoding="utf-8")
            (TARGET / f"OFL-{font.package}.txt").write_text(licence, encoding="utf-8")
            total += len(data)
            self.stdout.write(f"{font.target}: {len(data) / 1000:.1f} kB")
        self.stdout.write(f"I alt {total / 1000:.1f} kB")


def build(source: Path, axes: dict[str, int], features: list[str]) -> bytes:
    """Fix the axes, drop every glyph not asked for, and compress; the same bytes every time."""
    cut = io.BytesIO()
    instancer.instantiateVariableFont(TTFont(source, recalcTimestamp=False), axes).save(cut)
    # Subsetting the instance while it is still in memory raises KeyError: read it back first.
    cut.seek(0)
    font = TTFont(cut, recalcTimestamp=False)
    keep_tabular_figures_only(font)
    options = subset.Options(layout_features=features, hinting=False, notdef_outline=True)
    options.name_IDs = ["*"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(CHARACTERS))
    subsetter.subset(font)
    font.flavor = "woff2"
    result = io.BytesIO()
    font.save(result)
    return result.getvalue()


def keep_tabular_figures_only(font: TTFont) -> None:
    """Leave the hyphen alone: Inter's tabular one is as wide as a figure, and tears "I-07" apart."""
    table = font["GSUB"].table
    figures = {font.getBestCmap()[ord(figure)] for figure in "0123456789"}
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag != "tnum":
            continue
        for index in record.Feature.LookupListIndex:
            for subtable in table.LookupList.Lookup[index].SubTable:
                mapping = getattr(subtable, "ExtSubTable", subtable).mapping
                for glyph in mapping.keys() - figures:
                    del mapping[glyph]
