"""What is new of strategies: statuses told, editions adopted, proposals on hearing.

History that is entered afterwards is no news: what counts is the day on which it was known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from knf.formats import local_date, long_date, medium_date
from networks.models import DocumentVersion, MeasureUpdate, Network, PoliticalTreatment
from networks.news import by_key
from networks.panels import News, network_news
from networks.visibility import Reader


@network_news
def new_statuses(networks: Sequence[Network], reader: Reader, since: datetime) -> list[News]:
    """Return what was told of the networks' measures: a round of one day is one piece of news. One query."""
    updates = MeasureUpdate.objects.visible_to(reader).filter(
        created_at__gt=since,
        recorded_on__gte=local_date(since),
        measure__document__responsible_network__in=networks,
    )
    updates = updates.select_related("measure__document").order_by("created_at", "pk")
    rounds: dict[tuple[object, ...], list[MeasureUpdate]] = {}
    for update in updates:
        document = update.measure.document
        rounds.setdefault((document.pk, local_date(update.created_at)), []).append(update)
    return [_news_of(told, by_key(networks)) for told in rounds.values()]


def _news_of(told: list[MeasureUpdate], networks: Mapping[Any, Network]) -> News:
    latest = told[-1]
    document = latest.measure.document
    measures = {update.measure_id for update in told}
    if len(measures) == 1:
        text = f"{latest.measure}: {latest.get_status_display().lower()}"
        url = latest.measure.get_absolute_url()
    else:
        text, url = f"{document}: status for {len(measures)} tiltak", document.get_absolute_url()
    network = networks[document.responsible_network_id]
    return News(when=latest.created_at, text=text, url=url, kind="Ny status", network=network)


@network_news
def new_editions(networks: Sequence[Network], reader: Reader, since: datetime) -> list[News]:
    """Return the editions of the networks' documents that were adopted. One query."""
    decisions = PoliticalTreatment.objects.fixed().filter(
        created_at__gt=since,
        recorded_on__gte=local_date(since),
        version__document__responsible_network__in=networks,
        version__in=DocumentVersion.objects.visible_to(reader),
    )
    return [
        News(
            when=decision.created_at,
            text=f"{decision.version}, vedtatt {medium_date(decision.held_on)}",
            url=decision.version.get_absolute_url(),
            kind="Ny utgave",
            network=by_key(networks)[decision.version.document.responsible_network_id],
        )
        for decision in decisions.select_related("version__document")
    ]


@network_news
def new_hearings(networks: Sequence[Network], reader: Reader, since: datetime) -> list[News]:
    """Return the proposals for the networks' documents that came on hearing, and still are. One query."""
    versions = DocumentVersion.objects.visible_to(reader).filter(
        state=DocumentVersion.State.ON_HEARING,
        hearing_opened_at__gt=since,
        document__responsible_network__in=networks,
    )
    return [
        News(
            when=version.hearing_opened_at,
            text=f"{version}: frist {long_date(version.hearing_deadline)}",
            url=version.get_absolute_url(),
            kind="På høring",
            network=by_key(networks)[version.document.responsible_network_id],
        )
        for version in versions.select_related("document")
    ]
