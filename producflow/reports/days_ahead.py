"""What a working calendar comes to, day by day: what people look at before they save it."""

from datetime import date, timedelta

import pandas as pd

from producflow.domain.calendar_words import change_in_words
from producflow.domain.schedule import Schedule
from producflow.domain.shifts import WorkingCalendar

DAYS = 14
"""Two weeks. [days]"""


def days_ahead(zone: str, schedule: Schedule, machine: int | None, first_day: date, days: int = DAYS) -> pd.DataFrame:
    """List production days and what is planned on each.

    Returns
    -------
    DataFrame
        `date`, `shifts` (in words, on the plant's clock), `hours` of all of them [h] and `changes` (in words).
    """
    last = first_day + timedelta(days=days - 1)
    own = schedule if machine is None else schedule.of_machine(machine)
    planned = WorkingCalendar(zone, schedule if machine is None else own).planned(first_day, last)
    clock = {name: planned[name].dt.tz_convert(zone).dt.strftime("%H:%M") for name in ("start", "end")}
    words = planned["shift"].astype("str") + " " + clock["start"] + "–" + clock["end"]
    told = pd.DataFrame({"date": planned["date"], "shifts": words, "hours": planned["minutes"] / 60})
    sums = told.groupby("date").agg(shifts=("shifts", ", ".join), hours=("hours", "sum"))
    found = sums.reindex(pd.date_range(first_day, last, unit="us", name="date"))
    changes = [
        ", ".join(change_in_words(each) for each in own.changes if each.from_day <= day.date() <= each.until_day)
        for day in found.index
    ]
    return found.fillna({"shifts": "", "hours": 0.0}).assign(changes=changes).reset_index()
