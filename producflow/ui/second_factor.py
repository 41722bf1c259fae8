"""One's second factor: setting it up, its recovery codes, and taking it away."""

import pandas as pd
import segno
import streamlit as st

from producflow import settings
from producflow.access import devices, second_factors, sign_in
from producflow.access.roles import Actor
from producflow.errors import InvalidInput, ProducFlowError
from producflow.store.queries import second_factors as queries
from producflow.ui import context, shown
from producflow.ui.text import local, plain

SECRET = "producflow_new_factor"  # noqa: S105 - session state: what is being set up, until a code of it was typed
MADE = "producflow_new_codes"  # session state: recovery codes that are not put away yet
PRODUCT = "ProducFlow"


def code_field(key: str, help: str | None = None) -> str:  # noqa: A002 - Streamlit's name
    """The field for a code."""
    return st.text_input("Code of your app", key=key, autocomplete="one-time-code", help=help)


def set_up(actor: Actor, key: str, session: str | None = None) -> list[str] | None:
    """Show the picture that an app takes, and ask for a code of it; answer the recovery codes once it is set up.

    Parameters
    ----------
    session : str, optional
        Hash of the cookie of the session that stays.
    """
    name = f"{SECRET}_{actor.user_id}"  # never that of whoever used this tab before
    secret = st.session_state.setdefault(name, second_factors.new_secret())
    address = second_factors.address(secret, actor.email, context.plant().name or PRODUCT)
    st.markdown("Scan this with an app for codes, such as one that is on your phone already, or type the key into it.")
    picture = segno.make(address, error="m").svg_data_uri(scale=5, border=3, light="#fff")
    st.html(f'<img src="{picture}" alt="Picture for an app of codes" width="220" height="220">')
    st.code(" ".join(secret[place : place + 4] for place in range(0, len(secret), 4)), language=None)
    with st.form(f"factor_{key}", border=False):
        code = code_field(f"factor_code_{key}")
        if not st.form_submit_button("Set up", type="primary", icon=":material/phonelink_lock:"):
            return None
    try:
        codes = second_factors.set_up(context.live(), actor, secret, code, settings.current(), session=session)
    except InvalidInput as wrong:
        st.error(plain(wrong), icon=":material/error:")
        return None
    del st.session_state[name]
    return codes


def kept(codes: list[str], key: str) -> bool:
    """Show recovery codes; tell whether they are put away."""
    st.markdown(
        "**Recovery codes.** Each lets you in once without your app. Keep them where your phone is not; they are shown "
        "only here and only once."
    )
    st.code("\n".join(codes), language=None)
    return st.button("I have them", type="primary", key=f"codes_kept_{key}", icon=":material/check:")


@shown.dialog("Second factor")
def mine(actor: Actor) -> None:
    """Set up one's own second factor, renew its recovery codes, or take it away."""
    context.actor()  # a fragment's rerun skips the gate
    made = _made(actor)
    if made in st.session_state:
        if kept(st.session_state[made], "mine"):
            del st.session_state[made]
            st.rerun()
        return
    found = context.live().read(queries.of, actor.user_id)
    if found is None:
        st.caption("Signing in then takes a code of an app beside your password. Other browsers are signed out.")
        codes = set_up(actor, "mine", context.session_hash())
        if codes is not None:
            st.session_state[made] = codes
            st.rerun(scope="fragment")
        return
    left = context.live().read(queries.codes_left, int(actor.user_id or 0))
    since = local(pd.Timestamp(found["created_at"]), context.zone())
    st.markdown(f"Set up since {since}; {left} recovery codes are left. A code lets you change that.")
    with st.form("factor_change", border=False):
        code = code_field("factor_change_code")
        with st.container(horizontal=True):
            renew = st.form_submit_button("New recovery codes", icon=":material/restart_alt:")
            remove = st.form_submit_button("Remove", icon=":material/phonelink_erase:")
    if renew or remove:
        _change(actor, code, renew=renew)


def _made(actor: Actor) -> str:
    return f"{MADE}_{actor.user_id}"


def _change(actor: Actor, code: str, *, renew: bool) -> None:
    store, browser = context.live(), context.cookie(devices.COOKIE)
    try:
        sign_in.prove_again(store, actor, code, context.address(), browser=browser)
        if renew:
            st.session_state[_made(actor)] = second_factors.renew_codes(store, actor)
        else:
            second_factors.remove_own(store, actor)
    except ProducFlowError as error:
        st.error(plain(error), icon=":material/error:")
        return
    st.rerun(scope="fragment")
