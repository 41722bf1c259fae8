"""A page of the dashboard, run without a browser: what its script shows is gathered as a tree.

Paper so shows just what the screen shows: there is no second description of any page. A script is run as Streamlit
runs it, under a context of ours whose messages go into a list instead of to a browser.
"""

import importlib.util
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit import config, runtime
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import RerunException, StopException, add_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests, ScriptRequestType
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext
from streamlit.runtime.state import SafeSessionState, SessionState

from producflow import pages
from producflow.reports.links import Link
from producflow.ui import context, sharing
from producflow.ui.context import Reader

MOST_RUNS = 3
"""A page may ask to be run again once it has noted what it was asked for; one that goes on asking is cut off."""
MAIN = 0
"""Where Streamlit puts what is not in the sidebar."""


@dataclass
class Shown:
    """One thing that a page shows, or a block of them."""

    kind: str = ""
    """As Streamlit calls it: ``metric``, ``markdown``, ``flex_container`` …; empty for the page itself."""
    message: Any = None
    """Streamlit's own message, which says the rest."""
    parts: dict[int, "Shown"] = field(default_factory=dict)
    """What a block holds, by its place."""

    def __iter__(self) -> Iterator["Shown"]:
        """The parts in their order."""
        return iter([self.parts[place] for place in sorted(self.parts)])


def shown_on(link: Link, reader: Reader) -> Shown:
    """What a page shows to somebody.

    Parameters
    ----------
    link : Link
        Which page, and what was chosen on it.
    reader : Reader
        Who looks, at which store, when.

    Returns
    -------
    Shown
        Its parts are those of the page's main column, in their order.
    """
    gathered: list[Any] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(MOST_RUNS):
                gathered.clear()
                if _run(link, reader, gathered):
                    return
        except Exception as error:  # noqa: BLE001 -- raised again where somebody waits for it
            failed.append(error)

    if not runtime.exists():  # on the command line Streamlit would say that nobody sees what it draws
        config.set_option("global.showWarningOnDirectExecution", False)
    thread = threading.Thread(target=work, name="page on paper")  # of its own: Streamlit's context stays with a thread
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
    return _tree(gathered)


def _run(link: Link, reader: Reader, gathered: list[Any]) -> bool:
    """Run a page's script to its end; False where it asks to be run again."""
    entry = pages.entry_of(link.page)
    requests = ScriptRequests()

    def gather(message: Any) -> None:
        # A script that asks to stop or to be run again goes on until it draws: what draws ends it, as in a browser.
        request = requests.on_scriptrunner_yield()
        if request is not None:
            raise StopException if request.type == ScriptRequestType.STOP else RerunException(request.rerun_data)
        gathered.append(message)

    running = ScriptRunContext(
        session_id="paper",
        _enqueue=gather,
        script_requests=requests,
        query_string=link.query,
        session_state=SafeSessionState(SessionState(), lambda: None),
        uploaded_file_mgr=MemoryUploadedFileManager(""),
        main_script_path=str(entry.script),
        user_info={},
        gather_usage_stats=False,
        fragment_storage=MemoryFragmentStorage(),
        pages_manager=PagesManager(str(entry.script)),
        context_info=None,
    )
    add_script_run_ctx(threading.current_thread(), running)
    running.reset(query_string=link.query)
    running.on_script_start()
    st.session_state[context.READER] = reader
    st.session_state[context.PAGE_KEY] = link.page
    try:
        reader.actor.require(entry.needs)
        sharing.banner()
        spec = importlib.util.spec_from_file_location(f"page_{link.page}", entry.script)
        assert spec is not None and spec.loader is not None  # noqa: S101, PT018 -- a file of ours
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
    except StopException:
        return True
    except RerunException:
        return False
    return True


def _tree(messages: list[Any]) -> Shown:
    """What the messages add up to: a later one takes the place of an earlier one at the same path."""
    page = Shown()
    for message in messages:
        path = list(message.metadata.delta_path)
        if message.WhichOneof("type") != "delta" or not path or path[0] != MAIN:
            continue
        where = page
        for place in path[1:-1]:
            where = where.parts[place]
        delta = message.delta
        if delta.WhichOneof("type") == "new_element":
            where.parts[path[-1]] = Shown(delta.new_element.WhichOneof("type"), _inner(delta.new_element))
        elif delta.WhichOneof("type") == "add_block" and len(path) > 1:
            where.parts[path[-1]] = Shown(delta.add_block.WhichOneof("type") or "", _inner(delta.add_block))
    return page


def _inner(message: Any) -> Any:
    kind = message.WhichOneof("type")
    return None if kind is None else getattr(message, kind)
