"""The pieces of the shifts page: its figures, and what one shift hands over."""

import pandas as pd
import streamlit as st

from producflow.domain.metrics import METRICS
from producflow.domain.patterns import spoken
from producflow.reports import shifts
from producflow.reports.comparison import Comparison
from producflow.reports.periods import last_shift, production_day
from producflow.reports.production import Production
from producflow.reports.receipts import FigureRef
from producflow.reports.shifts import Handover
from producflow.ui import addressed, cached, components, context, filters, receipts, tables
from producflow.ui.tables import Column
from producflow.ui.text import plain

MEASURES = {METRICS[name].label: name for name in ("efficiency_percentage", "defect_rate", "oee")}
"""What the day-by-shift chart can show, by label."""
FIRST = next(iter(MEASURES))

SHIFT_COLUMNS = {
    "shift": Column("Shift", words=True),
    **tables.figures("output_quantity", "defect_quantity", "defect_rate", "adjusted_defect_rate"),
    **tables.figures("efficiency_percentage", "oee", "availability", "performance", "quality", "downtime_hours"),
    "reports": Column("Shifts reported"),
}
MADE_COLUMNS = {
    "machine": Column("Machine"),
    "product": Column("Product"),
    **tables.figures("output_quantity", "defect_quantity", "defect_rate"),
    "downtime_minutes": Column.of("downtime_minutes", digits=0),
    "efficiency_percentage": Column.of("efficiency_percentage"),
}
STOP_COLUMNS = {
    "name": Column("Machine"),
    "started_at": Column("From"),
    "ended_at": Column("To"),
    "own_minutes": Column("Length", "min"),
    "reason": Column("Reason"),
    "planned": Column("Planned"),
    "lasts": Column("Still lasts"),
    "assumed": Column("End assumed", help="Nobody reported it; the machine's next sign of life."),
}
ALERT_COLUMNS = {
    "priority": Column("Priority", words=True),
    "machine": Column("Machine"),
    "title": Column("Alert"),
    "started_at": Column("Since"),
    "status": Column("Status now", words=True),
    "from_before": Column("From an earlier shift"),
}
JOB_COLUMNS = {
    "machine": Column("Machine"),
    "description": Column("Job"),
    "maintenance_type": Column("Type", words=True),
    "status": Column("Status now", words=True),
    "technician": Column("Technician"),
    "scheduled_date": Column("Due"),
    "completed_date": Column("Finished"),
}


def by_shift(report: Production, compared: Comparison) -> pd.DataFrame:
    """Section 3 of each shift, its defect rate adjusted for the machines it ran, and how much of it reported."""
    rows = report.shifts.join(compared.shifts[["adjusted_defect_rate"]]).rename_axis("shift").reset_index()
    due = report.reporting.expected.groupby("shift")["reported"].agg(["size", "sum"])
    due = due.reindex(rows["shift"]).fillna(0).astype("int64")
    return rows.assign(reports=[f"{got} of {size}" for size, got in zip(due["size"], due["sum"], strict=True)])


def table(rows: pd.DataFrame) -> None:
    """The shifts with their figures; a figure opens its receipt."""
    st.caption("Choose a figure to see how it comes about.")
    receipts.cells(rows, "Figures by shift", SHIFT_COLUMNS, "by_shift", _of_shift)


def _of_shift(row: pd.Series, figure: str) -> FigureRef:
    return FigureRef(figure, shift=str(row["shift"]))


def handover(machines: tuple[int, ...] | None) -> None:
    """Let somebody choose one shift, and show what it made, what stood still and what is open."""
    plant, now = context.plant(), context.now()
    names = plant.schedule.names
    last_day, last_name, _ = last_shift(plant, now)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width=200):
            note = "The night shift belongs to the day on which it began."
            day = filters.day("Production day", last_day, production_day(plant, now), "handover_day", note)
        shift = st.segmented_control(
            "Shift",
            names,
            default=last_name,
            format_func=spoken,
            required=True,
            **addressed.bound("handover_shift", names, spoken),
        )
    _told(cached.answer(shifts.handover, day, shift or last_name, machines, now))


def _told(shift: Handover) -> None:
    zone = context.zone()
    bounds = " to ".join(
        pd.Timestamp(end).tz_convert(zone).strftime("%-d %b %Y %H:%M") for end in (shift.starts, shift.ends)
    )
    st.caption(f"{bounds}, {zone}" + ("" if shift.over else " · this shift is not over yet"))
    total = shift.total
    with st.grid(
        4, min_column_width=components.card_width(total["output_quantity"], total["defect_rate"]), gap="small"
    ):
        why = "Nothing was reported."
        for name in ("total_output", "defect_rate", "efficiency_percentage"):
            source = FigureRef(name, day=shift.day, shift=shift.shift)
            components.figure(name, total[METRICS[name].of_rows], why_not=why, receipt=source)
        source = FigureRef("downtime_hours", day=shift.day, shift=shift.shift)
        minutes = total["downtime_minutes"]
        components.figure("downtime_hours", minutes, unit="min", digits=0, why_not=why, receipt=source)
    if shift.missing:
        st.warning(f"Not reported: {plain(', '.join(shift.missing))}.", icon=":material/report_off:")
    _part("Made", shift.machines, MADE_COLUMNS, "No machine reported production in this shift.", shift)
    _part("Stops", shift.stops, STOP_COLUMNS, "No stop was recorded in this shift.", shift)
    _part("Alerts open in this shift", shift.alerts, ALERT_COLUMNS, "No alert was open in this shift.", shift)
    _part("Jobs due or finished", shift.jobs, JOB_COLUMNS, "No job was due or finished in this shift.", shift)


def _part(title: str, rows: pd.DataFrame, columns: dict[str, Column], nothing: str, shift: Handover) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{title}**", width="content")
        name = f"handover_{shift.day}_{shift.shift}_{title.split()[0].lower()}"
        tables.download(rows[list(columns)], name, context.actor())
    if rows.empty:
        st.caption(nothing)
    else:
        tables.table(rows, f"{title}, {shift.shift} shift of {shift.day:%-d %b %Y}", columns)
