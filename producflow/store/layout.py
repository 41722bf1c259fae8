"""How DuckDB lays out its file: three heads, then blocks. Read without DuckDB, by a process that has it not open."""

import struct
from dataclasses import dataclass
from pathlib import Path

import duckdb

HEAD = 4096
"""Size of each head: of the file, and two of the database, of which the one of the later checkpoint counts. [bytes]"""
_MAGIC = b"DUCK"
_MAGIC_AT = 8
_DATABASE = struct.Struct("<8xQQQQQ")  # checkpoint, two places, blocks, size of a block


@dataclass(frozen=True)
class Layout:
    """After how many checkpoints, and how many blocks of which size the file had then. [-, -, bytes]"""

    checkpoint: int
    blocks: int
    block_size: int


def read(path: Path) -> Layout | None:
    """The layout that the newest head tells; None where it is no file of DuckDB's."""
    try:
        with path.open("rb") as file:
            content = file.read(3 * HEAD)
    except OSError:
        return None
    if len(content) < 3 * HEAD or content[_MAGIC_AT : _MAGIC_AT + len(_MAGIC)] != _MAGIC:
        return None
    heads = (_DATABASE.unpack_from(content, at) for at in (HEAD, 2 * HEAD))
    # By its first number, the checkpoint.
    checkpoint, _, _, blocks, block_size = max(heads)
    return Layout(checkpoint, blocks, block_size) if block_size else None


def checkpoint(path: Path) -> int | None:
    """After how many checkpoints the file is; None where nobody can tell."""
    found = read(path)
    return None if found is None else found.checkpoint


def cut_off(path: Path) -> str | None:
    """Tell whether blocks that are in use lie behind the end of the file, as part of a sentence.

    The file may end before all its blocks do where the last of them are free, so DuckDB is asked which are in use; but
    only where it does end there, since that means opening it once more.
    """
    found = read(path)
    if found is None:
        return None
    size = path.stat().st_size
    blocks, rest = divmod(size - 3 * HEAD, found.block_size)
    if rest == 0 and blocks >= found.blocks:
        return None
    try:
        with duckdb.connect(path, read_only=True) as connection:
            highest = max([_highest(connection, table) for table in _tables(connection)], default=-1)
    except duckdb.Error as error:
        # Another process may have it open; if not, opening it for good says what is wrong.
        return None if "Could not read enough bytes" not in str(error) else f"it ends at byte {size:,}, amid a block"
    ends = 3 * HEAD + (highest + 1) * found.block_size
    return None if ends <= size else f"it ends at byte {size:,}, and what is stored goes on to byte {ends:,}"


def _tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute("SELECT table_name FROM duckdb_tables() WHERE NOT temporary").fetchall()
    return [str(name) for (name,) in rows]


def _highest(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """Number of the last block that a table or DuckDB's own description of it uses; -1: none."""
    [(stored, more, described)] = connection.execute(
        "SELECT max(block_id), max(list_max(additional_block_ids)), (SELECT max(block_id) FROM pragma_metadata_info()) "
        "FROM pragma_storage_info(?)",
        [table],
    ).fetchall()
    return max(-1 if number is None else int(number) for number in (stored, more, described))
