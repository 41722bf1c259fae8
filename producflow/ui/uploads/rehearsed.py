"""What an import would do, and the button that does it."""

from typing import Any

import pandas as pd
import streamlit as st

from producflow import imports
from producflow.access.roles import Actor
from producflow.errors import ProducFlowError
from producflow.imports import profiles
from producflow.ui import components, context
from producflow.ui.components import Column
from producflow.ui.text import plain
from producflow.ui.uploads import Upload, finish

KPIS = {
    "total_output": ("Output", "units", 0),
    "efficiency_percentage": ("Efficiency", "%", 1),
    "defect_rate": ("Defect rate", "%", 2),
    "downtime_hours": ("Downtime", "h", 1),
    "oee": ("OEE", "%", 1),
}


def outcome(upload: Upload, actor: Actor) -> imports.Rehearsal | None:
    """Rehearse, and tell what would happen to the rows; None while something is still open."""
    proposal = upload.proposal
    if proposal is None:
        return None
    st.subheader("What importing it would do")
    if not proposal.ready:
        components.empty("Answer what is open to see what importing this file would do.")
        return None
    create = False
    if any(field.type == "machine" for field in proposal.mapping.of_kind.fields):
        create = st.checkbox("Create machines that are not known yet", key=f"{upload.file_id}_create")
    rehearsal = _rehearsal(upload, actor, create=create)
    if rehearsal is None:
        return None
    _counts(rehearsal)
    for note in rehearsal.notes:
        st.caption(plain(note))
    _machines(rehearsal)
    _commit_form(upload, rehearsal, actor)
    _reasons(rehearsal)
    return rehearsal


def evidence(rehearsal: imports.Rehearsal | None) -> None:
    """Show what the outcome rests on: figures before and after, rejected and repeated rows, the rows as stored."""
    if rehearsal is None:
        return
    _kpis(rehearsal)
    _rejects(rehearsal)
    _duplicates(rehearsal)
    _sample(rehearsal)


def _rehearsal(upload: Upload, actor: Actor, *, create: bool) -> imports.Rehearsal | None:
    """Rehearse once per mapping and state of the data."""
    proposal, store = upload.proposal, context.store()
    if proposal is None:
        return None
    wanted = (proposal.mapping.to_json(), create, store.data_version)
    if upload.rehearsed_for != wanted:
        try:
            with st.spinner(f"Rehearsing {proposal.staged.rows:,} rows …"):
                upload.rehearsal = imports.rehearse(
                    store,
                    actor,
                    proposal.staged,
                    proposal.mapping,
                    create_equipment=create,
                    profile=proposal.profile,
                    now=context.now(),
                )
            upload.rehearsed_for = wanted
        except ProducFlowError as error:
            st.error(plain(str(error)), icon=":material/error:")
            return None
    return upload.rehearsal


def _counts(rehearsal: imports.Rehearsal) -> None:
    counts = rehearsal.counts
    with st.grid(3, min_column_width=110, gap="small"):
        st.metric("Rows read", f"{counts.read:,}", border=True)
        st.metric("New", f"{counts.added:,}", border=True)
        st.metric("Changed", f"{counts.updated:,}", border=True)
        st.metric("Unchanged", f"{counts.unchanged:,}", border=True)
        st.metric("Rejected", f"{counts.rejected:,}", border=True)
    if counts.duplicates:
        st.caption(f"Of the unchanged rows, {counts.duplicates:,} repeat an earlier row of this file.")


def _machines(rehearsal: imports.Rehearsal) -> None:
    names = list(rehearsal.machines["name"])
    if names:
        shown = ", ".join(names[:20]) + (f" and {len(names) - 20:,} more" if len(names) > 20 else "")
        word = "machine" if len(names) == 1 else "machines"
        st.info(
            plain(f"{len(names):,} new {word} would be created: {shown}."), icon=":material/precision_manufacturing:"
        )


def _kpis(rehearsal: imports.Rehearsal) -> None:
    kpis = rehearsal.kpis
    if kpis is None:
        return
    with components.card(f"The plant from {kpis.first_day:%-d %b %Y} to {kpis.last_day:%-d %b %Y}, before and after"):
        rows = [
            {"figure": f"{label} [{unit}]", "before": _shown(kpis.before[name], digits),
             "after": _shown(kpis.after[name], digits)}
            for name, (label, unit, digits) in KPIS.items()
        ]  # fmt: skip
        components.table(
            pd.DataFrame(rows),
            "Figures of the days that the import touches, before and after it",
            {"figure": Column("Figure"), "before": Column("Before"), "after": Column("After")},
        )


def _shown(value: Any, digits: int) -> str:
    return components.number(None if value is None else float(value), digits)


def _rejects(rehearsal: imports.Rehearsal) -> None:
    counts, rejects = rehearsal.counts, rehearsal.rejects
    if rejects.empty:
        return
    with components.card(f"Rejected rows: {counts.rejected:,}"):
        if len(rejects) < counts.rejected:
            st.caption(f"The first {len(rejects):,} in the order of the file; all of them are kept with the import.")
        components.table(
            rejects,
            "Rejected rows with line, column, value and reason",
            {
                "line": Column("Line", help="In the file; the first line is 1."),
                "column_name": Column("Column"),
                "value": Column("Value"),
                "reason": Column("Why, and how to mend it"),
            },
        )
        st.download_button(
            "Download the rejected rows",
            data=lambda: imports.rehearsed_rejects_csv(rehearsal),
            file_name="rejected_rows.csv",
            mime="text/csv",
            icon=":material/download:",
            key="rejects_of_rehearsal",
            on_click="ignore",
        )


def _reasons(rehearsal: imports.Rehearsal) -> None:
    if rehearsal.reasons.empty:
        return
    components.table(
        rehearsal.reasons,
        "Reasons why rows are rejected, the most frequent first",
        {
            "rows": Column("Rows"),
            "first_line": Column("First line"),
            "reason": Column("Why they are rejected"),
        },
    )


def _duplicates(rehearsal: imports.Rehearsal) -> None:
    counts, duplicates = rehearsal.counts, rehearsal.duplicates
    if duplicates.empty:
        return
    with st.expander(f"Rows that repeat an earlier row: {counts.duplicates:,}"):
        if len(duplicates) < counts.duplicates:
            st.caption(f"The first {len(duplicates):,} in the order of the file.")
        components.table(
            duplicates,
            "Rows that repeat an earlier row of the file",
            {
                "line": Column("Line"),
                "same_as": Column("Same as line"),
                "rejected": Column("That line was rejected"),
            },
        )


def _sample(rehearsal: imports.Rehearsal) -> None:
    sample = rehearsal.sample
    if sample.empty:
        return
    shown = {str(name): Column(str(name).replace("_", " ").capitalize(), digits=_digits(sample[name]))
             for name in sample.columns}  # fmt: skip
    with st.expander("The first rows as they would be stored", expanded=True):
        components.table(sample, "The first rows as they would be stored", shown)


def _digits(values: pd.Series) -> int:
    return 3 if pd.api.types.is_float_dtype(values) else 0


def _commit_form(upload: Upload, rehearsal: imports.Rehearsal, actor: Actor) -> None:
    """Offer to write exactly what was shown, and to remember the mapping for the next file with this header."""
    counts = rehearsal.counts
    changes = counts.added + counts.updated
    if changes == 0:
        components.empty(
            "Importing this file would change nothing: every row is known already, repeated or rejected.",
            "Mend the rejected rows or the mapping." if counts.rejected else "",
        )
    name = st.text_input(
        "Remember these choices as a profile (optional)",
        value=rehearsal.profile or "",
        key=f"{upload.file_id}_profile",
        max_chars=profiles.LONGEST_NAME,
        help="The next file with the same header is read the same way.",
    )
    with st.container(horizontal=True):
        pressed = st.button(
            f"Import {changes:,} rows" if changes != 1 else "Import 1 row",
            type="primary",
            icon=":material/upload:",
            key="commit",
            disabled=changes == 0,
        )
        if st.button("Start over", key="start_over", icon=":material/close:"):
            finish(upload, "Nothing was written.")
    if pressed:
        _commit(upload, rehearsal, actor, name.strip())


def _commit(upload: Upload, rehearsal: imports.Rehearsal, actor: Actor, name: str) -> None:
    store = context.store()
    try:
        with st.spinner(f"Writing {rehearsal.counts.added + rehearsal.counts.updated:,} rows …"):
            if name:
                header = imports.fingerprint(rehearsal.staged)
                profiles.save(store, actor, name, header, rehearsal.mapping)
            batch = imports.commit(store, actor, rehearsal)
    except ProducFlowError as error:
        upload.rehearsed_for = None
        st.error(plain(str(error)), icon=":material/error:")
        return
    counts = batch.counts
    finish(
        upload,
        f"Import {batch.id} is in: {counts.added:,} rows new, {counts.updated:,} changed, {counts.unchanged:,} "
        f"unchanged, {counts.rejected:,} rejected.",
        batch.kind,
    )
