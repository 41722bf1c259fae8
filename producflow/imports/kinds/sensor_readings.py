"""Readings of sensors: a row for each, or a row for each time with a column per sensor."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from producflow.access.roles import Actor
from producflow.domain.rules import Rule, kept_since
from producflow.domain.units import CANONICAL_UNITS, CONVERSIONS, why_not
from producflow.imports.columns.questions import Question
from producflow.imports.columns.recognition import CLEAR, Match, Unfit, match_columns
from producflow.imports.columns.tags import pattern as tag_pattern
from producflow.imports.columns.tags import proposed
from producflow.imports.columns.wide import physical, sensor_names, sensor_units, sensors_among
from producflow.imports.kinds.kind import MACHINE, Field, Kind
from producflow.imports.text import is_unit, split_unit, words
from producflow.operations import readings
from producflow.reports.plant import machine_names
from producflow.store.database import Session, Transaction
from producflow.store.importing import column_profile, dress_profile, reading_statuses
from producflow.store.importing.dress import ANY
from producflow.store.importing.target import Table, Target
from producflow.store.queries import readings as queries
from producflow.vocabulary.words import fold, names

if TYPE_CHECKING:
    from producflow.imports.columns.mapping import Mapping
    from producflow.imports.reading.cells import Staged

PHYSICAL_ENOUGH = 2
"""Columns with a physical unit or name: no other kind of file has so many."""
SHARED = ("equipment", "timestamp", "quality")
"""Fields that the sensors of a row have in common."""


@dataclass(frozen=True)
class Readings(Kind):
    """Readings, each of a sensor of a machine."""

    def shapes(self, columns: Sequence[str], unfit: Unfit) -> list[tuple[float, dict[str, Match]]]:
        """A column per sensor: only the columns with physical names or units count."""
        matches = {name: match for name, match in match_columns(self, columns, unfit).items() if name in SHARED}
        taken = {match.column for match in matches.values()}
        measured = [column for column in physical(columns) if column not in taken]
        if not measured:
            return []
        sure = sum(match.confidence for match in matches.values())
        score = 0.6 * (sure + 1) / 3 + 0.4 * (sure + len(measured)) / len(columns)
        return [(max(score, CLEAR) if len(measured) >= PHYSICAL_ENOUGH else score, matches)]

    def proposed(self, session: Session, staged: "Staged", mapping: "Mapping") -> "Mapping":
        """The unit in the header of the values; without such a column, a column per sensor."""
        if "value" in mapping.columns:
            unit = None if "unit" in mapping.columns else split_unit(mapping.columns["value"])[1]
            if unit is None and "unit" not in mapping.columns:
                mapping = self._with_units_of_cells(session, staged, mapping)
            return self._split(session, staged, mapping.with_constant("unit", unit) if unit else mapping)
        kept = {name: column for name, column in mapping.columns.items() if name in SHARED}
        chosen = sensors_among(staged.first_cells(session), kept.values())
        if not chosen:
            return mapping
        units = self._units_in_cells(session, staged, chosen) | sensor_units(chosen)
        beside = [each for each in staged.columns if fold(words(each)) in names("sensor_readings.unit")]
        if len(chosen) == len(beside) == 1 and not units:
            stated = column_profile.distinct(session, staged.columns.index(beside[0]))[1]
            if len(stated) > 1:  # each row has its own
                rows = {**kept, "value": chosen[0], "unit": beside[0]}
                named = replace(mapping, columns=rows).with_constant("sensor_type", sensor_names(chosen)[chosen[0]])
                return self._split(session, staged, named)
            units = {column: text for column in chosen for text, _ in stated if is_unit(text)}
        spread = replace(mapping, columns=kept, spread=sensor_names(chosen), units=units)
        return self._split(session, staged, spread)

    def _units_in_cells(self, session: Session, staged: "Staged", columns: Sequence[str]) -> dict[str, str]:
        """The most frequent unit behind the numbers of each column that has such."""
        dressed = [each for each in columns if staged.recall(column_profile.number_facts, session, each, ANY).dressed]
        found = {each: staged.recall(dress_profile.units_in_cells, session, each) for each in dressed}
        return {column: units[0][0] for column, units in found.items() if units}

    def _with_units_of_cells(self, session: Session, staged: "Staged", mapping: "Mapping") -> "Mapping":
        """The unit that stands behind the number in the same cell."""
        column = mapping.columns["value"]
        facts = staged.recall(column_profile.number_facts, session, column, ANY)
        stated = facts.dressed and staged.recall(dress_profile.units_in_cells, session, column)
        return replace(mapping, columns={**mapping.columns, "unit": column}) if stated else mapping

    def _split(self, session: Session, staged: "Staged", mapping: "Mapping") -> "Mapping":
        """Take the machine from the tags, where no column holds it and they carry it for sure."""
        found = self.tag_pattern(session, staged, mapping)
        return self.tagged(mapping, found[0]) if found is not None and found[1] else mapping

    def tag_pattern(self, session: Session, staged: "Staged", mapping: "Mapping") -> tuple[str, bool] | None:
        """From the values of the column of tags, or the names of the columns of sensors."""
        if "equipment" in {*mapping.columns, *mapping.constants, *mapping.rules}:
            return None
        tags = [split_unit(column)[0] for column in mapping.spread]
        if "sensor_type" in mapping.columns:
            at = staged.columns.index(mapping.columns["sensor_type"])
            tags = [text for text, _ in column_profile.distinct(session, at)[1]]
        return proposed(tags, machine_names(session).values())

    def tagged(self, mapping: "Mapping", pattern: str) -> "Mapping":
        """Columns of one sensor each are named by what is left of their names without the machine."""
        named = mapping.with_constant("equipment", None).with_rule("equipment", pattern)
        split, of_machine = tag_pattern(pattern), dict[str, dict[str, str]]()
        for column in mapping.spread:
            name, unit = split_unit(column)
            if (parts := split.split(name)) is not None:
                of_machine.setdefault(parts[0], {})[f"{parts[1]} ({unit})" if unit else parts[1]] = column
        spread = dict(mapping.spread)
        for columns in of_machine.values():
            spread |= {columns[part]: sensor for part, sensor in sensor_names(list(columns)).items()}
        return replace(named, spread=spread)

    def questions(self, mapping: "Mapping") -> list[Question]:
        """Ask for another unit where the stated one cannot be converted to ours."""
        stated, sensor = mapping.constants.get("unit"), fold(mapping.constants.get("sensor_type", ""))
        why = None if stated is None else why_not(sensor, stated)
        if why is None:
            return []
        return [Question("constants", "unit", f"“{stated}” cannot be converted: {why}.", tuple(CONVERSIONS[sensor]))]

    def rules_of_today(self, session: Session) -> tuple[Rule, ...]:
        """Hours whose single readings were removed by age take no more of them."""
        kept_from = queries.kept_from(session)
        return () if kept_from is None else (kept_since(kept_from),)

    def notes(self, session: Session, target: Target, mapping: "Mapping") -> list[str]:
        """Tell in which unit values are taken where the file names none."""
        without = "unit" not in {*mapping.columns, *mapping.constants}
        if mapping.spread:
            without = any(
                name in CANONICAL_UNITS and each not in mapping.units for each, name in mapping.spread.items()
            )
        said = "The file names no unit; values are taken in our own unit of their sensor type."
        return [said] if without else []

    @contextmanager
    def writing(self, transaction: Transaction, actor: Actor, target: Target) -> Iterator[Target]:
        """Give each reading its status, and sum up the hours of all afterwards."""
        spans = reading_statuses.touched(transaction)
        if spans.empty:
            yield target
            return
        _give_statuses(transaction, spans)
        yield replace(target, fields=(*target.fields, "status"))
        readings.refresh(transaction, spans)


def _give_statuses(transaction: Transaction, sensors: pd.DataFrame) -> None:
    """Put the status of each reading into the plan; only those beyond a limit are looked at one by one.

    Parameters
    ----------
    sensors : DataFrame
        `equipment_id` and `sensor_type` of the readings to be written, each pair once.
    """
    reading_statuses.inside(transaction, readings.inside(transaction, sensors))
    pieces = [
        pd.DataFrame({"line": piece["line"], "status": readings.classify(transaction, piece)})
        for piece in reading_statuses.unclassified(transaction)
    ]
    nothing = pd.DataFrame({"line": pd.Series(dtype="int64"), "status": pd.Series(dtype="str")})
    reading_statuses.classified(transaction, pd.concat(pieces, ignore_index=True) if pieces else nothing)


KIND = Readings(
    Table("sensor_readings", ("equipment_id", "sensor_type", "timestamp"), clock="timestamp"),
    "Sensor readings",
    (
        MACHINE,
        Field("sensor_type", "Sensor type", "sensor", required=True, names=names("sensor_readings.sensor_type"),
              asked="What was measured, such as temperature? No column says it."),
        Field("timestamp", "Time", "instant", required=True, names=names("sensor_readings.timestamp")),
        Field("value", "Value", "number", required=True, dressed=ANY, names=names("sensor_readings.value")),
        Field("unit", "Unit", "text", names=names("sensor_readings.unit")),
        Field("quality", "Quality", "choice", choices=("good",), stored=False, names=names("sensor_readings.quality")),
    ),
    aliases=("readings", "sensors"),
    across="sensor_type",
    cell="value",
    parts="readings",
    page=("equipment", "the equipment page"),
    always=("unit",),
)  # fmt: skip
