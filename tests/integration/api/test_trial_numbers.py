"""Files that were counted wrong: the figure that a person expects, by importer, report, API and command line."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from producflow import __main__ as command_line
from producflow import imports
from producflow.access.roles import COMMAND_LINE
from producflow.operations import equipment
from producflow.reports import production
from producflow.reports.losses import behind
from producflow.reports.maintenance import maintenance
from producflow.reports.receipts import FigureRef, RowRange, receipt
from producflow.reports.view import View
from producflow.store.database import Store, close_store, open_store
from tests.integration.api.conftest import Call

TRIALS = Path(__file__).parents[2] / "data" / "trials"
NOW = datetime(2026, 4, 1, tzinfo=UTC)
DAY = date(2026, 3, 2)
ONE_DAY = View(DAY, DAY)


def bring(store: Store, name: str, kind: str, **options: Any) -> imports.Imported:
    return imports.import_file(
        store, COMMAND_LINE, TRIALS / name, name, imports.ImportOptions(kind=kind, create_equipment=True, **options)
    )


def test_stops_that_overlap_are_counted_once_by_every_door(api_store: Store, call: Call) -> None:
    done = bring(api_store, "overlapping_stops.csv", "downtime_events")
    assert done.rehearsal.kpis is not None
    assert done.rehearsal.kpis.after["unplanned_downtime_hours"] == 3.0
    assert any("the 60 min that several claim count once" in note for note in done.rehearsal.notes)
    report = production.metrics(api_store, ONE_DAY, NOW)
    assert (report.costs.unplanned_hours, report.downtime["hours"].sum()) == (3.0, 3.0)
    told = call("operator", "GET", "/production/metrics", params={"from": "2026-03-02", "to": "2026-03-02"}).json()
    assert (told["unplanned_downtime_hours"], told["stops_without_end"]) == (3.0, {"assumed": 0, "lasting": 0})
    found = receipt(api_store, FigureRef("unplanned_downtime_hours"), ONE_DAY, NOW, page=RowRange(limit=10))
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
    imports.import_file(
        api_store, COMMAND_LINE, path, path.name, imports.ImportOptions(kind="state_intervals", create_equipment=True)
    )
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
    found = receipt(api_store, FigureRef("unplanned_downtime_hours"), ONE_DAY, NOW)
    assert any("1 stop has no reported end" in note for note in found.notes)


ENDS = "downtime_end_time_unread.csv"


def test_end_and_duration_are_read_where_the_header_says_whose_they_are(api_store: Store) -> None:
    done = bring(api_store, ENDS, "downtime_events", constants={"planned": "no"})
    assert done.rehearsal.notes == ()
    view = View(date(2026, 2, 13), date(2026, 2, 15))
    assert production.metrics(api_store, view, NOW).costs.unplanned_hours == pytest.approx(
        190 / 60
    )  # 45 + 25 + 120 min


def test_ends_that_nobody_reported_make_no_more_than_the_calendar_has(api_store: Store) -> None:
    text = (TRIALS / ENDS).read_bytes().replace(b"Downtime Minutes", b"Note").replace(b"Downtime End Time", b"Remark")
    wanted: dict[str, Any] = {
        "constants": {"planned": "no"},
        "answers": ["ended_at=keep"],
        "create_equipment": True,
    }
    imports.import_file(
        api_store, COMMAND_LINE, io.BytesIO(text), ENDS, imports.ImportOptions(kind="downtime_events", **wanted)
    )
    view = View(date(2026, 2, 13), date(2026, 2, 15))
    hours = production.metrics(api_store, view, NOW).costs.unplanned_hours
    assert hours is not None
    assert hours <= 2 * 3 * 24


TWO = "two_products_one_shift.csv"
PERIOD = {"from": "2026-03-02", "to": "2026-03-02"}


def planned(store: Store) -> dict[str, float]:
    found = store.read(lambda session: session.composed("SELECT product, planned_minutes AS m FROM production_records"))
    return {row["product"]: row["m"] for row in found.to_pylist()}


def mp3(store: Store) -> int:
    return int(equipment.create(store, COMMAND_LINE, name="MP3", type="Press", capacity=480.0)["id"])


def test_two_products_share_the_minutes_of_their_shift_by_every_door(api_store: Store, call: Call) -> None:
    machine = mp3(api_store)
    done = bring(api_store, TWO, "production_records")
    assert any("planned time of 1 machine-shift with several products" in note for note in done.rehearsal.notes)
    assert done.rehearsal.kpis is not None
    # 420 of 480 min run, 400 of 420 units at rated speed, none rejected.
    assert done.rehearsal.kpis.after["oee"] == pytest.approx(100 * 400 / 480)
    assert call("operator", "GET", "/production/metrics", params=PERIOD).json()["oee"] == pytest.approx(100 * 400 / 480)
    assert planned(api_store) == {"A": 240.0, "B": 240.0}
    records = call("operator", "GET", "/production/records", params={"equipment_id": machine}).json()
    assert [(row["planned_minutes"], row["planned_shared"]) for row in records] == [(240.0, True)] * 2
    again = bring(api_store, TWO, "production_records")
    assert again.rehearsal.counts.unchanged == 2


def test_who_came_first_does_not_matter_and_what_is_undone_gives_its_minutes_back(
    api_store: Store, call: Call, tmp_path: Path
) -> None:
    machine = mp3(api_store)
    lines = (TRIALS / TWO).read_text().splitlines()
    for line in lines[1:]:
        one = tmp_path / "one.csv"
        one.write_text(f"{lines[0]}\n{line}\n")
        imports.import_file(api_store, COMMAND_LINE, one, one.name, imports.ImportOptions(kind="production_records"))
    assert planned(api_store) == {"A": 240.0, "B": 240.0}
    [first, _] = imports.batches(api_store)[::-1]
    imports.undo(api_store, COMMAND_LINE, first.id)
    assert planned(api_store) == {"B": 480.0}
    # The same by the API: 300 of 400 units are three quarters of the 450 min that ran, and 30 min more stood still.
    new = {"equipment_id": machine, "date": "2026-03-02", "shift": "morning", "product": "A"}
    new |= {"output_quantity": 600, "defect_quantity": 0}
    made = call("operator", "POST", "/production/records", json=new).json()
    assert (made["planned_minutes"], made["planned_shared"]) == (337.5, True)  # 450 × 600 ÷ 800
    assert planned(api_store) == {"A": 337.5, "B": 142.5}
    path = f"/production/records/{made['id']}"
    same = call("operator", "PUT", path, json={"planned_minutes": 337.5, "output_quantity": 200}).json()
    assert (same["planned_minutes"], same["planned_shared"]) == (225.0, True)
    stated = call("operator", "PUT", path, json={"planned_minutes": 400.0}).json()
    assert (stated["planned_minutes"], stated["planned_shared"]) == (400.0, False)
    assert planned(api_store) == {"A": 400.0, "B": 80.0}


def test_without_a_capacity_the_products_share_alike(api_store: Store) -> None:
    text = (TRIALS / TWO).read_bytes().replace(b"B,200,0,30", b"B,600,0,0")
    imports.import_file(
        api_store,
        COMMAND_LINE,
        io.BytesIO(text),
        TWO,
        imports.ImportOptions(kind="production_records", create_equipment=True),
    )
    assert planned(api_store) == {"A": 255.0, "B": 225.0}  # 450 min run, half each, and the 30 that A stood still


@pytest.mark.long
def test_what_nobody_reported_is_missing_by_every_door(api_store: Store, call: Call) -> None:
    bring(api_store, "same_minute_two_stops.csv", "state_intervals")  # no quantities at all; its second row is rejected
    days = {"from": "2026-02-09", "to": "2026-02-09"}
    told = call("operator", "GET", "/production/metrics", params=days | {"explain": True}).json()
    for name in ("total_output", "total_defects", "defect_rate", "quality", "oee"):
        assert (told[name], told["explained"][name]["value"]) == (None, None), name
    assert told["explained"]["defect_rate"]["why_not"] == "Nobody reported how much was rejected."
    assert (told["records_without_output"], told["records_without_defects"]) == (1, 1)
    [record] = call("operator", "GET", "/production/records").json()
    assert (record["output_quantity"], record["defect_quantity"], record["downtime_minutes"]) == (None, None, 10.0)
    exported = call("analyst", "GET", "/export/production_records.csv").text.splitlines()
    row = dict(zip(exported[0].split(","), exported[1].split(","), strict=True))
    assert (row["output_quantity"], row["defect_quantity"]) == ("", "")
    [morning, *_] = call("operator", "GET", "/production/shifts/summary", params={"date": "2026-02-09"}).json()
    assert (morning["total_output"], morning["total_defects"], morning["total_downtime"]) == (None, None, 10.0)
    assert call("operator", "GET", "/production/losses", params=days).json()["lost_minutes"] == 10.0
    for path in ("changes", "shifts/comparison", "control-chart"):
        assert call("operator", "GET", f"/production/{path}", params=days).status_code == 200, path


def test_a_rate_rests_on_the_records_that_say_how_much_was_rejected(api_store: Store, call: Call) -> None:
    machine = mp3(api_store)
    for shift, output, defects in (("morning", 100, 10), ("afternoon", 300, None), ("night", None, None)):
        new = {"equipment_id": machine, "date": "2026-03-02", "shift": shift}
        answer = call("operator", "POST", "/production/records", json=new | {"output_quantity": output,
                      "defect_quantity": defects})  # fmt: skip
        assert answer.status_code == 200
    told = call("operator", "GET", "/production/metrics", params=PERIOD).json()
    assert (told["total_output"], told["total_defects"], told["defect_rate"]) == (400, 10, 10.0)
    assert told["performance"] == pytest.approx(100 * 400 / 960)  # the night is on neither side
    refused = call("operator", "POST", "/production/records", json=new | {"product": "X", "output_quantity": None,
                   "defect_quantity": 1})  # fmt: skip
    assert refused.status_code == 422


def test_a_row_without_defects_has_none_that_are_known_and_one_without_output_is_rejected(api_store: Store) -> None:
    text = b"machine,date,shift,output,defects,downtime\nP,2026-03-02,morning,400,,20\nP,2026-03-02,night,,,0\n"
    done = imports.import_file(
        api_store,
        COMMAND_LINE,
        io.BytesIO(text),
        "e.csv",
        imports.ImportOptions(kind="production_records", create_equipment=True),
    )
    assert (done.rehearsal.counts.added, done.rehearsal.rejects["column_name"].tolist()) == (1, ["output"])
    total = production.metrics(api_store, ONE_DAY, NOW).total
    assert (total.total_output, total.total_defects, total.defect_rate) == (400, None, None)


def test_rejects_that_a_stop_repeats_are_left_out_and_counted(api_store: Store) -> None:
    done = bring(api_store, "stop_repeats_defects.csv", "state_intervals")
    kpis = done.rehearsal.kpis
    assert kpis is not None
    assert (done.rehearsal.counts.rejected, kpis.after["total_output"], kpis.after["total_defects"]) == (0, 100, 3)
    assert kpis.after["unplanned_downtime_hours"] == 0.5
    assert any("output of 0 and defects of 3 on intervals" in note for note in done.rehearsal.notes)


@pytest.mark.long
def test_two_stops_of_one_minute_are_told_apart_as_the_reason_says(api_store: Store, tmp_path: Path) -> None:
    done = bring(api_store, "same_minute_two_stops.csv", "state_intervals")
    [reason] = done.rehearsal.rejects["reason"]
    assert reason.endswith("let one of them begin a second later.")
    path = tmp_path / "mended.csv"
    path.write_text(
        (TRIALS / "same_minute_two_stops.csv")
        .read_text()
        .replace("06:00,2026-02-09 06:20", "06:00:01,2026-02-09 06:20")
    )
    imports.import_file(api_store, COMMAND_LINE, path, path.name, imports.ImportOptions(kind="state_intervals"))
    view = View(date(2026, 2, 9), date(2026, 2, 9))
    assert production.metrics(api_store, view, NOW).costs.unplanned_hours == pytest.approx(20 / 60)


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


def test_the_command_line_shares_the_minutes_too(run: Callable[..., str], process_database: Path) -> None:
    store = open_store(process_database)
    mp3(store)
    close_store(process_database)
    said = run("import", str(TRIALS / TWO), "--kind", "production_records")
    assert "planned time of 1 machine-shift with several products" in said
    assert production.metrics(open_store(process_database), ONE_DAY, NOW).total.oee == pytest.approx(100 * 400 / 480)
