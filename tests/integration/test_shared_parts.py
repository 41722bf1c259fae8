"""What nearly every report needs is asked once for all of them, and by each read or write that sees rows of its own."""

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest

from producflow.reports import production
from producflow.reports.plant import in_force, known_machines
from producflow.reports.view import View
from producflow.store.database import Session, Store, Transaction, question

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
WEEKS = [View(date(2026, 3, first), date(2026, 3, first + 6)) for first in (1, 8)]
SHARED = ("calendar/all", "plant/settings", "production/machines")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each statement is looked at."""
    found: Counter[str] = Counter()
    noted = Session._note  # every statement passes there

    def note(self: Session, sql: str, given: Any) -> None:
        found[sql] += 1
        noted(self, sql, given)

    monkeypatch.setattr(Session, "_note", note)
    return found


PRESS = pd.DataFrame({"name": ["Press"]})


def test_reports_of_several_periods_ask_once_for_what_they_share(store: Store, asked: Counter[str]) -> None:
    for week in WEEKS:
        store.answers.ask(production.metrics, week, NOW)
        store.answers.ask(production.told_of, week, NOW)
    assert [asked[question(name)] for name in SHARED] == [1, 1, 1]


def test_a_report_that_shares_says_what_has_become_of_it(store: Store) -> None:
    before = store.answers.ask(production.metrics, WEEKS[0], NOW)
    store.write(lambda transaction: transaction.append("equipment", PRESS))
    after = store.answers.ask(production.metrics, WEEKS[0], NOW)
    assert (before.total_equipment, after.total_equipment) == (0, 1)


def test_a_write_sees_what_it_has_written_itself(store: Store) -> None:
    def add(transaction: Transaction) -> tuple[int, int]:
        before = len(known_machines(transaction))
        transaction.append("equipment", PRESS)
        return before, len(known_machines(transaction))

    store.answers.ask(production.metrics, WEEKS[0], NOW)
    assert store.write(add) == (0, 1)


def test_a_read_with_tables_of_its_own_asks_those(store: Store) -> None:
    """A rehearsal lays planned rows over the stored ones, whoever it is for."""
    assert store.answers.ask(_with_one_more) == (0, 1, 1)


def _with_one_more(store: Store) -> tuple[int, int, int]:
    def look(session: Session) -> tuple[int, int, int]:
        before = len(known_machines(session))
        session.compose("CREATE TEMP TABLE equipment AS FROM main.equipment")
        session.compose("INSERT INTO temp.equipment (id, name) VALUES (1, 'Press')")
        assert in_force(session).timezone
        direct = session.frame("production/machines")
        return before, len(direct), len(known_machines(session))

    return store.read(look)
