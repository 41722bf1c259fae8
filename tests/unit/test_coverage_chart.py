"""The chart of machines by shifts: its days can be read on a phone."""

from types import SimpleNamespace
from typing import Any

import pandas as pd

from producflow.domain.coverage import REPORTED
from producflow.ui.charts import coverage as charts


def test_a_month_is_named_where_it_begins_and_days_have_room() -> None:
    """Ten names of months do not stand side by side on 140 px, which is what a phone has for them."""
    days = pd.date_range("2026-02-15", "2026-03-16")
    cells = pd.DataFrame({"date": days, "shift": "day", "start": days, "end": days, "equipment_id": 1})
    cells = cells.assign(state=REPORTED, late=False, hours_late=0.0, counted_twice=False, repeated=0)
    found: Any = SimpleNamespace(cells=cells, names={1: "Press"})
    axis = charts.grid(found).layout.xaxis
    assert axis.ticktext == ("15<br>Feb", "19", "23", "27", "3<br>Mar", "7", "11", "15")
    assert axis.tickvals == (0, 4, 8, 12, 16, 20, 24, 28)
