"""What machines, sensor types and units mean that a lake's files state."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from producflow.domain.readings import LIMITS, MEANT, STATED, in_force
from producflow.domain.rules import RULES, Rule
from producflow.domain.sensors import sense
from producflow.domain.thresholds import Limits

ROW_RULES: tuple[Rule, ...] = tuple(rule for rule in RULES["sensor_readings"] if rule.field in ("timestamp", "value"))
"""What every reading must hold, whatever its sensor is called."""
UNLIMITED = Limits()
REFUSED = float("nan")
"""The factor of what cannot be."""


class Names:
    """How machines are spelled: as each was first met, since letter case and doubled spaces tell none apart."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._known: dict[str, str] = {}
        self._spellings: dict[str, set[str]] = {}
        for name in known:
            self(name)

    def __call__(self, stated: str) -> str:
        name = " ".join(stated.split())
        own = self._known.setdefault(name.casefold(), name)
        self._spellings.setdefault(own, set()).add(stated)
        return own

    def all(self) -> dict[str, list[str]]:
        """Every machine met, by name, and how files spell it."""
        return {name: sorted(self._spellings[name]) for name in sorted(filter(None, self._known.values()))}


def meant(stated: Iterable[tuple[str, str, str]], limits: Iterable[Mapping[str, Any]], names: Names) -> pd.DataFrame:
    """What is stated, as :func:`producflow.domain.readings.judged` asks for it.

    Parameters
    ----------
    stated : iterable of tuple
        Machine, sensor type and unit; a missing one is empty.
    limits : iterable of mapping
        ``machine`` (None: the plant's own), ``sensor_type``, and limits [the sensor's unit].
    """
    rows = sorted(stated)
    spelled = [names(machine) for machine, _, _ in rows]  # before those that only limits name
    known = {
        (None if row["machine"] is None else names(row["machine"]), str(row["sensor_type"])): Limits.from_row(row)
        for row in limits
    }
    found = []
    for own, (_, sensor_type, unit) in zip(spelled, rows, strict=True):
        means = sense(sensor_type, unit)
        holds = in_force(known, own, means.sensor_type, UNLIMITED)
        factor = means.factor if own and means.sensor_type and not means.fault else REFUSED
        found.append(
            (own, means.sensor_type, means.unit, factor, means.offset, *(getattr(holds, name) for name in LIMITS))
        )
    numbers = ["factor", "offset", *LIMITS]
    frame = pd.DataFrame(found, index=pd.MultiIndex.from_tuples(rows, names=STATED), columns=list(MEANT))
    return frame.astype(dict.fromkeys(numbers, "float64") | {name: "str" for name in MEANT if name not in numbers})
