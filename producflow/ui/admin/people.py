"""People and their roles."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from producflow import settings
from producflow.access import second_factors
from producflow.access.passwords import RULE
from producflow.access.roles import ALLOWED, Actor, Permission, Role
from producflow.operations import account_links, passwords, users
from producflow.ui import context, sharing, signed_in, tables
from producflow.ui.admin import done, once
from producflow.ui.tables import Column
from producflow.ui.text import local, plain

ROLES = [role.value for role in Role]
COLUMNS = {
    "full_name": Column("Name"),
    "email": Column("Email"),
    "role": Column("Role"),
    "department": Column("Department"),
    "way": Column("Signs in with"),
    "is_active": Column("May sign in"),
    "created_at": Column("Since"),
}


MADE = "admin_link_made"
"""The link that was made last and not yet put away."""


def accounts(actor: Actor) -> dict[str, Any] | None:
    """Show who has an account, and return the chosen one."""
    once.show(MADE, "link_put_away")
    rows = users.everyone(context.store(), actor)
    titles = {provider.issuer: provider.title for provider in settings.current().providers}
    frame = pd.DataFrame(rows).assign(way=[_way(row["issuer"], row["has_factor"], titles) for row in rows])
    active = int(frame["is_active"].sum())
    administrators = int((frame["is_active"] & (frame["role"] == Role.ADMIN)).sum())
    st.markdown(
        f"**{active}** of {len(frame)} people may sign in, **{administrators}** of them as administrator. "
        "Choose a row to change it."
    )
    state = tables.table(frame, "People with an account", COLUMNS, key="accounts", on_select="rerun")
    tables.download(frame, "people", actor, columns=COLUMNS)
    return rows[state.selection.rows[0]] if state.selection.rows else None


def _way(issuer: str | None, has_factor: bool, titles: Mapping[str, str]) -> str:
    """How somebody comes in: by a password, or by the provider, whose address it is unless the settings know it."""
    if issuer is not None:
        return titles.get(issuer, issuer)
    return "Password and code" if has_factor else "Password"


def changes(actor: Actor, account: dict[str, Any] | None) -> None:
    """Let the chosen account be changed, or a new one be added."""
    if account is None:
        _new(actor)
        return
    left, right = st.columns(2)
    with left:
        _change(actor, account)
    with right:
        st.markdown("**Where they are signed in**")
        signed_in.offer(actor, account["id"], "of_person")
        if account["issuer"] is None:
            _by_link(actor, account)
            _no_factor(actor, account)
            _password(actor, account)
        else:
            st.info("Signs in with a provider, and has no password here.", icon=":material/passkey:")


def _new(actor: Actor) -> None:
    with st.expander("Add a person", icon=":material/person_add:"), st.form("new_person", border=False):
        left, right = st.columns(2)
        name = left.text_input("Name", key="new_name", autocomplete="off")
        email = right.text_input("Email", key="new_email", autocomplete="off")
        role = left.selectbox("Role", ROLES, key="new_role")
        department = right.text_input("Department (optional)", key="new_department")
        st.caption("They choose their password by a link, which works once.")
        if st.form_submit_button("Add", type="primary", icon=":material/person_add:"):
            person = {"email": email, "full_name": name, "role": role, "department": department}
            done(lambda: _invite(actor, person), f"{name} may sign in as {role}, once a password is chosen.")


def _invite(actor: Actor, person: Mapping[str, Any]) -> None:
    _link(actor, int(users.create(context.store(), actor, **person)["id"]))


def _link(actor: Actor, number: int) -> None:
    """Make a link, and have it shown unless it goes out by mail."""
    made = account_links.create(context.store(), actor, number, settings.current())
    address = made.address(sharing.base())
    if address is not None:
        until = local(made.expires_at, context.zone())
        once.keep(MADE, f"Link for {made.email} to set a password, until {until}.", address)


def _change(actor: Actor, account: dict[str, Any]) -> None:
    number = account["id"]
    with st.form(f"person_{number}"):
        st.markdown(f"**{plain(account['email'])}**")
        name = st.text_input("Name", account["full_name"], key=f"name_{number}")
        role = st.selectbox("Role", ROLES, ROLES.index(account["role"]), key=f"role_{number}")
        department = st.text_input("Department", account["department"] or "", key=f"department_{number}")
        active = st.toggle("May sign in", account["is_active"], key=f"active_{number}")
        st.caption("A changed role, or signing in no longer, takes effect on the person's next click.")
        if st.form_submit_button("Save", type="primary", icon=":material/save:"):
            wanted = {"full_name": name, "role": role, "department": department, "is_active": active}
            done(lambda: users.change(context.store(), actor, number, wanted), f"{account['email']} is changed.")


def _by_link(actor: Actor, account: dict[str, Any]) -> None:
    mailed = settings.current().smtp_host is not None
    if st.button(
        "Mail a link for a password" if mailed else "Make a link for a password",
        key=f"link_{account['id']}",
        icon=":material/link:",
        disabled=not account["is_active"],
        help="They choose a password that nobody else knows. It works once; the password there is stays until then.",
    ):
        said = f"A link goes to {account['email']} by mail." if mailed else f"A link for {account['email']} is made."
        done(lambda: _link(actor, account["id"]), said)


def _no_factor(actor: Actor, account: dict[str, Any]) -> None:
    if account["has_factor"] and st.button(
        "Remove the second factor",
        key=f"factor_of_{account['id']}",
        icon=":material/phonelink_erase:",
        help="Such as after the phone was lost. Signs the person out everywhere; where the role needs a second factor, "
        "they set another up at the next sign-in.",
    ):
        done(
            lambda: second_factors.reset(context.store(), actor, account["id"]),
            f"{account['email']} has no second factor any more.",
        )


def _password(actor: Actor, account: dict[str, Any]) -> None:
    number = account["id"]
    with st.form(f"password_{number}", clear_on_submit=True):
        st.markdown(f"**New password for {plain(account['full_name'])}**")
        password = st.text_input(
            "New password",
            type="password",
            key=f"new_password_{number}",
            autocomplete="new-password",
            help=RULE,
        )
        st.caption("Signs the person out everywhere. Tell it in person; at the next sign-in they choose another.")
        if st.form_submit_button("Set password", icon=":material/key:"):
            done(
                lambda: passwords.set_password(context.store(), actor, number, password),
                f"{account['email']} has a new password.",
            )


def roles() -> None:
    """Show which role may do what."""
    with st.expander("What each role may do", icon=":material/rule:"):
        marks = pd.DataFrame(
            {
                role.value.capitalize(): ["yes" if permission in ALLOWED[role] else "–" for permission in Permission]
                for role in Role
            }
        )
        marks.insert(0, "May", [permission.value.capitalize() for permission in Permission])
        st.table(marks, hide_index=True, alt="What each role may do")
