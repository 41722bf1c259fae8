"""What the admin page is made of: sections, and how a change is made and answered."""

from collections.abc import Callable

import streamlit as st

from producflow.access.roles import CONFIRMED, Actor, Permission
from producflow.errors import ProducFlowError
from producflow.ui import addressed, changing
from producflow.ui.text import plain

PEOPLE, KEYS, LIMITS, GOALS, PLANT = "People", "API keys", "Limits", "Goals", "Plant"
MACHINES = "Machines"
CALENDAR, SCREENS, MESSAGES = "Working calendar", "Screens", "Messages"
AUDIT, BACKUPS = "Audit log", "Backups"
NEEDS = {
    PEOPLE: Permission.MANAGE_USERS,
    KEYS: Permission.MANAGE_USERS,
    MACHINES: Permission.MANAGE_EQUIPMENT,
    LIMITS: Permission.MANAGE_THRESHOLDS,
    GOALS: Permission.MANAGE_TARGETS,
    PLANT: Permission.MANAGE_PLANT,
    CALENDAR: Permission.MANAGE_PLANT,
    SCREENS: Permission.MANAGE_SCREENS,
    MESSAGES: Permission.MANAGE_MESSAGES,
    AUDIT: Permission.READ_AUDIT,
    BACKUPS: Permission.SEE_BACKUPS,
}
MEANT = {
    LIMITS: "A reading strictly beyond a limit is a warning, or critical; on it, it is still inside.",
    GOALS: "What figures should come to, from a production day on; what held before that day is kept.",
    PLANT: "Every time that is shown and every cost follows from these.",
    CALENDAR: "What is expected to be reported, and planned time that nobody states, follow from this.",
}
"""What follows from a part."""
SECTION = "admin_section"
"""In the address: a name of its own, since the way back to Uploads would show another section of that page."""


def section(actor: Actor) -> str:
    """Ask which part to look at, and say what the last change did; only what the role may open is there."""
    open_to = [name for name, needs in NEEDS.items() if actor.may(needs)]
    chosen = st.segmented_control(
        "Section",
        open_to,
        default=open_to[0],
        required=True,
        label_visibility="collapsed",
        **addressed.bound(SECTION, NEEDS),
    )
    closed = [name for name in NEEDS if name not in open_to]
    if closed:
        named = f"{', '.join(closed[:-1])} and {closed[-1]} are" if closed[1:] else f"{closed[0]} is"
        st.caption(f"{named} for administrators; your role is {actor.role}.")
    if chosen in MEANT:
        st.markdown(MEANT[chosen])
    changing.said()
    if actor.unconfirmed and NEEDS[str(chosen)] in CONFIRMED:
        # Here: the first screen on paper knows these sections too, and is drawn where no Streamlit runs, without which
        # streamlit-authenticator cannot be imported.
        from producflow.ui import sign_in

        sign_in.confirm(actor, "admin")
        st.stop()
    return str(chosen)


def done(work: Callable[[], object], message: str) -> None:
    """Make a change; show the page anew with what was done, or say beside the form what stands in its way.

    What was done is said wherever on the page one is: the forms stand far below its head.
    """
    try:
        work()
    except ProducFlowError as error:
        st.error(plain(error), icon=":material/error:")
        return
    changing.say(plain(message))
    st.rerun()
