"""The figures of each machine, line or area: sums of their machines' records, and the ratios of those sums."""

from collections.abc import Collection
from datetime import datetime

import pandas as pd

from producflow.domain.metrics import TARGETED
from producflow.reports import targets
from producflow.reports.figures import rolled_up, with_ratios
from producflow.reports.levels import KEYS, LEVELS, labels
from producflow.reports.plant import in_force, known_machines
from producflow.reports.produced import Produced
from producflow.reports.view import View
from producflow.store.database import Session
from producflow.store.reading import reads

COUNTED = ["expected", "reported"]
"""Machine-shifts that were due, and that reported."""


@reads
def breakdown(
    session: Session, view: View, now: datetime, level: str, held: Collection[str] = TARGETED
) -> pd.DataFrame:
    """Roll the records of a view up to machines, lines or areas.

    Parameters
    ----------
    now : datetime
        Aware; shifts that end later are not expected to have reported yet.
    level : str
        `MACHINE`, `LINE`, `AREA` or `PLANT`.
    held : collection of str
        Metrics that are held against their goals.

    Returns
    -------
    DataFrame
        A row each, by name: `plant`, `area`, `line` and `equipment_id` as far as they tell it apart, `name`, `machines`
        (how many), `active` (of them, those that reported), sums [units, min] and ratios [%], `expected` and `reported`
        [machine-shifts], `goals` (by metric, where one holds). Machines that belong to none are one row more, with a
        missing key.
    """
    period = Produced(session, view, in_force(session), known_machines(session), now)
    chosen = period.chosen.set_index("equipment_id")
    found = chosen[list(LEVELS)].join(period.sums).join(period.counted("equipment_id", chosen.index))
    found = found.assign(name=labels(chosen, level), machines=1, active=chosen.index.isin(period.sums.index))
    found = found.reset_index()
    keys = ["name", *KEYS[level]]
    sums = list(dict.fromkeys([*period.sums.columns, "machines", "active", *COUNTED]))
    rows = rolled_up(found.set_index(keys)[sums])
    counts = dict.fromkeys(("machines", "active", *COUNTED), "int64")
    rows = with_ratios(rows.astype(counts)).reset_index()
    whose = found.groupby(keys, dropna=False, sort=False)["equipment_id"].agg(tuple)
    told = targets.of_parts(session, view, now, tuple(whose), held)
    rows["goals"] = pd.Series(told, index=rows.index, dtype="object")
    return rows.sort_values("name", key=lambda names: names.str.casefold(), kind="stable", ignore_index=True)
