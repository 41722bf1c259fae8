"""How a page makes a change: once, however often its button is pressed, and with one sentence about how it went."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from producflow.access.roles import ALLOWED, Actor, Permission
from producflow.errors import ProducFlowError
from producflow.ui import context
from producflow.ui.text import plain

DONE = "changes_done"
SAID = "changes_said"
FAILED = "changes_failed"
FORM = "changes_form"


def say(message: str) -> None:
    """Keep what a change did, to be said by :func:`said` when the page is drawn anew."""
    st.session_state.setdefault(SAID, []).append(message)


def said() -> None:
    """Say what the last changes did, once, and long enough to be read."""
    for message in st.session_state.pop(SAID, []):
        st.toast(message, icon=":material/check_circle:", duration="long")


def failed(place: str) -> None:
    """Say what stood in the way of the last change, once, beside where it was tried."""
    message = st.session_state.pop(f"{FAILED}_{place}", None)
    if message:
        st.error(plain(message), icon=":material/error:")


def refuse(place: str, message: str) -> None:
    """Keep what stands in the way of a change, to be said by :func:`failed`."""
    st.session_state[f"{FAILED}_{place}"] = message


def attempt(place: str, token: str, work: Callable[[Actor], Any], message: str) -> bool:
    """Make a change once, however often its button was pressed; to be called from a button's callback.

    Parameters
    ----------
    place : str
        Where to say what stood in its way, see :func:`failed`.
    token : str
        Names this very change: what is changed, and its state before.
    work : callable
        Takes whoever is signed in at that moment; their rights are checked again below.
    message : str
        What was done.

    Returns
    -------
    bool
        Whether it is done.
    """
    done: set[str] = st.session_state.setdefault(DONE, set())
    if token in done:
        return True
    try:
        work(context.actor())
    except ProducFlowError as error:
        refuse(place, str(error))
        return False
    done.add(token)
    say(message)
    return True


def press(place: str, token: str, work: Callable[[Actor], Any], message: str) -> None:
    """Callback of a button that makes a change, see :func:`attempt`."""
    attempt(place, token, work, message)


def changes() -> int:
    """How many changes were made in this tab."""
    return len(st.session_state.get(DONE, ()))


def new_form() -> None:
    """Name the form that is being opened, so that sending it twice enters one thing."""
    st.session_state[FORM] = st.session_state.get(FORM, 0) + 1


def form() -> str:
    """Name of the form that is open."""
    return f"form {st.session_state.get(FORM, 0)}"


def may(actor: Actor, permission: Permission) -> bool:
    """Tell whether somebody may, and say why not where they may not."""
    if actor.may(permission):
        return True
    if actor.looking:
        st.caption(":material/ac_unit: These numbers are frozen; show the current ones to change something.")
        return False
    able = [role.value for role, allowed in ALLOWED.items() if permission in allowed]
    st.caption(f":material/lock: Your role, {actor.role}, may not {permission}; {' or '.join(able)} may.")
    return False
