"""What people enter one by one: once however often it is sent, corrected by whom and until when, closed days."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.errors import Conflict, InvalidInput, NotAllowed, NotFound
from producflow.operations import production, stops
from producflow.operations.plant import change_settings
from producflow.reports import audit
from producflow.reports.periods import end_of_next_shift
from producflow.reports.plant import plant_settings
from producflow.store.database import Session, Store

DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANN = Actor(11, "ann@people.example", "Ann", Role.OPERATOR)
BEN = Actor(12, "ben@people.example", "Ben", Role.ANALYST)
EVE = Actor(13, "eve@people.example", "Eve", Role.MANAGER)
KEY = Actor(None, "line 4", "line 4", Role.OPERATOR)
OTHER_KEY = Actor(None, "line 5", "line 5", Role.OPERATOR)


@pytest.fixture
def machine(store: Store) -> int:
    store.write(lambda transaction: transaction.append("equipment", pd.DataFrame({"name": ["Press"]})))
    return int(store.read(Session.rows, "equipment/all")[0]["id"])


def enter(store: Store, machine: int, actor: Actor = ANN, **values: Any) -> dict[str, Any]:
    given: dict[str, Any] = {"date": DAY, "shift": "morning", "output_quantity": 100, "defect_quantity": 4}
    return production.record(store, actor, equipment_id=machine, **(given | {"downtime_minutes": 30} | values))


def count(store: Store, table: str) -> int:
    return int(store.read(Session.composed, f"SELECT count(*) AS n FROM {table}")["n"][0].as_py())


def long_ago(store: Store) -> None:
    """Let everything have been entered a month ago."""
    store.write(lambda transaction: transaction.compose("UPDATE hand_entries SET made_at = made_at - INTERVAL 30 DAY"))


def test_what_is_sent_twice_counts_once(store: Store, machine: int) -> None:
    first = enter(store, machine, sent_as="a-1")
    again = enter(store, machine, sent_as="a-1", output_quantity=999)
    assert again == first
    stop = stops.record(store, ANN, equipment_id=machine, started_at=NOON, sent_as="a-2")
    moved = stops.change(store, ANN, stop["id"], {"started_at": NOON + timedelta(minutes=1)})
    assert stops.record(store, ANN, equipment_id=machine, started_at=NOON, sent_as="a-2") == moved
    assert (count(store, "production_records"), count(store, "downtime_events")) == (1, 1)
    with pytest.raises(Conflict, match="entered something else"):
        stops.record(store, ANN, equipment_id=machine, started_at=NOON, sent_as="a-1")
    other = stops.record(store, BEN, equipment_id=machine, started_at=NOON, sent_as="a-2")  # another one's name for it
    assert other["id"] != stop["id"]


def test_what_was_taken_back_does_not_come_again_with_a_late_try(store: Store, machine: int) -> None:
    made = enter(store, machine, sent_as="a-1")
    production.take_back(store, ANN, made["id"])
    with pytest.raises(Conflict, match="taken back since"):
        enter(store, machine, sent_as="a-1")
    assert count(store, "production_records") == 0
    with pytest.raises(NotFound):
        production.take_back(store, ANN, made["id"])
    entry = audit.entries(store, audit.Search(entity="production_records")).iloc[0]
    assert (entry["action"], entry["user_email"]) == ("take back", ANN.email)


def test_its_author_corrects_an_entry_until_the_end_of_the_next_shift(store: Store, machine: int) -> None:
    made = enter(store, machine)
    stop = stops.record(store, ANN, equipment_id=machine, started_at=NOON, ended_at=NOON, reason="Jam")
    with pytest.raises(NotAllowed, match="Ann entered this; only they, a manager or an admin"):
        production.change(store, BEN, made["id"], {"output_quantity": 101})
    with pytest.raises(NotAllowed, match="Ann entered this"):
        stops.take_back(store, BEN, stop["id"])
    assert production.change(store, ANN, made["id"], {"output_quantity": 101})["output_quantity"] == 101
    long_ago(store)
    with pytest.raises(NotAllowed, match="until the end of the next shift"):
        production.change(store, ANN, made["id"], {"output_quantity": 102})
    with pytest.raises(NotAllowed, match="until the end of the next shift"):
        stops.change(store, ANN, stop["id"], {"reason": "Tool"})
    assert production.change(store, EVE, made["id"], {"output_quantity": 103})["output_quantity"] == 103
    assert stops.take_back(store, EVE, stop["id"])["reason"] == "Jam"


def test_the_next_shift_is_the_one_that_begins_after_the_entry(store: Store, machine: int) -> None:
    plant = plant_settings(store)
    # Shifts begin at 6, 14 and 22: what is entered at 12:00 can be corrected through the afternoon shift.
    assert end_of_next_shift(plant, machine, NOON) == datetime(2026, 3, 2, 22, tzinfo=UTC)
    late = datetime(2026, 3, 2, 23, tzinfo=UTC)
    assert end_of_next_shift(plant, machine, late) == datetime(2026, 3, 3, 14, tzinfo=UTC)


def test_a_program_is_known_by_its_name(store: Store, machine: int) -> None:
    made = enter(store, machine, KEY)
    with pytest.raises(NotAllowed, match="line 4 entered this"):
        production.change(store, OTHER_KEY, made["id"], {"output_quantity": 101})
    assert production.change(store, KEY, made["id"], {"output_quantity": 101})["output_quantity"] == 101


def test_what_nobody_entered_is_a_managers_but_what_is_missing_anybody_adds(store: Store, machine: int) -> None:
    row = {"equipment_id": machine, "date": DAY, "shift": "night", "downtime_minutes": 0.0, "planned_minutes": 480.0}
    frame = pd.DataFrame([row | {"output_quantity": None, "defect_quantity": None, "batch_id": 5}])
    store.write(lambda transaction: transaction.append("production_records", frame))
    [found] = store.read(Session.rows, "entries/records", equipment_id=machine, day=DAY, shift="night")
    with pytest.raises(NotAllowed, match="Nobody entered this by hand"):
        production.change(store, ANN, found["id"], {"output_quantity": 9, "downtime_minutes": 5})
    added = production.change(store, ANN, found["id"], {"output_quantity": 9, "defect_quantity": 1})
    assert (added["output_quantity"], added["defect_quantity"]) == (9, 1)
    with pytest.raises(NotAllowed):
        production.change(store, ANN, found["id"], {"output_quantity": 10})
    assert production.change(store, BEN, found["id"], {"output_quantity": 10})["output_quantity"] == 10  # may upload
    with pytest.raises(Conflict, match="came from upload 5"):
        production.take_back(store, EVE, found["id"])


def test_a_closed_day_changes_only_with_a_reason(store: Store, machine: int) -> None:
    made = enter(store, machine)
    change_settings(store, COMMAND_LINE, {"closed_until": DAY})
    assert plant_settings(store).closed_until == DAY
    with pytest.raises(InvalidInput, match="until 2 Mar 2026 are closed; give a reason") as refused:
        enter(store, machine, product="B")
    assert refused.value.field == "why"
    with pytest.raises(InvalidInput, match="are closed"):
        production.change(store, EVE, made["id"], {"output_quantity": 101}, "  ")
    with pytest.raises(InvalidInput, match="are closed"):
        stops.record(store, EVE, equipment_id=machine, started_at=NOON)
    # 1 o'clock of 3 March belongs to the night shift of the 2nd, 7 o'clock to the 3rd, which is open.
    with pytest.raises(InvalidInput, match="are closed"):
        stops.record(store, EVE, equipment_id=machine, started_at=NOON + timedelta(hours=13))
    stops.record(store, EVE, equipment_id=machine, started_at=NOON + timedelta(hours=19))
    with pytest.raises(InvalidInput, match="are closed"):  # out of an open day into a closed one
        production.change(store, EVE, enter(store, machine, date=date(2026, 3, 3))["id"], {"date": DAY, "product": "C"})
    production.change(store, EVE, made["id"], {"output_quantity": 101}, "Counted again")
    assert '"why": "Counted again"' in audit.entries(store, audit.Search(entity="production_records")).iloc[0]["after"]
    production.take_back(store, EVE, made["id"], "Never ran")
    assert '"why": "Never ran"' in audit.entries(store, audit.Search(entity="production_records")).iloc[0]["after"]
    change_settings(store, COMMAND_LINE, {"closed_until": None})
    enter(store, machine)


def test_no_day_ahead_can_be_closed(store: Store) -> None:
    with pytest.raises(InvalidInput, match="lies in the future") as refused:
        change_settings(store, COMMAND_LINE, {"closed_until": date(2199, 1, 1)})
    assert refused.value.field == "closed_until"
    with pytest.raises(InvalidInput, match="give a day such as"):
        change_settings(store, COMMAND_LINE, {"closed_until": "soon"})
    with pytest.raises(InvalidInput, match="way of counting"):
        change_settings(store, COMMAND_LINE, {"counts": "pieces"})
