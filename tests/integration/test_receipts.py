"""Receipts on a real database: every figure has one, what it shows works out to it, and pages and API show the same."""

import math
import re
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from producflow.domain.metrics import METRICS, WORKED_OUT
from producflow.domain.rules import SHIFTS
from producflow.errors import InvalidInput
from producflow.reports import production, receipts
from producflow.reports.losses import together
from producflow.reports.maintenance import maintenance
from producflow.reports.receipts import FigureRef, Receipt, Step, smaller_ref, step_ref
from producflow.reports.view import View
from producflow.store.database import Store
from tests.integration.test_production_report import add_machines, add_records, add_stop, record, set_plant

MONDAY = date(2026, 3, 2)
LATER = datetime(2026, 4, 1, tzinfo=UTC)
ONE_DAY = View(MONDAY, MONDAY)
SIGNS = {"×": "*", "÷": "/", "−": "-", "–": "-"}


def worked_out(step: Step) -> float:
    """What the line's own terms give: arithmetic on what is shown, and nothing else."""
    values = {name: (term.value or 0.0) / (100 if term.unit == "%" else 1) for name, term in step.terms.items()}
    sum_ = re.sub(r"\{(\w+)\}", lambda found: repr(values[found[1]]), step.expression.replace(" min", ""))
    sum_ = "".join(SIGNS.get(sign, sign) for sign in sum_)
    assert re.fullmatch(r"[\d.e+\-*/() ]+", sum_), sum_
    return float(eval(sum_)) * (100 if step.unit == "%" else 1)


def works_out(found: Receipt) -> None:
    """Every line gives what it says, and the last one the figure."""
    for step in found.working:
        assert step.value is not None, step.told
        assert worked_out(step) == pytest.approx(step.value, rel=1e-9, abs=1e-9), step.told
    if found.working:
        assert found.working[-1].value == pytest.approx(found.value, rel=1e-12)


@pytest.fixture
def plant(store: Store) -> dict[str, int]:
    """Machines with and without capacity, stops and records, costs set, one machine-shift missing."""
    machines = add_machines(store, ("A", 480.0), ("B", 960.0), ("C", None), ("D", 480.0))
    day = timedelta(days=1)
    for shift in SHIFTS:
        add_records(store, record(machines["A"], MONDAY - day, shift, 420, 12, 30.0))
    add_records(
        store,
        record(machines["A"], MONDAY, "morning", 400, 10, 60.0),
        record(machines["A"], MONDAY, "night", 100, 40, 0.0, planned=240.0),
        record(machines["B"], MONDAY, "morning", 800, 8, 0.0, efficiency=50.0),
        record(machines["C"], MONDAY, "morning", 50, 0, 120.0),
    )
    add_stop(store, machines["A"], "2026-03-02T08:00Z", "2026-03-02T08:45Z", "Jam")
    add_stop(store, machines["A"], "2026-03-02T09:00Z", "2026-03-02T09:10Z", "Cleaning", planned=True)
    set_plant(store, downtime_hour_cost=60.0, defect_unit_cost=2.0)
    return machines


def test_every_figure_has_a_receipt() -> None:
    assert set(receipts.EXPLAINED) == set(METRICS)


@pytest.mark.long
def test_every_receipt_works_out_to_its_figure(store: Store, plant: dict[str, int]) -> None:
    for found in receipts.receipts(store, [FigureRef(name) for name in METRICS], ONE_DAY, LATER):
        works_out(found)
        assert (found.value is None) == bool(found.why_not), found.wanted


@pytest.mark.long
def test_figures_are_those_of_the_reports(store: Store, plant: dict[str, int]) -> None:
    told = production.metrics(store, ONE_DAY, LATER).fields()
    found = {
        each.wanted.figure: each for each in receipts.receipts(store, list(map(FigureRef, METRICS)), ONE_DAY, LATER)
    }
    same = {name: found[name].value for name in told if name in found and name != "coverage"}
    assert same == {name: told[name] for name in same}
    assert {metric.name for metric in WORKED_OUT} <= set(same)
    assert len(same) >= 18
    assert found["coverage"].value == told["coverage"]["percentage"]
    kept = maintenance(store, ONE_DAY, LATER).current
    assert found["mtbf_hours"].value == kept.reliability.mtbf_hours
    # A: 360 + 240 min run; the one failure is its jam of 45 min. C records no stops, so its downtime is unplanned.
    assert found["mttr_hours"].value == 0.75
    assert found["unplanned_downtime_hours"].value == (45 + 120) / 60
    assert found["downtime_cost"].value == 165.0
    assert found["quality_cost"].value == 116.0


def test_the_formula_stands_there_with_the_actual_figures(store: Store, plant: dict[str, int]) -> None:
    found = receipts.receipt(store, FigureRef("oee", machine=plant["A"]), ONE_DAY, LATER)
    assert [step.told for step in found.working] == [
        "720 min − 60 min = 660 min",
        "660 min ÷ 720 min = 91.67 %",
        "480 units (rated capacity of A) ÷ 480 min × 660 min = 660 units",
        "500 units ÷ 660 units = 75.76 %",
        "(500 units − 50 units) ÷ 500 units = 90 %",
        "91.67 % × 75.76 % × 90 % = 62.5 %",
    ]


@pytest.mark.long
def test_a_shift_is_adjusted_for_the_machines_it_ran(store: Store, plant: dict[str, int]) -> None:
    # A rejects 50 of 500, B 8 of 800, C none of 50. At A's own rate the night's 100 units would have had 10 rejects.
    night = receipts.receipt(store, FigureRef("adjusted_defect_rate", shift="night"), ONE_DAY, LATER)
    works_out(night)
    assert night.value == pytest.approx(100 * 40 / 10 * 58 / 1350)
    assert night.link("shifts", {}).get("receipt") == "adjusted_defect_rate;shift=night"  # beside all shifts
    assert night.view.shifts is None
    whole = receipts.receipt(store, FigureRef("adjusted_defect_rate"), ONE_DAY, LATER)
    works_out(whole)
    assert whole.value == pytest.approx(100 * 58 / 1350)
    only = receipts.receipt(
        store, FigureRef("adjusted_defect_rate", shift="night"), View(MONDAY, MONDAY, shifts=("night",)), LATER
    )
    assert only.value == pytest.approx(40.0)


@pytest.mark.long
def test_reasons_put_together_in_a_chart_have_a_receipt_that_names_each(store: Store, plant: dict[str, int]) -> None:
    add_stop(store, plant["A"], "2026-03-02T10:00Z", "2026-03-02T10:02Z", "Belt")
    for longest, told in (
        (0, "(2 min (Belt) + 10 min (Cleaning) + 45 min (Jam)) ÷ 60 = 0.95 h"),
        (1, "(2 min (Belt) + 10 min (Cleaning)) ÷ 60 = 0.2 h"),
        (2, "2 min ÷ 60 = 0.0333 h"),
    ):
        found = receipts.receipt(store, step_ref(together(longest)), ONE_DAY, LATER)
        works_out(found)
        assert [step.told for step in found.working] == [told]
        stops = next(used for used in found.used if used.table == "downtime_events")
        assert stops.total == 3 - longest


@pytest.mark.long
def test_a_smaller_loss_is_worked_out_machine_by_machine(store: Store, plant: dict[str, int]) -> None:
    # A: 50 rejects, B: 8; C's take no time that is known.
    for figure, value in (("units_won", 29.0), ("money_saved", 58.0), ("time_won", (50 + 8 / 2) / 60 / 2)):
        found = receipts.receipt(store, smaller_ref(figure, "quality", 50), ONE_DAY, LATER)
        works_out(found)
        assert found.value == pytest.approx(value), figure
        assert found.used
    for asked in (FigureRef("units_won", key="quality"), smaller_ref("units_won", "reason:Gone", 50)):
        found = receipts.receipt(store, asked, ONE_DAY, LATER)
        assert (found.value, bool(found.why_not)) == (None, True)


def test_a_receipt_can_be_of_the_period_compared_with(store: Store, plant: dict[str, int]) -> None:
    sunday = MONDAY - timedelta(days=1)
    found = receipts.receipt(store, FigureRef("good_output", first=sunday, last=sunday), ONE_DAY, LATER)
    works_out(found)
    assert found.value == 3 * (420 - 12)


def test_bounds_stand_in_the_receipt(store: Store, plant: dict[str, int]) -> None:
    found = receipts.receipt(store, FigureRef("mtbf_hours", machine=plant["A"]), ONE_DAY, LATER)
    # 11 h and one failure: 22 ÷ χ²(0.95; 4) and 22 ÷ χ²(0.05; 2), by the table of NIST 1.3.6.7.4.
    assert found.value == pytest.approx(11.0)
    bounds = next(note for note in found.notes if note.startswith("With 90 % confidence"))
    assert bounds == "With 90 % confidence the true value lies between 2.32 h and 214.45 h."


def test_what_is_left_out_is_counted_and_said(store: Store, plant: dict[str, int]) -> None:
    told = {each.what: each.count for each in receipts.receipt(store, FigureRef("oee"), ONE_DAY, LATER).left_out}
    assert told["machine-shifts were expected to report and did not"] == 5  # of nine: A once, B twice, C twice
    assert told["records are of machines without a rated capacity; performance leaves them out"] == 1
    assert told["machines have never reported, so nothing is expected of them: D"] == 1
    night = receipts.receipt(store, FigureRef("oee", shift="night"), ONE_DAY, LATER)
    others = {each.what: each.count for each in night.left_out}
    assert others["records of these days and machines are of other shifts than the chosen ones"] == 3


def test_a_receipt_names_the_lines_of_the_file(store: Store) -> None:
    machines = add_machines(store, ("A", 480.0))
    rows = [record(machines["A"], MONDAY, shift, 100, 1, 0.0) for shift in SHIFTS]
    frame = pd.DataFrame(rows).astype({"efficiency_percentage": "float64"})
    frame["batch_id"], frame["source_line"] = 1, [2, 3, 7]
    batch = {
        "id": [1],
        "kind": ["production_records"],
        "file_name": ["mes.csv"],
        "sha256": [""],
        "rows_read": [4],
        "rows_added": [3],
        "rows_updated": [0],
        "rows_unchanged": [0],
        "rows_rejected": [1],
    }
    store.write(lambda transaction: transaction.append("import_batches", pd.DataFrame(batch)))
    store.write(lambda transaction: transaction.append("production_records", frame))
    found = receipts.receipt(store, FigureRef("total_output"), ONE_DAY, LATER)
    [used] = found.used
    [source] = used.sources
    assert (source.batch_id, source.file_name, source.rows, source.lines) == (1, "mes.csv", 3, "2–3, 7")
    assert used.rows[["file_name", "source_line"]].to_numpy().tolist() == [
        ["mes.csv", 7],
        ["mes.csv", 3],
        ["mes.csv", 2],
    ]
    assert found.left_out[-1].count == 1  # the rejected row


@pytest.mark.long
def test_what_cannot_be_computed_says_why(store: Store) -> None:
    for found in receipts.receipts(store, list(map(FigureRef, METRICS)), ONE_DAY, LATER):
        assert (found.value is None) == bool(found.why_not), found.wanted
        assert not [value for value in [found.value] if value is not None and math.isnan(value)]


@pytest.mark.parametrize("text", ["", "nothing", "oee;machine=x", "oee;day=2026-02-31", "oee;shift=noon", "oee;" * 400])
def test_damaged_addresses_are_refused_in_a_sentence(text: str) -> None:
    if text == "oee;" * 400:
        assert FigureRef.parse(text, SHIFTS) == FigureRef("oee")
        return
    with pytest.raises(InvalidInput):
        FigureRef.parse(text, SHIFTS)


names = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=20)


@given(
    st.builds(
        FigureRef,
        st.sampled_from(list(METRICS)),
        st.none() | st.integers(0, 10**9),
        st.none() | st.dates(),
        st.none() | st.sampled_from(SHIFTS),
        st.none() | names,
        st.none() | st.dates(),
        st.none() | st.dates(),
        place=st.sampled_from([(), ("area",), ("area", "line"), ("plant", "area", "line")]).flatmap(
            lambda levels: st.tuples(*(st.tuples(st.just(level), names) for level in levels))
        ),
    )
)
def test_an_address_is_read_as_it_was_written(wanted: FigureRef) -> None:
    assert FigureRef.parse(str(wanted), SHIFTS) == wanted
