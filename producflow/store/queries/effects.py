"""What machines were like around their maintenance jobs: sums over many spans of time in one question."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from producflow.store.database import Session


def _lists(spans: pd.DataFrame) -> dict[str, Any]:
    return {
        "spans": spans.index.tolist(),
        "machines": spans["equipment_id"].tolist(),
    }


def _instants(spans: pd.DataFrame) -> dict[str, Any]:
    """Naive UTC, as the file holds them."""
    return {name: list(spans[name].dt.tz_localize(None).dt.to_pydatetime()) for name in ("starts", "ends")}


def downtime(session: Session, spans: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """Unplanned downtime in spans with `equipment_id`, `starts` and `ends`: `stops`, `hours` by span."""
    found = session.frame("effect_downtime", **_lists(spans), **_instants(spans), now=now)
    return found.set_index("span")


def records(session: Session, spans: pd.DataFrame) -> pd.DataFrame:
    """Production in spans with `equipment_id`, `first_day`, `last_day`: `shifts`, `planned_hours`, `downtime_hours`."""
    days = {f"{name}s": list(spans[name].dt.date) for name in ("first_day", "last_day")}
    return session.frame("effect_records", **_lists(spans), **days).set_index("span")


def sensors(session: Session, spans: pd.DataFrame) -> pd.DataFrame:
    """Sums of sensors in spans with `equipment_id`, `starts` and `ends`: `span`, `sensor_type`, `n`, `total`."""
    return session.frame("effect_sensors", **_lists(spans), **_instants(spans))


def failures(session: Session, starts: datetime, machines: Sequence[int] | None) -> pd.DataFrame:
    """Unplanned stops that were not over at an instant or came later, with their `reason`."""
    return session.frame("effect_failures", starts=starts, machines=None if machines is None else list(machines))
