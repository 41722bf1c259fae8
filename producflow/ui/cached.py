"""Answers and charts shared by all sessions for as long as they stand, see :mod:`producflow.store.answers`.

A page learns by them when there is something new to show; what is returned must never be changed in place.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from producflow.reports.annotations import notes
from producflow.reports.view import View
from producflow.store.database import Store
from producflow.ui import context, shown
from producflow.ui.charts.drawn import Drawn, finished
from producflow.ui.charts.notes import noted

R = TypeVar("R")


def answer(question: Callable[..., R], *arguments: Hashable) -> R:
    """Answer of ``question(store, *arguments)``.

    Parameters
    ----------
    question : callable
        A function of ``producflow.reports`` that takes the store first.
    *arguments
        Hashable: a :class:`View`, days, ids, a whole-minute instant.
    """
    return shown.ask(context.store().answers, question, *arguments)


def answer_now(question: Callable[..., R], *arguments: Hashable) -> R:
    """Answer from what is stored now, on a frozen link too, see :func:`answer`."""
    return shown.ask(context.live().answers, question, *arguments)


def figure(
    draw: Callable[..., Any],
    question: Callable[..., Any],
    *arguments: Hashable,
    machines: tuple[int, ...] | None = None,
    **options: Hashable,
) -> Any:
    """Chart of an answer, drawn anew only when that says something else: building one costs more than showing it.

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
    views = [argument for argument in arguments if isinstance(argument, View)]
    chosen = views[0].machines if machines is None and views else machines
    zone = str(options.get("timezone", context.plant().timezone))
    return answer(_drawn, draw, tuple(options.items()), chosen, zone, question, *arguments)


def _drawn(
    store: Store,
    draw: Callable[..., Any],
    options: tuple[tuple[str, Hashable], ...],
    chosen: tuple[int, ...] | None,
    zone: str,
    question: Callable[..., Any],
    *arguments: Hashable,
) -> Drawn:
    """A chart rests on two answers and on nothing else."""
    found = store.answers.ask(question, *arguments)
    return finished(noted(draw(found, **dict(options)), store.answers.ask(notes, chosen), zone))
