"""How a figure changed from one period to another, and whether that is more than chance brings."""

import math
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from producflow.domain import comparison, fairness
from producflow.domain._ratio import known
from producflow.domain.comparison import NOT_SHOWN, REAL, Difference

UNTESTED = "not tested"
"""Verdict on figures for which there is no test."""
SHARE_OF_UNITS = "defect_rate"
BEFORE, NOW = " before", " now"
PLACE = ["equipment_id", "shift", "place"]


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

    def verdict(self, column: str, amount: float | None) -> str:
        """Tell whether a figure differs between the periods by more than chance brings.

        Parameters
        ----------
        amount : float or None
            The change that is shown, see :attr:`Change.amount`.

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
        found = _defects(self) if column == SHARE_OF_UNITS else self._blocked(column)
        if found.verdict != REAL:
            return found.verdict
        shown = -float(found.pairs["difference"].iloc[0])  # told as the first minus the second
        return REAL if shown * amount > 0 else NOT_SHOWN

    def _blocked(self, column: str) -> Difference:
        wide = {period: known(self.paired[f"{column}{period}"]) for period in (BEFORE, NOW)}
        return fairness.between_columns(pd.DataFrame(wide))


def _defects(periods: Periods) -> Difference:
    counts = {"equipment_id": "stratum", "inspected_output": "output", "defect_quantity": "defects"}
    both = pd.concat(
        [each[list(counts)].assign(group=name) for name, each in ((BEFORE, periods.before), (NOW, periods.now))],
        ignore_index=True,
    ).rename(columns=counts)
    both = both.dropna(subset=["output", "defects"])
    own = both.groupby(["group", "stratum"], as_index=False, sort=False)
    factor = comparison.dispersion(both["defects"], both["output"], own.ngroup())
    return fairness.stratified_difference(own[["output", "defects"]].sum(), dispersion_factor=factor)
