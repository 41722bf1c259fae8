"""Every import there was: what it brought, by whom, its rows, and the way back and forth."""

from collections.abc import Callable
from functools import partial
from typing import Any, cast

import pandas as pd
import streamlit as st

from producflow import imports
from producflow.access.roles import Actor, Permission
from producflow.domain.rules import LONGEST_TEXT
from producflow.errors import InvalidInput, ProducFlowError
from producflow.imports.progress import ImportCancelled
from producflow.imports.writing.committing import Batch
from producflow.reports import provenance
from producflow.ui import addressed, cached, components, context, tables, uploads
from producflow.ui.tables import Column
from producflow.ui.text import counted, local, plain
from producflow.ui.uploads import evidence, kind_label, origins, working

TURNING = "upload_turning"
"""Session state: an undo or redo under way, its title, and of which import it is."""
CLOSED = "uploads_closed"
"""Session state: of which import it was refused, since it reaches into closed days and nobody said why."""
ONE = "import"
PAGE = 50
"""Rows of an import on one page of its list. [rows]"""
COLUMNS = {
    "id": Column("Import"),
    "created_at": Column("When"),
    "file_name": Column("File"),
    "state": Column("State"),
    "kind": Column("Kind"),
    "user": Column("By"),
    "profile": Column("Profile"),
    "added": Column("New", "rows"),
    "updated": Column("Changed", "rows"),
    "unchanged": Column("Unchanged", "rows", help="Known already, or repeating an earlier row of the same file."),
    "rejected": Column("Rejected", "rows"),
}


def show(actor: Actor) -> None:
    """List the imports, and show one of them."""
    st.subheader("What came in")
    batches = cached.answer(imports.batches)
    if not batches:
        components.empty(
            "Nothing was uploaded yet.",
            "Choose a file above." if actor.may(Permission.IMPORT) and uploads.current(actor) is None else "",
        )
        return
    frame = _frame(batches)
    tables.table(frame, "Imports, the newest first", COLUMNS)
    tables.download(frame, "imports", actor)
    _one(batches, actor)


def _frame(batches: list[Batch]) -> pd.DataFrame:
    rows = [
        {
            "id": batch.id,
            "created_at": batch.created_at,
            "file_name": batch.file_name,
            "kind": kind_label(batch.kind),
            "user": batch.user or "Command line",
            "profile": batch.profile,
            "added": batch.counts.added,
            "updated": batch.counts.updated,
            "unchanged": batch.counts.unchanged,
            "rejected": batch.counts.rejected,
            "state": _state(batch),
        }
        for batch in batches
    ]
    frame = pd.DataFrame(rows)
    return frame.assign(created_at=pd.to_datetime(frame["created_at"], utc=True))


def _state(batch: Batch) -> str:
    if batch.undone:
        return f"undone by {batch.undone_by}"
    return f"in force again, by {batch.redone_by}" if batch.redone_at is not None else "in force"


def _one(batches: list[Batch], actor: Actor) -> None:
    """One import: who, when, how it was read, what became of its rows, and the way back and forth."""
    by_id = {str(batch.id): batch for batch in batches}
    wanted = st.session_state.pop(uploads.SHOW, None)
    if str(wanted) in by_id:
        # Before the choice is drawn: Streamlit sets no value of a widget that is there already.
        st.session_state[ONE] = str(wanted)
        _keep_in_address()
    asked = addressed.named(ONE, by_id)
    chosen = st.selectbox(
        "Look at one import",
        list(by_id),
        index=list(by_id).index(asked) if asked else 0,
        format_func=lambda number: f"{number}: {by_id[number].file_name}",
        key=ONE,
        on_change=_keep_in_address,
    )
    batch = by_id[chosen]
    with st.container(border=True):
        st.markdown(f"**Import {batch.id}: {plain(batch.file_name)}** {_badge(batch)}")
        st.caption(plain(_story(batch)))
        evidence.plain_notes(batch.notes)
        if actor.may(Permission.IMPORT):
            _actions(batch, actor)
        _reasons(batch)
        _rows(batch)


def _keep_in_address() -> None:
    st.query_params[ONE] = st.session_state[ONE]


def _badge(batch: Batch) -> str:
    return ":gray-badge[:material/undo: Undone]" if batch.undone else ":green-badge[:material/check_circle: In force]"


def _story(batch: Batch) -> str:
    """Who did what with it, and when."""
    zone, counts = context.zone(), batch.counts
    read = f", read by the profile “{batch.profile}”" if batch.profile else ""
    told = [
        f"{kind_label(batch.kind)}, imported by {batch.user or 'the command line'} on "
        f"{local(batch.created_at, zone)}{read}.",
        f"{counts.read:,} rows: {counts.added:,} new, {counts.updated:,} changed, {counts.unchanged:,} unchanged, "
        f"{counts.rejected:,} rejected.",
    ]
    if batch.machines_created:
        told.append(f"It created {counted(batch.machines_created, 'machine', 'machines')}.")
    if batch.redone_at is not None:
        told.append(f"Brought back by {batch.redone_by} on {local(batch.redone_at, zone)}.")
    if batch.undone_at is not None:
        told.append(f"Undone by {batch.undone_by} on {local(batch.undone_at, zone)}.")
        if not batch.redoable:
            told.append("Its rows are not kept any more; to bring it back, upload its file again.")
    return " ".join(told)


def _actions(batch: Batch, actor: Actor) -> None:
    under_way: tuple[imports.BackgroundJob[Any], str, int] | None = st.session_state.get(TURNING)
    if under_way is not None and not working.ended(*under_way[:2]):
        return
    if under_way is not None:
        _turned(under_way[0], under_way[2])
    why = None
    if st.session_state.get(CLOSED) == batch.id:
        why = st.text_input("Why closed days change still", key=f"why_{batch.id}", max_chars=LONGEST_TEXT)
    with st.container(horizontal=True):
        if batch.counts.rejected:
            tables.offer(
                f"Download {batch.counts.rejected:,} rejected rows",
                lambda: imports.rejects_csv(context.store(), batch.id),
                f"rejected_rows_of_import_{batch.id}.csv",
                actor,
                key=f"rejects_{batch.id}",
                help="In the file's own columns with the reason; mend them and upload that file.",
            )
        if not batch.undone:
            if st.button(f"Undo import {batch.id}", icon=":material/undo:", key=f"undo_{batch.id}"):
                _turn(imports.undo, actor, batch.id, f"Taking import {batch.id} back", why)
        elif batch.redoable and st.button(
            f"Bring import {batch.id} back", icon=":material/redo:", key=f"redo_{batch.id}"
        ):
            _turn(imports.redo, actor, batch.id, f"Bringing import {batch.id} back", why)


def _turn(how: Callable[..., Any], actor: Actor, batch_id: int, title: str, why: str | None) -> None:
    work = partial(how, context.store(), actor, batch_id, why=why)
    st.session_state[TURNING] = (imports.BackgroundJob(work), title, batch_id)
    st.rerun()


def _turned(work: imports.BackgroundJob[Any], batch_id: int) -> None:
    """Say at the head of the page what an undo or a redo did, or here why it could not."""
    # First of all: what went wrong is said once, not at each run of the page.
    del st.session_state[TURNING]
    try:
        done = work.result()
    except ImportCancelled:
        st.info("It was cancelled; everything is as before.", icon=":material/info:")
        return
    except ProducFlowError as error:
        if isinstance(error, InvalidInput) and error.field == "why":
            st.session_state[CLOSED] = batch_id
        st.error(plain(error), icon=":material/error:")
        return
    st.session_state.pop(CLOSED, None)
    uploads.say(done.describe())
    st.rerun()


def _reasons(batch: Batch) -> None:
    if not batch.counts.rejected:
        return
    frame = pd.DataFrame(cached.answer(imports.reasons, (batch.id,)).get(batch.id, []))
    with st.expander(f"Why {batch.counts.rejected:,} rows were rejected", icon=":material/block:"):
        tables.table(
            frame,
            "Reasons why rows were rejected, the most frequent first",
            {
                "rows": Column("Rows"),
                "first_line": Column("First line"),
                "column_name": Column("Column"),
                "reason": Column("Why"),
            },
        )


def _rows(batch: Batch) -> None:
    """The rows that it wrote, or found as it says them; a click tells more of one."""
    total = cached.answer(provenance.count_of_batch, batch.id)
    if not total:
        return
    made = counted(batch.machines_created, "created machine", "created machines")
    among = f", {made} among them" if batch.machines_created else ""
    with st.expander(f"Its rows: {total:,}{among}", icon=":material/table_rows:"):
        pages = -(-total // PAGE)
        page = st.pagination(pages, key=f"rows_page_{batch.id}") if pages > 1 else 1
        rows = cached.answer(provenance.of_batch, batch.id, (page - 1) * PAGE, PAGE)
        frame, columns = origins.batch_rows(rows)
        # By page in its key: a row that was chosen on one must not be chosen on the next.
        chosen = tables.table(
            frame, f"Rows of import {batch.id}", columns, key=f"rows_of_{batch.id}_{page}", on_select="rerun"
        )
        at = cast("list[int]", chosen["selection"]["rows"])
        if at and rows[at[0]].row is not None:
            origins.card(rows[at[0]].table, rows[at[0]].id)
        else:
            st.caption("Choose a row to see what happened to it.")
