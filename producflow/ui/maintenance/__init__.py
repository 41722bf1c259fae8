"""What the maintenance page is made of: which question it asks, and what it says first."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import streamlit as st

from producflow.reports import maintenance as reports
from producflow.reports.view import View
from producflow.ui import changing, context

Question = tuple[Callable[..., reports.Maintenance], View, datetime]


def question(view: View) -> Question:
    """What the page asks: as of the full hour, so that the answer is shared; without shifts, since jobs have none."""
    return reports.maintenance, replace(view, shifts=None), context.now().replace(minute=0)


def said(view: View) -> None:
    """Say what the last change did, once, and that shifts are left out where some are chosen."""
    changing.said()
    if view.shifts is not None:
        st.caption(":material/info: Alerts and jobs belong to no shift, so the choice of shifts changes nothing here.")
