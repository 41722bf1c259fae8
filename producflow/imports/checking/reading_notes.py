"""What a person should know of how the cells of a file were read, counted: one sentence a matter."""

from producflow.imports.columns import lasting, nothings
from producflow.imports.columns.derivations import of_a_said_day
from producflow.imports.columns.mapping import Mapping
from producflow.imports.columns.split_times import shares_day
from producflow.imports.columns.systems import meanings
from producflow.imports.reading.cells import Staged
from producflow.imports.reading.headers import parts_of
from producflow.store.database import Session
from producflow.store.importing import column_profile, dress_profile, passes, time_profile
from producflow.store.importing.durations import DURATIONS
from producflow.store.importing.target import Target

DRESSES_NAMED = 5
NOT_CONVERTED = " Amounts of money are not converted."


def reading_notes(session: Session, target: Target, staged: Staged, mapping: Mapping) -> list[str]:
    """Notes on the cells; the session has checked the rows."""
    return [
        *lasting.notes(session, staged, mapping),
        *nothings.notes(session, staged, mapping),
        *_of_days(session, staged, mapping),
        *_timeless(session, staged, mapping),
        *_dressed(session, staged, mapping),
        *_of_nothing(session, staged, mapping),
        *_over_midnight(session, staged, mapping),
        *_twice(session, target, mapping),
    ]


def _of_days(session: Session, staged: Staged, mapping: Mapping) -> list[str]:
    notes = []
    for name, column in mapping.columns.items():
        if mapping.of_kind.field(name).type != "day" or name in mapping.rules:
            continue
        written = staged.written(session, column, mapping.dates.get(name, "iso"))
        timed = staged.recall(column_profile.extent_of_times, session, column, written).timed
        if timed:
            values = "1 value has" if timed == 1 else f"{timed:,} values have"
            notes.append(f"“{column}” is a day: {values} a time of day, which was left out.")
    return notes


def _dressed(session: Session, staged: Staged, mapping: Mapping) -> list[str]:
    """Numbers with signs, currencies and units around them: counted, one sentence a column."""
    notes, kind = [], mapping.of_kind
    fields = {
        column: kind.field(name)
        for name, column in mapping.columns.items()
        if kind.field(name).type in ("number", "count")
        and mapping.numbers.get(name) not in DURATIONS  # whose units are how they are written
    }
    if kind.of_sensors:
        fields |= dict.fromkeys(mapping.spread, kind.field(kind.cell or ""))
    for whole, field in fields.items():
        for column in parts_of(whole, staged.columns):
            facts = staged.recall(column_profile.number_facts, session, column, field.dress)
            if not facts.dressed:
                continue
            dressed, seen = dress_profile.dresses(session, staged.place(column), field.dress, DRESSES_NAMED)
            said = ", ".join(f"“{text}” ({count:,})" for text, count in seen)
            have = "has" if dressed == 1 else "have"
            mended = {"min": " Each is converted to min.", "h": " Each is converted to h.", "money": NOT_CONVERTED}
            more = mended.get(field.dress, "") if len(seen) > 1 else ""
            of = f"{dressed:,} of {facts.filled:,} numbers in “{column}”"
            notes.append(f"{of} {have} a sign or unit of their own: {said}.{more}")
    return notes


def _of_nothing(session: Session, staged: Staged, mapping: Mapping) -> list[str]:
    """What an empty cell is taken for, where the system that wrote the file means something by it."""
    notes = []
    for name, column in mapping.columns.items():
        ours = meanings(mapping, name).get("") if mapping.system else None
        if ours and column in staged.columns and (count := column_profile.empty(session, staged.place(column))):
            cells = "1 empty cell" if count == 1 else f"{count:,} empty cells"
            notes.append(f"{cells} in “{column}” {'is' if count == 1 else 'are'} taken for {ours}.")
    return notes


def _timeless(session: Session, staged: Staged, mapping: Mapping) -> list[str]:
    """Ends and starts that state only their day, or not even that with a time of day beside it."""
    notes = []
    for each in mapping.of_kind.spans:
        for name in (name for name in (each.start, each.end) if name in mapping.columns and name not in mapping.rules):
            column, written = mapping.columns[name], mapping.dates.get(name, "iso")
            day, *times = parts_of(column, staged.columns)
            if times:
                count = time_profile.half_said(session, staged.place(day), staged.place(times[0]))
                rows = "1 row has" if count == 1 else f"{count:,} rows have"
                label = mapping.of_kind.field(name).label.lower()
                said = f"{rows} a day in “{day}” and nothing in “{times[0]}”: no {label}."
            else:
                written = staged.written(session, column, written)
                count = time_profile.timeless(session, staged.place(column), written, whole=False)
                values = "1 value of" if count == 1 else f"{count:,} values of"
                said = f"{values} “{column}” {'has' if count == 1 else 'have'} no time of day: taken as 0:00."
            notes += [said] if count else []
    return notes


def _over_midnight(session: Session, staged: Staged, mapping: Mapping) -> list[str]:
    for each in mapping.of_kind.spans:
        alone = each.end in of_a_said_day(mapping)
        if alone or shares_day(mapping, each.start, each.end, staged.columns):
            start, end = (
                (staged.place(mapping.columns[name]), mapping.dates.get(name, "iso")) for name in (each.start, each.end)
            )
            count = time_profile.over_midnight(session, start, end, alone=alone)
            if count:
                ends = "1 end is" if count == 1 else f"{count:,} ends are"
                return [f"{ends} earlier in the day than the start of the row: taken as on the next day."]
    return []


def _twice(session: Session, target: Target, mapping: Mapping) -> list[str]:
    count, second = passes.counted(session, target)
    if not count:
        return []
    rows = "1 row has" if count == 1 else f"{count:,} rows have"
    of_second = "none is" if second == 0 else "1 is" if second == 1 else f"{second:,} are"
    return [
        f"{rows} a time in the hour that comes twice in {mapping.timezone}, when clocks go back: by the order of the "
        f"rows {of_second} of the second pass, the others of the first."
    ]
