"""Who is signed in, and what everybody may do about their own account."""

import streamlit as st

from producflow.access.passwords import RULE
from producflow.access.roles import Actor
from producflow.errors import InvalidInput, ProducFlowError
from producflow.operations import passwords
from producflow.ui import context, messages, second_factor, shown, sign_in, signed_in
from producflow.ui.text import plain


def offer(actor: Actor, place: str) -> None:
    """Say who is signed in and as what, with the ways out and to another password.

    Parameters
    ----------
    place : str
        Where it stands, told apart from the same elsewhere on the page.

    Notes
    -----
    Whoever came by a provider has no password here.
    """
    st.markdown(f"{plain(actor.full_name)}  \n:small[{actor.role.capitalize()}]")
    messages.offer(place)
    if st.button("Where I am signed in", type="tertiary", icon=":material/devices:", key=f"sessions_{place}"):
        signed_in.mine(actor)
    if actor.provider is None and st.button(
        "Change password", type="tertiary", icon=":material/key:", key=f"password_{place}"
    ):
        _change_password(actor)
    if actor.provider is None and st.button(
        "Second factor", type="tertiary", icon=":material/phonelink_lock:", key=f"factor_{place}"
    ):
        second_factor.mine(actor)
    sign_in.way_out(actor, f"sign_out_{place}")


@shown.dialog("Change password")
def _change_password(actor: Actor) -> None:
    """Let whoever is signed in choose another password; they sign in again with it."""
    context.actor()  # a fragment's rerun skips the gate
    with st.form("own_password", border=False, clear_on_submit=True):
        current = st.text_input("Present password", type="password", key="own_current", autocomplete="current-password")
        new = st.text_input(
            "New password",
            type="password",
            key="own_new",
            autocomplete="new-password",
            help=RULE,
        )
        again = st.text_input("New password again", type="password", key="own_again", autocomplete="new-password")
        st.caption("You will be signed out everywhere and sign in with the new one.")
        if st.form_submit_button("Change password", icon=":material/key:"):
            try:
                if new != again:
                    raise InvalidInput("The two new passwords differ; type them again.", "password")
                passwords.change_own_password(context.live(), actor, current, new)
            except ProducFlowError as error:
                st.error(plain(error), icon=":material/error:")
                return
            st.rerun()
