"""A change on card and call: per reported shift where fewer reported, in colour only where it is real."""

import random
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from producflow.domain.comparison import NOT_SHOWN, REAL, TOO_LITTLE
from producflow.domain.rules import SHIFTS
from producflow.reports import changes, production, since
from producflow.reports.view import View
from producflow.store.database import Store
from producflow.ui import context

AppAs = Callable[..., AppTest]
LATER = datetime(2026, 4, 1, tzinfo=UTC)
MONDAY = date(2026, 3, 2)
WEEK = View(MONDAY + timedelta(days=7), MONDAY + timedelta(days=13))


def fill(
    store: Store, *, silent: int = 0, factor: float = 1.0, rejects: tuple[int, int] = (10, 10), first: date = MONDAY
) -> None:
    """Two weeks of three machines with some 400 units a shift, in the second one times a factor.

    The first so many machines do not report in the first week; each shift has so many rejects in either week.
    """
    names = ["A", "B", "C"]
    store.write(lambda transaction: transaction.append("equipment", pd.DataFrame({"name": names, "capacity": 500.0})))
    rows: list[dict[str, Any]] = []
    dice = random.Random(5)
    for day in range(14):
        late = day >= 7
        for shift in SHIFTS:
            for machine in range(1, 4):
                if late or machine > silent:
                    made = dice.gauss(400, 40)
                    rows.append(
                        {
                            "equipment_id": machine,
                            "date": first + timedelta(days=day),
                            "shift": shift,
                            "output_quantity": round(made * (factor if late else 1.0)),
                            "defect_quantity": rejects[late] + dice.randint(-3, 3),
                            "downtime_minutes": float(dice.randint(30, 60)),
                        }
                    )
    store.write(lambda transaction: transaction.append("production_records", pd.DataFrame(rows)))


def test_more_reports_are_no_more_output(store: Store) -> None:
    """One machine of three did not report in the week before: half as many shifts again now, and nothing is better."""
    fill(store, silent=1)
    found = production.metrics(store, WEEK, LATER).changes["total_output"]
    assert (found.shifts_before, found.shifts_now) == (42, 63)
    assert found.before is not None
    assert found.now is not None
    assert 1.45 < found.now / found.before < 1.55  # what was shown in green
    assert found.measured_against == pytest.approx(1.5 * found.before)
    assert found.verdict == NOT_SHOWN
    shown = since.delta(found, "units", 0)
    assert shown is not None
    assert abs(float(shown.split()[0])) < 2
    assert shown.endswith("% per shift")
    assert since.in_words(found) == (
        "Per reported shift, since 63 shifts reported now, 42 before. "
        "Within noise: single shifts differ as much, so it is neither better nor worse."
    )


def test_a_real_rise_is_told_as_one_whoever_reported(store: Store) -> None:
    fill(store, silent=1, factor=1.3)
    found = production.metrics(store, WEEK, LATER).changes
    assert found["total_output"].verdict == REAL
    assert since.delta(found["total_output"], "units", 0) in {
        f"+{each / 10:.1f} % per shift" for each in range(290, 311)
    }
    assert found["efficiency_percentage"].verdict == NOT_SHOWN
    assert since.in_words(found["efficiency_percentage"]).startswith("Within noise")


def test_a_day_of_few_machines_is_too_little(store: Store) -> None:
    fill(store, factor=2.0)
    day = View(WEEK.first_day, WEEK.first_day, machines=(1, 2))  # six machine-shifts
    assert production.metrics(store, day, LATER).changes["total_output"].verdict == TOO_LITTLE


@pytest.mark.parametrize(("rejects", "verdict"), [((10, 10), NOT_SHOWN), ((10, 20), REAL)])
def test_defects_are_judged_by_the_test_of_the_shifts(store: Store, rejects: tuple[int, int], verdict: str) -> None:
    fill(store, rejects=rejects)
    assert production.metrics(store, WEEK, LATER).changes["defect_rate"].verdict == verdict
    assert changes.changes(store, WEEK, WEEK.previous(), "defect_rate", LATER).change.verdict == verdict


def test_the_call_tells_the_same(store: Store) -> None:
    fill(store, silent=1)
    told = changes.changes(store, WEEK, WEEK.previous(), "total_output", LATER).fields()
    assert told["verdict"] == NOT_SHOWN
    assert told["measured_against"] == pytest.approx(1.5 * told["before"])


@pytest.mark.long
@pytest.mark.parametrize(("factor", "colour"), [(1.0, "GRAY"), (1.3, "GREEN")])
def test_a_card_is_coloured_only_where_the_change_is_real(
    empty_plant: Store, app_as: AppAs, factor: float, colour: str
) -> None:
    last = context.production_day() - timedelta(days=1)
    fill(empty_plant, silent=1, factor=factor, first=last - timedelta(days=13))
    own = {"period": "Custom", "from": str(last - timedelta(days=6)), "to": str(last)}
    app = app_as("operator", "overview", **own)
    assert not app.exception
    output, oee, defects, _ = (re.split("<br>", each.value)[1] for each in app.markdown if 'class="pf"' in each.value)
    assert re.search(r"% per shift, ", output)
    assert ('class="good"' in output, "a real change" in output) == (colour == "GREEN",) * 2
    assert any("Per reported shift, since 63 shifts reported now, 42 before." in each.value for each in app.caption)
    for change in (oee, defects):
        assert "usual spread" in change or factor > 1, change
    more = app_as("operator", "overview", more="true", **own)
    for card in (metric for metric in more.metric if metric.label in ("Efficiency", "Open alerts")):
        assert card.proto.MetricColor.Name(card.proto.color) == "GRAY" or factor > 1, card.label
