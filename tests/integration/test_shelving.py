"""Alarms that are put aside: for a time and with a reason, or while their machine stands; and those seen too late."""

from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest

from producflow.errors import Conflict, InvalidInput, NotAllowed
from producflow.operations import alerts, shelving
from producflow.reports.alarm_load import alarm_load
from producflow.reports.maintenance import maintenance
from producflow.reports.now import now as standing
from producflow.reports.overview import overview
from producflow.reports.view import View
from producflow.store.database import Store, Transaction
from producflow.store.queries import lists, shelves
from tests.audited import logged
from tests.integration.alerting import OPERATOR, TECHNICIAN, change, minute, plant

__all__ = ["plant"]

NOW = minute(120)
DAY = View(date(2026, 3, 10), date(2026, 3, 10))
HOUR = timedelta(hours=1)


def states(store: Store) -> dict[int, str]:
    filters = dict.fromkeys(("priority", "machines", "status", "state"))
    return {row["id"]: row["state"] for row in store.read(lists.alerts, filters, 0, 100)}


def wanting(store: Store) -> list[int]:
    """What all lists of attention show, which must agree."""
    listed = sorted(maintenance(store, DAY, NOW).alerts["id"])
    counted = overview(store, DAY, NOW, NOW)
    assert counted.open_alerts == len(listed)
    assert counted.alerts_by_day.iloc[-1] == len(listed)
    machines = {each.equipment_id for each in standing(store, NOW).machines if each.alert_id is not None}
    assert machines == set(maintenance(store, DAY, NOW).alerts["equipment_id"])
    return [int(each) for each in listed]


@pytest.fixture
def warned(plant: Store) -> Store:
    """The press is too warm since minute 60; what is critical comes later."""
    change(plant, [(0, 70), (60, 82)])
    return plant


@pytest.mark.long
def test_a_shelved_alarm_leaves_the_lists_for_a_time_and_what_comes_of_the_same_limit_too(warned: Store) -> None:
    assert (states(warned), wanting(warned)) == ({1: "unacknowledged"}, [1])
    shelf = shelving.shelve(warned, TECHNICIAN, 1, NOW + 2 * HOUR, "New fan tomorrow", NOW)
    assert (states(warned), wanting(warned)) == ({1: "shelved"}, [])
    [aside] = maintenance(warned, DAY, NOW).aside.to_dict("records")
    assert (aside["shelved_reason"], aside["shelved_by"]) == ("New fan tomorrow", "Tess")
    change(warned, [(130, 70), (140, 83)])  # the same limit again
    assert states(warned) == {1: "returned", 2: "shelved"}
    change(warned, [(150, 90)])  # the critical one is another alarm
    assert states(warned) == {1: "returned", 2: "returned", 3: "unacknowledged"}
    change(warned, [(155, 70), (160, 84)])
    assert states(warned)[4] == "shelved"
    actor = TECHNICIAN
    assert shelving.follow(warned, actor, NOW + 2 * HOUR - timedelta(seconds=1)) == (0, 0)
    assert states(warned)[4] == "shelved"
    assert shelving.follow(warned, actor, NOW + 3 * HOUR) == (1, 0)
    assert states(warned)[4] == "unacknowledged"
    [ended] = warned.read(shelves.page, None, in_force=False).to_dict("records")
    assert (ended["id"], ended["ended_at"]) == (shelf["id"], pd.Timestamp(NOW + 2 * HOUR))
    written = logged(warned, entity="maintenance_alerts")
    assert [entry["action"] for entry in written[:2]] == ["unshelve", "shelve"]


@pytest.mark.long
def test_what_cannot_be_shelved_is_refused_in_a_sentence(warned: Store) -> None:
    with pytest.raises(NotAllowed):
        shelving.shelve(warned, OPERATOR, 1, NOW + HOUR, "why", NOW)
    with pytest.raises(InvalidInput, match="reason is empty"):
        shelving.shelve(warned, TECHNICIAN, 1, NOW + HOUR, "  ", NOW)
    with pytest.raises(InvalidInput, match="7 days are the most"):
        shelving.shelve(warned, TECHNICIAN, 1, NOW + timedelta(days=8), "why", NOW)
    with pytest.raises(InvalidInput, match="which is over"):
        shelving.shelve(warned, TECHNICIAN, 1, NOW, "why", NOW)
    shelving.shelve(warned, TECHNICIAN, 1, NOW + HOUR, "why", NOW)
    with pytest.raises(Conflict, match="shelved already, until 10 March 2026 09:00 UTC"):
        shelving.shelve(warned, TECHNICIAN, 1, NOW + HOUR, "why", NOW)
    shelving.unshelve(warned, TECHNICIAN, 1, NOW)
    assert wanting(warned) == [1]
    with pytest.raises(Conflict, match="not shelved"):
        shelving.unshelve(warned, TECHNICIAN, 1, NOW)
    alerts.move(warned, TECHNICIAN, 1, "resolved", "seen to")
    with pytest.raises(Conflict, match="is resolved"):
        shelving.shelve(warned, TECHNICIAN, 1, NOW + HOUR, "why", NOW)


def stop(store: Store, started_at: datetime, ended_at: datetime | None) -> None:
    row = {"equipment_id": 1, "started_at": started_at, "ended_at": ended_at, "reason": "Belt", "planned": False}

    def put(transaction: Transaction) -> None:
        transaction._cursor.execute("DELETE FROM downtime_events")
        transaction.append("downtime_events", pd.DataFrame([row]))

    store.write(put)


@pytest.mark.long
def test_what_comes_during_a_stop_is_suppressed_until_the_machine_runs_and_what_came_before_is_not(
    warned: Store,
) -> None:
    stop(warned, minute(50), None)
    assert shelving.follow(warned, TECHNICIAN, NOW) == (0, 1)
    assert (states(warned), wanting(warned)) == ({1: "suppressed"}, [])
    assert shelving.follow(warned, TECHNICIAN, NOW) == (0, 0)
    stop(warned, minute(50), minute(110))
    assert shelving.follow(warned, TECHNICIAN, NOW) == (0, 1)
    assert wanting(warned) == [1]
    stop(warned, minute(70), None)  # the alarm came first: it may be why
    assert shelving.follow(warned, TECHNICIAN, NOW) == (0, 0)
    assert wanting(warned) == [1]


def test_maintenance_suppresses_what_readings_say_and_nothing_that_people_enter(warned: Store) -> None:
    alerts.create(warned, TECHNICIAN, equipment_id=1, type="scheduled", priority="low", title="Oil is low")
    warned.write(lambda transaction: transaction._cursor.execute("UPDATE equipment SET status = 'maintenance'"))
    assert states(warned) == {1: "suppressed", 2: "unacknowledged"}
    assert sorted(maintenance(warned, DAY, NOW).alerts["id"]) == [2]
    assert maintenance(warned, DAY, NOW).aside["suppressed_by"].tolist() == ["maintenance"]


@pytest.mark.long
def test_the_load_counts_nobody_to_notice_apart(warned: Store) -> None:
    later = datetime(2026, 3, 11, 6, tzinfo=UTC)
    assert (len(alarm_load(warned, DAY, later).alarms), len(alarm_load(warned, DAY, later).quiet)) == (1, 0)
    stop(warned, minute(50), minute(110))
    found = alarm_load(warned, DAY, later)
    assert (len(found.alarms), found.quiet["id"].tolist()) == (0, [1])


def test_an_alarm_that_returned_unseen_is_acknowledged_afterwards(warned: Store) -> None:
    change(warned, [(90, 70)])
    assert states(warned) == {1: "returned"}
    with pytest.raises(NotAllowed):
        alerts.acknowledge(warned, OPERATOR, 1)
    seen = alerts.acknowledge(warned, TECHNICIAN, 1)
    assert (seen["status"], seen["acknowledged_by"], states(warned)) == ("resolved", 7, {1: "resolved"})
    with pytest.raises(Conflict, match="nothing to acknowledge"):
        alerts.acknowledge(warned, TECHNICIAN, 1)
