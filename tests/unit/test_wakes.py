"""Messages of a page's run come all and in order, and wake the event loop seldom."""

import asyncio
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner.script_runner import ScriptRunnerEvent

from producflow.web import wakes

MESSAGES = 2_000


class Bare(AppSession):
    """One that does nothing but hand over."""

    def __init__(self, loop: asyncio.AbstractEventLoop, handled: list[int]) -> None:
        self._event_loop = loop
        vars(self)["_handle_scriptrunner_event_on_event_loop"] = lambda _sender, _event, message, *_: handled.append(
            message
        )

    def __del__(self) -> None:
        """Nothing was begun."""


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AppSession, "_call_soon_on_event_loop", AppSession._call_soon_on_event_loop)
    wakes.install()


@pytest.mark.usefixtures("installed")
def test_all_that_a_run_hands_over_comes_in_order_by_few_wakes(monkeypatch: pytest.MonkeyPatch) -> None:
    handled: list[int] = []

    async def run() -> int:
        loop, woken = asyncio.get_running_loop(), []
        wake = loop.call_soon_threadsafe

        def counted(callback: Any, *arguments: Any, **named: Any) -> Any:
            woken.append(callback)
            return wake(callback, *arguments, **named)

        session = Bare(loop, handled)

        def script() -> None:
            for number in range(MESSAGES):
                session._on_scriptrunner_event(None, ScriptRunnerEvent.ENQUEUE_FORWARD_MSG, number)  # type: ignore[arg-type]

        with monkeypatch.context() as patch:
            patch.setattr(loop, "call_soon_threadsafe", counted)
            await asyncio.to_thread(script)
            while len(handled) < MESSAGES:
                await asyncio.sleep(wakes.EVERY)
        return len(woken)

    wakened = asyncio.run(asyncio.wait_for(run(), 60))
    assert handled == list(range(MESSAGES))
    assert wakened < MESSAGES / 10


@pytest.mark.usefixtures("installed")
def test_one_that_fails_takes_no_other_with_it() -> None:
    handled: list[str] = []

    async def run() -> list[dict[str, Any]]:
        loop, failed = asyncio.get_running_loop(), []
        loop.set_exception_handler(lambda _, context: failed.append(context))
        session: Any = SimpleNamespace(_event_loop=loop)
        wakes._soon(session, partial(handled.append, "before"))
        wakes._soon(session, lambda: 1 // 0)  # type: ignore[arg-type]
        wakes._soon(session, partial(handled.append, "after"))
        while "after" not in handled:
            await asyncio.sleep(wakes.EVERY)
        return failed

    [failed] = asyncio.run(asyncio.wait_for(run(), 60))
    assert handled == ["before", "after"]
    assert isinstance(failed["exception"], ZeroDivisionError)


def test_the_app_has_it_installed() -> None:
    __import__("app")
    assert AppSession._call_soon_on_event_loop is wakes._soon
