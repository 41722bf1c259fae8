"""What was made, what stood still, what happened: one typed function per question."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from producflow.store.database import Session, Transaction

# What a row of production/sums.sql sums up, and the keys it has.
MACHINE, DAY, SHIFT, DAY_SHIFT, MACHINE_SHIFT, EACH = 3, 5, 6, 4, 2, 0
KEYS = {
    MACHINE: ["equipment_id"],
    DAY: ["date"],
    SHIFT: ["shift"],
    DAY_SHIFT: ["date", "shift"],
    MACHINE_SHIFT: ["equipment_id", "shift"],
    EACH: ["equipment_id", "date", "shift"],
}


def sums(session: Session, view: Mapping[str, Any], grain: int) -> pd.DataFrame:
    """Sums of production records by one grain, indexed by its keys."""
    return by_grain(grained(session, view, (grain,)), grain)


def grained(session: Session, view: Mapping[str, Any], grains: Sequence[int]) -> pd.DataFrame:
    """Sums of production records by several grains at once, for :func:`by_grain`: cheaper than one after the other."""
    return session.frame("production/sums", grains=list(grains), **view)


def by_grain(found: pd.DataFrame, grain: int) -> pd.DataFrame:
    """The rows of one grain, indexed by its keys."""
    return listed(found, grain).set_index(KEYS[grain])


def listed(found: pd.DataFrame, grain: int) -> pd.DataFrame:
    """The rows of one grain with its keys as columns, which costs less than to index them by several."""
    others = {"grain", *KEYS[EACH]} - {*KEYS[grain]}
    first, after = np.searchsorted(found["grain"].to_numpy(), [grain, grain + 1])  # they come in order
    own = found.iloc[first:after, [name not in others for name in found.columns]]
    own.index = pd.RangeIndex(len(own))
    whole = "equipment_id" in others or own["equipment_id"].dtype == "int64"  # no other grain has made it a float
    return own if whole else own.assign(equipment_id=own["equipment_id"].astype("int64"))


def machines(session: Session) -> pd.DataFrame:
    """All machines, and since when they report production."""
    return session.frame("production/machines")


def reported(session: Session, view: Mapping[str, Any]) -> pd.DataFrame:
    """Machine-shifts with at least one production record."""
    return session.frame("production/reported", **view)


def reported_counts(session: Session, view: Mapping[str, Any]) -> pd.DataFrame:
    """Machines that reported in each shift."""
    return session.frame("production/reported_counts", **view)


def records_by_shift(session: Session) -> dict[str, int]:
    """How many records name each shift."""
    return {row["shift"]: row["records"] for row in session.rows("production/records_by_shift")}


def reports(session: Session, view: Mapping[str, Any]) -> pd.DataFrame:
    """When and how often every machine-shift of a view reported."""
    return session.frame("production/coverage_reports", **view)


def sources(session: Session) -> pd.DataFrame:
    """Where each machine's records come from."""
    return session.frame("production/coverage_sources")


def samples(session: Session, view: Mapping[str, Any]) -> pd.DataFrame:
    """Output and rejects of every machine-shift with a record."""
    return session.frame("production/samples", **view)


def loss_records(session: Session, view: Mapping[str, Any]) -> pd.DataFrame:
    """What every machine-shift with a record planned, lost and made."""
    return session.frame("production/losses", **view)


def stops(session: Session, starts: datetime, ends: datetime, machines: Sequence[int] | None) -> pd.DataFrame:
    """Downtime events that reach into a span or began in it; if any has no end, with when machines were seen again."""
    found = session.frame("production/stops", starts=starts, ends=ends, machines=_list(machines))
    unended = found["ended_at"].isna()
    if not unended.any():  # as nearly always
        return found
    seen = session.frame("production/seen_again", starts=starts, stops=found.loc[unended, "id"].tolist())
    lasting = found[~unended | found["id"].isin(seen["id"])]
    return lasting.merge(seen, on="id", how="left")


def stop_reports(session: Session, first_day: date, machines: Sequence[int]) -> pd.DataFrame:
    """What was reported of whole shifts from a production day on."""
    return session.frame("production/stop_reports", first_day=first_day, machines=list(machines))


def alerts_by_machine(session: Session) -> pd.DataFrame:
    """Machines with open alerts, and the gravest of those."""
    return session.frame("alerts/open_by_machine")


def alerts_open_at(session: Session, instants: Sequence[datetime], machines: Sequence[int] | None) -> pd.DataFrame:
    """Number of alerts that were open at each instant."""
    plain = [instant.replace(tzinfo=None) for instant in instants]  # a list is bound as it is: naive UTC
    return session.frame("alerts/open_at", instants=plain, machines=_list(machines))


def happened_lately(session: Session, now: datetime, machines: Sequence[int] | None, limit: int) -> pd.DataFrame:
    """Uploads, alerts and finished jobs, newest first."""
    return session.frame("production/happened_lately", now=now, machines=_list(machines), limit=limit)


def shift_machines(session: Session, day: date, shift: str, machines: Sequence[int] | None) -> pd.DataFrame:
    """Records of one shift."""
    return session.frame("production/shift_machines", day=day, shift=shift, machines=_list(machines))


def alerts_within(session: Session, starts: datetime, ends: datetime, machines: Sequence[int] | None) -> pd.DataFrame:
    """Alerts that were open at some time of a span."""
    return session.frame("alerts/within", starts=starts, ends=ends, machines=_list(machines))


def jobs_within(session: Session, starts: datetime, ends: datetime, machines: Sequence[int] | None) -> pd.DataFrame:
    """Maintenance jobs due or finished in a span."""
    return session.frame("jobs/within", starts=starts, ends=ends, machines=_list(machines))


def days_known(session: Session) -> tuple[date, date] | None:
    """First and last production day with a record; None without any."""
    row = session.row("production/days_known")
    return None if row is None or row["first_day"] is None else (row["first_day"], row["last_day"])


def record(session: Session, record_id: int) -> dict[str, Any] | None:
    """One production record, or None."""
    return session.row("production/by_id", record_id=record_id)


def record_of(session: Session, **key: Any) -> int | None:
    """Id of the record of a natural key (`equipment_id`, `date`, `shift`, `product`), or None."""
    found: int | None = session.value("production/id_of", **key)
    return found


def add_record(transaction: Transaction, **values: Any) -> int:
    """Enter a production record; answers its id."""
    return int(transaction.value("production/add", **values))


def change_record(transaction: Transaction, record_id: int, **values: Any) -> None:
    """Change a production record."""
    transaction.run("production/change", record_id=record_id, **values)


def remove_record(transaction: Transaction, record_id: int) -> None:
    """Take a production record back."""
    transaction.run("production/remove", record_id=record_id)


def _list(machines: Sequence[int] | None) -> list[int] | None:
    return None if machines is None else list(machines)
