"""Columns of one sensor or machine each: a form of their own, since there may be hundreds."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from producflow.errors import InvalidInput
from producflow.imports.columns.mapping import Mapping, checked
from producflow.ui.text import plain


def ask(mapping: Mapping, others: Sequence[str], key: str) -> Mapping:
    """Show which columns are of one sensor or machine each, and let names, units and the choice be changed."""
    of_sensors = mapping.of_kind.cell == "value"
    columns = [*mapping.spread, *others]
    names, units = ([known.get(column, "") for column in columns] for known in (mapping.spread, mapping.units))
    shown = pd.DataFrame({"column": columns, "name": names, "unit": units}, dtype="str")
    what = "Sensor" if of_sensors else "Machine"
    st.markdown(f"Columns of one {what.lower()} each")
    edited = st.data_editor(
        shown,
        hide_index=True,
        disabled=["column"],
        column_order=["column", "name", "unit"] if of_sensors else ["column", "name"],
        column_config={
            "column": "Column of the file",
            "name": st.column_config.TextColumn(what, help="Empty: the column is left out."),
            "unit": st.column_config.TextColumn("Unit in the file", help="Empty: ours, or none."),
        },
        key=f"{key}_spread_{len(mapping.spread)}",
        placeholder="",
    )
    changed = mapping
    for row in edited.fillna("").to_dict("records"):
        name, unit = str(row["name"]).strip(), str(row["unit"]).strip()
        if name != mapping.spread.get(row["column"], ""):
            changed = changed.with_spread(row["column"], name or None)
        if name and unit != mapping.units.get(row["column"], ""):
            changed = changed.with_unit(row["column"], unit or None)
    try:
        return checked(changed)
    except InvalidInput as wrong:
        st.error(plain(str(wrong)), icon=":material/error:")
        return mapping
