"""Ratios from sums: the only place where a report turns what was counted into percent."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from producflow.domain._ratio import known
from producflow.domain.metrics import PERCENT, WORKED_OUT, Metric

MINUTES_PER_HOUR = 60.0

WITHOUT = ("records_without_capacity", "records_without_output", "records_without_defects")
"""Counts of records that do not say something."""
COUNTS = ("records", *WITHOUT)
"""Sums that are 0 where nothing is known."""


@dataclass(frozen=True)
class Figures:
    """What a period came to; None where it is not available."""

    total_output: int | None
    total_defects: int | None
    """[units]"""
    records: int
    records_without_capacity: int
    records_without_output: int
    records_without_defects: int
    """Production records, and those of them that performance leaves out because their machine has no capacity, that no
    sum of units holds because nobody reported any, and that quality and defect rate leave out."""
    active_equipment: int
    """Machines that reported production."""
    worked_out: Mapping[str, float | None]
    """Every metric that follows from sums of production records; each is an attribute too. [unit of the metric]"""

    def __getattr__(self, name: str) -> float | None:
        found: Mapping[str, float | None] = self.__dict__.get("worked_out", {})  # none yet while it is unpickled
        if name in found:
            return found[name]
        raise AttributeError(name)

    def without_units(self) -> str:
        """Say how many records do not say how much was made or rejected; empty if all do."""
        unsaid = [
            f"{count:,} of {self.records:,} records have no {what}"
            for count, what in ((self.records_without_output, "output"), (self.records_without_defects, "defects"))
            if count
        ]
        return f"{' and '.join(unsaid)}: nobody reported any." if unsaid else ""

    @property
    def rated_capacity_too_low(self) -> bool:
        """Whether more was made than rated speed allows, so that performance is above 100 %."""
        return self.performance is not None and self.performance > PERCENT


def following(inputs: Any) -> Iterator[Metric]:
    """Metrics that can be worked out from these inputs and do not stand among them."""
    return (metric for metric in WORKED_OUT if metric.of_rows not in inputs and set(metric.inputs) <= set(inputs))


def with_ratios(sums: pd.DataFrame) -> pd.DataFrame:
    """Add to rows of sums whatever metrics follow from them.

    Parameters
    ----------
    sums : DataFrame, shape (n, columns)
        As of the question ``production_sums``; a missing row stays missing.
    """
    metrics = tuple(following(sums.columns))
    columns = {name: known(sums[name]).to_numpy() for name in dict.fromkeys(name for m in metrics for name in m.inputs)}
    with np.errstate(all="ignore"):  # as pandas does
        return sums.assign(**{metric.of_rows: metric.of(columns) for metric in metrics})


def of_machines(sums: pd.DataFrame) -> pd.Series:
    """Add the machines' sums up: what the figures of a whole period follow from.

    Parameters
    ----------
    sums : DataFrame, one row per machine with a record
        As of the question ``production_sums``.

    Returns
    -------
    Series
        The same sums [units, min], and `machines` (how many); a sum of nothing known is missing, a count of nothing
        is 0.
    """
    added: dict[str, Any] = {name: _added(sums[name].to_numpy(), counted=name in COUNTS) for name in sums.columns}
    return pd.Series(added | {"machines": len(sums)}, dtype=object)


def _added(values: npt.NDArray[Any], *, counted: bool) -> Any:
    """Sum of what is known; of nothing known it is missing, unless it is a count. pandas takes ten times as long."""
    missing = np.isnan(values) if values.dtype.kind == "f" else np.zeros(len(values), dtype=bool)
    return np.where(missing, 0, values).sum() if counted or not missing.all() else math.nan


def rolled_up(sums: pd.DataFrame) -> pd.DataFrame:
    """Add the machines' sums up where their index is the same, as :func:`of_machines` does for all of them.

    Parameters
    ----------
    sums : DataFrame, one row per machine
        Indexed by what they are rolled up to, which may be missing.
    """
    grouped = sums.groupby(level=list(range(sums.index.nlevels)), dropna=False, sort=False)
    return pd.DataFrame({name: grouped[name].sum(min_count=0 if name in COUNTS else 1) for name in sums.columns})


def total(row: pd.Series, calendar_minutes: float) -> Figures:
    """Figures of a whole period from its one row of sums.

    Parameters
    ----------
    row : Series
        Of the whole period, from :func:`of_machines`.
    calendar_minutes : float
        All the time the machines had. [min]
    """
    sums = row.to_dict() | {"calendar_minutes": calendar_minutes}
    return Figures(
        total_output=_whole(row["output_quantity"]),
        total_defects=_whole(row["defect_quantity"]),
        **{name: int(row[name]) for name in ("records", *WITHOUT)},
        active_equipment=int(row["machines"]),
        worked_out={metric.name: plain(metric.of(sums)) for metric in following(sums)},
    )


def plain(value: Any) -> float | None:
    """A figure as pages and calls take it: missing is None."""
    return None if value is None or pd.isna(value) else float(value)


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)
