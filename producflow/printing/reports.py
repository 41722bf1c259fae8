"""A page of the dashboard as one page of paper, for the pages' buttons, the API and the command line."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeAlias

import pandas as pd

from producflow import settings
from producflow.access.roles import Actor, Permission
from producflow.domain import zones
from producflow.errors import InvalidInput
from producflow.printing import comparing, machines, plant
from producflow.printing.chromium import Ending
from producflow.printing.sheet import Imprint, Sheet, on_paper
from producflow.printing.words import Shown, joined, listed
from producflow.printing.words import rows as table
from producflow.reports import annotations, frozen
from producflow.reports.links import FROZEN, ZONE, Link
from producflow.reports.plant import machine_names, plant_settings
from producflow.reports.view import View
from producflow.store.database import Store
from producflow.ui.charts.notes import noted
from producflow.ui.text import local, span

Page: TypeAlias = Callable[[Store, View, datetime, str], Sheet]
PageOfLink: TypeAlias = Callable[[Store, View, datetime, str, Link], Sheet]

PAGES: Mapping[str, Page] = {
    "overview": plant.overview,
    "losses": plant.losses,
    "shifts": plant.shifts_page,
    "maintenance": machines.maintenance,
    "coverage": comparing.coverage,
}
OF_LINK: Mapping[str, PageOfLink] = {"changes": comparing.changes}
"""Pages that show what more of their address says."""
NOTES = {
    "number": Shown("#", words=True),
    "text": Shown("Note", words=True),
    "about": Shown("About", words=True),
    "created_by_name": Shown("By", words=True),
    "starts_at": Shown("From"),
    "ends_at": Shown("Until"),
}
MOST_NOTES = 4
MACHINE = "equipment"
"""The page of one machine."""
NAMES = (*PAGES, *OF_LINK, MACHINE)


def report(store: Store, actor: Actor, link: Link, ending: Ending, base: str, *, now: datetime | None = None) -> bytes:
    """Put a page on paper.

    Parameters
    ----------
    store : Store
        The plant's own; a frozen link is opened from it.
    actor : Actor
        Who may export.
    link : Link
        Which page of which part of the plant; one with ``frozen`` prints what that link keeps.
    ending : str
        ``pdf`` or ``png``.
    base : str
        Address of the server, for the link at the foot.
    now : datetime, optional
        Aware; default: the current minute.

    Returns
    -------
    bytes

    Raises
    ------
    NotAllowed
        If the role may not export.
    NotFound
        If there is no such machine or frozen link.
    InvalidInput
        If the page cannot be printed.
    PrinterUnavailable
        If there is no browser to print with.
    """
    actor.require(Permission.EXPORT)
    if link.page not in NAMES or (link.page == MACHINE and link.machine is None):
        can = ", ".join([*PAGES, *OF_LINK])
        raise InvalidInput(
            f"The page '{link.page}' cannot be printed; {can} can, and {MACHINE} with a machine.", "page"
        )
    printed_at = (now or datetime.now(UTC)).replace(second=0, microsecond=0)
    sheet, imprint = composed(store, actor, link, base, printed_at)
    return on_paper(sheet, imprint, ending)


def composed(store: Store, actor: Actor, link: Link, base: str, printed_at: datetime) -> tuple[Sheet, Imprint]:
    """What stands on the page, before it is printed; see :func:`report`."""
    token = link.get(FROZEN)
    found = None if token is None else frozen.find(store, token)
    rows = store if found is None else frozen.opened(store, found)
    now = printed_at if found is None else found.frozen_at
    in_force = plant_settings(rows, None if found is not None else settings.current().timezone)
    wanted = link.get(ZONE)
    zone = str(wanted) if zones.known(wanted) else in_force.timezone
    names = machine_names(rows)
    view = link.view(in_force, now, names)
    if link.page == MACHINE:
        sheet = machines.machine(rows, view, now, zone, link.machine or 0)
        told = joined(sheet.view, span(view.first_day, view.last_day), _clock(zone, in_force.timezone))
        sheet = _with_notes(sheet, annotations.notes(rows, (link.machine or 0,)), view, zone, zone)
    else:
        of_link = OF_LINK.get(link.page)
        sheet = PAGES[link.page](rows, view, now, zone) if of_link is None else of_link(rows, view, now, zone, link)
        told = joined(in_words(view, names, shifts=link.page != "maintenance"), _clock(zone, in_force.timezone))
        sheet = _with_notes(sheet, annotations.notes(rows, view.machines), view, zone, in_force.timezone)
    banner = ""
    if found is not None:
        note = f" “{found.note}”" if found.note else ""
        banner = (
            f"Frozen on {local(found.frozen_at, zone)}{note} by {found.created_by_name}: the numbers as they were then."
        )
    imprint = Imprint(
        told=f"ProducFlow · data version {rows.data_version:,} · printed on {local(printed_at, zone)} ({zone}) by "
        f"{actor.full_name}",
        link=f"{base}/{link.keeping_days(view).address}",
        frozen=banner,
    )
    return replace(sheet, view=told), imprint


def _with_notes(sheet: Sheet, notes: pd.DataFrame, view: View, zone: str, drawn_in: str) -> Sheet:
    """The sheet with what people noted in the period: numbers on its charts over time, which are small, and words."""
    found = annotations.within(notes, view.first_day, view.last_day).iloc[::-1].reset_index(drop=True)
    if found.empty:
        return sheet
    for panel in sheet.panels:
        noted(panel.figure, found, drawn_in)
    shown = found.assign(number=found["id"].map(str), about=found["machine"].fillna("whole plant"))
    return replace(sheet, rows=(*sheet.rows, table("Notes", shown, NOTES, zone, MOST_NOTES)))


def in_words(view: View, names: Mapping[int, str], *, shifts: bool = True) -> str:
    """What a view shows, in words; without shifts where they do not apply."""
    chosen = "all machines" if view.machines is None else listed([names.get(key, "?") for key in view.machines])
    of_shifts = "" if not shifts else "all shifts" if view.shifts is None else f"{' and '.join(view.shifts)} shift"
    return joined(span(view.first_day, view.last_day), chosen, of_shifts)


def _clock(zone: str, plant_zone: str) -> str:
    return f"times in {zone}" + ("" if zone == plant_zone else f", production days in {plant_zone}")


def file_name(link: Link, view: View, ending: Ending) -> str:
    """What to call the file: ``producflow-overview-2026-11-16-to-2026-11-22.pdf``."""
    machine = "" if link.machine is None else f"-{link.machine}"
    return f"producflow-{link.page}{machine}-{view.first_day}-to-{view.last_day}.{ending}"


def name_of(store: Store, link: Link, ending: Ending, now: datetime) -> str:
    """What to call the file of an address, see :func:`file_name`; of a frozen link by the days that it keeps."""
    token = link.get(FROZEN)
    if token is not None:
        return file_name(link, frozen.find(store, token).view, ending)
    view = link.view(plant_settings(store, settings.current().timezone), now, machine_names(store))
    return file_name(link, view, ending)
