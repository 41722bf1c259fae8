"""The strip of machines: state, one cause and minutes of each, those that need attention first."""

import streamlit as st

from producflow import pages
from producflow.reports.now import CRITICAL, RUNNING, STOPPED, WARNING, Now, Standing
from producflow.reports.sentences import lasted, lines
from producflow.ui import context, statuses
from producflow.ui.text import counted, plain

ALL_OF = 8
"""So many machines have a tile each; of more, only the gravest have."""
GRAVEST = 4
"""Tiles of a plant that has more machines."""
ROW = 102
"""Height of a tile, known before it is drawn, so that nothing jumps. [px]"""
EDGES = {CRITICAL: "critical", STOPPED: "warning", WARNING: "warning"}
"""Colour of a tile's edge by the state of its machine; ``web/style.css`` knows them."""


def show(now: Now) -> None:
    """Show the machines; of none, the title says so."""
    if not now.machines:
        return
    few = len(now.machines) <= ALL_OF
    with st.grid(5, min_column_width=150, gap="xsmall", row_height=ROW):
        for machine in now.machines if few else now.wanting[:GRAVEST]:
            _tile(machine, now)
        if not few:
            _others(now)


def _tile(machine: Standing, now: Now) -> None:
    """One machine; its link covers the tile, and leads to its charts around what is wrong."""
    edge = EDGES.get(machine.state, "quiet")
    icon, colour = statuses.LABELS[machine.state]
    with st.container(border=True, key=f"tile-{edge}-{machine.equipment_id}", gap=None, height="stretch"):
        if context.reader() is not None:  # on paper a link leaves no trace
            st.markdown(f"**{plain(machine.name)}**")
        else:
            alert = {} if machine.alert_id is None else {"alert": str(machine.alert_id)}
            st.page_link(
                pages.entry_of(pages.OF_A_MACHINE).script,
                label=f"**{plain(machine.name)}**",
                icon=icon,
                query_params={"machine": str(machine.equipment_id), **alert},
            )
        badge = f":{colour}-badge[{statuses.word(machine.state)} {lasted(machine.since, now.at)}".rstrip() + "]"
        told = (f":small[{plain(line)}]" for line in lines(machine) if line)
        st.markdown("  \n".join([badge, *told]))


def _others(now: Now) -> None:
    """One tile for all the rest: how many more need attention, and how many run."""
    more = len(now.wanting) - min(len(now.wanting), GRAVEST)
    running = sum(machine.state == RUNNING for machine in now.machines)
    said = counted(more, "more needs attention", "more need attention") if more else "All other machines"
    with st.container(border=True, key="tile-quiet-rest", gap=None, height="stretch"):
        if context.reader() is not None:
            st.markdown(f"**{said}**")
        else:
            script = pages.entry_of(pages.OF_A_MACHINE).script
            st.page_link(script, label=f"**{said}**", icon=":material/more_horiz:")
        st.markdown(
            f":gray-badge[{statuses.word(RUNNING)} {running:,}]  \n:small[See all {len(now.machines):,} machines]"
        )
