"""Saved profiles: which header each recognises, and how it may be renamed, changed, removed and carried away."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from producflow.access.roles import Actor
from producflow.errors import ProducFlowError
from producflow.imports.columns import profile_documents, profiles
from producflow.imports.columns.profiles import Profile
from producflow.ui import addressed, cached, components, context, tables, uploads
from producflow.ui.tables import Column
from producflow.ui.text import plain
from producflow.ui.uploads import fields, kind_label

REMOVED = "profile_removed"
LOADED = "profile_round"


def show(actor: Actor) -> None:
    """List the profiles, show one of them, and take in profiles of another plant."""
    st.subheader("How known files are read")
    _put_back(actor)
    known = cached.answer(profiles.all_profiles)
    if not known:
        components.empty(
            "No profile is saved yet.",
            "Name one when you import a file; the next file with the same header is then read the same way.",
        )
    else:
        _one(known[_list(known)], actor)
    _take_in(actor)


def _list(known: list[Profile]) -> int:
    frame = pd.DataFrame(
        {
            "name": profile.name,
            "kind": kind_label(profile.mapping.kind),
            "header": ", ".join(profile.columns) or (None if profile.fingerprint else "none, only used by name"),
            "owner": profile.owner or "Command line",
            "saved_by": profile.saved_by or "Command line",
            "updated_at": profile.updated_at,
        }
        for profile in known
    )
    tables.table(
        frame.assign(updated_at=pd.to_datetime(frame["updated_at"], utc=True)),
        "Saved profiles",
        {
            "name": Column("Profile"),
            "kind": Column("Kind"),
            "header": Column("Recognises the header"),
            "owner": Column("Owner", help="Changes and removes it, as managers do; everybody who imports uses it."),
            "saved_by": Column("Saved by"),
            "updated_at": Column("When"),
        },
    )
    names = [profile.name for profile in known]
    chosen = st.selectbox("Look at one profile", names, format_func=str, **addressed.bound("profile", names))
    return names.index(chosen)


def _one(profile: Profile, actor: Actor) -> None:
    stamp = "" if profile.updated_at is None else f"{profile.updated_at:%Y%m%d%H%M%S%f}"
    # Under its key a widget keeps what stood in it: of a profile that was changed meanwhile it has to begin anew.
    key = f"profile_{profile.id}_{stamp}"
    fixed = not profiles.may_change(actor, profile)
    if fixed:
        whose = plain(profile.owner or "the command line")
        st.caption(f"This profile is of {whose}: use it as it is. They or a manager change and remove it.")
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.text_input("Name", value=profile.name, key=f"{key}_name", max_chars=profiles.LONGEST_NAME)
            st.download_button(
                "Export as JSON",
                data=lambda: profile_documents.export_json(profile),
                file_name=f"import_profile_{profile.id}.json",
                mime="application/json",
                icon=":material/download:",
                key=f"{key}_export",
                on_click="ignore",
            )
            if st.button(
                "Remove", icon=":material/delete:", key=f"{key}_remove", help="It can be put back.", disabled=fixed
            ):
                _done(lambda: _remove(actor, profile), f"The profile “{profile.name}” is removed.")
        mapping = profile.mapping
        columns = list(dict.fromkeys([*profile.columns, *mapping.columns.values()]))
        st.markdown(f"**{kind_label(mapping.kind)}: which column is what**")
        for field in mapping.of_kind.fields:
            if field.required or field.name in mapping.columns or field.name in mapping.constants:
                mapping = fields.column(mapping, field, columns, key)
        rest = [
            field
            for field in mapping.of_kind.fields
            if not (field.required or field.name in profile.mapping.columns or field.name in profile.mapping.constants)
        ]
        if rest:
            with st.expander(f"More that a file may bring: {', '.join(field.label.lower() for field in rest)}"):
                for field in rest:
                    mapping = fields.column(mapping, field, columns, key)
        mapping = fields.zone(mapping, key)
        mapping = replace(fields.meanings(mapping, key))
        changed = mapping != profile.mapping or name.strip() != profile.name
        if st.button(
            "Save changes", type="primary", icon=":material/save:", key=f"{key}_save", disabled=fixed or not changed
        ):
            _done(
                lambda: profiles.change(context.store(), actor, profile.id, name=name, mapping=mapping),
                f"The profile “{name.strip()}” is saved.",
            )


def _remove(actor: Actor, profile: Profile) -> None:
    st.session_state[REMOVED] = profiles.remove(context.store(), actor, profile.id)


def _put_back(actor: Actor) -> None:
    """Offer to put back what was removed last."""
    removed: Profile | None = st.session_state.get(REMOVED)
    if removed is None:
        return
    if st.button(f"Put “{plain(removed.name)}” back", icon=":material/undo:", key="profile_put_back"):
        _done(
            lambda: profiles.save(
                context.store(),
                actor,
                removed.name,
                removed.fingerprint,
                removed.mapping,
                columns=removed.columns,
                replace=False,  # who has taken the name meanwhile keeps it
            ),
            f"The profile “{removed.name}” is back.",
            after=partial(st.session_state.pop, REMOVED),
        )


def _take_in(actor: Actor) -> None:
    # An uploader lets go of its file only when another key makes it another one.
    number = st.session_state.setdefault(LOADED, 0)
    with st.expander("Take in a profile that was exported", icon=":material/upload_file:"):
        file = st.file_uploader("Profile (JSON)", type="json", key=f"profile_file_{number}", max_upload_size=1)
        replacing = st.checkbox("Replace the profile of the same name", key=f"profile_replace_{number}")
        if st.button("Take it in", key="profile_take_in", disabled=file is None) and file is not None:
            text = file.getvalue().decode("utf-8-sig", errors="replace")
            _done(
                lambda: profile_documents.import_json(context.store(), actor, text, replace=replacing),
                "The profile is taken in.",
                lambda: st.session_state.update({LOADED: number + 1}),
            )


def _done(work: Callable[[], object], message: str, after: Callable[[], None] = lambda: None) -> None:
    """Make a change; show the page anew with what was done, or say here what stands in its way."""
    try:
        work()
    except ProducFlowError as error:
        st.error(plain(error), icon=":material/error:")
        return
    after()
    uploads.say(message)
    st.rerun()
