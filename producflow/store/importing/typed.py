"""From the text of cells to typed rows with the first fault of each, in SQL."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from producflow.domain.rules import LONGEST_STOP
from producflow.store.database import Session
from producflow.store.importing import passes, repeats, ruling, senses
from producflow.store.importing.cells import Cell, faults_of, raw_text, shown, typed_value
from producflow.store.importing.notations import literal
from producflow.store.importing.said_days import days_of_rows, with_day
from producflow.store.importing.spread import Spread
from producflow.store.importing.target import EndsAfter, FirstOf, Flag, NamedAfter, Table, Target, Within
from producflow.store.session import question

NO_MACHINE = "There is no machine"
"""How the reason begins for which rows of machines are rejected that are neither known nor created."""


def fault(label: str, raw: str, sentence: str, column: str | None = None) -> str:
    return f"{{'column_name': {column or literal(label)}, 'value': {raw}, 'reason': {sentence}}}"


def held_together(
    target: Target, labels: Mapping[str, str], source: Mapping[str, str], raw: str
) -> list[tuple[str, str]]:
    """Condition and fault of each rule on several fields that are all there; ``source`` is SQL of their values."""
    now, found = datetime.now(UTC), []
    for rule in target.rules:
        if rule.others and {rule.field, *rule.others} <= source.keys():
            text = raw.format(name=rule.field)
            said = ruling.sentence(rule, f"coalesce({shown(text)}, 'What is stored')", source)
            found.append((ruling.broken(rule, source, now), fault(labels[rule.field], text, said)))
    return found


def case(branches: Sequence[tuple[str, str]]) -> str:
    if not branches:
        return "NULL"
    return "CASE " + " ".join(f"WHEN {condition} THEN {value}" for condition, value in branches) + " END"


def _faults(target: Target, cell: Cell, *, sensed: bool) -> list[tuple[str, str]]:
    """Condition and sentence of all that can be wrong with one field: how it is read, then the rules for it alone."""
    raw, now = f"raw_{cell.name}", datetime.now(UTC)
    value = {cell.name: CONVERTED if sensed and cell.name == "value" else cell.name}
    rules = [rule for rule in target.rules if rule.field == cell.name and not rule.others]
    if sensed and cell.name in senses.JUDGED:
        rules = []
    return faults_of(cell) + [
        (ruling.broken(rule, value, now), ruling.sentence(rule, shown(raw), value)) for rule in rules
    ]


CONVERTED = "CASE WHEN factor IS NULL THEN value ELSE value * factor + shift END"
"""The value of a reading in the unit that its sensor is kept in."""


def _count(conditions: Sequence[str]) -> str:
    return " + ".join(f"coalesce({condition}, false)::INTEGER" for condition in conditions) or "0"


def type_rows(session: Session, target: Target, cells: Sequence[Cell], width: int, *, create_equipment: bool) -> None:
    """Make ``import_typed`` of the staged cells; unknown machines are a fault unless they are to be created."""
    _open_raw(session, target, cells, width)
    table, spread = target.table, target.spread
    machine = next((cell for cell in cells if cell.type == "machine"), None)
    sensed = spread is None and any(cell.type == "sensor" for cell in cells)
    labels = {cell.name: cell.label for cell in cells}
    branches = [
        (condition, fault(cell.label, f"raw_{cell.name}", sentence, _in_part(cell, spread)))
        for cell in cells
        for condition, sentence in _faults(target, cell, sensed=sensed)
    ]
    # Only what is wrong with single cells: several of those make a person ask whether the row is shifted, while a rule
    # on several fields that is broken says nothing about that.
    unreadable = [condition for condition, _ in branches]
    filled = {name: f"coalesce({name}, {table.default(name)})" for name in table.defaults}
    stated = {name: filled.get(name, name) for name in labels}
    branches += held_together(
        target, labels, {name: table.default(name) for name in table.defaults} | stated, "raw_{name}"
    )
    joined = identity = ""
    if machine is not None:
        session.compose(question("importing/open_machines"), by_number=machine.by_number)
        if machine.by_number:
            sentence = (
                "'There is no machine number ' || left(raw_equipment, 20) || ' here: the file is of another plant; "
                "export it again there, with the names of its machines.'"
            )
            branches.append(("equipment_id < 0", fault(machine.label, "raw_equipment", sentence)))
        elif not create_equipment:
            unless = " AND ".join(
                ["equipment_id < 0", *(f"lower(raw_equipment) <> lower({literal(name)})" for name in target.machines)]
            )
            sentence = f"'{NO_MACHINE} “' || left(raw_equipment, 60) || '”; correct the name or create it.'"
            # Below 0 are the machines that are not known yet.
            branches.append((unless, fault(machine.label, "raw_equipment", sentence)))
        joined = "JOIN import_machines m ON m.folded IS NOT DISTINCT FROM lower(raw_equipment)"
        identity = "m.equipment_id,"
    typed = {cell.name: _typed(cell, spread) for cell in cells if cell.type != "machine"}
    rewritten = {name: filled[name] for name in table.key if name in filled} | _following(table)
    dropped = {f"raw_{name}" for name in labels} | {
        each.minutes for each in table.follows if isinstance(each, EndsAfter)
    }
    dropped |= {f"second_{cell.name}" for cell in cells if cell.folds}
    dropped |= {"turn_of_day"} if any(cell.daily for cell in cells) else set()
    if spread is not None:
        dropped.add("piece")
    if sensed:
        # What machine, sensor and unit mean together is found once per combination, of which there are few, and not per
        # row.
        senses.find(session, {name: typed.pop(name) for name in senses.JUDGED}, labels)
        # A combination in which a text is missing is one too: by "=" its rows would be lost in the join.
        same_texts = " AND ".join(f"n.{name} IS NOT DISTINCT FROM r.{name}" for name in senses.RAW)
        joined = f"JOIN import_senses n ON {same_texts}"
        identity = "n.equipment_id, n.sensor_type, n.unit, n.factor, n.shift, n.unit_fault,"
        branches.append(("unit_fault IS NOT NULL", "unit_fault"))
        rewritten |= {"value": CONVERTED}
        dropped |= {"factor", "shift", "unit_fault"}
    if target.sets_apart and table.clock is not None:
        typed["first_twin"] = "min(r.line) OVER (PARTITION BY r.twin)"
        rewritten[table.clock] = repeats.apart(table.clock, [rewritten.get(name, name) for name in table.key])
        dropped |= {"twin", "first_twin"}
    excluded = sorted(dropped | (rewritten.keys() & labels.keys()))
    session.compose(
        f"CREATE TEMP TABLE import_typed AS "
        f"SELECT * EXCLUDE ({', '.join(excluded)}), {_as(rewritten)}{case(branches)} AS fault, "
        f"CASE WHEN fault IS NOT NULL THEN {_count(unreadable)} END AS faults "
        f"FROM (SELECT r.*, {identity} {_as(typed)}FROM import_raw r {joined})"
    )


def _as(columns: Mapping[str, str]) -> str:
    """Columns of a SELECT, each with a comma behind it."""
    return "".join(f"{value} AS {name}, " for name, value in columns.items())


def _following(table: Table) -> dict[str, str]:
    """Column → SQL of what follows from other fields of the row."""
    found = {}
    for each in table.follows:
        match each:
            case EndsAfter(end, start, minutes):
                # What lasts longer is refused.
                lasted = f"CASE WHEN abs({minutes}) <= {LONGEST_STOP!r} THEN ({minutes} * 6e7)::BIGINT END"
                found[end] = f"coalesce({end}, {start} + to_microseconds({lasted}))"
            case NamedAfter(text, other, unless):
                found[text] = f"coalesce({text}, CASE WHEN {other} <> {literal(unless)} THEN raw_{other} END)"
            case Within(name, whole):
                wholes = f"count(DISTINCT lower(coalesce({whole}, ''))) OVER (PARTITION BY lower({name}))"
                found[name] = f"CASE WHEN {wholes} > 1 AND {whole} IS NOT NULL THEN {whole} || ' / ' || {name} "
                found[name] += f"ELSE {name} END"
            case Flag(flag, other, value):
                found[flag] = f"{other} = {literal(value)}"
            case FirstOf(column, said, otherwise):
                found[column] = (
                    case([(f"{names[-1]} IS NOT NULL", literal(value)) for names, value in said]).removesuffix("END")
                    + f"ELSE {literal(otherwise)} END"
                )
                for at, (names, _) in enumerate(said):
                    for name in names:
                        before = [each[-1] for each, _ in said[:at] if name not in each]
                        if before:
                            found[name] = f"CASE WHEN coalesce({', '.join(f'{each}::VARCHAR' for each in before)}) "
                            found[name] += f"IS NULL THEN {name} END"
    return found


def _open_raw(session: Session, target: Target, cells: Sequence[Cell], width: int) -> None:
    """Make ``import_raw``: the text of every field, one row per row of ours."""
    passes.find(session, target, cells)
    spread, source = target.spread, passes.source(cells, "import_cells")
    texts = {cell.name: raw_text(cell) for cell in cells}
    if any(cell.steps is not None and cell.column is None for cell in cells):
        machine = next((texts[cell.name] for cell in cells if cell.type == "machine" and cell.column is not None), "")
        within = f"PARTITION BY lower({machine}) " if machine else ""
        source = f"(SELECT *, row_number() OVER ({within}ORDER BY line) - 1 AS turn FROM {source})"
        texts |= {cell.name: "turn::VARCHAR" for cell in cells if cell.steps is not None and cell.column is None}
    if days := [cell.name for cell in cells if cell.daily]:
        of = [f"lower({texts[cell.name]})" for cell in cells if cell.type in ("machine", "sensor") or cell.daily]
        turn = f"row_number() OVER (PARTITION BY {', '.join(of)} ORDER BY line) - 1"
        source = f"(SELECT *, {turn} AS turn_of_day FROM {source})"
    if of_a_day := [cell for cell in cells if cell.day is not None]:
        whose = [f"lower({texts[cell.name]})" for cell in cells if cell.type in ("machine", "sensor")]
        source = days_of_rows(source, of_a_day[0], whose)
        texts |= {cell.name: with_day(texts[cell.name]) for cell in of_a_day}
    place, at = "line", ""
    if spread is not None:
        source = f"({spread.rows(source)})"
        # Rows of one line stay apart and in the order of the file; `Target.line` tells the line again.
        place, at = f"line * {spread.stride} + piece AS line", "piece, "
        texts[spread.field] = spread.of_each(spread.names)
        texts |= {
            cell.name: spread.of_each(spread.machines) for cell in cells if cell.type == "machine" and spread.machines
        }
        if spread.cell is not None:
            texts[spread.cell] = "spread_text"
    if target.sets_apart:
        at = f"hash({', '.join(f'c{index}' for index in range(width))}) AS twin, "
    raws = ", ".join(f"{texts[cell.name]} AS raw_{cell.name}" for cell in cells)
    raws += ", turn_of_day" if days else ""
    raws += "".join(f", second_{cell.name}" for cell in cells if cell.folds)
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
