"""What a page shows, and whether any of it would say something else by now."""

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from producflow.errors import ProducFlowError
from producflow.store.answers import Answer, Answers, Question

R = TypeVar("R")
SHOWN = "producflow_shown"
HELD = "producflow_held"
NEWS = "producflow_news"
BY_ITSELF = "producflow_by_itself"


def begin() -> None:
    """Forget what the page showed in its last run."""
    st.session_state[SHOWN] = {}
    st.session_state[HELD] = False
    st.session_state[BY_ITSELF] = st.session_state.pop(NEWS, False)


def run_anew() -> None:
    """Run the whole page because of news, which is nothing that a person did."""
    st.session_state[NEWS] = True
    st.rerun(scope="app")


def by_itself() -> bool:
    """Whether the page runs because of news, and not because of a person."""
    return bool(st.session_state.get(BY_ITSELF))


def dialog(title: str, **options: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A dialog that no news closes: whoever fills it in keeps the page as it is until it is closed.

    Parameters
    ----------
    **options
        Of ``st.dialog``.
    """

    def made(show: Callable[..., None]) -> Callable[..., None]:
        @wraps(show)
        def held(*arguments: Any, **named: Any) -> None:
            st.session_state[HELD] = True
            show(*arguments, **named)

        # Closing it runs the page, which is free for news from then on.
        return st.dialog(title, on_dismiss="rerun", **options)(held)

    return made


def held() -> bool:
    """Whether somebody is filling in a dialog, which running the page would close."""
    return bool(st.session_state.get(HELD))


def ask(answers: Answers, question: Callable[..., R], *arguments: Hashable) -> R:
    """Answer of a question, noted as one that the page shows."""
    found: Answer[R] = answers.answer(question, *arguments)
    if not answers.for_ever and get_script_run_ctx(suppress_warning=True) is not None:  # none in a download under way
        st.session_state.setdefault(SHOWN, {})[answers, Question(question, arguments)] = found.mark
    return found.value


def moved() -> bool:
    """Whether anything that the page shows would say something else now, or can no longer be told."""
    shown = st.session_state.get(SHOWN, {})
    try:
        return any(answers.mark(question) != mark for (answers, question), mark in list(shown.items()))
    except ProducFlowError:
        return True
