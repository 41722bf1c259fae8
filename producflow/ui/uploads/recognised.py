"""What a file seems to be: its kind and columns with the evidence, every part of it changeable."""

from dataclasses import replace
from zoneinfo import available_timezones

import streamlit as st

from producflow import imports
from producflow.imports.kinds import KINDS, Field
from producflow.imports.mapping import Mapping
from producflow.imports.proposal import Question, Recognised, proposed_mapping
from producflow.reports.plant import machine_names
from producflow.store.importing.cells import DATE_FORMATS, NUMBER_FORMATS
from producflow.ui import cached, components, context
from producflow.ui.text import plain
from producflow.ui.uploads import Upload, kind_label

ABSENT = "– not in the file –"
SAME = "– the same in every row –"


def show(upload: Upload) -> imports.Proposal:
    """Show what was recognised; a change is considered at once."""
    proposal = _proposal(upload)
    _form(proposal)
    mapping = _kind(upload, proposal)
    mapping = _columns(upload, replace_proposal(proposal, mapping))
    mapping = _questions(upload, replace_proposal(proposal, mapping))
    mapping = _details(upload, replace_proposal(proposal, mapping))
    if mapping not in (proposal.mapping, upload.considered):
        upload.considered = mapping
        upload.proposal = imports.reconsider(context.store(), proposal.staged, mapping, proposal.profile)
        st.rerun()
    return proposal


def replace_proposal(proposal: imports.Proposal, mapping: Mapping) -> imports.Proposal:
    """The proposal with what was changed so far."""
    return replace(proposal, mapping=mapping)


def _proposal(upload: Upload) -> imports.Proposal:
    if upload.proposal is None:
        raise ValueError("the file was refused")
    return upload.proposal


def _form(proposal: imports.Proposal) -> None:
    """The file's form in one line, and what had to be done to read it."""
    staged = proposal.staged
    st.subheader("What it seems to be")
    st.caption(
        plain(
            f"{staged.name}: {staged.rows:,} rows, {len(staged.columns)} columns, {staged.dialect.describe()}, "
            f"{staged.encoding}" + (f", read by the profile {proposal.profile}" if proposal.profile else "")
        )
    )
    for note in proposal.notes:
        st.caption(plain(note))


def _kind(upload: Upload, proposal: imports.Proposal) -> Mapping:
    kinds = list(KINDS)
    unclear = any(question.slot == "kind" for question in proposal.questions)
    kind = st.selectbox(
        "Kind of rows",
        kinds,
        index=None if unclear else kinds.index(proposal.mapping.kind),
        format_func=kind_label,
        key=f"{upload.file_id}_kind",
        placeholder="Choose what these rows are",
    )
    if unclear:
        st.warning("What are these rows? The header does not say it clearly.", icon=":material/help:")
    if kind is not None and (kind != proposal.mapping.kind or unclear):
        changed = proposed_mapping(proposal.staged, kind, proposal.mapping.timezone)
        upload.proposal = imports.reconsider(context.store(), proposal.staged, changed)
        st.rerun()
    return proposal.mapping


def _columns(upload: Upload, proposal: imports.Proposal) -> Mapping:
    """The columns that were found or are needed; the rest stays out of the way."""
    mapping = proposal.mapping
    known = {item.field.name: item for item in proposal.recognised}
    fields = mapping.of_kind.fields
    shown = [field for field in fields if field.required or field.name in known]
    for field in shown:
        mapping = _one_column(upload, proposal, mapping, field)
        _evidence(field, known.get(field.name), mapping)
    rest = [field for field in fields if field not in shown]
    if rest or proposal.ignored:
        with st.expander(f"More that a file may bring: {', '.join(field.label.lower() for field in rest)}"):
            for field in rest:
                mapping = _one_column(upload, proposal, mapping, field)
            if proposal.ignored:
                st.caption(plain(f"Columns left out: {', '.join(proposal.ignored)}."))
    return mapping


def _one_column(upload: Upload, proposal: imports.Proposal, mapping: Mapping, field: Field) -> Mapping:
    columns = proposal.staged.columns
    options = [ABSENT, SAME, *columns]
    now = mapping.columns.get(field.name) or (SAME if field.name in mapping.constants else ABSENT)
    pick = st.selectbox(
        field.label + ("" if field.required else " (optional)"),
        options,
        index=options.index(now),
        key=f"{upload.token}_column_{field.name}",
    )
    if pick in (ABSENT, SAME):
        mapping = _without(mapping, field.name) if field.name in mapping.columns else mapping
    elif mapping.columns.get(field.name) != pick:
        mapping = _without(mapping, field.name).with_column(field.name, pick).with_constant(field.name, None)
    if pick == SAME:
        return mapping.with_constant(field.name, _constant(upload, mapping, field))
    return mapping.with_constant(field.name, None) if pick == ABSENT and field.name in mapping.constants else mapping


def _without(mapping: Mapping, name: str) -> Mapping:
    """Forget a field's column and the formats that were decided for it."""
    numbers = {key: value for key, value in mapping.numbers.items() if key != name}
    dates = {key: value for key, value in mapping.dates.items() if key != name}
    return replace(mapping.with_column(name, None), numbers=numbers, dates=dates)


def _constant(upload: Upload, mapping: Mapping, field: Field) -> str | None:
    """Ask what a field is in every row."""
    key = f"{upload.token}_constant_{field.name}"
    now = mapping.constants.get(field.name)
    label = f"{field.label} of every row"
    if field.choices or field.type == "boolean":
        options = list(field.choices or ("yes", "no"))
        return st.selectbox(label, options, index=options.index(now) if now in options else None, key=key)
    suggestions = _suggestions(field)
    if suggestions is None:
        return st.text_input(label, value=now or "", key=key) or None
    if now is not None:
        st.session_state.setdefault(key, now)
    return st.selectbox(
        label,
        suggestions,  # never with the new text in them: other options are another widget, which forgets its value
        index=None,
        key=key,
        accept_new_options=True,
        placeholder="Choose one or type a new one",
    )


def _suggestions(field: Field) -> list[str] | None:
    if field.type == "machine":
        return sorted(cached.answer(machine_names).values())
    if field.type == "sensor":
        return ["temperature", "pressure", "vibration", "speed"]
    return None


def _evidence(field: Field, found: Recognised | None, mapping: Mapping) -> None:
    if found is not None:
        st.caption(plain(f"{found.evidence} Confidence {100 * found.confidence:.0f} %."))
    elif field.required and field.name not in mapping.columns:
        st.caption(":orange-badge[:material/help: Needed] Choose a column, or say that it is the same in every row.")


def _questions(upload: Upload, proposal: imports.Proposal) -> Mapping:
    """Ask what the values do not decide."""
    mapping = proposal.mapping
    asked = [question for question in proposal.questions if question.slot not in ("kind", "constants")]
    missing = [question for question in proposal.questions if question.slot == "constants"]
    for question in missing:
        st.warning(plain(question.text), icon=":material/help:")
    if asked:
        with components.card("Questions that the file does not answer"):
            for question in asked:
                mapping = _answer(upload, mapping, question)
    return mapping


def _answer(upload: Upload, mapping: Mapping, question: Question) -> Mapping:
    key = f"{upload.token}_question_{question.slot}_{question.field}_{question.value}"
    answer = st.selectbox(
        plain(question.text),
        list(question.options),
        index=None,
        key=key,
        placeholder="Choose an answer" if question.blocking else "Leave open",
        format_func=_format_name,
    )
    return mapping if answer is None else question.answered(mapping, answer)


def _format_name(option: str) -> str:
    examples = {
        "day first": "day first: 31/01/2026",
        "month first": "month first: 01/31/2026",
        "true": "yes",
        "false": "no",
    }
    return examples.get(option, option.replace("_", " "))


def _details(upload: Upload, proposal: imports.Proposal) -> Mapping:
    """Formats, time zone and learnt values: right most of the time, so out of the way."""
    mapping = proposal.mapping
    with st.expander("Formats, time zone and meanings"):
        zones = sorted(available_timezones())
        zone = st.selectbox(
            "Time zone of times without an offset",
            zones,
            index=zones.index(mapping.timezone),
            key=f"{upload.file_id}_zone",
        )
        mapping = replace(mapping, timezone=zone)
        for field in mapping.of_kind.fields:
            if field.name in mapping.columns:
                mapping = _format(upload, mapping, field)
        for name, meanings in mapping.values.items():
            for text, ours in list(meanings.items()):
                mapping = _meaning(upload, mapping, mapping.of_kind.field(name), text, ours)
    return mapping


def _format(upload: Upload, mapping: Mapping, field: Field) -> Mapping:
    is_date = field.type in ("instant", "day")
    decided = mapping.dates if is_date else mapping.numbers
    if field.name not in decided:
        return mapping
    options = list(DATE_FORMATS) if is_date else list(NUMBER_FORMATS)
    pick = st.selectbox(
        f"How “{plain(mapping.columns[field.name])}” is written",
        options,
        index=options.index(decided[field.name]),
        key=f"{upload.token}_format_{field.name}_{mapping.columns[field.name]}",
        format_func=_format_name,
    )
    changed = {**decided, field.name: pick}
    return replace(mapping, dates=changed) if is_date else replace(mapping, numbers=changed)


def _meaning(upload: Upload, mapping: Mapping, field: Field, text: str, ours: str) -> Mapping:
    options = list(field.choices or ("true", "false"))
    pick = st.selectbox(
        f"“{plain(text)}” means",
        options,
        index=options.index(ours),
        key=f"{upload.token}_meaning_{field.name}_{text}",
        format_func=_format_name,
    )
    return mapping.with_value(field.name, text, pick)
