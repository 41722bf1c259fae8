"""Readings that are handed in for the next shared commit, and what becomes of them."""

from dataclasses import dataclass
from typing import Any

from producflow.access.roles import Actor
from producflow.operations.posted_readings import Posted


@dataclass(frozen=True)
class HandedIn:
    """One reading, or a small batch of which all are stored or none."""

    actor: Actor
    posted: tuple[Posted, ...]
    batch: bool = False


@dataclass(frozen=True)
class Counted:
    """What became of a batch."""

    new: int
    unchanged: int


class ToBeNamed(Exception):
    """Something in a batch cannot be stored, so nothing was; whoever looks closer names all of it."""


Outcome = dict[str, Any] | Counted | Exception
"""The reading as it is stored, or how many were; or why not: what is no :class:`ProducFlowError`, nor one
:class:`ToBeNamed`, is a fault of ours."""
