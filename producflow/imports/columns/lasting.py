"""Durations beside start and end: in which unit they are, as those say, and how many rows they disagree with."""

from dataclasses import replace

from producflow.domain.units import QUANTITIES, usual
from producflow.imports.columns.formats import decide
from producflow.imports.columns.mapping import Mapping
from producflow.imports.reading.cells import Staged
from producflow.store.database import Session
from producflow.store.importing import column_profile, time_profile
from producflow.store.importing.durations import CLOCKS, DURATIONS
from producflow.store.importing.target import EndsAfter


def with_held_unit(session: Session, staged: Staged, mapping: Mapping) -> Mapping:
    """The mapping with the unit, or the notation, in which most durations are as long as from start to end."""
    for each in _all_there(mapping):
        columns = {name: mapping.columns[name] for name in (each.start, each.end, each.minutes)}
        decisions = decide(session, staged, replace(mapping, columns=columns, spread={}))
        # A text such as 1:05 may be hours and minutes, or minutes and seconds: start and end tell which.
        open_ = decisions[each.minutes].choices == CLOCKS
        formats = {name: decisions[name].format for name in columns} | ({each.minutes: CLOCKS[0]} if open_ else {})
        if not all(formats.values()):
            continue
        dates = {name: str(formats[name]) for name in (each.start, each.end)}
        written = str(formats[each.minutes])
        tried = replace(mapping, dates=dates, numbers={each.minutes: written})
        ways = CLOCKS if written in CLOCKS else () if written in DURATIONS else usual("min")
        said = written if written in CLOCKS else mapping.units.get(each.minutes, "min")
        found = {way: _lasted(session, staged, _read(tried, each, way), each).agreeing for way in ways}
        # Where two ways agree with as many rows, the one that the file states.
        best = max(found, key=lambda way: (found[way], way == said), default=said)
        # Less than half agreeing says nothing about the unit: such durations are of something else than from start to
        # end.
        if found and 2 * found[best] > _lasted(session, staged, tried, each).rows and (best != said or open_):
            return _read(mapping, each, best)
    return mapping


def _read(mapping: Mapping, each: EndsAfter, way: str) -> Mapping:
    """The mapping that reads durations in a notation, or a unit."""
    if way in CLOCKS:
        return replace(mapping, numbers={**mapping.numbers, each.minutes: way})
    return mapping.with_unit(each.minutes, way if QUANTITIES["min"][way] != (1, 0) else None)


def notes(session: Session, staged: Staged, mapping: Mapping) -> list[str]:
    """How many durations disagree with the start and the end of their row, which stand."""
    found = []
    for each in _all_there(mapping):
        if {each.start, each.end} <= mapping.dates.keys() and each.minutes in mapping.numbers:
            seen = _lasted(session, staged, mapping, each)
            other = seen.rows - seen.agreeing
            label = mapping.columns[each.minutes]
            unit = mapping.units.get(each.minutes)
            if unit is not None and not other and seen.rows:
                found.append(
                    f"“{label}” is in {unit}, as start and end say: all {seen.rows:,} rows that have both agree."
                )
            if other:
                rows = "1 row" if other == 1 else f"{other:,} rows"
                found.append(f"“{label}” disagrees with start and end in {rows}; start and end stand.")
    return found


def _all_there(mapping: Mapping) -> list[EndsAfter]:
    return [
        each
        for each in mapping.of_kind.spans
        if {each.start, each.end, each.minutes} <= mapping.columns.keys()
        if not {each.start, each.end, each.minutes} & mapping.rules.keys()
    ]


def _lasted(session: Session, staged: Staged, mapping: Mapping, each: EndsAfter) -> time_profile.Lasted:
    written = mapping.numbers[each.minutes]
    unit = "min" if written in DURATIONS else mapping.units.get(each.minutes, "min")
    start, end = ((staged.place(mapping.columns[name]), mapping.dates[name]) for name in (each.start, each.end))
    dress = staged.recall(column_profile.number_facts, session, mapping.columns[each.minutes], "min").dressed
    duration = (staged.place(mapping.columns[each.minutes]), written, "min" if dress else None)
    return time_profile.lasted(session, start, end, duration, QUANTITIES["min"][unit.strip().lower()][0])
