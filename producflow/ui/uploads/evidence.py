"""What an outcome rests on: the file's first rows, figures before and after, changed, rejected and repeated rows."""

from typing import Any

import pandas as pd
import streamlit as st

from producflow import imports
from producflow.domain.metrics import METRICS
from producflow.ui import components, context, tables
from producflow.ui.tables import Column
from producflow.ui.text import number, plain
from producflow.ui.uploads import Upload

KPIS = ("total_output", "efficiency_percentage", "defect_rate", "downtime_hours", "oee")
BECOMES = {"add": "new", "update": "changed", "unchanged": "unchanged"}
STORED, AS_IS = "As they will be stored", "As they stand in the file"


def preview(upload: Upload, rehearsal: imports.Rehearsal | None, first: pd.DataFrame) -> None:
    """Show the first rows: as they will be stored once that is known, or as they stand in the file."""
    views = [STORED, AS_IS] if rehearsal is not None and not rehearsal.sample.empty else [AS_IS]
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown("**The first rows**", width="content")
            view = st.segmented_control(
                "The first rows", views, default=views[0], required=True, key=f"{upload.token}_view_{len(views)}",
                label_visibility="collapsed",
            )  # fmt: skip
        if view == STORED and rehearsal is not None:
            _stored(rehearsal)
        else:
            _as_is(upload, first)


def _as_is(upload: Upload, first: pd.DataFrame) -> None:
    mapping = upload.known.mapping
    becomes = {column: mapping.of_kind.field(name).label for name, column in mapping.columns.items()}
    shown = {"line": Column("Line", help="In the file; the first line is 1.")}
    for column in upload.known.staged.columns:
        target = becomes.get(column)
        shown[column] = Column(f"{column} → {target}" if target else column, help=None if target else "Left out.")
    tables.table(first, "The first rows as they stand in the file", shown)
    if upload.known.staged.ragged_rows:
        st.caption(
            f"{upload.known.staged.ragged_rows:,} rows have more or fewer cells than the header; they are rejected."
        )


def _stored(rehearsal: imports.Rehearsal) -> None:
    labels = {field.name: field.label for field in rehearsal.mapping.of_kind.fields}
    sample = rehearsal.sample.assign(action=rehearsal.sample["action"].map(BECOMES))
    shown = {
        str(name): Column(
            labels.get(str(name), str(name).replace("_", " ").capitalize()), digits=tables.digits(sample[name])
        )
        for name in sample.columns
    }
    shown["action"] = Column("Becomes")
    tables.table(sample, "The first rows as they will be stored", shown)


def decisive(upload: Upload, rehearsal: imports.Rehearsal | None) -> None:
    """Show beside the button what decides whether to press it: figures before and after, what is rejected and why."""
    if rehearsal is not None:
        _kpis(rehearsal)
        _rejects(upload, rehearsal)


def show(rehearsal: imports.Rehearsal | None) -> None:
    """Show what changes in stored rows, and what repeats an earlier row."""
    if rehearsal is None:
        return
    _changes(rehearsal)
    _duplicates(rehearsal)


def _kpis(rehearsal: imports.Rehearsal) -> None:
    kpis = rehearsal.kpis
    if kpis is None:
        return
    with components.card(f"The plant from {kpis.first_day:%-d %b %Y} to {kpis.last_day:%-d %b %Y}, before and after"):
        rows = [
            {"figure": metric.heading, "before": _shown(kpis.before[metric.name], metric.digits),
             "after": _shown(kpis.after[metric.name], metric.digits),
             "change": _change(kpis.before[metric.name], kpis.after[metric.name], metric.digits)}
            for metric in map(METRICS.__getitem__, KPIS)
        ]  # fmt: skip
        tables.table(
            pd.DataFrame(rows),
            "Figures of the days that the import touches, before and after it",
            {
                "figure": Column("Figure"),
                "before": Column("Before", right=True),
                "after": Column("After", right=True),
                "change": Column("Change", right=True),
            },
        )


def _shown(value: Any, digits: int) -> str:
    return number(None if value is None else float(value), digits)


def _change(before: Any, after: Any, digits: int) -> str:
    if before is None or after is None:
        return "–" if before is after else "new" if before is None else "gone"
    difference = float(after) - float(before)
    return "none" if round(difference, digits) == 0 else f"{difference:+,.{digits}f}".replace("-", "−")


def _rejects(upload: Upload, rehearsal: imports.Rehearsal) -> None:
    counts, rejects = rehearsal.counts, rehearsal.rejects
    if rejects.empty:
        return
    with components.card(f"Rejected rows: {counts.rejected:,}"):
        reasons = rehearsal.reasons
        if len(reasons) > 1:
            rejects = _of_reason(upload, reasons, rejects)
        if len(rehearsal.rejects) < counts.rejected:
            st.caption(
                f"Shown are those among the first {len(rehearsal.rejects):,} in the order of the file; all are kept "
                "with the import."
            )
        tables.table(
            rejects,
            "Rejected rows with line, column, value and reason",
            {
                "line": Column("Line", help="In the file; the first line is 1."),
                "column_name": Column("Column"),
                "value": Column("Value"),
                "reason": Column("Why, and how to mend it"),
            },
        )
        tables.offer(
            "Download the rejected rows",
            lambda: imports.rehearsed_rejects_csv(rehearsal),
            "rejected_rows.csv",
            context.actor(),
            key="rejects_of_rehearsal",
            help="In the file's own columns with the reason; mend them and upload that file.",
        )


def _of_reason(upload: Upload, reasons: pd.DataFrame, rejects: pd.DataFrame) -> pd.DataFrame:
    """Let the rejected rows be narrowed to one reason; the most frequent come first."""
    texts = {
        number: f"{row.rows:,}: {row.reason}" for number, row in enumerate(reasons.itertuples(index=False), start=1)
    }
    chosen = st.selectbox(
        "Why they are rejected, the most frequent first",
        [0, *texts],
        format_func=lambda number: texts.get(number, "All of them"),
        key=f"{upload.key}_reason",
    )
    if not chosen:
        return rejects
    only = reasons.iloc[chosen - 1]
    same = (
        rejects["column_name"].isna() if pd.isna(only["column_name"]) else rejects["column_name"].eq(only.column_name)
    )
    return rejects[rejects["kind"].eq(only["kind"]) & same]


def _changes(rehearsal: imports.Rehearsal) -> None:
    changes = rehearsal.changes
    if changes.empty:
        return
    labels = {field.name: field.label for field in rehearsal.mapping.of_kind.fields}
    with st.expander(f"What changes in stored rows: {rehearsal.counts.updated:,}", icon=":material/difference:"):
        if changes["line"].nunique() < rehearsal.counts.updated:
            st.caption(f"The first {changes['line'].nunique():,} rows in the order of the file.")
        tables.table(
            changes.assign(field=changes["field"].map(lambda name: labels.get(name, name))),
            "Stored values that the import changes, before and after",
            {
                "line": Column("Line"),
                "equipment": Column("Machine"),
                "field": Column("Field"),
                "before": Column("Stored"),
                "after": Column("In the file"),
            },
        )


def _duplicates(rehearsal: imports.Rehearsal) -> None:
    counts, duplicates = rehearsal.counts, rehearsal.duplicates
    if duplicates.empty:
        return
    with st.expander(f"Rows that repeat an earlier row: {counts.duplicates:,}", icon=":material/content_copy:"):
        if len(duplicates) < counts.duplicates:
            st.caption(f"The first {len(duplicates):,} in the order of the file.")
        tables.table(
            duplicates,
            "Rows that repeat an earlier row of the file",
            {
                "line": Column("Line"),
                "same_as": Column("Same as line"),
                "rejected": Column("That line was rejected"),
            },
        )


def first_rows(upload: Upload) -> pd.DataFrame:
    """The first rows as they stand in the file, asked for once per reading."""
    staged = upload.known.staged
    key = f"{upload.token}_first"
    kept = st.session_state.get(key)
    if kept is None or kept[0] != staged.cells:
        kept = (staged.cells, imports.first_rows(context.store(), staged))
        st.session_state[key] = kept
    frame: pd.DataFrame = kept[1]
    return frame


def plain_notes(notes: tuple[str, ...]) -> None:
    """Say each note on a line of its own."""
    for note in notes:
        st.caption(plain(note))
