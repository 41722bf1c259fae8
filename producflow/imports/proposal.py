"""What a file seems to be, with the evidence, and what only a person can answer."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from producflow import settings as process_settings
from producflow.errors import InvalidInput
from producflow.imports import profiles
from producflow.imports.dialect import Reading
from producflow.imports.formats import Decision, decide_date, decide_number, settle_numbers
from producflow.imports.kinds import KINDS, Field
from producflow.imports.mapping import Mapping, kind_name
from producflow.imports.progress import Progress
from producflow.imports.reading import Staged, read
from producflow.imports.recognition import CLEAR, Match, match_columns, rank_kinds
from producflow.imports.text import split_unit, words
from producflow.imports.words import known_values
from producflow.reports.plant import settings_in
from producflow.store.database import Session, Store
from producflow.store.importing import facts
from producflow.store.importing.checking import open_cells

LOOKING = "looking at the values"
VALUES_ASKED = 12
RARE = 2_000  # a value in fewer than one of so many rows is a slip, not a word to learn; its rows are rejected by name


@dataclass(frozen=True)
class Question:
    """Something that the file does not decide.

    Attributes
    ----------
    slot : str
        Part of the mapping that the answer goes to: ``kind``, ``constants``, ``numbers``, ``dates`` or ``values``.
    field : str
        Our field; ``kind`` for the kind itself.
    text : str
        The question, one sentence.
    options : tuple of str
        Possible answers; empty: any text.
    blocking : bool
        Nothing can be imported before it is answered; otherwise the rows concerned are rejected.
    value : str, optional
        The text whose meaning is asked, for ``values``.
    """

    slot: str
    field: str
    text: str
    options: tuple[str, ...] = ()
    blocking: bool = True
    value: str | None = None

    def answered(self, mapping: Mapping, answer: str) -> Mapping:
        """The mapping with the answer in it."""
        answer = answer.strip()
        if self.options and answer not in self.options:
            raise InvalidInput(f"“{answer}” is no answer; choose one of {', '.join(self.options)}.", self.field)
        if self.slot == "constants":
            return mapping.with_constant(self.field, answer)
        if self.slot == "values":
            return mapping.with_value(self.field, self.value or "", answer)
        if self.slot == "dates":
            return replace(mapping, dates={**mapping.dates, self.field: answer})
        return replace(mapping, numbers={**mapping.numbers, self.field: answer})


@dataclass(frozen=True)
class Recognised:
    """How one field was found.

    Attributes
    ----------
    field : Field
        Our field.
    source : str
        The column, or the constant.
    confidence : float
        0 to 1: what the header promises times the share of values that keep it. [-]
    evidence : str
        Why, for a person.
    """

    field: Field
    source: str
    confidence: float
    evidence: str


@dataclass(frozen=True)
class Proposal:
    """How a file could be read.

    Attributes
    ----------
    staged : Staged
        The file.
    mapping : Mapping
        As proposed, or as changed.
    recognised : tuple of Recognised
        Fields that were found.
    questions : tuple of Question
        What the file does not decide.
    ignored : tuple of str
        Columns that become nothing.
    notes : tuple of str
        What else a person should know.
    profile : str, optional
        Name of the profile that recognised the header.
    """

    staged: Staged
    mapping: Mapping
    recognised: tuple[Recognised, ...]
    questions: tuple[Question, ...]
    ignored: tuple[str, ...]
    notes: tuple[str, ...]
    profile: str | None = None

    @property
    def ready(self) -> bool:
        """Whether everything that must be answered is."""
        return not any(question.blocking for question in self.questions)


def fingerprint(staged: Staged) -> str:
    """What recognises a header: its words in order, and the delimiter."""
    text = "\n".join([staged.dialect.delimiter, *(words(column) for column in staged.columns)])
    return hashlib.sha256(text.encode()).hexdigest()


def propose(
    store: Store,
    source: Path | BinaryIO,
    name: str,
    *,
    kind: str | None = None,
    profile: str | None = None,
    constants: dict[str, str] | None = None,
    options: Reading | None = None,
    progress: Progress | None = None,
) -> Proposal:
    """Read a file and say what it seems to be.

    Parameters
    ----------
    store : Store
        The open store.
    source : Path or binary file
        The file.
    name : str
        What its owner calls it.
    kind : str, optional
        What its rows are, where the person knows better.
    profile : str, optional
        Name of a profile to read it by; default: the one that recognises the header, if there is one.
    constants : dict, optional
        Our field → text that stands for every row.
    options : Reading, optional
        What the person says about the file's form: its sheet, encoding, delimiter, header line.
    progress : Progress, optional
        Is told how far it is, and may cancel.

    Raises
    ------
    ImportRefused
        If it is no table; nothing stays behind.
    NotFound
        If there is no such profile.
    """
    kind = None if kind is None else kind_name(kind)
    progress = progress or Progress()
    staged = read(store, source, name, process_settings.current(), options, progress)

    def work(session: Session) -> Proposal:
        with progress.interrupting(session.interrupt):
            return _propose(session, staged, kind, profile, constants or {})

    try:
        progress.report(LOOKING, 0, staged.rows)
        return store.read(work)
    except BaseException:
        staged.discard()
        raise


def reconsider(
    store: Store, staged: Staged, mapping: Mapping, profile: str | None = None, progress: Progress | None = None
) -> Proposal:
    """Say what a file seems to be under a mapping that a person changed.

    Parameters
    ----------
    store : Store
        The open store.
    staged : Staged
        The file, read before.
    mapping : Mapping
        As changed; formats that are not in it are decided again.
    profile : str, optional
        Name to go on showing.
    progress : Progress, optional
        Is told, and may cancel.
    """
    progress = progress or Progress()

    def work(session: Session) -> Proposal:
        with progress.interrupting(session.interrupt):
            return _consider(session, staged, mapping, profile)

    progress.report(LOOKING, 0, staged.rows)
    return store.read(work)


def proposed_mapping(staged: Staged, kind: str, zone: str) -> Mapping:
    """The mapping that the header alone suggests for a kind."""
    matches = match_columns(Mapping(kind=kind).of_kind, staged.columns)
    return _mapping_of(kind, matches, zone)


def _mapping_of(kind: str, matches: dict[str, Match], zone: str) -> Mapping:
    columns = {name: match.column for name, match in matches.items()}
    constants = {}
    if kind == "sensor_readings" and "unit" not in columns and "value" in columns:
        unit = split_unit(columns["value"])[1]
        if unit:
            constants["unit"] = unit
    return Mapping(kind=kind, columns=columns, constants=constants, timezone=zone)


def _propose(
    session: Session, staged: Staged, kind: str | None, profile: str | None, constants: dict[str, str]
) -> Proposal:
    zone = settings_in(session, process_settings.current().timezone).timezone
    known = profiles.named(session, profile) if profile else profiles.recognise(session, fingerprint(staged), kind)
    score = 1.0
    if known is not None:
        mapping = known.mapping
        missing = [column for column in mapping.columns.values() if column not in staged.columns]
        if missing:
            raise InvalidInput(
                f"The profile “{known.name}” expects a column “{missing[0]}”, which {staged.name} does not have.",
                "profile",
            )
    else:
        score, best, _ = rank_kinds(staged.columns)[0]
        mapping = proposed_mapping(staged, kind or best.name, zone)
    for name, text in constants.items():
        if name not in {field.name for field in mapping.of_kind.fields}:
            raise InvalidInput(f"{mapping.of_kind.label} have no field “{name}”.", name)
        mapping = mapping.with_column(name, None).with_constant(name, text)
    proposal = _consider(session, staged, mapping, known.name if known else None, fresh=known is None)
    if known is None and kind is None and score < CLEAR:
        text = "What are these rows? The header does not say it clearly."
        question = Question("kind", "kind", text, tuple(KINDS))
        return replace(proposal, questions=(question, *proposal.questions))
    return proposal


def _consider(
    session: Session, staged: Staged, mapping: Mapping, profile: str | None, *, fresh: bool = False
) -> Proposal:
    open_cells(session, staged.cells, staged.ragged)
    matches = match_columns(mapping.of_kind, staged.columns)
    decisions = _decide(session, staged, mapping)
    formats = {"numbers": dict(mapping.numbers), "dates": dict(mapping.dates)}
    questions: list[Question] = []
    for name, decision in decisions.items():
        field = mapping.of_kind.field(name)
        slot = "dates" if field.type in ("instant", "day") else "numbers"
        if name in formats[slot]:
            continue
        if decision.format is not None:
            formats[slot][name] = decision.format
        else:
            text = f"How is “{mapping.columns[name]}” written? {decision.evidence}"
            questions.append(Question(slot, name, text, decision.choices))
    mapping = replace(mapping, numbers=formats["numbers"], dates=formats["dates"])
    past = _all_past(session, staged, mapping)
    if past is not None and fresh and "status" not in mapping.constants:
        mapping = mapping.with_constant("status", "completed")
    recognised = [
        _recognised(session, staged, mapping, field, matches.get(field.name), decisions.get(field.name), past)
        for field in mapping.of_kind.fields
        if field.name in mapping.columns or field.name in mapping.constants
    ]
    questions += _missing(mapping) + _unknown_values(session, staged, mapping)
    used = set(mapping.columns.values())
    return Proposal(
        staged=staged,
        mapping=mapping,
        recognised=tuple(recognised),
        questions=tuple(questions),
        ignored=tuple(column for column in staged.columns if column not in used),
        notes=staged.notes,
        profile=profile,
    )


def _decide(session: Session, staged: Staged, mapping: Mapping) -> dict[str, Decision]:
    numbers: dict[str, Decision] = {}
    dates: dict[str, Decision] = {}
    for name, column in mapping.columns.items():
        field_type = mapping.of_kind.field(name).type
        if field_type in ("number", "count"):
            numbers[name] = decide_number(staged.recall(facts.number_facts, session, column), staged.dialect.delimiter)
        elif field_type in ("instant", "day"):
            dates[name] = decide_date(staged.recall(facts.date_facts, session, column))
    return settle_numbers(numbers) | dates


def _all_past(session: Session, staged: Staged, mapping: Mapping) -> str | None:
    """Evidence that jobs without a status are history, and so completed: all their dates are past."""
    if mapping.kind != "maintenance_logs" or "status" in mapping.columns:
        return None
    dated = next((name for name in ("completed_date", "scheduled_date") if name in mapping.columns), None)
    written = mapping.dates.get(dated or "")
    if dated is None or written is None:
        return None
    newest = facts.newest(session, staged.columns.index(mapping.columns[dated]), written)
    if newest is None or not newest.past:
        return None
    return f"The file has no status, and all its dates are past (the newest is {newest.day:%d %B %Y})."


def _recognised(
    session: Session,
    staged: Staged,
    mapping: Mapping,
    field: Field,
    match: Match | None,
    decision: Decision | None,
    past: str | None,
) -> Recognised:
    if field.name not in mapping.columns:
        text = mapping.constants[field.name]
        evidence = past if field.name == "status" and past else "The same for every row."
        return Recognised(field, f"“{text}”", 0.7 if past and field.name == "status" else 1.0, evidence)
    column = mapping.columns[field.name]
    reason = match.reason if match and match.column == column else "Chosen."
    confidence = match.confidence if match and match.column == column else 1.0
    if decision is not None:
        said = (mapping.numbers | mapping.dates).get(field.name)
        if decision.format is None and said is not None:
            return Recognised(field, column, confidence, f"{reason} {decision.evidence} It was said to be {said}.")
        share = decision.share if decision.format is not None else 0.5
        return Recognised(field, column, confidence * share, f"{reason} {decision.evidence}")
    different, _ = staged.recall(facts.distinct, session, column)
    return Recognised(field, column, confidence, f"{reason} {different:,} different values.")


def _missing(mapping: Mapping) -> list[Question]:
    questions = []
    for field in mapping.of_kind.required:
        if field.name in mapping.columns or field.name in mapping.constants:
            continue
        label = field.label.lower()
        options = field.choices or (("yes", "no") if field.type == "boolean" else ())
        if field.name == "equipment":
            text = "Which machine are these rows of? No column names it."
        elif field.name == "sensor_type":
            text = "What was measured, such as temperature? No column says it."
        elif field.name in mapping.of_kind.key and field.type in ("instant", "day"):
            text = f"Which column holds the {label}? None was recognised, and one value cannot stand for all rows."
        else:
            text = f"No column holds the {label}: choose one, or what it is in every row."
        questions.append(Question("constants", field.name, text, options))
    return questions


def _unknown_values(session: Session, staged: Staged, mapping: Mapping) -> list[Question]:
    questions = []
    for field in mapping.of_kind.fields:
        if field.type not in ("choice", "boolean") or field.name not in mapping.columns:
            continue
        meant = known_values(mapping.kind, field.name) | mapping.values.get(field.name, {})
        options = field.choices or ("true", "false")
        _, frequent = staged.recall(facts.distinct, session, mapping.columns[field.name])
        rare = staged.rows / RARE
        unknown = [(text, count) for text, count in frequent if text.lower() not in meant and count >= rare]
        for text, count in unknown[:VALUES_ASKED]:
            rows = "its row is" if count == 1 else f"its {count:,} rows are"
            ask = f"What does “{text}” in “{mapping.columns[field.name]}” mean? Unanswered, {rows} rejected."
            questions.append(Question("values", field.name, ask, options, blocking=False, value=text))
    return questions


def unanswered(questions: Sequence[Question]) -> str:
    """The blocking questions as one sentence for a program."""
    asked = [question for question in questions if question.blocking]
    texts = [
        question.text + (f" ({' or '.join(question.options)}; field {question.field})" if question.options
                         else f" (field {question.field})")
        for question in asked
    ]  # fmt: skip
    return " ".join(texts)
