"""What a sensor is called and in which unit its readings are kept, for whoever brings them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from producflow.domain.rules import RULES, first_broken
from producflow.domain.units import CANONICAL_UNITS, CONVERSIONS, why_not
from producflow.vocabulary.words import fold, known_values

NEVER = datetime.min.replace(tzinfo=UTC)
"""For rules about texts, which ask for no clock."""
TEXTS = tuple(rule for rule in RULES["sensor_readings"] if rule.field in ("sensor_type", "unit"))
SHORTEST_ENDING = 5
"""Of a word that may be the end of another. [letters]"""


@dataclass(frozen=True)
class Sense:
    """What a sensor type and a unit mean, as somebody states them."""

    sensor_type: str
    """As it is kept."""
    unit: str | None
    """In which its readings are kept."""
    factor: float = 1.0
    offset: float = 0.0
    """To that unit: kept = factor × stated + offset."""
    field: str = ""
    fault: str = ""
    """Which of the two texts cannot be and what is to be said of it, after its name; empty where all is well."""


def sense(sensor_type: str, unit: str | None) -> Sense:
    """Work out what a sensor type and a unit mean: a unit that can be converted is, the same for every door.

    Parameters
    ----------
    sensor_type : str
        One with limits of ours, or another name: a hydraulic pressure is converted like a pressure.
    unit : str or None
        None: ours for a type with limits of ours, else not known. One that is not known is kept as it is stated,
        except for a type with limits, whose values would then mean something else.
    """
    sensor, stated = sensor_type.strip().lower(), (unit or "").strip() or None
    broken = first_broken(TEXTS, {"sensor_type": sensor, "unit": stated}, NEVER)
    if broken is not None:
        return Sense(sensor, stated, field=broken.field, fault=broken.says.removeprefix("{it} "))
    if stated is None:
        return Sense(sensor, CANONICAL_UNITS.get(sensor))
    why = why_not(sensor, stated)
    if why is not None:
        return Sense(sensor, stated, field="unit", fault=f"cannot be converted: {why}.")
    known = sensor if sensor in CANONICAL_UNITS else family(sensor)
    if known is None or stated.lower() not in CONVERSIONS[known]:
        return Sense(sensor, stated)
    return Sense(sensor, CANONICAL_UNITS[known], *CONVERSIONS[known][stated.lower()])


@lru_cache(maxsize=4096)
def family(name: str) -> str | None:
    """The sensor type with a unit of ours that a name is one of, in any of the languages; None if it is none."""
    known = known_values("sensor_readings", "sensor_type")
    folded = fold(name)
    if folded in known:
        return known[folded]
    for word in reversed(folded.split()):
        if word in known:
            return known[word]
        for text, ours in known.items():  # one word in German: oltemperatur, hydraulikdruck, spindeldrehzahl
            if len(text) >= SHORTEST_ENDING and " " not in text and word.endswith(text):
                return ours
    return None
