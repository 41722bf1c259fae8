"""What is due and when: a month to see at a glance, and beside it the same as a list, which a phone can show too."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from producflow.reports.upkeep import Upkeep
from producflow.ui import addressed, cached, components, kept
from producflow.ui.charts import calendar
from producflow.ui.charts.maintenance import MARKS
from producflow.ui.maintenance import Question
from producflow.ui.text import counted, plain

LISTED = 12
MOST_MONTHS = 60
CHOSEN = "due_day"
BADGES = {
    "overdue": ("red", ":material/error:"),
    "in_progress": ("orange", ":material/engineering:"),
    "scheduled": ("blue", ":material/event:"),
}


def show(report: Upkeep, question: Question) -> None:
    """Show the month that is chosen, and list what is due in it; a click on a day lists that day."""
    jobs = kept.made(calendar.marked, report)
    undated = int(jobs["due_day"].isna().sum())
    if jobs["due_day"].notna().sum() == 0:
        components.empty("No open job has a due date.", "Plan one above, and it shows up here.")
        return
    months = _months(jobs["due_day"], report.today)
    left, right = st.columns([3, 2], gap="medium")
    with left, components.card("Calendar", click="choose a day to list it"):
        st.caption("  ".join(f"{sign} {MARKS[mark][0]}" for mark, sign in calendar.SIGNS.items()))
        first = _month(months, report.today)
        drawn = cached.figure(calendar.month, *question, first=first)
        counts = kept.made(_counts, kept.made(_of_month, jobs, first))
        told = f"{counts or 'Nothing'} due in {first:%B %Y}; listed beside it"
        state = components.chart(drawn, f"{CHOSEN}_{first}", told, on_select="rerun")
    with right:
        _list(jobs, first, _day(state), undated)


def _months(due: pd.Series, today: date) -> list[date]:
    """First days of all months from the first due day to a month after the last one, this month among them."""
    first = min(due.min(), pd.Timestamp(today)).to_period("M")
    last = max(due.max(), pd.Timestamp(today)).to_period("M") + 1
    every = [period.start_time.date() for period in pd.period_range(first, last, freq="M")]
    ahead = [month for month in every if month >= today.replace(day=1)]
    return every[-len(ahead) - MOST_MONTHS :]


def _month(months: list[date], today: date) -> date:
    names = {month.strftime("%Y-%m"): month for month in months}

    def spoken(name: object) -> str:
        return f"{names[str(name)]:%B %Y}" if name in names else str(name)

    chosen = st.selectbox(
        "Month",
        list(names),
        index=list(names).index(today.strftime("%Y-%m")),
        format_func=spoken,
        **addressed.bound("month", names, spoken),
    )
    return names.get(str(chosen), today.replace(day=1))


def _day(state: Any) -> date | None:
    points = state.selection.points if hasattr(state, "selection") else []
    found = [point.get("customdata") for point in points if point.get("customdata")]
    if not found:
        return None
    text = found[0][0] if isinstance(found[0], list | tuple) else found[0]
    return date.fromisoformat(str(text))


def _of_month(jobs: pd.DataFrame, first: date) -> pd.DataFrame:
    found: pd.DataFrame = jobs[jobs["due_day"].dt.to_period("M") == pd.Period(first, freq="M")]
    return found


def _counts(jobs: pd.DataFrame) -> str:
    counts = jobs["mark"].value_counts()
    return ", ".join(f"{counts[mark]} {MARKS[mark][0].lower()}" for mark in calendar.SIGNS if mark in counts)


def _list(jobs: pd.DataFrame, first: date, day: date | None, undated: int) -> None:
    """List a day, or a month with what is overdue from before it first."""
    today_or_month = f"{day:%a %-d %b %Y}" if day is not None else f"{first:%B %Y}"
    shown = kept.made(_of_month, jobs, first) if day is None else jobs[jobs["due_day"] == pd.Timestamp(day)]
    earlier = kept.made(_overdue_before, jobs, first) if day is None else 0
    st.markdown(f"**Due in {today_or_month}**" if day is None else f"**Due on {today_or_month}**")
    if earlier:
        st.markdown(f":red-badge[:material/error: {earlier:,} overdue from earlier months]")
    if shown.empty:
        st.caption("Nothing is due then.")
    for job in kept.made(_first, shown):
        _line(job)
    if len(shown) > LISTED:
        st.caption(f"And {len(shown) - LISTED:,} more: choose a day to see its jobs.")
    if undated:
        st.caption(f"{counted(undated, 'open job has', 'open jobs have')} no due date and cannot stand here.")


def _overdue_before(jobs: pd.DataFrame, first: date) -> int:
    return int(((jobs["mark"] == "overdue") & (jobs["due_day"] < pd.Timestamp(first))).sum())


def _first(shown: pd.DataFrame) -> list[dict[Any, Any]]:
    return shown.head(LISTED).to_dict("records")


def _line(job: dict[Any, Any]) -> None:
    colour, icon = BADGES[job["mark"]]
    word = MARKS[job["mark"]][0]
    if job["mark"] == "overdue":
        word = f"Overdue by {counted(int(job['overdue_days']), 'day', 'days')}"
    st.markdown(
        f"{job['due_day']:%a %-d %b} :{colour}-badge[{icon} {word}]  \n**{plain(job['description'])}** · "
        f"{plain(job['machine'])}"
    )
