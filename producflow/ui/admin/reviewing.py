"""What other limits would change, before they are saved; and the changes that were made, with the way back."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from producflow.access.roles import Actor
from producflow.errors import ProducFlowError
from producflow.operations import thresholds
from producflow.reports import limit_changes
from producflow.reports.limit_changes import APPEARS, CHANGES, DISAPPEARS, STAYS, LimitChange
from producflow.ui import context, tables
from producflow.ui.admin import done
from producflow.ui.tables import Column
from producflow.ui.text import counted, local, plain

PLANT = "Whole plant"
WISH = "limit_wish"

ALERTS = {
    "change": Column("Alert", words=True),
    "title": Column("What it says"),
    "machine": Column("Machine"),
    "started_at": Column("From"),
    "ended_at": Column("Until"),
}
MADE = {
    "created_at": Column("When"),
    "sensor_type": Column("Sensor"),
    "applies_to": Column("Applies to"),
    "what": Column("What changed"),
    "by": Column("By"),
    "state": Column("State"),
}


@dataclass(frozen=True)
class Wish:
    """Limits that somebody wants: what is to be different (`given`), or (None) the row that is to be removed."""

    sensor: str
    machine: int | None
    given: dict[str, float | None] | None
    row: int | None = None


def ask(wish: Wish) -> None:
    """Remember what somebody wants, to be shown by :func:`shown`."""
    st.session_state[WISH] = wish


def shown(actor: Actor, sensor: str, machine: int | None) -> None:
    """Show what the wish for these limits would change, and let it be saved or dropped."""
    wish: Wish | None = st.session_state.get(WISH)
    if wish is None or (wish.sensor, wish.machine) != (sensor, machine):
        return
    try:
        found = thresholds.rehearse(context.store(), actor, sensor_type=sensor, equipment_id=machine, given=wish.given)
    except ProducFlowError as error:
        st.error(plain(error), icon=":material/error:")
        return
    with st.container(border=True, key="limit_review"):
        st.markdown("**What would change**")
        nothing = found.limits.empty and found.own and wish.given is not None
        if nothing:
            st.markdown("Nothing: these limits are in force already.")
        else:
            _values(found)
            _alerts(found, actor)
        with st.container(horizontal=True):
            label = "Remove limits" if wish.given is None else "Save limits"
            if not nothing and st.button(label, type="primary", icon=":material/save:"):
                done(lambda: _do(actor, wish), _done(wish))
            st.button("Leave them as they are", on_click=_drop)


def _drop() -> None:
    st.session_state.pop(WISH, None)


def _do(actor: Actor, wish: Wish) -> None:
    if wish.given is None:
        assert wish.row is not None  # noqa: S101 - only limits that are there can be removed
        thresholds.remove(context.store(), actor, wish.row)
    else:
        thresholds.set(context.store(), actor, sensor_type=wish.sensor, equipment_id=wish.machine, **wish.given)
    _drop()


def _done(wish: Wish) -> str:
    if wish.given is not None:
        return f"The limits of {wish.sensor} are saved; below, the change can be undone."
    left = "nothing is checked without others" if wish.machine is None else "the plant's limits apply again"
    return f"The limits of {wish.sensor} are removed; {left}. Below, that can be undone."


def _values(found: LimitChange) -> None:
    if found.limits.empty:
        st.markdown("No limit: the machine gets the plant's as its own.")
    for row in found.limits.to_dict("records"):
        before, after = limit_changes.shown(row["before"]), limit_changes.shown(row["after"])
        gone = ", no longer checked" if pd.isna(row["after"]) else ""
        st.markdown(f"- {limit_changes.NAMES[row['name']].capitalize()}: {before} → **{after}**{gone}")


def _alerts(found: LimitChange, actor: Actor) -> None:
    if found.first is None:
        st.markdown("No reading of this sensor is known, so no alert appears or disappears.")
        return
    where = counted(found.machines, "machine", "machines")
    st.markdown(
        f"Of the alerts from readings since {local(found.first, context.zone())} ({where}), "
        f"**{found.count(APPEARS)}** would appear, **{found.count(DISAPPEARS)}** disappear, "
        f"**{found.count(CHANGES)}** change their limit or times, and {found.count(STAYS)} stay. "
        "Those that people resolved stay as they are."
    )
    rows = found.alerts[found.alerts["change"] != STAYS]
    if rows.empty:
        return
    tables.table(
        rows,
        "Alerts that would appear, disappear or change",
        ALERTS,
        at_once=tables.SOME,
    )
    tables.download(rows, "alerts_under_other_limits", actor, columns=ALERTS)


def made(actor: Actor) -> None:
    """List the changes of limits, the newest first; the chosen one, or else the newest, can be undone."""
    rows = limit_changes.changes(context.store())
    if rows.empty:
        return
    st.markdown("**Changes of limits**")
    state = [_state(row) for row in rows.to_dict("records")]
    rows = rows.assign(applies_to=rows["machine"].fillna(PLANT), by=rows["person"].fillna("a program"), state=state)
    # A change forgets the chosen row: the next one takes its place, and a second press would be meant for the first.
    table = tables.table(
        rows,
        "Changes of limits, the newest first",
        MADE,
        key=f"limit_changes_{rows['id'].iloc[0]}_{rows['undone_at'].notna().sum()}",
        on_select="rerun",
        at_once=tables.SOME,
    )
    chosen = table.selection.rows[0] if table.selection.rows else 0
    _one(rows.iloc[chosen].to_dict(), actor, newest=not table.selection.rows)
    tables.download(rows, "limit_changes", actor, columns=MADE)


def _state(row: dict[Any, Any]) -> str:
    if not pd.isna(row["undone_at"]):
        return f"undone by {'a program' if pd.isna(row['undone_by']) else row['undone_by']}"
    return "in force" if row["open"] else "changed again since"


def _one(row: dict[Any, Any], actor: Actor, *, newest: bool) -> None:
    what = f"{plain(row['sensor_type'])}, {plain(row['applies_to'])}"
    with st.container(border=True, key="limit_change"):
        st.markdown(f"{'The newest: ' if newest else ''}**{what}** by {plain(row['by'])}, {plain(row['state'])}.")
        st.caption(plain(row["what"]))
        if not row["open"]:
            if pd.isna(row["undone_at"]):
                st.caption("To undo it, undo what changed the same limits after it first.")
            return
        if st.button("Undo this change", icon=":material/undo:", key=f"undo_limits_{row['id']}"):
            done(
                lambda: thresholds.undo(context.store(), actor, int(row["id"])),
                f"The change of the limits of {row['sensor_type']} is undone; what was in force before is again.",
            )
