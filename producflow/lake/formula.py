"""What readings are made into: known by a number, so that nothing is summed up anew when only words have changed."""

import ast
import hashlib
import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from producflow.domain import _ratio, readings, ruling, thresholds
from producflow.domain.stated_sensors import ROW_RULES
from producflow.lake.manifest import Manifest
from producflow.store import lake

VERSION = 1
"""Raise it where the same readings would come to something else: all days are then made anew."""
MODULES = (_ratio, ruling, thresholds, readings)
"""What workers run: sent to them as it is here, whatever they have installed."""


def fingerprint() -> str:
    """Of the code of all of it, to tell which one made a day; words about it count for nothing."""
    functions = (readings.judged, thresholds.classify, thresholds.ranks, ruling.unbroken, _ratio.known)
    sql = [line.split("--")[0].split() for line in lake.hours_question().splitlines()]
    parts = [*(_code(each) for each in functions), repr(sql), repr(ROW_RULES)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _code(function: Callable[..., object]) -> str:
    tree = ast.parse(inspect.getsource(function))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is not None:
            del node.body[0]
    return ast.dump(tree)


def rule_of(limits: Sequence[Mapping[str, Any]]) -> str:
    """Formula and limits in short: days that were made with others are made anew."""
    # In which order limits are stated means nothing.
    stated = sorted(repr(sorted((name, value) for name, value in row.items())) for row in limits)
    return hashlib.sha256("\0".join([str(VERSION), *stated]).encode()).hexdigest()[:16]


def stale(manifest: Manifest) -> list[str]:
    """Published days that other limits, or another formula, made: a roll-up with ``--since`` leaves them alone."""
    if manifest.formula["version"] != VERSION:
        return []  # of another version of ProducFlow, which knows better
    rule = rule_of(manifest.limits)
    return [day for day, entry in manifest.days.items() if entry.rule != rule]
