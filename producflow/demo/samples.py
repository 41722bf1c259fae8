"""Small exports as machines, MES and CMMS write them, made from the demo plant, for people to try uploads with."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from producflow.demo import SEED, clock, maintenance, production, readings
from producflow.demo.machines import MILLING, MOLDING

TODAY = date(2026, 1, 12)
"""Fixed, so that the files stay the same; their rows are older than a demo plant made later, and so are new to it."""
ZONE = "UTC"
LAST_DAYS = 7


def write(folder: Path) -> None:
    """Write ``readings.csv``, ``production.csv`` and ``maintenance.csv``.

    Parameters
    ----------
    folder : Path
        An existing one.

    Notes
    -----
    `production.csv` is written as a German spreadsheet would: semicolons and decimal commas. Its last row has more
    downtime than planned time, so that the rehearsal has something to reject.
    """
    random = np.random.default_rng(SEED)
    service = maintenance.services(random)
    planned = production.runs(clock.shifts(TODAY, ZONE))
    stopped = production.stops(planned, service.dropna(subset=["day"]).astype({"day": "int64"}), random)
    records = production.records(planned, stopped, random)
    stopped = stopped.join(planned["day"], on="run")
    jobs = maintenance.logs(service, stopped, TODAY, ZONE, random)
    measured = readings.build(TODAY, ZONE, stopped, random)
    _readings(measured).to_csv(folder / "readings.csv", index=False)
    _production(records).to_csv(folder / "production.csv", index=False, sep=";", decimal=",")
    _maintenance(jobs).to_csv(folder / "maintenance.csv", index=False)


def _readings(measured: pd.DataFrame) -> pd.DataFrame:
    shown = measured[measured["name"].isin([MILLING, MOLDING]) & measured["sensor_type"].ne("speed")]
    shown = shown[shown["timestamp"] >= clock.instant(TODAY, -24, ZONE)]
    half_hours = shown[shown["timestamp"].dt.minute.isin([0, 30])]
    return pd.DataFrame(
        {
            "Machine": half_hours["name"],
            "Time": half_hours["timestamp"].dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "Sensor": half_hours["sensor_type"],
            "Value": half_hours["value"],
            "Unit": half_hours["unit"],
        }
    )


def _production(records: pd.DataFrame) -> pd.DataFrame:
    week = records[records["day"] >= clock.DAYS - LAST_DAYS]
    shown = pd.DataFrame(
        {
            "Machine": week["name"],
            "Date": week["date"].astype("str"),
            "Shift": week["shift"],
            "Product": week["product"],
            "Output": week["output_quantity"],
            "Defects": week["defect_quantity"],
            "Downtime [min]": week["downtime_minutes"],
            "Planned [min]": week["planned_minutes"],
        }
    ).reset_index(drop=True)
    shown.loc[len(shown) - 1, "Downtime [min]"] = 512.5
    return shown


def _maintenance(jobs: pd.DataFrame) -> pd.DataFrame:
    jobs = jobs[jobs["status"] == "completed"]  # an open job of a date gone by would be overdue for months
    return pd.DataFrame(
        {
            "Work order": jobs["external_id"].str.replace("WO-", "WO-2026-", regex=False),
            "Machine": jobs["name"],
            "Type": jobs["maintenance_type"],
            "Description": jobs["description"],
            "Status": jobs["status"],
            "Scheduled date": jobs["scheduled_date"].dt.strftime("%Y-%m-%d %H:%M"),
            "Completed date": pd.to_datetime(jobs["completed_date"]).dt.strftime("%Y-%m-%d %H:%M"),
            "Duration [h]": jobs["duration_hours"],
            "Cost": jobs["cost"],
            "Parts": jobs["parts_replaced"],
        }
    )
