"""A prediction as it is kept, for tests to say things about."""

from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from producflow.domain.predictions.trend import TREND
from producflow.store.database import Store
from producflow.store.queries import predictions as queries


def kept(store: Store, machine: int, made_at: datetime, **other: Any) -> int:
    """Number of a prediction that vibration crosses 2 within two to five days."""
    instant = pd.Timestamp(made_at).tz_convert("UTC").tz_localize(None)
    row: dict[str, Any] = {
        "equipment_id": machine,
        "sensor_type": "vibration",
        "method": TREND,
        "version": 1,
        "made_at": instant,
        "since": instant - timedelta(days=5),
        "horizon_ends_at": instant + timedelta(days=5),
        "until_from": instant + timedelta(days=2),
        "until_to": instant + timedelta(days=5),
        "limit_name": "warn_high",
        "limit_value": 2.0,
        "score": 0.6,
        "confidence": float("nan"),
        "outcomes": 0,
        "outcomes_true": 0,
        "words": "Vibration has risen.",
        "inputs": "{}",
        "hindsight": False,
        "created_at": instant,
    }
    store.write(queries.add, pd.DataFrame([row | other]))
    return int(store.read(queries.everything, (machine,))["id"].max())
