"""How the plant is right now: what needs attention, which alerts are active, what happened lately."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from producflow.domain import thresholds
from producflow.domain.plant import PlantSettings
from producflow.reports.attention import attention
from producflow.reports.periods import bounds, calendar
from producflow.reports.plant import in_force
from producflow.reports.production import machines_in
from producflow.reports.view import View
from producflow.store.database import Session, Store
from producflow.store.queries import production as queries

LATELY = 10

REPORTED = ("operational", "maintenance", "warning", "critical")
CONDITIONS = ("normal", "warning", "critical", "unknown")


@dataclass(frozen=True)
class Overview:
    """The plant right now, for the chosen machines.

    Attributes
    ----------
    attention : DataFrame
        See :func:`producflow.reports.attention.attention`.
    statuses : DataFrame
        `source` (`reported` by people, `condition` from readings), `status`, `machines` [count].
    active_alerts, active_before : int
        Active now, and when the view began.
    alerts_by_day : Series, indexed by production day
        Active when the day ended (or now). [count]
    lately : DataFrame
        `at`, `kind`, `equipment_id`, `machine`, `what`, `who`, the newest first.
    """

    attention: pd.DataFrame
    statuses: pd.DataFrame
    active_alerts: int
    active_before: int
    alerts_by_day: pd.Series
    lately: pd.DataFrame


def overview(store: Store, view: View, as_of: datetime, now: datetime) -> Overview:
    """Look at the plant as it is.

    Parameters
    ----------
    store : Store
    view : View
        Its machines are looked at now; its days are what production is compared over.
    as_of : datetime
        The instant that production figures are computed for, see :func:`producflow.reports.production.metrics`.
    now : datetime
        An aware instant.
    """

    def ask(session: Session) -> Overview:
        plant = in_force(session)
        machines = _conditions(session, machines_in(session, view, as_of), plant, now)
        machines = machines.join(queries.alerts_by_machine(session).set_index("equipment_id"))
        active = _active_alerts(session, view, plant, now)
        return Overview(
            attention=attention(machines),
            statuses=_statuses(machines),
            active_alerts=int(machines["alerts"].sum()),
            active_before=int(active.iloc[0]),
            alerts_by_day=active.iloc[1:],
            lately=queries.happened_lately(session, now, view.machines, LATELY),
        )

    return store.read(ask)


def _conditions(session: Session, machines: pd.DataFrame, plant: PlantSettings, now: datetime) -> pd.DataFrame:
    """Add `condition` and `worst_reading` (what the worst recent reading says, in words)."""
    latest = queries.latest_readings(session)
    latest = latest[latest["equipment_id"].isin(machines.index)]
    age = pd.Timedelta(hours=plant.reading_max_age_hours)
    found = thresholds.condition(latest, pd.Timestamp(now), age, machines.index)
    recent = latest[latest["timestamp"] >= pd.Timestamp(now) - age]
    gravest = recent.assign(rank=recent["status"].map(thresholds.RANK)).sort_values("rank", kind="stable")
    words = gravest.groupby("equipment_id").tail(1).set_index("equipment_id").apply(_words, axis="columns")
    return machines.assign(
        condition=found["condition"], worst_reading=words.reindex(machines.index) if len(words) else None
    )


def _words(reading: pd.Series) -> str:
    unit = "" if pd.isna(reading["unit"]) else f" {reading['unit']}"
    return f"{str(reading['sensor_type']).replace('_', ' ')} is {reading['status']} at {reading['value']:.4g}{unit}"


def _statuses(machines: pd.DataFrame) -> pd.DataFrame:
    """Count machines by what people report and by what the readings say."""
    parts = [("reported", "status", REPORTED), ("condition", "condition", CONDITIONS)]
    rows = [
        (source, status, int((machines[column] == status).sum()))
        for source, column, statuses in parts
        for status in statuses
    ]
    return pd.DataFrame(rows, columns=["source", "status", "machines"])


def _active_alerts(session: Session, view: View, plant: PlantSettings, now: datetime) -> pd.Series:
    """Count active alerts when the view began and when each of its production days ended, the future left out."""
    starts, _ = bounds(plant, view)
    spans = calendar(plant).spans(view.first_day, view.last_day)
    ends = spans.groupby("date")["end"].max()
    ends = ends[ends.shift(1, fill_value=pd.Timestamp(starts)) < pd.Timestamp(now)]
    instants = [min(instant, now) for instant in (starts, *ends.dt.to_pydatetime())]
    counted = queries.alerts_active_at(session, instants, view.machines).drop_duplicates("at").set_index("at")["alerts"]
    values = [int(counted[pd.Timestamp(instant)]) for instant in instants]
    return pd.Series(values, index=[pd.NaT, *ends.index], name="alerts")
