"""What the maintenance page is made of: which question it asks, and what it says first."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import streamlit as st

from producflow.reports.maintenance import Maintenance, maintenance
from producflow.reports.upkeep import Upkeep, upkeep
from producflow.reports.view import View
from producflow.ui import cached, changing, context

Question = tuple[Callable[..., Upkeep], View, datetime]


def question(view: View) -> Question:
    """What the page draws: as of the full hour, so that the answer is shared; without shifts, since jobs have none."""
    return upkeep, replace(view, shifts=None), context.now().replace(minute=0)


def report(view: View) -> Maintenance:
    """What the page asks: that, and the alerts that are open."""
    _, chosen, now = question(view)
    return cached.answer(maintenance, chosen, now)


def said(view: View) -> None:
    """Say what the last change did, once, and that shifts are left out where some are chosen."""
    changing.said()
    if view.shifts is not None:
        st.caption(":material/info: Alerts and jobs belong to no shift, so the choice of shifts changes nothing here.")
