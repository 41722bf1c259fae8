"""Areas and lines in a register of machines; a lone Line is the machine that a row must name."""

import pytest

from producflow.store.database import Store
from tests.integration.imports.conftest import Import, rows

FOUND = "SELECT name, area, production_line, location, retired_on::VARCHAR AS retired FROM equipment ORDER BY name"


@pytest.mark.parametrize(
    "text",
    [
        "Machine,Type,Area,Line,Location,Retired on\nP 1,Press,Parts,Line 1,H 2,\nP 2,Press,Parts,,H 2,2026-02-13\n",
        "Maschine;Typ;Bereich;Linie;Halle;Stillgelegt\nP 1;Press;Parts;Line 1;H 2;\nP 2;Press;Parts;;H 2;13.02.2026\n",
    ],
)
def test_a_register_says_where_machines_belong(store: Store, bring: Import, text: str) -> None:
    bring(text)
    assert [tuple(row.values()) for row in rows(store, FOUND)] == [
        ("P 1", "Parts", "Line 1", "H 2", None),
        ("P 2", "Parts", None, "H 2", "2026-02-13"),
    ]


def test_a_lone_line_is_the_machine(store: Store, bring: Import) -> None:
    bring("Line,Type,Capacity\nL 1,Filling,900\n")
    assert [tuple(row.values())[:3] for row in rows(store, FOUND)] == [("L 1", None, None)]
    bring("Line,Date,Shift,Output,Defects,Downtime\nL 1,2026-03-02,morning,100,2,10\n")
    assert rows(store, "SELECT count(*) AS n FROM production_records") == [{"n": 1}]
