"""Whatever the records are: pages, exports, API and receipts show the same figures, and losses add up."""

import io
import math
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from producflow.domain.rules import SHIFTS
from producflow.reports import production, receipts, targets
from producflow.reports.comparison import compare
from producflow.reports.export import csv
from producflow.reports.levels import MACHINE
from producflow.reports.losses import REASON, SHIFT, losses
from producflow.reports.missing import missing
from producflow.reports.production import Production
from producflow.reports.receipts import FigureRef, Receipt, RowRange
from producflow.reports.view import View
from producflow.store.database import Store
from producflow.ui.overview import MACHINE_COLUMNS, by_machine
from tests.integration.api.conftest import Call
from tests.integration.test_production_report import add_machines, add_records, add_stop, record, set_plant

pytestmark = pytest.mark.long

MONDAY = date(2026, 3, 2)
DAYS = 2
VIEW = View(MONDAY, MONDAY + timedelta(days=DAYS - 1))
NOW = datetime(2026, 4, 1, tzinfo=UTC)
NAMES = ("A", "B", "C")
FIGURES = (
    *("total_output", "total_defects", "downtime_hours", "efficiency_percentage", "oee", "availability", "quality"),
    *("performance", "defect_rate", "unplanned_downtime_hours", "downtime_cost", "quality_cost"),
)
ALL_ROWS = RowRange(limit=10_000)

made = st.tuples(
    *(st.sampled_from(NAMES), st.integers(0, DAYS - 1), st.sampled_from(SHIFTS)),
    *(st.integers(0, 2_000), st.floats(0, 1), st.floats(0, 1), st.sampled_from([0.0, 240.0, 480.0])),
    st.none() | st.floats(0, 120),
)
stopped = st.tuples(
    *(st.sampled_from(NAMES[:2]), st.integers(0, 60 * 24 * (DAYS + 1)), st.integers(1, 900)),
    *(st.sampled_from(["Jam", "Setup", None]), st.booleans()),
)
plants = st.tuples(st.lists(made, max_size=8, unique_by=lambda each: each[:3]), st.lists(stopped, max_size=4))


@pytest.fixture
def machines(api_store: Store) -> dict[str, int]:
    set_plant(api_store, downtime_hour_cost=60.0, defect_unit_cost=2.0)
    return add_machines(api_store, ("A", 480.0), ("B", 963.0), ("C", None))


def fill(store: Store, machines: dict[str, int], plant: tuple[list[Any], list[Any]]) -> None:
    """Make these the only records and stops."""
    for table in ("production_records", "downtime_events"):
        store.write(lambda transaction, table=table: transaction.compose(f"DELETE FROM {table}"))  # type: ignore[misc]
    rows = [
        record(
            *(machines[name], MONDAY + timedelta(days=day), shift, output, round(bad * output), down * planned),
            planned=planned,
            efficiency=own,
        )
        for name, day, shift, output, bad, down, planned, own in plant[0]
    ]
    if rows:
        add_records(store, *rows)
    for name, begins, lasts, reason, planned in plant[1]:
        start = pd.Timestamp(MONDAY, tz="UTC") + pd.Timedelta(minutes=begins)
        add_stop(store, machines[name], str(start), str(start + pd.Timedelta(minutes=lasts)), reason, planned=planned)


def same(one: float | None, other: float | None) -> bool:
    if one is None or other is None or math.isnan(other):
        return one is None and (other is None or math.isnan(other))
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


def by_the_rows(found: Receipt, capacity: dict[str, float | None]) -> float | None:
    """Work the figure out from the records that the receipt lists: in plain Python, by SPEC section 3."""
    rows = next(used for used in found.used if used.table == "production_records").rows.to_dict("records")
    planned = math.fsum(row["planned_minutes"] for row in rows)
    run = math.fsum(row["planned_minutes"] - row["downtime_minutes"] for row in rows)
    output, rejects = (sum(row[name] for row in rows) for name in ("output_quantity", "defect_quantity"))
    rated = [row for row in rows if capacity[row["name"]]]
    ideal = math.fsum(
        (capacity[row["name"]] or 0) / 480 * (row["planned_minutes"] - row["downtime_minutes"]) for row in rated
    )
    credited = math.fsum(
        row["planned_minutes"] - row["downtime_minutes"]
        if pd.isna(row["efficiency_percentage"])
        else row["planned_minutes"] * row["efficiency_percentage"] / 100
        for row in rows
    )
    ratio = {
        "efficiency_percentage": (credited, planned),
        "availability": (run, planned),
        "performance": (sum(row["output_quantity"] for row in rated), ideal),
        "quality": (output - rejects, output),
        "defect_rate": (rejects, output),
    }
    factors = [over / under if under else None for over, under in ratio.values()][1:4]
    plain = {"total_output": output, "total_defects": rejects, "downtime_hours": (planned - run) / 60}
    if found.wanted.figure in plain:
        return plain[found.wanted.figure] if rows else None
    if found.wanted.figure == "oee":
        return None if None in factors else 100 * math.prod(factor or 0.0 for factor in factors)
    over, under = ratio[found.wanted.figure]
    return 100 * over / under if under else None


def cells_agree(store: Store, report: Production) -> None:
    """Every cell of the pages' tables is the figure of its own receipt."""
    columns = {"total_output": "output_quantity", "oee": "oee", "defect_rate": "defect_rate"}
    frames: list[tuple[pd.DataFrame, Any]] = [
        (report.machines, lambda key: {"machine": key}),
        (report.shifts, lambda key: {"shift": key}),
        (report.days, lambda key: {"day": key.date()}),
        (report.machine_shifts, lambda key: {"machine": key[0], "shift": key[1]}),
    ]
    cells = [
        (FigureRef(figure, **of(key)), rows.loc[key, column])
        for rows, of in frames
        for key in rows.index
        for figure, column in columns.items()
    ]
    adjusted = compare(store, VIEW).shifts["adjusted_defect_rate"]
    cells += [(FigureRef("adjusted_defect_rate", shift=str(shift)), rate) for shift, rate in adjusted.items()]
    came = missing(store, VIEW, NOW).machines
    cells += [
        (FigureRef(state, machine=int(row["equipment_id"])), row[state])
        for row in came.to_dict("records")
        for state in ("missing", "late", "duplicate")
    ]
    for (wanted, shown), found in zip(
        cells, receipts.receipts(store, [wanted for wanted, _ in cells], VIEW, NOW), strict=True
    ):
        assert same(found.value, float(shown)), wanted


def losses_add_up(store: Store) -> None:
    """The tree adds up to the minute, and its parts to the whole, whichever way it is cut."""
    whole = losses(store, VIEW, NOW)
    steps = whole.tree()
    if not steps.empty:
        assert math.fsum(steps["minutes"][1:]) == pytest.approx(steps["minutes"].iloc[0], abs=1e-6)
    lost = whole.of(None)
    for dimension in (REASON, MACHINE, SHIFT):
        rows = whole.by(dimension)
        assert math.fsum(rows["minutes"]) == pytest.approx(math.fsum(lost["minutes"]), abs=1e-6)
        assert math.fsum(rows["money"].dropna()) == pytest.approx(math.fsum(lost["money"].dropna()), abs=1e-6)
    parts = [losses(store, View(VIEW.first_day, VIEW.last_day, shifts=(shift,)), NOW) for shift in SHIFTS]
    assert sum(part.planned_minutes for part in parts) == pytest.approx(whole.planned_minutes)
    assert math.fsum(part.of(None)["minutes"].sum() for part in parts) == pytest.approx(lost["minutes"].sum(), abs=1e-6)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plants)
def test_pages_exports_api_and_receipts_agree(
    api_store: Store, machines: dict[str, int], call: Call, plant: tuple[list[Any], list[Any]]
) -> None:
    fill(api_store, machines, plant)
    report = production.metrics(api_store, VIEW, NOW)
    told = report.fields()
    period = f"from={VIEW.first_day}&to={VIEW.last_day}"
    answer = call("operator", "GET", f"/production/metrics?{period}").json()
    days = {"from": f"{VIEW.first_day}", "to": f"{VIEW.last_day}"}
    assert answer == days | told | {
        "targets": targets.told(report.goals)
    }  # the API computes less, by other questions: still the same to the last bit
    found = receipts.receipts(api_store, [FigureRef(name) for name in FIGURES], VIEW, NOW, page=ALL_ROWS)
    capacity = {"A": 480.0, "B": 963.0, "C": None}
    for receipt in found:
        name = receipt.wanted.figure
        assert receipt.value == told[name], name
        if receipt.working:
            assert same(receipt.working[-1].value, receipt.value), name
        if name not in ("unplanned_downtime_hours", "downtime_cost", "quality_cost"):
            assert same(by_the_rows(receipt, capacity), receipt.value), name
    table = by_machine(report)[list(MACHINE_COLUMNS)]
    exported = pd.read_csv(io.StringIO(csv(table))).set_index("name")
    for machine, name in zip(report.machines.index, report.machines["name"], strict=True):
        [own] = receipts.receipts(api_store, [FigureRef("oee", machine=int(machine))], VIEW, NOW)
        assert same(own.value, float(exported.loc[name, "oee"]))
    cells_agree(api_store, report)
    losses_add_up(api_store)
