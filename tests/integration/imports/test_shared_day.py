"""A column of days that starts and ends share is asked about once, and one answer says how both are written."""

import pytest

from producflow.imports import ImportRefused
from producflow.store.database import Store
from tests.integration.imports.conftest import Import, rows

LOG = "maquina;fecha;h_ini;h_fin;estado\nP;03/04/2026;06:00;09:00;parada\nP;03/04/2026;22:30;00:30;parada\n"


@pytest.mark.parametrize("answers", [["ended_at=day first"], ["started_at=day first", "ended_at=day first"]])
def test_one_answer_decides_how_the_day_of_start_and_end_is_written(
    bring: Import, store: Store, answers: list[str]
) -> None:
    with pytest.raises(ImportRefused, match="How is “fecha” written") as refused:
        bring(LOG, create_equipment=True)
    assert str(refused.value).count("written?") == 1
    bring(LOG, create_equipment=True, answers=answers)
    found = rows(store, "SELECT started_at::VARCHAR AS a, ended_at::VARCHAR AS b FROM state_intervals ORDER BY 1")
    assert [tuple(row.values()) for row in found] == [
        ("2026-04-03 06:00:00", "2026-04-03 09:00:00"),
        ("2026-04-03 22:30:00", "2026-04-04 00:30:00"),
    ]
