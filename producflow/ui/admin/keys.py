"""Keys with which machines and programs call the API."""

from typing import Any

import pandas as pd
import streamlit as st

from producflow.access import api_keys
from producflow.access.key_scopes import Kind
from producflow.access.roles import Actor, Role
from producflow.reports.plant import machine_names
from producflow.ui import cached, context
from producflow.ui.admin import done, once
from producflow.ui.tables import Column
from producflow.ui.text import plain

MADE = "admin_key_made"
"""The key that was made last and not yet put away."""
ROLES = [role.value for role in Role]
LASTS = {"1 month": 30, "3 months": 90, "1 year": api_keys.DAYS, "3 years": 3 * 365, "Until it is revoked": None}
OVERLAPS = {"Ends at once": 0.0, "1 hour": 1.0, "1 day": api_keys.OVERLAP, "1 week": 24.0 * 7}
TIMES = ("expires_at", "previous_until", "previous_used_at")
COLUMNS = {
    "name": Column("Name"),
    "role": Column("Role"),
    "for": Column("Calls"),
    "machines": Column("Machines"),
    "state": Column("State"),
    "expires_at": Column("Expires"),
    "last_used_at": Column("Last used"),
    "previous_until": Column("Old secret works until", help="Where the key was given another one."),
    "previous_used_at": Column("Old secret last used"),
    "created_at": Column("Made"),
    "revoked_at": Column("Revoked"),
}


def keys(actor: Actor) -> dict[str, Any] | None:
    """Show who has a key, and return the chosen one if it still works."""
    once.show(MADE, "key_put_away")
    rows, now = api_keys.everyone(context.store(), actor), context.now()
    working = sum(row["revoked_at"] is None and (row["expires_at"] is None or row["expires_at"] > now) for row in rows)
    st.markdown(
        f"**{working}** of {len(rows)} keys work. A machine sends its key with every call, as "
        "`Authorization: Bearer …`; [what it can call](/api/docs) depends on the key's role, and on what it is for. "
        "It never lets anybody manage people or keys. Choose a row to give a key another secret or to revoke it."
    )
    names = cached.answer(machine_names)
    shown = [
        {
            **row,
            "for": "all" if row["kinds"] is None else ", ".join(row["kinds"]),
            "machines": _machines(row["equipment_ids"], names),
            **{name: pd.to_datetime(row[name], utc=True) for name in TIMES},
        }
        for row in rows
    ]
    return once.chosen(shown, "API keys", COLUMNS, "api_keys")


def _machines(numbers: list[int] | None, names: Any) -> str:
    if numbers is None:
        return "all"
    return ", ".join(str(names.get(number, number)) for number in numbers) or "none"


def changes(actor: Actor, key: dict[str, Any] | None) -> None:
    """Let the chosen key be rotated or revoked, or a new one be made."""
    if key is None:
        _new(actor)
        return
    with st.container(border=True):
        st.markdown(f"**{plain(key['name'])}**, {key['role']}")
        with st.form("rotate_key", border=False):
            left, right = st.columns(2)
            overlap = left.selectbox("The present secret works for", list(OVERLAPS), 2, key="rotate_overlap")
            lasts = right.selectbox("The new one works for", list(LASTS), 2, key="rotate_lasts")
            if st.form_submit_button("Give it another secret", icon=":material/autorenew:"):
                done(
                    lambda: _rotate(actor, key["id"], OVERLAPS[overlap], LASTS[lasts]),
                    f"The key of {key['name']} has another secret.",
                )
        st.caption("A revoked key is refused from the next call on, and cannot be made to work again.")
        if st.button("Revoke this key", key="revoke_key", icon=":material/key_off:"):
            done(
                lambda: api_keys.revoke(context.store(), actor, key["id"]), f"The key of {key['name']} works no longer."
            )


def _new(actor: Actor) -> None:
    names = cached.answer(machine_names)
    with st.expander("Make a key", icon=":material/key:"), st.form("new_key", border=False):
        left, right = st.columns(2)
        name = left.text_input("Machine or program", key="new_key_name", autocomplete="off")
        role = right.selectbox("Role", ROLES, key="new_key_role", help="An operator's key may post readings.")
        kinds = left.multiselect(
            "Calls", [kind.value for kind in Kind], key="new_key_kinds", placeholder="All that its role may"
        )
        lasts = right.selectbox("Works for", list(LASTS), 2, key="new_key_lasts")
        machines = left.multiselect(
            "Machines",
            list(names),
            key="new_key_machines",
            format_func=lambda number: plain(names[number]),
            placeholder="All machines",
            help="With some chosen it may call only what is of one of them: no sums over machines, exports or uploads.",
        )
        if st.form_submit_button("Make the key", type="primary", icon=":material/key:"):
            scope = {"days": LASTS[lasts], "kinds": kinds or None, "equipment_ids": machines or None}
            done(lambda: _make(actor, name, role, scope), f"A key for {name} is made.")


def _make(actor: Actor, name: str, role: str, scope: dict[str, Any]) -> None:
    key, row = api_keys.create(context.store(), actor, name, role, **scope)
    once.keep(MADE, f"Key for {row['name']}.", key)


def _rotate(actor: Actor, number: int, overlap: float, days: int | None) -> None:
    key, row = api_keys.rotate(context.store(), actor, number, overlap_hours=overlap, days=days)
    once.keep(MADE, f"New key for {row['name']}.", key)
