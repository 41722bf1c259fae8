"""Answers shared by all sessions for as long as the data they came from stands.

A key is the question, the data version (with the frozen link that is looked at) and the arguments; so nothing has to be
invalidated, and what is returned must never be changed in place.
"""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import streamlit as st

from producflow.reports import changes, comparison, control_charts, losses, missing, production
from producflow.reports.annotations import notes
from producflow.reports.plant import machine_names
from producflow.reports.receipts import Wanted
from producflow.reports.view import View
from producflow.store.database import Store
from producflow.ui import context
from producflow.ui.charts.base import Drawn
from producflow.ui.charts.notes import noted

P = ParamSpec("P")
R = TypeVar("R")

WITHOUT_READINGS: frozenset[Callable[..., Any]] = frozenset(
    {
        *(production.metrics, losses.losses, losses.behind, changes.changes, changes.from_missing, missing.missing),
        *(comparison.compare, control_charts.chart, machine_names, notes),
    }
)
"""Questions whose answers rest neither on readings nor on alerts: they outlast what machines post."""

ANSWERS = 256  # some tens of kilobytes each: a few dozen people's worth of views


@st.cache_resource(max_entries=ANSWERS, ttl="15m", show_spinner=False, hash_funcs={View: repr, Wanted: repr})
def _answer(
    name: str,  # noqa: ARG001
    rows: tuple[str | None, int],  # noqa: ARG001
    arguments: tuple[Any, ...],  # noqa: ARG001
    _compute: Callable[[], Any],
) -> Any:
    return _compute()


def _version(question: Callable[..., Any]) -> tuple[str | None, int]:
    return context.production_version() if question in WITHOUT_READINGS else context.data_version()


def answer(question: Callable[..., R], *arguments: Any) -> R:
    """Answer of ``question(store, *arguments)``, computed once per data version and arguments.

    Parameters
    ----------
    question : callable
        A function of ``producflow.reports`` that takes the store first.
    *arguments
        Hashable arguments: a :class:`View`, days, ids, a whole-minute instant.
    """
    store: Store = context.store()
    name = f"{question.__module__}.{question.__qualname__}"
    return _answer(name, _version(question), arguments, lambda: question(store, *arguments))  # type: ignore[no-any-return]


def answer_now(question: Callable[..., R], *arguments: Any) -> R:
    """Answer from what is stored now, on a frozen link too, see :func:`answer`."""
    store = context.live()
    name = f"{question.__module__}.{question.__qualname__} now"
    return _answer(name, (None, store.data_version), arguments, lambda: question(store, *arguments))  # type: ignore[no-any-return]


def figure(
    draw: Callable[..., Any],
    question: Callable[..., Any],
    *arguments: Any,
    machines: tuple[int, ...] | None = None,
    **options: Any,
) -> Any:
    """Chart of an answer, drawn once per data version and arguments: building one costs more than showing it.

    A chart over time carries the notes that people put on it.

    Parameters
    ----------
    draw : callable
        A function of ``producflow.ui.charts`` that takes the answer first.
    question, *arguments
        As for :func:`answer`.
    machines : tuple of int, optional
        Whose notes it carries; left out: those of the :class:`View` among the arguments.
    **options
        Hashable options of ``draw``.
    """
    name = f"{draw.__module__}.{draw.__qualname__} of {question.__module__}.{question.__qualname__}"
    views = [argument for argument in arguments if isinstance(argument, View)]
    chosen = views[0].machines if machines is None and views else machines
    zone = options.get("timezone") or context.plant().timezone
    key = (*arguments, zone, chosen, *sorted(options.items()))

    def work() -> Any:
        return Drawn(noted(draw(answer(question, *arguments), **options), answer(notes, chosen), zone))

    return _answer(name, _version(question), key, work)
