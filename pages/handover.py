"""What does this shift hand over?"""

import streamlit as st

from producflow.reports import handover as reports
from producflow.reports import production
from producflow.ui import cached, components, context, filters, notes
from producflow.ui import handover as pieces
from producflow.ui.charts import plant as charts
from producflow.ui.text import plain

# The answer first; the choice of a shift stands above it, as a period does elsewhere.
machines = filters.machines_only()
day, name = pieces.chosen()
shift = cached.answer(*pieces.question(day, name, machines))
st.title(plain(reports.headline(shift)))
pieces.told(shift)

# What each machine made, what stood still, and what is open.
pieces.rows(shift)

# What people say of it, who hands it to whom, and the same shift of the days before: is this one like them?
actor = context.actor()
notes.of_span(machines, shift.starts, shift.ends, actor)
left, right = st.columns(2, gap="medium")
with left:
    pieces.signed(shift, actor)
before = pieces.days_before(day, name, machines)
report = cached.answer(production.metrics, *before)
with right, components.card(pieces.chart_title(report, name)):
    if report.empty:
        components.empty("This shift was not reported on any of the last 14 days.", "Choose another day.")
    else:
        bars = cached.figure(charts.days, production.metrics, *before, running=None if shift.over else day)
        components.chart(bars, "handover_days", f"Output of the {name} shift on each of 14 days")
