"""How a figure changed from one period to another, and whether that is more than chance brings."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from producflow.domain import comparison, fairness
from producflow.domain._ratio import known
from producflow.domain.comparison import ALPHA, NOT_SHOWN, REAL, TOO_LITTLE

UNTESTED = "not tested"
"""Verdict on figures for which there is no test."""
SHARE_OF_UNITS = "defect_rate"
BEFORE, NOW = " before", " now"
PLACE = ["equipment_id", "shift", "place"]
COUNTS = ("inspected_output", "defect_quantity")

Machines: TypeAlias = npt.NDArray[np.int64]
"""Ids of machines, or other numbers of theirs."""


@dataclass(frozen=True)
class Change:
    """A figure in a period and in the one that it is compared with; missing is None."""

    before: float | None
    now: float | None
    """The figure in both periods."""
    shifts_before: int = 0
    shifts_now: int = 0
    """Machine-shifts that reported; 0 where the figure does not rest on them."""
    adds_up: bool = False
    """Whether the figure is a sum over machine-shifts, so that fewer reports make less of it."""
    verdict: str = UNTESTED
    """`REAL`, `NOT_SHOWN` or `TOO_LITTLE` of :mod:`producflow.domain.comparison`, or `UNTESTED`."""

    @property
    def per_shift(self) -> bool:
        """Whether the periods are compared per reported shift: in one of them fewer of them reported."""
        return self.adds_up and self.shifts_before != self.shifts_now and min(self.shifts_before, self.shifts_now) > 0

    @property
    def measured_against(self) -> float | None:
        """What the figure would be at the rate of before, with as many reported shifts as now."""
        if self.before is None or math.isnan(self.before):
            return None
        return self.before * (self.shifts_now / self.shifts_before if self.per_shift else 1)

    @property
    def amount(self) -> float | None:
        """Now - what it is measured against."""
        against = self.measured_against
        return None if self.now is None or math.isnan(self.now) or against is None else self.now - against

    @property
    def real(self) -> bool:
        """Whether the change may be called better or worse, by colour or by word."""
        return self.verdict == REAL


def placed(rows: pd.DataFrame, first_day: pd.Timestamp) -> pd.DataFrame:
    """Number the days of a period, so that each machine-shift has its counterpart in another period.

    Parameters
    ----------
    rows : DataFrame, one row per machine-shift that reported
        With `equipment_id`, `date`, `shift`.
    first_day : Timestamp
        Of the period.

    Returns
    -------
    DataFrame
        The same with `place` (days since the first one).
    """
    return rows.assign(place=(pd.to_datetime(rows["date"]) - first_day).dt.days)


@dataclass(frozen=True)
class Periods:
    """What each machine-shift that reported came to, in two periods."""

    before: pd.DataFrame
    now: pd.DataFrame
    """One row per machine-shift that reported. As of `placed`, with the figures of each; for the defect rate with
    `defect_quantity` and `inspected_output`, both missing where nobody said how much was rejected [units]."""

    @cached_property
    def paired(self) -> pd.DataFrame:
        """One row per machine, shift and number of the day that reported in both."""
        return self.before.merge(self.now, on=PLACE, suffixes=(BEFORE, NOW))

    def reported(self, machine: int | None = None) -> tuple[int, int]:
        """Machine-shifts that reported before and now; of one machine, or of all."""
        before, now = self._reporters
        if machine is None:
            return len(before), len(now)
        return int((before == machine).sum()), int((now == machine).sum())

    @cached_property
    def _reporters(self) -> tuple[Machines, Machines]:
        """Of each machine-shift, before and now."""
        return self.before["equipment_id"].to_numpy(), self.now["equipment_id"].to_numpy()

    def verdict(self, column: str, amount: float | None, machine: int | None = None) -> str:
        """Tell whether a figure differs between the periods by more than chance brings.

        Parameters
        ----------
        amount : float or None
            The change that is shown, see :attr:`Change.amount`.
        machine : int, optional
            Only this one; all by default.

        Returns
        -------
        str
            `REAL` only where the machines that both periods ran show it too, and in the direction of the amount: a
            change that comes from which machines ran is none of theirs.

        Notes
        -----
        The tests that shifts are compared by, with periods in their place: defect rates by
        :func:`producflow.domain.fairness.stratified_difference`, everything else by
        :func:`producflow.domain.fairness.between_columns`, where a block is the same machine and shift on the day of
        the same number in both periods.
        """
        if amount is None:
            return UNTESTED
        p_value, shown = self._defects(machine) if column == SHARE_OF_UNITS else self._blocked(column, machine)
        if math.isnan(p_value):
            return TOO_LITTLE
        return REAL if p_value < ALPHA and shown * amount > 0 else NOT_SHOWN

    def _blocked(self, column: str, machine: int | None) -> tuple[float, float]:
        """P-value, and how much more it is now in the same blocks."""
        values = self._values(column)
        own = values if machine is None else values[self._machines == machine]
        return fairness.friedman(own), fairness.mean_difference(own[:, 1], own[:, 0])

    @cached_property
    def _machines(self) -> Machines:
        """Of each block."""
        return self.paired["equipment_id"].to_numpy()

    def _values(self, column: str) -> fairness.Counts:
        """Of each block, before and now."""
        found = self._known.get(column)
        if found is None:
            both = [known(self.paired[f"{column}{period}"]).to_numpy() for period in (BEFORE, NOW)]
            found = self._known[column] = np.column_stack(both)
        return found

    @cached_property
    def _known(self) -> dict[str, fairness.Counts]:
        return {}

    def _defects(self, machine: int | None) -> tuple[float, float]:
        """P-value, and how much higher the rate is now on the machines that both ran."""
        machines, period, output, defects = self._counted
        if machine is not None:
            own = machines == machine
            machines, period, output, defects = machines[own], period[own], output[own], defects[own]
        strata, stratum = np.unique(machines, return_inverse=True)
        cell = 2 * stratum + period
        factor = comparison.within(defects, output, cell)
        made, rejected = (
            np.bincount(cell, each, 2 * len(strata)).astype("float64").reshape(-1, 2) for each in (output, defects)
        )
        if not (made.sum(axis=0) > 0).all():
            return math.nan, math.nan
        return fairness.stratified(made, rejected, factor), -fairness.pair(made, rejected, 1.0)[0]

    @cached_property
    def _counted(self) -> tuple[Machines, Machines, fairness.Values, fairness.Values]:
        """Machine, period (0 before, 1 now), units and rejects of machine-shifts of which both are known."""
        both = pd.concat([each[["equipment_id", *COUNTS]] for each in (self.before, self.now)])
        period = np.repeat([0, 1], [len(self.before), len(self.now)])
        output, defects = (known(both[name]).to_numpy() for name in COUNTS)
        told = ~np.isnan(output) & ~np.isnan(defects)
        return both["equipment_id"].to_numpy()[told], period[told], output[told], defects[told]
