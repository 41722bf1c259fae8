"""What must be done, and did it help: alerts, and the upkeep that goes on whatever they say."""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta

import pandas as pd

from producflow.domain.plant import PlantSettings
from producflow.errors import existing
from producflow.reports.upkeep import Upkeep, until_now, upkeep
from producflow.reports.view import View
from producflow.store.database import Session, Store
from producflow.store.queries import alerts
from producflow.store.queries import maintenance as queries
from producflow.store.reading import reads

ASIDE = ("shelved", "suppressed")
"""States of ISA-18.2 in which an alert stands but needs no attention."""


@dataclass(frozen=True)
class Maintenance(Upkeep):
    """Everything about the maintenance of a view."""

    alerts: pd.DataFrame
    """That need attention, whatever the period: the gravest first, then the one that has stood longest."""
    aside: pd.DataFrame
    """Not resolved either, but shelved or suppressed: the same columns, with `state`, `shelved_until` and why."""
    resolved: pd.DataFrame
    """Alerts resolved in the period, or since where it is of late; the last one first, with who and why."""

    @classmethod
    def of(cls, upkeep: Upkeep, alerts: pd.DataFrame, resolved: pd.DataFrame) -> "Maintenance":
        """Put them together, which change at different times."""
        rest = {field.name: getattr(upkeep, field.name) for field in fields(upkeep)}
        aside = alerts["state"].isin(ASIDE)
        wanting, put_aside = (alerts[rows].reset_index(drop=True) for rows in (~aside, aside))
        return cls(**rest, alerts=wanting, aside=put_aside, resolved=resolved)


def maintenance(store: Store, view: View, now: datetime) -> Maintenance:
    """Report on the maintenance of a view.

    Parameters
    ----------
    view : View
        Its days are calendar days of the plant for jobs, production days for stops and run time. Shifts are ignored.
    now : datetime
        An aware instant.
    """
    rest = store.answers.ask(upkeep, replace(view, shifts=None), now)
    resolved = store.answers.ask(resolved_alerts, view.machines, *_until_now(view, rest.plant, now, rest.today))
    return Maintenance.of(rest, store.answers.ask(open_alerts, view.machines), resolved)


def open_alerts(store: Store, machines: tuple[int, ...] | None) -> pd.DataFrame:
    """Alerts that are not resolved, see :class:`Maintenance`; None: of all machines."""
    return store.read(queries.open_alerts, machines)


@reads
def one_alert(session: Session, equipment_id: int, alert_id: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """An alert of a machine as a row of the open ones and as a row of the resolved ones; one of the two is empty."""
    row = existing(alerts.by_id(session, alert_id), "alert", alert_id)
    at = row["resolved_at"] or row["created_at"]
    both = (
        queries.open_alerts(session, (equipment_id,)),
        queries.resolved_alerts(session, (equipment_id,), at, at + timedelta(microseconds=1)),
    )
    standing, resolved = (rows[rows["id"] == alert_id] for rows in both)
    return standing, resolved


def resolved_alerts(store: Store, machines: tuple[int, ...] | None, first: datetime, after: datetime) -> pd.DataFrame:
    """Alerts resolved from one instant until before another, see :class:`Maintenance`."""
    return store.read(queries.resolved_alerts, machines, first, after)


def maintenance_in(session: Session, view: View, now: datetime) -> Maintenance:
    """Report within a read in progress, see :func:`maintenance`."""
    rest = upkeep(session, view, now)
    lately = _until_now(view, rest.plant, now, rest.today)
    resolved = queries.resolved_alerts(session, view.machines, *lately)
    return Maintenance.of(rest, queries.open_alerts(session, view.machines), resolved)


def _until_now(view: View, plant: PlantSettings, now: datetime, today: date) -> tuple[datetime, datetime]:
    """First instant of the view's calendar days, and the one at which they are over; today too where it is of late."""
    last = until_now(view, plant, now, today)
    first, after = (
        pd.Timestamp(day).tz_localize(plant.timezone, ambiguous=True, nonexistent="shift_forward").to_pydatetime()
        for day in (view.first_day, last + timedelta(days=1))
    )
    return first, after
