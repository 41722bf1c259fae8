"""Marks around cells as databases write them, and a character that no cell can hold."""

import pytest

from producflow.errors import ImportRefused
from producflow.store.database import Store
from tests.integration.imports.conftest import Import, rows

JOBS = "SELECT description, parts_replaced AS parts FROM maintenance_logs ORDER BY source_line"
HEAD = "machine,type,date,status,parts,description\n"
FRONT = "M1,corrective,2026-02-09,completed,"


def jobs(store: Store) -> list[tuple[str, str | None]]:
    return [(row["description"], row["parts"]) for row in rows(store, JOBS)]


@pytest.mark.parametrize(
    ("cells", "parts", "description"),
    [
        (r'"Shaft 48\"","Made to fit, hard"', 'Shaft 48"', "Made to fit, hard"),
        (r'"\"A\"","back\\slash, kept"', '"A"', r"back\slash, kept"),
        (r'"48\" shaft","C:\new, N:\old"', '48" shaft', r"C:\new, N:\old"),
        ('"Shaft 48""","Made to fit, hard"', 'Shaft 48"', "Made to fit, hard"),
        (r'"C:\logs\","Made to fit, hard"', "C:\\logs\\", "Made to fit, hard"),
    ],
    ids=["backslash", "doubled backslash", "paths beside it", "doubled mark", "a path that ends in one"],
)
def test_a_mark_within_a_cell_is_told_from_its_end(
    store: Store, bring: Import, cells: str, parts: str, description: str
) -> None:
    other = '"plain","plain, too"\n'
    bring(HEAD + FRONT + cells + "\n" + FRONT.replace("09", "10") + other, create_equipment=True)
    assert jobs(store) == [(description, parts), ("plain, too", "plain")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_single_marks_around_every_cell_are_no_part_of_them(store: Store, bring: Import, delimiter: str) -> None:
    header = delimiter.join(f"'{name}'" for name in HEAD.strip().split(","))
    row = delimiter.join(["'M1'", "'corrective'", "'2026-02-09'", "'completed'", "'it''s'", f"'one{delimiter} two'"])
    bring(f"{header}\n{row}\n", create_equipment=True)
    assert jobs(store) == [(f"one{delimiter} two", "it's")]


def test_an_apostrophe_in_a_name_quotes_nothing(store: Store, bring: Import) -> None:
    bring(HEAD + FRONT + "l'axe,l'arbre d'entrée\n", create_equipment=True)
    assert jobs(store) == [("l'arbre d'entrée", "l'axe")]


def test_a_stray_control_character_names_its_line(bring: Import) -> None:
    text = HEAD + (FRONT + "oil,all well\n") * 50 + FRONT + "oil,a\x01b\n"
    with pytest.raises(ImportRefused) as refused:
        bring(text, create_equipment=True)
    assert str(refused.value) == (
        "Line 52 of export.csv has the control character U+0001, which no cell can hold; take it out there, or where "
        "the file comes from."
    )
