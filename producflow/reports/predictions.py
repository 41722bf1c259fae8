"""What is foretold, and how good that has been so far."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from producflow.domain.metrics import METRICS
from producflow.domain.predictions import LONG_STOP_MINUTES, record
from producflow.domain.predictions.confidence import FEWEST, too_few
from producflow.store.database import Session
from producflow.store.queries import predictions as queries
from producflow.store.reading import reads

SAME_FAILURE = pd.Timedelta(days=1)
"""Stops and repairs of a machine that follow one another within this are one failure."""


@dataclass(frozen=True)
class TrackRecord:
    """How good predictions have been: of all time, since few months say nothing of it."""

    made: pd.DataFrame
    """Every prediction, the newest first, with what became of it."""
    judged: pd.DataFrame
    """Those of which it is known whether they came true."""
    stated: pd.DataFrame
    """Of these, the ones that stated a confidence, and whose chance is known."""
    bins: pd.DataFrame
    """See :func:`producflow.domain.predictions.record.reliability`."""
    machines: pd.DataFrame
    """One row a machine with predictions or failures: `machine`, `equipment_id`, `judged`, `came_true`, `windows`,
    `held`, `failures`, `foretold` [count]."""
    failures: pd.DataFrame
    """One row a failure, the newest first: `equipment_id`, `machine`, `failed_at`, `what`, `called`, `foretold`."""

    @property
    def windows(self) -> pd.DataFrame:
        """Predictions whose window is known to have held or not."""
        return self.made[self.made["window_held"].notna()]

    @property
    def missed(self) -> pd.DataFrame:
        """Failures that no prediction foretold."""
        return self.failures[~self.failures["foretold"]]

    @property
    def came_true(self) -> float | None:
        """Share of judged predictions. [%]"""
        return share("predictions_came_true", self.judged["came_true"])

    @property
    def windows_held(self) -> float | None:
        """Share of windows. [%]"""
        return share("windows_held", self.windows["window_held"])

    @property
    def failures_foretold(self) -> float | None:
        """Share of failures. [%]"""
        return share("failures_foretold", self.failures["foretold"])

    @property
    def brier(self) -> float | None:
        """Of stated confidences; None where they are too few. [-]"""
        return self._brier("confidence")

    @property
    def brier_of_chance(self) -> float | None:
        """Of stating, for the same predictions, how often something happens to their machine anyhow. [-]"""
        return self._brier("chance")

    def why_not(self, name: str) -> str:
        """Why one of the figures is not told."""
        counted = {
            "predictions_came_true": self.judged,
            "windows_held": self.windows,
            "failures_foretold": self.failures,
            "brier_score": self.stated,
        }
        return too_few(len(counted[name]))

    def _brier(self, said: str) -> float | None:
        true = self.stated["came_true"].to_numpy(dtype=bool)
        return record.brier(self.stated[said].to_numpy(dtype="float64"), true) if len(true) >= FEWEST else None


def share(name: str, yes: pd.Series) -> float | None:
    """A share of what is yes or no; None where too few are known. [%]"""
    metric = METRICS[name]
    counts = dict(zip(metric.terms, (int(yes.sum()), len(yes)), strict=True))
    return float(metric.of(counts)) if len(yes) >= FEWEST else None


@reads
def standing(session: Session, machines: tuple[int, ...] | None, now: datetime) -> pd.DataFrame:
    """Predictions whose horizon is not over, the one whose window begins first on top."""
    found = queries.everything(session, machines)
    found = found[found["horizon_ends_at"] > now]
    first = found["until_from"].fillna(found["horizon_ends_at"])
    return found.assign(first=first).sort_values(["first", "id"], ignore_index=True)


@reads
def track_record(session: Session, machines: tuple[int, ...] | None) -> TrackRecord:
    """How good predictions have been, of some machines or all."""
    made = queries.everything(session, machines)
    judged = made[made["came_true"].notna()]
    stated = judged[judged["confidence"].notna() & judged["chance"].notna()]
    failures = _failures(session, made, machines)
    return TrackRecord(
        made,
        judged,
        stated,
        record.reliability(stated["confidence"], stated["came_true"].astype(bool)),
        _by_machine(made, judged, failures),
        failures,
    )


def _failures(session: Session, made: pd.DataFrame, machines: tuple[int, ...] | None) -> pd.DataFrame:
    """Failures of the time that was looked at, each with whether something had foretold it."""
    found = queries.failures(session, machines, LONG_STOP_MINUTES)
    found = found.merge(queries.looks(session), on="equipment_id")
    found = found[(found["failed_at"] > found["looked_from"]) & (found["failed_at"] <= found["looked_until"])]
    same = found.groupby("equipment_id")["failed_at"].diff() <= SAME_FAILURE
    found = found[~same]
    spans = made[["equipment_id", "made_at", "horizon_ends_at"]]
    pairs = found.reset_index(names="failure").merge(spans, on="equipment_id")
    inside = (pairs["made_at"] < pairs["failed_at"]) & (pairs["failed_at"] <= pairs["horizon_ends_at"])
    told = found.assign(foretold=found.index.isin(pairs.loc[inside, "failure"]))
    return told.sort_values("failed_at", ascending=False, kind="stable", ignore_index=True)


def _by_machine(made: pd.DataFrame, judged: pd.DataFrame, failures: pd.DataFrame) -> pd.DataFrame:
    names = pd.concat([made[["equipment_id", "machine"]], failures[["equipment_id", "machine"]]]).drop_duplicates()
    by_machine = made.groupby("equipment_id")["window_held"]
    counted = {
        "judged": judged.groupby("equipment_id").size(),
        "came_true": judged.groupby("equipment_id")["came_true"].sum(),
        "windows": by_machine.count(),
        "held": by_machine.sum(),
        "failures": failures.groupby("equipment_id").size(),
        "foretold": failures.groupby("equipment_id")["foretold"].sum(),
    }
    found = names.set_index("equipment_id")
    for name, counts in counted.items():
        found[name] = counts.reindex(found.index).fillna(0).astype("int64")
    return found.reset_index().sort_values("machine", ignore_index=True)
