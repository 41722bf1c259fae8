"""A file that somebody was working on before: found again after a reload, and offered where another tab has it."""

from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from producflow.access.roles import Actor
from producflow.reports.links import UPLOAD
from producflow.ui import addressed, components, context, uploads
from producflow.ui.text import ago, counted, plain
from producflow.ui.uploads import Upload, held

LOST = (
    "The address names an upload that is not held any more, or not yours: uploads are kept for a day, until they are "
    "imported or discarded, and until the server is started anew. Choose the file again."
)


def by_address(actor: Actor) -> Upload | None:
    """The file that the address names, after a reload of the page; None where it names none of this person's."""
    mine = {each.token for each in held.of(context.store(), actor)}
    addressed.note(UPLOAD, mine.__contains__, LOST, whole=True, watched=uploads.STATE)
    named = st.query_params.get(UPLOAD)
    if named is not None:
        _take(actor, named)
    return uploads.current(actor)


def name_in_address(upload: Upload) -> None:
    """Let a reload of the page find the file again."""
    if st.query_params.get(UPLOAD) != upload.token:
        st.query_params[UPLOAD] = upload.token


def elsewhere(upload: Upload) -> None:
    """Say what became of the file that this tab worked on, since another one has it or had it last."""
    addressed.forget(UPLOAD)
    st.info(
        f"You went on with {plain(upload.name)} in another tab, or began more than {held.MOST} uploads. It is imported "
        "or discarded by now, or listed below.",
        icon=":material/tab:",
    )


def offer(actor: Actor) -> None:
    """List the files that somebody was working on, each with the way to go on with it or to let it go."""
    mine = held.of(context.store(), actor)
    if not mine:
        return
    with components.card(":material/pending_actions: Not imported yet"):
        st.caption(f"Kept for a day, with your answers; the newest {held.MOST} at most.")
        for upload in mine:
            with st.container(horizontal=True, vertical_alignment="center"):
                age = pd.Timedelta(datetime.now(UTC) - upload.begun_at)
                st.markdown(f"**{plain(upload.name)}**, uploaded {ago(age)}, {_state(upload)}")
                st.button(
                    "Go on",
                    key=f"go_on_{upload.token}",
                    icon=":material/play_arrow:",
                    help="Where another tab has it open, this one takes it over.",
                    on_click=_take,
                    args=(actor, upload.token),
                )
                if upload.writing is None:
                    st.button(
                        "Discard",
                        key=f"discard_{upload.token}",
                        icon=":material/close:",
                        help="Nothing of it was written.",
                        on_click=held.let_go,
                        args=(context.store(), upload),
                    )


def _take(actor: Actor, token: str) -> None:
    found = held.take_over(context.store(), actor, token)
    if found is not None:
        st.session_state[uploads.STATE] = found


def _state(upload: Upload) -> str:
    """How far it is, in a few words."""
    if upload.writing is not None:
        return "being imported"
    if upload.proposal is None:
        return "being read"
    open_ones = sum(question.blocking for question in upload.proposal.questions)
    rows = counted(upload.proposal.staged.rows, "row", "rows")
    return f"{rows}, {counted(open_ones, 'question', 'questions')} open" if open_ones else f"{rows}, ready"
