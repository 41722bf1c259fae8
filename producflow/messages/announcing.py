"""From what happened to the outbox: whom to tell of which alerts, shifts and pages, each once.

Nothing here is done where readings come in. Alerts are compared with what was told of them, so that a process that ends
at any instant has told nothing twice and forgotten nothing when it looks again.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from producflow.domain.plant import PlantSettings
from producflow.messages import words
from producflow.operations.alerts import ALERT_PRIORITIES
from producflow.operations.subscriptions import ALERTS, DAY, REPORT
from producflow.reports.handover import handover
from producflow.reports.periods import last_shift, production_day
from producflow.reports.plant import plant_settings
from producflow.settings import Settings
from producflow.store.database import Store, Transaction
from producflow.store.queries import messages as queries

NEWER_THAN = timedelta(hours=24)
"""Alerts that began earlier are history by the time they are known, and tell nobody but where they were put aside."""
OVER_SINCE = timedelta(hours=1)
"""So are those that were over earlier."""
MOST, WITHIN = 5, timedelta(minutes=10)
"""Messages about alerts that a subscription gets within so long; what comes beyond waits, and goes out as one."""
AFTER_A_SHIFT, NO_LATER = timedelta(minutes=15), timedelta(hours=12)
"""A shift is told of so long after its end, when its reports are in; and no later than this."""
LATE_WEEK = timedelta(days=2)
"""A week is told of no later than so long after its end."""


def announce(store: Store, settings: Settings, now: datetime) -> int:
    """Put into the outbox what is to be told by now, and tell how many messages that are."""
    people = store.read(queries.subscriptions)
    if not people:
        return 0
    plant = plant_settings(store, settings.timezone)
    made = _alerts(store, [row for row in people if row["told"] == ALERTS], plant, settings, now)
    return made + _after_shifts(store, [row for row in people if row["told"] != ALERTS], plant, settings, now)


def _alerts(
    store: Store, people: Iterable[Mapping[str, Any]], plant: PlantSettings, settings: Settings, now: datetime
) -> int:
    reached = {row["id"] for row in people if _within_hours(row, plant.timezone, now)}
    held = store.read(queries.withheld, ALERT_PRIORITIES, now - NEWER_THAN)
    if not held.empty:
        store.write(queries.withhold, held, changes_data=False)
    if not reached:
        return 0
    since = {"now": now, "newer_than": now - NEWER_THAN, "over_since": now - OVER_SINCE}
    found = store.read(lambda session: queries.pending(session, ALERT_PRIORITIES, **since))
    found = found[found["subscription_id"].isin(reached)]
    if found.empty:
        return 0
    had = store.read(queries.lately, now - WITHIN)
    ready = found[found["subscription_id"].map(had).fillna(0) < MOST]
    made = []
    for subscription, pending in ready.groupby("subscription_id"):
        title, body, details = words.of_alerts(pending, settings.base, plant.timezone)
        message = _message(int(str(subscription)), ALERTS, (title, body, details), now)
        # What began and is over before it could be told is told once, as both.
        over = pending.loc[~pending["ended_at"].isna() | pending["status"].eq("resolved"), ["id"]]
        told = pd.concat([pending[["id", "moment"]], over.assign(moment=words.OVER)]).drop_duplicates()
        made.append((message, told.rename(columns={"id": "alert_id"})))
    if made:
        _put(store, made)
    return len(made)


def _within_hours(row: Mapping[str, Any], timezone: str, now: datetime) -> bool:
    if row["hours_from"] is None:
        return True
    from_, until = int(row["hours_from"]), int(row["hours_until"])
    clock = now.astimezone(ZoneInfo(timezone))
    minute = clock.hour * 60 + clock.minute
    # Hours such as 22 to 6 go past midnight.
    return from_ <= minute < until if from_ < until else minute >= from_ or minute < until % DAY


def _after_shifts(
    store: Store, people: Iterable[Mapping[str, Any]], plant: PlantSettings, settings: Settings, now: datetime
) -> int:
    minute = now.replace(second=0, microsecond=0)
    day, shift, ended = last_shift(plant, minute)
    just = ended + AFTER_A_SHIFT <= now < ended + NO_LATER
    today = production_day(plant, minute)
    monday = today - timedelta(days=today.weekday())
    week_began = pd.Timestamp(monday).tz_localize(plant.timezone).to_pydatetime()
    sheet = None
    made = 0
    for row in people:
        weekly = row["every"] == "week"
        occasion = f"week before {monday}" if weekly else f"{day} {shift}"
        due = today - monday <= LATE_WEEK if weekly else just
        if not due or row["created_at"] >= (week_began if weekly else ended):
            continue
        if store.read(queries.was_told, row["id"], occasion):
            continue
        if row["told"] == REPORT:
            content = words.of_page(row["report"], settings.base)
        else:
            sheet = sheet or words.of_shift(handover(store, day, shift, None, now), settings.base)
            content = sheet
        _put(store, [(_message(row["id"], occasion, content, now), None)])
        made += 1
    return made


def _message(
    subscription: int, occasion: str, content: tuple[str, str, Mapping[str, Any]], now: datetime
) -> dict[str, Any]:
    title, body, details = content
    written = {"title": title, "body": body, "details": json.dumps(details)}
    return {"subscription_id": subscription, "occasion": occasion, "now": now, **written}


def _put(store: Store, made: Iterable[tuple[Mapping[str, Any], pd.DataFrame | None]]) -> None:
    """Put messages into the outbox, each with what it tells of alerts: in one commit, however many people are told."""

    def work(transaction: Transaction) -> None:
        for message, told in made:
            # It may have been ended since it was read.
            if queries.subscription(transaction, message["subscription_id"]) is not None:
                queries.put(transaction, message, told)

    store.write(work, changes_data=False)
