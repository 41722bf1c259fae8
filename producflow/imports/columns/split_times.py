"""Days and times of day that stand in columns of their own: which of them together say when something was."""

from collections.abc import Collection
from dataclasses import replace

from producflow.imports.columns.derivations import may_count
from producflow.imports.columns.formats import decide_date
from producflow.imports.columns.mapping import Mapping
from producflow.imports.columns.recognition import without_words_of_time
from producflow.imports.reading.cells import Staged
from producflow.imports.reading.headers import JOINED, parts_of
from producflow.imports.text import words
from producflow.store.database import Session
from producflow.store.importing import column_profile, time_profile
from producflow.store.importing.cells import FEWEST_ROWS
from producflow.store.importing.times import TIMES
from producflow.vocabulary.words import fold, names

_STOPS = names("intervals.stop")


def joined(session: Session, staged: Staged, mapping: Mapping) -> Mapping:
    """The mapping with times in it that stand in several columns, where headers and values make it plain.

    A column of times of day is put together with the column of days that its header goes with, else the nearest one
    before it; a column of days with the only column of times of day that nothing else uses, or the one named like it.
    """
    looked_at = _Columns(session, staged)
    mapping = _with_ends(looked_at, mapping)
    fields = [field for field in mapping.of_kind.fields if field.type == "instant" and field.name in mapping.columns]
    for field in fields:
        column = mapping.columns[field.name]
        # Put together already, or following from a rule.
        if column not in staged.columns or field.name in mapping.rules:
            continue
        day: str | None
        time: str | None
        if looked_at.is_time(column):
            day, time = looked_at.day_of(column, _taken(mapping, instants=False)), column
            day = day or looked_at.start_of(mapping, field.name)
        elif looked_at.is_day(column):
            day, time = column, looked_at.time_of(column, _taken(mapping, instants=True), alone=len(fields) == 1)
        else:
            continue
        if day is not None and time is not None:
            taken = _taken(mapping, instants=True)
            parts = (day, time, *looked_at.parts_of_seconds(time, taken))
            mapping = replace(mapping, columns={**mapping.columns, field.name: JOINED.join(parts)})
    return mapping


def _with_ends(looked_at: "_Columns", mapping: Mapping) -> Mapping:
    """The mapping with the column of the end that is called a stop: that is one beside a column of the start."""
    for each in mapping.of_kind.spans:
        if each.start in mapping.columns and not {each.end} & {*mapping.columns, *mapping.constants}:
            start = mapping.columns[each.start]
            end = looked_at.stop_after(start, _taken(mapping, instants=True))
            mapping = mapping if end is None else replace(mapping, columns={**mapping.columns, each.end: end})
    return mapping


def _taken(mapping: Mapping, *, instants: bool) -> set[str]:
    """Columns that fields have, those of times or not."""
    kind = mapping.of_kind
    return {column for name, column in mapping.columns.items() if instants or kind.field(name).type != "instant"} | set(
        mapping.spread
    )


def of_the_day(session: Session, staged: Staged, mapping: Mapping, name: str) -> str | None:
    """The clock of the rows where a field, and that too, states only a time of day; None where it states more, or less.

    The field is the clock itself, or the end of what begins with it.
    """
    starts = [each.start for each in mapping.of_kind.spans if each.end == name]
    clock = name if may_count(mapping.of_kind, name) else next(iter(starts), None)
    columns = {mapping.columns.get(each or "", "") for each in (name, clock)}
    looked_at = _Columns(session, staged)
    return clock if all(each in staged.columns and looked_at.is_time(each) for each in columns) else None


class _Columns:
    """What the columns of a file hold, as far as it is asked."""

    def __init__(self, session: Session, staged: Staged) -> None:
        self._session, self._staged = session, staged

    def is_time(self, column: str) -> bool:
        """Whether it holds times of day throughout."""
        return self._staged.recall(time_profile.is_of_day, self._session, column).times

    def is_day(self, column: str) -> bool:
        """Whether it holds days without a time of day."""
        facts = self._staged.recall(column_profile.date_facts, self._session, column)
        decision = decide_date(facts)
        if not facts.filled or decision.share < 1 or self.is_time(column):
            return False
        written = self._staged.written(self._session, column, decision.format or decision.choices[0])
        extents = (
            self._staged.recall(column_profile.extent_of_times, self._session, column, written, rows)
            # Most columns that have times of day show one in their first rows, which spares reading the others.
            for rows in (FEWEST_ROWS, None)
        )
        return all(extent.timed == 0 for extent in extents)

    def day_of(self, time: str, taken: Collection[str]) -> str | None:
        """The column of days for one of times of day."""
        columns = self._staged.columns
        place = columns.index(time)
        days = [
            each
            for each in columns
            if each not in taken and each != time and self._named_day(each) and self.is_day(each)
        ]
        # “Start date” goes with “start time” wherever it stands; else people put the day before the time.
        alike = [each for each in days if _own_words(each) & _own_words(time)]
        before = [each for each in days if columns.index(each) < place]
        return next(iter(alike or before[-1:] or days), None)

    def stop_after(self, start: str, taken: Collection[str]) -> str | None:
        """The only column of times behind that of the start which is called a stop, and is as the start is written."""
        columns = self._staged.columns
        parts = parts_of(start, columns)
        behind = columns[columns.index(parts[-1]) + 1 :] if parts[-1] in columns else ()
        stops = [each for each in behind if each not in taken and without_words_of_time(fold(words(each))) in _STOPS]
        of_day = len(parts) > 1 or self.is_time(start)
        found = [each for each in stops if self.is_time(each) or (not of_day and self._is_instant(each))]
        # Two that fit are a question for a person.
        return found[0] if len(found) == 1 else None

    def _is_instant(self, column: str) -> bool:
        """Whether it holds days with a time of day throughout."""
        decision = decide_date(self._staged.recall(column_profile.date_facts, self._session, column))
        written = decision.format or next(iter(decision.choices), "iso")
        if decision.share < 1 or not TIMES[written].sure:
            return False
        written = self._staged.written(self._session, column, written)
        return self._staged.recall(column_profile.extent_of_times, self._session, column, written, None).timed > 0

    def start_of(self, mapping: Mapping, end: str) -> str | None:
        """The column of the start, where it holds day and time, and that of the end only a time of day."""
        starts = [each.start for each in mapping.of_kind.spans if each.end == end]
        column = mapping.columns.get(starts[0], "") if starts else ""
        if column not in self._staged.columns or self.is_time(column):
            return None
        return (
            column if decide_date(self._staged.recall(column_profile.date_facts, self._session, column)).share else None
        )

    def time_of(self, day: str, taken: Collection[str], *, alone: bool) -> str | None:
        """The column of times of day for one of days."""
        times = [
            each for each in self._staged.columns if each not in taken and self._named_time(each) and self.is_time(each)
        ]
        alike = [each for each in times if _own_words(each) & _own_words(day)]
        return next(iter(alike), times[0] if alone and len(times) == 1 else None)

    def parts_of_seconds(self, time: str, taken: Collection[str]) -> list[str]:
        """Columns of milliseconds, and of AM and PM, that belong to one of times of day."""
        others = [each for each in self._staged.columns if each not in taken and each != time]
        halves = [each for each in others if self._looks(each).halves]
        parts = [
            each for each in others if fold(words(each)) in names("times.milliseconds") and self._looks(each).parts
        ]
        return [*parts[:1], *halves[:1]]

    def _looks(self, column: str) -> time_profile.TimesOfDay:
        return self._staged.recall(time_profile.is_of_day, self._session, column)

    def _named_day(self, column: str) -> bool:
        return bool(_words(column) & _known("times.day"))

    def _named_time(self, column: str) -> bool:
        return bool(_words(column) & _known("times.time_of_day"))


def _words(header: str) -> set[str]:
    return set(fold(words(header)).split())


def _known(field: str) -> set[str]:
    return set(names(field))


def _own_words(header: str) -> set[str]:
    """Words of a header that tell which day or time it is: ``start`` of ``start date``."""
    return _words(header) - _known("times.day") - _known("times.time_of_day")


def shares_day(mapping: Mapping, start: str, end: str, columns: Collection[str]) -> bool:
    """Whether an end states no day but that of its start."""
    first, last = (parts_of(mapping.columns.get(name, ""), list(columns)) for name in (start, end))
    return len(last) > 1 and last[0] == first[0]
