"""From the text of cells to typed rows with the first fault of each, in SQL."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from producflow.domain.rules import LONGEST_STOP, RULES, Rule, kept_since
from producflow.store.database import Session
from producflow.store.importing import ruling, senses
from producflow.store.importing.cells import Cell, faults_of, literal, raw_text, shown, typed_value
from producflow.store.importing.spread import Spread
from producflow.store.importing.target import DEFAULTS, Target
from producflow.store.queries import readings


def fault(label: str, raw: str, sentence: str, column: str | None = None) -> str:
    return f"{{'column_name': {column or literal(label)}, 'value': {raw}, 'reason': {sentence}}}"


def held_together(
    target: Target, labels: Mapping[str, str], source: Mapping[str, str], raw: str
) -> list[tuple[str, str]]:
    """Condition and fault of each rule on several fields that are all there; ``source`` is SQL of their values."""
    now, found = datetime.now(UTC), []
    for rule in RULES[target.table]:
        if rule.others and {rule.field, *rule.others} <= source.keys():
            text = raw.format(name=rule.field)
            said = ruling.sentence(rule, f"coalesce({shown(text)}, 'What is stored')", source)
            found.append((ruling.broken(rule, source, now), fault(labels[rule.field], text, said)))
    return found


def case(branches: Sequence[tuple[str, str]]) -> str:
    if not branches:
        return "NULL"
    return "CASE " + " ".join(f"WHEN {condition} THEN {value}" for condition, value in branches) + " END"


def _faults(session: Session, target: Target, cell: Cell) -> list[tuple[str, str]]:
    """Condition and sentence of all that can be wrong with one field: how it is read, then the rules for it alone."""
    raw, now = f"raw_{cell.name}", datetime.now(UTC)
    sensed = target.table == "sensor_readings" and target.spread is None
    value = {cell.name: CONVERTED if sensed and cell.name == "value" else cell.name}
    rules = [rule for rule in RULES[target.table] if rule.field == cell.name and not rule.others]
    if sensed and cell.name in senses.JUDGED:
        rules = []
    elif target.table == "sensor_readings" and cell.name == target.clock:
        rules += kept_rules(session)
    return faults_of(cell) + [
        (ruling.broken(rule, value, now), ruling.sentence(rule, shown(raw), value)) for rule in rules
    ]


def kept_rules(session: Session) -> list[Rule]:
    """The rule for readings of hours whose single readings were removed by age, if some were."""
    kept_from = readings.kept_from(session)
    return [] if kept_from is None else [kept_since(kept_from)]


CONVERTED = "CASE WHEN factor IS NULL THEN value ELSE value * factor + shift END"
"""The value of a reading in the unit that its sensor is kept in."""


def _count(conditions: Sequence[str]) -> str:
    return " + ".join(f"coalesce({condition}, false)::INTEGER" for condition in conditions) or "0"


def type_rows(
    session: Session,
    target: Target,
    cells: Sequence[Cell],
    *,
    create_equipment: bool,
) -> None:
    _open_raw(session, target, cells)
    spread = target.spread
    machine = next((cell for cell in cells if cell.type == "machine"), None)
    labels = {cell.name: cell.label for cell in cells}
    typed = ", ".join(f"{_typed(cell, spread)} AS {cell.name}" for cell in cells if cell.type != "machine")
    sensed = target.table == "sensor_readings" and spread is None
    branches = [
        (condition, fault(cell.label, f"raw_{cell.name}", sentence, _in_part(cell, spread)))
        for cell in cells
        for condition, sentence in _faults(session, target, cell)
    ]
    unreadable = [condition for condition, _ in branches]
    defaults = DEFAULTS.get(target.table, {})
    stated = {
        cell.name: f"coalesce({cell.name}, {defaults[cell.name]})" if cell.name in defaults else cell.name
        for cell in cells
    }
    branches += held_together(target, labels, {**defaults, **stated}, "raw_{name}")
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
    if sensed:
        senses.find(session, {c.name: typed_value(c) for c in cells if c.name in ("sensor_type", "unit")}, labels)
        same_texts = " AND ".join(f"n.{name} IS NOT DISTINCT FROM r.{name}" for name in senses.RAW)
        joined = f"JOIN import_senses n ON {same_texts}"
        identity = "n.equipment_id, n.sensor_type, n.unit, n.factor, n.shift, n.unit_fault,"
        typed = ", ".join(
            f"{typed_value(cell)} AS {cell.name}" for cell in cells if cell.name in ("timestamp", "value")
        )
        branches.append(("unit_fault IS NOT NULL", "unit_fault"))
        rewritten += f", {CONVERTED} AS value"
        rewritten_names += ["value", "factor", "shift", "unit_fault"]
    if "duration" in labels:
        lasted = f"CASE WHEN abs(duration) <= {LONGEST_STOP!r} THEN (duration * 6e7)::BIGINT END"  # else it is refused
        ends = f"coalesce(ended_at, started_at + to_microseconds({lasted})) AS ended_at"
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
