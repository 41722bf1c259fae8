"""How is the plant?"""

import streamlit as st

from producflow.reports import answered, first_run, production
from producflow.reports.now import now
from producflow.ui import answer, cached, components, context, filters, kept, rest, strip, tiles, unreported
from producflow.ui import first_run as steps
from producflow.ui import overview as parts
from producflow.ui.charts import plant as charts

# The answer first; neither a period nor shifts that are chosen change it.
title = st.container(key="headline")  # what stands there depends on what is chosen below it
view = filters.period_machines_shifts(told=False)
answer.clock()
as_of, minute = context.as_of(), context.now()
answer.told(title, cached.answer(answered.answered, view.machines, as_of, minute))
strip.show(answered.chosen(cached.answer(now, minute), view.machines))

begun = cached.answer(first_run.first_run)
if begun.empty:
    steps.show(begun, context.actor())

# Then the period: four figures against their goals, and what is behind them.
question = (production.metrics, view, as_of)
report = cached.answer(*question)
answer.period(view, report)
if report.empty:
    unreported.say(report)
else:
    tiles.show(report)
    parts.beside(view, report)
    with st.grid(2, min_column_width=320, gap="xsmall"):
        with components.card(kept.made(charts.stops_title, report)):
            parts.stops(report, question)
        with components.card(charts.days_title(report)):
            today = context.production_day() if report.running else None
            bars = cached.figure(charts.days, *question, running=today)
            components.chart(bars, parts.DAYS, "Output of each day against the goal", on_select=parts.narrow_to_day)

more = parts.more()
if more.open:
    with more:
        rest.show(view, report, as_of)
