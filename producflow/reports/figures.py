"""Ratios from sums: the only place where a report turns what was counted into percent."""

from dataclasses import dataclass, fields
from typing import Any

import pandas as pd

from producflow.domain import production

PERCENT = 100.0
MINUTES_PER_HOUR = 60.0

WITHOUT = ("records_without_capacity", "records_without_output", "records_without_defects")
"""Counts of records that do not say something."""
RATIOS = ("efficiency_percentage", "defect_rate", "availability", "performance", "quality", "oee")


@dataclass(frozen=True)
class Figures:
    """What a period came to; None where it is not available.

    Attributes
    ----------
    total_output, total_defects : int or None
        [units]
    downtime_hours, planned_hours : float or None
        [h]
    efficiency_percentage, defect_rate, availability, performance, quality, oee, teep : float or None
        [%]
    records, records_without_capacity, records_without_output, records_without_defects : int
        Production records, and those of them that performance leaves out because their machine has no capacity, that
        no sum of units holds because nobody reported any, and that quality and defect rate leave out.
    active_equipment : int
        Machines that reported production.
    """

    total_output: int | None
    total_defects: int | None
    downtime_hours: float | None
    planned_hours: float | None
    efficiency_percentage: float | None
    defect_rate: float | None
    availability: float | None
    performance: float | None
    quality: float | None
    oee: float | None
    teep: float | None
    records: int
    records_without_capacity: int
    records_without_output: int
    records_without_defects: int
    active_equipment: int

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


def with_ratios(sums: pd.DataFrame) -> pd.DataFrame:
    """Add the ratios to rows of sums.

    Parameters
    ----------
    sums : DataFrame, shape (n, columns)
        As of the question ``production_sums``; a missing row stays missing.

    Returns
    -------
    DataFrame
        The same rows with `downtime_hours` [h] and the columns of `RATIOS` [%].
    """
    return sums.assign(**_ratios(sums))


def _ratios(sums: Any) -> dict[str, Any]:
    """The ratios of rows of sums, or of the plain numbers of one row. [%]"""
    made, rejected = sums["inspected_output"], sums["defect_quantity"]
    available = production.availability(sums["run_minutes"], sums["planned_minutes"])
    performs = production.performance(sums["rated_output"], sums["ideal_output"])
    good = production.quality(made, rejected)
    return {
        "downtime_hours": sums["downtime_minutes"] / MINUTES_PER_HOUR,
        "efficiency_percentage": PERCENT * production.efficiency(sums["credited_minutes"], sums["planned_minutes"]),
        "defect_rate": PERCENT * production.defect_rate(rejected, made),
        "availability": PERCENT * available,
        "performance": PERCENT * performs,
        "quality": PERCENT * good,
        "oee": PERCENT * production.oee(available, performs, good),
    }


def of_machines(sums: pd.DataFrame) -> pd.Series:
    """Add the machines' sums up and work out the ratios: the one way to the figures of a whole period.

    Parameters
    ----------
    sums : DataFrame, one row per machine with a record
        As of the question ``production_sums``.

    Returns
    -------
    Series
        The same sums [units, min] and the ratios [%], `machines` (how many); a sum of nothing known is missing, a count
        of nothing is 0.
    """
    counts = ("records", *WITHOUT)
    added: dict[str, Any] = {name: sums[name].sum(min_count=0 if name in counts else 1) for name in sums.columns}
    return pd.Series(added | {"machines": len(sums)} | _ratios(added), dtype=object)


def total(row: pd.Series, calendar_minutes: float) -> Figures:
    """Figures of a whole period from its one row of sums and ratios.

    Parameters
    ----------
    row : Series
        Of the whole period, from :func:`of_machines`.
    calendar_minutes : float
        All the time the machines had. [min]
    """
    teep = production.teep(float(row["oee"]), float(row["planned_minutes"]), calendar_minutes)
    values: dict[str, Any] = {
        "total_output": row["output_quantity"],
        "total_defects": row["defect_quantity"],
        "planned_hours": row["planned_minutes"] / MINUTES_PER_HOUR,
        "active_equipment": row["machines"],
        "teep": teep,
    }
    plain = {field.name: values.get(field.name, row.get(field.name)) for field in fields(Figures)}
    whole = {"total_output", "total_defects", "records", *WITHOUT, "active_equipment"}
    return Figures(**{name: _plain(value, whole=name in whole) for name, value in plain.items()})


def _plain(value: Any, *, whole: bool) -> Any:
    if value is None or pd.isna(value):
        return None
    return int(value) if whole else float(value)
