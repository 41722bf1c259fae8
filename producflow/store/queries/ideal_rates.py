"""Rated speeds of single products."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from producflow.store.database import Session, Transaction


def everything(session: Session, machines: Sequence[int] | None = None, product: str | None = None) -> pd.DataFrame:
    """All that were ever set, of one machine or product or of all; the newest of each first."""
    return session.frame("ideal_rates/all", machines=None if machines is None else list(machines), product=product)


def by_id(session: Session, rate_id: int) -> dict[str, Any] | None:
    """One rated speed, or None."""
    return session.row("ideal_rates/by_id", id=rate_id)


def same(session: Session, values: Mapping[str, Any]) -> dict[str, Any] | None:
    """The rated speed of the same natural key, or None."""
    names = ("equipment_id", "product", "valid_from")
    return session.row("ideal_rates/same", **{name: values[name] for name in names})


def add(transaction: Transaction, values: Mapping[str, Any]) -> dict[str, Any]:
    """Set a rated speed, and return it as it stands."""
    [made] = transaction.rows("ideal_rates/add", **values)
    return made


def change(transaction: Transaction, before: Mapping[str, Any], **values: Any) -> dict[str, Any]:
    """Give a rated speed another `units_per_hour` by a `user_id`, and return it as it stands."""
    [changed] = transaction.rows("ideal_rates/change", id=before["id"], **values)
    return changed


def remove(transaction: Transaction, rate_id: int) -> None:
    """Take a rated speed back."""
    transaction.run("ideal_rates/remove", id=rate_id)
