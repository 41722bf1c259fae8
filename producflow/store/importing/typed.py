"""From the text of cells to typed rows with the first fault of each, in SQL."""

from collections.abc import Mapping, Sequence

from producflow.domain.units import ACCELERATIONS, CANONICAL_UNITS, DISPLACEMENTS, why_not
from producflow.store.database import Session
from producflow.store.importing.cells import (
    Cell,
    beyond,
    faults_of,
    literal,
    mapped,
    raw_text,
    too_large,
    typed_value,
)
from producflow.store.importing.spread import Spread
from producflow.store.importing.target import DEFAULTS, RULES, Target
from producflow.store.queries import readings


def fault(label: str, raw: str, sentence: str, column: str | None = None) -> str:
    return f"{{'column_name': {column or literal(label)}, 'value': {raw}, 'reason': {sentence}}}"


def rules(target: Target, labels: Mapping[str, str], source: Mapping[str, str], raw: str) -> list[tuple[str, str]]:
    """Condition and fault of each rule whose fields are all there; ``source`` tells where each value is found."""
    found = []
    for name, condition, sentence in RULES.get(target.table, ()):
        needed = {**source}
        try:
            found.append(
                (
                    condition.format_map(needed),
                    fault(labels[name], raw.format(name=name), sentence.format_map(needed)),
                )
            )
        except KeyError:
            continue
    return found


def case(branches: Sequence[tuple[str, str]]) -> str:
    if not branches:
        return "NULL"
    return "CASE " + " ".join(f"WHEN {condition} THEN {value}" for condition, value in branches) + " END"


def too_old(session: Session) -> tuple[str, str] | None:
    """Condition and sentence for readings of hours whose single readings were removed by age; None: of none were."""
    kept_from = readings.kept_from(session)
    if kept_from is None:
        return None
    sentence = (
        f"Single readings before {kept_from:%Y-%m-%d %H:%M} UTC are not kept, so this one cannot be added to its hour "
        "any more; leave it out."
    )
    return f"timestamp < TIMESTAMP '{kept_from:%Y-%m-%d %H:%M:%S}'", literal(sentence)


def _count(conditions: Sequence[str]) -> str:
    return " + ".join(f"coalesce({condition}, false)::INTEGER" for condition in conditions) or "0"


def type_rows(
    session: Session,
    target: Target,
    cells: Sequence[Cell],
    *,
    create_equipment: bool,
    units: Mapping[str, Mapping[str, tuple[float, float]]],
    canonical: Mapping[str, str],
) -> None:
    _open_raw(session, target, cells)
    spread = target.spread
    machine = next((cell for cell in cells if cell.type == "machine"), None)
    labels = {cell.name: cell.label for cell in cells}
    typed = ", ".join(f"{_typed(cell, spread)} AS {cell.name}" for cell in cells if cell.type != "machine")
    branches = [
        (condition, fault(cell.label, f"raw_{cell.name}", sentence, _in_part(cell, spread)))
        for cell in cells
        for condition, sentence in faults_of(cell)
    ]
    unreadable = [condition for condition, _ in branches]
    defaults = DEFAULTS.get(target.table, {})
    stated = {
        cell.name: f"coalesce({cell.name}, {defaults[cell.name]})" if cell.name in defaults else cell.name
        for cell in cells
    }
    branches += rules(target, labels, {**defaults, **stated}, "raw_{name}")
    joined = identity = ""
    if machine is not None:
        _find_machines(session)
        if not create_equipment:
            sentence = "'There is no machine “' || left(raw_equipment, 60) || '”; correct the name or create it.'"
            branches.append(("equipment_id < 0", fault(machine.label, "raw_equipment", sentence)))
        joined = "JOIN import_machines m ON m.folded IS NOT DISTINCT FROM lower(raw_equipment)"
        identity = "m.equipment_id,"
    keyed = [f"coalesce({name}, {defaults[name]}) AS {name}" for name in target.key if name in defaults]
    rewritten = "".join(f", {expression}" for expression in keyed)
    dropped = [f"raw_{cell.name}" for cell in cells] + (["piece"] if spread else [])
    rewritten_names = [name for name in target.key if name in defaults]
    if target.table == "sensor_readings" and spread is None:
        _find_senses(session, cells, labels, units, canonical)
        same_texts = " AND ".join(f"n.{name} IS NOT DISTINCT FROM r.{name}" for name in SENSE)
        joined = f"JOIN import_senses n ON {same_texts}"
        identity = "n.equipment_id, n.sensor_type, n.unit, n.factor, n.shift, n.unit_fault,"
        typed = ", ".join(
            f"{typed_value(cell)} AS {cell.name}" for cell in cells if cell.name in ("timestamp", "value")
        )
        branches += [("unit_fault IS NOT NULL", "unit_fault"), _out_of_range(labels)]
        rewritten += f", {CONVERTED} AS value"
        rewritten_names += ["value", "factor", "shift", "unit_fault"]
    old = too_old(session) if target.table == "sensor_readings" else None
    if old is not None:
        branches.append((old[0], fault(labels["timestamp"], "raw_timestamp", old[1])))
    if "duration" in labels:
        ends = "coalesce(ended_at, started_at + to_microseconds((duration * 6e7)::BIGINT)) AS ended_at"
        rewritten += f", {ends}"
        rewritten_names += ["ended_at", "duration"]
    if target.table == "state_intervals":
        said = "coalesce(reason, CASE WHEN state <> 'producing' THEN raw_state END) AS reason"
        rewritten += f", {said}, state = 'producing' AS producing"
        rewritten_names.append("reason")
    excluded = ", ".join([*dropped, *rewritten_names])
    session.compose(
        f"CREATE TEMP TABLE import_typed AS "
        f"SELECT * EXCLUDE ({excluded}){rewritten}, {case(branches)} AS fault, "
        f"CASE WHEN fault IS NOT NULL THEN {_count(unreadable)} END AS faults "
        f"FROM (SELECT r.*, {identity} {typed} FROM import_raw r {joined})"
    )


def _open_raw(session: Session, target: Target, cells: Sequence[Cell]) -> None:
    """Make ``import_raw``: the text of every field, one row per row of ours."""
    spread, source = target.spread, "import_cells"
    texts = {cell.name: raw_text(cell) for cell in cells}
    if any(cell.steps is not None and cell.column is None for cell in cells):
        machine = next((texts[cell.name] for cell in cells if cell.type == "machine" and cell.column is not None), "")
        within = f"PARTITION BY lower({machine}) " if machine else ""
        source = f"(SELECT *, row_number() OVER ({within}ORDER BY line) - 1 AS turn FROM import_cells)"
        texts |= {cell.name: "turn::VARCHAR" for cell in cells if cell.steps is not None and cell.column is None}
    place, at = "line", ""
    if spread is not None:
        source = f"({spread.rows(source)})"
        place, at = f"line * {spread.stride} + piece AS line", "piece, "
        texts[spread.field] = spread.of_each(spread.names)
        if spread.cell is not None:
            texts[spread.cell] = "spread_text"
    raws = ", ".join(f"{texts[cell.name]} AS raw_{cell.name}" for cell in cells)
    session.compose(f"CREATE TEMP VIEW import_raw AS SELECT {place}, {at}{raws} FROM {source}")


def _typed(cell: Cell, spread: Spread | None) -> str:
    if spread is None:
        return typed_value(cell)
    if cell.name == spread.cell and cell.type == "number":
        return spread.number(f"raw_{cell.name}")
    if spread.units and cell.name == "unit":
        return spread.of_each(spread.units)
    value = typed_value(cell)
    return value if spread.cell is not None else spread.part(cell, value)


def _in_part(cell: Cell, spread: Spread | None) -> str | None:
    """SQL of the column's name for a cell that stands in a column of its own."""
    return spread.of_each(spread.labels) if spread is not None and cell.name == spread.cell else None


def _find_machines(session: Session) -> None:
    """Make ``import_machines``: every machine that the file names; those we do not know get a negative number."""
    session.compose(
        "CREATE TEMP TABLE import_machines AS "
        "WITH named AS (SELECT lower(raw_equipment) AS folded, arg_min(raw_equipment, line) AS name, min(line) AS line "
        "FROM import_raw GROUP BY ALL) "
        "SELECT n.folded, n.name, n.line, "
        "CASE WHEN n.folded IS NULL THEN NULL ELSE coalesce(min(e.id), -(row_number() OVER (ORDER BY n.line))) END "
        "AS equipment_id "
        "FROM named n LEFT JOIN equipment e ON lower(e.name) = n.folded GROUP BY n.folded, n.name, n.line"
    )


def _find_senses(
    session: Session,
    cells: Sequence[Cell],
    labels: Mapping[str, str],
    units: Mapping[str, Mapping[str, tuple[float, float]]],
    canonical: Mapping[str, str],
) -> None:
    """Make ``import_senses``: what machine, sensor and unit mean, once for each combination that the file has."""
    typed = ", ".join(f"{typed_value(cell)} AS {cell.name}" for cell in cells if cell.name in ("sensor_type", "unit"))
    converted = [
        (f"sensor_type = {literal(sensor)} AND lower(unit) = {literal(name)}", factor, shift)
        for sensor, known in units.items()
        for name, (factor, shift) in known.items()
        if (factor, shift) != (1, 0)
    ]
    session.compose(
        f"CREATE TEMP TABLE import_senses AS SELECT {', '.join(SENSE)}, equipment_id, sensor_type, "
        f"{case([(condition, repr(factor)) for condition, factor, _ in converted])}::DOUBLE AS factor, "
        f"{case([(condition, repr(shift)) for condition, _, shift in converted])}::DOUBLE AS shift, "
        f"{_our_unit(units, canonical)} AS unit, {case(_unit_faults(labels, units))} AS unit_fault "
        f"FROM (SELECT r.*, m.equipment_id, {typed} FROM (SELECT DISTINCT {', '.join(SENSE)} FROM import_raw) r "
        "JOIN import_machines m ON m.folded IS NOT DISTINCT FROM lower(r.raw_equipment))"
    )


def _unit_faults(
    labels: Mapping[str, str], units: Mapping[str, Mapping[str, tuple[float, float]]]
) -> list[tuple[str, str]]:
    faults = []
    for sensor, known in units.items():
        names = ", ".join(literal(name) for name in known)
        if sensor not in CANONICAL_UNITS:
            continue
        reasons = {unit: f"{why_not(sensor, unit)}." for unit in (*ACCELERATIONS, *DISPLACEMENTS)}
        said = mapped(
            "unit", reasons, literal(f"{why_not(sensor, 'it')}.".replace("and it is no unit", "and that is no unit"))
        )
        sentence = f"'“' || left(unit, 30) || '” cannot be converted: ' || {said}"
        faults.append(
            (
                f"sensor_type = {literal(sensor)} AND lower(unit) NOT IN ({names})",
                fault(labels["unit"], "raw_unit", sentence),
            )
        )
    return faults


SENSE = ("raw_equipment", "raw_sensor_type", "raw_unit")
CONVERTED = "CASE WHEN factor IS NULL THEN value ELSE value * factor + shift END"


def _out_of_range(labels: Mapping[str, str]) -> tuple[str, str]:
    return beyond(CONVERTED), fault(labels["value"], "raw_value", too_large("raw_value"))


def _our_unit(units: Mapping[str, Mapping[str, tuple[float, float]]], canonical: Mapping[str, str]) -> str:
    """The unit that values are kept in: ours of the sensor type; of another sensor ours where it was converted."""
    cases = ""
    for sensor, known in units.items():
        stated = "true" if sensor in CANONICAL_UNITS else f"lower(unit) IN ({', '.join(map(literal, known))})"
        cases += f" WHEN sensor_type = {literal(sensor)} AND {stated} THEN {literal(canonical[sensor])}"
    return f"CASE{cases} ELSE unit END" if cases else "unit"
