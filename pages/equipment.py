"""Which machine, and what is wrong with it?"""

import streamlit as st

from producflow.reports import equipment, sensors
from producflow.reports.equipment import Machines
from producflow.reports.plant import machine_names
from producflow.ui import cached, components, context, filters, kept, notes, text
from producflow.ui.charts import sensors as charts
from producflow.ui.equipment import choosing, machine, replay, sensor_notes, zoom
from producflow.ui.maintenance import alerts

title = st.empty()
title.title("Which machine, and what is wrong with it?")
view = filters.period_machines_shifts()
chosen = choosing.chosen(cached.answer(machine_names))

if chosen is None:
    choosing.machines(view, context.actor())
    st.stop()

report = cached.answer(equipment.machine, chosen, context.now())
name = kept.made(Machines.of, report, chosen)["name"]
title.title(f"What is wrong with {text.plain(name)}?")
machine.ways(chosen)
machine.headline(report, chosen)
machine.facts(report, chosen)
machine.latest(report, chosen)
sensor_notes.show(chosen, context.actor())
replay.show(report, chosen, context.actor())

st.subheader("Sensors, downtime, alerts and jobs")
with st.container(horizontal=True, vertical_alignment="bottom"):
    about = zoom.excursion(chosen)
    drawn = zoom.sensors(report, chosen, about)
    starts, ends = zoom.stretch(report, chosen, zoom.until_now(view), about)
question = (sensors.course, chosen, drawn, starts, ends, context.now())
course = cached.answer(*question)
zoom.offer_newest(report, chosen, course)
if not course.empty:
    crossed = None if about is None else about.crossed
    chart = cached.figure(charts.course, *question, machines=(chosen,), timezone=context.zone(), crossed=crossed)
    components.chart(chart, zoom.CHART, f"Sensors and history of {name}", on_select=zoom.closer)
st.caption(machine.legend(course, view))
alerts.of_link(about, context.actor())
notes.of_machine(chosen, starts, ends, context.actor())
machine.happened(course, context.actor(), name)
machine.figures(report, chosen, view)
