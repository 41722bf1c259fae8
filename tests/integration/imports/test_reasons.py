"""Reasons for a rejection are told by kind, with the commonest values as examples."""

from producflow import imports
from producflow.store.database import Store
from tests.integration.imports.conftest import Import


def test_reasons_group_by_kind_with_the_commonest_values(store: Store, bring: Import) -> None:
    header = "machine,date,shift,output,defects,downtime\n"
    good = "".join(f"P,2026-01-{day:02},morning,400,0,0\n" for day in range(1, 29))
    bad = "".join(
        f"P,2026-02-{day:02},morning,{text},0,0\n"
        for day, text in enumerate(["lots", *["many"] * 3, "some", "few", "odd", "worse"], start=1)
    )
    over = "".join(f"P,2026-03-{day:02},morning,{day},{day + 5},0\n" for day in range(1, 4))
    done = bring(header + good + bad + over, create_equipment=True)
    told = [(row["column_name"], row["rows"], row["reason"]) for row in done.rehearsal.reasons.to_dict("records")]
    assert [rows for _, rows, _ in told] == [8, 3], told
    assert told[0][2] == ("“many” is not a whole number; correct it. So are “lots” (1), “some” (1) and 3 other values.")
    assert done.batch is not None
    [kept] = imports.reasons(store, [done.batch.id]).values()
    assert [(row["rows"], row["reason"]) for row in kept] == [(rows, reason) for _, rows, reason in told]
