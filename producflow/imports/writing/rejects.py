"""Rejected rows as a CSV in the source's own columns, to be mended and uploaded again."""

import csv
import io
import json
from collections.abc import Iterable, Sequence

from producflow.imports.checking.rehearsal import Rehearsal
from producflow.imports.kinds import KINDS
from producflow.imports.text import is_number
from producflow.imports.writing.committing import row_of
from producflow.reports.export import neutral_text
from producflow.store.database import Store
from producflow.store.queries import imports as queries


def rejects_csv(store: Store, batch_id: int) -> str:
    """The rejected rows of an import.

    Returns
    -------
    str
        CSV with the file's own delimiter: its columns, then the reason. Text that a spreadsheet would run as a formula
        begins with an apostrophe, which an upload takes off again.

    Raises
    ------
    NotFound
        If there is no such import.
    """
    row = store.read(row_of, batch_id)
    rejected = store.read(queries.rejects_of, batch_id)
    return _csv(row["kind"], row["columns"], row["delimiter"], ((each["cells"], each["reason"]) for each in rejected))


def rehearsed_rejects_csv(rehearsal: Rehearsal) -> str:
    """The rejected rows that a rehearsal shows, see :func:`rejects_csv`."""
    shown = zip(rehearsal.rejects["cells"], rehearsal.rejects["reason"], strict=True)
    staged = rehearsal.staged
    return _csv(rehearsal.mapping.kind, staged.columns, staged.dialect.delimiter, shown)


def _csv(kind: str, columns: Sequence[str], delimiter: str, rows: Iterable[tuple[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    headings = [*columns, _reason_column(kind, columns)]
    writer.writerow([neutral_text(heading, is_number) for heading in headings])
    for cells, reason in rows:
        own: list[str] = json.loads(cells)
        padding = [""] * (len(columns) - len(own))
        writer.writerow([*(neutral_text(cell, is_number) for cell in [*own, *padding]), reason])
    return out.getvalue()


def _reason_column(kind: str, columns: Sequence[str]) -> str:
    """A name that no column has, and that the next upload does not take for a field."""
    taken = {column.casefold() for column in columns}
    fields = {name for field in KINDS[kind].fields for name in (field.name, *field.names)}
    names = ("reason", "rejected because", *(f"rejected because {number}" for number in range(2, len(columns) + 3)))
    return next(name for name in names if name not in taken and name not in fields)
