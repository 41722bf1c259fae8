"""Pages on paper."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Query, Request, Response

from producflow.access.roles import Actor, Permission
from producflow.api.dependencies import AppStore, CurrentActor, Minute, Plant
from producflow.api.limits import Rate
from producflow.api.lookups import machine_must_exist
from producflow.api.periods import From, Period, To
from producflow.api.routes.frozen import FrozenToken
from producflow.api.routes.maintenance import MachineId
from producflow.api.rules import Routes
from producflow.api.schemas.production import Shift
from producflow.domain import zones
from producflow.errors import InvalidInput
from producflow.printing import reports
from producflow.printing.chromium import Ending
from producflow.reports import frozen as frozen_links
from producflow.reports.links import FROZEN, OF_A_MACHINE, ZONE, Link, link_to
from producflow.reports.plant import machine_names
from producflow.store.database import Store

routes = Routes("Reports")
KINDS: dict[Ending, str] = {"pdf": "application/pdf", "png": "image/png"}
Page = Literal["overview", "losses", "changes", "shifts", "maintenance", "coverage", "equipment"]
Zone = Annotated[
    str | None, Query(max_length=100, description="Times are told in this zone; the plant's unless given.")
]
FILE = {"schema": {"type": "string", "format": "binary"}}


def _link(
    store: Store,
    page: str,
    period: Period,
    now: datetime,
    machine: int | None,
    shift: str | None,
    zone: str | None,
    token: str | None,
) -> Link:
    """The page's address for what a call asks."""
    more = {} if zone is None else {ZONE: zone}
    if zone is not None and not zones.known(zone):
        raise InvalidInput(f"'{zone[:60]}' is no time zone; use a name such as Europe/Berlin.", ZONE)
    if token is not None:
        found = frozen_links.find(store, token)
        if found.link.page != page:
            raise InvalidInput(f"This frozen link is of the page {found.link.page}; ask for that one.", FROZEN)
        return found.link.having(frozen=token, **more)
    machine_must_exist(store, machine)
    if page == OF_A_MACHINE:
        if machine is None:
            raise InvalidInput("The page equipment is of one machine; name it as equipment_id.", "equipment_id")
        return link_to(page, period.view(now, None), {}, machine=str(machine), **more)
    view = period.view(now, None if machine is None else (machine,))
    return link_to(page, replace(view, shifts=None if shift is None else (shift,)), machine_names(store), **more)


def _answer(request: Request, store: Store, actor: Actor, link: Link, ending: Ending, now: datetime) -> Response:
    base = str(request.base_url).rstrip("/").removesuffix("/api")
    page = reports.report(store, actor, link, ending, base, now=now)
    name = f"producflow-{link.page}.{ending}"
    return Response(page, media_type=KINDS[ending], headers={"Content-Disposition": f'attachment; filename="{name}"'})


@routes.get(
    "/reports/{page}.pdf",
    Permission.EXPORT,
    rate=Rate.BULK,
    errors=(404,),
    response_class=Response,
    responses={200: {"content": {"application/pdf": FILE}, "description": "A4, as many pages as it takes."}},
)
def report_as_pdf(
    page: Page,
    request: Request,
    store: AppStore,
    actor: CurrentActor,
    plant: Plant,
    now: Minute,
    start: From = None,
    to: To = None,
    equipment_id: MachineId = None,
    shift: Shift | None = None,
    zone: Zone = None,
    frozen: FrozenToken = None,
) -> Any:
    """A page of the dashboard on paper: what the screen shows, without what is only there to be clicked.

    Of the last seven complete production days, or another period; with `frozen`, of what that link keeps, whatever
    else is asked. It takes some seconds, and one is printed at a time; 503 says what is missing where the server has
    no Chromium.
    """
    link = _link(store, page, Period(plant, start, to), now, equipment_id, shift, zone, frozen)
    return _answer(request, store, actor, link, "pdf", now)


@routes.get(
    "/reports/{page}.png",
    Permission.EXPORT,
    rate=Rate.BULK,
    errors=(404,),
    response_class=Response,
    responses={200: {"content": {"image/png": FILE}, "description": "The whole page as one picture, 192 dpi."}},
)
def report_as_png(
    page: Page,
    request: Request,
    store: AppStore,
    actor: CurrentActor,
    plant: Plant,
    now: Minute,
    start: From = None,
    to: To = None,
    equipment_id: MachineId = None,
    shift: Shift | None = None,
    zone: Zone = None,
    frozen: FrozenToken = None,
) -> Any:
    """The same page as a picture, see `/reports/{page}.pdf`."""
    link = _link(store, page, Period(plant, start, to), now, equipment_id, shift, zone, frozen)
    return _answer(request, store, actor, link, "png", now)
