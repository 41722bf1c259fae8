"""Alerts that stand, jobs, stops and run time: what the maintenance report asks."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from producflow.store.database import Session


def open_alerts(session: Session, machines: Sequence[int] | None) -> pd.DataFrame:
    """Alerts that are not resolved, the gravest and oldest first."""
    return session.frame("alerts/open", machines=_list(machines))


def resolved_alerts(session: Session, machines: Sequence[int] | None, starts: datetime, ends: datetime) -> pd.DataFrame:
    """Alerts resolved in a span, the last one first: who did it and why."""
    return session.frame("alerts/resolved", machines=_list(machines), starts=starts, ends=ends)


def annunciated(session: Session, machines: Sequence[int] | None, starts: datetime, ends: datetime) -> pd.DataFrame:
    """Alarms that came before the end of a span and were not over before its start."""
    return session.frame("alerts/annunciated", machines=_list(machines), starts=starts, ends=ends)


def watched_hours(session: Session, machines: Sequence[int] | None, starts: datetime, ends: datetime) -> pd.Series:
    """Clock hours of a span in which any reading came in."""
    hours: pd.Series = session.frame("alerts/watched_hours", machines=_list(machines), starts=starts, ends=ends)["hour"]
    return hours


def jobs(session: Session, machines: Sequence[int] | None) -> pd.DataFrame:
    """All maintenance jobs, the newest first."""
    return session.frame("jobs/all", machines=_list(machines))


def run_hours(session: Session, view: Mapping[str, Any]) -> pd.DataFrame:
    """Run time of each machine and production day. [h]"""
    asked = {name: value for name, value in view.items() if name != "shifts"}
    return session.frame("maintenance/run_hours", **asked)


def _list(machines: Sequence[int] | None) -> list[int] | None:
    return None if machines is None else list(machines)
