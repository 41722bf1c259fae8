"""The pieces of the overview page: its cards, the machines that need attention, what happened lately."""

import html
import re
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

from producflow import pages
from producflow.domain.change import Change
from producflow.domain.metrics import METRICS
from producflow.reports import baselines, since
from producflow.reports.losses import together
from producflow.reports.overview import Overview
from producflow.reports.production import Production
from producflow.reports.receipts import FigureRef, step_ref
from producflow.reports.view import View
from producflow.ui import addressed, cached, components, coverage, filters, kept, receipts, statuses, tables, unreported
from producflow.ui.charts import plant as charts
from producflow.ui.charts.production import REASONS
from producflow.ui.tables import Column
from producflow.ui.text import number, plain, plotly

CARDS = ("efficiency_percentage",)
"""Figures of the report that have a card beside the tiles (:data:`producflow.domain.metrics.FIRST`)."""


def beside(view: View, report: Production) -> None:
    """Say what is missing of the figures and what they leave out; nothing where all is there."""
    found = report.reporting.coverage
    if found.reported < found.expected:
        coverage.note(view, report.reporting.sentence())
    total = report.total
    flag = "The rated capacity is too low: more was made than rated speed allows." * total.rated_capacity_too_low
    rate = since.rate_in_words(report.changes["total_output"])
    told = " ".join(filter(None, [rate, total.without_units(), _no_capacity(report), flag]))
    if told:
        st.caption(told)


MORE, STOPS, DAYS = "more", "stops", "days"
"""Keys of the rest of the page, which the address names too, and of its two charts."""


def more() -> ExpanderContainer:
    """The rest of the page, one click away; what is in it is worked out when it is open."""
    bound = addressed.note(MORE, lambda value: value in ("true", "false"), "is true or false")
    label = "More: machines, money, lost time, notes"
    return st.expander(label, icon=":material/expand_more:", **bound)


def stops(report: Production, question: tuple[Any, ...]) -> None:
    """Unplanned stops by reason; without any, why the chart would be empty."""
    if kept.made(charts.unplanned, report).empty:
        components.empty(
            "No unplanned stop was recorded in this period.", "Stops come with the files of your machines."
        )
        return
    bars = cached.figure(charts.stops, *question)
    components.chart(bars, STOPS, "Unplanned stops by reason", on_select=receipt_of_stop)


def receipt_of_stop() -> None:
    """Open the receipt of the reason that was chosen among unplanned stops; all others together have none."""
    points = st.session_state[STOPS]["selection"]["points"]
    reason = html.unescape(str(points[0]["y"])) if points else ""
    if reason and not OTHERS.fullmatch(reason):
        components.ask(FigureRef("lost_hours", key=f"reason:{reason}"))


def narrow_to_day() -> None:
    """Look at the production day only whose bar was chosen."""
    points = st.session_state[DAYS]["selection"]["points"]
    if points:
        found = points[0]["customdata"]
        chosen = date.fromisoformat(str(found[0] if isinstance(found, list) else found))
        filters.look_at(chosen, chosen)


def cards(report: Production, now: Overview) -> None:
    """Show the figures beside those of the first screen, each with its change, its trend and its receipt."""
    against = f"vs {baselines.before(report.closed)}"
    told = f"{report.reporting.sentence()} {report.total.without_units()}".rstrip()
    with st.grid(4, min_column_width=components.card_width(report.total.oee, report.savings.total), gap="small"):
        for metric in map(METRICS.__getitem__, CARDS):
            of_oee = metric.name == "oee"
            components.figure(
                metric.name,
                getattr(report.total, metric.name),
                change=report.changes[metric.name],
                against=against,
                note=_reports(report),
                trend=report.trend[metric.of_rows],
                goal=report.goals.get(metric.name),
                more=" ".join(filter(None, [_oee(report) if of_oee else "", told])),
                why_not=unreported.NO_RECORDS if report.empty else _no_capacity(report) if of_oee else "",
            )
        components.figure(
            "open_alerts",
            now.open_alerts,
            change=Change(now.open_before, now.open_alerts),
            note=f"{now.unacknowledged:,} unacknowledged" if now.open_alerts else "",
            against="since the period began",
            trend=now.alerts_by_day,
        )
        savings(report)
        _coverage(report, told)
    if report.goals:
        st.caption(GOALS)
    st.caption(
        f"Arrows compare with {baselines.before(report.closed)}; open alerts with the start of the period; grey "
        f"where it is no more than chance brings, or where nobody can tell. {report.total.without_units()}"
    )


GOALS = (
    "✓ met its goal, ✗ missed it by more than single shifts differ, ≈ missed it within that, or with too few shifts to "
    "tell. What is still running has no verdict."
)


def _reports(report: Production) -> str:
    """Say beside a figure how much of it is missing, since fewer reports are no lower output."""
    found = report.reporting.coverage
    return f"{found.reported:,} of {found.expected:,} shifts" if found.reported < found.expected else ""


def savings(report: Production) -> None:
    """Show what was saved against the baseline, or why nobody can tell."""
    found = report.savings
    left_out = f" Machines without records to compare with: {found.left_out}." if found.left_out else ""
    components.figure(
        "cost_savings",
        None if found.why_not else found.total,
        currency=report.plant.currency,
        more=f"Baseline: {baselines.words(report.closed, report.baseline)}.{left_out}",
        why_not=found.why_not,
    )


def _oee(report: Production) -> str:
    total = report.total
    factors = {"availability": total.availability, "performance": total.performance, "quality": total.quality}
    told = ", ".join(f"{name} {number(value, 1, '%')}" for name, value in factors.items())
    flag = " The rated capacity is too low: more was made than rated speed allows." * total.rated_capacity_too_low
    return f"{told.capitalize()}; TEEP {number(total.teep, 1, '%')}.{flag} {_no_capacity(report)}".rstrip()


def _no_capacity(report: Production) -> str:
    count = report.total.records_without_capacity
    return f"Performance leaves out {count:,} records of machines without a rated capacity." if count else ""


def _coverage(report: Production, told: str) -> None:
    found = report.reporting.coverage
    days = report.trend
    components.figure(
        "coverage",
        found.percentage,
        digits=0,
        note=f"{found.reported:,} of {found.expected:,} due",
        trend=METRICS["coverage"].of(days),
        more=told,
        why_not="No machine-shift was expected to report.",
    )


GRAVEST = 8
"""Machines that need attention and are listed: about as many as stand beside the chart of all machines."""


def attention(now: Overview) -> None:
    """List the machines that need attention, the gravest first, each with its reasons and a link to its page."""
    if now.attention.empty:
        known = now.statuses["machines"].sum()  # of no machine nothing is known, least of all that it is fine
        if known:
            st.success("No machine needs attention.", icon=":material/check_circle:")
        else:
            components.empty("No machine is known yet.")
    for machine in now.attention.head(GRAVEST).to_dict("records"):
        with st.container(border=True, gap="xsmall"):
            with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
                components.machine_link(machine["equipment_id"], machine["name"], "attention", machine["alert"])
                st.markdown(statuses.badge(machine["level"]), width="content")
            st.markdown(plain(f"{machine['reasons'][0].upper()}{machine['reasons'][1:]}."))
    more = len(now.attention) - GRAVEST
    if more > 0:
        said = "1 more machine needs" if more == 1 else f"{more:,} more machines need"
        if st.button(f"{said} attention: see all machines", type="tertiary", icon=":material/arrow_forward:"):
            components.open_page("equipment")


KINDS = {"upload": "Upload", "alert": "Alert", "job": "Job"}


def lately(events: pd.DataFrame) -> None:
    """List uploads, alerts and finished jobs, the newest first."""
    if events.empty:
        components.empty("Nothing has happened yet.", "Uploads, alerts and finished jobs will show up here.")
        return
    shown = events.assign(
        kind=events["kind"].map(KINDS), who=events["who"].fillna(""), machine=events["machine"].fillna("")
    )
    columns = {"at": Column("When"), "what": Column("What"), "machine": Column("Machine"), "who": Column("Who")}
    tables.table(shown, "What happened lately, the newest first", columns)


MACHINE_COLUMNS = {
    "name": Column("Machine"),
    **tables.figures("output_quantity", "efficiency_percentage", "oee", "availability", "performance", "quality"),
    **tables.figures("defect_rate", "downtime_hours"),
    "reports": Column("Shifts reported"),
}


def by_machine(report: Production) -> pd.DataFrame:
    """One row per machine, and how many of its expected shifts reported, in words."""
    return with_reports(report.machines.reset_index())


def with_reports(rows: pd.DataFrame) -> pd.DataFrame:
    """The same rows of machines, lines or areas, and how many of their expected shifts reported."""
    return rows.assign(reports=[f"{got} of {due}" for got, due in zip(rows["reported"], rows["expected"], strict=True)])


def machines(rows: pd.DataFrame) -> None:
    """The machines with their figures: a figure opens its receipt, a name the page of its machine."""
    st.caption("Choose a figure to see how it comes about, or a name to see what is wrong with the machine.")
    receipts.cells(rows, "Figures by machine", MACHINE_COLUMNS, "by_machine", _of_machine, _open)


def _of_machine(row: pd.Series, figure: str) -> FigureRef:
    return FigureRef(figure, machine=int(row["equipment_id"]))


def _open(row: pd.Series) -> None:
    components.open_machine(int(row["equipment_id"]))


BY_DAY, BY_STEP, BY_REASON = "efficiency", "losses", "pareto"
"""Keys of the charts whose points open receipts."""


def receipt_of_day() -> None:
    """Open the receipt of the day that was chosen in the chart of efficiency."""
    receipts.from_chart(BY_DAY, "efficiency_percentage")


def receipt_of_step() -> None:
    """Open the receipt of the step that was chosen in the chart of losses."""
    points = st.session_state[BY_STEP]["selection"]["points"]
    found = points[0].get("customdata") if points else None
    key = str(found[0] if isinstance(found, list) else found or "")
    if key:
        components.ask(step_ref(key))


def receipt_of_reason() -> None:
    """Open the receipt of the reason that was chosen in the chart of downtime."""
    points = st.session_state[BY_REASON]["selection"]["points"]
    reason = html.unescape(str(points[0]["y"])) if points else ""
    if reason:
        key = together(REASONS) if OTHERS.fullmatch(reason) else f"reason:{reason}"
        components.ask(FigureRef("lost_hours", key=key))


OTHERS = re.compile(r"[\d,]+ other reasons")


def open_chosen(event: object, machines: pd.DataFrame) -> None:
    """Go to the page of the machine whose bar somebody chose."""
    chosen = getattr(event, "selection", None)
    points = chosen.get("points") if chosen else None
    if points:
        components.open_machine(int(machines.index[machines["name"].map(plotly) == points[0]["y"]][0]))


def to_losses() -> None:
    """Lead to the page of the losses, keeping the choices in force."""
    if st.button("See what it cost, and what is behind it", type="tertiary", icon=":material/arrow_forward:"):
        st.switch_page(pages.entry_of("losses").script)
