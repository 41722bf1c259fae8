"""The audit log of before there was a chain, bound entry by entry when the schema gets one."""

import hashlib

import duckdb
import pyarrow as pa

from producflow.store.session import question

PIECE = 50_000


def bind(cursor: duckdb.DuckDBPyConnection) -> None:
    """Give each entry the hash of the one before it and its own; each needs the one before, so SQL alone cannot."""
    previous = ""
    numbers: list[int] = []
    hashes: list[tuple[str, str]] = []
    asked = cursor.execute(question("audit/texts"))
    newest = (0, None)
    while rows := asked.fetchmany(PIECE):
        for number, at, text in rows:
            # The hash before it was missing still, and stands first: `[null,` becomes `["<hash>",`.
            bound = f'["{previous}"{text.removeprefix("[null")}'
            own = hashlib.sha256(bound.encode()).hexdigest()
            numbers.append(number)
            hashes.append((previous, own))
            previous, newest = own, (number, at)
    if not numbers:
        return
    before, own_hashes = zip(*hashes, strict=True)
    cursor.register("bound", pa.table({"id": numbers, "previous_hash": before, "hash": own_hashes}))
    cursor.execute(question("audit/bind"))
    cursor.unregister("bound")
    cursor.execute(question("audit/follow"), {"id": newest[0], "at": newest[1], "hash": previous})
