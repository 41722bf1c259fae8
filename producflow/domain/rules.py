"""What a row must hold, whichever door it comes in by: one table of rules for each thing that is stored.

A rule is data: a field, a test and a sentence. Calls hold values against it here, one or many at once;
:mod:`producflow.store.importing.ruling` makes SQL of it, so that ten million rows of an import are judged where they
lie. All of it comes after values are in our units and types: how a cell is read is no rule. A missing value breaks no
rule; which fields must be there is said by the call, or by the kind of upload.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from string import Formatter
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from producflow.domain.metrics import METRICS, PERCENT, TARGETED
from producflow.domain.timeline import OFF, PLANNED_STOP, PRODUCING, STOPPED
from producflow.domain.units import LARGEST

SHIFTS = ("morning", "afternoon", "night")
STATES = (PRODUCING, STOPPED, PLANNED_STOP, OFF)
"""What a machine may be doing: ``stopped`` unplanned, ``off`` outside of its planned time."""
JOB_TYPES = ("preventive", "corrective", "emergency")
JOB_STATUSES = ("scheduled", "in_progress", "completed")
MACHINE_STATUSES = ("operational", "warning", "critical", "maintenance")

OF_A_HUNDRED = tuple(name for name in TARGETED if METRICS[name].unit == "%" and name != "performance")
"""Shares that cannot pass 100 %; performance does where the rated speed is too low."""

FIRST_YEAR, LAST_YEAR = 1900, 2199
LARGEST_COUNT = 2**53 - 1
"""What every JSON reader and every float keeps exactly. [units]"""
LONGEST_SENSOR, LONGEST_UNIT, LONGEST_NAME, LONGEST_TEXT = 100, 50, 200, 10_000
"""Of a sensor type, of a unit, of other names, of what people write. [characters]"""
AHEAD = timedelta(days=1)
"""How far ahead of our clock what has happened may lie: a clock that is off must not hide what comes after it."""
CLOCKS_DIFFER = timedelta(minutes=5)
"""How far ahead a job's completion may lie, which its machine's last maintenance rests on."""

Relation = Literal["<=", ">=", ">"]
Bound = float | date | timedelta | str
RELATIONS: Mapping[Relation, Callable[[Any, Any], Any]] = {"<=": operator.le, ">=": operator.ge, ">": operator.gt}


@dataclass(frozen=True)
class Compared:
    """The value stands so to a bound.

    Attributes
    ----------
    relation : str
    bound : float, date, datetime, timedelta or str
        A number or time; how far ahead of now; or the name of another field.
    size : bool
        Whether the sign of the value counts for nothing.
    absent : float, optional
        What stands for the other field where it is missing; None: then the rule says nothing.
    """

    relation: Relation
    bound: Bound
    size: bool = False
    absent: float | None = None


@dataclass(frozen=True)
class Longest:
    """The text has so many characters at most."""

    characters: int


@dataclass(frozen=True)
class Missing:
    """There is no value."""


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes
    ----------
    field : str
        That is at fault where the rule is broken.
    test : Compared, Longest or Missing
        What holds of it.
    says : str
        The sentence for one who broke it, and how to mend it: ``{it}`` is what the door calls the value, other names
        in braces are fields of the row.
    when : tuple of (str, values), optional
        Another field, and those of its values with which the rule counts.
    """

    field: str
    test: Compared | Longest | Missing
    says: str
    when: tuple[str, tuple[Any, ...]] | None = None

    @cached_property
    def others(self) -> frozenset[str]:
        """The other fields that it looks at."""
        named = {name for _, name, _, _ in Formatter().parse(self.says) if name}
        if isinstance(self.test, Compared) and isinstance(self.test.bound, str):
            named.add(self.test.bound)
        return frozenset(named | ({self.when[0]} if self.when else set())) - {"it", self.field}


def _longest(field: str, characters: int) -> Rule:
    return Rule(field, Longest(characters), f"{{it}} is longer than {characters:,} characters; shorten it.")


def _amount(field: str, most: float, least: float = 0) -> tuple[Rule, ...]:
    return (
        Rule(field, Compared(">=", least), f"{{it}} is below {least:g}; correct it."),
        Rule(field, Compared("<=", most), f"{{it}} is above {most:,.0f}; correct it."),
    )


def _years(field: str, first: date, last: date) -> tuple[Rule, ...]:
    says = f"{{it}} is not between the years {FIRST_YEAR} and {LAST_YEAR}; correct the year."
    return Rule(field, Compared(">=", first), says), Rule(field, Compared("<=", last), says)


def _day(field: str) -> tuple[Rule, ...]:
    return _years(field, date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))


def _instant(field: str) -> tuple[Rule, ...]:
    first = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
    return _years(field, first, datetime(LAST_YEAR, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC))


def _past(field: str, ahead: timedelta = AHEAD, when: tuple[str, tuple[Any, ...]] | None = None) -> Rule:
    """What is a fact and no plan lies behind us."""
    return Rule(field, Compared("<=", ahead), "{it} lies in the future; correct it, or set the clock.", when)


_DEFECTS = "{defect_quantity} defects are more than the output of {output_quantity}; correct one of them."
_ENDS_LATER = Rule("ended_at", Compared(">=", "started_at"), "The end is before the start; correct one of them.")
LONGEST_STOP = 1e7
"""Nineteen years. [min]"""


def _interval(happened: tuple[str, tuple[Any, ...]]) -> tuple[Rule, ...]:
    """Of what is a fact with some values of another field, and else may be a plan."""
    return (
        *_instant("started_at"),
        *_instant("ended_at"),
        *_amount("duration", LONGEST_STOP),
        _longest("reason", LONGEST_TEXT),
        _ENDS_LATER,
        _past("started_at", when=happened),
        _past("ended_at", when=happened),
    )


RULES: Mapping[str, tuple[Rule, ...]] = {
    "sensor_readings": (
        _longest("sensor_type", LONGEST_SENSOR),
        _longest("unit", LONGEST_UNIT),
        *_instant("timestamp"),
        _past("timestamp"),
        Rule(
            "value",
            Compared("<=", LARGEST, size=True),
            f"{{it}} is beyond {LARGEST:g} in our unit, which nothing measures; correct it.",
        ),
    ),
    "production_records": (
        *_day("date"),
        _past("date"),
        _longest("product", LONGEST_NAME),
        *_amount("output_quantity", LARGEST_COUNT),
        *_amount("defect_quantity", LARGEST_COUNT),
        *_amount("downtime_minutes", 1e6),
        *_amount("planned_minutes", 1e6),
        *_amount("efficiency_percentage", 1e6),
        Rule(
            "downtime_minutes",
            Compared("<=", "planned_minutes"),
            "Downtime of {downtime_minutes} min is above the planned {planned_minutes} min; correct one of them.",
        ),
        Rule("defect_quantity", Compared("<=", "output_quantity", absent=0), _DEFECTS),
    ),
    "maintenance_logs": (
        _longest("description", LONGEST_TEXT),
        _longest("parts_replaced", LONGEST_TEXT),
        _longest("external_id", LONGEST_NAME),
        *_instant("scheduled_date"),
        *_instant("completed_date"),
        *_amount("cost", 1e12, least=-1e12),
        *_amount("duration_hours", 1e12),
        Rule(
            "completed_date",
            Missing(),
            "Only a completed job has a completion date; leave it out.",
            ("status", tuple(status for status in JOB_STATUSES if status != "completed")),
        ),
        _past("completed_date", CLOCKS_DIFFER),
    ),
    "equipment": (
        _longest("name", LONGEST_NAME),
        _longest("type", LONGEST_NAME),
        _longest("location", LONGEST_NAME),
        Rule("capacity", Compared(">", 0), "{it} is not above 0; correct it, or leave it empty where it is not known."),
        Rule("capacity", Compared("<=", 1e12), f"{{it}} is above {1e12:,.0f}; correct it."),
        *_day("installation_date"),
        *_instant("last_maintenance"),
        _past("last_maintenance"),
        *_amount("health_score", 100),
    ),
    "targets": (
        _longest("equipment_type", LONGEST_NAME),
        *_amount("value", LARGEST_COUNT),
        Rule("value", Compared("<=", PERCENT), "{it} is above 100 %; correct it.", ("metric", OF_A_HUNDRED)),
        *_day("valid_from"),
    ),
    "downtime_events": _interval(("planned", (False,))),
    "state_intervals": (
        *_interval(("state", (PRODUCING, STOPPED))),
        _longest("product", LONGEST_NAME),
        *_amount("output_quantity", LARGEST_COUNT),
        *_amount("defect_quantity", LARGEST_COUNT),
        Rule("defect_quantity", Compared("<=", "output_quantity"), _DEFECTS, ("state", (PRODUCING,))),
    ),
}
"""Table → its rules, in the order in which they are told."""

NO_CREDIT = Rule("cost", Compared(">=", 0), "{it} is below 0; correct it.")
"""Only for calls: who enters a job knows what it cost, while exports bring credits, which an upload takes and tells."""


def kept_since(moment: datetime) -> Rule:
    """The rule for readings once those before a moment were removed by age: they cannot join their hour any more."""
    says = f"lies before {moment:%Y-%m-%d %H:%M} UTC, and single readings of then are not kept any more; leave it out."
    return Rule("timestamp", Compared(">=", moment), f"{{it}} {says}")


def first_broken(rules: Sequence[Rule], row: Mapping[str, Any], now: datetime) -> Rule | None:
    """The first rule that a row breaks.

    Parameters
    ----------
    rules : sequence of Rule
        Those of fields that the row does not have are left out.
    row : mapping
        Field → value; instants are aware, None is missing.
    now : datetime
        Aware.
    """
    return next((rule for rule in rules if rule.field in row and _broken(rule, row, now)), None)


def unbroken(rules: Sequence[Rule], columns: Mapping[str, pd.Series], now: datetime) -> npt.NDArray[np.bool_]:
    """Which rows break none of the rules of these columns that compare the value of one field.

    Parameters
    ----------
    columns : mapping of str to Series, shape (n,)
        What is missing in any of them counts as broken, so that it is looked at.
    now : datetime
        Aware.
    """
    held = np.logical_and.reduce([column.notna().to_numpy() for column in columns.values()])
    for rule in rules:
        if rule.field in columns and not rule.others and isinstance(rule.test, Compared):
            held &= np.asarray(_held(rule.test, columns[rule.field], _bound(rule.test, {}, now)))
    return np.asarray(held, dtype=bool)


def sentence(rule: Rule, it: str, row: Mapping[str, Any]) -> str:
    """What is said to whoever broke a rule; ``it`` is what the door calls the value."""
    named = {name: f"{float(row[name] or 0):.10g}" for name in (rule.field, *rule.others) if f"{{{name}}}" in rule.says}
    return rule.says.format(it=it, **named)


def _broken(rule: Rule, row: Mapping[str, Any], now: datetime) -> bool:
    value = row[rule.field]
    if value is None or (rule.when is not None and row[rule.when[0]] not in rule.when[1]):
        return False
    if isinstance(rule.test, Missing):
        return True
    if isinstance(rule.test, Longest):
        return len(value) > rule.test.characters
    bound = _bound(rule.test, row, now)
    if isinstance(bound, datetime) and not isinstance(value, datetime):
        bound = bound.date()
    return bound is not None and not _held(rule.test, value, bound)


def _bound(test: Compared, row: Mapping[str, Any], now: datetime) -> Any:
    if isinstance(test.bound, timedelta):
        return now + test.bound
    if isinstance(test.bound, str):
        other = row[test.bound]
        return test.absent if other is None else other
    return test.bound


def _held(test: Compared, value: Any, bound: Any) -> Any:
    """Whether a value, or each of a Series, holds; NaN never does."""
    return RELATIONS[test.relation](abs(value) if test.size else value, bound)
