"""Finding one's way: pages by group in the sidebar, a bar at the foot of a phone, the account in a corner.

Streamlit's own list of groups is one that screen readers cannot read (a list item outside of a list), so the sidebar
is made of links. What is seen where is a matter of width, which only the browser knows: see ``web/style.css``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from producflow import pages
from producflow.access.roles import Actor
from producflow.pages import PageEntry
from producflow.reports.levels import LEVELS, MACHINES
from producflow.reports.links import FROZEN, ZONE
from producflow.ui import account, sharing
from producflow.ui.text import plain

CHOICES = ("period", "from", "to", *LEVELS, MACHINES, "shifts", ZONE, FROZEN)
"""Parameters of an address that every page with figures understands: a link to another page carries them."""
OF_A_PERIOD = ("period", "from", "to", "shifts")
"""Those of them that the page of one shift does not ask for."""
CHOSEN = "producflow_chosen"  # session state: the choices, for the way back from a page that has none of them

PRODUCT = "ProducFlow"
SIDEBAR_WIDTH = 232
"""Room for the longest name of a page and for the choices of a view; ``web/style.css`` keeps it free too. [px]"""

Made = Mapping[str, Any]
"""Streamlit's own pages by their addresses."""


@dataclass(frozen=True)
class Ways:
    """Links to the pages that somebody may open, which keep the choices in force."""

    actor: Actor
    known: Made
    """As of :func:`made`."""
    carried: list[tuple[str, str]]
    """Parameters that a page with figures is opened with."""

    def show(self, entries: Iterable[PageEntry], *, short: bool = False) -> None:
        """Show them, those that the role may not open left out."""
        for entry in entries:
            if self.actor.may(entry.needs):
                carried = [each for each in self.carried if each[0] in _asked(entry)]
                label = entry.short if short and entry.short else entry.title
                # No help: it would lie over the next link, and take the click.
                page = self.known[entry.url_path]
                st.page_link(page, label=label, icon=entry.icon, query_params=carried)


def made(actor: Actor | None) -> Made:
    """The pages as Streamlit knows them; those that somebody may not open are there too, and say so.

    Without their icons, which links bring: of a page's own icon the browser makes the tab's, and fetches it from a CDN.
    """
    return {
        entry.url_path: st.Page(
            entry.script,
            title=entry.title,
            url_path=entry.url_path,
            default=entry is pages.HOME,
            visibility="visible" if actor is not None and actor.may(entry.needs) else "hidden",
        )
        for entry in pages.ALL
    }


def offer(actor: Actor, here: PageEntry, known: Made, name: str) -> None:
    """Put the ways to all pages, to the account and to sharing where people look for them.

    Parameters
    ----------
    known : mapping
        As of :func:`made`.
    name : str
        The plant's own; empty where nobody has named it.
    """
    asked = _asked(here)
    before = [each for each in st.session_state.get(CHOSEN, []) if each[0] not in asked]
    st.session_state[CHOSEN] = [*before, *_choices(asked)]
    # The browser itself carries what it has widgets for; said here too, it would stand in the address twice.
    carried = [each for each in st.session_state[CHOSEN] if each[0] not in asked or each[0] == FROZEN]
    ways = Ways(actor, known, carried)
    with st.container(key="corner"), st.popover(plain(actor.full_name), icon=":material/account_circle:"):
        account.offer(actor, "corner")
    with st.sidebar:
        st.markdown(f"**{plain(name or PRODUCT)}**")
        with st.container(gap="xsmall", key="pages"):
            for group in pages.GROUPS:
                st.caption(group)
                ways.show(entry for entry in pages.ALL if entry.group == group)
        sharing.offer("sidebar")
    _bar(ways, here, name)


def _bar(ways: Ways, here: PageEntry, name: str) -> None:
    """The bar that only a phone shows: what is going on today, and a menu of all the rest."""
    with (
        st.bottom,
        st.container(horizontal=True, horizontal_alignment="distribute", key="phonebar", gap=None, wrap=False),
    ):
        ways.show((entry for entry in pages.ALL if entry.group == pages.TODAY), short=True)
        # Streamlit leaves a popover open when the page changes; one of another name is another one, and closed.
        with st.popover("Menu", type="tertiary", icon=":material/menu:", key=f"menu-{here.url_path}"):
            st.markdown(f"**{plain(name or PRODUCT)}**")
            ways.show(entry for entry in pages.ALL if entry.group != pages.TODAY)
            sharing.offer("menu")
            account.offer(ways.actor, "menu")


def _asked(entry: PageEntry) -> tuple[str, ...]:
    """Those of the choices that a page asks for."""
    if not entry.figures:
        return ()
    return tuple(name for name in CHOICES if entry.url_path != pages.OF_A_SHIFT or name not in OF_A_PERIOD)


def _choices(asked: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(name, value) for name in asked if name in st.query_params for value in st.query_params.get_all(name)]
