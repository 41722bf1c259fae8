"""What a plant says of itself in a lake: ``plant.json`` beside its days, written by ``lake export``."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from producflow.domain.readings import LIMITS
from producflow.domain.thresholds import DEFAULT_LIMITS, InvalidLimitsError, Limits, validate_limits
from producflow.errors import InvalidInput
from producflow.operations.checks import one_line

NAME = "plant.json"


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
