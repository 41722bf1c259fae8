"""All tables as Parquet files, and a new database out of such files."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from producflow.store import tables
from producflow.store.database import CONFIG, Session, Transaction, configure, migrations

LEFT_OUT = frozenset({"schema_migrations", "store_state", "sessions", "sign_in_failures", "sign_in_places"})
"""What belongs to one file or one sign-in, not to the plant."""
PIECE = 100_000


def names(session: Session) -> list[str]:
    """Tables that are carried."""
    return [name for name in tables.names(session) if name not in LEFT_OUT]


def write(session: Session, table: str, target: Path) -> None:
    """Write a table to a Parquet file, in the order in which its rows lie."""
    pieces = session.pieces(f'SELECT * FROM "{table}"', PIECE)
    with pq.ParquetWriter(target, pieces.schema, compression="zstd") as writer:
        for piece in pieces:
            writer.write_batch(piece)


def build(path: Path, schema: int, files: Mapping[str, Path], given_out: Mapping[str, int]) -> None:
    """Make a new database of a schema version out of Parquet files.

    Parameters
    ----------
    path : Path
        A file that does not exist.
    schema : int
        Newest migration that the rows had been through.
    files : mapping
        Table → its file.
    given_out : mapping
        Sequence → newest number that it had given out, so that none is given out again.
    """
    connection = duckdb.connect(path, config=dict(CONFIG))
    try:
        configure(connection, path)
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE schema_migrations "
                "(version BIGINT NOT NULL, applied_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP)"
            )
            # Only what the rows had been through; later ones are for rows that are there, and follow when it is opened.
            for version, sql in migrations():
                if version <= schema:
                    cursor.execute(sql)
                    cursor.execute("INSERT INTO schema_migrations (version) VALUES (?)", [version])
            transaction = Transaction(cursor)
            for table, file in files.items():
                cursor.execute(f'DELETE FROM "{table}"')  # what migrations put there
                for piece in _pieces(file):
                    transaction.append(table, piece)
            for sequence, newest in given_out.items():
                # There is no other way to move a sequence that a table depends on.
                cursor.execute(f"SELECT max(nextval('{sequence}')) FROM range(?)", [newest]).fetchall()
            cursor.execute("CHECKPOINT")
    finally:
        connection.close()


def _pieces(file: Path) -> Iterator[pa.Table]:
    with pq.ParquetFile(file) as opened:
        for batch in opened.iter_batches(PIECE):
            yield pa.Table.from_batches([batch])
