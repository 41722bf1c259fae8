"""What a file seems to be, with the evidence, and what only a person can answer."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from producflow import settings as process_settings
from producflow.errors import InvalidInput
from producflow.imports.columns import asking, evidence, far_times, leaving, profiles, second_columns
from producflow.imports.columns.conversions import described, stated_shares, stated_units
from producflow.imports.columns.derivations import may_count
from producflow.imports.columns.fitting import Fit, best_fit
from producflow.imports.columns.formats import decide
from producflow.imports.columns.lasting import with_held_unit
from producflow.imports.columns.mapping import Mapping
from producflow.imports.columns.nothings import with_nothings
from producflow.imports.columns.questions import Question, day_of
from producflow.imports.columns.recognition import CLEAR
from producflow.imports.columns.split_times import joined, of_the_day
from producflow.imports.columns.systems import systems
from producflow.imports.kinds import KINDS, kind_name
from producflow.imports.progress import LOOKING, Progress
from producflow.imports.reading.cells import Staged, read
from producflow.imports.reading.dialect import StatedForm
from producflow.imports.reading.headers import parts_of
from producflow.imports.text import words
from producflow.reports.plant import in_force
from producflow.store.database import Session, Store
from producflow.store.importing.leaving import open_cells


@dataclass(frozen=True)
class Proposal:
    """How a file could be read."""

    staged: Staged
    mapping: Mapping
    """As proposed, or as changed."""
    recognised: tuple[evidence.Recognised, ...]
    """Fields that were found; one for each column where a sensor or a machine has a column of its own."""
    questions: tuple[Question, ...]
    """What the file does not decide."""
    ignored: tuple[str, ...]
    """Columns that become nothing."""
    notes: tuple[str, ...]
    """What else a person should know."""
    profile: str | None = None
    """Name of the profile that recognised the header."""

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
    kind : str, optional
        What its rows are, where the person knows better.
    profile : str, optional
        Name of a profile to read it by; default: the one that recognises the header, if there is one.
    constants : dict, optional
        Our field → text that stands for every row.

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

    try:
        progress.report(LOOKING, 0, staged.rows)
        return store.read(progress.guarding(_propose), staged, kind, profile, constants or {})
    except BaseException:
        staged.discard()
        raise


def reconsider(
    store: Store, staged: Staged, mapping: Mapping, profile: str | None = None, progress: Progress | None = None
) -> Proposal:
    """Say what a file seems to be under a mapping that a person changed.

    Parameters
    ----------
    mapping : Mapping
        As changed; formats that are not in it are decided again.
    profile : str, optional
        Name to go on showing.
    """
    progress = progress or Progress()
    progress.report(LOOKING, 0, staged.rows)
    return store.read(progress.guarding(_consider), staged, mapping, profile, False)


def proposed_mapping(store: Store, staged: Staged, kind: str, zone: str) -> Mapping:
    """The mapping that the header and the first values suggest for a kind."""
    return store.read(_proposed, staged, kind, zone)


def _proposed(session: Session, staged: Staged, kind: str, zone: str) -> Mapping:
    open_cells(session, staged.cells, staged.ragged)
    return _mapped(session, staged, best_fit(session, staged, kind), zone)


def _mapped(session: Session, staged: Staged, fit: Fit, zone: str) -> Mapping:
    mapping = _built(session, staged, fit, zone)
    said = leaving.with_totals(session, staged, _decided(session, staged, mapping)).values
    if said == mapping.values:
        return mapping
    without = leaving.opened(session, staged, replace(mapping, values=said))
    # A total is no day and no machine: what the others are is looked at without it.
    return _built(session, without, best_fit(session, without, fit.kind.name), zone, said)


def _built(
    session: Session, staged: Staged, fit: Fit, zone: str, said: dict[str, dict[str, str]] | None = None
) -> Mapping:
    columns = {name: match.column for name, match in fit.matches.items()}
    mapping = Mapping(kind=fit.kind.name, columns=columns, timezone=zone, values=said or {})
    if fit.system is not None:
        constants = {name: text for name, text in fit.system.constants.items() if name not in columns}
        units = {name: unit for name, unit in fit.system.units.items() if name in columns}
        mapping = replace(mapping, system=fit.system.name, constants=constants, units=units)
        staged = leaving.opened(session, staged, mapping)  # remarks of the system itself are no tags
    mapping = joined(session, staged, fit.kind.proposed(session, staged, joined(session, staged, mapping)))
    return with_held_unit(session, staged, stated_shares(session, staged, stated_units(mapping)))


def _propose(
    session: Session, staged: Staged, kind: str | None, profile: str | None, constants: dict[str, str]
) -> Proposal:
    zone = in_force(session).timezone
    known = profiles.named(session, profile) if profile else profiles.recognise(session, fingerprint(staged), kind)
    score = 1.0
    if known is not None:
        mapping = known.mapping
        missing = [column for column in (*mapping.columns.values(), *mapping.spread) if not staged.has(column)]
        if missing:
            raise InvalidInput(
                f"The profile “{known.name}” expects a column “{missing[0]}”, which {staged.name} does not have.",
                "profile",
            )
    else:
        open_cells(session, staged.cells, staged.ragged)
        fit = best_fit(session, staged, kind)
        score = fit.score
        told = (each for each in KINDS.values() if each.told_by_values(session, staged))
        if kind is None and score < 1 and (by_values := next(told, None)) is not None:
            score, kind = 1.0, by_values.name
            fit = best_fit(session, staged, kind)
        mapping = _mapped(session, staged, fit, zone)
    for name, text in constants.items():
        if name not in {field.name for field in mapping.of_kind.fields}:
            raise InvalidInput(f"{mapping.of_kind.label} have no field “{name}”.", name)
        mapping = mapping.with_column(name, None).with_constant(name, text)
    proposal = _consider(session, staged, mapping, known.name if known else None, known is None)
    if known is None and kind is None and score < CLEAR:
        text = "What are these rows? The header does not say it clearly."
        question = Question("kind", "kind", text, tuple(KINDS))
        return replace(proposal, questions=(question, *proposal.questions))
    return proposal


def _consider(session: Session, staged: Staged, mapping: Mapping, profile: str | None, fresh: bool) -> Proposal:
    whole = staged
    staged = leaving.opened(session, whole, mapping)
    if (emptied := with_nothings(session, staged, mapping)) != mapping:
        mapping, staged = emptied, leaving.opened(session, whole, emptied)
    decided = _decided(session, staged, mapping)
    if (totalled := leaving.with_totals(session, staged, decided)) != decided:
        # Formats that `_decided` found are dropped, and decided below from the rows that are left.
        mapping = replace(totalled, numbers=mapping.numbers, dates=mapping.dates)
        staged = leaving.opened(session, whole, mapping)
    matches = evidence.matches(mapping)
    decisions = decide(session, staged, mapping)
    formats = {"numbers": dict(mapping.numbers), "dates": dict(mapping.dates)}
    questions: list[Question] = []
    for name, decision in decisions.items():
        slot = "dates" if name not in mapping.spread and mapping.of_kind.field(name).dated else "numbers"
        counts = slot == "dates" and may_count(mapping.of_kind, name)
        if decision.share == 0 and slot == "dates" and (clock := of_the_day(session, staged, mapping, name)):
            questions += [asking.day_of_times(mapping, name)] if clock == name else []  # an end goes with its start
            continue
        if decision.share == 0 and not counts:
            questions.append(asking.unreadable(session, staged, mapping, name))
            continue
        if name in formats[slot]:
            continue
        if decision.share == 0:
            questions.append(asking.steps(mapping, name))
            continue
        if decision.format is not None:
            formats[slot][name] = decision.format
        else:
            column = day_of(mapping, name) if slot == "dates" else mapping.columns.get(name, name)
            question = Question(slot, name, f"How is “{column}” written? {decision.evidence}", decision.choices)
            if question.text not in {each.text for each in questions}:  # start and end may share their day
                questions.append(question)
    mapping = replace(mapping, numbers=formats["numbers"], dates=formats["dates"])
    supposed = mapping.of_kind.supposed(session, staged, mapping)
    if supposed is not None and fresh and supposed.field not in mapping.constants:
        mapping = mapping.with_constant(supposed.field, supposed.value)
    found = evidence.Found(matches, decisions, supposed)
    questions += asking.missing(session, staged, mapping) + mapping.of_kind.questions(mapping)
    questions += leaving.questions(session, mapping)
    questions += far_times.questions(session, staged, mapping)
    questions += asking.of_one_day(session, staged, mapping)
    questions += asking.ends_without_time(session, staged, mapping)
    questions += asking.ends_left_out(session, staged, mapping, second_columns.ignored(staged, mapping))
    if profile is not None:
        questions += asking.stopped_fitting(session, staged, mapping, decisions)
    questions += asking.of_another_plant(session, staged, mapping)
    questions += asking.below_a_minute(session, staged, mapping)
    questions += asking.unknown_values(session, staged, mapping)
    questions += second_columns.questions(staged, mapping)
    return Proposal(
        staged=whole,
        mapping=mapping,
        recognised=tuple(evidence.recognised(session, staged, mapping, found)),
        questions=tuple(questions),
        ignored=second_columns.ignored(staged, mapping),
        notes=(*staged.notes, *of_reading(staged, mapping)),
        profile=profile,
    )


def of_reading(staged: Staged, mapping: Mapping) -> list[str]:
    """What a person should know of how a file is read, whatever its rows are."""
    system = systems()[mapping.system].title if mapping.system else None
    notes = [] if system is None else [f"Its header is that of {system}; it is read as such."]
    return [
        *notes,
        *mapping.of_kind.notes_of_reading(mapping),
        *_sums(mapping),
        *described(mapping),
        *second_columns.notes(staged, mapping),
    ]


def _sums(mapping: Mapping) -> list[str]:
    """Which quantities are sums of several columns."""
    notes = []
    for name, column in mapping.columns.items():
        field = mapping.of_kind.field(name)
        if field.type in ("number", "count") and len(parts_of(column, ())) > 1:
            empty = "where one is empty, it is not known" if field.type == "count" else "an empty one counts as none"
            notes.append(f"{field.label} is {column}; {empty}.")
    return notes


def _decided(session: Session, staged: Staged, mapping: Mapping) -> Mapping:
    """The mapping with the numbers in it that the values themselves say how they are written."""
    decisions = decide(session, staged, mapping)
    numbers = {
        name: each.format for name, each in decisions.items() if each.format is not None and name not in mapping.dates
    }
    return replace(mapping, numbers={**numbers, **mapping.numbers})
