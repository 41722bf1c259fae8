"""What an import would do, and the button that does it."""

from dataclasses import replace

import streamlit as st

from producflow import imports
from producflow.access.roles import Actor
from producflow.domain.rules import LONGEST_TEXT
from producflow.errors import Conflict, ProducFlowError
from producflow.imports.columns import profiles
from producflow.imports.next_pages import next_pages
from producflow.imports.progress import ImportCancelled, Progress
from producflow.reports.plant import machine_names
from producflow.ui import cached, components, context, uploads
from producflow.ui.text import counted, local, plain
from producflow.ui.uploads import Done, Upload, held, working

LARGE = 100_000
"""From so many rows on, counts need wider cards. [rows]"""
SMALL = 100_000
"""A file of so many rows is rehearsed again by itself when the plant's data change. [rows]"""


def under_way(upload: Upload) -> bool:
    """Tell whether the import is being written, and show how far it is; take its outcome over once it is there."""
    work = upload.writing
    if work is None:
        return False
    rehearsal = upload.rehearsal
    rows = 0 if rehearsal is None else rehearsal.counts.added + rehearsal.counts.updated
    if not working.ended(work, f"Importing {counted(rows, 'row', 'rows')}"):
        return True
    with upload.taking:
        if upload.writing is work:
            _take_over(upload, work)
            upload.writing = None
    if upload.done is not None:
        uploads.finish(upload, upload.done)
    st.rerun()
    return False


def _take_over(upload: Upload, work: imports.BackgroundJob[imports.Batch]) -> None:
    rehearsal = upload.rehearsal
    try:
        batch = work.result()
    except ImportCancelled:
        upload.note = "The import was cancelled; nothing was written."
    except Conflict as error:
        upload.trouble, upload.rehearsed_for = f"{error} What it would do now is shown below.", None
    except ProducFlowError as error:
        upload.trouble, upload.rehearsed_for = str(error), None
    else:
        counts = batch.counts
        upload.done = Done(
            f"Import {batch.id} is in: {counts.added:,} rows new, {counts.updated:,} changed, {counts.unchanged:,} "
            f"unchanged, {counts.rejected:,} rejected."
            + (f" {counted(counts.left_out, 'row was', 'rows were')} left out." if counts.left_out else ""),
            [] if rehearsal is None else next_pages(rehearsal, cached.answer(machine_names)),
            batch.id,
        )


def outcome(upload: Upload, actor: Actor) -> imports.Rehearsal | None:
    """Rehearse, and tell what would happen to the rows; None while something is still open."""
    proposal = upload.known
    st.subheader("What importing it would do")
    if not proposal.ready:
        components.empty("Answer what is open to see what importing this file would do.")
        return None
    _same_file(proposal)
    rehearsal = _rehearsal(upload, actor, create=upload.create)
    if rehearsal is None:
        return None
    _open_ends(upload, rehearsal)
    _counts(rehearsal)
    for note in rehearsal.notes:
        if note not in proposal.staged.notes:
            st.caption(plain(note))
    _machines(rehearsal)
    _commit_form(upload, rehearsal, actor)
    return rehearsal


def _open_ends(upload: Upload, rehearsal: imports.Rehearsal) -> None:
    """Ask what the outcome leaves open where everything else is asked: at the top of the page."""
    proposal, new = upload.known, rehearsal.unknown_machines != upload.unknown
    asked = tuple(each for each in rehearsal.questions if each not in proposal.questions)
    stuck = tuple(each for each in rehearsal.stuck if each.slot != "machines")  # those have a form of their own
    if new or asked or stuck != upload.stuck:
        upload.unknown, upload.machines_shown = rehearsal.unknown_machines, None if new else upload.machines_shown
        upload.proposal, upload.stuck = replace(proposal, questions=(*proposal.questions, *asked)), stuck
        st.rerun()


def _same_file(proposal: imports.Proposal) -> None:
    """Say that this very file came in before, and by whom: two people may be at it at once."""
    same = [batch for batch in cached.answer(imports.batches) if batch.sha256 == proposal.staged.sha256]
    if not same:
        return
    newest = same[0]
    when = local(newest.created_at, context.zone())
    state = f", and {newest.undone_by} has undone it" if newest.undone else ""
    more = f" (and {len(same) - 1:,} more before)" if len(same) > 1 else ""
    st.info(
        plain(
            f"This very file came in before: import {newest.id} by {newest.user or 'the command line'} on "
            f"{when}{state}{more}."
        ),
        icon=":material/content_copy:",
    )


def _rehearsal(upload: Upload, actor: Actor, *, create: bool) -> imports.Rehearsal | None:
    """Rehearse once per mapping; again when the data have changed, by itself where that takes no time."""
    proposal, store = upload.known, context.store()
    machines = dict(upload.machines) if create else {}
    wanted = (proposal.mapping.to_json(), create, machines)
    stale = upload.rehearsal is not None and upload.rehearsal.data_version != store.data_version
    if stale and upload.rehearsed_for == wanted and upload.rehearsing is None:
        if proposal.staged.rows <= SMALL:
            upload.rehearsed_for = None
        else:
            st.caption(":material/update: The plant's data have changed since; importing checks all rows again.")
            if st.button("Rehearse again", key="rehearse_again", icon=":material/refresh:"):
                upload.rehearsed_for = None
    if upload.rehearsed_for != wanted:
        if upload.rehearsing is not None:
            upload.rehearsing.cancel()
        now, staged, mapping, profile = context.now(), proposal.staged, proposal.mapping, proposal.profile

        def work(progress: Progress) -> imports.Rehearsal:
            return imports.rehearse(
                store, actor, staged, mapping, create_equipment=create, machines=machines, profile=profile, now=now,
                progress=progress,
            )  # fmt: skip

        upload.rehearsing = imports.BackgroundJob(work)
        upload.rehearsed_for, upload.rehearsal = wanted, None
    # A press begins a new run of the page while the old one still waits here, both on the same upload (fast reruns):
    # each holds on to the work that it waits for, and what is not wanted any more is left to the newer run.
    under_way = upload.rehearsing
    if under_way is not None:
        if not working.ended(under_way, f"Rehearsing {counted(proposal.staged.rows, 'row', 'rows')}"):
            return None
        if upload.rehearsed_for != wanted:
            return None
        if upload.rehearsing is under_way:
            upload.rehearsing = None
        try:
            upload.rehearsal = under_way.result()
        except ProducFlowError as error:
            st.error(plain(error), icon=":material/error:")
    if upload.rehearsal is None and st.button("Rehearse", key="rehearse", icon=":material/refresh:"):
        upload.rehearsed_for = None
        st.rerun()
    return upload.rehearsal


def _counts(rehearsal: imports.Rehearsal) -> None:
    counts = rehearsal.counts
    large = counts.read >= LARGE
    with st.grid(2 if large else 3, min_column_width=150 if large else 110, gap="small"):
        for label, count, meaning in (
            ("Rows read", counts.read, "Rows of the file below its header, whatever becomes of them."),
            ("New", counts.added, "Rows that are not stored yet, and would be."),
            ("Changed", counts.updated, "Rows that are stored with other values, which these would replace."),
            ("Unchanged", counts.unchanged, "Rows that are stored just so already."),
            ("Rejected", counts.rejected, "Rows that cannot be stored, each with its reason below."),
            *(
                [("Left out", counts.left_out, "Rows that were said to become nothing; notes tell which.")]
                if counts.left_out
                else []
            ),
        ):
            st.metric(label, f"{count:,}", border=True, help=meaning)
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


def _commit_form(upload: Upload, rehearsal: imports.Rehearsal, actor: Actor) -> None:
    """Offer to write exactly what was shown, and to remember the mapping for the next file with this header."""
    counts = rehearsal.counts
    changes = counts.added + counts.updated
    if changes == 0:
        components.empty(
            "Importing this file would change nothing: every row is known already, repeated or rejected.",
            "Mend the rejected rows or the mapping." if counts.rejected else "",
        )
    upload.profile = st.text_input(
        "Remember these choices as a profile (optional)",
        value=upload.profile,
        key=f"{upload.token}_profile",
        max_chars=profiles.LONGEST_NAME,
        help="The next file with the same header is read the same way.",
    ).strip()
    if rehearsal.closed is not None and changes:
        st.text_input(
            f"Why {rehearsal.closed:%-d %b %Y} changes still, though it is closed",
            key=f"{upload.token}_why",
            max_chars=LONGEST_TEXT,
            help="Days up to the closing date of the plant change only with a reason; the audit log keeps it.",
        )
    with st.container(horizontal=True):
        st.button(
            f"Import {changes:,} rows" if changes != 1 else "Import 1 row",
            type="primary",
            icon=":material/upload:",
            key="commit",
            disabled=changes == 0,
            on_click=_commit,  # a callback knows the rehearsal that was on the screen, not one that was made since
            args=(upload, rehearsal),
        )
        if upload.profile and st.button("Only save the profile", key="save_profile", icon=":material/bookmark:"):
            _save_profile(upload, rehearsal, actor)


def _commit(upload: Upload, rehearsal: imports.Rehearsal) -> None:
    """Begin to write exactly what was shown."""
    store, actor = context.store(), context.actor()
    # What was typed just before the press has reached the widget, not yet the upload.
    name = upload.profile = str(st.session_state.get(f"{upload.token}_profile") or "").strip()
    why = str(st.session_state.get(f"{upload.token}_why") or "")
    header, columns = imports.fingerprint(rehearsal.staged), rehearsal.staged.columns

    def work(progress: Progress) -> imports.Batch:
        saved = name and profiles.is_to_be_saved(store, actor, name, rehearsal.mapping)
        batch = imports.commit(store, actor, replace(rehearsal, profile=name or rehearsal.profile), progress, why)
        if saved:
            profiles.save(store, actor, name, header, rehearsal.mapping, columns=columns)
        return batch

    held.begin_writing(store, upload, work)


def _save_profile(upload: Upload, rehearsal: imports.Rehearsal, actor: Actor) -> None:
    staged = rehearsal.staged
    try:
        profiles.save(
            context.store(), actor, upload.profile, imports.fingerprint(staged), rehearsal.mapping,
            columns=staged.columns,
        )  # fmt: skip
    except ProducFlowError as error:
        st.error(plain(error), icon=":material/error:")
        return
    st.toast(plain(f"The profile “{upload.profile}” is saved."), icon=":material/bookmark:")
