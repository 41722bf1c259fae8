"""What SQL sums per record is what the domain says of one record."""

import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from producflow.domain import production
from producflow.store.database import Session, Store

SQL = Path(__file__).parents[2] / "producflow" / "store" / "sql"
COLUMNS = ["planned", "downtime", "efficiency", "capacity", "product_capacity"]
MACROS = """
SELECT
    credited_minutes(planned, downtime, efficiency) AS credited,
    ideal_output(capacity, planned, downtime) AS ideal,
    rated_output(planned, capacity, product_capacity) AS rated
FROM records
"""
some = st.floats(0, 1e6)
speed = st.none() | st.floats(1e-3, 1e6)
records = st.lists(st.tuples(some, some, st.none() | some, st.none() | some, speed), min_size=1, max_size=20)


@pytest.mark.long
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records)
def test_sql_says_of_a_record_what_the_domain_does(store: Store, rows: list[tuple[float | None, ...]]) -> None:
    told = pd.DataFrame(rows, columns=COLUMNS, dtype="float64")

    def ask(session: Session) -> pd.DataFrame:
        with session.staged("records", told):
            return session.composed_frame(MACROS).astype("float64")

    found = store.read(ask)
    credited = production.credited_run_minutes(told["planned"], told["downtime"], told["efficiency"])
    ideal = production.ideal_output(told["capacity"], production.run_time(told["planned"], told["downtime"]))
    rated = production.rated_output(told["planned"], told["capacity"], told["product_capacity"])
    pd.testing.assert_series_equal(found["rated"], rated, check_names=False, rtol=1e-12)
    pd.testing.assert_series_equal(found["credited"], credited, check_names=False, rtol=1e-12)
    pd.testing.assert_series_equal(found["ideal"], ideal, check_names=False, rtol=1e-12)


def test_no_question_works_them_out_by_itself() -> None:
    by_itself = re.compile(r"efficiency_percentage\s*/|capacity\s*/|/\s*480|/\s*100\b")
    assert [
        path.name for path in sorted(SQL.rglob("*.sql")) if by_itself.search(path.read_text(encoding="utf-8"))
    ] == []
