"""What a file seems to be, with the evidence, and what only a person can answer."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from producflow import settings as process_settings
from producflow.errors import InvalidInput
from producflow.imports import asking, profiles
from producflow.imports.conversions import described, stated_shares, stated_units
from producflow.imports.derivations import may_count
from producflow.imports.dialect import StatedForm
from producflow.imports.formats import Decision, decide_date, decide_number, settle_numbers
from producflow.imports.kinds import KINDS, kind_name, rank_kinds
from producflow.imports.kinds.kind import Field, Supposed
from producflow.imports.mapping import Mapping
from producflow.imports.progress import Progress
from producflow.imports.questions import Question, unanswered
from producflow.imports.reading import Staged, read
from producflow.imports.recognition import CLEAR, Match, match_columns
from producflow.imports.text import words
from producflow.reports.plant import in_force
from producflow.store.database import Session, Store
from producflow.store.importing import column_profile
from producflow.store.importing.checking import open_cells

__all__ = ["Proposal", "Question", "Recognised", "fingerprint", "propose", "proposed_mapping", "reconsider",
           "unanswered"]  # fmt: skip
LOOKING = "looking at the values"
SUPPOSED = 0.7  # of 1: how sure it is what only follows from the values


@dataclass(frozen=True)
class Recognised:
    """How one field was found.

    Attributes
    ----------
    field : Field
        Our field.
    source : str
        The column, the constant or the rule.
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
        Fields that were found; one for each column where a sensor or a machine has a column of its own.
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
    form: StatedForm | None = None,
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
    form : StatedForm, optional
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
    staged = read(store, source, name, process_settings.current(), form, progress)

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


def proposed_mapping(store: Store, staged: Staged, kind: str, zone: str) -> Mapping:
    """The mapping that the header and the first values suggest for a kind."""
    return store.read(_proposed, staged, kind, zone)


def _proposed(session: Session, staged: Staged, kind: str, zone: str) -> Mapping:
    open_cells(session, staged.cells, staged.ragged)
    columns = {name: match.column for name, match in match_columns(KINDS[kind], staged.columns).items()}
    mapping = KINDS[kind].proposed(session, staged, Mapping(kind=kind, columns=columns, timezone=zone))
    return stated_shares(session, staged, stated_units(mapping))


def _propose(
    session: Session, staged: Staged, kind: str | None, profile: str | None, constants: dict[str, str]
) -> Proposal:
    zone = in_force(session).timezone
    known = profiles.named(session, profile) if profile else profiles.recognise(session, fingerprint(staged), kind)
    score = 1.0
    if known is not None:
        mapping = known.mapping
        missing = [column for column in (*mapping.columns.values(), *mapping.spread) if column not in staged.columns]
        if missing:
            raise InvalidInput(
                f"The profile “{known.name}” expects a column “{missing[0]}”, which {staged.name} does not have.",
                "profile",
            )
    else:
        score, best, _ = rank_kinds(staged.columns)[0]
        open_cells(session, staged.cells, staged.ragged)
        told = (each for each in KINDS.values() if each.told_by_values(session, staged))
        if kind is None and score < 1 and (by_values := next(told, None)) is not None:
            score, kind = 1.0, by_values.name
        mapping = _proposed(session, staged, kind or best.name, zone)
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
        slot = "dates" if name not in mapping.spread and _is_date(mapping.of_kind.field(name)) else "numbers"
        if name in formats[slot]:
            continue
        if slot == "dates" and decision.share == 0 and may_count(mapping.of_kind, name):
            questions.append(asking.steps(mapping, name))
            continue
        if decision.format is not None:
            formats[slot][name] = decision.format
        else:
            text = f"How is “{mapping.columns.get(name, name)}” written? {decision.evidence}"
            questions.append(Question(slot, name, text, decision.choices))
    mapping = replace(mapping, numbers=formats["numbers"], dates=formats["dates"])
    supposed = mapping.of_kind.supposed(session, staged, mapping)
    if supposed is not None and fresh and supposed.field not in mapping.constants:
        mapping = mapping.with_constant(supposed.field, supposed.value)
    recognised = [
        _recognised(session, staged, mapping, field, matches.get(field.name), decisions.get(field.name), supposed)
        for field in mapping.of_kind.fields
        if field.name in {*mapping.columns, *mapping.constants, *mapping.rules}
    ]
    recognised += [_spread(mapping, column, decisions.get(column)) for column in mapping.spread]
    questions += asking.missing(mapping) + mapping.of_kind.questions(mapping)
    questions += asking.unknown_values(session, staged, mapping)
    used = {*mapping.columns.values(), *mapping.spread}
    return Proposal(
        staged=staged,
        mapping=mapping,
        recognised=tuple(recognised),
        questions=tuple(questions),
        ignored=tuple(column for column in staged.columns if column not in used),
        notes=(*staged.notes, *described(mapping)),
        profile=profile,
    )


def _is_date(field: Field) -> bool:
    return field.type in ("instant", "day")


def _decide(session: Session, staged: Staged, mapping: Mapping) -> dict[str, Decision]:
    numbers: dict[str, Decision] = {}
    dates: dict[str, Decision] = {}
    columns = {name: column for name, column in mapping.columns.items() if name not in mapping.rules}
    if mapping.of_kind.of_sensors:
        columns |= {column: column for column in mapping.spread}
    for name, column in columns.items():
        field = mapping.of_kind.field(mapping.of_kind.cell or name if name in mapping.spread else name)
        if field.type in ("number", "count"):
            numbers[name] = decide_number(
                staged.recall(column_profile.number_facts, session, column), staged.dialect.delimiter
            )
        elif _is_date(field):
            dates[name] = decide_date(staged.recall(column_profile.date_facts, session, column))
    return settle_numbers(numbers) | dates


def _recognised(
    session: Session,
    staged: Staged,
    mapping: Mapping,
    field: Field,
    match: Match | None,
    decision: Decision | None,
    supposed: Supposed | None,
) -> Recognised:
    if field.name in mapping.rules:
        return Recognised(field, mapping.rules[field.name], 1.0, "By the rule that was given.")
    if field.name not in mapping.columns:
        text = f"“{mapping.constants[field.name]}”"
        if supposed is not None and supposed.field == field.name:
            return Recognised(field, text, SUPPOSED, supposed.evidence)
        return Recognised(field, text, 1.0, "The same for every row.")
    column = mapping.columns[field.name]
    reason = match.reason if match and match.column == column else "Chosen."
    confidence = match.confidence if match and match.column == column else 1.0
    if decision is not None:
        said = (mapping.numbers | mapping.dates).get(field.name)
        if decision.format is None and said is not None:
            return Recognised(field, column, confidence, f"{reason} {decision.evidence} It was said to be {said}.")
        share = decision.share if decision.format is not None else 0.5
        return Recognised(field, column, confidence * share, f"{reason} {decision.evidence}")
    different, _ = staged.recall(column_profile.distinct, session, column)
    return Recognised(field, column, confidence, f"{reason} {different:,} different values.")


def _spread(mapping: Mapping, column: str, decision: Decision | None) -> Recognised:
    """How a column of one sensor or machine was found."""
    kind = mapping.of_kind
    what = f"A column of its own, for “{mapping.spread[column]}”."
    if decision is None:
        return Recognised(kind.field(kind.across or ""), column, 0.9, what)
    share = decision.share if decision.format is not None else 0.5
    return Recognised(kind.field(kind.across or ""), column, 0.9 * share, f"{what} {decision.evidence}")
