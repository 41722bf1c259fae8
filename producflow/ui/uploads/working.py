"""Long work under way: how far it is, and the way to stop it. It goes on while other pages are looked at."""

import time
from typing import Any

import streamlit as st

from producflow import imports
from producflow.imports.progress import STAGES
from producflow.ui import context

PATIENCE = 1.0
"""Work that is over so soon is not worth a progress bar. [s]"""
REFRESH = 0.5  # s


def ended(work: imports.BackgroundJob[Any], title: str) -> bool:
    """Tell whether work is over; if not, show how far it is, with a way to stop it.

    Parameters
    ----------
    title : str
        What is done, such as ``Importing 1,204 rows``.
    """
    if work.ended(PATIENCE):
        return True
    with st.container(border=True):
        _progress(work, title)
    return False


@st.fragment(run_every=REFRESH)
def _progress(work: imports.BackgroundJob[Any], title: str) -> None:
    context.actor()  # no gate stands before a fragment's rerun
    if work.ended():
        st.rerun()
    stage = work.stage or imports.Stage("beginning")
    seconds = time.monotonic() - work.begun_at
    what = "Stopping" if work.cancelled else f"{title}: {stage.describe()}"
    st.progress(_share(stage), text=f"{what} ({seconds:,.0f} s)")
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(
            "Cancel", key="cancel_work", icon=":material/close:", disabled=work.cancelled, help="Nothing is changed."
        ):
            work.cancel()
            st.rerun(scope="fragment")
        st.caption("You can look at other pages meanwhile.")
    if work.cancelled:
        work.cancel()  # again: what began just after the first wish is interrupted too


def _share(stage: imports.Stage) -> float:
    """How far along the stages it is. [-]"""
    if stage.name not in STAGES:
        return 0.0
    within = stage.done / stage.total if stage.total else 0.0
    return min(1.0, (STAGES.index(stage.name) + within) / len(STAGES))
