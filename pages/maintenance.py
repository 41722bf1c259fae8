"""What must be done, and did it help?"""

import streamlit as st

from producflow.reports.maintenance import Maintenance
from producflow.ui import breakdown, cached, components, context, filters, kept, lake, maintenance, notes
from producflow.ui.charts import maintenance as charts
from producflow.ui.maintenance import alerts, due, effects, figures, foretold, jobs, load

st.title("What must be done, and did it help?")
view = filters.period_machines_shifts()
actor = context.actor()
maintenance.said(view)
report, question = maintenance.report(view), maintenance.question(view)

figures.nothing_in_period(report)
figures.cards(report)

left, right = st.columns(2, gap="medium")
with left:
    alerts.standing(report, actor)
with right:
    jobs.by_status(report, actor)
lake.beyond(view, actor)

st.subheader("What is foretold, and how good that was so far")
foretold.show(view, actor)

st.subheader("What is due")
due.show(report, question)
with components.card("Schedule: 30 days back and ahead, whatever the period"):
    if kept.made(Maintenance.around_today, report, charts.SCHEDULE_DAYS).empty:
        components.empty("No job is dated within 30 days of today.", "Plan one above.")
    else:
        drawn = cached.figure(charts.schedule, *question)
        components.chart(drawn, "schedule", "Jobs of each machine around today: overdue, under way, planned and done")

left, right = st.columns(2, gap="medium")
with left, components.card("Failures and mean time between them, at least 13 weeks"):
    if report.trend["failures"].sum() == 0 and report.trend["operating_hours"].isna().all():
        components.empty("No failure and no production record is known for these weeks.")
    else:
        trend = cached.figure(charts.reliability_trend, *question)
        components.chart(trend, "reliability", "Failures and mean time between failures, week by week or by month")
with right, components.card("Cost of finished jobs by month and type, at least six months"):
    if report.costs["with_cost"].sum() == 0:
        components.empty("No job finished in these months states a cost.")
    else:
        costs = cached.figure(charts.cost_by_month, *question)
        components.chart(costs, "costs", "Cost of finished jobs by month and type of work")

notes.of_period(report.view, actor)
load.show(report.view, actor)
effects.show(report.view, actor)

st.subheader("Reliability and cost of each, in the period")
by = breakdown.level()
figures.table(report, figures.by_level(report, by), by, actor)
