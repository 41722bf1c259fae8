"""Control charts over the shifts of a view: which shifts differ by more than the process does by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from producflow.domain import run_rules as domain
from producflow.domain import spc
from producflow.domain.metrics import METRICS, PERCENT, Metric
from producflow.errors import InvalidInput
from producflow.reports.figures import with_ratios
from producflow.reports.periods import calendar
from producflow.reports.plant import in_force
from producflow.reports.spelling import known_rows
from producflow.reports.view import View
from producflow.store.database import Session
from producflow.store.queries import production as queries
from producflow.store.reading import reads

LANEY, P, INDIVIDUALS = "p' chart (Laney)", "p chart", "Individuals chart"


@dataclass(frozen=True)
class Kind:
    """A chart of a figure: which limits, of which figure."""

    limits: str
    column: str

    @property
    def metric(self) -> Metric:
        """Of which figure."""
        return METRICS[self.column]

    @property
    def name(self) -> str:
        """What people choose: ``Defect rate, p chart``."""
        return f"{self.metric.label}, {self.limits}"


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(LANEY, "defect_rate"),
        Kind(P, "defect_rate"),
        Kind(INDIVIDUALS, "efficiency_percentage"),
        Kind(INDIVIDUALS, "oee"),
    )
}
DEFAULT = next(iter(KINDS))
RULES = tuple(domain.RULES)


@dataclass(frozen=True)
class ControlChart:
    """One chart."""

    kind: Kind
    rules: str
    """Name of the set of rules."""
    points: pd.DataFrame
    """One row per shift of a production day in time order: `date`, `shift`, `start`, `output_quantity` [units],
    `value`, `center`, `lcl`, `ucl` [%], `z` [standard deviations], `rule` (numbers of the rules that call it a signal,
    empty for none). A shift without a report has no value."""
    signals: pd.DataFrame
    """One row per point and rule, the newest first: `date`, `shift`, `value` [%], `rule`, `meaning`."""
    enough: bool
    """Whether there are enough points for the limits to be relied on."""

    @property
    def title(self) -> str:
        """Names figure, limits and rules."""
        named = "limits only" if self.rules == domain.LIMITS else f"{self.rules} rules"
        return f"{self.kind.metric.label} of every shift: {self.kind.limits}, {named}"

    def fields(self) -> dict[str, Any]:
        """What ``GET /production/control-chart`` answers of it."""
        points = self.points.assign(date=self.points["date"].dt.date)
        broken = points["rule"].map(lambda told: [int(rule) for rule in told.split(", ") if rule]).astype("object")
        signals = self.signals.assign(date=self.signals["date"].dt.date)
        return {
            "figure": self.kind.column,
            "limits": self.kind.limits,
            "rules": self.rules,
            "rule_meanings": [{"rule": rule.number, "meaning": rule.meaning} for rule in domain.RULES[self.rules]],
            "enough": bool(self.enough),
            "points": known_rows(points.drop(columns=["start", "rule"]).assign(signals=broken)),
            "signals": known_rows(signals),
        }


@reads
def chart(session: Session, view: View, kind: str = DEFAULT, rules: str = domain.WESTERN_ELECTRIC) -> ControlChart:
    """Draw up a control chart.

    Parameters
    ----------
    kind : str
        Name in `KINDS`.
    rules : str
        Name in `RULES`.

    Raises
    ------
    InvalidInput
        If there is no such chart or set of rules.
    """
    if kind not in KINDS:
        raise InvalidInput(f"There is no chart '{kind}'; choose one of {', '.join(KINDS)}.", "chart")
    if rules not in RULES:
        raise InvalidInput(f"There are no rules '{rules}'; choose one of {', '.join(RULES)}.", "rules")
    sums = queries.sums(session, view.parameters(), queries.DAY_SHIFT)
    spans = calendar(in_force(session)).spans(view.first_day, view.last_day)
    return of_sums(sums, spans, view, KINDS[kind], rules)


def of_sums(sums: pd.DataFrame, spans: pd.DataFrame, view: View, kind: Kind, rules: str) -> ControlChart:
    """Draw it up from sums, see :func:`chart`.

    Parameters
    ----------
    sums : DataFrame
        Of every day and shift, as of the question ``production_sums``.
    spans : DataFrame
        `date`, `shift`, `start`, `planned` of every shift: a planned one without a report ends a run.
    """
    made = with_ratios(sums).reset_index()
    chosen = spans if view.shifts is None else spans[spans["shift"].isin(view.shifts)]
    days = {"date": "datetime64[us]"}
    points = chosen.astype(days).merge(made.astype(days), on=["date", "shift"], how="left", indicator="told")
    points = points[points["planned"] | (points["told"] == "both")]
    points = points.sort_values("start", ignore_index=True)
    if kind.limits == INDIVIDUALS:
        found = spc.individuals_limits(points[kind.column])
        limits = pd.DataFrame(
            {
                "value": points[kind.column],
                "center": found.mean,
                "lcl": found.lcl,
                "ucl": found.ucl,
                "z": found.scores(points[kind.column]),
            }
        )
    else:
        limit = spc.laney_limits if kind.limits == LANEY else spc.p_limits
        # Rejects against the output of which somebody said how much was rejected, as the defect rate is.
        limits = limit(points["defect_quantity"], points["inspected_output"]).rename(columns={"rate": "value"})
        limits[["value", "center", "lcl", "ucl"]] *= PERCENT
    shown = points[["date", "shift", "start", "output_quantity"]].join(limits[["value", "center", "lcl", "ucl", "z"]])
    broken = domain.signals(shown["z"], rules)
    told: dict[int, list[str]] = {}
    for point, rule in zip(broken["point"], broken["rule"], strict=True):
        told.setdefault(int(point), []).append(str(rule))
    shown["rule"] = pd.array([", ".join(told.get(point, [])) for point in shown.index], dtype="str")
    broken = broken.sort_values(["point", "rule"], ascending=[False, True], ignore_index=True)
    signals = shown.loc[broken["point"], ["date", "shift", "value"]].reset_index(drop=True)
    signals = signals.join(broken[["rule", "meaning"]])
    return ControlChart(kind, rules, shown, signals, shown["value"].count() >= spc.ENOUGH)
