"""Norwegian text: slugs, alphabetical order and search folding, the same on every database.

Django's own slugify drops æ and ø, SQLite folds the case of ASCII only, and no two databases
agree on where å belongs. Hence one pure module, whose results are stored.
"""

import re
from collections.abc import Iterator
from itertools import count
from unicodedata import category, combining, normalize

SORT_KEY_MAX_LENGTH = 400
"""Longest sort key, in characters: the full order of the first hundred letters or more."""

APOSTROPHES = re.compile("['’ʼ]")

# Letters that Unicode does not decompose: Sámi, Icelandic, Polish and a few neighbours.
PLAIN_LETTERS = str.maketrans(
    {"đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ŋ": "ng", "þ": "th", "ŧ": "t"}
)
SLUG_LETTERS = PLAIN_LETTERS | str.maketrans({"æ": "ae", "ø": "o", "å": "a", "œ": "oe"})
SEARCH_LETTERS = PLAIN_LETTERS | str.maketrans(
    {"å": "aa", "æ": "ae", "ä": "ae", "ø": "o", "ö": "o", "œ": "o"}
)

# Neighbours' letters sort as ours: the rule of Norwegian catalogues and of CLDR's `nb` order.
SORTED_AS = {"ä": "æ", "ö": "ø", "ő": "ø", "œ": "ø", "ü": "y", "ű": "y"}
SORT_ORDER = " 0123456789abcdefghijklmnopqrstuvwxyzæøå"
RANKS = {letter: f"{rank:02}" for rank, letter in enumerate(SORT_ORDER, start=1)}
END_OF_LETTERS = "00"
OTHER_ALPHABETS = "99"
INITIAL_LENGTH = 2
"""How many characters of a sort key tell the letter that it begins with."""


def slugify(value: str, *, max_length: int = 0) -> str:
    """Return ``value`` as the last part of an address: lower-case ASCII words and hyphens.

    æ becomes ae, ø o and å a; a written aa stays. Other accents are stripped. ``max_length``
    (0: no limit) cuts after a whole word where it can. A text with no Latin letter or digit has
    the empty slug.
    """
    text = APOSTROPHES.sub("", _plain(value)).translate(SLUG_LETTERS)
    slug = re.sub(r"[^a-z0-9]+", "-", _without_accents(text)).strip("-")
    if not max_length or len(slug) <= max_length:
        return slug
    whole_words, hyphen, _ = slug[: max_length + 1].rpartition("-")
    return whole_words if hyphen else slug[:max_length]


def key_in(text: str) -> int | None:
    """Return the primary key that ``text`` is; None where it is none that a column holds."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


def numbered(stem: str) -> Iterator[str]:
    """Yield ``stem``, "stem-2", "stem-3" and so on: addresses to try until one is free."""
    yield stem
    yield from (f"{stem}-{number}" for number in count(2))


def sort_key(value: str, *, aa_is_ring: bool = True) -> str:
    """Return a key that sorts ``value`` in Norwegian alphabetical order.

    Words before longer words, digits before letters, then a–z æ ø å with v and w apart. Accents
    and case are ignored; accents break ties, so Andre precedes André. aa is å, as in Aaby; pass
    ``aa_is_ring=False`` for names where it is two letters (Aalto, Haase, Saab).

    The key is made of digits only, two for each letter, because digits sort alike under every
    collation of every database. Letters do not: some locales move y, ch, ll or aa.
    """
    letters: list[str] = []
    ties: list[str] = []
    for place, (letter, sign) in enumerate(_letters(value, aa_is_ring=aa_is_ring)):
        letters.append(RANKS.get(letter) or f"{OTHER_ALPHABETS}{ord(letter):07}")
        if sign:
            # Earlier places get higher numbers: the first difference decides, plain goes first.
            ties.append(f"{99 - min(place, 99):02}{ord(sign):07}")
    return "".join([*letters, END_OF_LETTERS, *ties])[:SORT_KEY_MAX_LENGTH]


def initial(key: str) -> str:
    """Return the heading under which lists put the sort key ``key``: "Å" for Aas, "0–9" for digits.

    What begins with neither, such as a name in Greek, stands under "…".
    """
    rank = int(key[:INITIAL_LENGTH] or END_OF_LETTERS)
    if not 0 < rank <= len(SORT_ORDER):
        return "…"
    letter = SORT_ORDER[rank - 1]
    return "0–9" if letter.isdigit() else letter.upper()


def composed(value: str) -> str:
    """Return ``value`` with each letter in one piece (NFC): "å", also where it came as a and a ring."""
    return normalize("NFC", value)


def fold(value: str) -> str:
    """Return ``value`` folded for search, so that equal spellings become equal texts.

    Case, accents and punctuation disappear, a hyphen is a space, and å meets aa, æ meets ae and
    ä, ø meets o, oe and ö: "hoyre" finds Høyre and "Geir Aage" is "Geir-Aage". Å is not folded to
    a, for a search for "far" should not find "får".
    """
    text = APOSTROPHES.sub("", _plain(value)).translate(SEARCH_LETTERS)
    text = re.sub(r"oe+", "o", _without_accents(text))
    return " ".join(re.findall(r"[^\W_]+", text))


def _plain(value: str) -> str:
    """Return ``value`` in one case and one composed form, without invisible characters."""
    folded = normalize("NFKC", value).casefold()
    visible = "".join(sign for sign in folded if category(sign) != "Cf")
    return normalize("NFKC", visible)


def _without_accents(text: str) -> str:
    decomposed = normalize("NFKD", text)
    return "".join(sign for sign in decomposed if not combining(sign))


def _letters(value: str, *, aa_is_ring: bool) -> Iterator[tuple[str, str]]:
    """Yield each letter of ``value`` as it sorts, with the sign that sets it apart in a tie."""
    text = APOSTROPHES.sub("", _plain(value))
    words = "".join(sign if sign.isalnum() or combining(sign) else " " for sign in text).split()
    for sign in re.findall("aa|." if aa_is_ring else ".", " ".join(words)):
        if sign == "aa":
            yield "å", ""
        elif sign.isascii():
            yield sign, ""
        else:
            first, *rest = list(_sorted_as(sign))
            yield first, sign
            yield from ((letter, "") for letter in rest)


def _sorted_as(sign: str) -> str:
    """Return the letters that ``sign`` sorts as: itself, a neighbour, or itself without accents."""
    decomposed = normalize("NFD", sign)
    for letter in (sign, normalize("NFC", decomposed[:2]), decomposed[0]):
        if letter in RANKS:
            return letter
        if letter in SORTED_AS:
            return SORTED_AS[letter]
    return decomposed[0].translate(PLAIN_LETTERS)
