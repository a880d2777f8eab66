"""Build the web fonts: the few glyphs Norwegian and its neighbours need, as small variable WOFF2 files."""

import io
from dataclasses import dataclass
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

TARGET = Path(__file__).resolve().parents[2] / "static" / "knf" / "fonts"

PUNCTUATION = "U+2009,U+2010-2015,U+2018-201E,U+2022,U+2026,U+202F,U+20AC,U+2190-2193,U+2212"
LATIN_1 = f"U+0020-007E,U+00A0-00FF,{PUNCTUATION}"
SAMI = "U+010C-010D,U+0110-0111,U+014A-014B,U+0160-0161,U+0166-0167,U+017D-017E"
EUROPE = f"U+0020-007E,U+00A0-017F,{PUNCTUATION}"

LAYOUT = ["kern", "ccmp", "locl", "mark", "mkmk"]


@dataclass(frozen=True)
class Font:
    """One file to build: where it comes from, which axes it keeps, which characters and features."""

    package: str
    source: str
    target: str
    axes: dict
    characters: str
    features: list


FONTS = [
    Font(
        "inter",
        "Inter[opsz,wght].ttf",
        "inter.woff2",
        {"opsz": 14, "wght": (400, 700)},
        EUROPE,
        [*LAYOUT, "tnum", "case"],
    ),
    Font(
        "source-serif-4",
        "SourceSerif4[opsz,wght].ttf",
        "source-serif-4.woff2",
        {"opsz": 20, "wght": (400, 700)},
        EUROPE,
        [*LAYOUT, "liga"],
    ),
    Font(
        "source-serif-4",
        "SourceSerif4-Italic[opsz,wght].ttf",
        "source-serif-4-italic.woff2",
        {"opsz": 20, "wght": 400},
        f"{LATIN_1},{SAMI}",
        [*LAYOUT, "liga"],
    ),
]


class Command(BaseCommand):
    """Write the fonts and their licences into the static folder (needs the development dependencies)."""

    help = "Bygger nettskriftene på nytt fra OFL-pakkene (bare for utviklere)."
    requires_system_checks = []

    def handle(self, *args, **options):
        try:
            import fontpkg
        except ImportError as error:
            raise CommandError("Installer utviklingspakkene først (requirements-dev.txt).") from error
        TARGET.mkdir(parents=True, exist_ok=True)
        total = 0
        for font in FONTS:
            files = Path(fontpkg.path(font.package)).parent
            data = build(files / font.source, font)
            (TARGET / font.target).write_bytes(data)
            licence = (files.parent / "LICENSE").read_text(encoding="utf-8")
            (TARGET / f"OFL-{font.package}.txt").write_text(licence, encoding="utf-8")
            total += len(data)
            self.stdout.write(f"{font.target}: {len(data) / 1000:.1f} kB")
        self.stdout.write(f"I alt {total / 1000:.1f} kB")


def build(source: Path, font: Font) -> bytes:
    """Narrow the axes, drop every glyph not asked for, and compress."""
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    narrowed = io.BytesIO()
    instancer.instantiateVariableFont(TTFont(source), font.axes).save(narrowed)
    # Subsetting the instance while it is still in memory raises KeyError: read it back first.
    narrowed.seek(0)
    result = TTFont(narrowed)
    options = subset.Options(layout_features=font.features, hinting=False, notdef_outline=True)
    options.name_IDs = ["*"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(font.characters))
    subsetter.subset(result)
    result.flavor = "woff2"
    compressed = io.BytesIO()
    result.save(compressed)
    return compressed.getvalue()
