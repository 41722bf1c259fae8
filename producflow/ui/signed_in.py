"""Where somebody is signed in, and signing out there."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from producflow.access.roles import Actor
from producflow.errors import ProducFlowError
from producflow.operations import sessions
from producflow.ui import context, shown, tables
from producflow.ui.tables import Column
from producflow.ui.text import plain

COLUMNS = {
    "device": Column("Browser"),
    "address": Column("Address"),
    "created_at": Column("Signed in"),
    "used_at": Column("Last used"),
    "here": Column("This one"),
}


@shown.dialog("Where I am signed in", width="large")
def mine(actor: Actor) -> None:
    """Show one's own browsers, with the ways to sign out there."""
    context.actor()  # a fragment's rerun skips the gate
    assert actor.user_id is not None  # noqa: S101 -- only accounts have sessions
    offer(actor, actor.user_id, "mine")


def offer(actor: Actor, user_id: int, key: str) -> None:
    """List where somebody is signed in, and let the actor sign them out in one browser or everywhere.

    Parameters
    ----------
    key : str
        Tells it apart from the same elsewhere.
    """
    rows = sessions.of(context.live(), actor, user_id)
    if not rows:
        st.caption("Signed in nowhere.")
        return
    own = context.session_hash()
    here = [row["token_hash"] == own for row in rows]
    frame = pd.DataFrame(rows).assign(here=["yes" if each else "" for each in here])
    state = tables.table(frame, "Where somebody is signed in", COLUMNS, key=f"sessions_{key}", on_select="rerun")
    chosen = [rows[number] for number in state.selection.rows]
    with st.container(horizontal=True):
        if st.button("Sign out there", key=f"end_{key}", icon=":material/logout:", disabled=not chosen):
            _do(lambda: sessions.end(context.live(), actor, user_id, chosen[0]["id"]))
        words = "Sign out everywhere else" if any(here) else "Sign out everywhere"
        if st.button(words, key=f"end_all_{key}", icon=":material/devices_off:", disabled=here == [True]):
            _do(lambda: sessions.end_all(context.live(), actor, user_id, but=own if any(here) else None))
    st.caption("Choose a row to sign out there. It takes effect on the next click in that browser.")


def _do(work: Callable[[], None]) -> None:
    try:
        work()
    except ProducFlowError as error:
        st.error(plain(error), icon=":material/error:")
        return
    st.rerun()
