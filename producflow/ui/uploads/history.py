"""Every import there was: what it brought, by whom, and the way back."""

import pandas as pd
import streamlit as st

from producflow import imports
from producflow.access.roles import Actor, Permission
from producflow.errors import ProducFlowError
from producflow.imports.committing import Batch
from producflow.ui import cached, components, context
from producflow.ui.components import Column
from producflow.ui.text import plain
from producflow.ui.uploads import SAID, kind_label

COLUMNS = {
    "id": Column("Import"),
    "created_at": Column("When"),
    "file_name": Column("File"),
    "kind": Column("Kind"),
    "user": Column("By"),
    "added": Column("New", "rows"),
    "updated": Column("Changed", "rows"),
    "unchanged": Column("Unchanged", "rows", help="Known already, or repeating an earlier row of the same file."),
    "rejected": Column("Rejected", "rows"),
    "state": Column("State"),
}


def show(actor: Actor) -> None:
    """List the imports, and offer to take one back."""
    st.subheader("What came in")
    batches = cached.answer(imports.batches)
    if not batches:
        components.empty("Nothing was uploaded yet.")
        return
    frame = _frame(batches)
    components.table(frame, "Imports, the newest first", COLUMNS)
    components.download(frame, "imports", actor)
    if actor.may(Permission.IMPORT):
        _one(batches, actor)


def _frame(batches: list[Batch]) -> pd.DataFrame:
    rows = [
        {
            "id": batch.id,
            "created_at": batch.created_at,
            "file_name": batch.file_name,
            "kind": kind_label(batch.kind),
            "user": batch.user or "Command line",
            "added": batch.counts.added,
            "updated": batch.counts.updated,
            "unchanged": batch.counts.unchanged,
            "rejected": batch.counts.rejected,
            "state": f"undone by {batch.undone_by}" if batch.undone else "in force",
        }
        for batch in batches
    ]
    frame = pd.DataFrame(rows)
    return frame.assign(created_at=pd.to_datetime(frame["created_at"], utc=True))


def _one(batches: list[Batch], actor: Actor) -> None:
    """One import: its rejected rows, and the button that takes it back."""
    by_id = {str(batch.id): batch for batch in batches}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Look at one import",
            list(by_id),
            format_func=lambda number: f"{number}: {by_id[number].file_name}",
            key="import",
            bind="query-params",
        )
        batch = by_id[chosen]
        if batch.counts.rejected:
            st.download_button(
                f"Download {batch.counts.rejected:,} rejected rows",
                data=lambda: imports.rejects_csv(context.store(), batch.id),
                file_name=f"rejected_rows_of_import_{batch.id}.csv",
                mime="text/csv",
                icon=":material/download:",
                key=f"rejects_{batch.id}",
                on_click="ignore",
            )
        if batch.undone:
            st.markdown(f":gray-badge[:material/undo: Undone by {plain(batch.undone_by or '?')}]")
        elif st.button(f"Undo import {batch.id}", icon=":material/undo:", key=f"undo_{batch.id}"):
            _undo(batch, actor)


def _undo(batch: Batch, actor: Actor) -> None:
    try:
        with st.spinner(f"Taking import {batch.id} back …"):
            undone = imports.undo(context.store(), actor, batch.id)
    except ProducFlowError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    st.session_state[SAID] = (plain(undone.describe()), None)
    st.rerun()
