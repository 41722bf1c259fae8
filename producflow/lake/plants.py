"""What a plant says of itself in a lake: ``plant.json`` beside its days, written by ``lake export``."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from producflow.domain.readings import LIMITS, MEANT, STATED, in_force
from producflow.domain.sensors import sense
from producflow.domain.thresholds import DEFAULT_LIMITS, InvalidLimitsError, Limits, validate_limits
from producflow.errors import InvalidInput
from producflow.operations.checks import one_line

NAME = "plant.json"
UNLIMITED = Limits()
REFUSED = float("nan")
"""The factor of what cannot be."""


@dataclass(frozen=True)
class Plant:
    """What holds in a plant."""

    limits: list[dict[str, Any]]
    """``machine`` (None: the plant's own), ``sensor_type``, and the four limits [the sensor's unit]."""
    calendar: dict[str, Any] = field(default_factory=dict)
    machines: list[dict[str, Any]] = field(default_factory=list)
    """``name``, and what else is known of each."""
    stated: bool = True
    """Whether the plant says so itself."""


def of(folder: Path) -> Plant:
    """What holds in the plant of a folder; the limits that every plant begins with where it says nothing.

    Raises
    ------
    InvalidInput
        If what it says cannot be read.
    """
    path = folder / NAME
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Plant([_row(None, sensor, limits) for sensor, limits in DEFAULT_LIMITS.items()], stated=False)
    except (OSError, ValueError) as error:
        raise InvalidInput(f"{path} cannot be read: {error}.") from None
    try:
        limits = [_row(each["machine"], each["sensor_type"], Limits.from_row(each)) for each in found["limits"]]
        machines = [{**each, "name": one_line(each["name"])} for each in found.get("machines", [])]
        return Plant(limits, dict(found.get("calendar", {})), machines)
    except InvalidLimitsError as error:
        raise InvalidInput(f"{path}: {error}") from None
    except (KeyError, TypeError, ValueError, AttributeError):
        raise InvalidInput(f"{path} is not as `lake export` writes it; export the plant anew.") from None


def _row(machine: str | None, sensor_type: str, limits: Limits) -> dict[str, Any]:
    stated = {name: getattr(validate_limits(limits), name) for name in LIMITS}
    return {"machine": None if machine is None else one_line(machine), "sensor_type": sensor_type, **stated}


class Names:
    """How machines are spelled: in the letter case in which each was first met, since case tells none apart."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known: dict[str, str] = {}
        for name in known:
            self(name)

    def __call__(self, stated: str) -> str:
        name = one_line(stated)
        return self._known.setdefault(name.casefold(), name)

    def all(self) -> list[str]:
        """Every machine met, by name."""
        return sorted(filter(None, self._known.values()))


def meant(stated: Iterable[tuple[str, str, str]], plant: Plant, names: Names) -> pd.DataFrame:
    """What machines, sensor types and units mean that files state, for :func:`producflow.domain.readings.judged`."""
    spelled = {machine: names(machine) for machine, _, _ in sorted(stated)}  # before those that only limits name
    limits = {
        (None if row["machine"] is None else names(row["machine"]), row["sensor_type"]): Limits.from_row(row)
        for row in plant.limits
    }
    rows = []
    for machine, sensor_type, unit in sorted(stated):
        own, found = spelled[machine], sense(sensor_type, unit)
        holds = in_force(limits, own, found.sensor_type, UNLIMITED)
        sound = own and found.sensor_type and not found.fault
        rows.append(
            (
                *(own, found.sensor_type, found.unit, found.factor if sound else REFUSED, found.offset),
                *(getattr(holds, name) for name in LIMITS),
            )
        )
    index = pd.MultiIndex.from_tuples(sorted(stated), names=STATED)
    frame = pd.DataFrame(rows, index=index, columns=list(MEANT))
    numbers = ["factor", "offset", *LIMITS]
    return frame.astype(dict.fromkeys(numbers, "float64") | {name: "str" for name in MEANT if name not in numbers})
