"""Where the time went: the loss tree of a view in minutes and money, its parts, and the stops behind them."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import pandas as pd

from producflow.domain import costs
from producflow.domain import losses as domain
from producflow.domain.coverage import Coverage
from producflow.domain.patterns import spoken
from producflow.domain.plant import PlantSettings
from producflow.domain.scenario import Scenario, smaller
from producflow.domain.shares import added_up, cumulative_percentage
from producflow.reports import downtime
from producflow.reports.coverage import reached
from producflow.reports.levels import LEVELS, MACHINE, labels
from producflow.reports.plant import in_force, known_machines
from producflow.reports.view import View
from producflow.store.database import Session
from producflow.store.queries import production as queries
from producflow.store.reading import reads

REASON, SHIFT = "reason", "shift"
CAN_SHRINK = ("downtime", "unexplained", "speed", "quality")
"""Kinds of steps that one can ask of what it would bring if they were smaller."""
LOSSES = ("downtime", "unexplained", "beyond", "speed", "quality")
"""Kinds of pieces that are lost time."""
COSTS = {"downtime": "downtime", "unexplained": "downtime", "quality": "rejects", "speed": "speed loss"}
"""What the cost of each kind of loss is a part of, in words."""
TOGETHER = re.compile(r"reasons after (\d{1,4})")
"""Key of the reasons of downtime that a chart puts together, see :func:`together`."""
MOST_STOPS = 1000
"""Stops listed at most, the longest first."""


@dataclass(frozen=True)
class Losses:
    """Where the planned time of a view went."""

    view: View
    plant: PlantSettings
    """In force when it was computed."""
    pieces: pd.DataFrame
    """As of :func:`producflow.domain.losses.pieces`, with `key`, `money` [currency] and `why_not`."""
    called: pd.DataFrame
    """Indexed by equipment_id. What each machine, its line and its area are called, a column per level."""
    outside_minutes: float
    """Stops in machine-shifts that no production record reports; they are no part of the tree. [min]"""
    beyond: int
    """Machine-shifts whose stops add up to more than their records say."""
    machines: pd.DataFrame
    """Indexed by equipment_id. Sums of the records, as of the question ``production_sums``, with `capacity`."""
    coverage: Coverage
    """Which expected machine-shifts reported."""

    @property
    def names(self) -> pd.Series:
        """Names of machines, by id."""
        return self.called[MACHINE]

    @property
    def empty(self) -> bool:
        """Whether nothing was planned."""
        return not self.planned_minutes > 0

    @cached_property
    def planned_minutes(self) -> float:
        """[min]"""
        return float(self.pieces["minutes"].sum())

    @cached_property
    def _found(self) -> dict[tuple[str, str | None], pd.DataFrame]:
        """What :meth:`by` has answered: several people and several parts of a page ask the same."""
        return {}

    def tree(self) -> pd.DataFrame:
        """The steps, see :func:`producflow.domain.losses.tree`, with `hours` [h], `money` and `why_not`."""
        return self._steps

    @cached_property
    def _steps(self) -> pd.DataFrame:
        steps = domain.tree(self.pieces)
        priced = _priced(self.pieces.assign(label=self.pieces["key"])).drop(columns="minutes")
        return steps.merge(priced, left_on="key", right_on="label", how="left").assign(hours=steps["minutes"] / 60)

    def of(self, key: str | None) -> pd.DataFrame:
        """Pieces of one step, or of reasons put together; of all losses where none is given."""
        found, reasons = self.pieces, self.reasons(key)
        if reasons is None:
            part: pd.DataFrame = found[found["kind"].isin(LOSSES) if key is None else found["key"] == key]
        else:
            part = found[(found["kind"] == "downtime") & found["reason"].isin(reasons)]
        return part

    def reasons(self, key: str | None) -> list[str] | None:
        """Reasons that a step of downtime is of; None for every other step."""
        if key is not None and key.startswith("reason:"):
            return [key.removeprefix("reason:")]
        after = TOGETHER.fullmatch(key or "")
        if after is None:
            return None
        steps = self.tree()
        return [step.removeprefix("reason:") for step in steps.loc[steps["kind"] == "downtime", "key"]][int(after[1]) :]

    def by(self, dimension: str, key: str | None = None) -> pd.DataFrame:
        """Lost time by reason, machine or shift, the most first.

        Parameters
        ----------
        dimension : str
            `REASON`, `MACHINE`, `SHIFT` or one of `LEVELS`; by reason, speed and quality loss and what no event
            explains stand as their own.
        key : str, optional
            Of this step of the tree only.

        Returns
        -------
        DataFrame
            `key` (of the step, the machine's id, the shift, line or area), `label`, `minutes`, `hours`,
            `unplanned_minutes` [min], `money` [currency], `why_not`, `cumulative_percentage` of all minutes above 0
            [%].
        """
        if (dimension, key) not in self._found:
            self._found[dimension, key] = self._by(dimension, key)
        return self._found[dimension, key]

    def _by(self, dimension: str, key: str | None) -> pd.DataFrame:
        part = self.of(key)
        if dimension == REASON:
            part = part.assign(label=part["key"])
        elif dimension == MACHINE:
            part = part.assign(label=part["equipment_id"])
        elif dimension in LEVELS:
            part = part.assign(label=part["equipment_id"].map(self.called[dimension]))
        else:
            part = part.assign(label=part["shift"])
        rows = _priced(part).sort_values(["minutes", "label"], ascending=[False, True], ignore_index=True)
        share = cumulative_percentage(rows["minutes"])
        rows = rows.rename(columns={"label": "key"}).assign(hours=rows["minutes"] / 60, cumulative_percentage=share)
        return rows.assign(label=[self._called(dimension, found) for found in rows["key"]])

    def cost_parts(self) -> pd.Series:
        """Cost of all losses by what they are, of those that have one, rounded so that they add up. [currency]"""
        part = self.of(None)
        sums = part.groupby(part["kind"].map(COSTS))["money"].sum(min_count=1).dropna()
        return added_up(sums.reindex([name for name in dict.fromkeys(COSTS.values()) if name in sums]))

    def scenario(self, key: str, percentage: float) -> Scenario:
        """What this step of the tree would have come to if it were smaller by so many percent, see `smaller`."""
        return smaller(self.of(key), self.machines, percentage)

    def _called(self, dimension: str, key: Any) -> str:
        if dimension == MACHINE:
            return str(self.names[key])
        if dimension == REASON:
            return step_name(str(key))
        return str(key) if dimension in LEVELS else spoken(str(key))


def together(longest: int) -> str:
    """Key of all reasons of downtime but so many of the longest; 0: of all downtime that has a reason."""
    return f"reasons after {longest}"


def step_name(key: str) -> str:
    """What a step of the tree is called."""
    after = TOGETHER.fullmatch(key)
    if after is not None:
        return f"Reasons after the {after[1]} longest" if int(after[1]) else "Downtime by reason"
    return key.removeprefix("reason:") if key.startswith("reason:") else domain.STEPS.get(key, domain.PLANNED)


def _priced(pieces: pd.DataFrame) -> pd.DataFrame:
    """Minutes and money by label; why money is missing where all of it is, or what it leaves out."""
    grouped = pieces.groupby("label", sort=False)
    rows = grouped[["minutes"]].sum()
    rows["money"] = grouped["money"].sum(min_count=1)
    rows["unplanned_minutes"] = pieces["minutes"].where(~pieces["planned"], 0.0).groupby(pieces["label"]).sum()
    told = pieces[(pieces["why_not"] != "") & (pieces["why_not"] != costs.SET_OFF)]
    sentences = told.groupby("label")["why_not"].agg(lambda found: " ".join(dict.fromkeys(found)))
    alone = pieces[pieces["why_not"] == costs.SET_OFF].groupby("label")["why_not"].first()
    rows["why_not"] = sentences.reindex(rows.index).fillna(alone.reindex(rows.index)).fillna("")
    return rows.reset_index()


@reads
def losses(session: Session, view: View, now: datetime) -> Losses:
    """Find out where the planned time of a view went.

    Parameters
    ----------
    now : datetime
        An aware instant; a stop that still lasts is counted up to it.
    """
    plant, machines = in_force(session), known_machines(session)
    known = machines.set_index("equipment_id")
    records = queries.loss_records(session, view.parameters()).astype({"date": "datetime64[us]"})
    stops = downtime.by_shift(session, view, plant, now)
    found = domain.pieces(records, stops)
    priced = costs.loss_costs(found, known["records_stops"], plant.downtime_hour_cost, plant.defect_unit_cost)
    beside = domain.outside(records, stops)
    sums = queries.sums(session, view.parameters(), queries.MACHINE)
    return Losses(
        view=view,
        plant=plant,
        pieces=found.assign(key=domain.key_of(found), **priced),
        called=pd.DataFrame({level: labels(known, level) for level in (MACHINE, *LEVELS)}),
        outside_minutes=float(beside["minutes"].sum()),
        beyond=_beyond(records, stops),
        machines=sums.join(known["capacity"]),
        coverage=reached(session, machines, view, plant, now).coverage,
    )


def _beyond(records: pd.DataFrame, stops: pd.DataFrame) -> int:
    sums = stops.groupby(domain.KEY, as_index=False)["minutes"].sum()
    both = sums.merge(records, on=domain.KEY)
    return int((both["minutes"] - both["downtime_minutes"] > domain.ROUNDING).sum())


@dataclass(frozen=True)
class Behind:
    """What lies behind one step of the tree, the longest first."""

    rows: pd.DataFrame
    """Of downtime, stops cut to the shifts they fall into: `id`, `equipment_id`, `name`, `date`, `shift`, `started_at`,
    `ended_at`, `minutes` [min], `reason`, `planned`, `lasts`, `reported` (whether a production record of the shift
    exists), and where each came from: `batch_id`, `file_name`, `source_line`. Of what no event explains, and of what
    lies beyond the records, machine-shifts: `name`, `date`, `shift`, `downtime_minutes`, `explained_minutes`, `minutes`
    (the difference) [min]."""
    total: int
    """How many there are; `MOST_STOPS` are shown."""


@reads
def behind(session: Session, view: View, now: datetime, key: str) -> Behind:
    """List what a step of the tree is made of.

    Parameters
    ----------
    key : str
        Of the step: ``reason:`` and the reason, ``unexplained``, ``beyond``, or ``stops`` for stops of any reason.
    """
    return _first(rows_behind(session, view, now, key))


def _first(rows: pd.DataFrame) -> Behind:
    return Behind(rows.head(MOST_STOPS), len(rows))


def rows_behind(session: Session, view: View, now: datetime, key: str) -> pd.DataFrame:
    """List all of it within a read in progress, see :func:`behind`."""
    stops = downtime.by_shift(session, view, in_force(session), now)
    records = queries.loss_records(session, view.parameters()).astype({"date": "datetime64[us]"})
    if key in ("unexplained", "beyond"):
        names = known_machines(session).set_index("equipment_id")["name"]
        rows = _differing(records, stops, 1 if key == "unexplained" else -1)
        rows = rows.assign(name=rows["equipment_id"].map(names))
    else:
        rows = stops if key == "stops" else stops[stops["reason"] == key.removeprefix("reason:")]
        reported = pd.MultiIndex.from_frame(records[domain.KEY])
        rows = rows.assign(reported=pd.MultiIndex.from_frame(rows[domain.KEY]).isin(reported))
    return rows.sort_values("minutes", ascending=False, kind="stable", ignore_index=True)


def _differing(records: pd.DataFrame, stops: pd.DataFrame, sign: int) -> pd.DataFrame:
    """Machine-shifts whose stops explain less (sign 1) or more (sign -1) than their records say."""
    explained = stops.groupby(domain.KEY)["minutes"].sum().rename("explained_minutes").reset_index()
    both = records.merge(explained, on=domain.KEY, how="left").fillna({"explained_minutes": 0.0})
    both = both.assign(minutes=sign * (both["downtime_minutes"] - both["explained_minutes"]))
    columns = [*domain.KEY, "downtime_minutes", "explained_minutes", "minutes"]
    return both.loc[both["minutes"] > domain.ROUNDING, columns]
