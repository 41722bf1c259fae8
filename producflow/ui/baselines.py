"""With which days to compare: chosen on a page, kept in its address."""

import streamlit as st

from producflow.reports import baselines
from producflow.reports.view import View
from producflow.ui import addressed, context, filters


def choose(view: View, names: tuple[str, str, str]) -> View:
    """Ask which period to compare with, for the same machines and shifts.

    Parameters
    ----------
    view : View
        What is compared.
    names : tuple of str
        Parameters of the address, for the kind of baseline and the days of one's own.

    Returns
    -------
    View
        The period before until somebody chooses otherwise.
    """
    kind_name, from_name, to_name = names
    spoken = list(baselines.SPOKEN.values())
    chosen = st.segmented_control(
        "Compare with", spoken, default=spoken[0], required=True, **addressed.bound(kind_name, spoken)
    )
    kind = {words: kind for kind, words in baselines.SPOKEN.items()}.get(str(chosen), baselines.PREVIOUS)
    if kind != baselines.FIXED:
        return baselines.baseline(view, kind)
    before, latest = view.previous(), context.production_day()
    with st.container(horizontal=True):
        with st.container(width=160):
            first = filters.day("From", before.first_day, latest, from_name)
        with st.container(width=160):
            last = filters.day("To", before.last_day, latest, to_name)
    return baselines.baseline(view, kind, first, last)
