"""Stops one by one: entered, ended, given a reason, and those that follow from machine states."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.errors import Conflict, InvalidInput, NotAllowed
from producflow.operations import stop_reasons, stops
from producflow.operations.states import follow
from producflow.reports import recording
from producflow.reports.plant import plant_settings
from producflow.store.database import Session, Store

TEN = datetime(2026, 3, 2, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ANN = Actor(11, "ann@people.example", "Ann", Role.OPERATOR)
BEN = Actor(12, "ben@people.example", "Ben", Role.OPERATOR)


@pytest.fixture
def machine(store: Store) -> int:
    store.write(lambda transaction: transaction.append("equipment", pd.DataFrame({"name": ["Press"]})))
    return int(store.read(Session.rows, "equipment/all")[0]["id"])


def states(store: Store, machine: int, *rows: tuple[int, int | None, str, str | None]) -> None:
    """Machine states, from so many minutes after ten to so many; and what follows from them."""
    frame = pd.DataFrame(
        [
            {
                "equipment_id": machine,
                "started_at": TEN + begin * MINUTE,
                "ended_at": None if end is None else TEN + end * MINUTE,
                "state": state,
                "producing": state == "producing",
                "reason": reason,
            }
            for begin, end, state, reason in rows
        ]
    ).astype({"started_at": "datetime64[us, UTC]", "ended_at": "datetime64[us, UTC]"})

    def work(transaction: Any) -> None:
        transaction.append("state_intervals", frame)
        follow(transaction, [machine])

    store.write(work)


def all_stops(store: Store) -> list[tuple[int, int | None, str | None, bool]]:
    """Start and end in minutes after ten, reason, whether planned; in their order."""
    return [
        (
            (row["started_at"] - TEN) // MINUTE,
            None if row["ended_at"] is None else (row["ended_at"] - TEN) // MINUTE,
            row["reason"] or None,
            row["planned"],
        )
        for row in reversed(store.read(Session.rows, "stops/page", **EVERY))
    ]


EVERY = {"machines": None, "from": None, "to": None, "unexplained": False, "skip": 0, "limit": 100}


def test_a_stop_is_entered_explained_and_ended_by_whoever_knows(store: Store, machine: int) -> None:
    made = stops.record(store, ANN, equipment_id=machine, started_at=TEN)
    assert (made["ended_at"], made["reason"], made["planned"]) == (None, None, False)
    stops.change(store, BEN, made["id"], {"reason": "Jam"})
    stops.change(store, BEN, made["id"], {"ended_at": TEN + 20 * MINUTE})
    assert all_stops(store) == [(0, 20, "Jam", False)]
    with pytest.raises(NotAllowed, match="Ann entered this"):
        stops.change(store, BEN, made["id"], {"reason": "Tool"})
    with pytest.raises(NotAllowed, match="Ann entered this"):
        stops.change(store, BEN, made["id"], {"ended_at": None})


def test_what_cannot_be_is_refused_by_the_rules_of_stops(store: Store, machine: int) -> None:
    with pytest.raises(InvalidInput, match="end is before the start"):
        stops.record(store, ANN, equipment_id=machine, started_at=TEN, ended_at=TEN - MINUTE)
    ahead = datetime.now(UTC) + timedelta(days=3)
    with pytest.raises(InvalidInput, match="lies in the future"):
        stops.record(store, ANN, equipment_id=machine, started_at=ahead)
    made = stops.record(store, ANN, equipment_id=machine, started_at=TEN)
    with pytest.raises(Conflict, match=f"stop {made['id']}; change that one"):
        stops.record(store, ANN, equipment_id=machine, started_at=TEN)


def test_a_reason_of_the_list_says_whether_the_stop_is_planned(store: Store, machine: int) -> None:
    stop_reasons.add(store, COMMAND_LINE, name="Mold change", planned=True)
    made = stops.record(store, ANN, equipment_id=machine, started_at=TEN, reason="mold change")
    assert made["planned"] is True
    assert stops.change(store, ANN, made["id"], {"reason": "Jam"})["planned"] is True  # nobody says what that is
    assert stops.change(store, ANN, made["id"], {"reason": "Jam", "planned": False})["planned"] is False
    with pytest.raises(Conflict, match="“Mold change” is on the list already"):
        stop_reasons.add(store, COMMAND_LINE, name=" MOLD  change", planned=False)


def test_a_stop_from_states_takes_a_reason_and_keeps_it(store: Store, machine: int) -> None:
    states(
        store,
        machine,
        (0, 10, "producing", None),
        (10, 20, "stopped", None),
        (20, 25, "stopped", None),
        (25, 30, "producing", None),
        (30, None, "stopped", None),
    )
    assert all_stops(store) == [(10, 25, None, False), (30, None, None, False)]
    first, last = (row["id"] for row in reversed(store.read(Session.rows, "stops/page", **EVERY)))
    assert stops.change(store, ANN, first, {"reason": "Jam"})["id"] == first
    stops.change(store, BEN, last, {"reason": "Tool"})
    states(store, machine, (45, 50, "producing", None))  # the next file, by which the last stop ends
    assert all_stops(store) == [(10, 25, "Jam", False), (30, 45, "Tool", False)]
    with pytest.raises(InvalidInput, match="only its reason can be given") as refused:
        stops.change(store, COMMAND_LINE, last, {"ended_at": TEN + 40 * MINUTE})
    assert refused.value.field == "ended_at"
    with pytest.raises(NotAllowed, match="Nobody entered this by hand"):
        stops.change(store, BEN, first, {"reason": "Other"})
    with pytest.raises(Conflict, match="follows from the machine's states"):
        stops.take_back(store, COMMAND_LINE, first)


def test_a_stop_that_goes_on_for_the_same_reason_joins_the_one_before(store: Store, machine: int) -> None:
    states(store, machine, (0, 10, "stopped", "Jam"), (10, 20, "stopped", None), (20, 30, "producing", None))
    second = store.read(Session.rows, "stops/page", **EVERY)[0]["id"]
    joined = stops.change(store, ANN, second, {"reason": "Jam"})
    assert (joined["started_at"], joined["ended_at"]) == (TEN, TEN + 20 * MINUTE)
    assert all_stops(store) == [(0, 20, "Jam", False)]


def test_the_page_is_told_what_stands_what_waits_and_what_counts(store: Store, machine: int) -> None:
    stops.record(store, ANN, equipment_id=machine, started_at=TEN, ended_at=TEN + 20 * MINUTE, reason="Jam")
    stops.record(store, ANN, equipment_id=machine, started_at=TEN + 10 * MINUTE, ended_at=TEN + 30 * MINUTE)
    stops.record(store, ANN, equipment_id=machine, started_at=TEN + 60 * MINUTE)
    now = TEN + 70 * MINUTE
    shifts = recording.shifts(plant_settings(store), machine, now)
    assert [each.shift for each in shifts] == ["morning", "night", "afternoon", "morning", "night"]
    found = recording.recording(store, machine, shifts[0], now)
    assert [each.started_at for each in found.standing] == [TEN + 60 * MINUTE]
    assert [each.started_at for each in found.waiting] == [TEN + 10 * MINUTE]
    assert found.stopped_minutes == 40.0  # 10:00 to 10:30 once, and 11:00 until now
    assert [each.name for each in found.reasons] == ["Jam"]
    stop_reasons.add(store, COMMAND_LINE, name="Tool", planned=False)
    stop_reasons.add(store, COMMAND_LINE, name="Jam", planned=False)
    found = recording.recording(store, machine, shifts[0], now)
    assert [each.name for each in found.reasons] == ["Jam", "Tool"]  # the machine's most frequent first
    # A stop of this very minute stands at once.
    stops.change(store, ANN, found.standing[0].id, {"ended_at": now})
    stops.record(store, ANN, equipment_id=machine, started_at=now)
    assert [each.started_at for each in recording.recording(store, machine, shifts[0], now).standing] == [now]
