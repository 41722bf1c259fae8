"""Pages on paper: what a page shows, with where it comes from at its foot."""

from datetime import UTC, datetime

from producflow import settings
from producflow.access import audit
from producflow.access.roles import Actor, Permission
from producflow.errors import InvalidInput
from producflow.pages import OF_A_MACHINE, WITH_FIGURES, entry_of
from producflow.printing.chromium import Ending
from producflow.printing.page import Shown, shown_on
from producflow.printing.sheet import Imprint, on_paper
from producflow.reports import frozen
from producflow.reports.links import FROZEN, Link
from producflow.reports.plant import logo, machine_names, plant_settings
from producflow.reports.view import View
from producflow.store.database import Store
from producflow.ui.context import Reader
from producflow.ui.text import local


def report(
    store: Store,
    actor: Actor,
    link: Link,
    ending: Ending,
    base: str,
    *,
    now: datetime | None = None,
    verb: str = "print",
) -> bytes:
    """Put a page on paper; the audit log says so.

    Parameters
    ----------
    store : Store
        The plant's own; a frozen link is opened from it.
    link : Link
        Which page of which part of the plant; one with ``frozen`` prints what that link keeps.
    ending : str
        ``pdf`` (A4, as many pages as it takes) or ``png`` (all of it in one picture).
    base : str
        Address of the server, for the link at the foot.
    now : datetime, optional
        Aware; default: the current minute.
    verb : str
        What the audit log calls it.

    Returns
    -------
    bytes

    Raises
    ------
    NotAllowed
        If the role may not put that page on paper.
    NotFound
        If there is no such machine or frozen link.
    InvalidInput
        If the page cannot be printed.
    PrinterUnavailable
        If there is no browser to print with.
    """
    actor.require(entry_of(link.page).prints if link.on_paper else Permission.EXPORT)
    if not link.on_paper:
        can = ", ".join(page for page in WITH_FIGURES if page != OF_A_MACHINE)
        raise InvalidInput(
            f"The page '{link.page}' cannot be printed; {can} can, and {OF_A_MACHINE} with a machine.", "page"
        )
    printed_at = (now or datetime.now(UTC)).replace(second=0, microsecond=0)
    page = on_paper(*composed(store, actor, link, base, printed_at), ending)
    audit.note(store, actor, verb, "pages", after={"page": link.address, "as": ending})
    return page


def composed(store: Store, actor: Actor, link: Link, base: str, printed_at: datetime) -> tuple[Shown, Imprint]:
    """What stands on the page, before it is printed; see :func:`report`."""
    link = link.canonical()  # kept in a frozen link or a mail since it was called otherwise
    token = link.get(FROZEN)
    found = None if token is None else frozen.find(store, token)
    rows = store if found is None else frozen.opened(store, found)
    now = printed_at if found is None else found.frozen_at
    plant = plant_settings(rows, None if found is not None else settings.current().timezone)
    kept = link.keeping_days(frozen.view_of(link, plant, now, machine_names(rows), found))
    picture = logo(store)
    imprint = Imprint(
        told=f"ProducFlow · data version {rows.data_version:,} · printed on {local(printed_at, plant.timezone)} "
        f"({plant.timezone}) by {actor.full_name}",
        link=f"{base}/{kept.address}",
        plant=plant.name,
        logo="" if picture is None else picture.address,
    )
    return shown_on(link, Reader(store, actor, printed_at)), imprint


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
