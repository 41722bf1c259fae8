"""Limits that are changed: from what is in force, shown before, and taken back as if nothing had been."""

import contextlib
import json
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from producflow.access import audit
from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.domain.thresholds import Limits
from producflow.errors import Conflict, InvalidInput, NotAllowed, NotFound
from producflow.operations import alerts, equipment, thresholds
from producflow.reports import limit_changes
from producflow.store.database import Session, Store
from tests.audited import logged
from tests.integration.alerting import TECHNICIAN, all_alerts, change, minute, plant, summary

__all__ = ["plant"]

DEFAULT = Limits(warn_high=80, crit_high=85, deadband=1)


def in_force(store: Store, machine: int | None = None, sensor: str = "temperature") -> Limits | None:
    return store.read(limit_changes.in_force, sensor, machine)


def put(store: Store, machine: int | None = None, **given: float | None) -> dict[str, Any]:
    return thresholds.set(store, COMMAND_LINE, sensor_type="temperature", equipment_id=machine, **given)


def tried(
    store: Store, values: dict[str, float | None] | None, machine: int | None = None
) -> limit_changes.LimitChange:
    return thresholds.rehearse(store, COMMAND_LINE, sensor_type="temperature", equipment_id=machine, given=values)


def newest(store: Store) -> int:
    return int(limit_changes.changes(store)["id"].iloc[0])


def told(store: Store) -> list[tuple[str, str]]:
    """What each change did, and whether it can be undone."""
    rows = limit_changes.changes(store).to_dict("records")
    return [(row["what"], "open" if row["open"] else "not") for row in rows]


def test_a_new_entry_drops_no_limit_and_no_deadband(plant: Store) -> None:
    put(plant, warn_high=78)
    assert in_force(plant) == Limits(warn_high=78, crit_high=85, deadband=1)
    put(plant, crit_high=None)
    assert in_force(plant) == Limits(warn_high=78, deadband=1)
    with pytest.raises(InvalidInput, match="None of the four limits"):
        put(plant, warn_high=None)


def test_limits_of_a_machine_begin_with_those_of_the_plant(plant: Store) -> None:
    put(plant, 1, warn_high=70)
    assert in_force(plant, 1) == Limits(warn_high=70, crit_high=85, deadband=1)
    assert in_force(plant) == in_force(plant, 2) == DEFAULT


def test_what_would_change_is_told_before(plant: Store) -> None:
    # Above 80: 10 to 20; 30 to 40. Above 85: 30 to 40. A week and more before: the rise at -11,000.
    change(plant, [(-11_000, 90), (-10_990, 70), (0, 70), (10, 82), (20, 70), (30, 86), (40, 70), (50, 78), (60, 70)])
    found = tried(plant, {"warn_high": 77.0, "crit_high": None})
    assert (found.before, found.after, found.own) == (DEFAULT, Limits(warn_high=77, deadband=1), True)
    assert [tuple(row) for row in found.limits.fillna(0).to_numpy()] == [("warn_high", 80, 77), ("crit_high", 85, 0)]
    rows = [
        (row["change"], row["title"], row["critical"], row["started_at"], row["machine"])
        for row in found.alerts.to_dict("records")
    ]
    assert rows == [
        ("changes", "Temperature above 77 °C", False, minute(10), "Press"),
        ("disappears", "Temperature above 85 °C", True, minute(30), "Press"),
        ("appears", "Temperature above 77 °C", False, minute(30), "Press"),
        ("appears", "Temperature above 77 °C", False, minute(50), "Press"),
    ]
    assert [found.count(become) for become in limit_changes.BECOMES] == [2, 1, 1, 0]
    assert found.machines == 1
    assert in_force(plant) == DEFAULT
    assert told(plant) == []


def test_what_stays_is_told_as_well(plant: Store) -> None:
    change(plant, [(0, 70), (10, 82), (20, 70)])
    found = tried(plant, {"crit_high": 90.0})
    assert [found.count(become) for become in limit_changes.BECOMES] == [0, 0, 0, 1]
    gone = tried(plant, None)
    assert (gone.after, gone.count("disappears")) == (None, 1)


def test_without_readings_nothing_appears(plant: Store) -> None:
    found = tried(plant, {"crit_high": 90.0})
    assert (found.first, found.machines, len(found.alerts)) == (None, 0, 0)
    unknown = thresholds.rehearse(plant, COMMAND_LINE, sensor_type="motor current", given={"warn_high": 4.0})
    assert (unknown.before, unknown.own) == (None, False)
    with pytest.raises(NotFound, match="no limits of motor current to remove"):
        thresholds.rehearse(plant, COMMAND_LINE, sensor_type="motor current", given=None)
    with pytest.raises(NotFound, match="no machine 99"):
        tried(plant, {"crit_high": 90.0}, 99)
    with pytest.raises(InvalidInput, match="must be below"):
        tried(plant, {"crit_high": 70.0})


LEVELS = st.sampled_from([75, 79.5, 80.5, 81, 84, 85.5, 88, 92])
CHOSEN = st.fixed_dictionaries(
    {},
    optional={
        "warn_high": st.sampled_from([None, 76.0, 80.0, 82.0]),
        "crit_high": st.sampled_from([None, 83.0, 85.0, 90.0]),
        "deadband": st.sampled_from([0.0, 1.0, 4.0]),
        "delay": st.sampled_from([0.0, 90.0]),
        "off_delay": st.sampled_from([0.0, 90.0, 300.0]),
    },
)


@pytest.mark.long
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(LEVELS, min_size=1, max_size=25), wanted=CHOSEN, first=CHOSEN)
def test_saving_does_what_was_shown(plant: Store, values: list[float], wanted: Any, first: Any) -> None:
    machine = int(
        equipment.create(plant, COMMAND_LINE, name=f"Press {len(plant.read(Session.rows, 'equipment/all'))}")["id"]
    )
    change(plant, list(enumerate(values)), machine=machine)
    with contextlib.suppress(InvalidInput):  # then the plant's are in force
        put(plant, machine, **first)
    before = known(plant, machine)
    try:
        found = tried(plant, wanted, machine)
    except InvalidInput:
        with pytest.raises(InvalidInput):
            put(plant, machine, **wanted)
        return
    put(plant, machine, **wanted)
    after = known(plant, machine)
    become = {name: found.alerts[found.alerts["change"] == name] for name in limit_changes.BECOMES}
    assert spoken(become["disappears"]) == sorted(before[key] for key in before.keys() - after.keys())
    assert spoken(become["appears"]) == sorted(after[key] for key in after.keys() - before.keys())
    both = before.keys() & after.keys()
    assert spoken(become["changes"]) == sorted(after[key] for key in both if before[key] != after[key])
    assert spoken(become["stays"]) == sorted(after[key] for key in both if before[key] == after[key])
    assert in_force(plant, machine) == found.after


def known(store: Store, machine: int) -> dict[int, tuple[str, str, str]]:
    rows = all_alerts(store)
    return {row["id"]: says(row) for row in rows[rows["equipment_id"] == machine].to_dict("records")}


def spoken(rows: Any) -> list[tuple[str, str, str]]:
    return sorted(says(row) for row in rows.to_dict("records"))


def says(row: Any) -> tuple[str, str, str]:
    until = "never" if pd.isna(row["ended_at"]) else f"{row['ended_at']:%H:%M:%S}"
    return row["title"], f"{row['started_at']:%H:%M:%S}", until


@pytest.mark.long
def test_a_change_is_undone_with_its_alerts(plant: Store) -> None:
    change(plant, [(0, 70), (10, 82), (20, 70), (30, 90), (40, 70)])
    was, alerts_before = in_force(plant), summary(plant)
    put(plant, warn_high=95, crit_high=None, deadband=0)
    assert summary(plant) == []
    assert told(plant) == [("warning above 80 → 95; critical above 85 → none; deadband 1 → 0", "open")]
    back = thresholds.undo(plant, COMMAND_LINE, newest(plant))
    assert back is not None
    assert in_force(plant) == was
    assert summary(plant) == alerts_before
    [(_, state)] = told(plant)
    assert state == "not"
    with pytest.raises(Conflict, match="was undone already"):
        thresholds.undo(plant, COMMAND_LINE, newest(plant))


def test_first_limits_and_removed_ones_are_undone_too(plant: Store) -> None:
    row = put(plant, 1, warn_high=70)
    thresholds.remove(plant, COMMAND_LINE, row["id"])
    assert [what for what, _ in told(plant)] == [
        "removed: warning above 70; critical above 85; deadband 1",
        "set: warning above 70; critical above 85; deadband 1",
    ]
    removed, made = (int(number) for number in limit_changes.changes(plant)["id"])
    with pytest.raises(Conflict, match=r"changed again on .* by a program; undo that change first"):
        thresholds.undo(plant, COMMAND_LINE, made)
    put(plant, 2, warn_high=60)  # limits of another machine stand in nobody's way
    thresholds.undo(plant, COMMAND_LINE, removed)
    assert in_force(plant, 1) == Limits(warn_high=70, crit_high=85, deadband=1)
    assert thresholds.undo(plant, COMMAND_LINE, made) is None
    assert in_force(plant, 1) == DEFAULT
    assert in_force(plant, 2) == Limits(warn_high=60, crit_high=85, deadband=1)


@pytest.mark.long
def test_what_a_person_resolved_is_left_alone_by_change_and_undo(plant: Store) -> None:
    change(plant, [(0, 70), (10, 82)])
    [number] = all_alerts(plant)["id"]
    closed = alerts.move(plant, TECHNICIAN, number, "resolved", "A trial run")
    put(plant, warn_high=95, crit_high=99)
    thresholds.undo(plant, COMMAND_LINE, newest(plant))
    assert plant.read(Session.row, "alerts/by_id", id=number) == closed


def test_who_may_undo_and_what_the_log_says(plant: Store) -> None:
    put(plant, warn_high=78)
    with pytest.raises(NotAllowed):
        thresholds.undo(plant, TECHNICIAN, newest(plant))
    with pytest.raises(NotAllowed):
        thresholds.rehearse(plant, TECHNICIAN, sensor_type="temperature", given={"warn_high": 9.0})
    with pytest.raises(NotFound, match="no change of limits 99"):
        thresholds.undo(plant, COMMAND_LINE, 99)
    manager = Actor(user_id=None, email="m@example.com", full_name="Mia", role=Role.MANAGER)
    thresholds.undo(plant, manager, newest(plant))
    entry = logged(plant, person="m@example.com")[0]
    assert (entry["action"], entry["entity"]) == ("undo", "thresholds")
    assert [json.loads(entry[side])["warn_high"] for side in ("before", "after")] == [78, 80]
    assert audit.as_json(None) is None
