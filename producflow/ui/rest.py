"""The rest of the first screen, one click away: what stood on it before the answer did."""

from datetime import datetime

import streamlit as st

from producflow.reports import losses, overview, production
from producflow.reports.production import Production
from producflow.reports.view import View
from producflow.ui import breakdown, cached, components, context, filters, notes, running
from producflow.ui import losses as loss_parts
from producflow.ui import overview as parts
from producflow.ui.charts import losses as loss_charts
from producflow.ui.charts import production as charts


def show(view: View, report: Production, as_of: datetime) -> None:
    """Figures beside the four, every machine, where the time went, notes, and what happened lately."""
    happening = (overview.overview, view, as_of, context.now())
    told = cached.answer(*happening)
    running.said(view)
    parts.cards(report, told)
    left, right = st.columns(2)
    with left, components.card("Needs attention"):
        parts.attention(told)
    with right, components.card("Machines by status"):
        states = cached.figure(charts.statuses, *happening)
        components.chart(states, "statuses", "Machines by reported status and by condition from readings")
    if not report.empty:
        breakdown.table(view, report, as_of, _charts(view, report, as_of))
    notes.of_period(view, context.actor())
    st.subheader("What happened lately")
    parts.lately(told.lately)


def _charts(view: View, report: Production, as_of: datetime) -> str:
    """Show the charts, and answer by what level the machines are told."""
    question = (production.metrics, view, as_of)
    left, right = st.columns(2)
    with left, components.card("Efficiency by day", click="choose a day to see its receipt"):
        trend = cached.figure(charts.efficiency_trend, *question)
        components.chart(trend, parts.BY_DAY, "Efficiency of each day", on_select=parts.receipt_of_day)
    with right, components.card("Output and defects", click="choose a day to narrow it"):
        bars = cached.figure(charts.output_and_defects, *question)
        components.chart(bars, filters.BY_DAY, "Output and defects of each day", on_select=filters.narrow_to_day)
    left, right = st.columns(2)
    with left:
        with components.card("OEE", click="choose one to see what is behind it"):
            by = breakdown.level()
            breakdown.bars(view, report, as_of, by)
        with components.card("Where the planned time went", click="choose a step to see its receipt"):
            steps = cached.figure(loss_charts.tree, losses.losses, view, as_of, most_reasons=0)
            alt = "Losses from planned to fully productive time"
            components.chart(steps, parts.BY_STEP, alt, on_select=parts.receipt_of_step)
            loss_parts.not_oee(cached.answer(losses.losses, view, as_of), report)
            parts.to_losses()
    with right, components.card("Downtime by reason", click="choose one to see its receipt"):
        pareto = cached.figure(charts.downtime_pareto, *question)
        components.chart(pareto, parts.BY_REASON, "Hours of downtime by reason", on_select=parts.receipt_of_reason)
    return by
