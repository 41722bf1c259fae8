"""How the plant is right now: what needs attention, which alerts are active, what happened lately."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from producflow.domain import thresholds
from producflow.reports import production
from producflow.reports.attention import attention
from producflow.reports.equipment import conditions_known
from producflow.reports.now import now as standing
from producflow.reports.periods import bounds, calendar
from producflow.reports.plant import in_force
from producflow.reports.view import View
from producflow.store.database import Session, Store
from producflow.store.queries import production as queries
from producflow.store.reading import reads

LATELY = 10

REPORTED = ("operational", "maintenance", "warning", "critical")
CONDITIONS = ("normal", "warning", "critical", "unknown")


@dataclass(frozen=True)
class Overview:
    """The plant right now, for the chosen machines."""

    attention: pd.DataFrame
    """See :func:`producflow.reports.attention.attention`."""
    statuses: pd.DataFrame
    """`source` (`reported` by people, `condition` from readings), `status`, `machines` [count]."""
    open_alerts: int
    open_before: int
    """Not resolved now, and when the view began."""
    unacknowledged: int
    """Of those open now."""
    alerts_by_day: pd.Series
    """Indexed by production day. Open when the day ended (or now). [count]"""
    lately: pd.DataFrame
    """`at`, `kind`, `equipment_id`, `machine`, `what`, `who`, the newest first."""


def overview(store: Store, view: View, as_of: datetime, now: datetime) -> Overview:
    """Look at the plant as it is.

    Parameters
    ----------
    view : View
        Its machines are looked at now; its days are what production is compared over.
    as_of : datetime
        The instant that production figures are computed for, see :func:`producflow.reports.production.metrics`.
    now : datetime
        An aware instant.
    """
    ranked, statuses, open_now, unacknowledged = store.answers.ask(judged, view, as_of, now)
    opened = store.answers.ask(open_alerts, view, now)
    return Overview(
        attention=ranked,
        statuses=statuses,
        open_alerts=open_now,
        open_before=int(opened.iloc[0]),
        unacknowledged=unacknowledged,
        alerts_by_day=opened.iloc[1:],
        lately=store.answers.ask(lately, now, view.machines),
    )


def judged(store: Store, view: View, as_of: datetime, now: datetime) -> tuple[pd.DataFrame, pd.DataFrame, int, int]:
    """What needs attention, machines by status, and how many alerts are open, see :class:`Overview`."""
    machines = store.answers.ask(production.machines, view, as_of).join(store.answers.ask(conditions_known, now))
    machines = machines.join(store.answers.ask(alerts_by_machine)).fillna({"condition": thresholds.UNKNOWN})
    ranked = attention(store.answers.ask(standing, now), machines)
    return ranked, _statuses(machines), int(machines["open"].sum()), int(machines["alerts"].sum())


def alerts_by_machine(store: Store) -> pd.DataFrame:
    """Machines with open alerts: how many are `open`, and the `alerts` that nobody has acknowledged.

    Returns
    -------
    DataFrame, indexed by equipment_id
        `open`, `alerts` [count], `worst_priority` of the latter.
    """
    return store.read(queries.alerts_by_machine).set_index("equipment_id")


def lately(store: Store, now: datetime, machines: tuple[int, ...] | None) -> pd.DataFrame:
    """What happened last before an instant, see :class:`Overview`."""
    return store.read(queries.happened_lately, now, machines, LATELY)


def _statuses(machines: pd.DataFrame) -> pd.DataFrame:
    """Count machines by what people report and by what the readings say."""
    parts = [("reported", "status", REPORTED), ("condition", "condition", CONDITIONS)]
    rows = [
        (source, status, int((machines[column] == status).sum()))
        for source, column, statuses in parts
        for status in statuses
    ]
    return pd.DataFrame(rows, columns=["source", "status", "machines"])


@reads
def open_alerts(session: Session, view: View, now: datetime) -> pd.Series:
    """Count open alerts when the view began and when each of its production days ended, the future left out."""
    plant = in_force(session)
    starts, _ = bounds(plant, view)
    ends = calendar(plant).days(view.first_day, view.last_day).set_index("date")["end"]
    ends = ends[ends.shift(1, fill_value=pd.Timestamp(starts)) < pd.Timestamp(now)]
    instants = [min(instant, now) for instant in (starts, *ends.dt.to_pydatetime())]
    counted = queries.alerts_open_at(session, instants, view.machines).drop_duplicates("at")
    alerts = counted.set_index("at")["alerts"]
    values = [int(alerts[pd.Timestamp(instant)]) for instant in instants]
    return pd.Series(values, index=[pd.NaT, *ends.index], name="alerts")
