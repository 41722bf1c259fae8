"""What only a person can answer, asked where it cannot be overlooked."""

import pandas as pd
import streamlit as st

from producflow import imports
from producflow.errors import InvalidInput
from producflow.imports.columns.conversions import with_chosen
from producflow.imports.columns.proposal import proposed_mapping
from producflow.imports.columns.questions import Question
from producflow.imports.columns.tags import is_pattern
from producflow.imports.kinds import KINDS
from producflow.ui import components, context
from producflow.ui.text import counted, plain
from producflow.ui.uploads import Upload, choosing, fields, kind_label

FEW = 4
"""So many answers are shown side by side."""
SHOWN = 4
"""Values of the column that are shown with a question."""
FROM_COLUMN = "column: "
STEPS = {"s": "seconds", "min": "minutes", "h": "hours", "d": "days", "ms": "milliseconds"}
"""Units of time, as rules and systems write them, and in words."""


def ask(upload: Upload, first: pd.DataFrame) -> None:
    """Ask everything that is open; an answer is considered at once.

    Parameters
    ----------
    first : DataFrame
        The first rows of the file, see :func:`producflow.imports.first_rows`.
    """
    proposal = upload.known
    asked = (*proposal.questions, *upload.stuck)
    if not asked:
        return
    needed = sum(question.blocking for question in asked)
    title = (
        f"{counted(needed, 'question', 'questions')} before it can be imported"
        if needed
        else f"{counted(len(asked), 'question', 'questions')} that the file leaves open"
    )
    with components.card(f":material/help: {title}"), st.grid(2, min_column_width=340, gap="small"):
        for question in sorted(asked, key=lambda each: not each.blocking):
            with st.container():
                mapping = _asked(upload, proposal, question, first)
            if mapping is not None:
                choosing.reconsider(upload, mapping, proposal.profile)


def _asked(
    upload: Upload, proposal: imports.Proposal, question: Question, first: pd.DataFrame
) -> imports.Mapping | None:
    """The mapping with the answer in it; None while there is none."""
    key = f"{upload.key}_question_{question.slot}_{question.field}_{question.value}"
    mapping = proposal.mapping
    st.markdown(plain(question.text))  # the widgets' own labels are for those who hear them: there, nothing is escaped
    if question.slot == "kind":
        kind = st.selectbox(
            question.text, list(KINDS), index=None, format_func=kind_label, key=key,
            placeholder="Choose what these rows are", label_visibility="collapsed",
        )  # fmt: skip
        return None if kind is None else proposed_mapping(context.store(), proposal.staged, kind, mapping.timezone)
    if question.slot == "constants":
        return _column_or_constant(proposal, question, key)
    if question.widget == "steps":
        return _column_or_steps(proposal, question, key)
    if question.slot == "form":
        return None  # how the file is written is said below
    if question.widget == "column" and question.takes_column:
        given = _other_column(proposal, question, key)
    else:
        given = _given(question, mapping, _answer(question, key))
    column = mapping.columns.get(question.field)
    if column in first.columns and question.value is None:
        some = list(dict.fromkeys(value for value in first[column].dropna() if value.strip()))[:SHOWN]
        if some:
            st.caption(plain(f"The first values of “{column}”: {' · '.join(some)}"))
    return given


def _other_column(proposal: imports.Proposal, question: Question, key: str) -> imports.Mapping | None:
    """Ask for another column of a field, or for what else can be said of the one that it has."""
    now = proposal.mapping.columns.get(question.field)
    columns = [FROM_COLUMN + column for column in proposal.staged.columns if column != now]
    answer = st.selectbox(
        question.text,
        [*question.options, *columns],
        index=None,
        key=key,
        placeholder="Choose another column",
        label_visibility="collapsed",
    )
    if answer in columns:
        return with_chosen(proposal.mapping, question.field, answer.removeprefix(FROM_COLUMN))
    return _given(question, proposal.mapping, answer)


def _given(question: Question, mapping: imports.Mapping, answer: str | None) -> imports.Mapping | None:
    """The mapping with an answer in it; None, and a sentence, if it is none."""
    try:
        return None if not answer else question.answered(mapping, answer)
    except InvalidInput as wrong:
        st.error(plain(str(wrong)), icon=":material/error:")
        return None


def _column_or_steps(proposal: imports.Proposal, question: Question, key: str) -> imports.Mapping | None:
    """Ask for the column of times, or for the start and the step by which times follow."""
    mapping, columns = proposal.mapping, proposal.staged.columns
    now = mapping.columns.get(question.field)
    column = st.selectbox(
        "Column of times, or of a count of steps",
        columns,
        index=columns.index(now) if now in columns else None,
        key=f"{key}_column",
        placeholder="None: rows follow one another",
    )
    if column != now:
        return with_chosen(mapping, question.field, column)
    first, size, unit = st.columns([3, 2, 2], vertical_alignment="bottom")
    start = first.text_input(
        "First row at" if now is None else "Step 0 at", key=f"{key}_start", placeholder="2026-01-31 06:00"
    )
    step = size.number_input("Each step", value=1.0, min_value=0.001, step=1.0, format="%g", key=f"{key}_size")
    units = unit.selectbox("Unit of a step", list(STEPS), index=1, format_func=STEPS.__getitem__, key=f"{key}_unit")
    if not st.button("Use these times", key=f"{key}_use", disabled=not start):
        return None
    return _given(question, mapping, f"{start.strip()} + {step:.12g} {units}")


def _answer(question: Question, key: str) -> str | None:
    label = question.text
    if not question.options:
        return st.text_input(label, key=key, label_visibility="collapsed", placeholder=question.example) or None
    if len(question.options) <= FEW:
        return st.radio(
            label,
            question.options,
            index=None,
            key=key,
            format_func=lambda option: plain(_worded(question, option)),
            horizontal=True,
            label_visibility="collapsed",
        )
    return st.selectbox(
        label,
        question.options,
        index=None,
        key=key,
        placeholder="Choose an answer" if question.blocking else "Leave open",
        format_func=lambda option: _worded(question, option),
        label_visibility="collapsed",
    )


def _worded(question: Question, option: str) -> str:
    return STEPS.get(option, option) if question.slot == "units" else fields.in_words(option)


def _column_or_constant(proposal: imports.Proposal, question: Question, key: str) -> imports.Mapping | None:
    """Ask for the column that holds a field, or for what it is in every row."""
    mapping = proposal.mapping
    field = mapping.of_kind.field(question.field)
    whole = not (field.name in mapping.of_kind.key and field.type in ("instant", "day"))
    free = whole and not field.choices and field.type != "boolean"
    known = [*question.options, *(each for each in fields.suggestions(mapping, field) if each not in question.options)]
    known += [question.example] if is_pattern(question.example) else []
    columns = [FROM_COLUMN + column for column in proposal.staged.columns]
    answer = st.selectbox(
        question.text,
        [*known, *columns] if whole else columns,
        index=None,
        key=key,
        accept_new_options=free,
        placeholder=f"Choose {'or type ' * free}a value, or a column" if whole else "Choose a column",
        label_visibility="collapsed",
    )
    if not answer:
        return None
    if answer in columns:
        return with_chosen(mapping, field.name, answer.removeprefix(FROM_COLUMN))
    return question.answered(mapping, answer)
