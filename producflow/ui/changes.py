"""The pieces of the page that says why a figure changed."""

import streamlit as st

from producflow.domain.calendar_words import span
from producflow.domain.metrics import METRICS
from producflow.reports import baselines, changes, since
from producflow.reports.changes import Changes
from producflow.reports.levels import MACHINE
from producflow.reports.measures import CAUSES, MEANT, MEASURES, Measure
from producflow.reports.plant import machine_names
from producflow.reports.receipts import FigureRef
from producflow.ui import addressed, breakdown, cached, components, context, kept, tables
from producflow.ui.tables import Column
from producflow.ui.text import counted, number, plain

METHOD = """
A figure is written as a product: output, for example, is planned time × machine mix × reports received × availability ×
performance. Each factor's bar is its effect averaged over all orders in which the factors could have changed (the
Shapley value), so no order is favoured and nothing is left over: the bars add up to the difference exactly. Averages
over machines, such as OEE, are split into what changed within each machine and what changed in its weight (Bennet).
Machines that reported in one of the two periods only have bars of their own.

Sources: Shapley (1953); Sun, *Energy Economics* 20 (1998); Albrecht, Francois and Schoors, *Energy Policy* 30 (2002).
"""


def measure() -> str:
    """Ask whose change to look at; the name of the measure."""
    labels = {told.metric.label: name for name, told in MEASURES.items()}
    chosen = st.segmented_control(
        "Figure",
        list(labels),
        default=METRICS["total_output"].label,
        required=True,
        **addressed.bound("figure", labels),
    )
    return labels.get(str(chosen), "total_output")


def told(found: Changes) -> None:
    """Say what changed and why, and how far missing reports are to blame."""
    if found.why_not:
        components.empty(found.why_not, "Choose another period to compare with, or other machines.")
    else:
        st.info(plain(kept.made(changes.sentence, found)), icon=":material/difference:")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"Compared with {baselines.words(found.view, found.base)}. {_reports(found)}", width="content")
        components.to_coverage()
    if found.why_not:
        return
    judged = since.in_words(found.change)
    if judged:
        st.caption(f":material/balance: {judged}")
    note = kept.made(changes.missing_note, found)
    if note:
        st.warning(note, icon=":material/report_off:")


def _reports(found: Changes) -> str:
    now, before = found.reached, found.reached_before
    return (
        f"Reports received: {now.reported:,} of {now.expected:,} machine-shifts, and {before.reported:,} of "
        f"{before.expected:,} in the period compared with."
    )


def cards(found: Changes) -> None:
    """The figure in both periods, and the difference."""
    told = MEASURES[found.measure]
    with st.grid(3, min_column_width=150, gap="small"):
        before, now = (FigureRef.of_period(found.measure, each) for each in (found.base, found.view))
        for label, value, note, source in (
            ("Before", found.before, span(*found.base.counted), before),
            ("Now", found.now, span(*found.view.counted), now),
        ):
            components.figure(
                found.measure,
                value,
                label=label,
                note=note,
                why_not=found.why_not,
                receipt=source,
            )
        metric = METRICS[found.measure]
        formula = f"{metric.label} now − before; the bars below add up to it. {metric.description}"
        components.kpi(
            "Difference",
            found.difference,
            told.change_unit,
            digits=told.metric.digits,
            note=_causes(found),
            formula=formula,
            why_not=found.why_not,
            signed=True,
        )


def _causes(found: Changes) -> str:
    return f"= {counted(len(found.causes), 'cause', 'causes')} below" if len(found.causes) else ""


def by_cause(found: Changes) -> None:
    """What each cause means, with its amount; as text, since a cell would cut the sentence."""
    st.markdown(kept.made(_by_cause, found))


def _by_cause(found: Changes) -> str:
    told = MEASURES[found.measure]
    return "\n".join(
        f"- **{plain(cause['label'])}** {number(cause['amount'], told.metric.digits, told.change_unit)}: "
        f"{plain(cause['meaning'])}"
        for cause in found.causes.to_dict("records")
    )


def by_level(found: Changes) -> None:
    """Every machine, line or area, and cause, and the file."""
    told: Measure = MEASURES[found.measure]
    by = breakdown.level()
    rows = kept.made(Changes.by_level, found, cached.answer(machine_names), by)
    columns = {"name": Column(by.capitalize()), "total": Column("In all", told.change_unit, told.metric.digits)}
    columns |= {
        cause: Column(label, told.change_unit, told.metric.digits, help=MEANT[cause])
        for cause, label in CAUSES.items()
        if cause in rows.columns
    }
    if by == MACHINE:
        tables.table(rows, "Change by machine and cause", columns)
    else:
        breakdown.of_level(rows, f"Change by {by} and cause", columns, by, explained=False)
    tables.download(found.parts, f"why_{found.measure}_changed", context.actor())


def method() -> None:
    """Explain how the difference is split, for whoever wants to know."""
    with st.expander("How this is worked out", icon=":material/science:"):
        st.markdown(METHOD)
