"""A new plant: what is to do until it shows anything, what of it is done, and the way to what is next."""

import streamlit as st

from producflow import pages
from producflow.access.roles import Actor, Permission
from producflow.reports.first_run import FirstRun, Step
from producflow.ui import admin, context
from producflow.ui.text import plain

NEEDS = {"uploads": Permission.IMPORT} | admin.NEEDS
"""What whoever does a step must be allowed to, by its page or by its section of the page Admin."""


def show(found: FirstRun, actor: Actor) -> None:
    """The steps in their order; the first that is not done has its way in the accent colour."""
    done = sum(step.done for step in found.steps)
    with st.container(border=True, key="first-run"):
        st.markdown(f"**Setting up this plant: {done} of {len(found.steps)} steps done**")
        for step in found.steps:
            _step(step, actor, first=step is found.next)


def _step(step: Step, actor: Actor, *, first: bool) -> None:
    icon, word = (":material/check_circle:", "Done") if step.done else (":material/radio_button_unchecked:", "To do")
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        told = f"{icon} **{step.name}** :small[{word}]  \n:small[{plain(step.told)}]"
        st.markdown(told, width="stretch")
        if step.done or context.reader() is not None:
            return
        if not actor.may(NEEDS[step.section or step.page]):
            st.caption(":material/lock: Not for your role", width="content")
        elif st.button(
            f"Open {pages.entry_of(step.page).title}{f' → {step.section}' if step.section else ''}",
            key=f"step_{step.name}",
            type="primary" if first else "secondary",
        ):
            section = {admin.SECTION: step.section} if step.section else {}
            st.switch_page(pages.entry_of(step.page).script, query_params=section)
