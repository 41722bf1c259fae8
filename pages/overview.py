"""How is the plant?"""

import streamlit as st

from producflow.reports import losses, overview, production
from producflow.reports.receipts import FigureRef
from producflow.ui import cached, components, context, coverage, filters, notes, running, tables
from producflow.ui import overview as parts
from producflow.ui.charts import losses as loss_charts
from producflow.ui.charts import production as charts

st.title("How is the plant?")
view = filters.period_machines_shifts()
running.said(view)
as_of = context.as_of()
question, happening = (production.metrics, view, as_of), (overview.overview, view, as_of, context.now())
report, now = cached.answer(*question), cached.answer(*happening)
if report.empty:
    parts.nothing_reported(report)
parts.cards(report, now)
coverage.note(view, report.reporting.sentence())

left, right = st.columns(2)
with left:
    st.subheader("Needs attention")
    parts.attention(now)
with right, components.card("Machines by status"):
    states = cached.figure(charts.statuses, *happening)
    components.chart(states, "statuses", "Machines by reported status and by condition from readings")

if not report.empty:
    left, right = st.columns(2)
    with left, components.card("Efficiency by day", click="choose a day to see its receipt"):
        trend = cached.figure(charts.efficiency_trend, *question)
        components.chart(trend, parts.BY_DAY, "Efficiency of each day", on_select=parts.receipt_of_day)
    with right, components.card("Output and defects", FigureRef("total_output"), click="choose a day to narrow it"):
        bars = cached.figure(charts.output_and_defects, *question)
        components.chart(bars, filters.BY_DAY, "Output and defects of each day", on_select=filters.narrow_to_day)
    left, right = st.columns(2)
    with left:
        with components.card("OEE", FigureRef("oee"), click="choose a machine to see what is wrong with it"):
            bars = cached.figure(charts.by_machine, *question)
            chosen = components.chart(bars, "machines_oee", "OEE of each machine", on_select="rerun")
            parts.open_chosen(chosen, report.machines)
        with components.card("Where the planned time went", click="choose a step to see its receipt"):
            steps = cached.figure(loss_charts.tree, losses.losses, view, as_of, most_reasons=0)
            alt = "Losses from planned to fully productive time"
            components.chart(steps, parts.BY_STEP, alt, on_select=parts.receipt_of_step)
            parts.to_losses()
    with right, components.card("Downtime by reason", click="choose one to see its receipt"):
        pareto = cached.figure(charts.downtime_pareto, *question)
        components.chart(pareto, parts.BY_REASON, "Hours of downtime by reason", on_select=parts.receipt_of_reason)
    st.subheader("Machines")
    rows = parts.by_machine(report)
    parts.machines(rows)
    tables.download(rows[list(parts.MACHINE_COLUMNS)], "production_by_machine", context.actor())

notes.of_period(view, context.actor())
st.subheader("What happened lately")
parts.lately(now.lately)
