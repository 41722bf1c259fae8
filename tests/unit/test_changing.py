"""What a page says of a change reaches whoever made it, though presses and news end runs at any point."""

from threading import Event, Thread
from typing import Any

import pytest
from streamlit.runtime.scriptrunner_utils.exceptions import RerunException
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

from producflow.errors import Conflict
from producflow.ui import changing, context, shown


class Session:
    """A tab's state, and what one run after another showed; a run may be ended where it shows something."""

    def __init__(self) -> None:
        self.session_state: dict[str, Any] = {}
        self.shown: list[str] = []
        self.ends = False

    def toast(self, text: str, **_: Any) -> None:
        """As Streamlit: what ends a run does so before anything is shown."""
        if self.ends:
            self.ends = False
            raise RerunException(RerunData())
        self.shown.append(text)

    error = toast


@pytest.fixture
def tab(monkeypatch: pytest.MonkeyPatch) -> Session:
    session = Session()
    monkeypatch.setattr(changing, "st", session)
    monkeypatch.setattr(shown, "st", session)
    monkeypatch.setattr(context, "actor", lambda: None)
    return session


def test_what_was_done_is_said_once_though_the_run_ends_where_it_is_said(tab: Session) -> None:
    changing.say("Acknowledged")
    tab.ends = True
    with pytest.raises(RerunException):
        changing.said()
    changing.said()
    changing.said()
    assert tab.shown == ["Acknowledged"]


def refused(_: object) -> None:
    raise Conflict("It is already resolved")


def test_what_stood_in_the_way_stays_through_news_until_a_person_does_something_else(tab: Session) -> None:
    assert not changing.attempt("alerts", "once", refused, "Done")
    changing.failed("alerts")
    tab.session_state[shown.BY_ITSELF] = True
    changing.failed("alerts")
    assert tab.shown == ["It is already resolved"] * 2
    tab.session_state[shown.BY_ITSELF] = False
    changing.failed("alerts")
    changing.failed("alerts")
    assert len(tab.shown) == 2


def test_what_is_done_after_all_forgets_what_stood_in_its_way(tab: Session) -> None:
    tab.session_state[shown.BY_ITSELF] = True
    changing.attempt("alerts", "once", refused, "Done")
    changing.attempt("alerts", "again", lambda _: None, "Done")
    changing.failed("alerts")
    changing.said()
    assert tab.shown == ["Done"]


def test_a_second_press_beside_the_first_changes_nothing_and_is_told_the_same(tab: Session) -> None:
    """Streamlit runs it in a thread of its own while the first press still works, see ``runner.fastReruns``."""
    at_work, second_too = Event(), Event()
    made: list[object] = []

    def acknowledge(actor: object) -> None:
        made.append(actor)
        (second_too if len(made) > 1 else at_work).set()
        second_too.wait(0.2)  # so long a second one has to come in between, if it can

    def press() -> None:
        changing.press("alerts", "alert 1", acknowledge, "Acknowledged")

    first, second = Thread(target=press), Thread(target=press)
    first.start()
    assert at_work.wait(10)
    second.start()
    first.join()
    second.join()
    changing.said()
    assert len(made) == 1
    assert tab.shown == ["Acknowledged"]
