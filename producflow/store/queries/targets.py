"""Goals that were set, and what they are of."""

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from producflow.store.database import Session, Transaction

KEY = ("metric", "scope", "equipment_type", "area", "production_line", "equipment_id", "shift", "valid_from")
"""What names a goal."""
CHANGEABLE = ("value", "user_id", "area", "production_line")


def everything(session: Session, of: Collection[int] | None = None) -> pd.DataFrame:
    """All goals ever set, in order of the days from which they hold.

    Parameters
    ----------
    of : collection of int, optional
        Only goals of these machines, and of areas and lines that have no others.
    """
    return session.frame("targets/all", machines=None if of is None else list(of))


def machines(session: Session) -> dict[int, dict[str, Any]]:
    """Which parts of the plant each machine is of, by the columns that goals call them by."""
    return {int(row["equipment_id"]): row for row in session.rows("targets/of_machines")}


def by_id(session: Session, target_id: int) -> dict[str, Any] | None:
    """One goal, or None."""
    return session.row("targets/by_id", id=target_id)


def same(session: Session, values: Mapping[str, Any]) -> dict[str, Any] | None:
    """The goal of the same natural key, or None."""
    return session.row("targets/same", **{name: values[name] for name in KEY})


def add(transaction: Transaction, values: Mapping[str, Any]) -> dict[str, Any]:
    """Set a goal, and return it as it stands; parts of its name that are left out name nothing."""
    [made] = transaction.rows("targets/add", **dict.fromkeys(KEY) | dict(values))
    return made


def change(transaction: Transaction, before: Mapping[str, Any], **values: Any) -> dict[str, Any]:
    """Change some of `CHANGEABLE` in a goal, and return it as it stands."""
    row = {**before, **values}
    [changed] = transaction.rows("targets/change", id=row["id"], **{name: row[name] for name in CHANGEABLE})
    return changed


def remove(transaction: Transaction, target_id: int) -> None:
    """Take a goal back."""
    transaction.run("targets/remove", id=target_id)
