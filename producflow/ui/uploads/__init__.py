"""What the uploads page is made of: choose a file, see what it is, rehearse, import, and take imports back."""

from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from producflow import imports, settings
from producflow.access.roles import Actor, Permission
from producflow.errors import ProducFlowError
from producflow.imports.kinds import KINDS
from producflow.ui import components, context
from producflow.ui.text import plain

STATE = "upload_state"
ROUND = "upload_round"
SAID = "upload_said"
PAGE_OF = {
    "sensor_readings": ("equipment", "See it on the equipment page"),
    "production_records": ("overview", "See it on the overview"),
    "downtime_events": ("overview", "See it on the overview"),
    "maintenance_logs": ("maintenance", "See it on the maintenance page"),
    "equipment": ("equipment", "See it on the equipment page"),
}


@dataclass
class Upload:
    """The file that somebody is working on: kept in the browser tab's session, the bytes in the staging folder."""

    file_id: str
    proposal: imports.Proposal | None = None
    considered: imports.Mapping | None = None
    refused: str | None = None
    rehearsal: imports.Rehearsal | None = None
    rehearsed_for: tuple[str, bool, int] | None = None

    @property
    def token(self) -> str:
        """Prefix of the widgets' keys: another file or kind has widgets of its own."""
        kind = self.proposal.mapping.kind if self.proposal else ""
        return f"{self.file_id}_{kind}"


def said(actor: Actor) -> None:
    """Say once what the last press did, and tell whoever may not upload why."""
    message = st.session_state.pop(SAID, None)
    if message is not None:
        text, kind = message
        with st.container(horizontal=True, vertical_alignment="center"):
            st.success(text, icon=":material/check_circle:")
            if kind is not None:
                page, label = PAGE_OF[kind]
                st.page_link(components.PAGES / f"{page}.py", label=label, icon=":material/arrow_forward:")
    if not actor.may(Permission.IMPORT):
        components.empty(
            f"You can see what came in; with the role {actor.role} you may not upload files or undo uploads.",
            "Ask a person who is analyst, manager or admin.",
        )


def chosen(actor: Actor) -> Upload | None:
    """The file that was chosen, read once; None while there is none, or it was refused."""
    if not actor.may(Permission.IMPORT):
        return None
    limit = settings.current().upload_megabytes
    file = st.file_uploader(
        f"Choose a CSV export of your machines, MES or CMMS (at most {limit:,} MB)",
        key=f"file_{st.session_state.setdefault(ROUND, 0)}",
        max_upload_size=limit,
        help="Comma, semicolon, tab or vertical bar; UTF-8, UTF-16 or Windows-1252; also compressed with gzip. "
        "Nothing is written before you have seen what would be.",
    )
    upload: Upload | None = st.session_state.get(STATE)
    if upload is not None and (file is None or upload.file_id != file.file_id):
        forget(upload)
        upload = None
    if file is None:
        return None
    if upload is None:
        upload = _read(file)
        st.session_state[STATE] = upload
    if upload.refused is not None:
        st.error(plain(upload.refused), icon=":material/error:", title="This file cannot be imported")
        return None
    return upload


def _read(file: UploadedFile) -> Upload:
    upload = Upload(file.file_id)
    try:
        with st.spinner("Reading the file …"):
            upload.proposal = imports.propose(context.store(), file, file.name)
    except ProducFlowError as error:
        upload.refused = str(error)
    return upload


def forget(upload: Upload) -> None:
    """Let go of a file, here and in the staging folder."""
    if upload.proposal is not None:
        upload.proposal.staged.discard()
    st.session_state.pop(STATE, None)


def finish(upload: Upload, message: str, kind: str | None = None) -> None:
    """Begin again with an empty form, and say what was done."""
    forget(upload)
    st.session_state[SAID] = (message, kind)
    st.session_state[ROUND] += 1
    st.rerun()


def kind_label(name: str) -> str:
    """A kind in plain words."""
    return KINDS[name].label
