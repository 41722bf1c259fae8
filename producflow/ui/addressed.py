"""Choices that an address names, and what it says that nobody can read.

Streamlit takes a value that it does not know out of the address without a word, and shows something else. Each choice
that an address can name is therefore bound by :func:`bound`, and what was not readable is said above the page until
somebody chooses anew.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, TypedDict

import streamlit as st

from producflow.reports.links import day_of
from producflow.ui.text import plain

UNREAD, DRAWN, PLACE = "producflow_unread", "producflow_drawn", "producflow_unread_place"  # session state
FEW = 8
"""So many possible values are named."""


class Bound(TypedDict):
    """Name of a choice in the address, and that it is kept there: arguments of a widget."""

    key: str
    bind: Literal["query-params"]


@dataclass(frozen=True)
class Unread:
    """What the address said of one choice, for as long as that has not been made anew."""

    values: tuple[str, ...]
    told: str
    """What can stand there; or, instead of all else, that it is gone."""
    whole: bool
    """Whether `told` says everything."""
    watched: str
    """Key of the choice that somebody makes anew."""
    instead: Any = None
    """What is chosen in place of it."""


def bound(name: str, options: Iterable[Any], format_func: Callable[[Any], str] = str) -> Bound:
    """Let the address name a choice, and note what it says that is none of the options.

    Parameters
    ----------
    name : str
        Of the parameter; no two pages may share it, unless they share the choice.
    format_func : callable
        As of the widget: the address says what the widget shows.
    """
    known = [format_func(option) for option in options]
    those = f"is {_or(known)}" if len(known) <= FEW else "is one of those in its list"
    return note(name, lambda value: value in known, those)


def named(name: str, options: Iterable[str]) -> str | None:
    """What the address says of a choice that is not bound, since it shows more than a link should have to say.

    Whoever asks for it writes the address too. None where it says nothing, or nothing that is an option.
    """
    known, said = list(options), st.query_params.get(name)
    bound(name, known)
    return said if said in known else None


def number(name: str, least: int, most: int) -> Bound:
    """The same for a whole number."""

    def readable(value: str) -> bool:
        return value.isdecimal() and len(value) < 19 and least <= int(value) <= most

    return note(name, readable, f"is a number from {least} to {most}")


def instant(name: str) -> Bound:
    """The same for an instant."""
    return note(name, _is_instant, "is an instant such as 2026-03-31T14:05")


def words(name: str) -> Bound:
    """The same for words, all of which can be read."""
    return Bound(key=name, bind="query-params")


def day(name: str, watched: str | None = None) -> Bound:
    """The same for a day."""
    return note(name, lambda value: day_of(value) is not None, "is a day such as 2026-03-31", watched=watched)


def note(
    name: str, readable: Callable[[str], bool], told: str, *, whole: bool = False, watched: str | None = None
) -> Bound:
    """Let the address name a choice, and note what it says that is not readable.

    Parameters
    ----------
    readable : callable
        Whether a value can be read.
    told : str
        What can stand there, such as ``is a day such as 2026-03-31``.
    whole : bool
        Whether that is the whole sentence.
    watched : str, optional
        Key of the choice that is made anew instead; the name itself by default.
    """
    st.session_state.setdefault(DRAWN, set()).add(name)
    unread: dict[str, Unread] = st.session_state.setdefault(UNREAD, {})
    found = tuple(value[:60] for value in st.query_params.get_all(name) if not readable(value))
    if found:
        unread[name] = Unread(found, told, whole, watched or name, _missing)
    elif name in unread and st.session_state.get(unread[name].watched) != unread[name].instead:
        unread.clear()  # whoever has chosen something anew has read it
        _say()
    if name in unread:
        _say()
    return Bound(key=name, bind="query-params")


def _is_instant(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


_missing = object()  # until the choice has been drawn


@contextmanager
def said() -> Iterator[None]:
    """Say above what is drawn in the block what of the address nobody can read.

    It stands on the page and not beside the choices, which a phone does not show.
    """
    st.session_state[PLACE] = st.empty()
    st.session_state[DRAWN] = set()
    try:
        yield
    finally:
        unread = {
            name: replace(each, instead=st.session_state.get(each.watched)) if each.instead is _missing else each
            for name, each in st.session_state.get(UNREAD, {}).items()
            if name in st.session_state[DRAWN]  # what another page could not read is no matter here
        }
        st.session_state[UNREAD] = unread
        for name in unread:
            forget(name)


def _say() -> None:
    """Say it as soon as it is found: a page that stops says nothing any more."""
    drawn: set[str] = st.session_state[DRAWN]
    unread = {name: each for name, each in st.session_state[UNREAD].items() if name in drawn}
    if PLACE not in st.session_state:
        return
    if unread:
        st.session_state[PLACE].warning("  \n".join(dict.fromkeys(_sentences(unread))), icon=":material/link_off:")
    else:
        st.session_state[PLACE].empty()


def forget(name: str) -> None:
    """Take out of the address what says nothing any more, where no choice is there to do it."""
    try:
        st.query_params.pop(name, None)
    except st.errors.StreamlitAPIException:  # bound by now: the choice itself has done so
        return


def _sentences(unread: dict[str, Unread]) -> Iterator[str]:
    plainly = {name: each for name, each in unread.items() if not each.whole}
    if plainly:
        found = [f"{name}={value}" for name, each in plainly.items() for value in each.values]
        hints = "; ".join(f"{name} {each.told}" for name, each in plainly.items())
        yield f"The address says {plain(', '.join(found))}, which nobody can read. Here {plain(hints)}. Choose anew."
    for each in unread.values():
        if each.whole:
            yield each.told.format(plain(", ".join(each.values)))


def _or(known: list[str]) -> str:
    return " or ".join(filter(None, [", ".join(known[:-1]), known[-1]])) if known else "nothing at present"
