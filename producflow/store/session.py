"""What reads and writes of the database have in common: our questions, bound by name, and the types of answers."""

import datetime as dt
import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from producflow.store.noting import NOTHING_KNOWN, READS, WRITES, Catalogue, Rows, rows_of, under_way

if TYPE_CHECKING:
    from producflow.store.answers import Answers

R = TypeVar("R")

HERE = Path(__file__).parent
SHARED = re.compile(r"^ *-- Here stands (\S+)\.$", re.MULTILINE)
"""A line in whose place another file stands."""
ARROW_ROWS = 131_072
"""How many rows DuckDB puts into one piece of an Arrow table, as it does by itself."""
NO_ROW = [(0,)]
"""What a statement tells that has changed no row."""


@cache
def question(name: str) -> str:
    """Text of the question kept in ``sql/<subject>/<what>.sql``, with the pieces that it shares with others."""
    text = (HERE / "sql" / f"{name}.sql").read_text(encoding="utf-8")
    return SHARED.sub(lambda line: question(line[1]), text)


def _naive(value: Any) -> Any:
    """Turn an aware instant into the naive UTC one that a TIMESTAMP column holds."""
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return value.astimezone(dt.UTC).replace(tzinfo=None)
    return value


def bound(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _naive(value) for name, value in parameters.items()}


INSTANT, DAY = pa.timestamp("us", "UTC"), pa.timestamp("s")
TEXT = {pa.string(): pd.StringDtype(na_value=np.nan)}


def to_frame(table: pa.Table) -> pd.DataFrame:
    """Arrow to pandas: TIMESTAMP columns become aware UTC instants, DATE columns naive days."""
    columns = [
        # As whole tables, since pandas takes its time for each column that is put in the place of another.
        column.cast(pa.timestamp("us"), safe=False).cast(INSTANT)
        if pa.types.is_timestamp(field.type) and field.type.tz is None
        else column.cast(DAY)
        if pa.types.is_date(field.type)
        else column
        for field, column in zip(table.schema, table.columns, strict=True)
    ]
    frame: pd.DataFrame = pa.table(columns, names=table.column_names).to_pandas(types_mapper=TEXT.get)
    return frame


class Session:
    """A cursor with our conventions; what reads and writes have in common.

    Questions are named after their file under ``sql/`` (``alerts/by_id``); parameters are bound by name (``$machine``).

    Parameters
    ----------
    answers : Answers, optional
        What has been asked of the store, see :meth:`ask`.
    """

    frozen = False
    """Whether the rows are kept ones, see :mod:`producflow.store.frozen`."""

    def __init__(
        self,
        cursor: duckdb.DuckDBPyConnection,
        catalogue: Catalogue = NOTHING_KNOWN,
        answers: "Answers | None" = None,
    ) -> None:
        self._cursor = cursor
        self._catalogue = catalogue
        self._answers = answers
        self._asked: dict[Hashable, Any] = {}

    def ask(self, function: Callable[..., R], /, *arguments: Hashable) -> R:
        """Answer of ``function(self, *arguments)``, for what nearly every report needs.

        While an answer is being worked out, this is a part of it, and the kept one if that stands: what changes in
        between has the answer worked out again. Any other read or write asks within its own state; a read only once.

        Parameters
        ----------
        function : callable
            Of a module; takes a store or a session first (:func:`producflow.store.reading.reads`).
        """
        if under_way() is None:
            return self._ask_itself(function, *arguments)
        if self._answers is None:
            return function(self, *arguments)
        return self._answers.ask(function, *arguments)

    def _ask_itself(self, function: Callable[..., R], /, *arguments: Hashable) -> R:
        if (function, arguments) not in self._asked:
            self._asked[function, arguments] = function(self, *arguments)
        return cast("R", self._asked[function, arguments])

    def interrupt(self) -> None:
        """Stop the question that runs at this moment, if one does; it raises where it was asked."""
        self._cursor.interrupt()

    def _note(self, sql: str, given: Mapping[str, Any]) -> None:
        """Let the answer that is being worked out know what this statement reads."""
        notes = under_way()
        if notes is not None:
            notes.rows.update(rows_of(self._catalogue.reads(sql), sql, READS, given))

    def _execute(self, sql: str, parameters: Mapping[str, Any]) -> duckdb.DuckDBPyConnection:
        given = bound(parameters)
        self._note(sql, given)
        return self._cursor.execute(sql, given)

    def _table(self, sql: str, parameters: Mapping[str, Any]) -> pa.Table:
        given = bound(parameters)
        self._note(sql, given)
        # The public sql(…).to_arrow_table() makes a lazy relation, for which the statement is bound once to describe it
        # and once more to run it; and to bind is most of what a question of few rows costs.
        return self._cursor._submit(sql, given, "arrow", ARROW_ROWS).arrow_table()  # noqa: SLF001

    def compose(self, sql: str, /, **parameters: Any) -> None:
        """Run SQL composed within the store room; a read may make temporary tables, which end with it."""
        self._answers = None  # from here on, this session may see rows that nobody else does
        if self._asked and self._catalogue.writes(sql):  # a table that stands before ours
            self._asked.clear()
        self._execute(sql, parameters).fetchall()

    def stored(self, table: str) -> str:
        """A table of the file by its whole name: ``main.`` alone means a temporary table once there is one."""
        [[file]] = self._cursor.execute("SELECT current_database()").fetchall()
        return f'"{file}".main.{table}'

    def columns(self, table: str) -> dict[str, str]:
        """Columns of a table of the file, and their types; no look at the catalogue is as fast."""
        cursor = self._cursor.execute(f"SELECT * FROM {self.stored(table)} LIMIT 0")
        return {name: str(kind) for name, kind, *_ in cursor.description}

    def insert(self, into: str, rows: str, order: str = "") -> None:
        """Put the answer of a question that the store room composed itself into a table; of none, do nothing.

        DuckDB 2.0 loses sight of rows in a table that, within one transaction, takes none while it is empty and then
        110,592 or more (nine tenths of a row group): no condition finds them any more, in a lasting table until the
        file is opened anew. So a table never takes none.

        Parameters
        ----------
        into : str
            The table, with its columns in brackets unless all are meant.
        order : str, optional
            By which columns the rows are to lie in the table.
        """
        if self.composed(f"SELECT 1 FROM ({rows}) LIMIT 1").num_rows:
            self.compose(f"INSERT INTO {into} {rows}" + (f" ORDER BY {order}" if order else ""))

    def composed(self, sql: str, /, **parameters: Any) -> pa.Table:
        """Answer of a question that the store room composed itself, as an Arrow table."""
        return self._table(sql, parameters)

    def pieces(self, sql: str, rows: int, **parameters: Any) -> pa.RecordBatchReader:
        """Answer of a question that the store room composed itself, so many rows at a time."""
        given = bound(parameters)
        self._note(sql, given)
        return self._cursor.sql(sql, params=given).to_arrow_reader(rows)

    def composed_frame(self, sql: str, /, **parameters: Any) -> pd.DataFrame:
        """Answer of a question that the store room composed itself, as :meth:`frame` gives it."""
        return to_frame(self.composed(sql, **parameters))

    def arrow(self, name: str, /, **parameters: Any) -> pa.Table:
        """Answer of a question as an Arrow table: the fastest way out for many rows."""
        return self._table(question(name), parameters)

    def frame(self, name: str, /, **parameters: Any) -> pd.DataFrame:
        """Answer of a question; instants are aware UTC, production days naive midnights, missing is NaN or NaT."""
        return to_frame(self.arrow(name, **parameters))

    def rows(self, name: str, /, **parameters: Any) -> list[dict[str, Any]]:
        """Answer of a question as dictionaries; instants are aware UTC, missing is None."""
        cursor = self._execute(question(name), parameters)
        names = [column[0] for column in cursor.description or []]
        return [
            {
                key: value.replace(tzinfo=dt.UTC) if isinstance(value, dt.datetime) else value
                for key, value in zip(names, row, strict=True)
            }
            for row in cursor.fetchall()
        ]

    def row(self, name: str, /, **parameters: Any) -> dict[str, Any] | None:
        """First row of the answer, or None."""
        return next(iter(self.rows(name, **parameters)), None)

    def value(self, name: str, /, **parameters: Any) -> Any:
        """First value of the first row of the answer, or None."""
        row = self.row(name, **parameters)
        return None if row is None else next(iter(row.values()))

    @contextmanager
    def staged(self, name: str, frame: pd.DataFrame | pa.Table) -> Iterator[str]:
        """Let SQL see rows under a name while the block runs."""
        arrow = frame if isinstance(frame, pa.Table) else _to_arrow(frame)
        self._cursor.register(_identifier(name), arrow)
        try:
            yield name
        finally:
            self._cursor.unregister(name)


class Transaction(Session):
    """A write in progress: everything in it is committed together or not at all.

    Attributes
    ----------
    written : set of Rows
        What it has written so far, see :mod:`producflow.store.noting`.
    """

    def __init__(self, cursor: duckdb.DuckDBPyConnection, catalogue: Catalogue = NOTHING_KNOWN) -> None:
        super().__init__(cursor, catalogue)
        self.written: set[Rows] = set()
        self._staged: dict[str, Any] = {}

    def _ask_itself(self, function: Callable[..., R], /, *arguments: Hashable) -> R:
        return function(self, *arguments)

    def _note(self, sql: str, given: Mapping[str, Any]) -> None:
        super()._note(sql, given)
        tables = self._catalogue.writes(sql)
        if tables:
            self.written.update(rows_of(tables, sql, WRITES, {**given, **self._staged}))

    @contextmanager
    def staged(self, name: str, frame: pd.DataFrame | pa.Table) -> Iterator[str]:
        """Let SQL see rows under a name while the block runs."""
        columns = frame.column_names if isinstance(frame, pa.Table) else frame.columns
        before = self._staged
        with super().staged(name, frame):
            self._staged = before | {f"{name}.{column}": frame[column] for column in columns}
            try:
                yield name
            finally:
                self._staged = before

    def run(self, name: str, /, **parameters: Any) -> None:
        """Run a statement kept in ``sql/<subject>/<what>.sql``."""
        self._changed(question(name), parameters)

    def append(self, table: str, frame: pd.DataFrame | pa.Table) -> None:
        """Insert many rows by column name; columns left out take their defaults.

        Parameters
        ----------
        table : str
            A table of ours.
        frame : DataFrame or Table, shape (n, columns)
            Rows to insert, in the order in which they are to lie in the file.
        """
        if not len(frame):  # see :meth:`insert`
            return
        with self.staged("appended", frame) as name:
            self._changed(f"INSERT INTO {_identifier(table)} BY NAME SELECT * FROM {name}", {})

    def _changed(self, sql: str, parameters: Mapping[str, Any]) -> None:
        before = set(self.written)
        if self._execute(sql, parameters).fetchall() == NO_ROW:
            self.written = before


def _to_arrow(frame: pd.DataFrame) -> pa.Table:
    table = pa.Table.from_pandas(frame, preserve_index=False)
    for index, field in enumerate(table.schema):  # aware instants lie in the file as naive UTC
        if pa.types.is_timestamp(field.type) and field.type.tz is not None:
            column = table.column(index).cast(pa.timestamp("us", "UTC")).cast(pa.timestamp("us"))
            table = table.set_column(index, field.name, column)
    return table


def _identifier(name: str) -> str:
    if not re.fullmatch(r"[a-z_][a-z0-9_]*", name):
        raise ValueError(f"{name!r} is no identifier of ours")
    return name
