"""The demo plant: reproducible, consistent in itself, and its story is really in the tables."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pandas as pd
import pytest

from producflow import demo
from producflow.access import passwords
from producflow.demo import readings, samples
from producflow.errors import Conflict
from producflow.reports import integrity
from producflow.store.database import Store

TODAY = date(2026, 4, 20)  # the clocks in Berlin went forward on 29 March, within the history
ZONE = "Europe/Berlin"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "plant.duckdb"
    store = Store.open(path)
    demo.build(store, TODAY, timezone=ZONE)
    store.close()
    return path


@pytest.fixture(scope="module")
def plant(built: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(built, read_only=True) as connection:
        yield connection


def one(plant: duckdb.DuckDBPyConnection, sql: str) -> float:
    [(value,)] = plant.execute(sql).fetchall()
    return float(value)


def fingerprint(path: Path) -> list[tuple[object, ...]]:
    tables = ("sensor_readings", "production_records", "downtime_events", "maintenance_logs", "maintenance_alerts")
    with duckdb.connect(path, read_only=True) as connection:
        return [
            connection.execute(
                f"SELECT count(*), bit_xor(hash(t)) FROM (SELECT * EXCLUDE (created_at, updated_at) FROM {table}) AS t"
                if table != "sensor_readings"
                else f"SELECT count(*), bit_xor(hash(t)) FROM (SELECT * EXCLUDE (created_at) FROM {table}) AS t"
            ).fetchall()[0]
            for table in tables
        ]


@pytest.mark.parametrize(("minutes", "instants"), [(0, 0), (4, 1), (40, 8)])
def test_a_plant_can_be_made_in_the_first_hour_of_a_day(minutes: int, instants: int) -> None:
    midnight, after = pd.Timestamp(TODAY, tz=ZONE), timedelta(minutes=minutes)
    nothing = pd.DataFrame({"started_at": pd.Series(dtype="datetime64[us]"), "reason": pd.Series(dtype="str")})
    now = (midnight + after).tz_convert("UTC").tz_localize(None)
    found = readings.of_today(TODAY, ZONE, nothing, now, np.random.default_rng(1))
    assert found["timestamp"].dt.floor("5min").nunique() == instants
    assert found["value"].notna().all()


@pytest.mark.long
def test_the_same_seed_gives_the_same_plant_and_another_does_not(built: Path, tmp_path: Path) -> None:
    again, other = Store.open(tmp_path / "again.duckdb"), Store.open(tmp_path / "other.duckdb")
    demo.build(again, TODAY, timezone=ZONE)
    demo.build(other, TODAY, seed=7, timezone=ZONE)
    again.close()
    other.close()
    assert fingerprint(again.path) == fingerprint(built)
    assert fingerprint(other.path) != fingerprint(built)


def test_it_is_the_plant_of_the_specification(plant: duckdb.DuckDBPyConnection) -> None:
    names = {row[0] for row in plant.execute("SELECT name FROM equipment").fetchall()}
    assert names == {
        "Injection Molding Machine #1",
        "CNC Milling Machine #2",
        "Conveyor System #1",
        "Robotic Arm #3",
        "Quality Control Scanner",
    }
    assert 450_000 < one(plant, "SELECT count(*) FROM sensor_readings") < 550_000
    days = plant.execute("SELECT min(date), max(date), count(DISTINCT date) FROM production_records").fetchall()
    assert days == [(date(2026, 1, 20), date(2026, 4, 19), 90)]
    first, last = plant.execute("SELECT min(timestamp), max(timestamp) FROM sensor_readings").fetchall()[0]
    assert first == pd.Timestamp("2026-01-19 23:00")  # midnight in Berlin, in winter
    assert pd.Timestamp("2026-04-19 21:55") <= last < pd.Timestamp("2026-04-19 22:00")  # and in summer


def test_it_holds_together(built: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(built.read_bytes())
    store = Store.open(copy)
    assert [finding for finding in integrity.check(store) if finding.problems] == []
    store.close()


def test_nothing_lies_in_the_future(plant: duckdb.DuckDBPyConnection) -> None:
    midnight = pd.Timestamp("2026-04-19 22:00")
    for table, column in (
        ("sensor_readings", "timestamp"),
        ("downtime_events", "ended_at"),
        ("maintenance_logs", "completed_date"),
        ("maintenance_logs", "created_at"),
        ("production_records", "created_at"),
        ("maintenance_alerts", "started_at"),
        ("users", "created_at"),
    ):
        [(latest,)] = plant.execute(f"SELECT max({column}) FROM {table}").fetchall()
        assert latest <= midnight, table


def test_stops_add_up_to_the_downtime_of_every_shift(plant: duckdb.DuckDBPyConnection) -> None:
    stops = plant.execute("SELECT equipment_id, started_at, ended_at FROM downtime_events").df()
    local = stops["started_at"].dt.tz_localize("UTC").dt.tz_convert(ZONE)
    hour = local.dt.hour
    stops["shift"] = pd.cut(hour, [-1, 5, 13, 21, 23], labels=["night", "morning", "afternoon", "night"], ordered=False)
    stops["shift"] = stops["shift"].astype("str")
    stops["date"] = (local - pd.to_timedelta((hour < 6).astype("int64"), unit="D")).dt.strftime("%Y-%m-%d")
    stops["minutes"] = (stops["ended_at"] - stops["started_at"]).dt.total_seconds() / 60
    key = ["equipment_id", "date", "shift"]
    from_stops = stops.groupby(key)["minutes"].sum()
    records = plant.execute("SELECT * FROM production_records").df()
    records["date"] = records["date"].dt.strftime("%Y-%m-%d")
    from_records = records.groupby(key)["downtime_minutes"].sum()
    assert (from_records - from_stops.reindex(from_records.index, fill_value=0.0)).abs().max() == 0
    assert from_stops.sum() == from_records.sum() > 10_000


def test_the_spindle_bearing_wears_until_it_is_replaced(plant: duckdb.DuckDBPyConnection) -> None:
    [(replaced,)] = plant.execute(
        "SELECT completed_date FROM maintenance_logs JOIN equipment e ON e.id = equipment_id "
        "WHERE e.name LIKE 'CNC%' AND parts_replaced LIKE 'Spindle bearing%' AND maintenance_type = 'corrective'"
    ).fetchall()
    daily = plant.execute(
        "SELECT floor(epoch(timestamp - ?::TIMESTAMP) / 86400)::INT AS day, avg(value) AS value FROM sensor_readings "
        "JOIN equipment e ON e.id = equipment_id WHERE e.name LIKE 'CNC%' AND sensor_type = 'vibration' "
        "GROUP BY day ORDER BY day",
        [replaced],
    ).df()
    series = daily.set_index("day")["value"]
    assert series.loc[:-25].max() < 1.2  # calm before
    weeks = [series.loc[-21:-15].mean(), series.loc[-14:-8].mean(), series.loc[-7:-2].mean()]
    assert weeks[0] < weeks[1] < weeks[2]
    assert weeks[2] > 2.0
    assert series.loc[0:].max() < 1.2  # and after
    alerts = one(
        plant,
        "SELECT count(*) FROM maintenance_alerts JOIN equipment e ON e.id = equipment_id "
        "WHERE e.name LIKE 'CNC%' AND sensor_type = 'vibration' AND maintenance_alerts.status = 'resolved'",
    )
    assert 1 <= alerts <= 10


def test_the_molding_machine_rejects_more_at_night_beyond_doubt(plant: duckdb.DuckDBPyConnection) -> None:
    rows = plant.execute(
        "SELECT shift, sum(defect_quantity)::DOUBLE, sum(output_quantity)::DOUBLE FROM production_records "
        "JOIN equipment e ON e.id = equipment_id WHERE e.name LIKE 'Injection%' GROUP BY shift"
    ).fetchall()
    counts = {shift: (defects, output) for shift, defects, output in rows}
    night, other = counts["night"], [sum(pair) for pair in zip(counts["morning"], counts["afternoon"], strict=True)]
    p, q = night[0] / night[1], other[0] / other[1]
    pooled = (night[0] + other[0]) / (night[1] + other[1])
    z = (p - q) / (pooled * (1 - pooled) * (1 / night[1] + 1 / other[1])) ** 0.5  # two-proportion z test
    assert p > 2 * q
    assert z > 10


def test_a_week_of_the_robot_is_missing_and_not_zero(plant: duckdb.DuckDBPyConnection) -> None:
    rows = plant.execute(
        "SELECT DISTINCT date FROM production_records JOIN equipment e ON e.id = equipment_id "
        "WHERE e.name LIKE 'Robotic%' ORDER BY date"
    ).fetchall()
    gaps = pd.Series(pd.to_datetime([row[0] for row in rows])).diff().dt.days
    assert gaps.max() == 8
    assert (gaps > 1).sum() == 1
    assert one(plant, "SELECT min(output_quantity) FROM production_records") > 0


def test_the_conveyor_jams_some_times_a_week_mostly_in_the_afternoon(plant: duckdb.DuckDBPyConnection) -> None:
    started = plant.execute(
        "SELECT started_at FROM downtime_events JOIN equipment e ON e.id = equipment_id "
        "WHERE e.name LIKE 'Conveyor%' AND reason = 'Jam at infeed' AND NOT planned"
    ).df()["started_at"]
    assert 2 <= len(started) / (90 / 7) <= 7
    hours = started.dt.tz_localize("UTC").dt.tz_convert(ZONE).dt.hour
    assert hours.between(14, 21).mean() > 0.4


def test_something_needs_attention_now(plant: duckdb.DuckDBPyConnection) -> None:
    latest = dict(
        plant.execute(
            "SELECT e.name, max(CASE l.status WHEN 'critical' THEN 2 WHEN 'warning' THEN 1 ELSE 0 END) "
            "FROM sensor_latest l JOIN equipment e ON e.id = equipment_id GROUP BY 1"
        ).fetchall()
    )
    assert latest == {
        "Injection Molding Machine #1": 2,
        "Robotic Arm #3": 1,
        "CNC Milling Machine #2": 0,
        "Conveyor System #1": 0,
        "Quality Control Scanner": 0,
    }
    active = plant.execute("SELECT sensor_type FROM maintenance_alerts WHERE status = 'active'").fetchall()
    assert sorted(active) == [("pressure",), ("temperature",)]
    due = "SELECT count(*) FROM maintenance_logs WHERE status = 'scheduled' AND scheduled_date "
    assert one(plant, due + "< '2026-04-19'") >= 1
    assert one(plant, due + "> '2026-04-20'") >= 3


def test_its_figures_are_plausible(plant: duckdb.DuckDBPyConnection) -> None:
    machines = plant.execute(
        "SELECT e.name, sum(planned_minutes - downtime_minutes) / sum(planned_minutes) AS a, "
        "sum(output_quantity) / sum(capacity / 480 * (planned_minutes - downtime_minutes)) AS p, "
        "1 - sum(defect_quantity) / sum(output_quantity) AS q FROM production_records r "
        "JOIN equipment e ON e.id = equipment_id GROUP BY 1"
    ).df()
    oee = machines["a"] * machines["p"] * machines["q"]
    assert oee.between(0.60, 0.85).all(), oee.tolist()
    assert (machines["p"] < 1).all()


def test_it_goes_into_an_empty_database_only(built: Path, tmp_path: Path) -> None:
    with closing(Store.open(Path(shutil.copy(built, tmp_path / "plant.duckdb")))) as store:
        version = store.data_version
        with pytest.raises(Conflict, match="only goes into an empty one"):
            demo.build(store, datetime.now(UTC).date())
        assert store.data_version == version


def test_nobody_can_sign_in_as_a_person_of_the_demo(plant: duckdb.DuckDBPyConnection) -> None:
    hashes = plant.execute("SELECT DISTINCT password_hash FROM users").fetchall()
    assert hashes == [(passwords.NOBODY,)]
    assert not any(passwords.check_password(guess, passwords.NOBODY) for guess in ("", "demo", "password"))


@pytest.mark.long
def test_the_sample_exports_in_the_repository_are_the_ones_it_writes(tmp_path: Path) -> None:
    samples.write(tmp_path)
    kept = Path(__file__).parents[2] / "data" / "samples"
    written = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert written == {path.name: path.read_text(encoding="utf-8") for path in kept.glob("*.csv")}


def test_people_noted_what_the_charts_alone_do_not_tell(plant: duckdb.DuckDBPyConnection) -> None:
    found = plant.execute(
        "SELECT m.name, a.created_by_name, a.text FROM annotations AS a JOIN equipment AS m ON m.id = a.equipment_id "
        "ORDER BY a.starts_at"
    ).fetchall()
    assert [(machine, who) for machine, who, _ in found] == [
        ("Robotic Arm #3", "Sofia Rossi"),
        ("CNC Milling Machine #2", "Mara Lindt"),
        ("Injection Molding Machine #1", "Peter Novak"),
    ]
    # The bearing's note stands at the job that replaced it.
    job = "SELECT CAST(completed_date AS DATE) FROM maintenance_logs WHERE description LIKE '%bearing%'"
    note = "SELECT CAST(starts_at AS DATE) FROM annotations WHERE text LIKE '%bearing%'"
    assert plant.execute(job).fetchall() == plant.execute(note).fetchall()
    assert one(plant, "SELECT count(*) FROM audit_log WHERE entity = 'annotations'") == 3


@pytest.mark.long
@pytest.mark.parametrize(
    ("hour", "newest", "running"),
    [
        (2, (date(2026, 4, 19), "afternoon"), (date(2026, 4, 19), "night")),
        (9, (date(2026, 4, 19), "night"), (date(2026, 4, 20), "morning")),
        (15, (date(2026, 4, 20), "morning"), (date(2026, 4, 20), "afternoon")),
    ],
)
def test_a_shift_that_runs_has_not_reported_yet(
    built: Path, tmp_path: Path, hour: int, newest: tuple[date, str], running: tuple[date, str]
) -> None:
    now = datetime(2026, 4, 20, hour, 30, tzinfo=ZoneInfo(ZONE))
    store = Store.open(tmp_path / "plant.duckdb")
    demo.build(store, TODAY, timezone=ZONE, now=now)
    store.close()
    limit = "TIMESTAMP '2026-04-19 12:00'"  # the history before is the same at whatever hour it is made
    with duckdb.connect(built, read_only=True) as before, duckdb.connect(tmp_path / "plant.duckdb") as found:
        same = f"SELECT count(*), bit_xor(hash(value)) FROM sensor_readings WHERE timestamp < {limit}"
        assert found.execute(same).fetchall() == before.execute(same).fetchall()
        records = "SELECT DISTINCT date, shift FROM production_records"
        reported = set(found.execute(records).fetchall())
        assert newest in reported
        assert running not in reported
        [(instant, stopped)] = found.execute(
            "SELECT (SELECT max(timestamp) FROM sensor_readings), (SELECT max(ended_at) FROM downtime_events)"
        ).fetchall()
        minute = pd.Timestamp(now).tz_convert("UTC").tz_localize(None)
        assert minute - pd.Timedelta(minutes=10) < instant <= minute
        assert stopped <= minute
        whole = "SELECT count(*) FROM production_records WHERE planned_minutes > 480"
        assert found.execute(whole).fetchall() == [(0,)]
