"""Plants of a chosen size to measure on; the same seed gives the same plant."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from producflow.store.database import Store, Transaction

SEED = 7
SHIFTS = ("morning", "afternoon", "night")
LAST_DAY = date(2026, 6, 30)


def production_records(store: Store, machines: int, records: int, last_day: date = LAST_DAY) -> None:
    """Fill an empty store with machines and their production records, a record a machine, day and shift.

    Parameters
    ----------
    store : Store
        Empty.
    machines : int
        How many machines.
    records : int
        About how many records in all; whole days backwards from the last day.
    last_day : date
        The last day with records.
    """
    random = np.random.default_rng(SEED)
    days = max(1, records // (machines * len(SHIFTS)))
    n = machines * days * len(SHIFTS)
    made = random.integers(100, 400, n)
    grid = pd.MultiIndex.from_product(
        [[last_day - timedelta(days=back) for back in range(days)], SHIFTS, range(1, machines + 1)]
    ).to_frame(index=False, name=["date", "shift", "equipment_id"])
    frame = grid.assign(
        date=pd.to_datetime(grid["date"]).dt.date,
        output_quantity=made,
        defect_quantity=random.binomial(made, 0.02),
        downtime_minutes=random.integers(0, 90, n).astype("float64"),
        planned_minutes=480.0,
    )
    names = pd.DataFrame({"name": [f"Machine {number:03d}" for number in range(1, machines + 1)]})
    names = names.assign(capacity=420.0, installation_date=last_day - timedelta(days=days))

    def fill(transaction: Transaction) -> None:
        transaction.append("equipment", names)
        transaction.append("production_records", frame)

    store.write(fill)


SENSORS = ("temperature", "pressure", "vibration", "speed")
SENSOR_DAYS = 90
PIECE = 5_000_000


def whole_plant(
    path: Path, readings: int, records: int = 1_000_000, machines: int = 200, last_day: date = LAST_DAY
) -> None:
    """Make a database with all that pages show: ninety days of readings, years of records, jobs, stops and alerts.

    The readings are denser where there are more of them; machines, days and sensors stay the same. They are written by
    one process straight into the tables, in the order in which they would have come.

    Parameters
    ----------
    path : Path
        Of the new file.
    readings, records, machines : int
        How many.
    last_day : date
        The last day with readings and records.
    """
    first = {"first": datetime.combine(last_day - timedelta(days=SENSOR_DAYS - 1), time())}
    store = Store.open(path)
    production_records(store, machines, records, last_day)
    store.close()
    with duckdb.connect(path, config={"threads": 2}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET enable_progress_bar = false")
        connection.execute(MACHINES_SQL)
        for sql in (STOPS_SQL, JOBS_SQL, ALERTS_SQL):
            connection.execute(sql, first)
        step = SENSOR_DAYS * 86_400 * 1_000_000 // readings  # microseconds from one reading of the plant to the next
        for start in range(0, readings, PIECE):
            piece = {"start": start, "until": min(start + PIECE, readings), "step": step, "machines": machines}
            connection.execute(READINGS_SQL, first | piece)
        connection.execute("CHECKPOINT")
        for day in range(SENSOR_DAYS):
            connection.execute(HOURS_SQL, first | {"day": day})
        connection.execute(LATEST_SQL, first)
        connection.execute("CHECKPOINT")


MACHINES_SQL = """
UPDATE equipment SET type = 'Press', location = 'Hall ' || (1 + id % 4), health_score = 60 + id % 40
"""
STOPS_SQL = """
INSERT INTO downtime_events (equipment_id, started_at, ended_at, reason, planned)
SELECT e.id, began, began + to_minutes(10 + (e.id * 7 + n * 13) % 50),
    ['Tool change', 'Jam', 'No material', 'Setup', 'Cleaning'][1 + (e.id + n) % 5], (e.id + n) % 5 >= 3
FROM equipment e, range(180) t(n), (SELECT $first::TIMESTAMP + to_hours(12 * n + (e.id % 9)) AS began)
ORDER BY began
"""
JOBS_SQL = """
INSERT INTO maintenance_logs
    (equipment_id, maintenance_type, description, cost, duration_hours, status, scheduled_date, completed_date)
SELECT e.id, ['preventive', 'corrective', 'emergency'][1 + n % 3], 'Job ' || n, 100 + n, 1 + n % 5,
    CASE WHEN n < 24 THEN 'completed' ELSE 'scheduled' END, began, CASE WHEN n < 24 THEN began + INTERVAL 1 DAY END
FROM equipment e, range(26) t(n), (SELECT $first::TIMESTAMP + to_days((n * 4 + e.id % 4)::INTEGER) AS began)
ORDER BY began
"""
ALERTS_SQL = """
INSERT INTO maintenance_alerts (equipment_id, type, priority, title, status, started_at, created_at)
SELECT e.id, 'predictive', ['low', 'medium', 'high', 'critical'][1 + n % 4], 'Bearing ' || n,
    CASE WHEN n < 5 THEN 'resolved' ELSE 'active' END, began, began
FROM equipment e, range(6) t(n), (SELECT $first::TIMESTAMP + to_days((n * 15)::INTEGER) AS began)
WHERE e.id % 3 = 0
ORDER BY began
"""
READINGS_SQL = f"""
INSERT INTO sensor_readings (equipment_id, sensor_type, timestamp, value, unit, status)
SELECT equipment_id, sensor_type, timestamp, value, unit,
    CASE sensor_type
        WHEN 'temperature' THEN CASE WHEN value > 85 THEN 'critical' WHEN value > 80 THEN 'warning' ELSE 'normal' END
        WHEN 'vibration' THEN CASE WHEN value > 2.5 THEN 'critical' WHEN value > 2 THEN 'warning' ELSE 'normal' END
        WHEN 'pressure' THEN CASE WHEN value NOT BETWEEN 45 AND 65 THEN 'critical'
            WHEN value NOT BETWEEN 50 AND 60 THEN 'warning' ELSE 'normal' END
        ELSE CASE WHEN value NOT BETWEEN 1200 AND 1800 THEN 'critical'
            WHEN value NOT BETWEEN 1300 AND 1700 THEN 'warning' ELSE 'normal' END
    END
FROM (
    SELECT
        1 + i % $machines AS equipment_id,
        {list(SENSORS)}[1 + (i // $machines) % 4] AS sensor_type,
        ['°C', 'PSI', 'mm/s', 'RPM'][1 + (i // $machines) % 4] AS unit,
        $first::TIMESTAMP + to_microseconds(i * $step) AS timestamp,
        [70, 55, 1.2, 1500][1 + (i // $machines) % 4] + [6, 2.5, 0.5, 80][1 + (i // $machines) % 4]
            * (sin(i * $step / 13751e6) + (hash(i) % 1000) / 500.0 - 1) AS value
    FROM range($start::BIGINT, $until::BIGINT) t(i)
)
"""
HOURS_SQL = """
INSERT INTO sensor_hourly
SELECT equipment_id, sensor_type, date_trunc('hour', timestamp) AS hour, count(*), sum(value), min(value), max(value),
    count(*) FILTER (status = 'warning'), count(*) FILTER (status = 'critical'), count(*) FILTER (status = 'unknown')
FROM sensor_readings
WHERE timestamp >= $first::TIMESTAMP + to_days($day::INTEGER)
    AND timestamp < $first::TIMESTAMP + to_days($day::INTEGER + 1)
GROUP BY ALL ORDER BY hour, equipment_id, sensor_type
"""
LATEST_SQL = f"""
INSERT INTO sensor_latest
SELECT equipment_id, sensor_type, max(timestamp), arg_max(value, timestamp), any_value(unit), arg_max(status, timestamp)
FROM sensor_readings WHERE timestamp >= $first::TIMESTAMP + INTERVAL {SENSOR_DAYS - 2} DAY
GROUP BY ALL
"""
