"""Slugs, alphabetical order and search folding."""

import random
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knf.text import SORT_KEY_MAX_LENGTH, fold, initial, key_in, slugify, sort_key

ADDRESSES = {
    "Industrilederne møtte Formannskapet": "industrilederne-motte-formannskapet",
    "Næringsstrategien 2014–2024": "naeringsstrategien-2014-2024",
    "Forumene møtte Formannskapet": "forumene-motte-formannskapet",
    "Pølser & politikk ble en suksess!": "polser-politikk-ble-en-suksess",
    "Dette mener Høyre om industrien": "dette-mener-hoyre-om-industrien",
    "KNF har svart på høring om arealplanen": "knf-har-svart-pa-horing-om-arealplanen",
    "Formannskapet ble oppdatert om status i industrien": (
        "formannskapet-ble-oppdatert-om-status-i-industrien"
    ),
    "Vi trenger mer galskap på Kongsberg": "vi-trenger-mer-galskap-pa-kongsberg",
}

IN_ORDER = [
    "3600.no",
    "Andre",
    "André",
    "Evje",
    "Évje",
    "Myhre",
    "Müller",
    "Säter",
    "Sæter",
    "Vold",
    "Vågen",
    "Wessel",
    "Waaler",
    "Zahl",
    "Æsop",
    "Ödegård",
    "Øster",
    "Österberg",
    "Øvre",
    "Aaby",
    "Åge",
    "Aas",
    "Ås",
]

names = st.text(alphabet="abeoyzæøåäöéAEÆØÅ -.'3\u0301\u030a", max_size=12)


@pytest.mark.parametrize(("title", "address"), ADDRESSES.items())
def test_slug_is_the_address_the_association_already_uses(title, address):
    assert slugify(title) == address


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Blåbærøl", "blabaerol"),
        ("Aas og Ås", "aas-og-as"),
        ("Kafé à la crème", "kafe-a-la-creme"),
        ("Ođđa ŋŧ čáŧ šž", "odda-ngt-cat-sz"),
        ("KNF’s A/S, kl. 09.00", "knfs-a-s-kl-09-00"),
        ("  – Uka – ", "uka"),
        ("sam\u00adarbeid", "samarbeid"),
        ("Straße", "strasse"),
        ("Привет", ""),
        ("", ""),
    ],
)
def test_slug_holds_only_ascii_words_and_hyphens(title, slug):
    assert slugify(title) == slug


def test_slug_is_the_same_for_decomposed_letters():
    title = "Årsmøte på Ærfugløya"
    assert slugify(normalize("NFD", title)) == slugify(title) == "arsmote-pa-aerfugloya"


@pytest.mark.parametrize(
    ("max_length", "slug"),
    [
        (0, "naering-og-politikk"),
        (19, "naering-og-politikk"),
        (18, "naering-og"),
        (10, "naering-og"),
        (9, "naering"),
        (7, "naering"),
        (4, "naer"),
    ],
)
def test_slug_is_cut_after_a_whole_word_where_it_can(max_length, slug):
    assert slugify("Næring og politikk", max_length=max_length) == slug


@given(st.text())
def test_slug_of_a_slug_is_itself(text):
    assert slugify(slugify(text)) == slugify(text)


@given(st.text(), st.integers(min_value=1, max_value=20))
def test_slug_never_exceeds_its_limit_nor_ends_in_a_hyphen(text, max_length):
    slug = slugify(text, max_length=max_length)
    assert len(slug) <= max_length
    assert slug == slug.strip("-")


@pytest.mark.parametrize("seed", range(20))
def test_sort_key_puts_shuffled_names_in_norwegian_order(seed):
    shuffled = random.Random(seed).sample(IN_ORDER, len(IN_ORDER))
    assert sorted(shuffled, key=sort_key) == IN_ORDER


def test_sort_key_follows_the_alphabet():
    alphabet = list("0123456789abcdefghijklmnopqrstuvwxyzæøå")
    assert sorted({*alphabet}, key=sort_key) == alphabet


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Vold Hansen", "Volda"),
        ("Ås", "Åsen"),
        ("Geir-Aage", "Geirmund"),
        ("Zorro", "Ærlig"),
        ("Åse", "Привет"),
        ("Évje", "Évjè"),
        ("Evjé", "Évje"),
        ("Ødegård", "Ådland"),
        ("Lukas", "Łukasz"),
        ("Sznajder", "Šznajder"),
    ],
)
def test_sort_key_puts_the_first_name_first(first, second):
    assert sort_key(first) < sort_key(second)


@pytest.mark.parametrize(
    ("one", "other"),
    [("VÅGEN", "Vågen"), ("Geir-Aage", "Geir Aage"), ("  Ås ", "Ås"), ("D’Arcy", "DArcy")],
)
def test_sort_key_ignores_case_hyphens_and_outer_space(one, other):
    assert sort_key(one) == sort_key(other)


def test_sort_key_keeps_double_a_apart_where_the_name_says_so():
    names = ["Saab", "Sabel", "Saga", "Så"]
    assert sorted(names, key=lambda name: sort_key(name, aa_is_ring=False)) == names
    assert sorted(names, key=sort_key) == ["Sabel", "Saga", "Så", "Saab"]


@given(st.text(max_size=300))
def test_sort_key_is_short_and_made_of_digits(text):
    key = sort_key(text)
    assert key.isdecimal()
    assert key.isascii()
    assert len(key) <= SORT_KEY_MAX_LENGTH


@given(st.text())
def test_sort_key_is_the_same_for_decomposed_letters(text):
    assert sort_key(normalize("NFD", text)) == sort_key(normalize("NFC", text))


@given(names, st.sampled_from("bcdxyzæøå"))
def test_sort_key_puts_a_word_before_its_continuation(name, letter):
    name = f"b{name}".rstrip("aA")
    assert sort_key(name) < sort_key(name + letter)


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("Evje", "E"),
        ("Évje", "E"),
        ("Wessel", "W"),
        ("Æsop", "Æ"),
        ("Säter", "S"),
        ("Ödegård", "Ø"),
        ("Aas", "Å"),
        ("ås", "Å"),
        ("3600.no", "0–9"),
        ("«Sitat»", "S"),
        ("Đorđe", "D"),
        ("Ελλάς", "…"),
        ("!!!", "…"),
    ],
)
def test_a_sort_key_tells_the_heading_it_stands_under(name, heading):
    assert initial(sort_key(name)) == heading


@given(names, names)
def test_sort_key_ties_only_what_differs_in_case_or_punctuation(one, other):
    if sort_key(one) == sort_key(other):
        assert fold(one).replace(" ", "") == fold(other).replace(" ", "")


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("hoyre", "Høyre"),
        ("hoeyre", "HØYRE"),
        ("aas", "Ås"),
        ("aas", "Aas"),
        ("geir aage", "Geir-Aage"),
        ("Geir Åge", "Geir-Aage"),
        ("saeter", "Sæter"),
        ("Säter", "Sæter"),
        ("oster", "Öster"),
        ("andre", "André"),
        ("muller", "Müller"),
        ("DArcy", "D'Arcy"),
        ("nærings  livet", "Nærings–livet"),
    ],
)
def test_folded_query_equals_the_folded_name(query, name):
    assert fold(query) == fold(name)


@pytest.mark.parametrize(("one", "other"), [("far", "får"), ("as", "Ås"), ("Vold", "Wold")])
def test_folding_keeps_different_words_apart(one, other):
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [("42", 42), ("", None), ("x", None), ("-1", None), ("²", None), ("٣", None), ("9" * 16, None)],
)
def test_a_key_is_a_number_that_a_column_holds(text, key):
    assert key_in(text) == key
