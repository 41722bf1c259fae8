"""The rows behind a view, kept as they were, and opened again as a store of their own.

Rows are kept as pieces of Parquet named by what they hold, so that links frozen one after another share whatever has
not changed between them. Every table is kept that is not left out here by name: a table that is added later must not
be forgotten, or a frozen link would change with it.
"""

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from producflow.errors import Conflict
from producflow.store.answers import Answers
from producflow.store.database import CONFIG, Session, Store, Transaction, configure, migrations
from producflow.store.opening import catalogue

MOST_BYTES = 32 * 1024**2
"""How much of its answers one frozen link keeps. [bytes]"""
PIECE = 50_000
"""Ids of a piece. Old rows seldom change, so most pieces of the next frozen link are there already."""

NO_PAGE_SHOWS = frozenset(
    {
        *(
            "sessions",
            "identities",
            "sign_in_failures",
            "sign_in_places",
            "api_keys",
            "wall_links",
            "second_factors",
            "recovery_codes",
            "account_links",
            "subscriptions",
            "messages",
            "messages_told",
            "audit_log",
            "schema_migrations",
            "store_state",
        ),
        *("import_profiles", "undone_rows", "undone_readings", "readings_touched"),
        *("frozen_views", "frozen_parts", "frozen_contents"),
    }
)
OF_SENSORS = frozenset({"sensor_readings", "sensor_hourly"})
OF_IMPORTS = frozenset({"import_rejects", "import_duplicate_rows", "import_changes", "import_seen"})
"""One row per row of a file: kept for all kinds but readings, which come by the million and are told by their sums."""

# Names of people, who may be renamed; nothing that lets them in.
PEOPLE = """
SELECT id, 'user ' || id AS email, full_name, role, department, '' AS password_hash, is_active,
    1::BIGINT AS credentials_version, created_at, updated_at, FALSE AS must_change_password
FROM users
"""
# The clock in force, wherever it was set.
SETTINGS = """
SELECT * FROM plant_settings WHERE name <> 'timezone'
UNION ALL BY NAME
SELECT 0::BIGINT AS id, 'timezone' AS name, to_json($timezone::VARCHAR)::VARCHAR AS value,
    TIMESTAMP '1970-01-01' AS created_at, TIMESTAMP '1970-01-01' AS updated_at
"""


@dataclass(frozen=True)
class Scope:
    """What to keep beside all small tables."""

    timezone: str
    """The plant's, as in force."""
    hours: tuple[datetime, datetime] | None = None
    """Where to keep hourly sums of sensors; aware."""
    machines: tuple[int, ...] | None = None
    """Sums and readings of these machines only; None: of all."""
    spans: tuple[tuple[datetime, datetime], ...] = ()
    """Where to keep every single reading of those machines, each end left out; aware."""


@dataclass(frozen=True)
class Piece:
    """Some rows of a table, as Parquet."""

    table: str
    part: int
    sha256: str
    content: bytes


def rows_to_keep(session: Session, scope: Scope) -> int:
    """How many rows keeping a scope takes. [rows]"""
    total = 0
    for sql, parameters in _questions(session, scope).values():
        counted = session.composed(f"SELECT count(*) AS n FROM ({sql})", **parameters)
        total += int(counted["n"][0].as_py())
    return total


def keep(session: Session, scope: Scope) -> Iterator[Piece]:
    """Read the rows of a scope, piece by piece.

    Parameters
    ----------
    session : Session
        All pieces are of the state that it sees.
    """
    for table, (sql, parameters) in _questions(session, scope).items():
        rows = session.composed(f"SELECT * FROM ({sql}) ORDER BY {_order(session, table)}", **parameters)
        for part, piece in _pieces(rows):
            content = _parquet(piece)
            yield Piece(table, part, hashlib.sha256(content).hexdigest(), content)


def _tables(session: Session) -> list[str]:
    found = session.composed(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = 'main' "
        "AND NOT temporary ORDER BY table_name"
    )
    return [name for name in found["table_name"].to_pylist() if name not in NO_PAGE_SHOWS]


def _columns(session: Session, table: str) -> list[str]:
    found = session.composed(
        "SELECT column_name FROM duckdb_columns() WHERE database_name = current_database() AND schema_name = 'main' "
        "AND table_name = $table ORDER BY column_index",
        table=table,
    )
    return [str(name) for name in found["column_name"].to_pylist()]


def _questions(session: Session, scope: Scope) -> dict[str, tuple[str, dict[str, Any]]]:
    """The question for the rows of each table, and its parameters."""
    asked: dict[str, tuple[str, dict[str, Any]]] = {}
    for table in _tables(session):
        if table == "users":
            asked[table] = (PEOPLE, {})
        elif table == "plant_settings":
            asked[table] = (SETTINGS, {"timezone": scope.timezone})
        elif table in OF_IMPORTS:
            kinds = "SELECT id FROM import_batches WHERE kind <> 'sensor_readings'"
            asked[table] = (f"SELECT * FROM {table} WHERE batch_id IN ({kinds})", {})
        elif table not in OF_SENSORS:
            asked[table] = (f"SELECT * FROM {table}", {})
    return asked | _of_sensors(scope)


def _of_sensors(scope: Scope) -> dict[str, tuple[str, dict[str, Any]]]:
    machines = None if scope.machines is None else list(scope.machines)
    of_machines = "($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], equipment_id))"
    asked: dict[str, tuple[str, dict[str, Any]]] = {}
    if scope.hours is not None:
        within = "hour >= $starts::TIMESTAMP AND hour < $ends::TIMESTAMP"
        sql = f"SELECT * FROM sensor_hourly WHERE {of_machines} AND {within}"
        asked["sensor_hourly"] = (sql, {"machines": machines, "starts": scope.hours[0], "ends": scope.hours[1]})
    if scope.spans:
        within = " OR ".join(
            f"(timestamp >= $starts_{n}::TIMESTAMP AND timestamp < $ends_{n}::TIMESTAMP)"
            for n in range(len(scope.spans))
        )
        bounds = {f"starts_{n}": span[0] for n, span in enumerate(scope.spans)}
        bounds |= {f"ends_{n}": span[1] for n, span in enumerate(scope.spans)}
        sql = f"SELECT * FROM sensor_readings WHERE {of_machines} AND ({within})"
        asked["sensor_readings"] = (sql, {"machines": machines, **bounds})
    return asked


def _order(session: Session, table: str) -> str:
    if table == "sensor_readings":
        return "timestamp, id"
    if table == "sensor_hourly":
        return "hour, equipment_id, sensor_type"
    return "id" if "id" in _columns(session, table) else "ALL"


def _pieces(rows: pa.Table) -> Iterator[tuple[int, pa.Table]]:
    """Cut rows where their number passes a whole piece; rows without a number by their position."""
    if rows.num_rows == 0:
        return
    # Readings lie by their times, and their numbers need not ascend.
    ordered = "id" in rows.column_names and "timestamp" not in rows.column_names
    numbers = rows["id"].to_numpy() if ordered else np.arange(rows.num_rows)
    of_piece = numbers // PIECE
    starts = np.flatnonzero(np.diff(of_piece, prepend=of_piece[0] - 1))
    for start, end in zip(starts, [*starts[1:], rows.num_rows], strict=True):
        yield int(of_piece[start]), rows.slice(int(start), int(end - start))


def _parquet(rows: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(rows.combine_chunks(), out, compression="zstd", store_schema=False)
    return out.getvalue()


class FrozenSession(Session):
    """A read of frozen rows."""

    frozen = True


class FrozenStore(Store):
    """Rows as they were: every question is answered from them, and nothing can be written.

    Use :func:`thaw`. It holds the tables of a database of its own, in memory, so no answer can reach what is stored
    now. One thread sums up, so that the same rows give the same sums to the last bit.
    """

    session_type = FrozenSession

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        super().__init__(connection, path)
        self.answers = Answers(self, MOST_BYTES)

    def write(self, work: object, *args: object, changes_data: bool = True) -> Any:  # noqa: ARG002
        """Refuse.

        Raises
        ------
        Conflict
            Always.
        """
        raise Conflict("These numbers are frozen, so nothing can be changed here; show the current numbers first.")

    def write_alone(self, name: str, /, **parameters: Any) -> list[dict[str, Any]]:  # noqa: ARG002
        """Refuse, see :meth:`write`."""
        return self.write(None)  # type: ignore[no-any-return]


def thaw(path: Path, data_version: int, schema: int, pieces: Sequence[Mapping[str, Any]]) -> FrozenStore:
    """Open kept rows again.

    Parameters
    ----------
    path : Path
        The database that they are from.
    data_version : int
        Theirs.
    schema : int
        Newest migration that they had been through; the later ones are applied to them now, as to any old file.
    pieces : sequence of mapping
        `table_name` and `content`, in the order of their parts.
    """
    connection = duckdb.connect(":memory:", config={**CONFIG, "threads": "1"})
    store = FrozenStore(connection, path)
    try:
        configure(connection, path)
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE schema_migrations (version BIGINT NOT NULL, applied_at TIMESTAMP)")
            _migrate(cursor, 0, schema)
            _fill(cursor, pieces)
            _migrate(cursor, schema, migrations()[-1][0])
            cursor.execute("UPDATE store_state SET data_version = $version", {"version": data_version})
    except BaseException:
        connection.close()
        raise
    store._catalogue, store._data_version = catalogue(connection), data_version  # noqa: SLF001 -- a store of ours
    return store


def _migrate(cursor: duckdb.DuckDBPyConnection, after: int, to: int) -> None:
    for version, sql in migrations():
        if after < version <= to:
            cursor.execute(sql)
            cursor.execute("INSERT INTO schema_migrations (version) VALUES (?)", [version])


def _fill(cursor: duckdb.DuckDBPyConnection, pieces: Sequence[Mapping[str, Any]]) -> None:
    transaction = Transaction(cursor)
    for table in _tables(transaction):  # what migrations put there, such as default limits, somebody may have removed
        cursor.execute(f"DELETE FROM {table}")
    for piece in pieces:
        transaction.append(str(piece["table_name"]), pq.read_table(io.BytesIO(piece["content"])))
