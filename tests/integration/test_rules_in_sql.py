"""A rule is one rule: its SQL says of every row what the domain says of it."""

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from producflow.domain.rules import RULES, Compared, Longest, Rule, first_broken, sentence
from producflow.store.database import Store
from producflow.store.importing import ruling
from producflow.store.importing.notations import literal

NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
NUMBERS = (None, -1.5, -1.0, 0.0, 0.5, 1.0, 99.0, 100.0, 100.5, 1e6, 1e6 + 1, 1e7, 2e7, 1e12, 2e12, 1e150, -2e150)
TIMES = tuple(
    None if days is None else NOW + timedelta(days=days)
    for days in (None, -60_000, -40_000, -1, 0, 0.001, 0.9, 1, 1.1, 400, 60_000, 70_000)
)
DAYS = tuple(None if time is None else time.date() for time in TIMES)
WORDS: dict[str, tuple[Any, ...]] = {
    "planned": (None, False, True),
    "state": (None, "producing", "stopped", "planned_stop", "off"),
    "metric": ("oee", "total_output"),
    "status": (None, "scheduled", "in_progress", "completed"),
}


def values(table: str, field: str) -> tuple[Any, ...]:
    """What the field may hold, on both sides of every bound."""
    tests = [rule.test for rule in RULES[table] if rule.field == field]
    longest = [test.characters for test in tests if isinstance(test, Longest)]
    if field in WORDS:
        return WORDS[field]
    if longest:
        return (None, "", "x" * longest[0], "x" * (longest[0] + 1), "ü" * longest[0])
    bounds = [test.bound for test in tests if isinstance(test, Compared)]
    if any(isinstance(bound, datetime) for bound in bounds):
        return TIMES
    return DAYS if any(isinstance(bound, date) for bound in bounds) else NUMBERS


def constant(value: Any) -> str:
    if value is None:
        return "NULL"
    return literal(value) if isinstance(value, str) else ruling._constant(value)


@pytest.mark.parametrize(
    ("table", "rule"),
    [(table, rule) for table, rules in RULES.items() for rule in rules],
    ids=lambda value: f"{value.field}-{value.test}" if isinstance(value, Rule) else value,
)
def test_a_rule_in_sql_is_the_rule(store: Store, table: str, rule: Rule) -> None:
    fields = (rule.field, *sorted(rule.others))
    cases = [
        dict(zip(fields, each, strict=True)) for each in itertools.product(*(values(table, name) for name in fields))
    ]
    source = {name: name for name in fields}
    told = ruling.sentence(rule, "'It'", source)
    rows = ", ".join(
        f"({number}, {', '.join(constant(value) for value in case.values())})" for number, case in enumerate(cases)
    )
    found = store.read(
        lambda session: session.composed(
            f"SELECT coalesce({ruling.broken(rule, source, NOW)}, false) AS broken, {told} AS told "
            f"FROM (VALUES {rows}) t(number, {', '.join(fields)}) ORDER BY number"
        ).to_pylist()
    )
    expected = [first_broken([rule], case, NOW) is not None for case in cases]
    assert [row["broken"] for row in found] == expected
    assert len(set(expected)) == 2, "each rule is kept by some row and broken by another"
    for row, case in zip(found, cases, strict=True):
        if row["broken"]:
            assert row["told"] == sentence(rule, "It", case)
