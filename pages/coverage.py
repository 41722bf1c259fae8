"""What is missing?"""

import streamlit as st

from producflow.reports import missing
from producflow.ui import breakdown, cached, components, context, filters, notes, tables
from producflow.ui import coverage as parts
from producflow.ui.charts import coverage as charts

st.title("What is missing?")
view = filters.period_machines_shifts()
actor = context.actor()
question = (missing.missing, view, context.as_of())
report = cached.answer(*question)

parts.told(report)
parts.cards(report)
if not report.cells.empty:
    with components.card("Every machine and shift"):
        grid = cached.figure(charts.grid, *question)
        components.chart(grid, "coverage", "Which machine reported in which shift: reported, late, duplicate, missing")
    parts.next_steps(report, actor)
    st.subheader("What came in of each")
    by = breakdown.level()
    rows = parts.by_level(report, by)
    parts.table(rows, by)
    tables.download(rows, f"reports_by_{by}", actor)
notes.of_period(view, actor)
parts.meaning(report)
