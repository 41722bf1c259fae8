"""A column of units beside the only column of values: Czech, German and Spanish plants export it so."""

from pathlib import Path

import pytest

from producflow.store.database import Store
from tests.integration.imports.conftest import Import, rows
from tests.trials import seen

STORED = "SELECT sensor_type, round(value, 2) AS value, unit FROM sensor_readings ORDER BY timestamp"


@pytest.mark.parametrize("header", ["Stroj;Čas;Teplota;Jednotka", "Maschine;Zeit;Temperatur;Einheit",
                                    "Máquina;Hora;Temperatura;Unidad"])  # fmt: skip
def test_its_unit_is_that_of_the_values(store: Store, bring: Import, header: str) -> None:
    bring(f"{header}\nP;2026-03-02 06:00;212;°F\nP;2026-03-02 06:05;n/a;°F\n", create_equipment=True)
    assert [tuple(row.values()) for row in rows(store, STORED)] == [("temperature", 100.0, "°C")]


def test_each_row_may_have_its_own(store: Store, bring: Import) -> None:
    text = "Machine;Time;Temperature;Unit\nP;2026-03-02 06:00;212;°F\nP;2026-03-02 06:05;20;°C\n"
    bring(text, create_equipment=True)
    found = [tuple(row.values()) for row in rows(store, STORED)]
    assert found == [("temperature", 100.0, "°C"), ("temperature", 20.0, "°C")]


def test_it_is_named_where_it_may_be_of_several_columns(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("Machine;Time;Temperature;Pressure;Unit\nP;2026-03-02 06:00;70;3;°C\n", encoding="utf-8")
    notes = " ".join(seen(store, path, {}).notes)
    assert "“Unit” is left out: it does not say which of several columns it is of." in notes
