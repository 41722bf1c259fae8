"""A text file → its cells, each still the text it was, beside the physical line it came from.

The cells lie in Parquet files in the staging folder, so that a file is parsed once however often it is rehearsed, and
memory stays bounded by the batch and not by the file.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from producflow.errors import ImportRefused
from producflow.imports.kinds import rank_kinds
from producflow.imports.progress import Progress
from producflow.imports.reading import annotated
from producflow.imports.reading.cell_sink import CellSink, trailing_cells
from producflow.imports.reading.dialect import SPACES, Dialect, Row, StatedForm, detect, rows_of, with_header
from producflow.imports.reading.headers import check_width, is_unit_row, named, numbered, parts_of, with_units
from producflow.imports.reading.quoting import PLAIN
from producflow.imports.reading.receive import WORKBOOK, Received, receive
from producflow.imports.reading.unquoted import UnquotedLines
from producflow.imports.reading.workbook import Workbook, taken_rows
from producflow.settings import Settings
from producflow.store.database import Session, Store
from producflow.store.importing import column_profile, plain_times
from producflow.store.importing.cells import Place
from producflow.store.importing.column_profile import ColumnFacts
from producflow.store.importing.leaving import Emptied, Leaving, Outside

BATCH = 50_000  # rows
FIRST_ROWS = 1_000  # rows; a separator at the end of each of them is at the end of all
LINES_NAMED = 10  # in a note
MOST_NARROW = 2  # columns of a table

T = TypeVar("T")


@dataclass(frozen=True)
class Staged:
    """A file that was read: all its cells, and what was found about its form."""

    name: str
    sha256: str
    encoding: str
    """See :class:`producflow.imports.reading.receive.Received`."""
    dialect: Dialect
    """How cells are separated, where the header is."""
    columns: tuple[str, ...]
    """Names of the columns, each different. Shape (n,)."""
    cells: Path
    """Parquet: ``line``, ``c0`` … ``c<n-1>``; one row per row of the file that is as wide as the header."""
    ragged: Path
    """Parquet: ``line``, ``cells``; one row per row of the file that is not."""
    rows: int
    ragged_rows: int
    """All rows under the header, and how many of them are ragged. [rows]"""
    notes: tuple[str, ...]
    """What a person should know about the reading, one sentence each."""
    sheet: str | None = None
    """The sheet of a workbook that was read."""
    sheets: tuple[str, ...] = ()
    """Its sheets that hold anything."""
    form: StatedForm = field(default_factory=StatedForm)
    """What a person said about its form."""
    leaving: tuple[Leaving | Outside | Emptied, ...] = ()
    """Which of its rows are left out, and which cells count as empty."""
    memory: dict[tuple[Any, ...], Any] = field(default_factory=dict, compare=False, repr=False)
    """What was found out about its columns."""

    def numbers_machines(self, column: str | None) -> bool:
        """Whether a column holds the numbers of machines, as exports of our own have them beside their names."""
        return column == "equipment_id" and {"id", "batch_id", "created_at"} <= set(self.columns)

    def place(self, column: str) -> Place:
        """Where a column stands, or those that are one in a mapping."""
        places = tuple(self.columns.index(part) for part in parts_of(column, self.columns))
        return places[0] if len(places) == 1 else places

    def has(self, column: str) -> bool:
        """Whether there is such a column, or all of those that are one in a mapping."""
        return set(parts_of(column, self.columns)) <= set(self.columns)

    def written(self, session: Session, column: str, said: str) -> str:
        """How the times of a column are written: as is said, or ``plain`` where that tells it more closely."""
        plain = said == "iso" and self.recall(column_profile.date_facts, session, column).plain > 0
        return plain_times.PLAIN.name if plain else said

    def recall(self, question: Callable[..., T], session: Session, column: str, *more: Any) -> T:
        """Answer to a question about a column, which is asked once as long as the same rows are left out."""
        place = self.place(column)
        key = (question.__name__, place, self.leaving, *more)
        if key not in self.memory:
            self.memory[key] = question(session, place, *more)
        found: T = self.memory[key]
        return found

    def first_cells(self, session: Session) -> dict[str, ColumnFacts]:
        """What its columns look like in its first cells, see :func:`column_profile.first_columns`; asked once."""
        key = ("first_columns", -1, self.leaving)
        if key not in self.memory:
            self.memory[key] = column_profile.first_columns(session, self.columns)
        found: dict[str, ColumnFacts] = self.memory[key]
        return found

    def discard(self) -> None:
        """Remove the file and what was found out about it from the staging folder; again does nothing."""
        for path in self.cells.parent.glob(f"{self.cells.name.split('.')[0]}.*"):
            path.unlink(missing_ok=True)


@dataclass(frozen=True)
class _Table:
    """A table found in a file: its rows, and what is known of its top."""

    rows: Callable[[], Iterator[Row]]
    dialect: Dialect
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read(
    store: Store,
    source: Path | BinaryIO,
    name: str,
    settings: Settings,
    form: StatedForm | None = None,
    progress: Progress | None = None,
) -> Staged:
    """Read a file into the staging folder.

    Parameters
    ----------
    form : StatedForm, optional
        What a person says about its form; the rest is found out.

    Raises
    ------
    ImportRefused
        If it is empty, over a limit or no table; nothing stays behind.
    """
    form, progress = form or StatedForm(), progress or Progress()
    received = receive(store, source, name, settings, form.encoding, progress)
    try:
        return _parse(store.staging, received, settings, form, progress)
    finally:
        received.path.unlink(missing_ok=True)


def _parse(folder: Path, received: Received, settings: Settings, form: StatedForm, progress: Progress) -> Staged:
    workbook = received.encoding == WORKBOOK
    if not workbook and annotated.is_annotated(received.path):
        received = replace(received, quoted=True)  # its lines are no rows
    table = _workbook(received, form, settings, progress) if workbook else _text(received, form)
    dialect = table.dialect
    rows = table.rows()
    above = [next(rows)[0] for _ in range(dialect.skipped)]
    columns, notes = _top(table, received, rows, settings)
    if above:
        notes.append(f"The table begins below line {above[-1]}; {_lines(above)} above it were skipped.")
    columns, dialect, rows = _without_units(columns, dialect, rows, notes)
    first, header = list(islice(rows, FIRST_ROWS)), _raw_header(table)
    trailing, rows = trailing_cells(first, len(columns), header), chain(first, rows)
    sink = CellSink(folder, len(columns), received.name, settings.upload_rows, progress, header, trailing)
    try:
        _fill(sink, received, dialect, rows, len(columns) + trailing)
        if sink.rows == 0:
            raise ImportRefused(
                f"{received.name} has a header but no rows under it; export it again for a period with data."
            )
    except BaseException:
        sink.discard()
        raise
    sink.close()
    if sink.repeated:
        notes.append(f"The header is repeated in {_lines(sink.repeated)}; such rows are skipped.")
    return Staged(
        name=received.name,
        sha256=received.sha256,
        encoding=received.encoding,
        dialect=dialect,
        columns=columns,
        cells=sink.cells,
        ragged=sink.ragged,
        rows=sink.rows,
        ragged_rows=sink.ragged_rows,
        notes=(*table.notes, *notes),
        sheet=table.sheet,
        sheets=table.sheets,
        form=form,
    )


def _text(received: Received, form: StatedForm) -> _Table:
    if form.delimiter is None and form.header_line is None and annotated.is_annotated(received.path):
        return _Table(
            lambda: annotated.rows(received.path),
            annotated.dialect(received.path),
            notes=("Lines that begin with # say how InfluxDB wrote its tables; they are no rows.",),
        )
    dialect = detect(received.path, received.name, form)
    notes: tuple[str, ...] = ()
    if received.encoding not in ("utf-8", "utf-8-sig"):
        why = "as you said" if form.encoding else "by its byte order mark" if "utf" in received.encoding else (
            "its bytes are not UTF-8; check that accented letters look right"
        )  # fmt: skip
        notes = (f"The file was read as {received.encoding} ({why}).",)
    return _Table(lambda: rows_of(received.path, dialect.delimiter, dialect.quoting), dialect, notes=notes)


def _workbook(received: Received, form: StatedForm, settings: Settings, progress: Progress) -> _Table:
    """The sheet that was asked for, or the one whose header is understood best."""
    with Workbook(received.path, received.name, settings, progress) as book:
        if not book.tops:
            raise ImportRefused(f"{received.name} holds no sheet with a table; save the one that you mean.")
        found = {}
        for sheet in book.tops if form.sheet is None else (form.sheet,):
            top = book.tops.get(sheet, [])
            width = max((len(row) for _, row in top), default=0)
            found[sheet] = with_header(top, ",", width, form.header_line), top
        chosen = max(found, key=lambda sheet: _understood(*found[sheet]))
        book.take(chosen)
    notes = []
    if others := [f"“{sheet}”" for sheet in book.tops if sheet != chosen]:
        notes.append(f"The sheet “{chosen}” was read; the workbook also has {', '.join(others)}.")
    return _Table(lambda: taken_rows(received.path), found[chosen][0], chosen, tuple(book.tops), (*notes, *book.notes))


def _understood(dialect: Dialect, top: list[Row]) -> float:
    """How well a sheet's header says what its rows are; a sheet with one column or one row says nothing."""
    if dialect.header_line is None or len(top) <= dialect.skipped + 1 or len(top[dialect.skipped][1]) < MOST_NARROW:
        return 0.0
    return rank_kinds(named(top[dialect.skipped][1])[0])[0][0]


def _top(
    table: _Table, received: Received, rows: Iterator[Row], settings: Settings
) -> tuple[tuple[str, ...], list[str]]:
    """Names of the columns, made unique, and what had to be done to them."""
    if table.dialect.header_line is None:
        width = len(next(table.rows())[1])
        check_width(width, received.name, settings)
        return numbered(width)
    _, header = next(rows)
    check_width(len(header), received.name, settings)
    return named(header)


def _without_units(
    columns: tuple[str, ...], dialect: Dialect, rows: Iterator[Row], notes: list[str]
) -> tuple[tuple[str, ...], Dialect, Iterator[Row]]:
    """Take a line of units under the header into the names of the columns."""
    if dialect.header_line is None:
        return columns, dialect, rows
    peeked = list(islice(rows, 2))
    if len(peeked) == 2 and is_unit_row(peeked[0][1], peeked[1][1]):
        line, units = peeked.pop(0)
        notes.append(f"Line {line} holds the units of the columns.")
        columns, dialect = with_units(columns, units), replace(dialect, header_line=line)
    return columns, dialect, chain(peeked, rows)


def _raw_header(table: _Table) -> list[str] | None:
    """The header's own cells, to be known again further down."""
    if table.dialect.header_line is None:
        return None
    return [cell.strip() for cell in next(islice(table.rows(), table.dialect.skipped, None))[1]]


def _lines(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"line {numbers[0]}"
    shown = ", ".join(f"{number:,}" for number in numbers[:LINES_NAMED])
    return f"lines {shown}" + (f" and {len(numbers) - LINES_NAMED:,} more" if len(numbers) > LINES_NAMED else "")


def _fill(sink: CellSink, received: Received, dialect: Dialect, rows: Iterator[Row], width: int) -> None:
    """Read all rows: by lines where there is no quotation mark, which is over ten times as fast, else one by one."""
    quoted = received.quoted or dialect.quoting != PLAIN
    plain = received.encoding != WORKBOOK and dialect.delimiter != SPACES and not quoted
    if plain and (dialect.header_line is not None or dialect.skipped == 0):
        unquoted = UnquotedLines(received.path, dialect, width)
        for lines, arrays in _ahead(unquoted.columns()):
            sink.columns(lines, arrays)
        sink.batch(unquoted.odd)
        return
    while batch := list(islice(rows, BATCH)):
        sink.batch(batch)


def _ahead(pieces: Iterator[T]) -> Iterator[T]:
    """The same pieces, each next one being made while the last is used."""
    with ThreadPoolExecutor(1, thread_name_prefix="reading") as pool:
        coming = pool.submit(next, pieces, None)
        while (piece := coming.result()) is not None:
            coming = pool.submit(next, pieces, None)
            yield piece
