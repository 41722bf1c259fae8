"""Files with a column per sensor or per machine: which columns those are."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from producflow.domain.rules import LONGEST_SENSOR
from producflow.domain.sensors import family
from producflow.domain.units import ACCELERATIONS, CANONICAL_UNITS, CONVERSIONS, DISPLACEMENTS, why_not
from producflow.imports.text import is_unit, split_unit, words
from producflow.store.importing.column_profile import ColumnFacts
from producflow.vocabulary.words import fold

NOT_PHYSICAL = frozenset(
    """
    % ‰ min s sec ms µs us ns h hr hrs d pcs pc stk stück pieces units unit ea u $ € £ eur usd gbp chf h/d cycles
    """.split()  # noqa: SIM905 - so many words read better as text
)
"""Units that do not tell a sensor: of time, money and pieces."""
TRAILING = frozenset({unit for known in CONVERSIONS.values() for unit in known} - {"c", "f", "k", "pa", "m/s", "1/s"})
"""Units that are told by a header's last word, as in `pressure_bar`; single letters are not."""
IDENTIFIER = re.compile(r"\b(id|uid|uuid|no|nr|num|number|index|idx|row|nummer|numero|code|serial|key)\b")
NUMERIC = 0.9  # of the filled cells
MOSTLY = 0.5  # where the header says that it is a measurement
FLAG = 2  # different values
ROOM_FOR_A_NUMBER = 10  # characters; what tells columns of one name apart


@dataclass(frozen=True)
class Sensor:
    """What a column of readings seems to hold."""

    name: str
    """Its own name without the unit, folded."""
    unit: str | None
    """As the header states it."""
    family: str | None
    """The sensor type with a unit of ours that it is one of: a hydraulic pressure is a pressure."""

    @property
    def physical(self) -> bool:
        """Whether the header says that it is a measurement."""
        measured = self.unit is not None and is_unit(self.unit) and self.unit.casefold() not in NOT_PHYSICAL
        return measured or self.family is not None


def sensor_of(column: str) -> Sensor:
    """What a header says about a column of readings."""
    name, unit = split_unit(column)
    name = fold(words(name))
    last = column.replace("_", " ").split()[-1].casefold() if column.split() else ""
    if unit is None and last in TRAILING and fold(last) != name:
        unit, name = last, name.removesuffix(fold(last)).strip() or name
    return Sensor(name, unit, family(name))


def sensor_names(columns: Sequence[str]) -> dict[str, str]:
    """Sensor type of each column: ours where only one column is of it and its unit can be converted, else its own."""
    sensors = {column: sensor_of(column) for column in columns}
    families = Counter(sensor.family for sensor in sensors.values())
    names: dict[str, str] = {}
    for column, sensor in sensors.items():
        name = _named(sensor, alone=families[sensor.family] == 1)
        while name in names.values():
            name = f"{name} {list(columns).index(column) + 1}"
        names[column] = name
    return names


def _named(sensor: Sensor, *, alone: bool) -> str:
    own = sensor.name[: LONGEST_SENSOR - ROOM_FOR_A_NUMBER].strip() or "sensor"
    if sensor.family is None:
        return own
    if sensor.unit is None or why_not(sensor.family, sensor.unit) is None:
        return sensor.family if alone else own
    if own not in CANONICAL_UNITS:
        return own
    unit = sensor.unit.casefold()
    what = "acceleration" if unit in ACCELERATIONS else "displacement" if unit in DISPLACEMENTS else fold(unit)
    return f"{own} {what}"


def sensor_units(columns: Sequence[str]) -> dict[str, str]:
    """Unit of each column whose header states one."""
    return {column: unit for column in columns if (unit := sensor_of(column).unit) is not None}


def sensors_among(found: Mapping[str, ColumnFacts], taken: Collection[str]) -> list[str]:
    """Columns that hold readings: numbers with a physical name or unit, or else numbers that vary and count nothing.

    Parameters
    ----------
    found : mapping
        Column of the file → what its cells look like.
    taken : collection of str
        Columns that are something else.
    """
    chosen = []
    for column, facts in found.items():
        sensor = sensor_of(column)
        if column in taken or facts.filled == 0:
            continue
        share = facts.numbers / facts.filled
        if (sensor.physical and share >= MOSTLY) or (
            share >= NUMERIC and (facts.different > FLAG and not IDENTIFIER.search(sensor.name))
        ):
            chosen.append(column)
    return chosen


def physical(columns: Sequence[str]) -> list[str]:
    """Columns whose header says that they are measurements."""
    return [column for column in columns if sensor_of(column).physical]
