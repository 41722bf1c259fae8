"""Keys with which machines and programs call the API."""

from typing import Any

import streamlit as st

from producflow.access import api_keys
from producflow.access.roles import Actor, Role
from producflow.ui import context
from producflow.ui.admin import done, once
from producflow.ui.tables import Column
from producflow.ui.text import plain

MADE = "admin_key_made"
"""The key that was made last and not yet put away."""
ROLES = [role.value for role in Role]
COLUMNS = {
    "name": Column("Name"),
    "role": Column("Role"),
    "state": Column("State"),
    "last_used_at": Column("Last used"),
    "created_at": Column("Made"),
    "revoked_at": Column("Revoked"),
}


def keys(actor: Actor) -> dict[str, Any] | None:
    """Show who has a key, and return the chosen one if it still works."""
    once.show(MADE, "key_put_away")
    rows = api_keys.everyone(context.store(), actor)
    working = sum(row["revoked_at"] is None for row in rows)
    st.markdown(
        f"**{working}** of {len(rows)} keys work. A machine sends its key with every call, as "
        "`Authorization: Bearer …`; [what it can call](/api/docs) depends on the key's role."
    )
    return once.chosen(rows, "API keys", COLUMNS, "api_keys")


def changes(actor: Actor, key: dict[str, Any] | None) -> None:
    """Let the chosen key be revoked, or a new one be made."""
    if key is None:
        _new(actor)
        return
    with st.container(border=True):
        st.markdown(f"**{plain(key['name'])}**, {key['role']}")
        st.caption("A revoked key is refused from the next call on, and cannot be made to work again.")
        if st.button("Revoke this key", key="revoke_key", icon=":material/key_off:"):
            done(
                lambda: api_keys.revoke(context.store(), actor, key["id"]), f"The key of {key['name']} works no longer."
            )


def _new(actor: Actor) -> None:
    with st.expander("Make a key", icon=":material/key:"), st.form("new_key", border=False):
        left, right = st.columns(2)
        name = left.text_input("Machine or program", key="new_key_name", autocomplete="off")
        role = right.selectbox("Role", ROLES, key="new_key_role", help="An operator's key may post readings.")
        if st.form_submit_button("Make the key", type="primary", icon=":material/key:"):
            done(lambda: _make(actor, name, role), f"A key for {name} is made.")


def _make(actor: Actor, name: str, role: str) -> None:
    key, row = api_keys.create(context.store(), actor, name, role)
    once.keep(MADE, f"Key for {row['name']}.", key)
