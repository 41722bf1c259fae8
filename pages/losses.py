"""Where did the time and the money go?"""

import streamlit as st

from producflow.reports import losses, production
from producflow.ui import cached, components, context, filters, smaller_losses, unreported
from producflow.ui import losses as parts
from producflow.ui.charts import losses as charts

st.title("Where did the time and the money go?")
view = filters.period_machines_shifts()
as_of = context.as_of()
question = (losses.losses, view, as_of)
report = cached.answer(*question)

if report.empty:
    unreported.say(cached.answer(production.metrics, view, as_of))
    st.stop()

st.markdown(parts.verdict(report))
figures = cached.answer(production.metrics, view, as_of, smaller_losses.baseline(view))
parts.cards(report, figures)

with components.card("From planned to fully productive time", click="choose a loss to see only that"):
    tree = cached.figure(charts.tree, *question)
    components.chart(tree, parts.TREE, "Losses from planned to fully productive time", on_select=parts.narrow_to_loss)
    parts.not_oee(report, figures)
key = parts.loss(report)
parts.steps(report)

with components.card(parts.title(key, "Most lost first"), click="choose a bar to see only that"):
    dimension, measure = parts.by()
    pareto = cached.figure(charts.pareto, *question, dimension=dimension, measure=measure, key=key)
    alt = f"Losses by {dimension}, the most first, each with the share that the bars down to it make up"
    components.chart(pareto, parts.PARETO, alt, on_select=parts.narrow)

parts.behind(view, as_of, key, context.actor())
st.subheader("What would it bring if a loss were smaller?")
smaller_losses.scenario(report, key)
st.subheader("Cost savings against a baseline")
smaller_losses.savings(figures)
