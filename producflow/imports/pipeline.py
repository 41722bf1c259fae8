"""The whole path in one call, for the command line and the API, where nobody can be asked in between."""

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from producflow.access.roles import Actor, Permission
from producflow.errors import ImportRefused, InvalidInput
from producflow.imports.checking.new_machines import require_named, stated
from producflow.imports.checking.rehearsal import Rehearsal, rehearse
from producflow.imports.columns.conversions import with_chosen
from producflow.imports.columns.mapping import Mapping, checked
from producflow.imports.columns.proposal import Proposal, propose, reconsider
from producflow.imports.columns.questions import CREATE, YES_NO, Question, unanswered
from producflow.imports.progress import Progress
from producflow.imports.reading.dialect import stated_form
from producflow.imports.text import require_spelled
from producflow.imports.writing.committing import Batch, commit
from producflow.reports.plant import machine_names
from producflow.store.database import Store

COLUMNS_NAMED = 12
"""Columns of a file that a sentence names at most."""


@dataclass(frozen=True)
class ImportOptions:
    """What somebody who sends a file knows about it; everything else is recognised."""

    kind: str | None = None
    """What its rows are."""
    profile: str | None = None
    """Name of the profile to read it by."""
    mapping: Mapping | None = None
    """How to read it, instead of a profile."""
    constants: AnyMapping[str, str] = field(default_factory=dict)
    """Our field → text that stands for every row, such as ``{"equipment": "Press 1"}``."""
    answers: Sequence[str] = ()
    """What questions about such a file were answered: ``field=answer``, or ``field:text=meaning`` for a value."""
    timezone: str | None = None
    """IANA name of the zone of times without an offset."""
    create_equipment: bool = False
    """Whether machines that are not known yet are created."""
    equipment: Sequence[str] = ()
    """``NAME:type=…,capacity=…`` (good units per 480 min) of machines that are not known yet; these are created."""
    columns: Sequence[str] = ()
    """``field=column``: where a field is, if it is not where it is recognised; no column: nowhere."""
    spread: Sequence[str] = ()
    """``column=name``: the sensor or machine that a column is of; no name: of none, the column becomes nothing."""
    units: Sequence[str] = ()
    """``field=unit``, or ``column=unit`` for a column of a sensor."""
    form: Sequence[str] = ()
    """``encoding=gb18030``, ``delimiter=;``, ``sheet=name``, ``header_line=3``: what is not found out rightly."""
    why: str | None = None
    """Why closed days change."""


@dataclass(frozen=True)
class Tried:
    """What a file is, and what importing it would do."""

    proposal: Proposal
    """How it would be read, with the evidence and what is open, its outcome included; its staged file is gone."""
    rehearsal: Rehearsal | None
    """None while something is open without which nothing can be found out."""

    @property
    def ready(self) -> bool:
        """Whether nothing is open that must be answered before the file can be imported."""
        return self.rehearsal is not None and self.proposal.ready


@dataclass(frozen=True)
class Imported:
    """What an import did, or would do."""

    proposal: Proposal
    rehearsal: Rehearsal
    """What was found out first; its staged file is gone."""
    batch: Batch | None
    """What was committed; None after a dry run."""


def import_file(
    store: Store,
    actor: Actor,
    source: Path | BinaryIO,
    name: str,
    options: ImportOptions | None = None,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Imported:
    """Read, map, validate, rehearse and, unless it is a dry run, commit a file.

    Raises
    ------
    ImportRefused
        If the file is no table, or leaves open what only a person can answer; nothing stays behind.
    NotAllowed
        If the role may not import.
    ImportCancelled
        If it was; nothing was written.
    """
    actor.require(Permission.IMPORT)
    progress = progress or Progress()
    options = options or ImportOptions()
    tried = _tried(store, actor, source, name, options, progress)
    try:
        rehearsal, asked = tried.rehearsal, tried.proposal.questions
        if rehearsal is None or any(each.blocking for each in asked if each not in rehearsal.stuck):
            raise ImportRefused(f"{tried.proposal.staged.name} leaves something open: {unanswered(asked)}")
        batch = None if dry_run else commit(store, actor, rehearsal, progress, options.why)
        return Imported(tried.proposal, rehearsal, batch)
    finally:
        tried.proposal.staged.discard()


def try_file(
    store: Store,
    actor: Actor,
    source: Path | BinaryIO,
    name: str,
    options: ImportOptions,
    progress: Progress | None = None,
) -> Tried:
    """Say what a file is and, unless a question must be answered first, what importing it would do; see `import_file`.

    Raises
    ------
    ImportRefused
        If the file is no table.
    """
    actor.require(Permission.IMPORT)
    tried = _tried(store, actor, source, name, options, progress or Progress())
    tried.proposal.staged.discard()
    return tried


def answer_key(question: Question) -> str:
    """What the answer to a question is given under: its field, and the text whose meaning is asked, if there is one."""
    return question.field if question.value is None else f"{question.field}:{question.value}"


def pairs(texts: Sequence[str], what: str) -> dict[str, str]:
    """Read ``field=value`` texts.

    Raises
    ------
    InvalidInput
        If one has no equals sign.
    """
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise InvalidInput(f"{what} takes FIELD=VALUE, such as unit=bar, not '{text}'.", what)
        found[name.strip()] = value
    return found


def _tried(
    store: Store, actor: Actor, source: Path | BinaryIO, name: str, options: ImportOptions, progress: Progress
) -> Tried:
    """What the file is, with everything in it that is known beforehand, and what importing it would do."""
    require_spelled(dict(options.constants), "constant")
    require_spelled(list(options.answers), "answer")
    answers = pairs(options.answers, "answer")
    create = _created(answers.pop(CREATE, "no").strip()) or options.create_equipment
    kind, repeated = answers.pop("kind", options.kind), answers.pop("repeats", None)
    if options.mapping is not None:
        kind = options.mapping.kind
    proposal = propose(
        store,
        source,
        name,
        kind=kind,
        profile=options.profile,
        constants=dict(options.constants),
        form=stated_form(pairs(options.form, "form")),
        progress=progress,
    )
    try:
        mapping, known_as = proposal.mapping, proposal.profile
        if options.mapping is not None:
            mapping, known_as = _fitting(proposal, checked(options.mapping)), None
        for field_name, text in options.constants.items():
            mapping = mapping.with_column(field_name, None).with_constant(field_name, text)
        mapping = _with_stated(proposal, mapping, options)
        if options.timezone is not None:
            mapping = checked(replace(mapping, timezone=options.timezone))
        if repeated is not None:
            mapping = checked(replace(mapping, repeats=repeated))
        if mapping != proposal.mapping or known_as != proposal.profile:
            proposal = reconsider(store, proposal.staged, mapping, known_as)
        # Some questions come up only after others are answered, or only from the rehearsal; every turn takes answers
        # away, or ends.
        while True:
            # One answer may settle the days of start and end together: the same one given to both is no mistake.
            answers = {key: text for key, text in answers.items() if proposal.mapping.dates.get(key) != text.strip()}
            asked = {answer_key(question): question for question in proposal.questions}
            if proposal.ready and not answers.keys() & asked.keys():
                found = _rehearsed(store, actor, proposal, options, create, progress)
                if not answers:
                    asked_in_all = (*proposal.questions, *found.questions, *found.stuck)
                    return Tried(replace(proposal, questions=asked_in_all), found)
                asked |= {answer_key(question): question for question in (*found.questions, *found.stuck)}
            elif not answers:
                return Tried(proposal, None)
            proposal = _answered(store, proposal, asked, answers)
    except BaseException:
        proposal.staged.discard()
        raise


def _with_stated(proposal: Proposal, mapping: Mapping, options: ImportOptions) -> Mapping:
    """The mapping with the columns and units in it that were stated."""
    stated = {what: pairs(getattr(options, what), what.rstrip("s")) for what in ("columns", "spread", "units")}
    require_spelled(stated, "column")
    for name, column in stated["columns"].items():
        mapping = with_chosen(mapping, name, column.strip() or None)
    for column, name in stated["spread"].items():
        mapping = mapping.with_spread(column, name.strip() or None)
    for name, unit in stated["units"].items():
        mapping = mapping.with_unit(name, unit.strip() or None)
    return _fitting(proposal, checked(mapping)) if any(stated.values()) else mapping


def _fitting(proposal: Proposal, mapping: Mapping) -> Mapping:
    missing = [column for column in (*mapping.columns.values(), *mapping.spread) if not proposal.staged.has(column)]
    if missing:
        raise InvalidInput(
            f"The mapping expects a column “{missing[0]}”, which {proposal.staged.name} does not have; it has "
            f"{', '.join(f'“{column}”' for column in proposal.staged.columns[:COLUMNS_NAMED])}.",
            "mapping",
        )
    return mapping


def _created(answer: str) -> bool:
    if answer not in YES_NO:
        raise InvalidInput(f"“{answer}” is no answer; choose one of {', '.join(YES_NO)}.", CREATE)
    return answer == "yes"


def _answered(store: Store, proposal: Proposal, asked: AnyMapping[str, Question], answers: dict[str, str]) -> Proposal:
    """Give the answers to the questions they belong to; some questions come up only after others are answered."""
    known = [key for key in answers if key in asked]
    if not known:
        raise InvalidInput(
            f"Nothing asks for “{next(iter(answers))}”; "
            f"{'open are ' + ', '.join(sorted(asked)) if asked else 'no question is open'}.",
            "answer",
        )
    mapping = proposal.mapping
    for key in known:
        question, answer = asked[key], answers.pop(key)
        if question.slot == "columns" and question.takes_column and answer.strip() not in question.options:
            mapping = _fitting(proposal, with_chosen(mapping, question.field, answer.strip()))
        else:
            mapping = question.answered(mapping, answer)
    return reconsider(store, proposal.staged, mapping, proposal.profile)


def _rehearsed(
    store: Store, actor: Actor, proposal: Proposal, options: ImportOptions, create: bool, progress: Progress
) -> Rehearsal:
    machines = stated(options.equipment)
    found = rehearse(
        store,
        actor,
        proposal.staged,
        proposal.mapping,
        create_equipment=create,
        machines=machines,
        profile=proposal.profile,
        progress=progress,
    )
    if not machines:
        return found
    known = store.read(machine_names).values()
    told = require_named(proposal.staged.name, machines, found.unknown_machines, known)
    return replace(found, notes=(*found.notes, *told))
