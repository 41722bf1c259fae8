"""Choosing a file, and reading it in the form that it was found to have or that a person says it has."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from producflow import imports, settings
from producflow.access.roles import Actor, Permission
from producflow.errors import ProducFlowError
from producflow.imports.progress import ImportCancelled, Progress
from producflow.reports.links import UPLOAD
from producflow.ui import addressed, context, uploads
from producflow.ui.text import counted, plain
from producflow.ui.uploads import Done, Upload, form, held, resuming, working


def chosen(actor: Actor) -> Upload | None:
    """The file in hand once it is read; None while there is none, work is under way, or it was refused."""
    if not actor.may(Permission.IMPORT):
        return None
    upload = uploads.current(actor) or resuming.by_address(actor)
    if upload is not None and upload.done is not None:
        uploads.finish(upload, upload.done)
    if upload is None or upload.refused is not None or not held.holds(context.store(), upload):
        if upload is not None and upload.refused is not None:
            held.let_go(context.store(), upload)  # it leaves no trace but the sentence
            addressed.forget(UPLOAD)
            st.error(plain(upload.refused), icon=":material/error:", title="This file cannot be imported")
        elif upload is not None:
            resuming.elsewhere(upload)
        resuming.offer(actor)
        _choose(actor)
        return None
    resuming.name_in_address(upload)
    head = st.container()
    ready = upload.reading is None or _take(upload)
    with head:
        _heading(upload)
    if not ready:
        return None
    if upload.trouble is not None:
        st.error(plain(upload.trouble), icon=":material/error:")
        upload.trouble = None
    if upload.note is not None:
        st.info(upload.note, icon=":material/info:")
        upload.note = None
    return upload


def _choose(actor: Actor) -> None:
    limits = settings.current()
    number = st.session_state.setdefault(uploads.ROUND, 0)
    file = st.file_uploader(
        f"Choose an export of your machines, MES, CMMS or spreadsheet (at most {limits.upload_megabytes:,} MB, "
        f"{limits.upload_rows:,} rows, {limits.upload_columns:,} columns)",
        key=f"file_{number}",
        max_upload_size=limits.upload_megabytes,
        help="CSV with comma, semicolon, tab, vertical bar or spaces; UTF-8, UTF-16, Windows-1252 and others; "
        "workbooks (.xlsx, .xlsm, .xls, .ods); also packed with gzip, zstd or zip. "
        "Nothing is written before you have seen what would be.",
    )
    if file is None:
        return
    st.session_state[uploads.ROUND] = number + 1  # an uploader of its own for the next file; this one lets go of it
    upload = Upload(file.name, owner=actor.user_id)
    upload.reading = imports.BackgroundJob(_first_reading(upload, file))
    held.hold(context.store(), upload)
    st.session_state[uploads.STATE] = upload
    st.rerun()


def _first_reading(upload: Upload, file: UploadedFile) -> Callable[[Progress], imports.Proposal]:
    store = context.store()

    def work(progress: Progress) -> imports.Proposal:
        parked = upload.parked = imports.park(store, file, upload.name, progress)
        try:
            return imports.propose(store, parked, upload.name, progress=progress)
        except BaseException:
            parked.unlink(missing_ok=True)  # refused, or let go meanwhile; nobody can ask for it again
            raise

    return work


def _heading(upload: Upload) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        about = ""
        if upload.proposal is not None:
            staged = upload.proposal.staged
            about = f" · {counted(staged.rows, 'row', 'rows')} · {counted(len(staged.columns), 'column', 'columns')}"
        st.markdown(f":material/description: **{plain(upload.name)}**{about}", width="content")
        if upload.writing is None and st.button("Start over", key="start_over", icon=":material/close:"):
            uploads.finish(upload, Done("Nothing was written."))


def _take(upload: Upload) -> bool:
    """Take over what was read once it is; tell whether it is."""
    work = upload.reading
    if work is None or not working.ended(work, f"Reading {plain(upload.name)}"):
        return work is None
    with upload.taking:
        if upload.reading is work:
            _take_over(upload, work)
            upload.reading = None
    if upload.done is not None:
        uploads.finish(upload, upload.done)
    if upload.refused is not None:
        st.rerun()
    return upload.reading is None


def _take_over(upload: Upload, work: imports.BackgroundJob[imports.Proposal]) -> None:
    before = upload.proposal
    try:
        upload.proposal = work.result()
    except ImportCancelled:
        if before is None:
            upload.done = Done("Reading was cancelled; nothing was written.")
        upload.note = "Reading was cancelled; the file is shown as it was read before."
    except ProducFlowError as error:
        if before is None:
            upload.refused = str(error)
        upload.trouble = f"{error} It is shown as it was read before."
    else:
        # Considered anew, it still has the cells of before; only read anew has it cells of its own.
        if before is not None and before.staged.cells != upload.proposal.staged.cells:
            before.staged.discard()
        if not upload.profile:
            upload.profile = upload.proposal.profile or ""
    upload.version += not upload.steady
    upload.steady = False
    upload.rehearsed_for = None


def show_form(upload: Upload) -> None:
    """Show how the file is written; what is said otherwise is read at once."""
    with st.expander(form.summary(upload.known), icon=":material/table_view:"):
        said = form.ask(upload)
    if said != upload.form:
        read_again(upload, said)


def read_again(upload: Upload, said: imports.StatedForm) -> None:
    """Read the file anew in the form that a person says; what they chose before is kept where it still fits."""
    store, parked, before = context.store(), upload.parked, upload.proposal
    if parked is None or not parked.exists():
        upload.trouble = f"{upload.name} is not held any more; choose it again."
        st.rerun()

    def work(progress: Progress) -> imports.Proposal:
        found = imports.propose(store, parked, upload.name, form=said, progress=progress)
        if before is None or not {*before.mapping.columns.values(), *before.mapping.spread} <= set(
            found.staged.columns
        ):
            return found
        # How numbers and dates are written was decided by cells that may be cut otherwise now.
        kept = replace(before.mapping, numbers={}, dates={})
        return imports.reconsider(store, found.staged, kept, before.profile, progress)

    upload.form, upload.considered = said, None
    upload.reading = imports.BackgroundJob(work)
    st.rerun()


def reconsider(upload: Upload, mapping: imports.Mapping, profile: str | None, *, anew: bool = True) -> None:
    """Consider a mapping that a person changed.

    Parameters
    ----------
    mapping : Mapping
        As changed.
    profile : str, optional
        By which the file is read.
    anew : bool
        Whether the mapping's widgets begin anew, since something else has changed it.
    """
    store, staged = context.store(), upload.known.staged

    upload.reading = imports.BackgroundJob(partial(imports.reconsider, store, staged, mapping, profile))
    upload.considered, upload.steady = mapping, not anew
    st.rerun()
