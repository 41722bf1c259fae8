"""What the sign-in form asks for after the password, step by step; nobody is signed in before the last."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from producflow.access import devices, sign_in
from producflow.access.passwords import RULE
from producflow.access.roles import Actor
from producflow.access.sign_in import Entering, Step
from producflow.errors import InvalidInput, NotSignedIn, ProducFlowError, Unfinished
from producflow.operations.passwords import choose_password
from producflow.ui import context, second_factor
from producflow.ui.text import plain

ENTERING = "producflow_entering"  # session state: how far whoever signs in has come
CODES = "producflow_recovery_codes"  # session state: the new ones, until they are kept
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
    except NotSignedIn as refused:
        if str(refused) != sign_in.WRONG_CODE:
            _again(str(refused))
        st.error(plain(refused), icon=":material/error:")
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
    st.markdown("The one that you have just used was set for you. Choose one that only you know.")
    chosen = new_password("enter_password")
    if chosen is None:
        return None
    choose_password(context.live(), entering.actor, chosen, entering.version)
    return replace(entering, version=entering.version + 1)


def _code(entering: Entering) -> Entering | None:
    """Ask for a code of their app, or one that stands in for it."""
    st.subheader("Second factor")
    with st.form("enter_code", border=False):
        code = second_factor.code_field("enter_code_field", "Or one of your recovery codes, each of which works once.")
        if not st.form_submit_button("Sign in", type="primary", icon=":material/login:"):
            return None
    browser = context.cookie(devices.COOKIE)
    actor = sign_in.prove(context.live(), entering, code, context.address(), browser=browser)
    return replace(entering, actor=actor)


def _set_up(entering: Entering) -> Entering | None:
    """Let them set a second factor up, and go on once they have kept the recovery codes."""
    codes = f"{CODES}_{entering.actor.user_id}"  # never those of whoever used this tab before
    if codes not in st.session_state:
        st.subheader("Set up a second factor")
        st.markdown(f"People who are {entering.actor.role} need one beside their password.")
        made = second_factor.set_up(entering.actor, "enter")
        if made is None:
            return None
        st.session_state[codes] = made
        st.rerun()
    if not second_factor.kept(st.session_state[codes], "enter"):
        return None
    del st.session_state[codes]
    return replace(entering, actor=replace(entering.actor, factor=True), version=entering.version + 1)


ASKED: dict[Step, Callable[[Entering], Entering | None]] = {
    Step.CODE: _code,
    Step.PASSWORD: _password,
    Step.SET_UP: _set_up,
}


def _again(why: str | None) -> None:
    st.session_state.pop(ENTERING, None)
    if why is not None:
        st.session_state[BROKEN_OFF] = why
    st.rerun()
