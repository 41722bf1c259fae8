"""From staged cells to rows of ours, in SQL: read, check, compare with what is stored, apply.

Which columns a file has is known only at run time, so this SQL is composed here instead of lying in ``sql/``. Names of
columns come from our own tables or are numbered by us (``c0``, ``c1`` …); whatever a visitor wrote is a quoted literal.

All of it works on temporary tables of one session, so a rehearsal needs no lock and leaves nothing behind:

``import_typed``
    One row per row of the file that is as wide as the header: line, typed fields, fault.
``import_plan``
    One row per row without a fault: what is to become of it (action), and the stored row it meets (existing_id).
``import_rejected``
    One row per rejected row: line, column_name, value, reason, cells (JSON).
``import_duplicates``
    One row per row that repeats an earlier one: line, same_as.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from producflow.store.database import Session
from producflow.store.importing.cells import Cell, faults_of, literal, mapped, raw_text, typed_value


@dataclass(frozen=True)
class Target:
    """The table that rows go to.

    Attributes
    ----------
    table : str
        One of ours.
    key : tuple of str
        Columns that name a row.
    fields : tuple of str
        The other columns that the file brings.
    clock : str, optional
        Column in whose order rows are stored.
    """

    table: str
    key: tuple[str, ...]
    fields: tuple[str, ...]
    clock: str | None


STEPS = ("checking the values", "looking for repeats", "comparing with what is stored", "listing what is rejected")
"""What :func:`check` does, step by step, as a person is told."""

DEFAULTS: dict[str, dict[str, str]] = {
    "production_records": {"planned_minutes": "480", "product": "''"},
    "equipment": {"status": "'operational'"},
}
"""Table → column → what a new row holds where the source says nothing; SPEC section 2."""

RULES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "production_records": (
        (
            "downtime_minutes",
            "{downtime_minutes} > {planned_minutes}",
            "printf('Downtime of %.10g min is above the planned %.10g min; correct one of them.', "
            "({downtime_minutes})::DOUBLE, ({planned_minutes})::DOUBLE)",
        ),
        (
            "defect_quantity",
            "{defect_quantity} > {output_quantity}",
            "{defect_quantity} || ' defects are more than the output of ' || {output_quantity} || "
            "'; correct one of them.'",
        ),
    ),
    "downtime_events": (
        (
            "ended_at",
            "{ended_at} < {started_at}",
            "'The end is before the start; correct one of them.'",
        ),
    ),
    "equipment": (("capacity", "{capacity} = 0", "'A capacity of 0 cannot be; leave it empty where it is unknown.'"),),
}
"""Table → (field at fault, condition, sentence): what the fields of a row may not be together."""


def open_cells(session: Session, cells: Path, ragged: Path) -> None:
    """Let SQL see the staged cells as ``import_cells`` and the ragged rows as ``import_ragged``."""
    session.compose(f"CREATE TEMP VIEW import_cells AS SELECT * FROM read_parquet({literal(str(cells))})")
    session.compose(f"CREATE TEMP VIEW import_ragged AS SELECT * FROM read_parquet({literal(str(ragged))})")


def first_cells(session: Session, rows: int) -> pd.DataFrame:
    """The first staged rows: line, c0, c1 …; as they lie in the file, so that nothing need be sorted."""
    return session.composed_frame(f"SELECT * FROM import_cells LIMIT {int(rows)}")


def check(
    session: Session,
    target: Target,
    cells: Sequence[Cell],
    width: int,
    *,
    create_equipment: bool,
    units: Mapping[str, Mapping[str, tuple[float, float]]],
    canonical: Mapping[str, str],
    tell: Callable[[str], None] = lambda _: None,
    into: Path | None = None,
) -> None:
    """Make ``import_typed``, ``import_plan``, ``import_rejected`` and ``import_duplicates``.

    Parameters
    ----------
    session : Session
        On which :func:`open_cells` was called.
    target : Target
        Where rows go.
    cells : sequence of Cell
        How each field is read.
    width : int
        Number of columns of the file.
    create_equipment : bool
        Unknown machines are to be created; otherwise their rows are rejected.
    units : mapping
        Sensor type → folded unit → factor and offset to our unit.
    canonical : mapping
        Sensor type → our unit.
    tell : callable
        Is told each step, one of :data:`STEPS`, before it is taken; what it raises ends the work.
    into : Path, optional
        Parquet file to write the plan to, which then is a view of it: for long files, and to be used again.
    """
    tell(STEPS[0])
    _type_rows(session, target, cells, create_equipment=create_equipment, units=units, canonical=canonical)
    tell(STEPS[1])
    _find_repeats(session, target)
    tell(STEPS[2])
    plan(session, target, cells, into)
    tell(STEPS[3])
    _reject(session, cells, width)
    for table in ("import_repeats", "import_first", "import_typed"):  # as long as the file, and done with
        session.compose(f"DROP TABLE {table}")


def _fault(label: str, raw: str, sentence: str) -> str:
    return f"{{'column_name': {literal(label)}, 'value': {raw}, 'reason': {sentence}}}"


def _rules(target: Target, labels: Mapping[str, str], source: Mapping[str, str], raw: str) -> list[tuple[str, str]]:
    """Condition and fault of each rule whose fields are all there; ``source`` tells where each value is found."""
    found = []
    for name, condition, sentence in RULES.get(target.table, ()):
        needed = {**source}
        try:
            found.append(
                (
                    condition.format_map(needed),
                    _fault(labels[name], raw.format(name=name), sentence.format_map(needed)),
                )
            )
        except KeyError:
            continue
    return found


def _case(branches: Sequence[tuple[str, str]]) -> str:
    if not branches:
        return "NULL"
    return "CASE " + " ".join(f"WHEN {condition} THEN {value}" for condition, value in branches) + " END"


def _count(conditions: Sequence[str]) -> str:
    return " + ".join(f"coalesce({condition}, false)::INTEGER" for condition in conditions) or "0"


def _type_rows(
    session: Session,
    target: Target,
    cells: Sequence[Cell],
    *,
    create_equipment: bool,
    units: Mapping[str, Mapping[str, tuple[float, float]]],
    canonical: Mapping[str, str],
) -> None:
    raws = ", ".join(f"{raw_text(cell)} AS raw_{cell.name}" for cell in cells)
    session.compose(f"CREATE TEMP VIEW import_raw AS SELECT line, {raws} FROM import_cells")
    machine = next((cell for cell in cells if cell.type == "machine"), None)
    labels = {cell.name: cell.label for cell in cells}
    typed = ", ".join(f"{typed_value(cell)} AS {cell.name}" for cell in cells if cell.type != "machine")
    branches = [
        (condition, _fault(cell.label, f"raw_{cell.name}", sentence))
        for cell in cells
        for condition, sentence in faults_of(cell)
    ]
    unreadable = [condition for condition, _ in branches]
    defaults = DEFAULTS.get(target.table, {})
    stated = {
        cell.name: f"coalesce({cell.name}, {defaults[cell.name]})" if cell.name in defaults else cell.name
        for cell in cells
    }
    branches += _rules(target, labels, {**defaults, **stated}, "raw_{name}")
    joined = identity = ""
    if machine is not None:
        _find_machines(session)
        if not create_equipment:
            sentence = "'There is no machine “' || left(raw_equipment, 60) || '”; correct the name or create it.'"
            branches.append(("equipment_id < 0", _fault(machine.label, "raw_equipment", sentence)))
        joined = "JOIN import_machines m ON m.folded IS NOT DISTINCT FROM lower(raw_equipment)"
        identity = "m.equipment_id,"
    keyed = [f"coalesce({name}, {defaults[name]}) AS {name}" for name in target.key if name in defaults]
    rewritten = "".join(f", {expression}" for expression in keyed)
    excluded = [*(f"raw_{cell.name}" for cell in cells), *(name for name in target.key if name in defaults)]
    if target.table == "sensor_readings":
        _find_senses(session, cells, labels, units, canonical)
        same_texts = " AND ".join(f"n.{name} IS NOT DISTINCT FROM r.{name}" for name in SENSE)
        joined = f"JOIN import_senses n ON {same_texts}"
        identity = "n.equipment_id, n.sensor_type, n.unit, n.factor, n.shift, n.unit_fault,"
        typed = ", ".join(
            f"{typed_value(cell)} AS {cell.name}" for cell in cells if cell.name in ("timestamp", "value")
        )
        branches += [("unit_fault IS NOT NULL", "unit_fault"), _out_of_range(labels)]
        rewritten += f", {CONVERTED} AS value"
        excluded += ["value", "factor", "shift", "unit_fault"]
    session.compose(
        f"CREATE TEMP TABLE import_typed AS "
        f"SELECT * EXCLUDE ({', '.join(excluded)}){rewritten}, {_case(branches)} AS fault, "
        f"CASE WHEN fault IS NOT NULL THEN {_count(unreadable)} END AS faults "
        f"FROM (SELECT r.*, {identity} {typed} FROM import_raw r {joined})"
    )


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
        f"{_case([(condition, repr(factor)) for condition, factor, _ in converted])}::DOUBLE AS factor, "
        f"{_case([(condition, repr(shift)) for condition, _, shift in converted])}::DOUBLE AS shift, "
        f"{mapped('sensor_type', canonical, 'unit')} AS unit, {_case(_unit_faults(labels, units))} AS unit_fault "
        f"FROM (SELECT r.*, m.equipment_id, {typed} FROM (SELECT DISTINCT {', '.join(SENSE)} FROM import_raw) r "
        "JOIN import_machines m ON m.folded IS NOT DISTINCT FROM lower(r.raw_equipment))"
    )


def _unit_faults(
    labels: Mapping[str, str], units: Mapping[str, Mapping[str, tuple[float, float]]]
) -> list[tuple[str, str]]:
    faults = []
    for sensor, known in units.items():
        names = ", ".join(literal(name) for name in known)
        sentence = (
            f"'The unit “' || left(unit, 30) || {literal(f'” of a {sensor} cannot be converted to ours; ')} || "
            "'correct it or name the sensor differently.'"
        )
        faults.append(
            (
                f"sensor_type = {literal(sensor)} AND lower(unit) NOT IN ({names})",
                _fault(labels["unit"], "raw_unit", sentence),
            )
        )
    return faults


SENSE = ("raw_equipment", "raw_sensor_type", "raw_unit")
CONVERTED = "CASE WHEN factor IS NULL THEN value ELSE value * factor + shift END"


def _out_of_range(labels: Mapping[str, str]) -> tuple[str, str]:
    sentence = "'“' || left(raw_value, 60) || '” is too large to be converted to our unit.'"
    return f"NOT isfinite({CONVERTED})", _fault(labels["value"], "raw_value", sentence)


def same(columns: Sequence[str], left: str, right: str) -> str:
    return " AND ".join(f"{left}.{name} IS NOT DISTINCT FROM {right}.{name}" for name in columns) or "true"


def _key(target: Target, alias: str) -> list[str]:
    """The columns of the key as seen from one row: a job's own number, where it has one, stands for all others."""
    if target.table == "maintenance_logs":
        number = f"{alias}.external_id"
        return [number, *(f"CASE WHEN {number} IS NULL THEN {alias}.{name} END" for name in target.key[1:])]
    if target.table == "equipment":
        return [f"lower({alias}.name)"]
    return [f"{alias}.{name}" for name in target.key]


def _keys_meet(target: Target, left: str, right: str) -> str:
    sure = target.table != "maintenance_logs"
    return " AND ".join(
        f"{mine} = {theirs}" if sure else f"{mine} IS NOT DISTINCT FROM {theirs}"
        for mine, theirs in zip(_key(target, left), _key(target, right), strict=True)
    )


def _find_repeats(session: Session, target: Target) -> None:
    """Make ``import_repeats``: rows whose key an earlier row of the file has, and whether they are the same."""
    keys = _key(target, "t")
    named = ", ".join(f"{expression} AS k{index}" for index, expression in enumerate(keys))
    columns = ", ".join(f"k{index}" for index in range(len(keys)))
    # Counting hashes takes half the time of counting keys, and tells that there is nothing more to look at, as a rule.
    hashed = f"hash({', '.join(keys)})"
    session.compose(
        f"CREATE TEMP TABLE import_suspects AS SELECT {hashed} AS hashed FROM import_typed t WHERE fault IS NULL "
        "GROUP BY hashed HAVING count(*) > 1"
    )
    session.compose(
        f"CREATE TEMP TABLE import_first AS SELECT {columns}, min(line) AS first_line "
        f"FROM (SELECT {named}, line FROM import_typed t WHERE fault IS NULL "
        f"AND {hashed} IN (SELECT hashed FROM import_suspects)) GROUP BY {columns} HAVING count(*) > 1"
    )
    meet = " AND ".join(f"{expression} IS NOT DISTINCT FROM f.k{index}" for index, expression in enumerate(keys))
    compared = [*target.fields, *(name for name in target.key if target.table == "maintenance_logs")]
    differences = [
        (
            f"t.{name} IS DISTINCT FROM a.{name}",
            f"{{'name': {literal(name)}, 'here': coalesce(t.{name}::VARCHAR, 'nothing'), "
            f"'there': coalesce(a.{name}::VARCHAR, 'nothing')}}",
        )
        for name in dict.fromkeys(compared)
    ]
    session.compose(
        f"CREATE TEMP TABLE import_repeats AS SELECT t.line, f.first_line, {_case(differences)} AS difference "
        f"FROM import_typed t JOIN import_first f ON {meet} JOIN import_typed a ON a.line = f.first_line "
        f"WHERE t.fault IS NULL AND t.line > f.first_line"
    )


def plan(session: Session, target: Target, cells: Sequence[Cell], into: Path | None = None) -> None:
    """Make ``import_plan``: what becomes of every row without a fault; see :func:`check`."""
    defaults = DEFAULTS.get(target.table, {})
    differs = " OR ".join(f"(t.{name} IS NOT NULL AND t.{name} IS DISTINCT FROM s.{name})" for name in target.fields)
    effective = {name: f"coalesce(t.{name}, s.{name})" for name in target.fields}
    stored_too = {
        name: effective.get(name, f"s.{name}")
        for rule in RULES.get(target.table, ())
        for name in (rule[0], *defaults, *target.fields)
    }
    labels = {name: name for name in stored_too} | {cell.name: cell.label for cell in cells}
    rules = [
        (f"s.id IS NOT NULL AND {condition}", fault)
        for condition, fault in _rules(target, labels, stored_too | {n: f"t.{n}" for n in target.key}, "NULL::VARCHAR")
    ]
    span = ""
    if target.clock is not None and target.table != "maintenance_logs":
        span = (
            f"WHERE {target.clock} BETWEEN (SELECT min({target.clock}) FROM import_typed WHERE fault IS NULL) "
            f"AND (SELECT max({target.clock}) FROM import_typed WHERE fault IS NULL)"
        )
    planned = (
        f"SELECT t.* EXCLUDE (fault, faults), s.id AS existing_id, "
        f"CASE WHEN r.line IS NOT NULL AND r.difference IS NULL THEN 'duplicate' "
        f"WHEN r.line IS NOT NULL THEN 'conflict' WHEN s.id IS NULL THEN 'add' "
        f"WHEN {differs or 'false'} THEN 'update' ELSE 'unchanged' END AS action, "
        f"{_case(rules)} AS rule_fault "
        f"FROM import_typed t LEFT JOIN import_repeats r ON r.line = t.line "
        f"LEFT JOIN (SELECT * FROM {target.table} {span}) s ON {_keys_meet(target, 't', 's')} "
        f"WHERE t.fault IS NULL"
    )
    if into is not None and not rules:
        session.compose(f"COPY ({planned}) TO {literal(str(into))} (FORMAT parquet)")
        session.compose(f"CREATE TEMP VIEW import_plan AS SELECT * FROM read_parquet({literal(str(into))})")
        return
    session.compose(f"CREATE TEMP TABLE import_plan AS {planned}")
    if rules:
        session.compose("UPDATE import_plan SET action = 'broken' WHERE action = 'update' AND rule_fault IS NOT NULL")
    if into is not None:
        session.compose(f"COPY (FROM import_plan) TO {literal(str(into))} (FORMAT parquet)")


def _reject(session: Session, cells: Sequence[Cell], width: int) -> None:
    """Make ``import_rejected`` and ``import_duplicates``."""
    all_cells = "[" + ", ".join(f"c{index}" for index in range(width)) + "]"
    label = mapped("r.difference.name", {cell.name: cell.label for cell in cells}, "r.difference.name")
    session.compose(
        "CREATE TEMP TABLE import_all_rejected AS "
        "SELECT line, fault.column_name, fault.value, fault.reason, cells FROM ("
        "SELECT line, {'column_name': fault.column_name, 'value': fault.value, 'reason': fault.reason || "
        "CASE WHEN faults > 1 THEN ' Other cells of the row do not fit either: are they shifted?' ELSE '' END} "
        "AS fault "
        "FROM import_typed WHERE fault IS NOT NULL "
        "UNION ALL "
        f"SELECT line, {{'column_name': {label}, 'value': r.difference.here, 'reason': "
        "'The same key as line ' || r.first_line || ', where it is “' || left(r.difference.there, 60) || '”; "
        "correct one of them, or give each row a key of its own.'} "
        "FROM import_repeats r WHERE r.difference IS NOT NULL "
        "UNION ALL "
        "SELECT line, rule_fault FROM import_plan WHERE action = 'broken'"
        f") JOIN (SELECT line, to_json({all_cells})::VARCHAR AS cells FROM import_cells) USING (line) "
        "UNION ALL "
        "SELECT line, NULL, NULL, "
        f"'The row has ' || len(cells) || ' cells where the header has {width}; look for a missing or unquoted "
        "delimiter, or a quotation mark that is never closed.', to_json(cells)::VARCHAR FROM import_ragged"
    )
    session.compose(
        "CREATE TEMP TABLE import_rejected AS SELECT * FROM import_all_rejected "
        "QUALIFY row_number() OVER (PARTITION BY cells ORDER BY line) = 1"
    )
    session.compose(
        "CREATE TEMP TABLE import_duplicates AS "
        "SELECT line, first_line AS same_as, false AS rejected FROM import_repeats WHERE difference IS NULL "
        "UNION ALL "
        "SELECT line, same_as, true FROM (SELECT line, min(line) OVER (PARTITION BY cells) AS same_as "
        "FROM import_all_rejected) WHERE line > same_as"
    )
