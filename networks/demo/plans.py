"""What the demo says of each strategy document: its editions, how its measures go, and who reports."""

from networks.models import Status

from . import business_strategy, industry_plan, tourism_strategy, trade_strategy
from .documents import (
    BUSINESS_STRATEGY,
    FARMING_PLAN,
    FORMER_STRATEGY,
    INDUSTRY_PLAN,
    MUNICIPAL_PLAN,
    TOURISM_STRATEGY,
    TRADE_STRATEGY,
)
from .industry_statuses import INDUSTRY_STATUSES
from .people import EXPERIENCES, INDUSTRY, TRADE
from .plan_shapes import Duty, Edition, Reported, Told
from .shapes import days
from .trade_statuses import TRADE_STATUSES

EDITIONS: dict[str, tuple[Edition, ...]] = {
    FORMER_STRATEGY: business_strategy.FORMER_EDITIONS,
    MUNICIPAL_PLAN: business_strategy.MUNICIPAL_PLAN_EDITIONS,
    BUSINESS_STRATEGY: business_strategy.STRATEGY_EDITIONS,
    FARMING_PLAN: business_strategy.FARMING_EDITIONS,
    INDUSTRY_PLAN: industry_plan.INDUSTRY_EDITIONS,
    TOURISM_STRATEGY: tourism_strategy.TOURISM_EDITIONS,
    TRADE_STRATEGY: trade_strategy.TRADE_EDITIONS,
}

STATUSES: dict[str, dict[str, tuple[Told, ...]]] = {
    FORMER_STRATEGY: business_strategy.FORMER_STATUSES,
    BUSINESS_STRATEGY: business_strategy.STRATEGY_STATUSES,
    INDUSTRY_PLAN: INDUSTRY_STATUSES,
    TOURISM_STRATEGY: tourism_strategy.TOURISM_STATUSES,
    TRADE_STRATEGY: TRADE_STATUSES,
}

DUTIES = (
    Duty(INDUSTRY, INDUSTRY_PLAN, 2019, "kapittel 5 i planen"),
    Duty(EXPERIENCES, TOURISM_STRATEGY, 2021, "siste kapittel i strategien"),
    Duty(TRADE, TRADE_STRATEGY, 2023, "siste kapittel i strategien"),
)

REPORTS = (
    Reported(
        INDUSTRY_PLAN,
        "I-16",
        "Synne Varpe",
        Status.IN_PROGRESS,
        days(-3),
        "Prisen er på plass. Siden legges ut når Unni har lest den.",
    ),
    Reported(
        TRADE_STRATEGY,
        "H-04",
        "Nora Yilmaz-Haug",
        Status.IN_PROGRESS,
        days(-2),
        "Mars får en strikkekveld. Da er alle tolv månedene dekket.",
    ),
    Reported(
        INDUSTRY_PLAN,
        "I-15",
        "Tor-Egil Rustand",
        Status.COMPLETED,
        days(-20),
        "Vi har i hvert fall spurt.",
        returned="Vi regner det ikke som gjort før noen har flyttet inn. Kan du skrive hvor mange?",
    ),
)

HANDED_OUT = (
    (TRADE_STRATEGY, "formannskapet-2024"),
    (INDUSTRY_PLAN, "formannskapet-i-fjor"),
)
"""At which meetings the status was handed out on paper."""
