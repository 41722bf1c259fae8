"""Where a row is from: its import, the line of the file, who brought it, and what happened to it since."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast

import pandas as pd
import streamlit as st

from producflow.errors import NotFound
from producflow.imports.kinds import KINDS
from producflow.reports import provenance
from producflow.reports.plant import machine_names
from producflow.reports.provenance import OURS, BatchRow, Provenance, Source
from producflow.ui import addressed, cached, components, context, filters, tables
from producflow.ui.tables import Column
from producflow.ui.text import local, plain
from producflow.ui.uploads import fields, kind_label

ROW = "row"
"""Of the address: table and number of the row that is looked at, such as ``production_records-17``."""
MOST = 200
HIDDEN = OURS | {"id", "created_at", "updated_at"}
LABELS = {"equipment": "Machine", "id": "Row", "line": "Line", "source_line": "Line", "batch_id": "Import"}


def show() -> None:
    """Find a row by kind, machine and day, and tell where it is from."""
    st.subheader("Find a row")
    tables = [table for table in KINDS if table in cached.answer(provenance.tables)]
    names = cached.answer(machine_names)
    today = context.production_day()
    with st.grid(4, min_column_width=200, gap="small"):
        table = st.selectbox(
            "Kind of rows",
            tables,
            index=tables.index("production_records"),
            format_func=kind_label,
            **addressed.bound("kind", tables, kind_label),
        )
        machine = st.selectbox(
            "Machine", [None, *names], format_func=lambda key: names.get(key, "All machines"), key="row_machine"
        )
        first_day = filters.day("First day", today - timedelta(days=30), today, "row_from")
        last_day = filters.day("Last day", today, today, "row_to")
    days = min(first_day, last_day), max(first_day, last_day)
    found = cached.answer(provenance.find, table, KINDS[table].clock, machine, *days, MOST)
    if not found:
        components.empty("No such row is stored.", "Choose other days or another machine.")
    else:
        at = _list(table, found)
        if at is not None:
            st.query_params[ROW] = f"{table}-{found[at]['id']}"
    wanted = _wanted()
    if wanted is not None:
        card(*wanted)


def _wanted() -> tuple[str, int] | None:
    """The row that the address names, if it names one."""
    table, _, number = (st.query_params.get(ROW) or "").rpartition("-")
    return (table, int(number)) if table and number.isdigit() else None


def _list(table: str, found: list[dict[str, Any]]) -> int | None:
    """The rows, newest first; tells which one was chosen."""
    frame, columns = _framed(found, ("batch_id", "source_line"))
    if len(found) == MOST:
        st.caption(f"The newest {MOST}; choose fewer days or one machine to see others.")
    chosen = tables.table(frame, f"{kind_label(table)} that were found", columns, key="row_list", on_select="rerun")
    rows = cast("list[int]", chosen["selection"]["rows"])
    if not rows:
        st.caption("Choose a row to see where it is from.")
    return rows[0] if rows else None


def _framed(rows: Sequence[dict[str, Any]], extra: Sequence[str]) -> tuple[pd.DataFrame, dict[str, Column]]:
    """Rows of ours as a table, the fields in our order under their labels."""
    frame = _with_times(pd.DataFrame(list(rows)))
    labels = {field.name: field.label for kind in KINDS.values() for field in kind.fields} | LABELS
    own = [str(name) for name in frame.columns if name not in HIDDEN and name not in extra and name != "equipment"]
    names = [*extra, *(["equipment"] if "equipment" in frame.columns else []), *own]
    filled = [name for name in names if name in extra or frame[name].notna().any()]
    shown = {
        name: Column(
            labels.get(name, name.replace("_", " ").capitalize()),
            digits=0 if name in extra else tables.digits(frame[name]),
        )
        for name in filled
    }
    return frame, shown


def _with_times(frame: pd.DataFrame) -> pd.DataFrame:
    """Days and instants of rows as tables show them."""
    found = {}
    for name in frame.columns:
        first = next((value for value in frame[name] if value is not None and not pd.isna(value)), None)
        if isinstance(first, date):  # an instant is one too
            found[name] = (
                pd.to_datetime(frame[name], utc=True) if isinstance(first, datetime) else (pd.to_datetime(frame[name]))
            )
    return frame.assign(**found)


def batch_rows(rows: Sequence[BatchRow]) -> tuple[pd.DataFrame, dict[str, Column]]:
    """Rows of an import as a table: line, what became of it, and the row as it is now."""
    told = [
        {
            "line": row.line,
            "became": row.action if row.overwritten_by is None else f"{row.action}, then import {row.overwritten_by}",
            **({} if row.row is None else row.row),
            "state": "not stored any more" if row.row is None else "",
        }
        for row in rows
    ]
    frame, columns = _framed(told, ("line", "became"))
    columns["became"] = Column("Became")
    if frame["state"].eq("").all():
        columns.pop("state", None)
    return frame, columns


def card(table: str, row_id: int) -> None:
    """Where a row is from, and what happened to it."""
    try:
        found = cached.answer(provenance.of_row, table, row_id)
    except NotFound as error:
        components.empty(plain(error), "It may have been taken back with its import.")
        return
    with st.container(border=True):
        st.markdown(f"**{kind_label(table)}, row {row_id}: {plain(_name(found))}**")
        if found.source is None:
            st.markdown(":material/person: Entered by a person or a program, not by an import.")
        else:
            _source(found.source)
        for witness in found.witnesses:
            st.caption(plain(f"Line {witness.line} of import {witness.batch_id} ({witness.file_name}) says the same."))
        for origin, number in found.derived_from:
            st.caption(plain(f"It follows from row {number} of {kind_label(origin)}."))
        if found.history:
            _history(found)


def _name(found: Provenance) -> str:
    """What a person calls the row: machine, day or time, and what else is in its key."""
    kind = KINDS.get(found.table)
    parts = [found.row.get(name) for name in (kind.key if kind else ("equipment",))]
    zone = context.zone()
    return ", ".join(local(part, zone) if hasattr(part, "astimezone") else str(part) for part in parts if part)


def _source(source: Source) -> None:
    line = f"Line {source.line:,} of " if source.line is not None else ""
    undone = ", which was undone; the row stayed because something else refers to it" if source.undone_at else ""
    by = f", read by the profile “{source.profile}”" if source.profile else ""
    st.markdown(
        f":material/description: {line}**{plain(source.file_name)}**, import {source.batch_id} by "
        f"{plain(source.user)} on {local(source.created_at, context.zone())}{plain(by)}{undone}."
    )
    kind = KINDS.get(source.kind)
    labels = {field.name: field.label for field in kind.fields} if kind else {}
    columns = [f"{labels.get(name, name)} ← “{column}”" for name, column in source.columns.items()]
    columns += [f"{labels.get(name, name)}: “{text}” in every row" for name, text in source.constants.items()]
    if columns:
        st.caption(fields.listed(columns))


def _history(found: Provenance) -> None:
    rows = [
        {
            "at": step.at,
            "who": step.who,
            "what": f"import {step.batch_id}, line {step.line}" if step.batch_id is not None else step.action,
            "changes": step.changes,
        }
        for step in found.history
    ]
    frame = pd.DataFrame(rows)
    tables.table(
        frame.assign(at=pd.to_datetime(frame["at"], utc=True)),
        "What happened to the row, oldest first",
        {"at": Column("When"), "who": Column("Who"), "what": Column("By"), "changes": Column("What changed")},
    )
