"""Pages on paper."""

from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response

from producflow.access.roles import Permission
from producflow.api.dependencies import AppStore, CurrentActor, FrozenToken, Minute, Plant, ShiftName
from producflow.api.fields import FigurePage
from producflow.api.lookups import Machines
from producflow.api.periods import From, Named, Period, To
from producflow.api.rate_limits import Rate
from producflow.api.routing import Routes
from producflow.domain import zones
from producflow.errors import InvalidInput
from producflow.pages import OF_A_MACHINE
from producflow.printing import reports
from producflow.printing.chromium import Ending
from producflow.reports import frozen as frozen_links
from producflow.reports.links import FROZEN, ZONE, Link, link_to
from producflow.reports.plant import machine_names
from producflow.reports.view import Chosen

routes = Routes("Reports")
KINDS: dict[Ending, str] = {"pdf": "application/pdf", "png": "image/png"}
Zone = Annotated[
    str | None, Query(max_length=100, description="Times are told in this zone; the plant's unless given.")
]
FILE = {"type": "string", "format": "binary"}


@dataclass(frozen=True)
class Sheet:
    """What a call wants on paper: a page of a period, or of what a frozen link keeps."""

    page: FigurePage
    request: Request
    store: AppStore
    actor: CurrentActor
    plant: Plant
    now: Minute
    machines: Machines
    start: From = None
    to: To = None
    period: Named = None
    shift: ShiftName = None
    zone: Zone = None
    frozen: FrozenToken = None

    def link(self) -> Link:
        """The page's address for what the call asks.

        Raises
        ------
        NotFound
            If there is no such machine or frozen link.
        InvalidInput
            If nobody knows the zone, the frozen link is of another page, or the page needs a machine.
        """
        more = {} if self.zone is None else {ZONE: self.zone}
        if self.zone is not None and not zones.known(self.zone):
            raise InvalidInput(f"'{self.zone[:60]}' is no time zone; use a name such as Europe/Berlin.", ZONE)
        if self.frozen is not None:
            found = frozen_links.find(self.store, self.frozen)
            if found.link.page != self.page:
                raise InvalidInput(f"This frozen link is of the page {found.link.page}; ask for that one.", FROZEN)
            return found.link.having(frozen=self.frozen, **more)
        chosen, machine = self.machines.of(self.store), self.machines.equipment_id
        period = Period(self.plant, self.start, self.to, self.period)
        if self.page == OF_A_MACHINE:
            if machine is None:
                raise InvalidInput("The page equipment is of one machine; name it as equipment_id.", "equipment_id")
            return link_to(self.page, period.view(self.now, Chosen()), {}, machine=str(machine), **more)
        view = period.view(self.now, chosen)
        if self.shift is not None:
            if view.shifts is not None and self.shift not in view.shifts:
                raise InvalidInput(
                    f"The last shift is a {view.shifts[0]} shift, not {self.shift}; leave out shift.", "shift"
                )
            view = replace(view, shifts=(self.shift,))
        return link_to(self.page, view, machine_names(self.store), **more)

    def printed(self, ending: Ending) -> Response:
        """The page as a file."""
        base = str(self.request.base_url).rstrip("/").removesuffix("/api")
        page = reports.report(self.store, self.actor, self.link(), ending, base, now=self.now)
        name = f"producflow-{self.page}.{ending}"
        return Response(
            page, media_type=KINDS[ending], headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )


FigureRef = Annotated[Sheet, Depends()]


def _options(ending: Ending, description: str) -> dict[str, Any]:
    return {
        "rate": Rate.BULK,
        "errors": (404,),
        "response_class": Response,
        "responses": {200: {"content": {KINDS[ending]: {"schema": FILE}}, "description": description}},
    }


@routes.get("/reports/{page}.pdf", Permission.EXPORT, **_options("pdf", "A4, as many pages as it takes."))
def report_as_pdf(sheet: FigureRef) -> Any:
    """A page of the dashboard on paper: what the screen shows, without what is only there to be clicked.

    Of the last seven production days up to now, or another period; with `frozen`, of what that link keeps, whatever
    else is asked. It takes some seconds, and one is printed at a time; 503 says what is missing where the server has
    no Chromium.
    """
    return sheet.printed("pdf")


@routes.get("/reports/{page}.png", Permission.EXPORT, **_options("png", "The whole page as one picture, 192 dpi."))
def report_as_png(sheet: FigureRef) -> Any:
    """The same page as a picture, see `/reports/{page}.pdf`."""
    return sheet.printed("png")
