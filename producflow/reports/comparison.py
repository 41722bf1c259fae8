"""Which shift, and is the difference real? Compared as if each shift had run the same machines."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from producflow.domain import comparison, fairness, machine_by_machine
from producflow.domain.comparison import Difference
from producflow.domain.metrics import METRICS, PERCENT
from producflow.domain.patterns import spoken
from producflow.reports.levels import MACHINE
from producflow.reports.plant import in_force, known_machines, machine_names
from producflow.reports.spelling import known_rows
from producflow.reports.view import View
from producflow.store.database import Session
from producflow.store.queries import production as queries
from producflow.store.reading import reads

OF_SHIFT = "_defect_rate"
"""What follows a shift's name in the columns of its defect rates."""
NUMBERED = {"stratum": "equipment_id"}
COUNTS = {"shift": "group", "equipment_id": "stratum", "output_quantity": "output", "defect_quantity": "defects"}
"""What the rules call the columns of the question ``production_samples``."""


@dataclass(frozen=True)
class Comparison:
    """The shifts of a view, and whether they really differ."""

    defects: Difference
    """Of the defect rates, adjusted for which machines each shift ran: verdict and evidence of
    :func:`producflow.domain.fairness.stratified_difference`. [-]"""
    unadjusted: Difference
    """The same as if all units came from one machine. [-]"""
    efficiency: Difference
    """Of the efficiencies of the same machine on the same day, see
    :func:`producflow.domain.fairness.blocked_difference`. [percentage points]"""
    shifts: pd.DataFrame
    """Indexed by shift. `defect_rate`, `adjusted_defect_rate`, `direct_defect_rate` [%], `expected_defects`, `output`,
    `defects` [units]; see :func:`producflow.domain.fairness.standardised`."""
    machines: pd.DataFrame
    """One row per machine with output: `equipment_id`, `name`, defect rate of each shift that reported in columns named
    after it, such as `night_defect_rate` [%], `verdict`, `explanation` (one sentence)."""
    funnel: pd.DataFrame
    """One row per machine and shift with output: `equipment_id`, `name`, `shift`, `output`, `defects` [units] and the
    columns of :func:`producflow.domain.fairness.funnel`."""
    dispersion: float
    """Factor by which the variance from day to day exceeds chance; what all of these allow for. [-]"""
    pairs: int
    """Pairs of shifts that were compared machine by machine, for whose number the verdicts are corrected."""

    def fields(self) -> dict[str, Any]:
        """What ``GET /production/shifts/comparison`` answers of it."""
        percent = ["low", "high", "low_95", "high_95", "ratio", "expected", "p_value", "p_adjusted", "verdict"]
        return {
            "defects": _fields(self.defects, PERCENT, explain(self.defects)),
            "unadjusted": _fields(self.unadjusted, PERCENT, explain(self.unadjusted)),
            "efficiency": _fields(self.efficiency, 1.0, explain_efficiency(self.efficiency)),
            "shifts": known_rows(self.shifts.reset_index(names="shift")),
            "machines": known_rows(self.machines),
            "funnel": known_rows(self.funnel[["equipment_id", "name", "shift", "output", "defects", *percent]]),
            "dispersion": None if math.isnan(self.dispersion) else self.dispersion,
            "pairs": self.pairs,
        }


def _fields(found: Difference, scale: float, sentence: str) -> dict[str, Any]:
    sizes = {name: scale * found.pairs[name].astype("float64") for name in ("difference", "low", "high")}
    return {
        "verdict": found.verdict,
        "p_value": None if math.isnan(found.p_value) else found.p_value,
        "sentence": sentence,
        "pairs": known_rows(found.pairs.assign(**sizes)),
    }


@reads
def compare(session: Session, view: View) -> Comparison:
    """Compare the shifts of a view by their defect rates and efficiencies."""
    names = known_machines(session).set_index("equipment_id")["name"]
    return of_samples(queries.samples(session, view.parameters()), names, in_force(session).schedule.names)


@reads
def by_level(session: Session, view: View, level: str) -> pd.DataFrame:
    """Compare the shifts of each machine, or of each area or line on the same machines of it.

    Returns
    -------
    DataFrame
        As :attr:`Comparison.machines`, with what tells the rows of the level apart, see
        :data:`producflow.reports.levels.KEYS`; rates are ratios of sums.
    """
    places, shifts = machine_names(session).places(level), in_force(session).schedule.names
    if level == MACHINE:
        return compare(session, view).machines.join(places.drop(columns="name"), on="equipment_id")
    told = _in_order(queries.samples(session, view.parameters()), shifts).rename(columns=COUNTS)
    number = places.groupby(list(places), dropna=False, sort=False).ngroup()
    whose, told = places.drop_duplicates(ignore_index=True), told.assign(part=told["stratum"].map(number))
    rows = _rows(told, "part", *machine_by_machine.of_parts(told), whose["name"], _those(told, shifts))
    return rows.join(whose.drop(columns="name"), on="part").drop(columns="part")


def of_samples(counted: pd.DataFrame, names: pd.Series, shifts: Sequence[str]) -> Comparison:
    """Compare the shifts, see :func:`compare`.

    Parameters
    ----------
    counted : DataFrame
        As of the question ``production_samples``.
    names : Series, indexed by equipment_id
    shifts : sequence of str
        In the order in which they are compared: those of the working calendar.
    """
    ordered = _in_order(counted, shifts)
    own = ordered.groupby(["shift", "equipment_id"], as_index=False, sort=False)
    cells = own[["output_quantity", "defect_quantity"]].sum().rename(columns=COUNTS)
    key = own.ngroup()
    factor = comparison.dispersion(ordered["defect_quantity"], ordered["output_quantity"], key)
    told = ordered.rename(columns=COUNTS)
    verdicts, pairs = machine_by_machine.differences(told)
    return Comparison(
        defects=fairness.stratified_difference(cells, dispersion_factor=factor),
        unadjusted=_difference(ordered.groupby(["date", "shift"], as_index=False, sort=False).sum(numeric_only=True)),
        efficiency=_efficiency(ordered),
        shifts=_adjusted(cells),
        machines=_rows(told, "stratum", verdicts, pairs, names, _those(told, shifts)).rename(columns=NUMBERED),
        funnel=_funnel(cells, factor, names),
        dispersion=factor,
        pairs=int(pairs["p_adjusted"].notna().sum()),
    )


def _in_order(counted: pd.DataFrame, shifts: Sequence[str]) -> pd.DataFrame:
    """Shifts in the order in which they are compared; no rejects of no units, which say nothing of a rate."""
    units = ["output_quantity", "defect_quantity"]
    order = counted["shift"].map({shift: place for place, shift in enumerate(shifts)})
    counted = counted.assign(**counted[units].fillna(0), order=order)
    return counted.sort_values(["order", "equipment_id", "date"], kind="stable")


def _difference(samples: pd.DataFrame) -> Difference:
    """Judge whether the shifts differ as they are, allowing for rejects that come in batches."""
    sums = samples.groupby("shift")[["defect_quantity", "output_quantity"]].sum()
    sums = sums.reindex(samples["shift"].drop_duplicates())
    factor = comparison.dispersion(samples["defect_quantity"], samples["output_quantity"], samples["shift"])
    return comparison.shift_difference(sums["defect_quantity"], sums["output_quantity"], dispersion_factor=factor)


def _efficiency(samples: pd.DataFrame) -> Difference:
    """Judge whether the same machine on the same day is used better in one shift than in another."""
    values = METRICS["efficiency_percentage"].of(samples)
    block = samples.groupby(["equipment_id", "date"]).ngroup()
    return fairness.blocked_difference(values, block, samples["shift"])


def _adjusted(cells: pd.DataFrame) -> pd.DataFrame:
    found = fairness.standardised(cells)
    return pd.DataFrame(
        {
            "defect_rate": found["rate"],
            "adjusted_defect_rate": found["indirect"],
            "direct_defect_rate": found["direct"],
            "expected_defects": found["expected"],
            "output": found["output"],
            "defects": found["defects"],
        }
    )


def _funnel(cells: pd.DataFrame, factor: float, names: pd.Series) -> pd.DataFrame:
    points = fairness.funnel(cells, dispersion_factor=factor)
    told = cells.rename(columns={"group": "shift", "stratum": "equipment_id"})
    told.insert(1, "name", told["equipment_id"].map(names).astype("str"))
    return told.join(points)[points["ratio"].notna()].reset_index(drop=True)


def _those(samples: pd.DataFrame, shifts: Sequence[str]) -> list[str]:
    """Shifts that reported, in the order in which they are compared."""
    return [shift for shift in shifts if (samples["group"] == shift).any()]


def _rows(
    samples: pd.DataFrame, by: str, verdicts: pd.DataFrame, pairs: pd.DataFrame, names: pd.Series, shifts: list[str]
) -> pd.DataFrame:
    """Rates and verdict of each machine, line or area; with many, one would look bad by chance: pairs are corrected."""
    sums = samples.groupby([by, "group"])[["defects", "output"]].sum()
    sums["rate"] = METRICS["defect_rate"].of(defect_quantity=sums["defects"], inspected_output=sums["output"])
    rates = sums.pivot_table(index=by, columns="group", values="rate")
    frame = rates.reindex(index=verdicts.index, columns=shifts).astype("float64").add_suffix(OF_SHIFT)
    own = dict(list(pairs.groupby(by)))
    frame.insert(0, "name", names.reindex(frame.index).astype("str"))
    frame["verdict"] = verdicts["verdict"]
    frame["explanation"] = pd.array(
        [
            explain(Difference(row["verdict"], row["p_adjusted"], own.get(key, pairs[:0]), row["dispersion"]))
            for key, row in zip(verdicts.index, verdicts.to_dict("records"), strict=True)
        ],
        dtype="str",
    )
    return frame.rename_axis(index=by, columns=None).reset_index().sort_values("name", ignore_index=True)


def probability(p_value: float) -> str:
    """A p-value as people read it: ``p = 0.013``, ``p < 0.001``."""
    return f"p = {p_value:.2g}" if p_value >= 0.001 else "p < 0.001"


def by_chance(p_value: float) -> str:
    """What a p-value means, for whoever does not know: how often chance alone brings what was seen."""
    if p_value < 0.001:
        return "If the shifts were alike, chance would bring such differences in fewer than 1 of 1,000 such periods"
    return f"If the shifts were alike, chance would bring such differences in {100 * p_value:.2g} of 100 such periods"


def explain(difference: Difference) -> str:
    """Put a verdict on defect rates and its evidence into words."""
    return _explain(difference, PERCENT, ("rejects", "more"))


def explain_efficiency(difference: Difference) -> str:
    """Put a verdict on efficiencies and its evidence into words."""
    return _explain(difference, 1.0, ("has an efficiency", "higher"))


def _explain(difference: Difference, scale: float, words: tuple[str, str]) -> str:
    if difference.verdict == comparison.TOO_LITTLE:
        return "Too little data to tell: choose a longer period, or more shifts and machines."
    if difference.verdict == comparison.NOT_SHOWN:
        return f"The shifts differ no more than their own days do ({probability(difference.p_value)})."
    real = difference.pairs[difference.pairs["real"]]
    if real.empty:
        return f"The shifts as a whole differ ({probability(difference.p_value)}), but no two of them clearly do."
    return " ".join(_pair(row, scale, words) for row in real.to_dict("records"))


def _pair(row: dict[Hashable, Any], scale: float, words: tuple[str, str]) -> str:
    first, second, difference, low, high = (row[name] for name in ("first", "second", "difference", "low", "high"))
    sign = 1 if difference > 0 else -1
    more, less = (first, second) if sign > 0 else (second, first)
    ends = [f"{end:.2f}".replace("-", "−") for end in sorted(scale * sign * end for end in (low, high))]
    return (
        f"{spoken(more)} {words[0]} {scale * abs(difference):.2f} percentage points {words[1]} than {less} "
        f"(between {ends[0]} and {ends[1]} with 95 % confidence)."
    )


def evidence(found: Comparison) -> str:
    """What the verdict on defect rates rests on, and what it looked like before it was adjusted."""
    difference = found.defects
    if difference.verdict == comparison.TOO_LITTLE:
        return ""
    pairs = int(difference.pairs["p_value"].notna().sum())
    told = (
        f"Each machine's shifts are compared with one another, so no shift is blamed for the machines it ran. "
        f"{by_chance(difference.p_value)} ({probability(difference.p_value)}; {pairs} "
        f"{'pair' if pairs == 1 else 'pairs'} of shifts compared, corrected for their number after Holm)."
    )
    if found.unadjusted.verdict != difference.verdict and found.unadjusted.verdict != comparison.TOO_LITTLE:
        told += (
            f" Without the adjustment it would be {found.unadjusted.verdict}: part of what is seen comes from the "
            "machines that a shift ran."
        )
    return told
