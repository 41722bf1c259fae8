"""Why a figure changed: report, page and API on a real database, by hand and as one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from producflow.access.roles import COMMAND_LINE
from producflow.domain.rules import SHIFTS
from producflow.errors import InvalidInput
from producflow.printing import reports as printing
from producflow.printing.sheet import as_html
from producflow.reports import baselines, changes, measures, production
from producflow.reports.links import Link
from producflow.reports.view import View
from producflow.store.database import Store
from producflow.ui import context

AppAs = Callable[..., AppTest]
MONDAY = date(2026, 3, 2)
LATER = datetime(2026, 4, 1, tzinfo=UTC)
WEEK = View(MONDAY + timedelta(days=7), MONDAY + timedelta(days=13))


def fill(store: Store, *, missing: int = 0) -> None:
    """Two weeks of two machines, 480 min a shift, a unit a minute; in the second week A runs 48 min less a shift.

    The last so many shifts of B do not report.
    """
    frame = pd.DataFrame({"name": ["A", "B"], "capacity": [480.0, 480.0]})
    store.write(lambda transaction: transaction.append("equipment", frame))
    rows: list[dict[str, Any]] = []
    for day in range(14):
        for shift in SHIFTS:
            for machine in (1, 2):
                down = 48.0 if machine == 1 and day >= 7 else 0.0
                rows.append(
                    {
                        "equipment_id": machine,
                        "date": MONDAY + timedelta(days=day),
                        "shift": shift,
                        "output_quantity": int(480 - down),
                        "defect_quantity": 0,
                        "downtime_minutes": down,
                    }
                )
    of_b = [row for row in rows if row["equipment_id"] == 2]
    kept = pd.DataFrame([row for row in rows if row not in of_b[len(of_b) - missing :]])
    store.write(lambda transaction: transaction.append("production_records", kept))


def test_less_run_time_of_one_machine_by_hand(store: Store) -> None:
    fill(store)
    found = changes.changes(store, WEEK, WEEK.previous(), "total_output", LATER)
    # 21 shifts of A with 48 minutes less at a unit a minute
    assert (found.before, found.now, found.difference) == (20_160, 19_152, -1_008)
    assert found.parts[["name", "cause"]].to_numpy().tolist() == [["A", "availability"]]
    assert found.parts["amount"].tolist() == pytest.approx([-1_008])
    assert changes.sentence(found) == (
        "Output fell from 20,160 units to 19,152 units (−1,008 units): mostly availability of A (−1,008 units)."
    )
    assert changes.missing_note(found) == ""


def test_what_is_missing_is_told_from_what_the_machines_did(store: Store) -> None:
    fill(store, missing=6)
    found = changes.changes(store, WEEK, WEEK.previous(), "total_output", LATER)
    # six shifts of B, 480 units each, did not report
    amounts = found.parts.set_index(["name", "cause"])["amount"].to_dict()
    assert amounts == pytest.approx({("A", "availability"): -1_008, ("B", "missing reports"): -2_880})
    assert changes.missing_note(found) == (
        "−2,880 units of the change come from reports that are missing, not from the machines; without that it would "
        "be −1,008 units."
    )
    assert (found.reached.reported, found.reached.expected) == (36, 42)


@pytest.mark.parametrize("measure", measures.MEASURES)
def test_the_bars_add_up_to_what_the_tiles_say(seen_plant: Store, measure: str) -> None:
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    last = (now - timedelta(days=2)).date()
    view = View(last - timedelta(days=13), last)  # the robot's silent week lies in the period before
    found = changes.changes(seen_plant, view, view.previous(), measure, now)
    figures = production.metrics(seen_plant, view, now)
    if measure != "good_output":
        assert found.now == pytest.approx(getattr(figures.total, measure))
        assert found.before == pytest.approx(getattr(figures.previous, measure))
    else:
        assert found.now == figures.total.total_output - figures.total.total_defects  # type: ignore[operator]
    assert found.difference is not None
    for parts in (found.parts["amount"], found.causes["amount"], found.machines["total"]):
        assert parts.sum() == pytest.approx(found.difference, abs=1e-9 * abs(found.now or 1))
    assert "missing reports" in set(found.causes["cause"])


def test_an_unknown_measure_is_refused(store: Store) -> None:
    with pytest.raises(InvalidInput, match="'luck' cannot be split; use one of total_output"):
        changes.changes(store, WEEK, WEEK.previous(), "luck", LATER)


def test_a_baseline_in_words_names_the_days_that_count() -> None:
    """While the first shift of Sunday runs, six days stand against six, though both periods are of seven."""
    assert baselines.words(WEEK, WEEK.previous()) == "2 Mar to 8 Mar 2026, the 7 days before"
    begun = replace(WEEK, last_shifts=())
    assert begun.counted == (date(2026, 3, 9), date(2026, 3, 14))
    assert baselines.words(begun, begun.previous()) == "2 Mar to 7 Mar 2026, the first 6 of the 7 days before"
    morning = replace(WEEK, last_shifts=("morning",))
    told = "2 Mar to 8 Mar 2026, the 7 days before, to the end of the morning shift"
    assert baselines.words(morning, morning.previous()) == told
    today = View(WEEK.last_day, WEEK.last_day, last_shifts=())
    assert baselines.words(today, today.previous()) == "14 Mar 2026, the day before, once a shift of this one is over"


def test_baselines_by_hand_and_by_address() -> None:
    leap = View(date(2024, 2, 29), date(2024, 2, 29))
    assert baselines.baseline(leap, baselines.LAST_YEAR).first_day == date(2023, 2, 28)
    link = Link.of("changes", "baseline=Days+of+my+own&baseline_from=2026-01-09&baseline_to=2026-01-03")
    assert baselines.of_link(link, WEEK) == View(date(2026, 1, 3), date(2026, 1, 9))
    assert baselines.of_link(Link.of("changes", "baseline=Same+days+last+year"), WEEK).first_day == date(2025, 3, 9)
    assert baselines.of_link(Link.of("changes", "baseline=rubbish&baseline_from=x"), WEEK) == WEEK.previous()


@pytest.mark.long
def test_the_page_tells_the_change_and_the_paper_the_same(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as("manager", "changes", period="30d", figure="OEE")
    assert not app.exception
    assert app.title[0].value == "Why did it change?"
    told = app.info[0].value.replace("\\", "")
    assert told.startswith("OEE ")
    assert len(app.get("plotly_chart")) == 2
    assert [each.proto.label for each in app.get("download_button")] == ["Download as CSV", "With decimal commas"]
    page, imprint = printing.composed(
        seen_plant, COMMAND_LINE, Link.of("changes", "period=30d&figure=OEE"), "http://here", context.now()
    )
    assert told in unescape(as_html(page, imprint))


def test_days_of_ones_own_and_an_empty_plant(seen_plant: Store, app_as: AppAs) -> None:
    early = {"baseline": "Days of my own", "baseline_from": "2001-01-01", "baseline_to": "2001-01-07"}
    app = app_as("operator", "changes", **early)
    assert not app.exception
    assert "Nothing to compare with" in app.info[0].value
    assert not app.get("plotly_chart")


def test_an_empty_plant_says_why_there_is_nothing(empty_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", "changes")
    assert not app.exception
    assert "Nothing to compare with" in app.info[0].value
