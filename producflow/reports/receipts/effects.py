"""Receipts of what jobs did. Shifts do not apply to them; the key of what is wanted says how many days are compared."""

import re
from dataclasses import replace

import pandas as pd

from producflow.domain.metrics import CURRENCY
from producflow.reports.effects import (
    LONGEST_REPEAT,
    LONGEST_WINDOW,
    REPEAT_DAYS,
    WINDOW_DAYS,
    Effects,
    effects_in,
    units_of_sensors,
)
from producflow.reports.receipts.base import JOBS, LeftOut, Receipt, Term, Used, added, known, worked
from producflow.reports.receipts.context import Explain, ReceiptContext, rejected
from producflow.reports.receipts.figure_ref import FigureRef

COLUMNS = ["id", "equipment_id", "machine", "maintenance_type", "description", "status", "done_day"]
MOST_NAMED = 6


def wanted(figure: str, days: int) -> FigureRef:
    """What a receipt is asked for by: of so many days before and after, or within which a failure is a repeated one."""
    return FigureRef(figure, key=f"{days} days")


def _days(asked: FigureRef, default: int, most: int) -> int:
    found = re.match(r"\d{1,4}", asked.key or "")
    return default if found is None else min(max(int(found[0]), 1), most)


def _effects(context: ReceiptContext, window_days: int, repeat_days: int) -> Effects:
    return effects_in(
        context.session,
        replace(context.view, shifts=None),
        context.as_of,
        window_days,
        repeat_days,
        units_of_sensors(context.session),
    )


def _alone(found: Effects) -> pd.DataFrame:
    """The jobs that a total counts, see :func:`producflow.domain.effects.recovered`."""
    jobs = found.jobs
    counted = jobs["over"] & jobs["recovered_hours"].notna() & jobs["cost"].notna() & (jobs["others"] == 0)
    alone: pd.DataFrame = jobs[counted]
    return alone


def _recovered(context: ReceiptContext, asked: FigureRef) -> Receipt:
    """Recovered hours of the jobs that stand alone, and what one of them cost."""
    days = _days(asked, WINDOW_DAYS, LONGEST_WINDOW)
    found = _effects(context, days, REPEAT_DAYS)
    total, jobs, currency = found.recovered, _alone(found), context.plant.currency
    hours, cost = known(total.hours), known(total.cost)
    named = jobs.set_index(jobs["description"] + ", " + jobs["machine"])
    working = [added("Recovered hours", named["recovered_hours"], hours, "h", most=MOST_NAMED)] if len(jobs) else []
    value = hours
    if asked.metric.unit == CURRENCY:
        value = known(total.cost_per_hour)
        working += [added("Cost of these jobs", named["cost"], cost, currency, most=MOST_NAMED)] if len(jobs) else []
        terms = {"cost": Term(cost, currency), "recovered_hours": Term(hours, "h")}
        working += [worked(asked.metric, value, terms, currency)] if value is not None else []
    used = (context.listed(JOBS, jobs[[*COLUMNS, "cost"]], "jobs that stand alone"),)
    return context.receipt(
        asked,
        value,
        why_not="" if value is not None else _why_not(found),
        working=tuple(working) if value is not None else (),
        used=used,
        left_out=(*_left_out(found), rejected(*used)),
        notes=(
            f"{days} production days before the day on which the work began, against the {days} after the day on which "
            "it was finished.",
        ),
    )


def _why_not(found: Effects) -> str:
    if found.jobs.empty:
        return "No job was finished in this period."
    return "No hour was recovered." if found.recovered.jobs else "No finished job can be judged by itself."


def _left_out(found: Effects) -> tuple[LeftOut, ...]:
    total = found.recovered
    return (
        LeftOut(total.not_over, "jobs are left out, as the days after them are not over"),
        LeftOut(total.not_reported, "jobs are left out, as downtime is not known for the days before and after them"),
        LeftOut(total.without_cost, "jobs are left out, as they state no cost"),
        LeftOut(total.not_alone, "jobs are left out, as other jobs of their machine were finished in the same days"),
        LeftOut(found.left_out, "older jobs are left out"),
    )


def _repeats(context: ReceiptContext, asked: FigureRef) -> Receipt:
    """Jobs after which the machine failed again."""
    days = _days(asked, REPEAT_DAYS, LONGEST_REPEAT)
    found = _effects(context, WINDOW_DAYS, days)
    again = found.jobs[found.jobs["failed_again"].fillna(value=False)]
    used: tuple[Used, ...] = (context.listed(JOBS, again[COLUMNS], "jobs after which the machine failed again"),)
    return context.receipt(
        asked,
        float(found.failed_again) if found.judged else None,
        why_not="" if found.judged else "Of no finished job it is known yet.",
        used=used,
        left_out=(
            LeftOut(found.judged - found.failed_again, f"jobs saw no such failure within {days} days"),
            LeftOut(len(found.jobs) - found.judged, f"jobs are left out, as {days} days are not over"),
            LeftOut(found.left_out, "older jobs are left out"),
            rejected(*used),
        ),
        notes=(
            "A repair failed again if a stop of the same reason followed; after other work every unplanned stop does.",
        ),
    )


EXPLAINED: dict[str, Explain] = {
    "recovered_hours": _recovered,
    "cost_per_recovered_hour": _recovered,
    "repeat_failures": _repeats,
}
