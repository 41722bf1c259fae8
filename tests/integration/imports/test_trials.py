"""Small files of kinds that plants really have: each becomes what a person expects of it, see ``expected.toml``."""

from collections.abc import Sequence
from typing import Any

import pytest

from producflow.store.database import Store
from tests.trials import FOLDER, OPTIONS, expected, seen, told

CHECKS = ("becomes", "rows", "rejected", "reasons", "notes", "asked", "refused")


@pytest.mark.parametrize("name", expected())
def test_a_file_becomes_what_a_person_expects(store: Store, name: str) -> None:
    wanted = expected()[name]
    assert wanted.keys() <= {*OPTIONS, *CHECKS}
    found = seen(store, FOLDER / name, {key: value for key, value in wanted.items() if key in OPTIONS})
    shown = told(found)
    if "refused" in wanted:
        assert all(part in found.refused for part in wanted["refused"]), shown
        return
    assert not found.refused, shown
    assert found.kind == wanted["becomes"], shown
    assert list(found.asked) == wanted.get("asked", []), shown
    assert len(found.rows) == len(wanted.get("rows", [])), shown
    assert all(map(_alike, found.rows, wanted.get("rows", []))), shown
    assert found.rejected == wanted.get("rejected", 0), shown
    assert not [part for part in wanted.get("reasons", []) if not _among(part, found.rejects)], shown
    assert not [part for part in wanted.get("notes", []) if not _among(part, found.notes)], shown


def _alike(row: str, wanted: str) -> bool:
    """Whether a row is as wanted; a cell of … may be anything, and blanks around cells do not count."""
    cells, said = ([cell.strip() for cell in text.split("|")] for text in (row, wanted))
    return len(cells) == len(said) and all(mine in (theirs, "…") for theirs, mine in zip(cells, said, strict=True))


def _among(part: str, notes: Sequence[Any]) -> bool:
    return any(part in note for note in notes)
