"""What the sign-in form asks for after the password, step by step; nobody is signed in before the last."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from producflow.access import sign_in
from producflow.access.passwords import RULE
from producflow.access.roles import Actor
from producflow.access.sign_in import Entering, Step
from producflow.errors import InvalidInput, NotSignedIn, ProducFlowError, Unfinished
from producflow.operations.passwords import choose_password
from producflow.ui import context
from producflow.ui.text import plain

ENTERING = "producflow_entering"  # session state: how far whoever signs in has come
BROKEN_OFF = "producflow_broken_off"  # session state: why they have to begin again


def begin(unfinished: Unfinished) -> None:
    """Ask for what comes next, from the next run on."""
    st.session_state[ENTERING] = unfinished.entering
    st.rerun()


def under_way(admit: Callable[[Actor], None]) -> bool:
    """Ask whoever's password was right for what is still to do; tell whether anybody's was.

    Parameters
    ----------
    admit : callable
        Signs them in.
    """
    why = st.session_state.pop(BROKEN_OFF, None)
    if why is not None:
        st.error(plain(why), icon=":material/error:")
    entering: Entering | None = st.session_state.get(ENTERING)
    if entering is None:
        return False
    try:
        done = ASKED[entering.step](entering)
        if done is not None:
            st.session_state.pop(ENTERING)
            admit(sign_in.go_on(context.live(), done))
    except Unfinished as more:
        begin(more)
    except NotSignedIn as late:
        _again(str(late))
    except ProducFlowError as error:
        st.error(plain(error), icon=":material/error:")
    if st.button("Back to the start", type="tertiary", key="enter_again", icon=":material/arrow_back:"):
        _again(None)
    return True


def new_password(key: str) -> str | None:
    """Ask for a new password, twice; answer it once it is sent.

    Raises
    ------
    InvalidInput
        If the two differ.
    """
    with st.form(key, border=False):
        new = st.text_input("New password", type="password", key=f"{key}_new", autocomplete="new-password", help=RULE)
        again = st.text_input("New password again", type="password", key=f"{key}_again", autocomplete="new-password")
        if not st.form_submit_button("Set password", type="primary", icon=":material/key:"):
            return None
    if new != again:
        raise InvalidInput("The two passwords differ; type them again.", "password")
    return new


def _password(entering: Entering) -> Entering | None:
    """Let them choose a password that nobody else knows."""
    st.subheader("Choose your own password")
    st.markdown("Somebody else set the one that you have just used. Choose one that only you know.")
    chosen = new_password("enter_password")
    if chosen is None:
        return None
    choose_password(context.live(), entering.actor, chosen, entering.version)
    return replace(entering, version=entering.version + 1)


ASKED: dict[Step, Callable[[Entering], Entering | None]] = {Step.PASSWORD: _password}


def _again(why: str | None) -> None:
    st.session_state.pop(ENTERING, None)
    if why is not None:
        st.session_state[BROKEN_OFF] = why
    st.rerun()
