"""Figures of reports, as the API answers with them."""

from collections.abc import Callable, Hashable
from typing import Any

from producflow.store.database import Store


def fields(store: Store, report: Callable[..., Any], *arguments: Hashable) -> dict[str, Any]:
    """What a report tells by the names of an answer's fields, kept for as long as it stands.

    Parameters
    ----------
    report : callable
        A question of ``producflow.reports`` whose answer has ``fields()``: the very one that a page asks.
    *arguments
        Its arguments but the store.

    Returns
    -------
    dict
        Never to be changed in place.
    """
    return store.answers.ask(_fields, report, *arguments)


def _fields(store: Store, report: Callable[..., Any], *arguments: Hashable) -> dict[str, Any]:
    told: dict[str, Any] = store.answers.ask(report, *arguments).fields()
    return told
