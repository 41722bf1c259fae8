"""How often the run of a page wakes the event loop: every hundredth of a second instead of for each of its elements.

Streamlit hands each of a page's 100 to 300 messages over by itself, and the two threads then wait in turns for the one
lock that Python has: a fifth of a click's CPU.
"""

from collections import deque
from collections.abc import Callable
from functools import partial

from streamlit.runtime.app_session import AppSession

EVERY = 0.01
"""As seldom as nobody sees. [s]"""
WAITING, CALLED = "_producflow_waiting", "_producflow_called"

_at_once = AppSession._call_soon_on_event_loop  # noqa: SLF001


def _soon(session: AppSession, call: Callable[[], None]) -> None:
    """Let the loop call it with what else has come by then, each in its turn."""
    vars(session).setdefault(WAITING, deque()).append(call)
    # Looked at after the append, as the loop clears it before it takes: none is left lying.
    if not vars(session).get(CALLED):
        vars(session)[CALLED] = True
        _at_once(session, partial(_later, session))


def _later(session: AppSession) -> None:
    session._event_loop.call_later(EVERY, _all, session)  # noqa: SLF001


def _all(session: AppSession) -> None:
    vars(session)[CALLED] = False
    waiting: deque[Callable[[], None]] = vars(session)[WAITING]
    while waiting:
        session._event_loop.call_soon(waiting.popleft())  # noqa: SLF001


def install() -> None:
    """Let all sessions do so."""
    AppSession._call_soon_on_event_loop = _soon  # type: ignore[method-assign, assignment]  # noqa: SLF001
