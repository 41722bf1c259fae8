"""Which column is which field, and how its cells are read: the form of a mapping, for a file and for a profile."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import streamlit as st

from producflow.domain import zones
from producflow.domain.units import CANONICAL_UNITS
from producflow.imports.columns.conversions import with_chosen
from producflow.imports.columns.mapping import Mapping
from producflow.imports.columns.meanings import EMPTY, KEEP, LEAVE_OUT, TOTAL
from producflow.imports.kinds.kind import Field
from producflow.imports.reading.headers import JOINED, parts_of
from producflow.reports.plant import machine_names
from producflow.store.importing.durations import DURATIONS
from producflow.store.importing.notations import NUMBERS
from producflow.store.importing.times import TIMES
from producflow.ui import cached, context
from producflow.ui.text import plain

ABSENT = "– not in the file –"
SAME = "– the same in every row –"
BY_RULE = "– by a rule –"
IN_WORDS = {name: each.example for name, each in TIMES.items()} | {"true": "yes", "false": "no"}


def column(mapping: Mapping, field: Field, columns: Sequence[str], key: str) -> Mapping:
    """Ask which column holds a field and how it is written there, or what the field is in every row."""
    rule = mapping.rules.get(field.name)
    several = {"instant": f"date{JOINED}time", "number": f"setup{JOINED}jam", "count": f"good{JOINED}scrap"}.get(
        field.type
    )
    now = mapping.columns.get(field.name) or (SAME if field.name in mapping.constants else BY_RULE if rule else ABSENT)
    options = [ABSENT, SAME, *([BY_RULE] if rule else []), *columns]
    options += [now] if len(parts_of(now, columns)) > 1 and now not in options else []
    with st.container(horizontal=True, vertical_alignment="bottom"):
        pick = st.selectbox(
            field.label + ("" if field.required else " (optional)"),
            options,
            index=options.index(now) if now in options else 0,
            key=f"{key}_column_{field.name}",
            format_func=lambda option: f"– {rule} –" if option == BY_RULE else option,
            accept_new_options=several is not None,
            help=f"Where it stands in several columns, type them all: {several}." if several is not None else None,
        )
        if pick == now and rule:
            return mapping
        if pick not in (ABSENT, SAME) and not set(parts_of(pick or ABSENT, columns)) <= set(columns):
            st.warning(f"The file has no column “{plain(pick)}”; type the names of two, with{JOINED}between them.")
            return mapping
        if pick == SAME:
            return _same(mapping, field, key)
        mapping = mapping.with_constant(field.name, None)
        if pick == ABSENT:
            return mapping.without(field.name).with_rule(field.name, None)
        if mapping.columns.get(field.name) != pick:
            return with_chosen(mapping, field.name, pick)
        return _format(mapping, field, key)


def _same(mapping: Mapping, field: Field, key: str) -> Mapping:
    """Ask what a field is in every row."""
    if field.name in mapping.columns:
        mapping = mapping.without(field.name)
    widget = f"{key}_constant_{field.name}"
    now = mapping.constants.get(field.name)
    label = f"{field.label} of every row"
    if field.choices or field.type == "boolean":
        options = suggestions(mapping, field)
        at = options.index(now) if now in options else None
        return mapping.with_constant(field.name, st.selectbox(label, options, index=at, key=widget))
    known = suggestions(mapping, field)
    if not known:
        return mapping.with_constant(field.name, st.text_input(label, value=now or "", key=widget) or None)
    if now is not None:
        st.session_state.setdefault(widget, now)
    chosen = st.selectbox(
        label,
        known,  # never with the new text in them: other options are another widget, which forgets its value
        index=None,
        key=widget,
        accept_new_options=True,
        placeholder="Choose one or type a new one",
    )
    return mapping.with_constant(field.name, chosen)


def suggestions(mapping: Mapping, field: Field) -> list[str]:
    """What a field may be in every row, as far as it is known."""
    if field.choices or field.type == "boolean":
        return list(_choices(mapping, field) or ("yes", "no"))
    if field.type == "machine":
        return sorted(cached.answer(machine_names).values())
    return list(CANONICAL_UNITS) if field.type == "sensor" else []


def _choices(mapping: Mapping, field: Field) -> tuple[str, ...]:
    """The only values that a field may have in this plant."""
    found: tuple[str, ...] = context.store().read(mapping.of_kind.choices, field)
    return found


def _format(mapping: Mapping, field: Field, key: str) -> Mapping:
    """Ask how the numbers or dates of a column are written, where that was decided."""
    is_date = field.type in ("instant", "day")
    decided = mapping.dates if is_date else mapping.numbers
    if field.name not in decided:
        return mapping
    options = list(TIMES) if is_date else [*NUMBERS, *(DURATIONS if field.unit in ("min", "h") else ())]
    pick = st.selectbox(
        f"{field.label}: dates are written" if is_date else f"{field.label}: numbers are written",
        options,
        index=options.index(decided[field.name]),
        key=f"{key}_format_{field.name}_{mapping.columns[field.name]}_{decided[field.name]}",
        format_func=in_words,
    )
    changed = {**decided, field.name: pick}
    return replace(mapping, dates=changed) if is_date else replace(mapping, numbers=changed)


def zone(mapping: Mapping, key: str) -> Mapping:
    """Ask for the time zone of the export."""
    choices = sorted(zones.names())
    chosen = st.selectbox(
        "Time zone of times without an offset", choices, index=choices.index(mapping.timezone), key=f"{key}_zone"
    )
    return replace(mapping, timezone=chosen)


def decimal_mark(mapping: Mapping, key: str) -> Mapping:
    """Ask for the decimal mark of all numbers at once."""
    if not mapping.numbers:
        return mapping
    marks = {NUMBERS[written].decimal for written in mapping.numbers.values() if written in NUMBERS}
    now = next(iter(marks)) if len(marks) == 1 else None
    pick = st.segmented_control(
        "Decimal mark of all numbers",
        [".", ","],
        default=now,
        key=f"{key}_mark_{now}",
        format_func={".": "dot: 1,234.5", ",": "comma: 1.234,5"}.__getitem__,
    )
    if pick is None or pick == now:
        return mapping
    written = "1,234.5" if pick == "." else "1.234,5"
    kept = {name: way for name, way in mapping.numbers.items() if way in DURATIONS}
    return replace(mapping, numbers=dict.fromkeys(mapping.numbers, written) | kept)


def meanings(mapping: Mapping, key: str) -> Mapping:
    """Show what texts were said to mean, and let that be changed."""
    known = {field.name: field for field in mapping.of_kind.fields}
    for name, learnt in mapping.values.items():
        field = known.get(name)  # of any other column it can only be said what becomes of rows
        for text, ours in list(learnt.items()):
            choices = () if field is None else _choices(mapping, field)
            choices = ("true", "false") if field is not None and field.type == "boolean" else choices
            options = list(
                dict.fromkeys((*choices, EMPTY, LEAVE_OUT, KEEP, *([TOTAL] if ours in (TOTAL, KEEP) else []), ours))
            )
            pick = st.selectbox(
                f"{name if field is None else field.label}: “{plain(text)}” means",
                options,
                index=options.index(ours) if ours in options else None,
                key=f"{key}_meaning_{name}_{text}",
                format_func=in_words,
            )
            mapping = mapping.with_value(name, text, pick)
    return mapping


def in_words(option: str) -> str:
    """An answer for a person: what a format looks like, yes and no, statuses without underscores."""
    return IN_WORDS.get(option, option.replace("_", " "))


def listed(names: Iterable[str]) -> str:
    """Names for a sentence, as typed."""
    return plain(", ".join(names))
