"""What the uploads page is made of: choose a file, see what it is, rehearse, import, and take imports back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import streamlit as st

from producflow import imports, pages
from producflow.access.roles import Actor, Permission
from producflow.imports.kinds import KINDS
from producflow.imports.next_pages import NextPage
from producflow.store.importing.target import NewMachine
from producflow.ui import addressed, components, statuses
from producflow.ui.text import plain

FILES, PROFILES, ROWS = "Files", "Profiles", "Where a row is from"
STATE = "upload_state"
ROUND = "upload_round"
SAID = "upload_said"
SHOW = "upload_show"
"""Session state: the import to look at after it was committed."""


@dataclass
class Upload:
    """The file that somebody is working on: kept in the browser tab's session, the bytes in the staging folder."""

    name: str
    token: str
    """Names this upload among those of the tab."""
    parked: Path | None = None
    """Where its bytes lie."""
    form: imports.StatedForm = field(default_factory=imports.StatedForm)
    """What the person said about its form."""
    reading: imports.BackgroundJob[imports.Proposal] | None = None
    proposal: imports.Proposal | None = None
    considered: imports.Mapping | None = None
    """What was asked for last."""
    rehearsing: imports.BackgroundJob[imports.Rehearsal] | None = None
    rehearsal: imports.Rehearsal | None = None
    """What was found out."""
    rehearsed_for: tuple[object, ...] | None = None
    unknown: tuple[str, ...] = ()
    """Machines that it names and the plant does not know."""
    create: bool = False
    """Whether those are created."""
    machines: dict[str, NewMachine] = field(default_factory=dict)
    """What was said of them."""
    machines_shown: pd.DataFrame | None = None
    """What the table of them began with."""
    writing: imports.BackgroundJob[imports.Batch] | None = None
    """What is under way; at most one at a time."""
    profile: str = ""
    """Name under which its mapping is to be remembered."""
    refused: str | None = None
    """Why it cannot be read at all."""
    trouble: str | None = None
    """What stood in the way of the last wish; what was there before still holds."""
    note: str | None = None
    """What else is to be said once, such as that work was cancelled."""
    version: int = 0
    """Raised when its mapping changes otherwise than by the mapping's own widgets, so that these begin anew."""
    steady: bool = False
    """Whether what is being considered comes from the mapping's own widgets, which then stay."""

    @property
    def key(self) -> str:
        """Prefix of the keys of widgets that show its mapping."""
        return f"{self.token}_{self.version}"

    @property
    def known(self) -> imports.Proposal:
        """What it was found to be; only asked for where it was."""
        if self.proposal is None:
            raise ValueError("the file was not read")
        return self.proposal


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


def said(actor: Actor) -> None:
    """Say once what the last press did, and tell whoever may not upload why."""
    message = st.session_state.pop(SAID, None)
    if message is not None:
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
    if not actor.may(Permission.IMPORT):
        components.empty(
            f"You can see what came in; with the role {actor.role} you may not upload files or undo uploads.",
            "Ask a person who is analyst, manager or admin.",
        )


def say(message: str, more: Sequence[NextPage] = ()) -> None:
    """Say something at the head of the page when it is drawn anew, with the pages to go on to."""
    st.session_state[SAID] = (plain(message), more)


def current() -> Upload | None:
    """The file in hand, if there is one."""
    found: Upload | None = st.session_state.get(STATE)
    return found


def forget(upload: Upload) -> None:
    """Let go of a file, here and in the staging folder; what is under way with it is stopped."""
    for work in (upload.reading, upload.rehearsing):
        if work is not None:
            work.cancel()
    if upload.proposal is not None:
        upload.proposal.staged.discard()
    if upload.parked is not None:
        upload.parked.unlink(missing_ok=True)
    st.session_state.pop(STATE, None)


def finish(upload: Upload, message: str, more: Sequence[NextPage] = ()) -> None:
    """Begin again with an empty form, and say what was done."""
    forget(upload)
    say(message, more)
    st.rerun()


def kind_label(name: str) -> str:
    """A kind in plain words."""
    return KINDS[name].label if name in KINDS else statuses.word(name)
