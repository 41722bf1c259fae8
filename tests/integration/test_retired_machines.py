"""A machine that has retired: its history stays, nothing is expected of it, and no list of now has it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from producflow.access.roles import COMMAND_LINE
from producflow.errors import InvalidInput
from producflow.operations import alerts, equipment, production
from producflow.reports import maintenance, now
from producflow.reports import production as reports
from producflow.reports.equipment import machine, machines, register
from producflow.reports.view import View
from producflow.store.database import Store
from tests.integration.conftest import AppAs

pytestmark = pytest.mark.long

FIRST, RETIRED, LAST = date(2026, 3, 2), date(2026, 3, 5), date(2026, 3, 8)
LATER = datetime(2026, 3, 9, 12, tzinfo=UTC)


@pytest.fixture
def two(store: Store) -> tuple[int, int]:
    """Two machines that reported every shift of three days; the second one retires after them."""
    made = [equipment.create(store, COMMAND_LINE, name=name, capacity=480)["id"] for name in ("Lathe", "Press")]
    for number in made:
        for days in range(3):
            for shift in ("morning", "afternoon", "night"):
                production.record(
                    store,
                    COMMAND_LINE,
                    equipment_id=number,
                    date=FIRST + timedelta(days=days),
                    shift=shift,
                    output_quantity=100,
                    defect_quantity=0,
                )
    equipment.change(store, COMMAND_LINE, made[1], {"retired_on": RETIRED})
    return made[0], made[1]


def test_nothing_is_expected_of_it_and_its_history_stays(store: Store, two: tuple[int, int]) -> None:
    found = reports.metrics(store, View(FIRST, LAST), LATER)
    assert found.reporting.coverage.expected == 7 * 3 + 3 * 3, "one for seven days, the other for three"
    assert found.total.total_output == 2 * 9 * 100
    assert set(found.machines.index) == set(two)
    after = reports.metrics(store, View(RETIRED + timedelta(days=30), RETIRED + timedelta(days=31)), LATER)
    assert set(after.machines.index) == {two[0]}


def test_no_list_of_now_has_it_and_its_own_page_opens(store: Store, two: tuple[int, int]) -> None:
    for number in two:
        alerts.create(store, COMMAND_LINE, equipment_id=number, type="emergency", priority="critical", title="Too hot")
    instant = datetime.now(UTC)
    assert list(machines(store, instant).machines["equipment_id"]) == [two[0]]
    assert list(now.readings_and_alerts(store, instant)["equipment_id"]) == [two[0]]
    found = maintenance.open_alerts(store, None).set_index("equipment_id")
    assert found["state"].to_dict() == {two[0]: "unacknowledged", two[1]: "suppressed"}
    assert found.loc[two[1], "suppressed_by"] == "retired"
    assert machine(store, two[1], instant).of(two[1])["name"] == "Press"
    assert list(register(store)["id"]) == list(two), "the ones that have retired stand last"


def test_it_cannot_retire_before_it_was_there(store: Store) -> None:
    number = equipment.create(store, COMMAND_LINE, name="Saw", installation_date=date(2026, 1, 5))["id"]
    with pytest.raises(InvalidInput, match="cannot retire on 2026-01-04, before it was installed on 2026-01-05"):
        equipment.change(store, COMMAND_LINE, number, {"retired_on": date(2026, 1, 4)})


def test_a_manager_enters_changes_and_retires_a_machine_on_the_page(empty_plant: Store, app_as: AppAs) -> None:
    app = app_as("manager", "admin", admin_section="Machines")
    app.text_input(key="machine_name_new").set_value("Press 7")
    app.number_input(key="machine_capacity_new").set_value(960.0)
    next(button for button in app.button if button.label == "Save machine").click().run()
    assert not app.exception
    [row] = register(empty_plant).to_dict("records")
    assert (row["name"], row["capacity"], row["status"]) == ("Press 7", 960.0, "operational")
