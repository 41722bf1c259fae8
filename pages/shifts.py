"""Which shift, and is the difference real?"""

import streamlit as st

from producflow.reports import production, shifts
from producflow.ui import cached, components, context, coverage, filters
from producflow.ui import overview as parts
from producflow.ui import shifts as pieces
from producflow.ui.charts import production as charts

st.title("Which shift, and is the difference real?")
view = filters.period_machines_shifts()
question = (production.metrics, view, context.as_of())
report = cached.answer(*question)

if report.empty:
    parts.nothing_reported(report)
else:
    comparison = cached.answer(shifts.compare, view)
    pieces.verdict(comparison)
    rows = pieces.by_shift(report)
    pieces.table(rows)
    components.download(rows[list(pieces.SHIFT_COLUMNS)], "production_by_shift", context.actor())
    coverage.note(view, report.reporting.sentence())

    with components.card("Day by shift"):
        measure = st.segmented_control(
            "Measure", list(pieces.MEASURES), default="Efficiency", required=True, key="measure", bind="query-params"
        )
        heat = cached.figure(charts.day_by_shift, *question, column=pieces.MEASURES[measure or "Efficiency"])
        components.chart(heat, "day_by_shift", f"{measure} of each production day and shift")

    with components.card("Defect rate of every shift, with control limits"):
        limits = cached.figure(charts.control_chart, shifts.compare, view)
        components.chart(limits, "control_chart", "Defect rate of every shift in time order, with control limits")
    pieces.method(comparison)

    st.subheader("Defect rate of each machine, shift by shift")
    pieces.machines(comparison)

st.subheader("Handover of one shift")
pieces.handover(view.machines)
