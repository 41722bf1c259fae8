"""Areas and lines that are called otherwise from now on, by their machines and by all else that names them."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from producflow.access import audit
from producflow.access.roles import Actor, Permission
from producflow.errors import Conflict, InvalidInput, NotFound
from producflow.operations import equipment, subscriptions
from producflow.operations.checks import one_line, one_of
from producflow.reports.levels import AREA, LINE, Register
from producflow.reports.plant import machine_names
from producflow.store.database import Store, Transaction
from producflow.store.queries import messages, targets, wall_links

COLUMNS = {AREA: "area", LINE: "production_line"}
"""What machines and goals call them by."""


def rename(store: Store, actor: Actor, *, level: str, name: str, to: str, area: str | None = None) -> dict[str, int]:
    """Call an area, or a line of an area, otherwise; goals, messages and screens that name it follow.

    Parameters
    ----------
    level : str
        ``area`` or ``line``.
    name, to : str
        What it is called, and will be; no other one may be called so.
    area : str, optional
        Whose line it is; None where its machines have no area.

    Returns
    -------
    dict of str to int
        How many `machines`, `goals`, `subscriptions` and `screens` say so now.

    Raises
    ------
    NotAllowed, NotFound, InvalidInput, Conflict
    """
    actor.require(Permission.MANAGE_EQUIPMENT)
    one_of(level, tuple(COLUMNS), "level")
    wanted = one_line(to)
    if not wanted:
        raise InvalidInput("The new name is empty; fill it in.", "to")

    def work(transaction: Transaction) -> dict[str, int]:
        names = machine_names(transaction)
        those = _machines(names, level, name, area)
        if not those:
            raise NotFound(f"There is no {level} '{name}'{f' of {area}' if level == LINE and area else ''}.")
        if wanted == name:
            return {"machines": 0, "goals": 0, "subscriptions": 0, "screens": 0}
        if _machines(names, level, wanted, area):
            raise Conflict(f"The {level} '{wanted}' is there already; change the machines that belong to it instead.")
        for machine in those:
            equipment.change_in(transaction, actor, machine, {COLUMNS[level]: wanted})
        done = {"machines": len(those)}
        for what, entity, changes in (
            ("goals", "targets", _goals(transaction, level, name, wanted, area)),
            ("subscriptions", "subscriptions", _subscriptions(transaction, names, level, name, wanted, area)),
            ("screens", "wall_links", _screens(transaction, names, level, name, wanted, area)),
        ):
            for before, after in changes:
                audit.record(transaction, actor, "change", entity, int(before["id"]), before=before, after=after)
            done[what] = len(changes)
        return done

    return store.write(work)


Changes = list[tuple[Mapping[str, Any], Mapping[str, Any]]]
"""Rows before and after."""


def _machines(names: Register, level: str, name: str, area: str | None) -> list[int]:
    """Machines of an area, or of a line of an area."""
    of = {key: (names.of[AREA].get(key), names.of[LINE].get(key)) for key in names}
    return [key for key, (own, line) in of.items() if (own == name if level == AREA else (own, line) == (area, name))]


def _goals(transaction: Transaction, level: str, name: str, to: str, area: str | None) -> Changes:
    """Goals of it, and of an area's lines: history too, which is of the same machines."""
    changes: Changes = []
    for goal in targets.everything(transaction).to_dict("records"):
        own, line = (None if pd.isna(goal[column]) else goal[column] for column in COLUMNS.values())
        if (own == name) if level == AREA else ((own, line) == (area, name)):
            before = targets.by_id(transaction, int(goal["id"])) or {}
            named = {"area": own, "production_line": line} | {COLUMNS[level]: to}
            if targets.same(transaction, before | named) is not None:
                raise Conflict(f"There are goals of {level} '{to}' already; take them back first (Admin → Goals).")
            changes.append((before, targets.change(transaction, before, **named)))
    return changes


def _subscriptions(
    transaction: Transaction, names: Register, level: str, name: str, to: str, area: str | None
) -> Changes:
    """Messages about it; those about lines of that name in several areas are about both names from then on."""
    changes: Changes = []
    field = f"{level}s"
    for before in messages.subscriptions(transaction):
        said, areas = before[field] or (), before["areas"]
        if name not in said or (level == LINE and areas is not None and area not in areas):
            continue
        stays = level == LINE and any(
            own != area and (areas is None or own in areas) for own in _areas_with(names, name)
        )
        places = {"areas": areas, "lines": before["lines"]}
        places[field] = sorted({*said, to} - (set() if stays else {name}))
        after = messages.rename(transaction, int(before["id"]), **places)
        changes.append((subscriptions.kept(before), subscriptions.kept(after)))
    return changes


def _screens(transaction: Transaction, names: Register, level: str, name: str, to: str, area: str | None) -> Changes:
    """Screens that show it; one of a line that other areas have too shows theirs."""
    changes: Changes = []
    others = [own for own in _areas_with(names, name) if own != area]
    for before in wall_links.everything(transaction):
        of_it = level == AREA or before["area"] == area or (before["area"] is None and not others)
        # A revoked screen shows nothing any more, and stays as it was when it was revoked.
        if before["revoked_at"] is None and before[level] == name and of_it:
            places = {AREA: before["area"], LINE: before["line"]} | {level: to}
            changes.append((before, wall_links.rename(transaction, int(before["id"]), **places)))
    return changes


def _areas_with(names: Register, line: str) -> set[str | None]:
    """Areas that have a line of a name; None: machines of no area are on it."""
    return {names.of[AREA].get(key) for key in names if names.of[LINE].get(key) == line}
