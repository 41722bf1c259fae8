"""The first question about a file: are the machines that the plant does not know to be created, and what are they?"""

from typing import Any

import pandas as pd
import streamlit as st

from producflow.store.importing.target import NewMachine
from producflow.ui import components
from producflow.ui.text import plain
from producflow.ui.uploads import Upload

NAMED = 3
MOST = 200
"""Machines whose type and capacity can be said; of more, a file of machines is sooner written."""


def ask(upload: Upload) -> None:
    """Ask whether unknown machines are created, with type and capacity; what was said is kept with the file."""
    names = upload.unknown
    if not names:
        return
    with components.card(f":material/precision_manufacturing: Create {_listed(names)}?"):
        one = len(names) == 1
        what, whose, them = ("This machine is", "Its", "it") if one else ("These machines are", "Their", "them")
        st.caption(f"{what} not known yet. {whose} rows are rejected unless you create {them}, or map another column.")
        key = f"{upload.token}_machines"
        if key not in st.session_state or upload.machines_shown is None:  # as it was when the page was left
            upload.machines_shown = _frame(names[:MOST], upload.machines)
        edited = st.data_editor(
            upload.machines_shown,
            hide_index=True,
            disabled=["name"],
            column_config={
                "name": "Machine",
                "type": st.column_config.TextColumn("Type (optional)", max_chars=200),
                "capacity": st.column_config.NumberColumn(
                    "Capacity (optional)", min_value=0.01, help="Good units that a shift of 480 minutes can make."
                ),
            },
            key=key,
            placeholder="",
        )
        rows: list[dict[Any, Any]] = edited.to_dict("records")
        upload.machines = {
            str(row["name"]): NewMachine(kind, capacity)
            for row in rows
            if ((kind := _text(row["type"])), (capacity := _number(row["capacity"]))) != (None, None)
        }
        upload.create = st.checkbox(
            "Create machines that are not known yet", value=upload.create, key=f"{upload.token}_create"
        )


def _frame(names: tuple[str, ...], known: dict[str, NewMachine]) -> pd.DataFrame:
    machines = [known.get(name, NewMachine()) for name in names]
    return pd.DataFrame(
        {
            "name": list(names),
            "type": pd.Series([each.type for each in machines], dtype="str"),
            "capacity": pd.Series([each.capacity for each in machines], dtype="float64"),
        }
    )


def _text(value: Any) -> str | None:
    return None if pd.isna(value) else str(value).strip() or None


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _listed(names: tuple[str, ...]) -> str:
    """The first names, in a sentence."""
    if len(names) > NAMED:
        return plain(f"{', '.join(names[:NAMED])} and {len(names) - NAMED:,} more machines")
    *first, last = names
    return plain(f"{', '.join(first)} and {last}" if first else last)
