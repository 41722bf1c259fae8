"""Machines that make several products, each with a rated speed of its own; expected values by hand."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.errors import InvalidInput, NotAllowed, NotFound
from producflow.operations import equipment, ideal_rates
from producflow.operations import production as records
from producflow.reports import audit, production, receipts
from producflow.reports.losses import losses
from producflow.reports.receipts import FigureRef
from producflow.reports.view import View
from producflow.store.database import Store
from producflow.store.queries import ideal_rates as queries
from producflow.store.queries import receipts as receipt_queries
from tests.integration.test_production_report import add_records, record

MONDAY = date(2026, 3, 2)
DAY = View(MONDAY, MONDAY)
LATER = datetime(2026, 4, 1, tzinfo=UTC)
BOSS, ANN = Actor(3, "boss@x.y", "Boss", Role.MANAGER), Actor(1, "ann@x.y", "Ann", Role.ANALYST)


@pytest.fixture
def press(store: Store) -> int:
    """A press of 960 units a shift: two a minute."""
    return int(equipment.create(store, COMMAND_LINE, name="Press", type="Press", capacity=960.0)["id"])


def rate(store: Store, machine: int, units_per_hour: float | None, since: date = MONDAY, product: str = "B") -> Any:
    given: dict[str, Any] = {"product": product, "units_per_hour": units_per_hour, "valid_from": since}
    return ideal_rates.set(store, BOSS, equipment_id=machine, **given)


def two_products(store: Store, machine: int, day: date = MONDAY) -> None:
    """A at the press's own speed, 380 in 200 min; B of 30 an hour, 96 in 240 min."""
    add_records(
        store,
        record(machine, day, "morning", 380, 10, 40.0, planned=240.0, product="A"),
        record(machine, day, "morning", 96, 6, 0.0, planned=240.0, product="B"),
    )


def test_oee_of_two_products_by_hand(store: Store, press: int) -> None:
    two_products(store, press)
    rate(store, press, 30.0)
    total = production.metrics(store, DAY, LATER).total
    # Ideal time: 380 ÷ 2 + 96 ÷ 0.5 = 382 min, of 440 min of run time.
    assert total.performance == pytest.approx(100 * 382 / 440)
    assert total.oee == pytest.approx(100 * 440 / 480 * 382 / 440 * 460 / 476)
    assert total.total_output == 476  # pieces stay pieces


def test_the_losses_of_two_products_by_hand(store: Store, press: int) -> None:
    two_products(store, press)
    rate(store, press, 30.0)
    steps = losses(store, DAY, LATER).tree().set_index("kind")["minutes"]
    assert steps["speed"] == pytest.approx(440 - 382)
    assert steps["quality"] == pytest.approx(10 / 2 + 6 / 0.5)
    assert steps["productive"] == pytest.approx(382 - 17)


def test_a_speed_holds_from_its_day_on_and_history_keeps_what_held_then(store: Store, press: int) -> None:
    for number in range(3):
        two_products(store, press, MONDAY + timedelta(days=number))
    rate(store, press, 30.0, MONDAY + timedelta(days=1))
    rate(store, press, None, MONDAY + timedelta(days=2))
    days = production.metrics(store, View(MONDAY, MONDAY + timedelta(days=2)), LATER).days
    assert days["performance"].tolist() == pytest.approx([100 * 476 / 880, 100 * 764 / 880, 100 * 476 / 880])


def test_a_machine_without_a_capacity_has_the_speeds_of_its_products(store: Store) -> None:
    mill = int(equipment.create(store, COMMAND_LINE, name="Mill")["id"])
    two_products(store, mill)
    rate(store, mill, 30.0)
    total = production.metrics(store, DAY, LATER).total
    assert total.performance == pytest.approx(100 * 96 / 120)  # A has no rated speed, so it is left out
    assert total.records_without_capacity == 1
    rate(store, mill, 120.0, product="A")
    assert production.metrics(store, DAY, LATER).total.performance == pytest.approx(100 * 382 / 440)


def test_products_share_a_shift_by_the_time_they_take(store: Store, press: int) -> None:
    for product, made in (("A", 240), ("B", 60)):
        values: dict[str, Any] = {"output_quantity": made, "defect_quantity": 0, "product": product}
        records.record(store, COMMAND_LINE, equipment_id=press, date=MONDAY, shift="morning", **values)

    def planned() -> list[float]:
        rows = store.read(receipt_queries.records, DAY.parameters(), 0, 10)
        return list(rows.sort_values("product")["planned_minutes"])

    assert planned() == [384.0, 96.0]  # as 240 to 60
    made = rate(store, press, 30.0)
    assert planned() == [240.0, 240.0]  # 120 min each
    ideal_rates.remove(store, BOSS, made["id"])
    assert planned() == [384.0, 96.0]


def test_a_receipt_tells_which_speeds_were_used(store: Store, press: int) -> None:
    two_products(store, press)
    rate(store, press, 30.0, MONDAY - timedelta(days=1))
    found = receipts.receipt(store, FigureRef("performance"), DAY, LATER)
    assert "Rated speeds of single products: B on Press 30 units/h since 1 Mar 2026." in found.notes
    [step] = [each for each in found.working if each.label == "Output in units of the rated capacity"]
    assert step.told == (
        "380 units (at the machine's own speed) + 96 units (B on Press) × 960 units ÷ 240 units = 764 units"
    )
    assert found.value == pytest.approx(100 * 764 / 880)
    assert not any(
        "single products" in note for note in receipts.receipt(store, FigureRef("quality"), DAY, LATER).notes
    )


def test_who_may_set_speeds_and_what_is_refused(store: Store, press: int) -> None:
    with pytest.raises(NotAllowed, match="may not set goals and rated speeds"):
        ideal_rates.set(store, ANN, equipment_id=press, product="B", units_per_hour=30.0, valid_from=MONDAY)
    with pytest.raises(InvalidInput, match="The units per hour 0 is not above 0"):
        rate(store, press, 0.0)
    with pytest.raises(InvalidInput, match="The product is empty"):
        rate(store, press, 30.0, product=" ")
    with pytest.raises(NotFound, match="no machine 99"):
        rate(store, 99, 30.0)
    made = rate(store, press, 30.0)
    assert rate(store, press, 40.0)["id"] == made["id"]
    assert "units per hour: 30 → 40" in audit.entries(store, audit.Search(entity="ideal_rates"))["changes"].iloc[0]
    assert store.read(queries.everything, (press,), "B")["units_per_hour"].tolist() == [40.0]


made = st.tuples(st.sampled_from("ABC"), st.integers(0, 900), st.integers(1, 480))


@pytest.mark.long
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(
    st.lists(made, min_size=1, max_size=3, unique_by=lambda row: row[0]),
    st.lists(st.floats(1, 500), min_size=3, max_size=3),
)
def test_performance_is_ideal_time_over_run_time_whatever_a_machine_makes(
    store: Store, made: list[tuple[str, int, int]], speeds: list[float]
) -> None:
    machine = int(equipment.create(store, COMMAND_LINE, name=f"Press {store.commits}", capacity=960.0)["id"])
    add_records(
        store,
        *(record(machine, MONDAY, "morning", out, 0, 0.0, planned=float(run), product=name) for name, out, run in made),
    )
    for product, speed in zip("ABC", speeds, strict=True):
        rate(store, machine, speed, product=product)
    ideal = sum(out * 60 / speeds["ABC".index(name)] for name, out, _ in made)
    total = production.metrics(store, View(MONDAY, MONDAY, (machine,)), LATER).total
    assert total.performance == pytest.approx(100 * ideal / sum(run for _, _, run in made))
