"""Goals that were set, and what they are of."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from producflow.store.database import Session, Transaction


def everything(session: Session) -> pd.DataFrame:
    """All goals ever set, in order of the days from which they hold."""
    return session.frame("targets/all")


def types(session: Session) -> dict[int, str | None]:
    """Type of each machine."""
    return {int(row["equipment_id"]): row["type"] for row in session.rows("targets/of_machines")}


def by_id(session: Session, target_id: int) -> dict[str, Any] | None:
    """One goal, or None."""
    return session.row("targets/by_id", id=target_id)


def same(session: Session, values: Mapping[str, Any]) -> dict[str, Any] | None:
    """The goal of the same natural key, or None."""
    names = ("metric", "scope", "equipment_type", "equipment_id", "shift", "valid_from")
    return session.row("targets/same", **{name: values[name] for name in names})


def add(transaction: Transaction, values: Mapping[str, Any]) -> dict[str, Any]:
    """Set a goal, and return it as it stands."""
    [made] = transaction.rows("targets/add", **values)
    return made


def change(transaction: Transaction, target_id: int, value: float | None, user_id: int | None) -> dict[str, Any]:
    """Give a goal another value, and return it as it stands."""
    [changed] = transaction.rows("targets/change", id=target_id, value=value, user_id=user_id)
    return changed


def remove(transaction: Transaction, target_id: int) -> None:
    """Take a goal back."""
    transaction.run("targets/remove", id=target_id)
