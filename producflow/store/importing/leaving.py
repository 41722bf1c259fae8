"""Rows of a file that become nothing, as a person or the file itself says: counted, and neither stored nor rejected."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from producflow.store.database import Session
from producflow.store.importing.cells import Place, trimmed
from producflow.store.importing.notations import literal
from producflow.store.importing.staged_files import opened
from producflow.store.importing.times import TIMES

NAMED = 3  # texts of a column, in a note


@dataclass(frozen=True)
class Leaving:
    """Texts of a column whose rows are left out."""

    column: int
    """Position in the file, from 0."""
    texts: tuple[str, ...]
    """In lower case; ``*`` at the end stands for any further letters, an empty one for an empty cell."""

    def condition(self) -> str:
        """SQL of whether a row is left out; never NULL."""
        cell = f"lower({trimmed(self.column)})"
        whole = [text for text in self.texts if text and not text.endswith("*")]
        tests = [f"{cell} IN ({', '.join(map(literal, whole))})"] if whole else []
        tests += [f"starts_with({cell}, {literal(text[:-1])})" for text in self.texts if text.endswith("*")]
        tests += [f"{cell} IS NULL"] if "" in self.texts else []
        return f"coalesce({' OR '.join(tests)}, false)"


@dataclass(frozen=True)
class Outside:
    """Times of a column before or after a day, whose rows are left out."""

    column: Place
    """Position in the file, from 0."""
    written: str
    """How its times are written."""
    relation: str
    """``<`` or ``>``."""
    day: date

    def condition(self) -> str:
        """SQL of whether a row is left out; never NULL."""
        day = f"({TIMES[self.written].local(trimmed(self.column))})::DATE"
        return f"coalesce({day} {self.relation} DATE {literal(self.day.isoformat())}, false)"


@dataclass(frozen=True)
class Emptied:
    """Texts of a column that count as empty cells."""

    column: int
    """Position in the file, from 0."""
    texts: tuple[str, ...]
    """In lower case."""

    def condition(self) -> str:
        """SQL of whether a cell is one of them."""
        return f"lower({trimmed(self.column)}) IN ({', '.join(map(literal, self.texts))})"


def open_files(session: Session, cells: Path, ragged: Path) -> None:
    """Let SQL see all staged rows: ``import_file``, and ``import_ragged``."""
    opened(session, "import_file", cells)
    opened(session, "import_ragged", ragged)


def open_cells(
    session: Session,
    cells: Path,
    ragged: Path,
    leaving: Sequence[Leaving | Outside] = (),
    emptied: Sequence[Emptied] = (),
) -> None:
    """Let SQL see the staged rows.

    ``import_file`` are all, ``import_cells`` those that are not left out, ``import_left_out`` those that are, with the
    column and the text that say so, ``import_ragged`` those that are not as wide as the header.
    """
    session.ask(open_files, cells, ragged)
    leave = " OR ".join(each.condition() for each in leaving) or "false"
    only = f" WHERE NOT ({leave})" if leaving else ""
    blank = ", ".join(
        f"CASE WHEN {each.condition()} THEN '' ELSE c{each.column} END AS c{each.column}" for each in emptied
    )
    seen = f"SELECT * REPLACE ({blank}) FROM import_file" if emptied else "FROM import_file"
    session.compose(f"CREATE OR REPLACE TEMP VIEW import_cells AS {seen}{only}")
    at = " ".join(f"WHEN {each.condition()} THEN {_place(each.column)}" for each in leaving)
    text = " ".join(f"WHEN {each.condition()} THEN coalesce({trimmed(each.column)}, '')" for each in leaving)
    which = f"CASE {at} END AS place, CASE {text} END AS text" if leaving else "0 AS place, '' AS text"
    session.compose(
        f"CREATE OR REPLACE TEMP VIEW import_left_out AS SELECT line, {which} FROM import_file WHERE {leave}"
    )


def emptied(session: Session, columns: Sequence[Emptied]) -> list[tuple[int, list[tuple[str, int]]]]:
    """Position of each column with texts that count as empty, and those with their cells, the most frequent first."""
    found = []
    for each in columns:
        text = trimmed(each.column)
        rows = session.composed(
            f"SELECT {text} AS text, count(*) AS n FROM import_file WHERE {each.condition()} "
            "GROUP BY text ORDER BY n DESC, text"
        )
        found.append((each.column, [(row["text"], row["n"]) for row in rows.to_pylist()]))
    return [(column, texts) for column, texts in found if texts]


def _place(column: Place) -> int:
    return column if isinstance(column, int) else column[0]


def left_out(session: Session) -> list[tuple[int, list[tuple[str, int]]]]:
    """Position of each column whose texts leave rows out, with those texts and their rows, the most frequent first."""
    found: dict[int, list[tuple[str, int]]] = {}
    rows = session.composed(
        "SELECT place, text, count(*) AS n FROM import_left_out GROUP BY ALL ORDER BY place, n DESC, text"
    )
    for row in rows.to_pylist():
        found.setdefault(row["place"], []).append((row["text"], row["n"]))
    return list(found.items())


def texts_among(session: Session, column: int, words: Sequence[str]) -> list[tuple[str, int]]:
    """Texts of a column, in lower case, that are or begin or end with a word, accents apart; and how many rows each."""
    if not words:
        return []
    # One pattern: hundreds of words, each with conditions of its own, take a tenth of a second to be planned.
    any_word = "|".join(re.sub(r"([^\w\s])", r"\\\1", word) for word in words)
    pattern = f"(?s)({any_word})([ :].*)?|.* ({any_word})"
    rows = session.composed(
        f"SELECT text, n FROM (SELECT lower(x) AS text, count(*) AS n FROM (SELECT {trimmed(column)} AS x "
        f"FROM import_cells) WHERE x >= 'A' GROUP BY text) "
        f"WHERE regexp_full_match(rtrim(strip_accents(text), ' :.='), {literal(pattern)}) ORDER BY text"
    )
    return [(row["text"], row["n"]) for row in rows.to_pylist()]


def says(column: int, folded: str) -> str:
    """SQL: a cell says a text, but for case, accents and signs."""
    plain = f"trim(regexp_replace(strip_accents(lower({trimmed(column)})), '[^\\w+]+|_', ' ', 'g'))"
    return f"coalesce({plain} = {literal(folded)}, false)"


def rows_where(condition: str, *, whole: bool = False) -> str:
    """SQL of the rows of a condition, of those that are left out too where the ``whole`` file is meant."""
    return f"(FROM {'import_file' if whole else 'import_cells'} WHERE {condition})"


def any_row(session: Session, condition: str) -> bool:
    """Whether a condition holds for a row that is not left out."""
    return len(session.composed(f"SELECT 1 FROM import_cells WHERE {condition} LIMIT 1")) > 0


def any_of_ours(session: Session, table: str, number: int, created: int) -> bool:
    """Whether a row of the file is one of a table of ours, by its number and by when it was created."""
    when = f"try_cast({trimmed(created)} AS TIMESTAMPTZ)::TIMESTAMP"
    return (
        len(
            session.composed(
                f"SELECT 1 FROM import_cells JOIN {table} t ON t.id = try_cast({trimmed(number)} AS BIGINT) "
                f"AND abs(epoch_ms(t.created_at) - epoch_ms({when})) < 1000 LIMIT 1"
            )
        )
        > 0
    )


def sums(session: Session, columns: Sequence[tuple[int, str]], relation: str) -> list[float | None]:
    """Sum of each column of numbers, given as SQL of its value from ``x``, over the rows of a relation."""
    if not columns:
        return []
    parts = ", ".join(
        f"sum({value.replace('{x}', trimmed(column))}) AS s{at}" for at, (column, value) in enumerate(columns)
    )
    [row] = session.composed(f"SELECT {parts} FROM {relation}").to_pylist()
    return [row[f"s{at}"] for at in range(len(columns))]
