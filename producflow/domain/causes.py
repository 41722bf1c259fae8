"""What may be the cause of an excursion: what people wrote and did near it, told by rules that a person can check."""

from collections.abc import Iterable
from dataclasses import dataclass

IN_WORK, LATE, STOP, NOTE = "job in progress", "late job", "unplanned stop", "note"
KINDS = (IN_WORK, LATE, STOP, NOTE)
"""What counts as evidence, the strongest first: what is done, what was left undone, what happened, what is said."""

SPEAKS_OF = {
    "temperature": ("temperature", "heat", "hot", "cool", "thermo", "cold", "fan"),
    "pressure": ("pressure", "leak", "hydraul", "pneum", "valve", "pump", "seal", "hose", "compress"),
    "vibration": ("vibrat", "bearing", "spindle", "balance", "loose", "align"),
    "speed": ("speed", "belt", "drive", "motor", "gear", "convert"),
}
"""Beginnings of words that speak of a sensor; of any other sensor, its own words do."""
MOST = 2
"""Pieces of evidence that are told."""


@dataclass(frozen=True)
class Evidence:
    """One thing that may explain what a machine does."""

    kind: str
    """One of `KINDS`."""
    words: str
    """What people wrote: by them it is known what it speaks of."""
    told: str
    """In a few words, what matters first: ``job 6 days late, “Check heater bands”``."""

    def speaks_of(self, sensor: str | None) -> bool:
        """Whether it names what a sensor measures."""
        if sensor is None:
            return False
        own = tuple(sensor.lower().replace("_", " ").split())
        words = self.words.lower().replace("-", " ").split()
        return any(word.strip("“”\"'(,.:;").startswith(SPEAKS_OF.get(sensor, own)) for word in words)


@dataclass(frozen=True)
class Cause:
    """What is told of a cause."""

    likely: bool
    """Whether the evidence speaks of what the sensor measures; else it is only what lies nearest."""
    evidence: tuple[Evidence, ...]
    """The strongest first; may be empty."""

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.evidence)


def cause(sensor: str | None, found: Iterable[Evidence]) -> Cause:
    """Choose what to tell: what speaks of the sensor, else what lies nearest; one of each kind, the strongest first.

    Parameters
    ----------
    sensor : str or None
        The sensor type that is beyond its limit; None: no sensor is.
    found : iterable of Evidence
        Of one machine, of each kind the nearest first.
    """
    every = sorted(found, key=lambda each: KINDS.index(each.kind))
    speaking = [each for each in every if each.speaks_of(sensor)]
    by_kind: dict[str, Evidence] = {}
    for each in speaking or every:
        by_kind.setdefault(each.kind, each)
    return Cause(bool(speaking), tuple(by_kind.values())[: MOST if speaking else 1])
