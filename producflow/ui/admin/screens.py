"""Links of the screens in the hall that show the wall."""

from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from producflow.access import wall_links
from producflow.access.roles import Actor
from producflow.reports.levels import AREA, LINE, in_words
from producflow.reports.plant import machine_names
from producflow.reports.wall import locations
from producflow.ui import cached, context, sharing
from producflow.ui.admin import done, once
from producflow.ui.tables import Column
from producflow.ui.text import plain

MADE = "admin_screen_made"
"""The link that was made last and not yet put away."""
ALL = "All machines"
LOOKS = {"As its system is": "", "Dark": "?theme=dark", "Light": "?theme=light"}
COLUMNS = {
    "name": Column("Screen"),
    "shows": Column("Shows"),
    "state": Column("State"),
    "last_used_at": Column("Last looked"),
    "created_at": Column("Made"),
    "revoked_at": Column("Revoked"),
}


def links(actor: Actor) -> dict[str, Any] | None:
    """Show which screens have a link, and return the chosen one if it still works."""
    once.show(MADE, "screen_put_away")
    rows = wall_links.everyone(context.store(), actor)
    working = sum(row["revoked_at"] is None for row in rows)
    st.markdown(
        f"**{working}** of {len(rows)} links work. A screen that opens one shows the machines that need attention and "
        "the four figures, to be read from six metres, and nothing else of the plant."
    )
    shown = [{**row, "shows": _shows(row)} for row in rows]
    return once.chosen(shown, "Links of screens", COLUMNS, "screens")


def changes(actor: Actor, link: dict[str, Any] | None) -> None:
    """Let the chosen link be revoked, or a new one be made."""
    if link is None:
        _new(actor)
        return
    with st.container(border=True):
        st.markdown(f"**{plain(link['name'])}**, {plain(_shows(link))}")
        st.caption("Its screen shows nothing of the plant any more, and the link cannot be made to work again.")
        if st.button("Revoke this link", key="revoke_screen", icon=":material/link_off:"):
            done(
                lambda: wall_links.revoke(context.store(), actor, link["id"]),
                f"The link of {link['name']} works no longer.",
            )


def _shows(link: Mapping[str, Any]) -> str:
    """Whose machines a screen shows, in words."""
    places = in_words({level: [link[level]] if link[level] else [] for level in (AREA, LINE)})
    return " · ".join(filter(None, [link["location"], *places])) or ALL


def _new(actor: Actor) -> None:
    with st.expander("Make a link for a screen", icon=":material/tv:"), st.form("new_screen", border=False):
        name = st.text_input("Where it hangs", key="new_screen_name", autocomplete="off")
        names = cached.answer(machine_names)
        places = {"Standing at": cached.answer(locations), "Of area": names.known(AREA), "On line": names.known(LINE)}
        columns = iter(st.columns(1 + sum(bool(known) for known in places.values())))
        chosen = [_place(next(columns), label, known) if known else None for label, known in places.items()]
        look = next(columns).selectbox("Look", list(LOOKS), key="new_screen_look")
        if st.form_submit_button("Make the link", type="primary", icon=":material/tv:"):
            done(lambda: _make(actor, name, chosen, LOOKS[look]), f"A link for {name} is made.")


def _place(column: DeltaGenerator, label: str, known: tuple[str, ...]) -> str | None:
    key = f"new_screen_{label.split()[-1]}"
    chosen = column.selectbox(label, [ALL, *known], key=key, format_func=plain)
    return chosen if chosen in known else None


def _make(actor: Actor, name: str, places: list[str | None], look: str) -> None:
    token, row = wall_links.create(context.store(), actor, name, *places)
    once.keep(MADE, f"Link for {row['name']}.", f"{sharing.base()}/wall{look}#{token}")
