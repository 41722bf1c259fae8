"""What the first screen says of yesterday: against the seven days before it, so that a weekday is no change."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from producflow.access.roles import COMMAND_LINE
from producflow.domain.patterns import Change
from producflow.domain.rules import SHIFTS
from producflow.domain.schedule import DEFAULT_PATTERN, Plan
from producflow.operations import calendar
from producflow.reports import answered
from producflow.reports.wall import wall
from producflow.store.database import Store
from producflow.store.session import Session, question

TUESDAY = datetime(2026, 3, 17, 8, tzinfo=UTC)
MONDAY = date(2026, 3, 16)


def fill(store: Store, of_day: dict[int, int], first: int = 0) -> None:
    """Five machines over two weeks up to Monday, 1,000 units a shift and a little; other figures on some days.

    Parameters
    ----------
    first : int
        So many days up to Monday without a report.
    """
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
        for back in range(first, 15)
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


@pytest.mark.long
def test_after_days_off_the_newest_day_is_the_one_before_them(store: Store) -> None:
    """A plant that works from Monday to Friday had nothing to say on a Monday: yesterday was a Sunday."""
    fill(store, {}, first=2)
    free = Change(MONDAY - timedelta(days=1), MONDAY, "closed")
    calendar.save(store, COMMAND_LINE, Plan((DEFAULT_PATTERN,), (free,)))
    found = store.answers.ask(answered.answered, None, TUESDAY, TUESDAY)
    assert (found.called, found.day) == ("Sat 14 Mar", date(2026, 3, 14))
    assert found.yesterday.startswith("15,")
    assert "Last shift (night shift): 5," in found.yesterday
    shown = wall(store, None, TUESDAY)
    assert shown.period == "figures of Sat 14 Mar"
    assert shown.figures[0].value.startswith("15,")
    made = {"equipment_id": [1], "date": [MONDAY], "shift": ["morning"], "output_quantity": [70]}
    rows = pd.DataFrame(made).assign(defect_quantity=1, downtime_minutes=0.0)
    store.write(lambda transaction: transaction.append("production_records", rows))
    worked = store.answers.ask(answered.answered, None, TUESDAY, TUESDAY)  # somebody did work on a day off
    assert (worked.called, worked.day, worked.yesterday[:8]) == ("Yesterday", MONDAY, "70 units")


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
