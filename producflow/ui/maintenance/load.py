"""Can a person follow the alarms: the load by the measures of ISA-18.2, what to do about it, and what makes it."""

import pandas as pd
import streamlit as st

from producflow.access.roles import Actor
from producflow.domain.alarm_load import TOP
from producflow.domain.alarms import PRIORITIES
from producflow.domain.metrics import METRICS
from producflow.reports.alarm_load import BEYOND, MOST_LISTED, WITHIN, AlarmLoad, Measure, alarm_load
from producflow.reports.view import View
from producflow.ui import cached, components, context, kept, tables
from producflow.ui.charts import alarm_load as charts
from producflow.ui.maintenance.figures import period
from producflow.ui.tables import Column
from producflow.ui.text import counted, local, number, plain

SIGNS = {WITHIN: ":green[**✓ acceptable**]", BEYOND: ":red[**✗ too much**]", None: "**not judged**"}
SOURCES = {
    "title": Column("Alarm", help="As its newest one is called; the same machine, sensor and kind of limit are one."),
    "machine": Column("Machine"),
    "alarms": Column.of("alarms"),
    "share": Column("Share of all", "%", 1),
    "chattering": Column("In a chatter", help="Alarms that came three times or more within a minute."),
    "newest": Column("Newest"),
}
FLOODS = {
    "first_at": Column("From"),
    "ended_at": Column("Until"),
    "alarms": Column.of("alarms"),
    "most": Column("Most in 10 minutes"),
}
MEASURES = {
    "figure": Column("Figure"),
    "value": Column("Value", digits=2),
    "aim": Column("Acceptable"),
    "verdict": Column("Verdict"),
    "advice": Column("What to do"),
}


def show(view: View, actor: Actor) -> None:
    """Show the alarm load of a view: its figures, each with what to do, the days, the most frequent alarms, floods."""
    st.subheader("Alarm load: can people follow the alarms?")
    load = cached.answer(alarm_load, view, context.now().replace(minute=0))
    st.caption(_of_what(load))
    with st.grid(4, min_column_width=230, gap="small"):
        for measure in load.measures:
            _card(load, measure)
    tables.download(kept.made(_measures, load), "alarm_load", actor, label="Download these figures as CSV")
    left, right = st.columns(2, gap="medium")
    with left, components.card("Alarms of each day, by priority"):
        _days(view, load)
    with right, components.card("The most frequent alarms: choose one to see its newest"):
        _sources(load, actor)
    if not load.floods.empty:
        st.markdown(f"**{counted(len(load.floods), 'alarm flood', 'alarm floods')}**")
        tables.table(load.floods, "Times in which too many alarms came", FLOODS, at_once=tables.SOME)
        tables.download(load.floods, "alarm_floods", actor, columns=FLOODS)


def _of_what(load: AlarmLoad) -> str:
    many = counted(len(load.alarms), "alarm", "alarms")
    people = counted(load.plant.alarm_operators, "operator", "operators")
    hours = number(load.inputs["watched_hours"], 1, "h")
    return (
        f"{many} of {period(load.view)} up to {local(load.until, context.zone())}; {people} at a time, {hours} of "
        f"planned shifts in which readings came in.{_quiet(load)} Measures and what is acceptable are those of "
        "ISA-18.2 and EEMUA 191."
    )


def _quiet(load: AlarmLoad) -> str:
    """Say how many count for nothing, since nobody was to notice them."""
    if load.quiet.empty:
        return ""
    many = counted(len(load.quiet), "alarm", "alarms")
    return f" {many} more came while shelved, or while their machine stood, and nobody had to notice them."


def _card(load: AlarmLoad, measure: Measure) -> None:
    said = f"{SIGNS[measure.verdict]} · {measure.aim}  \n{plain(measure.advice)}"
    components.figure(
        measure.name, measure.value, note=kept.made(_notes, load)[measure.name], below=said, why_not="No data"
    )


def _notes(load: AlarmLoad) -> dict[str, str]:
    """What each figure rests on."""
    many, shares = len(load.alarms), load.shares
    day = load.days[list(PRIORITIES)].sum(axis="columns")
    return {
        "alarms_per_hour": f"{load.inputs['alarms_watched']:,.0f} in {number(load.inputs['watched_hours'], 0, 'h')}",
        "alarms_per_day": f"busiest day {day.max():,}, all operators",
        "alarm_peak": f"{load.inputs['alarms_at_once']:,.0f} for all operators",
        "alarm_floods": f"of {many:,} alarms {load.floods['alarms'].sum():,} in floods",
        "top_alarms_percentage": f"of {counted(len(load.sources), 'kind', 'kinds')}",
        "chattering_alarms": f"of {many:,} alarms {load.alarms['chatters'].sum():,} in a chatter",
        "stale_alarms": f"{len(load.stale):,} now",
        "urgent_alarms_percentage": f"{shares['low']:.0f} % low, {shares['medium']:.0f} % medium" if many else "",
    }


def _measures(load: AlarmLoad) -> pd.DataFrame:
    rows = [
        (METRICS[each.name].heading, each.value, each.aim, each.verdict or "not judged", each.advice)
        for each in load.measures
    ]
    return pd.DataFrame(rows, columns=list(MEASURES))


def _days(view: View, load: AlarmLoad) -> None:
    if load.alarms.empty:
        components.empty("No alarm came in this period.")
        return
    drawn = cached.figure(charts.by_day, alarm_load, view, context.now().replace(minute=0))
    components.chart(drawn, "alarm_days", "Alarms of each production day by priority")


def _listed(load: AlarmLoad) -> pd.DataFrame:
    return load.sources.head(MOST_LISTED)


def _sources(load: AlarmLoad, actor: Actor) -> None:
    rows = kept.made(_listed, load)
    if rows.empty:
        components.empty("No alarm came in this period.")
        return
    state = tables.table(
        rows, "The most frequent alarms", SOURCES, key="alarm_sources", on_select="rerun", at_once=tables.SOME
    )
    if state.selection.rows and state.selection.rows[0] < len(rows):
        chosen = rows.iloc[state.selection.rows[0]]
        components.machine_link(int(chosen["equipment_id"]), chosen["machine"], "alarm_source", int(chosen["alert"]))
    if len(load.sources) > MOST_LISTED:
        st.caption(f"The first {MOST_LISTED} of {len(load.sources):,}; the first {TOP} count as the most frequent.")
    tables.download(load.sources, "most_frequent_alarms", actor, columns=SOURCES)
