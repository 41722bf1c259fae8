"""Why did it change?"""

import streamlit as st

from producflow.reports import changes
from producflow.reports.links import BASELINE
from producflow.ui import baselines, cached, components, context, filters
from producflow.ui import changes as parts
from producflow.ui.charts import changes as charts

st.title("Why did it change?")
view = context.closed(filters.period_machines_shifts())
measure = parts.measure()
base = baselines.choose(view, BASELINE)
question = (changes.changes, view, base, measure, context.as_of())
report = cached.answer(*question)

parts.told(report)
if not report.why_not:
    parts.cards(report)
if not report.parts.empty:
    left, right = st.columns(2)
    with left, components.card("By cause"):
        bars = cached.figure(charts.by_cause, *question)
        components.chart(bars, "by_cause", "Change by cause; the bars add up to the difference")
    with right, components.card("By machine"):
        bars = cached.figure(charts.by_machine, *question)
        components.chart(bars, "by_machine", "Change by machine; the bars add up to the difference")
    st.subheader("Where, and by which cause")
    parts.by_level(report)
    st.subheader("What the causes are")
    parts.by_cause(report)
    parts.method()
