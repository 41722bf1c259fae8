"""The running day: what has been reported of it counts, what is due is expected, and nothing is judged by half a shift.

The plant is on UTC with shifts at 06:00, 14:00 and 22:00. Two weeks end on Sunday 15 March 2026; it is 15:00, so the
morning is over and the afternoon runs.
"""

import math
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from producflow.access.roles import COMMAND_LINE
from producflow.domain.metrics import METRICS
from producflow.domain.rules import SHIFTS
from producflow.operations import frozen as freezing
from producflow.operations import targets
from producflow.reports import frozen, production
from producflow.reports.links import Link
from producflow.reports.periods import last_shift, named
from producflow.reports.plant import plant_settings
from producflow.reports.running import running
from producflow.reports.view import View
from producflow.store.database import Store
from producflow.store.queries import plant as settings_queries
from producflow.ui import tiles
from producflow.ui.charts import plant as plant_charts
from producflow.ui.running import sentences

SUNDAY = date(2026, 3, 15)
NOW = datetime(2026, 3, 15, 15, 0, tzinfo=UTC)
AS_OF = datetime(2026, 3, 15, 14, 0, tzinfo=UTC)
WEEK = View(date(2026, 3, 9), SUNDAY)


def rows(machines: int = 1) -> pd.DataFrame:
    """100 units and a reject of each shift of 13 days, and of the morning of the fourteenth."""
    shifts = [
        (machine, SUNDAY - timedelta(days=back), shift)
        for machine in range(1, machines + 1)
        for back in range(13, -1, -1)
        for shift in (SHIFTS if back else ("morning",))
    ]
    frame = pd.DataFrame(shifts, columns=["equipment_id", "date", "shift"])
    return frame.assign(output_quantity=100, defect_quantity=1, downtime_minutes=48.0)


def fill(store: Store) -> None:
    machine = pd.DataFrame({"name": ["A"], "capacity": [120.0]})
    store.write(lambda transaction: transaction.append("equipment", machine))
    store.write(lambda transaction: transaction.append("production_records", rows()))
    store.write(lambda transaction: settings_queries.set_setting(transaction, "timezone", "UTC"))


def report_afternoon(store: Store, output: int, defects: int, downtime: float, planned: float) -> None:
    frame = pd.DataFrame(
        {
            "equipment_id": [1],
            "date": [SUNDAY],
            "shift": ["afternoon"],
            "output_quantity": [output],
            "defect_quantity": [defects],
            "downtime_minutes": [downtime],
            "planned_minutes": [planned],
        }
    )
    store.write(lambda transaction: transaction.append("production_records", frame))


def test_what_is_reported_of_the_running_day_counts_and_only_what_is_due_is_expected(store: Store) -> None:
    fill(store)
    report_afternoon(store, 10, 0, 0.0, 60.0)
    found = production.metrics(store, WEEK, AS_OF)
    assert found.total.total_output == 6 * 3 * 100 + 100 + 10
    reached = found.reporting.coverage
    assert (reached.reported, reached.expected, reached.unexpected) == (19, 19, 1)
    assert found.running


def test_it_is_compared_with_the_same_stretch_before_to_the_same_shift(store: Store) -> None:
    """Six days and a morning against six days and a morning: 1,900 units each, whatever the afternoon says so far."""
    fill(store)
    report_afternoon(store, 10, 0, 0.0, 60.0)
    found = production.metrics(store, WEEK, AS_OF)
    change = found.changes["total_output"]
    assert (change.before, change.now, change.amount) == (1900, 1900, 0)
    assert (change.shifts_before, change.shifts_now) == (19, 19)
    assert found.previous.total_output == 1900
    assert found.previous.downtime_hours == pytest.approx(19 * 48 / 60)
    assert found.previous.teep == pytest.approx(100 * 0.9 * (100 / 108) * 0.99)  # of 19 whole shifts, not of 21


@pytest.mark.long
def test_today_is_compared_with_yesterday_to_the_same_shift(store: Store) -> None:
    fill(store)
    today = production.metrics(store, View(SUNDAY, SUNDAY), AS_OF)
    assert (today.total.total_output, today.previous.total_output) == (100, 100)
    early = production.metrics(store, View(SUNDAY, SUNDAY), datetime(2026, 3, 15, 6, tzinfo=UTC))
    assert early.previous.total_output is None  # at 06:00 no shift of today is over, so there is nothing to compare
    assert early.changes["total_output"].amount is None


def test_stops_before_are_cut_at_the_same_hour(store: Store) -> None:
    fill(store)
    stops = pd.DataFrame(
        {
            "equipment_id": [1, 1],
            "started_at": [pd.Timestamp("2026-03-14 13:30"), pd.Timestamp("2026-03-15 13:30")],
            "ended_at": [pd.Timestamp("2026-03-14 14:30"), pd.Timestamp("2026-03-15 13:50")],
            "planned": [False, False],
        }
    )
    store.write(lambda transaction: transaction.append("downtime_events", stops))
    store.write(lambda transaction: settings_queries.set_setting(transaction, "downtime_hour_cost", 60.0))
    store.write(lambda transaction: settings_queries.set_setting(transaction, "defect_unit_cost", 1.0))
    found = production.metrics(store, View(SUNDAY, SUNDAY), AS_OF)
    assert found.costs.downtime == pytest.approx(20.0)  # 20 minutes at 60 an hour
    assert found.savings.downtime == pytest.approx(10.0)  # half an hour in yesterday's morning, 20 minutes in today's


@pytest.mark.long
def test_no_chart_shows_half_a_day_as_a_fall(store: Store) -> None:
    """Of today 100 units are reported, all that was due: beside days of 300 that is no fall, and no missed goal."""
    fill(store)
    targets.set(store, COMMAND_LINE, metric="total_output", value=300.0, valid_from=WEEK.first_day)
    report_afternoon(store, 10, 0, 0.0, 60.0)
    found = production.metrics(store, WEEK, AS_OF)
    line = tiles._line(tiles._trend(METRICS["total_output"], found), found.goals["total_output"], "")
    assert 'aria-label="6 days, lowest 300.0, highest 300.0, newest 300.0"' in line
    bars = plant_charts.days(found, running=SUNDAY).data[0]
    assert list(bars.y) == [0.0] * 7
    assert list(bars.text) == ["0"] * 6 + ["0<br>so far"]
    assert plant_charts.days_title(found) == "6 days against goal: all reached it"
    today = production.metrics(store, View(SUNDAY, SUNDAY), AS_OF)
    assert plant_charts.days_title(today) == "Output against goal, so far"
    shift = production.metrics(store, View(SUNDAY, SUNDAY, shifts=("morning",)), AS_OF)
    assert plant_charts.days_title(shift) == "1 morning shift against goal: reached"
    early = production.metrics(store, View(SUNDAY, SUNDAY, shifts=("afternoon",)), AS_OF)
    assert math.isnan(plant_charts.days(early, running=SUNDAY).data[0].y[0])


def test_a_tile_says_of_when_its_gap_is_where_the_figure_has_gone_on_since(store: Store) -> None:
    """Of today 100 of 110 units are reported, and 10 of the shift that runs: 110 is shown, and 10 are missed."""
    fill(store)
    targets.set(store, COMMAND_LINE, metric="total_output", value=330.0, valid_from=WEEK.first_day)
    today, output = View(SUNDAY, SUNDAY), METRICS["total_output"]
    assert "by shift end" not in tiles._inner(production.metrics(store, today, AS_OF), output)
    report_afternoon(store, 10, 0, 0.0, 60.0)
    shown = tiles._inner(production.metrics(store, today, AS_OF), output)
    assert "<b>110</b>" in shown
    assert "−9.1 % <u>by shift end</u>" in shown


@pytest.fixture
def closed_figures(store: Store) -> Callable[[], list[Any]]:
    """Everything that is over, and what a frozen link of it says."""
    fill(store)
    plant = plant_settings(store)
    kept = freezing.freeze(store, COMMAND_LINE, Link.of("overview", "period=7d"), now=NOW)

    def told() -> list[Any]:
        week = production.metrics(store, WEEK, AS_OF)
        return [
            *(production.told_of(store, named(plant, NOW, name), AS_OF) for name in ("yesterday", "last_shift")),
            dict(week.changes),
            week.previous.worked_out,
            frozen.figures_of(frozen.opened(store, kept), kept.view, kept.frozen_at),
            production.machines(store, WEEK, AS_OF).to_dict("index"),
        ]

    return told


@pytest.fixture
def closed_before(closed_figures: Callable[[], list[Any]]) -> list[Any]:
    """What it says before anything of the afternoon is reported."""
    return closed_figures()


@pytest.mark.long
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    output=st.integers(0, 5_000),
    rejects=st.floats(0, 1),
    planned=st.floats(1, 480),
    down=st.floats(0, 1),
)
def test_a_running_shift_never_changes_a_closed_figure(
    store: Store,
    closed_figures: Callable[[], list[Any]],
    closed_before: list[Any],
    output: int,
    rejects: float,
    planned: float,
    down: float,
) -> None:
    report_afternoon(store, output, round(output * rejects), planned * down, planned)
    try:
        assert closed_figures() == closed_before
    finally:
        gone = "DELETE FROM production_records WHERE date = DATE '2026-03-15' AND shift = 'afternoon'"
        store.write(lambda transaction: transaction.compose(gone))


def test_the_newest_shift_that_is_over_is_the_morning(store: Store) -> None:
    fill(store)
    assert last_shift(plant_settings(store), NOW) == (SUNDAY, "morning", AS_OF)


def test_a_running_shift_stands_beside_the_same_part_of_those_before(store: Store) -> None:
    """At 15:00 an hour of the afternoon's eight is over: of the 100 units of each afternoon before that is 12.5.

    Of two stops in the same hour of afternoons before, one of 30 minutes lies in it and of the other 10: 40 minutes in
    seven afternoons. Today's began at 14:50 and lasts.
    """
    fill(store)
    report_afternoon(store, 10, 0, 0.0, 60.0)
    stops = pd.DataFrame(
        {
            "equipment_id": 1,
            "started_at": pd.to_datetime(["2026-03-14 14:10", "2026-03-13 14:50", "2026-03-15 14:50"]),
            "ended_at": [pd.Timestamp("2026-03-14 14:40"), pd.Timestamp("2026-03-13 16:50"), pd.NaT],
            "planned": False,
        }
    )
    store.write(lambda transaction: transaction.append("downtime_events", stops))
    found = running(store, None, NOW)
    assert found is not None
    assert (found.day, found.shift, found.starts, found.earlier) == (SUNDAY, "afternoon", AS_OF, 7)
    assert (found.elapsed_minutes, found.minutes, found.machines, found.reporting) == (60.0, 480.0, 1, 1)
    assert (found.output, found.usual_output) == (10.0, 12.5)
    assert found.stopped == 10.0
    assert found.usual_stopped == pytest.approx(40 / 7)


def test_nothing_reported_yet_is_said_and_not_judged(store: Store) -> None:
    fill(store)
    found = running(store, None, NOW)
    assert found is not None
    assert (found.output, found.usual_output, found.stopped) == (None, None, None)
    assert running(store, (99,), NOW) is not None


def test_it_is_told_in_words(empty_plant: Store, app_as: Callable[..., Any]) -> None:
    store = empty_plant
    fill(store)
    report_afternoon(store, 10, 0, 0.0, 60.0)
    found = running(store, None, NOW)
    assert found is not None
    assert sentences(found) == (
        "The afternoon shift runs since 14:00: 60 of 480 min so far, 60 expected minutes of 1 machine. 10 units "
        "reported so far by 1 machine (12 units by this time in the 7 afternoon shifts before)."
    )
