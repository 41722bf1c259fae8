"""What machine, sensor and unit of readings mean, worked out once for each combination that a file has."""

from collections.abc import Mapping

import pyarrow as pa

from producflow.domain.sensors import sense
from producflow.store.database import Session
from producflow.store.importing.notations import literal

RAW = ("raw_equipment", "raw_sensor_type", "raw_unit")
JUDGED = ("sensor_type", "unit")
"""Fields whose rules are held here, once for each text."""
MEANING = pa.schema(
    [
        ("said_type", pa.string()),
        ("said_unit", pa.string()),
        ("sensor_type", pa.string()),
        ("unit", pa.string()),
        ("factor", pa.float64()),
        ("shift", pa.float64()),
        ("field", pa.string()),
        ("fault", pa.string()),
    ]
)


def find(session: Session, typed: Mapping[str, str], labels: Mapping[str, str]) -> None:
    """Make ``import_senses``: raw texts, equipment_id, sensor_type, unit, factor, shift, unit_fault.

    Parameters
    ----------
    session : Session
        With ``import_raw`` and ``import_machines``.
    typed : mapping of str to str
        SQL of `sensor_type` and of `unit` as read from their cells.
    labels : mapping of str to str
        Field → what the source calls it.
    """
    session.compose(
        f"CREATE TEMP TABLE import_stated AS SELECT r.*, m.equipment_id, {typed['sensor_type']} AS said_type, "
        f"{typed['unit']} AS said_unit FROM (SELECT DISTINCT {', '.join(RAW)} FROM import_raw) r "
        "JOIN import_machines m ON m.folded IS NOT DISTINCT FROM lower(r.raw_equipment)"
    )
    pairs = session.composed("SELECT DISTINCT said_type, said_unit FROM import_stated WHERE said_type IS NOT NULL")
    found = [
        (said_type, said_unit, *_meaning(said_type, said_unit))
        for said_type, said_unit in zip(*(pairs[name].to_pylist() for name in ("said_type", "said_unit")), strict=True)
    ]
    columns = zip(*found, strict=True) if found else [()] * len(MEANING)
    meaning = pa.table([pa.array(column, kind) for column, kind in zip(columns, MEANING.types, strict=True)], MEANING)
    fault = " ".join(
        f"WHEN {literal(field)} THEN {{'column_name': {literal(labels[field])}, 'value': raw_{field}, "
        f"'reason': '“' || left(raw_{field}, 60) || '” ' || fault}}"
        for field in JUDGED
    )
    with session.staged("meaning", meaning):
        session.compose(
            f"CREATE TEMP TABLE import_senses AS SELECT {', '.join(RAW)}, equipment_id, sensor_type, unit, factor, "
            f"shift, CASE field {fault} END AS unit_fault FROM import_stated s "
            "LEFT JOIN meaning n ON n.said_type = s.said_type AND n.said_unit IS NOT DISTINCT FROM s.said_unit"
        )
    session.compose("DROP TABLE import_stated")


def _meaning(sensor_type: str, unit: str | None) -> tuple[str, str | None, float | None, float | None, str, str]:
    """Factor and shift are missing where values stay as they are, which most do."""
    found = sense(sensor_type, unit)
    converted = (found.factor, found.offset) != (1, 0)
    return (
        found.sensor_type,
        found.unit,
        found.factor if converted else None,
        found.offset if converted else None,
        found.field,
        found.fault,
    )
