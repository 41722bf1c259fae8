"""How is the plant?"""

import streamlit as st

from producflow.reports import overview, production
from producflow.ui import cached, components, context, filters
from producflow.ui import overview as parts
from producflow.ui.charts import production as charts

st.title("How is the plant?")
view = filters.period_machines_shifts()
as_of = context.as_of()
report = cached.answer(production.metrics, view, as_of)
now = cached.answer(overview.overview, view, as_of, context.now())
question = (production.metrics, view, as_of)

if report.empty:
    parts.nothing_reported(report)
parts.cards(report, now)

left, right = st.columns(2)
with left:
    st.subheader("Needs attention")
    parts.attention(now)
with right, components.card("Machines by status"):
    components.chart(charts.statuses(now), "statuses", "Machines by reported status and by condition from readings")

if not report.empty:
    left, right = st.columns(2)
    with left, components.card("Efficiency by day"):
        components.chart(cached.figure(charts.efficiency_trend, *question), "efficiency", "Efficiency of each day")
    with right, components.card("Output and defects by day"):
        components.chart(
            cached.figure(charts.output_and_defects, *question), "output", "Output and defects of each day"
        )
    left, right = st.columns(2)
    with left, components.card("OEE by machine: choose a bar to see the machine"):
        bars = cached.figure(charts.by_machine, *question)
        chosen = components.chart(bars, "machines_oee", "OEE of each machine", on_select="rerun")
        parts.open_chosen(chosen, report.machines)
    with right, components.card("Downtime by reason"):
        components.chart(cached.figure(charts.downtime_pareto, *question), "pareto", "Hours of downtime by reason")
    with components.card("Where the planned time went"):
        components.chart(cached.figure(charts.losses, *question), "losses", "Losses from planned to productive time")
    st.subheader("Machines")
    rows = report.machines.reset_index()
    chosen = components.table(rows, "Figures by machine", parts.MACHINE_COLUMNS, key="by_machine", on_select="rerun")
    parts.open_chosen(chosen, report.machines)
    components.download(rows, "production_by_machine", context.actor())

st.subheader("What happened lately")
parts.lately(now.lately)
