"""Which shift, and is the difference real?"""

import streamlit as st

from producflow.reports import comparison, control_charts, production
from producflow.ui import addressed, cached, components, context, coverage, filters, notes, running, tables, unreported
from producflow.ui import comparison as judged
from producflow.ui import shifts as pieces
from producflow.ui.charts import comparison as compared
from producflow.ui.charts import production as charts

pieces.lead_to_handover()
st.title("Which shift, and is the difference real?")
view = filters.period_machines_shifts()
running.said(view)
question = (production.metrics, view, context.as_of())
report = cached.answer(*question)
over = report.closed

pieces.figures(report)
if report.empty:
    unreported.say(report)
    st.stop()

found = cached.answer(comparison.compare, over)
judged.verdicts(found)
rows = pieces.by_shift(report, found)
pieces.table(rows)
tables.download(rows, "production_by_shift", context.actor(), columns=pieces.SHIFT_COLUMNS)
coverage.note(view, report.reporting.sentence())
with components.card("Day by shift"):
    measures = addressed.bound("measure", pieces.MEASURES)
    measure = st.segmented_control("Measure", list(pieces.MEASURES), default=pieces.FIRST, required=True, **measures)
    heat = cached.figure(charts.day_by_shift, *question, column=pieces.MEASURES[measure or pieces.FIRST])
    components.chart(heat, "day_by_shift", f"{measure} of each production day and shift")

evidence = pieces.evidence()
if evidence.open:
    with evidence:
        with components.card("Rejects of each machine and shift, against the machine's own average"):
            if found.funnel["high"].notna().any():
                funnel = cached.figure(compared.funnel, comparison.compare, over)
                components.chart(funnel, "funnel", "Funnel plot: rejects over expected, by volume, with limits")
            else:
                components.empty("Too little data for limits.", "Choose a longer period.")
        with components.card("Every shift in time order, with control limits"):
            choice = (control_charts.chart, over, *judged.chosen_chart())
            limits = cached.figure(compared.control_chart, *choice, timezone=context.zone())
            components.chart(limits, "control_chart", "Control chart of the shifts")
            judged.signals(cached.answer(*choice))
        st.subheader("Defect rate of each, shift by shift")
        judged.by_level(found, over)
        judged.method(found)
notes.of_period(view, context.actor())
