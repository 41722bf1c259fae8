"""Quantities that stand in several columns: which sum was made is said, kept in the mapping, and can be stated."""

import pytest

from producflow.store.database import Store
from tests.integration.imports.conftest import Import, reasons, rows

RECORDS = (
    "SELECT output_quantity AS o, defect_quantity AS d, downtime_minutes AS t FROM production_records ORDER BY date"
)


def records(store: Store) -> list[tuple[int | None, int | None, float]]:
    return [tuple(row.values()) for row in rows(store, RECORDS)]


@pytest.mark.parametrize(
    ("content", "column", "said", "wanted"),
    [
        ("Machine,Date,Shift,Good,Scrap,Downtime\nP,2026-02-03,morning,90,10,20\n", "output_quantity", "Good + Scrap",
         [(100, 10, 20)]),
        ("Maschine;Datum;Schicht;Gutteile;Ausschuss;Stillstand\nP;03.02.2026;Früh;1.090;10;20,5\n", "output_quantity",
         "Gutteile + Ausschuss", [(1100, 10, 20.5)]),
        ("Machine,Date,Shift,Output,Good,Downtime\nP,2026-02-03,morning,100,90,20\n",
         "defect_quantity", "Output - Good", [(100, 10, 20)]),
        ("Machine,Date,Shift,Output,Scrap,Setup downtime (min),Jam downtime (min)\n"
         "P,2026-02-03,morning,100,9,50,30\n"
         "P,2026-02-04,morning,100,9,,30\n", "downtime_minutes", "Setup downtime (min) + Jam downtime (min)",
         [(100, 9, 80), (100, 9, 30)]),
        ("Machine,Date,Shift,Output,Scrap,Setup downtime (h),Jam downtime (h)\nP,2026-02-03,morning,100,9,1,0.5\n",
         "downtime_minutes", "Setup downtime (h) + Jam downtime (h)", [(100, 9, 90)]),
    ],
    ids=["good and scrap", "in German", "output without good", "kinds of downtime", "hours"],
)  # fmt: skip
def test_a_quantity_in_several_columns_is_summed_and_said(
    store: Store, bring: Import, content: str, column: str, said: str, wanted: list[tuple[float, ...]]
) -> None:
    done = bring(content, create_equipment=True)
    assert records(store) == wanted
    assert done.proposal.mapping.columns[column] == said
    assert any(f"is {said}" in note for note in done.rehearsal.notes)
    assert bring(content, mapping=done.proposal.mapping).rehearsal.counts.added == 0


def test_a_sum_can_be_stated_and_is_unknown_where_a_quantity_is(store: Store, bring: Import) -> None:
    content = (
        "Machine,Date,Shift,a,b,Scrap,Downtime\nP,2026-02-03,morning,50,60,1,0\nP,2026-02-04,morning,50,,1,0\n"
        "P,2026-02-05,morning,50,many,1,0\n"
    )
    done = bring(content, create_equipment=True, columns=["output_quantity=a + b"])
    assert records(store) == [(110, 1, 0)]
    assert [(line, value) for line, _, value, _ in reasons(done)] == [(3, None), (4, "many")]
