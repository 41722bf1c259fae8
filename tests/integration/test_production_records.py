"""Production records entered one by one."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.errors import Conflict, InvalidInput, NotFound
from producflow.operations import production
from producflow.reports import audit
from producflow.store.database import Session, Store

DAY = date(2026, 3, 2)
OPERATOR = Actor(1, "x@y.z", "X", Role.OPERATOR)


@pytest.fixture
def machine(store: Store) -> int:
    store.write(lambda transaction: transaction.append("equipment", pd.DataFrame({"name": ["Press"]})))
    return int(store.read(Session.rows, "equipment/all")[0]["id"])


def enter(store: Store, machine: int, **values: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "date": DAY,
        "shift": "morning",
        "output_quantity": 100,
        "defect_quantity": 4,
        "downtime_minutes": 30,
    }
    return production.record(store, OPERATOR, equipment_id=machine, **(given | values))


def test_a_record_is_stored_as_it_was_entered(store: Store, machine: int) -> None:
    made = enter(store, machine)
    assert (made["date"], made["shift"], made["product"]) == (DAY, "morning", "")
    assert (made["output_quantity"], made["defect_quantity"]) == (100, 4)
    assert (made["downtime_minutes"], made["planned_minutes"], made["efficiency_percentage"]) == (30.0, 480.0, None)


def test_the_natural_key_is_free_once(store: Store, machine: int) -> None:
    first = enter(store, machine)
    with pytest.raises(Conflict, match=f"record {first['id']}"):
        enter(store, machine, output_quantity=7)
    enter(store, machine, product="B")
    other = enter(store, machine, shift="night")
    with pytest.raises(Conflict):
        production.change(store, OPERATOR, other["id"], {"shift": "morning"})


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"defect_quantity": 101}, "defect_quantity"),
        ({"downtime_minutes": 480.5}, "downtime_minutes"),
        ({"output_quantity": -1}, "output_quantity"),
        ({"output_quantity": 10.5}, "output_quantity"),
        ({"output_quantity": float("inf")}, "output_quantity"),
        ({"planned_minutes": -480}, "planned_minutes"),
        ({"shift": "evening"}, "shift"),
        ({"efficiency_percentage": -3}, "efficiency_percentage"),
    ],
)
def test_what_cannot_be_names_the_field(store: Store, machine: int, values: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        enter(store, machine, **values)
    assert refused.value.field == field
    assert store.read(Session.row, "production/by_id", record_id=1) is None


def test_downtime_of_the_whole_planned_time_and_all_units_bad_can_be(store: Store, machine: int) -> None:
    made = enter(store, machine, downtime_minutes=480, output_quantity=3, defect_quantity=3)
    assert made["downtime_minutes"] == 480.0


def test_a_change_keeps_the_rest_and_is_written_down(store: Store, machine: int) -> None:
    made = enter(store, machine)
    changed = production.change(store, OPERATOR, made["id"], {"output_quantity": 120, "efficiency_percentage": 88.5})
    assert (changed["output_quantity"], changed["defect_quantity"], changed["efficiency_percentage"]) == (120, 4, 88.5)
    entries = audit.entries(store, audit.Search(entity="production_records"))
    assert entries["changes"][0] == "output quantity: 100 → 120; efficiency percentage: none → 88.5"
    with pytest.raises(InvalidInput):
        production.change(store, COMMAND_LINE, made["id"], {"output_quantity": 3})


def test_what_is_not_there_is_named(store: Store, machine: int) -> None:
    with pytest.raises(NotFound, match="machine 99"):
        enter(store, 99)
    with pytest.raises(NotFound, match="record 99"):
        production.change(store, OPERATOR, 99, {"output_quantity": 1})
