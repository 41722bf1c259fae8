"""Areas, lines and machines: chosen beside every page, and as columns; who has no areas and lines sees none of it."""

import pandas as pd
import streamlit as st

from producflow.reports.levels import AREA, LEVELS, LINE, MACHINES, PLANT, Register, labels
from producflow.reports.levels import in_words as places_in_words
from producflow.reports.plant import machine_names
from producflow.reports.view import Chosen, View
from producflow.ui import addressed, cached, components
from producflow.ui.tables import Column
from producflow.ui.text import plain

LABELS = {PLANT: "Plants", AREA: "Areas", LINE: "Lines"}


def chosen() -> Chosen:
    """Ask for areas, lines and machines, as far as the plant has any."""
    names = cached.answer(machine_names)
    said = {level: _level(level, names) for level in LEVELS}
    bound = addressed.note(  # since what is left out of the choice widens the view
        MACHINES,
        lambda name: name in names.values(),
        "There is no machine {} (any more); it may have been renamed. Choose machines anew.",
        whole=True,
    )
    listed = st.multiselect(
        "Machines",
        list(names),
        format_func=lambda key: names.get(key, "?"),
        placeholder="All machines",
        **bound,
    )
    return names.choose(said, listed)


def _level(level: str, names: Register) -> list[str]:
    known = names.known(level)
    bound = addressed.note(
        level,
        lambda name: name in known,
        f"There is no {level} {{}} (any more); it may have been renamed. Choose {LABELS[level].lower()} anew.",
        whole=True,
        watched=level if known else MACHINES,
    )
    return st.multiselect(LABELS[level], known, placeholder=f"All {LABELS[level].lower()}", **bound) if known else []


def require(chosen: Chosen) -> None:
    """Say so and show nothing where no machine belongs to all that was chosen: all of them would be another answer."""
    if chosen.machines == ():
        components.empty("No machine belongs to all that is chosen.", "Choose other areas, lines or machines.")
        st.stop()


def in_words(view: View) -> str:
    """Machines of a view in words: ``area Assembly · Line 1``, their names, or all machines."""
    names, said = cached.answer(machine_names), view.levels
    listed = view.machines if said is None else said.named
    named = plain(", ".join(names.get(key, "?") for key in listed or ()))
    if said is None:
        return "all machines" if view.machines is None else named
    return " · ".join(filter(None, [*map(plain, places_in_words(said.places)), named]))


def there_are() -> list[str]:
    """Levels that machines of the plant have, the widest first."""
    names = cached.answer(machine_names)
    return [level for level in LEVELS if names.known(level)]


def look_at(level: str, label: str) -> None:
    """Look at one area or line only, as lists call it; to be called from a callback, before the choices are drawn."""
    names = cached.answer(machine_names)
    machines = pd.DataFrame({each: pd.Series(names.of[each], index=list(names), dtype="str") for each in LEVELS})
    found = machines[labels(machines, level) == label].head(1).to_dict("records")
    if not found or pd.isna(found[0][level]):
        st.toast(f"These machines have no {level}; managers say where a machine belongs under Admin, Machines.")
        return
    for each in LEVELS[: LEVELS.index(level) + 1]:
        st.session_state[each] = [found[0][each]] if not pd.isna(found[0][each]) else []


def known(rows: pd.DataFrame) -> list[str]:
    """Levels that some of the machines have."""
    return [level for level in LEVELS if rows[level].notna().any()]


def with_levels(columns: dict[str, Column], rows: pd.DataFrame, after: str) -> dict[str, Column]:
    """The columns of a table of machines, with those of the levels that there are after another one."""
    found = {level: Column(level.capitalize()) for level in known(rows)}
    at = list(columns).index(after) + 1
    every = list(columns.items())
    return dict([*every[:at], *found.items(), *every[at:]])
