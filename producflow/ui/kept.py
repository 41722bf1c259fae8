"""What pages make of an answer, made once for as long as that is kept, however often it is shown.

An answer never changes (:mod:`producflow.store.answers`), so what is made of it and of nothing else stands as long.
"""

import weakref
from collections.abc import Callable, Hashable
from functools import partial
from typing import Any, TypeVar, cast

R = TypeVar("R")

MOST = 64
"""How much is kept of one answer; more would come of pages asked for in ever other time zones."""

MISSING = object()
_KEPT: dict[int, tuple[weakref.ref[Any], dict[Hashable, Any]]] = {}


def made(make: Callable[..., R], of: Any, *arguments: Hashable) -> R:
    """``make(of, *arguments)``, shared as ``of`` is: neither is ever to be changed in place.

    Parameters
    ----------
    make : callable
        A function of a module, whose result does not hold ``of`` itself: it would never be let go of.
    of : object
        An answer or a part of it, or what was made of one. Anything else is made anew, and so is this.
    *arguments
        Hashable.
    """
    kept = _KEPT.get(id(of))
    if kept is None or kept[0]() is not of:
        kept = _KEPT[id(of)] = weakref.ref(of, partial(_let_go, id(of))), {}
    values, wanted = kept[1], (make, arguments)
    # Looked up once: pages run side by side, and another may clear it at any moment.
    found = values.get(wanted, MISSING)
    if found is MISSING:
        found = make(of, *arguments)
        if len(values) >= MOST:
            values.clear()
        values[wanted] = found
    return cast("R", found)


def _let_go(place: int, gone: weakref.ref[Any]) -> None:
    """Another object may have taken the place meanwhile."""
    kept = _KEPT.get(place)
    if kept is not None and kept[0] is gone:
        _KEPT.pop(place, None)
