"""One page to keep or print, of what is on the page."""

import streamlit as st

from producflow.access.roles import Actor, Permission
from producflow.errors import ProducFlowError
from producflow.printing import reports
from producflow.printing.chromium import Ending
from producflow.reports.links import Link
from producflow.reports.plant import machine_names
from producflow.ui import cached, context
from producflow.ui.text import plain

PREPARED = "producflow_printout"  # session state: address, ending and bytes of what was prepared last
ENDINGS: dict[Ending, tuple[str, str]] = {"pdf": ("PDF", "application/pdf"), "png": ("PNG", "image/png")}


def forget() -> None:
    """Forget what was prepared before."""
    st.session_state.pop(PREPARED, None)


def offer(actor: Actor, link: Link, base: str) -> None:
    """Offer the page as PDF and PNG: prepared on a click, since that takes a few seconds, and then to be saved.

    Parameters
    ----------
    actor : Actor
        Whoever is looking.
    link : Link
        The page, with everything that was chosen on it.
    base : str
        Address of the server.
    """
    if link.page not in reports.NAMES or (link.page == reports.MACHINE and link.machine is None):
        return
    st.markdown("**One page to print**")
    if not actor.may(Permission.EXPORT):
        st.caption(f":material/lock: Your role, {actor.role}, may not export; analysts, managers and admins may.")
        return
    with st.container(horizontal=True):
        wanted = [
            ending
            for ending, (name, _) in ENDINGS.items()
            if st.button(f"Prepare {name}", key=f"prepare_{ending}", icon=":material/print:")
        ]
    for ending in wanted:
        try:
            with st.spinner("Drawing the charts; this takes a few seconds …", show_time=True):
                page = reports.report(context.live(), actor, link, ending, base)
        except ProducFlowError as error:
            st.error(plain(error), icon=":material/error:")
            return
        st.session_state[PREPARED] = (link.address, ending, page)
    _ready(link)


def _ready(link: Link) -> None:
    address, ending, page = st.session_state.get(PREPARED, (None, None, b""))
    if address != link.address:
        return
    name, kind = ENDINGS[ending]
    view = link.view(context.plant(), context.now(), cached.answer(machine_names))
    st.download_button(
        f"Save {name} ({len(page) / 1000:,.0f} kB)",
        page,
        file_name=reports.file_name(link, view, ending),
        mime=kind,
        key="save_printout",
        icon=":material/download:",
        type="primary",
        on_click="ignore",
    )
