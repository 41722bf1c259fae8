"""Why did it change? The difference between two periods in bars that add up to it, and in a sentence."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

import pandas as pd

from producflow.domain.bridges import bridge
from producflow.domain.change import Change
from producflow.domain.coverage import Coverage, Matched
from producflow.domain.metrics import METRICS
from producflow.errors import InvalidInput
from producflow.reports import since
from producflow.reports.levels import Register
from producflow.reports.measures import CAUSES, MEANT, MEASURES, Measure
from producflow.reports.plant import in_force, known_machines
from producflow.reports.produced import COMPARABLE, Produced
from producflow.reports.view import View
from producflow.store.database import Session
from producflow.store.queries import production as queries
from producflow.store.reading import reads


@dataclass(frozen=True)
class Changes:
    """What a figure's change is made of."""

    measure: str
    """Name in `MEASURES`."""
    view: View
    base: View
    """The period looked at, and the one it is compared with."""
    before: float | None
    now: float | None
    """The figure in both; None where it is not available. [unit of the measure]"""
    parts: pd.DataFrame
    """`equipment_id`, `name`, `cause`, `amount` [unit of a change]; all amounts add up to now - before."""
    reached_before: Coverage
    reached: Coverage
    """Machine-shifts that reported, of those expected."""
    why_not: str
    """Why there is nothing to split; empty otherwise."""
    change: Change
    """The same difference at the same number of reported shifts, and whether it is more than chance brings."""

    @property
    def difference(self) -> float | None:
        """Now - before. [unit of a change]"""
        return None if self.before is None or self.now is None else self.now - self.before

    @cached_property
    def causes(self) -> pd.DataFrame:
        """One row per cause with an effect: `cause`, `label`, `amount`, `meaning`."""
        sums = self.parts.groupby("cause")["amount"].sum().reindex(list(CAUSES)).dropna()
        return pd.DataFrame(
            {
                "cause": sums.index,
                "label": [CAUSES[str(cause)] for cause in sums.index],
                "amount": sums.to_numpy(),
                "meaning": [MEANT[str(cause)] for cause in sums.index],
            }
        )

    @cached_property
    def machines(self) -> pd.DataFrame:
        """One row per machine with an effect, the largest first: `equipment_id`, `name`, a column per cause, `total`.

        An effect that a machine does not have is missing.
        """
        if self.parts.empty:
            return pd.DataFrame(columns=["equipment_id", "name", "total"])
        wide = self.parts.pivot_table(
            index=["equipment_id", "name"], columns="cause", values="amount", aggfunc="sum", min_count=1
        )
        wide = wide[[cause for cause in CAUSES if cause in wide.columns]]
        wide["total"] = wide.sum(axis="columns")
        order = wide["total"].abs().sort_values(ascending=False, kind="stable").index
        return wide.loc[order].rename_axis(columns=None).reset_index()

    def by_level(self, names: Register, level: str) -> pd.DataFrame:
        """The same of each line or area, which add up to the difference too."""
        rows = names.rolled_up(self.machines, level)
        return rows.sort_values("total", key=abs, ascending=False, kind="stable", ignore_index=True)

    def fields(self) -> dict[str, Any]:
        """What ``GET /production/changes`` answers."""
        return {
            "measure": self.measure,
            "unit": METRICS[self.measure].unit,
            "from": self.view.first_day,
            "to": self.view.last_day,
            "baseline_from": self.base.first_day,
            "baseline_to": self.base.last_day,
            "before": self.before,
            "now": self.now,
            "difference": self.difference,
            **since.fields(self.change),
            "causes": self.causes[["cause", "amount"]].to_dict("records"),
            "machines": told(self.machines)[["equipment_id", "name", "amount", "causes"]].to_dict("records"),
            "coverage": self.reached.fields(),
            "baseline_coverage": self.reached_before.fields(),
            "sentence": sentence(self),
            "why_not": self.why_not or None,
        }


def told(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of machines, lines or areas as calls answer them: `amount`, and of it `causes`, a list."""
    causes = [
        [{"cause": cause, "amount": row[cause]} for cause in CAUSES if not pd.isna(row.get(cause))]
        for row in rows.to_dict("records")
    ]
    kept = [name for name in rows if name not in CAUSES]
    return rows[kept].rename(columns={"total": "amount"}).assign(causes=pd.Series(causes, dtype="object"))


@dataclass(frozen=True)
class Machines:
    """What each machine of one period came to, and how many of their shifts reported: what bridges are built on."""

    sums: pd.DataFrame
    reached: Coverage


@reads
def changes(session: Session, view: View, base: View, measure: str, now: datetime) -> Changes:
    """Split the change of a figure between two periods.

    Parameters
    ----------
    view, base : View
        The period looked at, and the one it is compared with; see :mod:`producflow.reports.baselines`.
    measure : str
        Name in `MEASURES`.
    now : datetime
        Aware; shifts that end later are not expected to have reported yet.

    Raises
    ------
    InvalidInput
    """
    if measure not in MEASURES:
        raise InvalidInput(f"'{measure}' cannot be split; use one of {', '.join(MEASURES)}.", "measure")
    before, after = _both(session, view, base, now, COMPARABLE)
    names = after.machines.set_index("equipment_id")["name"]
    found = _of(measure, view, base, _machines(before), _machines(after), names)
    return replace(found, change=since.of(measure, found.before, found.now, since.periods(after, before)))


def _both(session: Session, view: View, base: View, now: datetime, grains: tuple[int, ...]) -> list[Produced]:
    """What was made before and now."""
    plant, machines = in_force(session), known_machines(session)
    return [Produced(session, part, plant, machines, now, grains=grains) for part in (base, view)]


def _machines(period: Produced) -> Machines:
    """Put the sums of the machines beside how many of their shifts were due, and how many reported."""
    sums, reported, reach = period.sums, period.reported, period.reporting
    # What reported though nobody expected it was due all the same, or more would have reported than was due.
    more = Matched(reported, reach.expected).unexpected
    due = pd.concat([reach.expected["equipment_id"], more["equipment_id"]]).value_counts(sort=False).sort_index()
    counts = pd.DataFrame({"due": due, "reported": reported.groupby("equipment_id").size()}).fillna(0)
    return Machines(counts.join(sums[[name for name in SUMS if name in sums]]), reach.coverage)


SUMS = (
    *("planned_minutes", "run_minutes", "credited_minutes", "downtime_minutes"),
    *("output_quantity", "defect_quantity", "inspected_output", "rated_output", "ideal_output"),
)


def _of(measure: str, view: View, base: View, old: Machines, new: Machines, names: pd.Series) -> Changes:
    told = MEASURES[measure]
    found = told.split(old.sums, new.sums)
    before, now = (None if math.isnan(value) else told.scale * value for value in (found.before, found.now))
    parts = found.parts.assign(amount=told.scale * found.parts["amount"])
    parts.insert(1, "name", parts["equipment_id"].map(names).astype("str"))
    return Changes(
        measure=measure,
        view=view,
        base=base,
        before=before,
        now=now,
        parts=parts,
        reached_before=old.reached,
        reached=new.reached,
        why_not=found.why_not,
        change=Change(before, now),
    )


@reads
def from_missing(session: Session, view: View, base: View, now: datetime) -> dict[str, float]:
    """How much of each figure's change comes from machine-shifts that did not report, see :func:`changes`.

    Returns
    -------
    dict of str to float
        By name of the measure; only those that are available in both periods. [unit of a change]
    """
    old, new = map(_machines, _both(session, view, base, now, (queries.MACHINE,)))
    found = {name: measure.split(old.sums, new.sums) for name, measure in MEASURES.items()}
    return {name: MEASURES[name].scale * split.of(bridge.MISSING) for name, split in found.items() if not split.why_not}


def from_missing_in_words(found: Mapping[str, float]) -> str:
    """Say which changes come from what is missing; empty where none shows."""
    shown = {name: MEASURES[name].told_change(value) for name, value in found.items() if name != "good_output"}
    told = [f"{words} in {METRICS[name].in_sentence}" for name, words in shown.items() if words[0] in "+−"]
    return f"Of the changes since the period before, missing reports make {', '.join(told)}." if told else ""


def missing_note(found: Changes) -> str:
    """Say so where much of a change comes from what is missing and not from the machines; empty otherwise."""
    measure, difference = MEASURES[found.measure], found.difference
    missing = float(found.parts.loc[found.parts["cause"] == bridge.MISSING, "amount"].sum())
    if difference is None or measure.told(abs(missing)) == measure.told(0.0):
        return ""
    rest = difference - missing
    told = f"{measure.told_change(missing)} of the change come from reports that are missing, not from the machines"
    return f"{told}; without that it would be {measure.told_change(rest) or 'none'}."


SHARE = 0.1
"""A part is named when it is at least this share of all changes, up and down. [-]"""
MOST = 3


def sentence(found: Changes) -> str:
    """The change and its largest causes, in words."""
    measure = MEASURES[found.measure]
    if found.why_not or found.before is None or found.now is None or found.difference is None:
        return found.why_not
    before, now = measure.told(found.before), measure.told(found.now)
    if before == now and found.parts.empty:
        return f"{measure.metric.label} is as it was: {now}."
    verb = "rose" if found.difference > 0 else "fell"
    told = measure.told_change(found.difference)
    changed = f"{verb} from {before} to {now} ({told})" if before != now else f"is {now}, as before"
    head = f"{measure.metric.label} {changed}"
    parts = _largest(found)
    if parts.empty:
        return f"{head}."
    same = parts[(parts["amount"] > 0) == (found.difference > 0)]
    other = parts.drop(same.index)
    reasons = f"mostly {_listed(same, measure)}" if len(same) else ""
    against = f"{'against it' if len(same) else 'with'} {_listed(other, measure)}" if len(other) else ""
    return f"{head}: {'; '.join(filter(None, [reasons, against]))}."


def _largest(found: Changes) -> pd.DataFrame:
    """The few parts that matter: causes by machine, but missing reports, planned time and the like in all."""
    whole = found.parts["cause"].isin([bridge.PLANNED, bridge.MISSING])
    parts = pd.concat(
        [
            found.parts[~whole][["cause", "name", "amount"]],
            found.parts[whole].groupby("cause", as_index=False)["amount"].sum().assign(name=""),
        ],
        ignore_index=True,
    )
    size = parts["amount"].abs()
    named = parts[size >= SHARE * size.sum()].assign(size=size)
    largest: pd.DataFrame = named.sort_values("size", ascending=False, kind="stable").head(MOST)
    return largest


def _listed(parts: pd.DataFrame, measure: Measure) -> str:
    words = [
        f"{_part(row['cause'], row['name'])} ({measure.told_change(row['amount'])})" for row in parts.to_dict("records")
    ]
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _part(cause: str, name: str) -> str:
    if not name:
        return CAUSES[cause].lower()
    return {
        bridge.MIX: f"planned time of {name} against the others'",
        bridge.APPEARED: f"{name}, which reports only now",
        bridge.GONE: f"{name}, which reported only before",
        bridge.UNSPLIT: f"{name}, whose units have no run time",
    }.get(cause, f"{CAUSES[cause].lower()} of {name}")
