"""What a file seems to be: its kind and columns with the evidence, every part of it changeable."""

from dataclasses import replace

import streamlit as st

from producflow import imports
from producflow.imports.columns import profiles
from producflow.imports.columns.evidence import Recognised
from producflow.imports.columns.mapping import Mapping
from producflow.imports.columns.profiles import Profile
from producflow.imports.columns.proposal import proposed_mapping
from producflow.imports.kinds import KINDS
from producflow.imports.kinds.kind import Field
from producflow.ui import cached, context
from producflow.ui.text import plain
from producflow.ui.uploads import Upload, choosing, fields, kind_label, spread

NO_PROFILE = "– none –"


def show(upload: Upload) -> None:
    """Show what was recognised; a change is considered at once."""
    proposal = upload.known
    st.subheader("What it seems to be")
    choosing.show_form(upload)
    _profile(upload, proposal)
    _kind(upload, proposal)
    mapping = _columns(upload, proposal)
    mapping = _details(upload, mapping)
    # After a refusal the widgets still show what was refused: considered again at each run, it would never end.
    if mapping not in (proposal.mapping, upload.considered):
        choosing.reconsider(upload, mapping, proposal.profile, anew=mapping.numbers != proposal.mapping.numbers)


def _profile(upload: Upload, proposal: imports.Proposal) -> None:
    """Say by which profile it is read, and let another one, or none, be chosen."""
    staged = proposal.staged
    fitting: dict[str, Profile] = {
        profile.name: profile
        for profile in cached.answer(profiles.all_profiles)
        if {*profile.mapping.columns.values(), *profile.mapping.spread} <= set(staged.columns)
    }
    if not fitting:
        return
    options = [NO_PROFILE, *fitting]
    now = proposal.profile if proposal.profile in fitting else NO_PROFILE
    chosen = st.selectbox(
        "Read by the profile",
        options,
        index=options.index(now),
        key=f"{upload.key}_profile_of",
        help="Profiles whose columns this file has.",
    )
    if now != NO_PROFILE and chosen == now and fitting[now].fingerprint == imports.fingerprint(staged):
        st.caption("It was recognised by its header.")
    if chosen == now:
        return
    if chosen == NO_PROFILE:
        fresh = proposed_mapping(context.store(), staged, proposal.mapping.kind, proposal.mapping.timezone)
        choosing.reconsider(upload, fresh, None)
    else:
        choosing.reconsider(upload, fitting[chosen].mapping, chosen)


def _kind(upload: Upload, proposal: imports.Proposal) -> None:
    kinds = list(KINDS)
    unclear = any(question.slot == "kind" for question in proposal.questions)
    # Its key says whether it is unclear: the index counts only for a widget that is new.
    kind = st.selectbox(
        "Kind of rows",
        kinds,
        index=None if unclear else kinds.index(proposal.mapping.kind),
        format_func=kind_label,
        key=f"{upload.key}_kind_{unclear}",
        placeholder="Choose what these rows are",
    )
    if kind is not None and (kind != proposal.mapping.kind or unclear):
        fresh = proposed_mapping(context.store(), proposal.staged, kind, proposal.mapping.timezone)
        choosing.reconsider(upload, fresh, None)


def _columns(upload: Upload, proposal: imports.Proposal) -> Mapping:
    """The columns that were found or are needed; the rest stays out of the way."""
    mapping, columns = proposal.mapping, proposal.staged.columns
    known = {item.field.name: item for item in proposal.recognised}
    across = {mapping.of_kind.across, mapping.of_kind.cell} if mapping.spread else set()
    wanted = [field for field in mapping.of_kind.fields if field.name not in across]
    shown = [field for field in wanted if field.required or field.name in known]
    for field in shown:
        mapping = fields.column(mapping, field, columns, upload.key)
        _evidence(field, known.get(field.name), mapping)
    if mapping.spread:
        mapping = spread.ask(mapping, proposal.ignored, upload.key)
    rest = [field for field in wanted if field not in shown]
    if rest:
        with st.expander(f"More that a file may bring: {', '.join(field.label.lower() for field in rest)}"):
            for field in rest:
                mapping = fields.column(mapping, field, columns, upload.key)
    if proposal.ignored:
        st.caption(f"Columns left out: {fields.listed(proposal.ignored)}.")
    return mapping


def _evidence(field: Field, found: Recognised | None, mapping: Mapping) -> None:
    if found is not None:
        st.caption(plain(f"{found.evidence} Confidence {100 * found.confidence:.0f} %."))
    elif field.required and field.name not in mapping.columns:
        st.caption(":orange-badge[:material/help: Needed] Choose a column here, or answer the question above.")


def _details(upload: Upload, mapping: Mapping) -> Mapping:
    """Decimal mark, time zone and learnt values: right most of the time, so out of the way."""
    with st.expander("Decimal mark, time zone and meanings", icon=":material/tune:"):
        mapping = fields.decimal_mark(mapping, upload.key)
        mapping = fields.zone(mapping, upload.key)
        return replace(fields.meanings(mapping, upload.key))
