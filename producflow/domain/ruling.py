"""What a rule is, and whether values break it; the rules of everything stored are in :mod:`producflow.domain.rules`."""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from string import Formatter
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

Relation = Literal["<=", ">=", ">"]
Bound = float | date | timedelta | str
RELATIONS: Mapping[Relation, Callable[[Any, Any], Any]] = {"<=": operator.le, ">=": operator.ge, ">": operator.gt}


@dataclass(frozen=True)
class Compared:
    """The value stands so to a bound."""

    relation: Relation
    bound: Bound
    """A number or time; how far ahead of now; or the name of another field."""
    size: bool = False
    """Whether the sign of the value counts for nothing."""
    absent: float | None = None
    """What stands for the other field where it is missing; None: then the rule says nothing."""


@dataclass(frozen=True)
class Longest:
    """The text has so many characters at most."""

    characters: int


@dataclass(frozen=True)
class OneOf:
    """The text is one of these, as they are written."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Missing:
    """There is no value."""


@dataclass(frozen=True)
class Rule:
    """One rule."""

    field: str
    """That is at fault where the rule is broken."""
    test: Compared | Longest | OneOf | Missing
    """What holds of it."""
    says: str
    """The sentence for one who broke it, and how to mend it: ``{it}`` is what the door calls the value, other names in
    braces are fields of the row."""
    when: tuple[str, tuple[Any, ...]] | None = None
    """Another field, and those of its values with which the rule counts; None alone: where it is missing."""

    @property
    def others(self) -> frozenset[str]:
        """The other fields that it looks at."""
        # Not cached: a cached_property holds a lock in Python 3.11, with which no rule could be sent to a cluster.
        named = {name for _, name, _, _ in Formatter().parse(self.says) if name}
        if isinstance(self.test, Compared) and isinstance(self.test.bound, str):
            named.add(self.test.bound)
        return frozenset(named | ({self.when[0]} if self.when else set())) - {"it", self.field}


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
    if isinstance(rule.test, OneOf):
        return value not in rule.test.texts
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
