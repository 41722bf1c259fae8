"""How a page makes a change: once, however often its button is pressed, and with one sentence about how it went."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import streamlit as st

from producflow.access.roles import ALLOWED, Actor, Permission
from producflow.errors import ProducFlowError
from producflow.ui import context, shown
from producflow.ui.text import plain

CHANGES = "changes"
FAILED = "changes_failed"
FORM = "changes_form"


@dataclass(eq=False)
class _Changes:
    """What was changed in one tab, and what of it is still to be said."""

    done: set[str] = field(default_factory=set)
    to_say: list[str] = field(default_factory=list)
    one_by_one: Lock = field(default_factory=Lock)
    """A second press does not wait for the first one's run: Streamlit starts its own beside it, in another thread."""


_FIRST = Lock()


def _changes() -> _Changes:
    with _FIRST:  # two first presses must not each get a set of their own
        found: _Changes = st.session_state.setdefault(CHANGES, _Changes())
    return found


def say(message: str) -> None:
    """Keep what a change did, to be said by :func:`said` when the page is drawn anew."""
    _changes().to_say.append(message)


def said() -> None:
    """Say what the last changes did, once, and long enough to be read."""
    to_say = _changes().to_say
    while to_say:
        # Another press, or news, may end this run just here: what is not said by then is said by the next one, which
        # may have begun beside it, and said the same.
        message = to_say[0]
        st.toast(message, icon=":material/check_circle:", duration="long")
        with suppress(ValueError):
            to_say.remove(message)


@contextmanager
def kept(key: str) -> Iterator[Any]:
    """What was kept to be told; None once it was told and a person, not news, has run the page since."""
    value, told = st.session_state.get(key, (None, False))
    if told and not shown.by_itself():
        del st.session_state[key]
        value = None
    yield value
    if value is not None:  # it is told: nothing ended the run within the block
        keep(key, value, told=True)


def keep(key: str, value: Any, *, told: bool = False) -> None:
    """Keep what is to be told when the page is drawn anew."""
    st.session_state[key] = value, told


def failed(place: str) -> None:
    """Say what stood in the way of the last change beside where it was tried, until a person does something else."""
    with kept(f"{FAILED}_{place}") as message:
        if message:
            st.error(plain(message), icon=":material/error:")


def refuse(place: str, message: str) -> None:
    """Keep what stands in the way of a change, to be said by :func:`failed`."""
    keep(f"{FAILED}_{place}", message)


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
    mine = _changes()
    with mine.one_by_one:
        if token in mine.done:
            return True
        try:
            work(context.actor())
        except ProducFlowError as error:
            refuse(place, str(error))
            return False
        # Nothing of Streamlit's between the change and this: it may end the run, and the change would stand unsaid.
        mine.done.add(token)
        mine.to_say.append(message)
    st.session_state.pop(f"{FAILED}_{place}", None)
    return True


def press(place: str, token: str, work: Callable[[Actor], Any], message: str) -> None:
    """Callback of a button that makes a change, see :func:`attempt`."""
    attempt(place, token, work, message)


def changes() -> int:
    """How many changes were made in this tab."""
    return len(_changes().done)


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
