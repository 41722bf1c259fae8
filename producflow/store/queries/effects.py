"""What machines were like around their maintenance jobs: sums over many spans of time in one question."""

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


def records(session: Session, spans: pd.DataFrame) -> pd.DataFrame:
    """Production in spans with `equipment_id`, `first_day`, `last_day`: `shifts`, `planned_hours`, `downtime_hours`."""
    days = {f"{name}s": list(spans[name].dt.date) for name in ("first_day", "last_day")}
    return session.frame("effects/records", **_lists(spans), **days).set_index("span")


def sensors(session: Session, spans: pd.DataFrame) -> pd.DataFrame:
    """Sums of sensors in spans with `equipment_id`, `starts` and `ends`: `span`, `sensor_type`, `n`, `total`."""
    return session.frame("effects/sensors", **_lists(spans), **_instants(spans))
