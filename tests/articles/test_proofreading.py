"""What is found before publishing, and above all what is not."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.proofreading import Picture, Severity, Text, passages_of, proofread
from articles.proofreading.names import one_edit_apart
from knf.rich_text.cleaning import clean

PEOPLE = ("Geir-Aage Bakken", "Hans Peter Havdal", "Dag Ås", "Kari von der Lippe", "Ida Strøm")
NETWORKS = ("Industrilederforum", "Forum for handel", "Forum for handel og service")


def text(body="", *, title="Ny bro åpnet", lead="Broen er klar.", **known):
    """Return a text that nothing is wrong with, but for what is given."""
    known = {"today": date(2022, 10, 28), "event_on": date(2022, 10, 27)} | known
    return Text(title=title, lead=lead, body=passages_of(clean(body)), **known)


def words(body, **known):
    """Return the words that are found in a body."""
    return [finding.words for finding in proofread(text(f"<p>{body}</p>", **known))]


def sentences(checked):
    """Return what is said of a text."""
    return [finding.sentence for finding in proofread(checked)]


def test_a_good_text_has_nothing_to_look_at():
    assert proofread(text("<p>Ordføreren klippet snora onsdag 26. oktober.</p>")) == []


# What is left to fill in


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("Møtet er (dato) på rådhuset.", "(dato)"),
        ("Ordfører (navn) åpnet møtet.", "(navn)"),
        ("Velkommen til [sett inn sted].", "[sett inn sted]"),
        ("Det kom xx gjester.", "xx"),
        ("Prisen er XXX kroner.", "XXX"),
        ("Klokka xx.xx begynner vi.", "xx"),
        ("TODO: spør kommunen.", "TODO"),
        ("Lorem ipsum dolor sit amet.", "Lorem ipsum"),
        ("Vi sees […] i november.", "[…]"),
        ("Vi sees [...] i november.", "[...]"),
        ("Det kom 40?? gjester.", "??"),
        ("Sitat kommer her.", "Sitat kommer her"),
        ("kommer her", "kommer her"),
    ],
)
def test_what_was_to_be_filled_in_stops_the_text(body, left):
    [finding] = proofread(text(f"<p>{body}</p>"))
    assert (finding.words, finding.severity) == (left, Severity.STOP)
    assert left in finding.sentence


@pytest.mark.parametrize(
    "body",
    [
        "Bussen kommer her hvert kvarter.",
        "Mange kommer her for å handle.",
        "Foxxy Bar og Exxon er nye medlemmer.",
        "Skriv aldri «xx» eller «(dato)» i en ferdig sak.",
        "Hva nå?",
        "«Vi må […] bygge mer», sier hun.",
        "Møtet varte lenge (dato og sted var nye for mange).",
        "Bedriften lager en todo-liste.",
    ],
)
def test_ordinary_words_are_not_left_to_fill_in(body):
    assert words(body) == []


def test_a_quotation_may_leave_something_out():
    assert proofread(text("<blockquote><p>Vi må […] bygge mer.</p></blockquote>")) == []


def test_the_title_and_the_lead_are_read_too():
    found = proofread(text(title="Møte (dato)", lead="Vi er xx."))
    assert [(finding.field, finding.words) for finding in found] == [("title", "(dato)"), ("lead", "xx")]


def test_equal_words_are_told_apart_by_their_place():
    [finding] = proofread(text("<p>Exxon sa ja.</p><p>Det <strong>kom</strong> xx gjester.</p>"))
    assert (finding.words, finding.occurrence) == ("xx", 1)


# Days


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Vi møtes tirsdag 25. november.", "25. november 2022 er en fredag, ikke en tirsdag."),
        ("Vi møtes tirsdag den 25. november 2022.", "25. november 2022 er en fredag, ikke en tirsdag."),
        ("Vi møtes tirsdag 25.11. i byen.", "25. november 2022 er en fredag, ikke en tirsdag."),
        ("Vi møtes tirsdag 25.11.2022.", "25. november 2022 er en fredag, ikke en tirsdag."),
        ("Vi møtes tirs. 25/11.", "25. november 2022 er en fredag, ikke en tirsdag."),
        ("Vi møtes Tirsdag, 25. nov. 2022.", "25. november 2022 er en fredag, ikke en tirsdag."),
        ("Vi møtes mandag 31. november.", "31. november finnes ikke."),
        ("Vi møtes mandag 29. februar 2023.", "29. februar 2023 finnes ikke."),
    ],
)
def test_a_weekday_that_does_not_fit_its_date_is_found(body, said):
    assert sentences(text(f"<p>{body}</p>")) == [said]


@pytest.mark.parametrize(
    "body",
    [
        "Vi møtes fredag 25. november.",
        "Vi møtes fredag 25.11. i byen.",
        "Vi møtes fredag 25.11.22.",
        "Onsdag den 29. mai 2019 møttes vi sist.",
        "Butikken åpner tirsdag 19.30.",
        "Tirsdag 25. og onsdag 26. oktober.",
        "Vi møtes mandag 24. til onsdag 26. oktober.",
        "Hver tirsdag 4 ganger i året.",
        "I sommer, onsdag 1. juni, og i vår, mandag 2. januar.",
        "Da kan man 29. mai gå i tog.",
        "Onsdag 1/3 av styret.",
    ],
)
def test_a_weekday_that_may_fit_is_not(body):
    assert words(body) == []


def test_the_year_is_the_one_that_is_near():
    at_new_year = {"event_on": date(2022, 12, 20), "published_on": date(2022, 12, 20)}
    assert words("Vi møtes onsdag 4. januar.", **at_new_year) == []
    assert words("Vi møtes tirsdag 4. januar.", **at_new_year) == ["tirsdag 4. januar"]
    assert words("Vi møtes tirsdag 4. januar 2022.", **at_new_year) == []


@pytest.mark.parametrize(
    "body",
    [
        "Vi møttes i går.",
        "Neste uke er det årsmøte.",
        "Svar innen i morgen.",
        "Planen ble vedtatt nå i vinter.",
        "Forumet ble nylig startet.",
    ],
)
def test_a_time_that_nobody_can_count_from_is_found_when_the_day_is_unknown(body):
    [finding] = proofread(text(f"<p>{body}</p>", event_on=None))
    assert "«Gjelder dato»" in finding.sentence
    assert words(body) == []


@pytest.mark.parametrize(
    "body", ["Skriv aldri «i går».", "Neste år blir bedre.", "I gården er det liv.", "Morgendagen kommer."]
)
def test_other_times_are_not(body):
    assert words(body, event_on=None) == []


def test_next_is_not_for_what_is_past():
    assert words("Neste møte er onsdag 19. oktober.") == ["Neste møte er onsdag 19. oktober"]
    assert words("Det kommende årsmøtet er 3. mars 2021.") == ["kommende årsmøtet er 3. mars 2021"]


@pytest.mark.parametrize(
    "body",
    [
        "Neste møte er 3. november.",
        "Neste møte er 3. mars.",
        "Neste møte etter 3. oktober er i byen.",
        "Neste møte avtales senere. Det forrige var 3. oktober.",
    ],
)
def test_next_is_for_what_is_to_come(body):
    assert words(body) == []


# Links


@pytest.mark.parametrize(
    "link",
    [
        "her",
        "Les mer",
        "Les videre",
        "klikk her",
        "Les hele planen her..",
        "Les mer her",
        "https://knf.example/a",
    ],
)
def test_a_link_that_says_nothing_is_found(link):
    assert words(f'Planen: <a href="https://knf.example/a">{link}</a>') == [link]


@pytest.mark.parametrize(
    "link", ["Les Næringsstrategien", "Her bor vi", "post@knf.example", "knf.example", "Les mer om planen"]
)
def test_a_link_that_says_where_it_goes_is_not(link):
    assert words(f'Planen: <a href="https://knf.example/a">{link}</a>') == []


def test_a_link_s_own_words_are_the_spot():
    [finding] = proofread(text('<p>Her er <a href="https://knf.example/">her</a>.</p><p>her</p>'))
    assert (finding.words, finding.occurrence) == ("her", 0)
    [finding] = proofread(text('<p>Der <b>og her</b>, <a href="https://knf.example/">her</a>.</p>'))
    assert finding.occurrence == 1


def test_a_link_to_a_closed_door_is_found():
    body = '<p>Se <a href="/lenke/artikkel/7/">planen</a> og <a href="/lenke/artikkel/8/">svaret</a>.</p>'
    [finding] = proofread(text(body, closed={"/lenke/artikkel/7/": "saken er et utkast"}))
    assert (finding.words, finding.severity) == ("planen", Severity.WARNING)
    assert "saken er et utkast" in finding.sentence


# Names


@pytest.mark.parametrize(
    ("body", "meant"),
    [
        ("Leder Geir Aage Bakken åpnet møtet.", "Geir-Aage Bakken"),
        ("Det sa Geir-Åge Bakken.", "Geir-Aage Bakken"),
        ("Det sa Dag Aas.", "Dag Ås"),
        ("Det sa Hans Petter Havdal.", "Hans Peter Havdal"),
        ("Det sa Kari van der Lippe.", "Kari von der Lippe"),
        ("Det sa Ida Srtøm.", "Ida Strøm"),
        ("Det er Ida Strøms\u00a0Fond, sa Ida\u00a0Støm.", "Ida Strøm"),
    ],
)
def test_a_name_that_is_nearly_known_is_found(body, meant):
    [sentence] = sentences(text(f"<p>{body}</p>", people=PEOPLE))
    assert sentence.endswith(f"mener du {meant}?")


@pytest.mark.parametrize(
    "body",
    [
        "Det sa Geir-Aage Bakken.",
        "Det er Hans Peter Havdals forslag.",
        "Det sa Hans Petter Bø.",
        "Det sa Hans Peter Vang.",
        "Styreleder Dag Ås og Ida Strøm Eiendom.",
        "Lida Strøm og Vida Strøm.",
        "Kongsberg Næringsforum i Drammen Kommune.",
    ],
)
def test_other_people_s_names_are_not(body):
    assert words(body, people=PEOPLE) == []


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("kari", "kari", False),
        ("kari", "karin", True),
        ("karin", "kari", True),
        ("kari", "kiri", True),
        ("kari", "kair", True),
        ("kari", "kiar", False),
        ("", "k", True),
        ("", "", False),
        ("kari", "moe", False),
    ],
)
def test_one_edit_apart(one, other, near):
    assert one_edit_apart(one, other) is near


def test_networks_that_are_named_and_not_chosen_are_found():
    body = "Industrilederforum og Forum for handel og service møttes."
    [sentence] = sentences(text(f"<p>{body}</p>", networks=NETWORKS))
    assert sentence.startswith("Saken nevner Industrilederforum og Forum for handel og service.")
    assert words(body, networks=NETWORKS, about=frozenset(NETWORKS)) == []
    assert words("Industrilederforumets møte.", networks=NETWORKS) == []


# The whole


def test_a_title_that_another_story_has_is_found():
    [finding] = proofread(text(namesakes={"Ny bro, åpnet": "/admin/1/", "Ny vei": "/admin/2/"}))
    assert (finding.field, finding.see) == ("title", "/admin/1/")


def test_a_missing_lead_is_advice():
    [finding] = proofread(text(lead=" "))
    assert (finding.field, finding.severity) == ("lead", Severity.WARNING)
    assert proofread(text(lead="", is_story=False)) == []


def test_a_lead_that_the_body_repeats_is_found():
    [finding] = proofread(text("<p>Broen  er klar!</p><p>Mer.</p>"))
    assert "likt ingressen" in finding.sentence


def test_a_table_without_a_heading_is_found_by_its_first_words():
    headless = "<table><tr><td><p></p></td><td><p>Sted</p></td></tr><tr><td><p>Tirsdag</p></td></tr></table>"
    [finding] = proofread(text(f"<p>Her.</p>{headless}"))
    assert (finding.words, finding.severity) == ("Sted", Severity.WARNING)
    assert finding.sentence.startswith("Tabellen mangler overskriftsrad.")


@pytest.mark.parametrize(
    "rows",
    [
        "<tr><th><p>Dag</p></th><th><p>Sted</p></th></tr><tr><td><p>Tirsdag</p></td><td><p>Krona</p></td></tr>",
        "<tr><th><p>Dag</p></th><td><p>Tirsdag</p></td></tr>",
        "<tr><td><p></p></td></tr>",
    ],
    ids=["on top", "at the side", "nothing at all"],
)
def test_a_table_with_a_heading_or_nothing_in_it_is_let_be(rows):
    assert proofread(text(f"<p>Her.</p><table>{rows}</table>")) == []


def test_a_picture_without_words_stops_the_text():
    [finding] = proofread(text(undescribed=(Picture("image", "Broen", "/admin/bilde/1/"),)))
    assert (finding.field, finding.severity, finding.see) == ("image", Severity.STOP, "/admin/bilde/1/")


@pytest.mark.parametrize("body", ["Vi vil og og kan.", "Han sa at At det går.".lower()])
def test_a_word_written_twice_is_found(body):
    assert len(words(body)) == 1


@pytest.mark.parametrize(
    "body", ["Det det handler om, er folk.", "Ja, ja.", "Vi så så mye.", "Duran Duran spilte.", "12 12 12"]
)
def test_words_that_norwegian_doubles_are_not(body):
    assert words(body) == []


def test_what_stops_the_text_comes_first():
    found = proofread(text("<p>Vi vil og og (dato).</p>"))
    assert [finding.severity for finding in found] == [Severity.STOP, Severity.WARNING]


# Never in the way


PIECES = st.sampled_from(
    (
        *("tirsdag", " ", "31.", "2.", "11.", "0/0", "februar", "0000", "99", "²", "Ⅷ", "neste", "i går"),
        *("??", "[…]", "«", "»", "xx", "(", "dato", ")", "og og", "Geir", "Aage", "Dag", "Ås", "İ"),
        *("\n", "\u00a0", "https://", "<p>", "</p>", '<a href="/lenke/artikkel/1/">', "</a>", "<br>"),
    )
)


@given(st.lists(PIECES | st.text(max_size=5), max_size=30).map("".join))
@example("tirsdag 0.0.0000")
@example("fredag 29. februar 0000")
def test_no_text_makes_it_fail(written):
    checked = Text(
        title=written,
        lead=written,
        body=passages_of(clean(written)),
        today=date(2022, 1, 1),
        people=PEOPLE,
        networks=NETWORKS,
        namesakes={written: "/"},
        closed={"/lenke/artikkel/1/": "saken er borte"},
    )
    for finding in proofread(checked):
        whole = {"title": checked.title, "lead": checked.lead}.get(finding.field)
        if whole is None and finding.field == "body":
            whole = checked.body[0].whole if checked.body else ""
        if finding.words:
            assert whole.replace("\r\n", "\n").count(finding.words) > finding.occurrence
