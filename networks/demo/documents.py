"""The demo's strategy documents: the tree that the municipality's plans hang in."""

from networks.models import StrategyDocument

from .people import EXPERIENCES, INDUSTRY, TRADE
from .plan_shapes import Document

Kind = StrategyDocument.Kind

MUNICIPAL_PLAN = "Kommuneplan 2018–2030"
BUSINESS_STRATEGY = "Næringsstrategi Kongsberg 2030"
FARMING_PLAN, INDUSTRY_PLAN = "Landbruksplan", "Industriplan"
TOURISM_STRATEGY, TRADE_STRATEGY = "Reiselivsstrategi", "Handelsstrategi"
FORMER_STRATEGY = "Næringsstrategi 2014–2024"

DOCUMENTS = (
    Document(
        MUNICIPAL_PLAN,
        Kind.MUNICIPAL_PLAN,
        "Kommunens egen plan for hvor folk skal bo, arbeide og komme fram. De andre dokumentene her henger "
        "under den.",
        period=(2018, 2030),
    ),
    Document(
        BUSINESS_STRATEGY,
        Kind.BUSINESS_STRATEGY,
        "Hva kommunen og næringslivet vil sammen fram til 2030. Den sier lite om hvem som gjør hva. Det står "
        "i de fire planene under.",
        parent=MUNICIPAL_PLAN,
        period=(2019, 2030),
    ),
    Document(
        FARMING_PLAN,
        Kind.THEME_PLAN,
        "Jorda, skogen og dem som lever av begge. Landbrukskontoret følger opp planen.",
        parent=BUSINESS_STRATEGY,
        period=(2019, 2030),
    ),
    Document(
        INDUSTRY_PLAN,
        Kind.THEME_PLAN,
        "Det industribedriftene og kommunen har blitt enige om å få til. Industrilederforum følger opp "
        "tiltakene, og forteller formannskapet hvert år hvordan det går.",
        parent=BUSINESS_STRATEGY,
        network=INDUSTRY,
        period=(2019, 2030),
    ),
    Document(
        TOURISM_STRATEGY,
        Kind.THEME_PLAN,
        "Hvordan flere skal få en grunn til å komme, og en grunn til å bli en dag til. Forum for opplevelser "
        "følger opp tiltakene.",
        parent=BUSINESS_STRATEGY,
        network=EXPERIENCES,
        period=(2020, 2030),
    ),
    Document(
        TRADE_STRATEGY,
        Kind.THEME_PLAN,
        "Et sentrum uten tomme vinduer, med butikker som kan faget sitt. Forum for handel følger opp "
        "tiltakene.",
        parent=BUSINESS_STRATEGY,
        network=TRADE,
        period=(2022, 2030),
    ),
    Document(
        FORMER_STRATEGY,
        Kind.BUSINESS_STRATEGY,
        "Strategien som gjaldt før Kongsberg 2030. Det som ikke ble ferdig, gikk videre i planene som kom "
        "etter.",
        period=(2014, 2024),
    ),
)
"""Each comes after the one that it hangs under."""
