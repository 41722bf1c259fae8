"""All machines, the worst first: found by a word, shown as cards or as a table."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from producflow.access.roles import Actor
from producflow.domain.alarms import PRIORITIES
from producflow.domain.thresholds import CRITICAL, NORMAL, RANK, UNKNOWN, WARNING
from producflow.reports import equipment
from producflow.reports.equipment import Machines
from producflow.reports.view import View
from producflow.ui import addressed, cached, components, context, kept, statuses, tables, text
from producflow.ui.equipment.zoom import ALERT
from producflow.ui.levels import with_levels
from producflow.ui.tables import Column
from producflow.ui.text import number

KEY = "machine"
"""URL parameter of the machine whose page is open."""

CARDS, TABLE = "Cards", "Table"
CARDS_AT_ONCE = 24
READINGS_ON_A_CARD = 4
NEVER = "No reading was ever received."

COLUMNS = {
    "name": Column("Machine"),
    "condition": Column("Condition", words=True, help="The worst status among its latest readings."),
    "status": Column("Reported as", words=True, help="What people entered for it."),
    "beyond": Column("Beyond limits", help="Latest readings beyond a limit, no older than the plant's settings say."),
    "health_score": Column.of("health_score", unit="0–100"),
    "active_alerts": Column.of("active_alerts"),
    "newest": Column("Newest reading"),
    "last_maintenance": Column("Last maintenance"),
    "type": Column("Type"),
    "location": Column("Location"),
    "readings": Column("Latest readings"),
}


def chosen(names: Mapping[int, str]) -> int | None:
    """Id of the machine that the URL names; one that is not there is said to be so."""
    wanted = st.query_params.get(KEY)
    if wanted is None:
        return None
    if wanted.isdecimal() and int(wanted) in names:
        return int(wanted)
    st.warning(
        f"There is no machine {text.plain(wanted[:40])}. It may have been removed, or the link is cut off; choose one "
        "below.",
        icon=":material/search_off:",
    )
    return None


def machines(view: View, actor: Actor) -> None:
    """Let a machine be found and opened."""
    every = cached.answer(equipment.conditions, context.now())
    if every.empty:
        components.empty("There is no machine yet.", "Upload a list of machines, or readings that name them.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input(
            "Search", placeholder="Name, type, location", icon=":material/search:", **addressed.words("search")
        )
        shown_as = st.segmented_control(
            "Show as", [CARDS, TABLE], default=CARDS, required=True, **addressed.bound("show", [CARDS, TABLE])
        )
    found = kept.made(_found, every, view.machines, words)
    if found.empty:
        components.empty("No machine fits.", "Try fewer letters, or choose all machines in the sidebar.")
        return
    st.markdown(kept.made(_summary, found))
    if shown_as == TABLE:
        _table(found, actor)
    else:
        _cards(found)


def _found(rows: pd.DataFrame, chosen: tuple[int, ...] | None, words: str) -> pd.DataFrame:
    if chosen is not None:
        rows = rows[rows["equipment_id"].isin(chosen)]
    for word in words.casefold().split():
        described = rows["name"].str.cat(rows[["type", "location", "plant", "area", "line"]], sep=" ", na_rep="")
        rows = rows[described.str.casefold().str.contains(word, regex=False)]
    # the worst first: by the readings, then by what is open
    ranked = rows.assign(
        rank=rows["condition"].map(RANK), gravest=rows["worst_priority"].map(PRIORITIES.index, na_action="ignore")
    )
    order = ["rank", "gravest", "active_alerts", "name"]
    return ranked.sort_values(order, ascending=[False, False, False, True], ignore_index=True)


def _summary(found: pd.DataFrame) -> str:
    counts = found["condition"].value_counts()
    parts = [
        statuses.badge(status, prefix=f"{counts[status]} ")
        for status in (CRITICAL, WARNING, NORMAL, UNKNOWN)
        if status in counts.index
    ]
    return f"By their latest readings: {' '.join(parts)}"


def _table(found: pd.DataFrame, actor: Actor) -> None:
    report = cached.answer(equipment.machines, context.now())
    rows = found.assign(
        newest=found["equipment_id"].map(report.machines.set_index("equipment_id")["newest"]),
        readings=[" · ".join(_readings(report, machine, markup=False)) for machine in found["equipment_id"]],
        beyond=[_beyond(report, machine) for machine in found["equipment_id"]],
    )
    columns = with_levels(COLUMNS, found, "location")
    state = tables.table(rows, "Machines", columns, key="machines_table", on_select="rerun")
    if state.selection.rows:
        open_machine(int(rows["equipment_id"].iloc[state.selection.rows[0]]))
        st.rerun()
    st.caption("Choose a row to open the machine.")
    tables.download(rows, "machines", actor, columns=columns)


def _cards(found: pd.DataFrame) -> None:
    at_once = tables.one_page(found, CARDS_AT_ONCE, "cards_page")
    # Only of those that are shown: a reading of another machine is no news here.
    report = cached.answer(equipment.of_machines, tuple(sorted(at_once["equipment_id"].tolist())), context.now())
    latest = kept.made(_latest, report)
    with st.grid(3, min_column_width=280, gap="small"):
        for equipment_id, name, status, footnote in kept.made(_told, at_once, context.zone()):
            with st.container(border=True, height="stretch"):
                # An undone import may have taken the machine away between the two answers.
                _card(equipment_id, name, status, latest.get(equipment_id, NEVER), footnote)


def _card(equipment_id: int, name: str, status: str, latest: str, footnote: str) -> None:
    st.button(
        name,
        key=f"open_{equipment_id}",
        icon=":material/arrow_forward:",
        type="tertiary",
        on_click=open_machine,
        args=(equipment_id,),
    )
    st.markdown(f"{status}\n\n{latest}")
    st.caption(footnote)


def _told(machines: pd.DataFrame, zone: str) -> list[tuple[int, str, str, str]]:
    """Of each machine its id and, in words, its name, how it is, and what stands at the foot of its card."""
    return [
        (
            int(machine["equipment_id"]),
            f"**{text.plain(machine['name'])}**",
            f"{statuses.badge(machine['condition'], 'Condition: ')} {statuses.badge(machine['status'], 'Reported: ')}",
            _footnote(machine, zone),
        )
        for machine in machines.to_dict("records")
    ]


def _latest(report: Machines) -> dict[int, str]:
    """The latest readings of each machine in words."""
    return {
        machine: "  \n".join(_readings(report, machine, markup=True)) or NEVER
        for machine in report.machines["equipment_id"].tolist()
    }


def _readings(report: Machines, equipment_id: int, *, markup: bool) -> list[str]:
    """The latest reading of each sensor in words, the worst first."""
    escape = text.plain if markup else str
    rows = report.told(equipment_id)
    lines = []
    for row in rows[:READINGS_ON_A_CARD]:
        words = escape(f"{text.sensor(row['sensor_type'])} {text.amount(row['value'], row['unit'])}")
        if row["too_old"]:
            words += f", {text.ago(row['age'])}"
        elif row["status_now"] != NORMAL:
            words += f" {statuses.badge(row['status_now'])}" if markup else f" {row['status_now']}"
        lines.append(words)
    more = len(rows) - READINGS_ON_A_CARD
    return [*lines, f"and {more} more"] if more > 0 else lines


def _beyond(report: Machines, equipment_id: int) -> str:
    return " · ".join(
        f"{text.sensor(row['sensor_type'])} {text.amount(row['value'], row['unit'])}"
        for row in report.told(equipment_id)
        if row["status_now"] in (CRITICAL, WARNING)
    )


def _footnote(machine: Mapping[Hashable, Any], zone: str) -> str:
    alerts = int(machine["active_alerts"])
    facts = [
        f"{alerts} unacknowledged {'alert' if alerts == 1 else 'alerts'}",
        f"health score {number(machine['health_score'])}",
        "no maintenance known"
        if pd.isna(machine["last_maintenance"])
        else f"maintained {text.local(machine['last_maintenance'], zone)}",
    ]
    return " · ".join(facts)


def open_machine(equipment_id: int) -> None:
    """Open a machine's page."""
    st.query_params[KEY] = str(equipment_id)


def close_machine() -> None:
    """Go back to all machines."""
    for name in (KEY, ALERT):
        st.query_params.pop(name, None)
