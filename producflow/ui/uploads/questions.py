"""What only a person can answer, asked where it cannot be overlooked."""

import pandas as pd
import streamlit as st

from producflow import imports
from producflow.errors import InvalidInput
from producflow.imports.kinds import KINDS
from producflow.imports.proposal import proposed_mapping
from producflow.imports.questions import Question
from producflow.ui import components, context
from producflow.ui.text import counted, plain
from producflow.ui.uploads import Upload, choosing, fields, kind_label

FEW = 4
"""So many answers are shown side by side."""
SHOWN = 4
"""Values of the column that are shown with a question."""
FROM_COLUMN = "column: "


def ask(upload: Upload, first: pd.DataFrame) -> None:
    """Ask everything that is open; an answer is considered at once.

    Parameters
    ----------
    upload : Upload
    first : DataFrame
        The first rows of the file, see :func:`producflow.imports.first_rows`.
    """
    proposal = upload.known
    if not proposal.questions:
        return
    needed = sum(question.blocking for question in proposal.questions)
    title = (
        f"{counted(needed, 'question', 'questions')} before it can be imported"
        if needed
        else f"{counted(len(proposal.questions), 'question', 'questions')} that the file leaves open"
    )
    with components.card(f":material/help: {title}"), st.grid(2, min_column_width=340, gap="small"):
        for question in sorted(proposal.questions, key=lambda each: not each.blocking):
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
    if question.slot == "kind":
        kind = st.selectbox(
            plain(question.text), list(KINDS), index=None, format_func=kind_label, key=key,
            placeholder="Choose what these rows are",
        )  # fmt: skip
        return None if kind is None else proposed_mapping(context.store(), proposal.staged, kind, mapping.timezone)
    if question.slot == "constants":
        return _column_or_constant(proposal, question, key)
    answer = _answer(question, key)
    column = mapping.columns.get(question.field)
    if column in first.columns and question.value is None:
        some = list(dict.fromkeys(value for value in first[column].dropna() if value.strip()))[:SHOWN]
        if some:
            st.caption(plain(f"The first values of “{column}”: {' · '.join(some)}"))
    try:
        return None if not answer else question.answered(mapping, answer)
    except InvalidInput as wrong:
        st.error(plain(str(wrong)), icon=":material/error:")
        return None


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
            format_func=lambda option: plain(fields.in_words(option)),
            horizontal=True,
            label_visibility="collapsed",
        )
    return st.selectbox(
        label,
        question.options,
        index=None,
        key=key,
        placeholder="Choose an answer" if question.blocking else "Leave open",
        format_func=fields.in_words,
        label_visibility="collapsed",
    )


def _column_or_constant(proposal: imports.Proposal, question: Question, key: str) -> imports.Mapping | None:
    """Ask for the column that holds a field, or for what it is in every row."""
    mapping = proposal.mapping
    field = mapping.of_kind.field(question.field)
    whole = not (field.name in mapping.of_kind.key and field.type in ("instant", "day"))
    known = [*question.options, *(each for each in fields.suggestions(field) if each not in question.options)]
    columns = [FROM_COLUMN + column for column in proposal.staged.columns]
    answer = st.selectbox(
        question.text,
        [*known, *columns] if whole else columns,
        index=None,
        key=key,
        accept_new_options=whole and not field.choices and field.type != "boolean",
        placeholder="Choose a value for every row, type a new one, or choose a column" if whole else "Choose a column",
        label_visibility="collapsed",
    )
    if not answer:
        return None
    if answer in columns:
        return fields.without(mapping, field.name).with_column(field.name, answer.removeprefix(FROM_COLUMN))
    return question.answered(mapping, answer)
