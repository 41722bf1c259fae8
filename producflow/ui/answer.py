"""The head of the first screen: the answer in words, before any figure."""

from zoneinfo import ZoneInfo

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from producflow import pages
from producflow.reports import baselines
from producflow.reports.answered import Answered
from producflow.reports.production import Production
from producflow.reports.running import Running, running
from producflow.reports.view import View
from producflow.ui import cached, context, filters, shown
from producflow.ui.text import plain

READING = """
- **Now** is the gravest machine: since when it is so, and what may be the cause. *Likely* stands only where a job, a
  stop or a note speaks of what the sensor measures; else the nearest of them is told. **Yesterday** is the newest
  closed production day (after days off the last one with work, by its date), **7 days** ends now. A period that you
  choose changes none of the three.
- **✓** the goal is met, **✗** missed by more than single shifts differ anyhow, **≈** missed within that. Only ✓ and ✗
  have a colour, and what still runs has no sign.
- The dashed line of a figure is its goal, the dot its newest day that is over; a day that still runs is left out.
- Choose a figure for its receipt (how it comes about, with its goal), a machine for what is wrong with it, a bar for
  its stops or its day.
"""


@shown.dialog("How to read this page", width="medium")
def _reading() -> None:
    actor = context.actor()  # a fragment's rerun skips the gate
    st.markdown(READING)
    st.markdown("**The other pages**")
    others = [entry for entry in pages.ALL if entry is not pages.HOME and actor.may(entry.needs)]
    st.markdown("\n".join(f"- **{entry.title}**: {entry.help}" for entry in others))


def told(title: DeltaGenerator, answer: Answered) -> None:
    """The title is the answer; then now, yesterday and seven days, a line each.

    Parameters
    ----------
    title : DeltaGenerator
        The title's place: what is said there depends on choices that stand below it.
    """
    title.title(plain(answer.headline), anchor=False)
    lines = {"Now": answer.now, answer.called: answer.yesterday, "7 days": answer.week}
    with st.container(key="answer"):
        st.markdown("  \n".join(f"**{name}** {plain(line)}" for name, line in lines.items()))


def clock() -> None:
    """Time and running shift, and the one help of the page, beside the choice of a period.

    That one stands right below the title, as on every page: anywhere else Streamlit would make it anew on the way from
    another page, and its name would be lost from the address.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="clock"):
        st.markdown(f":small[{_clock(cached.answer(running, None, context.now()))}]", width="content")
        # The words behind a figure are in its receipt.
        if st.button("How to read this page", type="tertiary", icon=":material/help:", key="reading"):
            _reading()


def period(view: View, report: Production) -> None:
    """What the figures below are of, and what they are compared with."""
    st.caption(f"{filters.sentence(view)} · against {baselines.before(report.closed)}")


def _clock(found: Running | None) -> str:
    """Time, and how far the running shift has come: ``Sun 29 Nov, 00:11 · night shift, 2 h 11 min of 8 h``."""
    now = f"{context.now().astimezone(ZoneInfo(context.zone())):%a %-d %b, %H:%M %Z}"
    if found is None:
        return f"{now} · no shift runs"
    return f"{now} · {found.shift} shift, {_hours(found.elapsed_minutes)} of {_hours(found.minutes)}"


def _hours(minutes: float) -> str:
    hours, rest = divmod(int(minutes), 60)
    return " ".join(filter(None, [f"{hours} h" * (hours > 0), f"{rest} min" * (rest > 0 or not hours)]))
