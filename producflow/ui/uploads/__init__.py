"""What the uploads page is made of: choose a file, see what it is, rehearse, import, and take imports back."""

from collections.abc import Sequence

import streamlit as st

from producflow import pages
from producflow.access.roles import Actor, Permission
from producflow.imports.kinds import KINDS
from producflow.imports.next_pages import NextPage
from producflow.reports.links import UPLOAD
from producflow.ui import addressed, changing, components, context, statuses
from producflow.ui.text import plain
from producflow.ui.uploads import held
from producflow.ui.uploads.held import Done, Upload

__all__ = ["Done", "Upload"]

FILES, PROFILES, ROWS = "Files", "Profiles", "Where a row is from"
STATE = "upload_state"
ROUND = "upload_round"
SAID = "upload_said"
SHOW = "upload_show"
"""Session state: the import to look at after it was committed."""


def section(actor: Actor) -> str:
    """Ask which part to look at; whoever may not upload sees what came in and where rows are from."""
    return str(
        st.segmented_control(
            "Section",
            [FILES, PROFILES, ROWS] if actor.may(Permission.IMPORT) else [FILES, ROWS],
            default=FILES,
            required=True,
            label_visibility="collapsed",
            **addressed.bound("section", [FILES, PROFILES, ROWS]),
        )
    )


def only_looking(actor: Actor) -> None:
    """Tell whoever may not upload why."""
    if not actor.may(Permission.IMPORT):
        components.empty(
            f"You can see what came in; with the role {actor.role} you may not upload files or undo uploads.",
            "Ask a person who is analyst, manager or admin.",
        )


def said() -> None:
    """Say once what the last press did.

    It stands above the list of imports: whoever has pressed a button far down a long page finds that list before them
    when the page has become short, and not the page's head.
    """
    with changing.kept(SAID) as message:
        if message is None:
            return
        text, more = message
        with st.container(horizontal=True, vertical_alignment="center"):
            st.success(text, icon=":material/check_circle:")
            for each in more:
                st.page_link(
                    pages.entry_of(each.link.page).script,
                    label=plain(each.label),
                    icon=":material/arrow_forward:",
                    query_params=dict(each.link.parameters),
                )


def say(message: str, more: Sequence[NextPage] = ()) -> None:
    """Say something when the page is drawn anew, with the pages to go on to."""
    changing.keep(SAID, (plain(message), more))


def current(actor: Actor) -> Upload | None:
    """The file that this tab works on, or has worked on last; never that of somebody who was signed in before."""
    found: Upload | None = st.session_state.get(STATE)
    return found if found is not None and found.owner == actor.user_id else None


def finish(upload: Upload, done: Done) -> None:
    """Begin again with an empty form, and say what became of a file.

    Each access to the session may end this run in favour of a newer one, which then finds the file as it was, and
    finishes it itself.
    """
    upload.done = done
    if done.batch_id is not None:
        st.session_state[SHOW] = done.batch_id
    say(done.message, done.next_pages)
    st.session_state.pop(STATE, None)
    addressed.forget(UPLOAD)
    held.let_go(context.store(), upload)
    st.rerun()


def kind_label(name: str) -> str:
    """A kind in plain words."""
    return KINDS[name].label if name in KINDS else statuses.word(name)
