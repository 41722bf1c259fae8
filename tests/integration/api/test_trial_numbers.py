"""Files that were counted wrong: the figure that a person expects, by importer, report, API and command line."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from producflow import __main__ as command_line
from producflow import imports
from producflow.access.roles import COMMAND_LINE
from producflow.reports import production
from producflow.reports.losses import behind
from producflow.reports.maintenance import maintenance
from producflow.reports.receipts import Page, Wanted, receipt
from producflow.reports.view import View
from producflow.store.database import Store, close_store, open_store
from tests.integration.api.conftest import Call

TRIALS = Path(__file__).parents[2] / "data" / "trials"
NOW = datetime(2026, 4, 1, tzinfo=UTC)
DAY = date(2026, 3, 2)
ONE_DAY = View(DAY, DAY)


def bring(store: Store, name: str, kind: str, **options: Any) -> imports.Imported:
    return imports.import_file(store, COMMAND_LINE, TRIALS / name, name, kind=kind, create_equipment=True, **options)


def test_stops_that_overlap_are_counted_once_by_every_door(api_store: Store, call: Call) -> None:
    done = bring(api_store, "overlapping_stops.csv", "downtime_events")
    assert done.rehearsal.kpis is not None
    assert done.rehearsal.kpis.after["unplanned_downtime_hours"] == 3.0
    assert any("the 60 min that several claim count once" in note for note in done.rehearsal.notes)
    report = production.metrics(api_store, ONE_DAY, NOW)
    assert (report.costs.unplanned_hours, report.downtime["hours"].sum()) == (3.0, 3.0)
    told = call("operator", "GET", "/production/metrics", params={"from": "2026-03-02", "to": "2026-03-02"}).json()
    assert (told["unplanned_downtime_hours"], told["stops_without_end"]) == (3.0, {"assumed": 0, "lasting": 0})
    found = receipt(api_store, Wanted("unplanned_downtime_hours"), ONE_DAY, NOW, page=Page(limit=10))
    [used] = found.used
    assert (found.value, sorted(used.rows["minutes"]), list(used.rows["own_minutes"])) == (3.0, [60, 120], [120, 120])
    listed = behind(api_store, ONE_DAY, NOW, "stops").rows
    assert (sorted(listed["minutes"]), list(listed["own_minutes"])) == ([60, 120], [120, 120])
    works = maintenance(api_store, ONE_DAY, NOW).current.reliability
    assert (works.failures, works.mttr_hours) == (2, 1.5)  # two failures, three hours under repair


def test_the_same_rows_as_states_give_the_same(api_store: Store, tmp_path: Path) -> None:
    text = (TRIALS / "overlapping_stops.csv").read_text().replace("planned", "state").replace(",no", ",stopped")
    path = tmp_path / "states.csv"
    path.write_text(text)
    imports.import_file(api_store, COMMAND_LINE, path, path.name, kind="state_intervals", create_equipment=True)
    assert production.metrics(api_store, ONE_DAY, NOW).costs.unplanned_hours == 3.0


def test_the_next_stop_ends_an_open_one_as_assumed(api_store: Store, call: Call) -> None:
    done = bring(api_store, "open_then_closed_stop.csv", "downtime_events")
    assert any(
        "1 stop has no reported end; counted: 1 until the machine's next" in note for note in done.rehearsal.notes
    )
    told = call("operator", "GET", "/production/metrics", params={"from": "2026-03-02", "to": "2026-03-02"}).json()
    assert told["unplanned_downtime_hours"] == pytest.approx(70 / 60)  # 08:00 to 09:00, and ten minutes
    assert told["stops_without_end"] == {"assumed": 1, "lasting": 0}
    works = maintenance(api_store, ONE_DAY, NOW).current.reliability
    assert (works.failures, works.repaired) == (2, 1)
    assert works.mttr_hours == pytest.approx(1 / 6)
    found = receipt(api_store, Wanted("unplanned_downtime_hours"), ONE_DAY, NOW)
    assert any("1 stop has no reported end" in note for note in found.notes)


def test_a_column_of_ends_that_is_not_read_makes_no_more_than_the_calendar_has(api_store: Store) -> None:
    bring(api_store, "downtime_end_time_unread.csv", "downtime_events", constants={"planned": "no"})
    view = View(date(2026, 2, 13), date(2026, 2, 15))
    hours = production.metrics(api_store, view, NOW).costs.unplanned_hours
    assert hours is not None
    assert hours <= 2 * 3 * 24


@pytest.fixture
def run(process_database: Path, capfd: pytest.CaptureFixture[str]) -> Callable[..., str]:
    def do(*arguments: str) -> str:
        assert command_line.main(arguments) == 0
        return capfd.readouterr().out

    return do


def test_the_command_line_says_what_counts_once(run: Callable[..., str], process_database: Path) -> None:
    said = run("import", str(TRIALS / "overlapping_stops.csv"), "--kind", "downtime_events", "--create-equipment")
    assert "the 60 min that several claim count once" in said
    store = open_store(process_database)
    assert production.metrics(store, ONE_DAY, NOW).costs.unplanned_hours == 3.0
    close_store(process_database)
