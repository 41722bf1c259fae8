"""Goals: what figures should come to, for the plant, a type, a machine or a shift, from a day on."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from producflow.access.roles import Actor
from producflow.domain import targets as domain
from producflow.domain.metrics import ADDED_UP, METRICS, TARGETED
from producflow.domain.patterns import spoken
from producflow.operations import targets
from producflow.reports import targets as reports
from producflow.reports.periods import production_day
from producflow.reports.plant import machine_names
from producflow.reports.spelling import number
from producflow.store.queries import targets as queries
from producflow.ui import cached, components, context, tables
from producflow.ui.admin import done
from producflow.ui.tables import Column
from producflow.ui.text import DAY

COLUMNS = {
    "label": Column("Figure"),
    "applies_to": Column("Applies to"),
    "of_shift": Column("Shift"),
    "goal": Column("Goal", right=True),
    "valid_from": Column("From", help="Production day from which it holds, until a later one does."),
    "state": Column("State"),
    "set_by": Column("Set by"),
}


def listed(actor: Actor) -> dict[str, Any] | None:
    """Show all goals that were ever set, and return the chosen one."""
    rows = cached.answer_now(reports.everything, production_day(context.plant(), context.now()))
    if rows.empty:
        components.empty("No goal is set, so no figure is good or bad by itself.", "Set the first one below.")
        return None
    shown = rows.assign(
        label=[METRICS[name].label for name in rows["metric"]],
        applies_to=[_applies_to(domain.of_target(row)) for row in rows.to_dict("records")],
        of_shift=[spoken(shift) if isinstance(shift, str) else "All" for shift in rows["shift"]],
        goal=[_goal(row) for row in rows.to_dict("records")],
        valid_from=pd.to_datetime(rows["valid_from"]),
        state=[_state(row) for row in rows.to_dict("records")],
        set_by=rows["set_by"].fillna("a program"),
    )
    st.caption(
        "The nearest goal counts: of the machine, then of its line, its area, its type, and of the plant. Choose one "
        "to change it."
    )
    state = tables.table(shown, "Goals", COLUMNS, key="goals", on_select="rerun")
    tables.download(shown, "goals", actor, columns=COLUMNS)
    chosen = state.selection.rows
    return {str(name): value for name, value in rows.iloc[chosen[0]].items()} if chosen else None


def _applies_to(place: domain.Place) -> str:
    told = reports.called(place, cached.answer_now(machine_names))
    return told if place.scope is domain.Scope.MACHINE else told[:1].upper() + told[1:]


def _goal(row: dict[Any, Any]) -> str:
    metric = METRICS[row["metric"]]
    if pd.isna(row["value"]):
        return "none from then on"
    each = "" if row["metric"] not in ADDED_UP else " a shift" if pd.notna(row["shift"]) else " a day"
    return number(row["value"], metric.digits, metric.unit) + each


def _state(row: dict[Any, Any]) -> str:
    if not row["machines"]:
        return "No machine there"
    return "Holds" if row["holds"] else "Not yet" if row["ahead"] else "Ended" if pd.isna(row["value"]) else "Past"


def change(actor: Actor, chosen: dict[str, Any] | None) -> None:
    """Let the chosen goal be changed or taken back, or another be set."""
    machines = context.live().read(queries.machines)
    key, now = _now(chosen)
    places = {domain.PLANT: _applies_to(domain.PLANT)}
    for scope in domain.Scope:
        found = {domain.Place.of(scope, row) for row in machines.values()}
        called = {place: _applies_to(place) for place in found if place is not None}
        places |= dict(sorted(called.items(), key=lambda each: each[1].casefold()))
    places.setdefault(now["place"], _applies_to(now["place"]))  # of what is not called so any more
    shifts = [None, *context.plant().schedule.names]
    st.markdown("**Change this goal, or set another from a later day**" if chosen else "**Set a goal**")
    with st.form(f"goal_{key}"):
        left, middle, right = st.columns(3)
        metric = left.selectbox(
            "Figure",
            TARGETED,
            TARGETED.index(now["metric"]),
            format_func=lambda name: METRICS[name].heading.removesuffix(" []"),
            key=f"goal_metric_{key}",
        )
        place = middle.selectbox(
            "Applies to",
            list(places),
            list(places).index(now["place"]),
            format_func=places.__getitem__,
            key=f"goal_place_{key}",
        )
        shift = right.selectbox(
            "Shift",
            shifts,
            shifts.index(now["shift"]) if now["shift"] in shifts else 0,
            format_func=lambda name: spoken(name) if name else "All",
            key=f"goal_shift_{key}",
        )
        value = left.number_input(
            "Goal",
            min_value=0.0,
            value=now["value"],
            key=f"goal_value_{key}",
            help="In the unit of the figure. Output, defects and downtime: of a day, or of the chosen shift. Empty: "
            "from that day on there is no goal here, and that of a wider part of the plant holds.",
        )
        since = middle.date_input("From production day", now["valid_from"], format=DAY, key=f"goal_from_{key}")
        if st.form_submit_button("Save goal", type="primary", icon=":material/save:"):
            whose: dict[str, Any] = dict(zip(domain.NAMED_BY[place.scope], place.key, strict=True))
            save = partial(targets.set, context.live(), actor, metric=metric, value=value, valid_from=since)
            told = f"The goal of {METRICS[metric].in_sentence} is saved: {places[place]}, from {since:%-d %b %Y}."
            done(lambda: save(shift=shift, **whose), told)
    if chosen and st.button("Take this goal back", icon=":material/undo:", key=f"goal_remove_{key}"):
        told = f"The goal of {METRICS[chosen['metric']].in_sentence} from {now['valid_from']:%-d %b %Y} is taken back"
        told += f"; it was {_goal(chosen)}. Set it again below if that was a mistake."
        done(lambda: targets.remove(context.live(), actor, int(chosen["id"])), told)


def _now(chosen: dict[str, Any] | None) -> tuple[str, dict[str, Any]]:
    """What the form begins with, and a key of its own for that."""
    if chosen is None:
        today = production_day(context.plant(), context.now())
        return "new", {"metric": "oee", "place": domain.PLANT, "shift": None, "value": None, "valid_from": today}
    return f"{chosen['id']}_{chosen['updated_at']}", {
        "metric": chosen["metric"],
        "place": domain.of_target(chosen),
        "shift": None if pd.isna(chosen["shift"]) else chosen["shift"],
        "value": None if pd.isna(chosen["value"]) else float(chosen["value"]),
        "valid_from": pd.Timestamp(chosen["valid_from"]).date(),
    }
