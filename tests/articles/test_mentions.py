"""Whoever takes a person's name away is told of everything in the news that names them."""

from django.urls import reverse

from articles import actions
from articles.models import Article, ArticleSeries
from tests.factories import (
    make_article,
    make_draft,
    make_image,
    make_page,
    make_person,
    make_statement,
    make_withdrawn,
)

NAME = "Åse Slettmæg"


def test_all_that_names_a_person_in_the_news_is_listed(browse, administrator):
    corrected = make_article("Rettet")
    corrected.correction = f"Det var {NAME} som sa det."
    actions.save_article(article=corrected, by=None)
    withdrawn = make_withdrawn("Trukket", reason=f"{NAME} ble feilsitert.")
    Article.objects.filter(pk=make_withdrawn("Trukket av en grunn").pk).update(
        withdrawn_reason_internal=f"{NAME} ringte."
    )
    make_draft("I ingressen", lead=f"{NAME} forteller.")
    make_article("Kronikken", sender_name=NAME)
    make_statement("Brevet", recipient=NAME)
    make_statement("Saken om", matter=f"Klage fra {NAME}")
    make_page("Styret", lead=f"{NAME} leder.")
    ArticleSeries.objects.create(name="Lederen har ordet", intro=f"{NAME} skriver.")
    make_image("Portrettet", alt_text=f"{NAME} ved benken.")
    make_image("Gruppen", caption=f"Fra venstre: {NAME}.")
    make_image("Bussen", photographer=NAME)
    make_image("Festen", consent_note=f"{NAME} sa ja.")
    for make in (make_article, make_page, make_image):
        make("Ingenting om noen")

    person = make_person(*NAME.split())
    page = browse(administrator).get(reverse("admin:networks_person_erase", args=[person.pk]))
    listed = {mention.title for mention in page.context["preview"].to_look_at}
    assert listed == {
        *(f"Saken «{title}»" for title in ("Rettet", "Trukket", "Trukket av en grunn", "I ingressen")),
        *(f"Saken «{title}»" for title in ("Kronikken", "Brevet", "Saken om")),
        "Siden «Styret»",
        "Serien «Lederen har ordet»",
        *(f"Bildet «{title}»" for title in ("Portrettet", "Gruppen", "Bussen", "Festen")),
    }
    assert reverse("admin:articles_article_change", args=[withdrawn.pk]) in page.content.decode()
