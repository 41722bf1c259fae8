"""What the first screen says of yesterday: against the seven days before it, so that a weekday is no change."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from producflow.domain.rules import SHIFTS
from producflow.reports import answered
from producflow.store.database import Store
from producflow.store.session import Session, question

TUESDAY = datetime(2026, 3, 17, 8, tzinfo=UTC)
MONDAY = date(2026, 3, 16)


def fill(store: Store, of_day: dict[int, int]) -> None:
    """Five machines over two weeks up to Monday, 1,000 units a shift and a little; other figures on some days."""
    store.write(lambda transaction: transaction.append("equipment", pd.DataFrame({"name": list("ABCDE")})))
    rows = [
        {
            "equipment_id": machine,
            "date": MONDAY - timedelta(days=back),
            "shift": shift,
            "output_quantity": of_day.get(back, 1000) + 7 * ((machine * 5 + back * 3 + place * 2) % 9),
            "defect_quantity": 10,
            "downtime_minutes": 0.0,
        }
        for machine in range(1, 6)
        for back in range(15)
        for place, shift in enumerate(SHIFTS)
    ]
    store.write(lambda transaction: transaction.append("production_records", pd.DataFrame(rows)))


def yesterday(store: Store) -> str:
    return store.answers.ask(answered.answered, None, TUESDAY, TUESDAY).yesterday


def test_a_monday_after_a_quiet_sunday_is_no_change(store: Store) -> None:
    fill(store, {1: 500, 8: 500})
    assert "no real change" in yesterday(store)


def test_a_monday_unlike_the_week_before_it_is_one(store: Store) -> None:
    fill(store, {0: 800})
    assert "output fell to 12," in yesterday(store)


def test_the_first_screen_asks_for_each_thing_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Goals, verdicts and figures rest on the same sums, of which each was asked again: 80 statements."""
    fill(store, {0: 800})
    goal = {"metric": ["total_output", "oee", "defect_rate"], "scope": "plant", "value": [1.0, 2.0, 3.0]}
    store.write(lambda transaction: transaction.append("targets", pd.DataFrame(goal).assign(valid_from=MONDAY)))
    asked: list[str] = []
    note = Session._note

    def noted(self: Session, sql: str, given: Mapping[str, Any]) -> None:
        asked.append(sql)
        note(self, sql, given)

    monkeypatch.setattr(Session, "_note", noted)
    assert "over goal" in yesterday(store)
    assert len(asked) < 50
    sums = question("production/sums")
    assert asked.count(sums) <= 7  # three periods, two of which have one before; the last shift, and what is running
