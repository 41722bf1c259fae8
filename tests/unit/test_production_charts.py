"""Charts of production: of many machines the lowest are drawn, and the axis says so."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from producflow.reports.view import View
from producflow.ui.charts.production import MOST_MACHINES, by_machine, output_and_defects


def report_of(machines: int) -> Any:
    """Machines 1, 2, 3 … with an OEE of so many percent; machine 0 made nothing that could be told."""
    oee = [float("nan"), *(float(number) for number in range(1, machines))]
    names = [f"Press {number}" for number in range(machines)]
    rows = pd.DataFrame({"name": names, "oee": oee, "output_quantity": 10}, index=range(machines))
    return SimpleNamespace(machines=rows)


@pytest.mark.parametrize("machines", [3, MOST_MACHINES, 200])
def test_of_many_machines_the_lowest_stand_on_top(machines: int) -> None:
    drawn = by_machine(report_of(machines))
    [bars] = drawn.data
    assert (bars.y[-1], bars.text[-1]) == ("Press 1", "1.0 %")  # drawn from below
    assert len(bars.y) == min(machines, MOST_MACHINES)
    assert ("Press 0" in bars.y) == (machines <= MOST_MACHINES)
    few = machines <= MOST_MACHINES
    assert drawn.layout.xaxis.title.text == ("OEE [%]" if few else "OEE [%], the 20 lowest of 200 machines")


@pytest.mark.parametrize(("last_shifts", "patterns"), [(None, ["", ""]), (("morning",), ["", "/"])])
def test_the_bar_of_a_day_that_is_not_over_is_hatched(last_shifts: tuple[str, ...] | None, patterns: list[str]) -> None:
    days = pd.DataFrame(
        {"output_quantity": [10, 4], "defect_quantity": [1, 0]}, index=pd.to_datetime(["2026-03-14", "2026-03-15"])
    )
    closed = View(date(2026, 3, 14), date(2026, 3, 15), last_shifts=last_shifts)
    report: Any = SimpleNamespace(days=days, closed=closed, running=last_shifts is not None, goals={})
    bars = output_and_defects(report).data[0]
    assert list(bars.marker.pattern.shape) == patterns
    assert list(bars.customdata) == ["", " so far" if last_shifts else ""]
