"""The production days before a job and after it, over which its machine is compared."""

import pandas as pd

from producflow.domain.plant import PlantSettings
from producflow.reports.periods import calendar


def dated(jobs: pd.DataFrame, plant: PlantSettings, window_days: int) -> pd.DataFrame:
    """Add `began_at`, `finished_at`, their production days, and `first_day` to `last_day`: all that is looked at."""
    finished = jobs["completed_date"]
    lasted = pd.to_timedelta(jobs["duration_hours"].fillna(0.0).clip(lower=0.0, upper=24.0 * 365), unit="h")
    shifts = calendar(plant)
    finished_day = shifts.shift_of(finished)["date"].astype("datetime64[us]")
    began_day = shifts.shift_of(finished - lasted)["date"].astype("datetime64[us]")
    window = pd.Timedelta(days=window_days)
    return jobs.assign(
        finished_at=finished,
        began_at=finished - lasted,
        began_day=began_day,
        finished_day=finished_day,
        first_day=began_day - window,
        last_day=finished_day + window,
    )


def spans(jobs: pd.DataFrame, plant: PlantSettings) -> pd.DataFrame:
    """The days before each job, and those after it: numbered 2·job and 2·job + 1."""
    day = pd.Timedelta(days=1)
    before = pd.DataFrame({"first_day": jobs["first_day"], "last_day": jobs["began_day"] - day})
    after = pd.DataFrame({"first_day": jobs["finished_day"] + day, "last_day": jobs["last_day"]})
    found = pd.concat([before.set_axis(2 * jobs.index), after.set_axis(2 * jobs.index + 1)]).sort_index()
    found["equipment_id"] = jobs["equipment_id"].repeat(2).to_numpy()
    if found.empty:
        return found.assign(starts=pd.Series(dtype="datetime64[us, UTC]"), ends=pd.Series(dtype="datetime64[us, UTC]"))
    first, last = (edge.date() for edge in (found["first_day"].min(), found["last_day"].max()))
    days = calendar(plant).days(first, last).astype({"date": "datetime64[us]"}).set_index("date")
    found["starts"] = found["first_day"].map(days["start"])
    found["ends"] = found["last_day"].map(days["end"])
    return found
