"""The shift that is running, in words: so far, and never judged."""

import pandas as pd
import streamlit as st

from producflow.reports.running import Running, running
from producflow.reports.view import View
from producflow.ui import context
from producflow.ui.text import number

SECONDS = 60
"""How often it is told anew. [s]"""


def said(view: View) -> None:
    """Say what is known of the running shift where a view reaches into it, anew every minute."""
    if context.closed(view) != view:
        st.fragment(_said, run_every=SECONDS)(view.machines, view.shifts)


def _said(machines: tuple[int, ...] | None, shifts: tuple[str, ...] | None) -> None:
    context.actor()  # a fragment's rerun skips the gate
    # Not noted as shown: what it says changes with the clock, and no news is worth running the page for it.
    found = context.store().answers.ask(running, machines, context.now())
    if found is None or not (found.machines or found.reporting):  # nobody is to work
        return
    if shifts is None or found.shift in shifts:
        st.caption(f":material/timelapse: {sentences(found)}")


def sentences(found: Running) -> str:
    """What is known so far, each figure beside the same part of the shifts before."""
    start = pd.Timestamp(found.starts).tz_convert(context.zone())
    whole = number(found.minutes, 0, "min")
    machines = "1 machine" if found.machines == 1 else f"{found.machines:,} machines"
    return " ".join(
        filter(
            None,
            [
                f"The {found.shift} shift runs since {start:%H:%M}: {number(found.elapsed_minutes)} of {whole} so far, "
                f"{number(found.elapsed_minutes * found.machines)} expected minutes of {machines}.",
                _output(found),
                _stopped(found),
            ],
        )
    )


def _output(found: Running) -> str:
    if found.output is None:
        return "No output of it is reported yet."
    of = "1 machine" if found.reporting == 1 else f"{found.reporting:,} machines"
    told = f"{number(found.output, 0, 'units')} reported so far by {of}"
    return f"{told}{_usual(found.usual_output, 'units', found)}."


def _stopped(found: Running) -> str:
    if found.stopped is None:
        return ""
    return f"Unplanned stops so far {number(found.stopped, 0, 'min')}{_usual(found.usual_stopped, 'min', found)}."


def _usual(value: float | None, unit: str, found: Running) -> str:
    """The same part of the shifts before, in brackets: two figures side by side, and no verdict."""
    if value is None:
        return ""
    shifts = f"{found.shift} shift" if found.earlier == 1 else f"{found.earlier} {found.shift} shifts"
    return f" ({number(value, 0, unit)} by this time in the {shifts} before)"
