"""The rules of :mod:`producflow.domain.rules` as SQL, for rows that lie in a table."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from string import Formatter
from typing import Any

from producflow.domain.rules import Compared, Longest, OneOf, Rule
from producflow.store.importing.notations import literal


def broken(rule: Rule, source: Mapping[str, str], now: datetime) -> str:
    """Condition: a row breaks a rule; NULL, which counts as no, where a value is missing.

    Parameters
    ----------
    source : mapping of str to str
        Field → SQL of its value.
    now : datetime
        Aware.

    Raises
    ------
    KeyError
        If there is no source for one of its fields.
    """
    value = source[rule.field]
    match rule.test:
        case Compared():
            condition = f"NOT {f'abs({value})' if rule.test.size else value} {rule.test.relation} "
            condition += _bound(rule.test, source, now)
        case Longest():
            condition = f"length({value}) > {rule.test.characters}"
        case OneOf() if rule.test.texts:
            condition = f"{value} NOT IN ({', '.join(map(_constant, rule.test.texts))})"
        case _:
            condition = f"{value} IS NOT NULL"
    if rule.when is None:
        return condition
    field, values = rule.when
    counts = "IS NULL" if values == (None,) else f"IN ({', '.join(map(_constant, values))})"
    return f"{source[field]} {counts} AND {condition}"


def sentence(rule: Rule, it: str, source: Mapping[str, str]) -> str:
    """SQL of the sentence for a row that breaks the rule; ``it`` is SQL of what the value is called."""
    parts = []
    for text, field, _, _ in Formatter().parse(rule.says):
        if text:
            parts.append(literal(text))
        if field == "it":
            parts.append(it)
        elif field is not None:
            parts.append(f"printf('%.10g', coalesce({source[field]}, 0)::DOUBLE)")
    return " || ".join(parts)


def _bound(test: Compared, source: Mapping[str, str], now: datetime) -> str:
    if not isinstance(test.bound, str):
        return _constant(now + test.bound if isinstance(test.bound, timedelta) else test.bound)
    other = source[test.bound]
    return other if test.absent is None else f"coalesce({other}, {test.absent!r})"


def _constant(value: Any) -> str:
    if isinstance(value, datetime):
        return f"TIMESTAMP '{value.astimezone(UTC).replace(tzinfo=None).isoformat(sep=' ')}'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    return literal(value) if isinstance(value, str) else repr(value)
