"""Who did what: searched, and taken away as a file."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query
from fastapi.responses import StreamingResponse

from producflow.access import audit as log
from producflow.access.roles import Permission
from producflow.api.dependencies import AppStore, CurrentActor, Limit, Plant, Skip
from producflow.api.periods import From, Period, To
from producflow.api.rate_limits import Rate
from producflow.api.routing import Routes
from producflow.api.schemas.audit import AuditEntry
from producflow.reports import audit

routes = Routes("Audit")


@dataclass(frozen=True)
class Asked:
    """What a call looks for."""

    plant: Plant
    person: Annotated[
        str | None, Query(max_length=300, description="The email of whoever did it.", examples=["ada@example.com"])
    ] = None
    action: Annotated[str | None, Query(max_length=100, description="A verb.", examples=["export"])] = None
    entity: Annotated[
        str | None, Query(max_length=100, description="The table, or what else.", examples=["thresholds"])
    ] = None
    text: Annotated[
        str | None,
        Query(
            max_length=300,
            description="Part of anything an entry says, a hash too, or of its machine's name.",
            examples=["Press 1"],
        ),
    ] = None
    start: From = None
    to: To = None

    @property
    def search(self) -> audit.Search:
        """The same for the report."""
        since, until = Period(self.plant, self.start, self.to).instants()
        return audit.Search(self.person, self.action, self.entity, since, until, self.text)


Search = Annotated[Asked, Depends()]


@routes.get("/audit", Permission.READ_AUDIT, response_model=list[AuditEntry])
def read_audit_log(store: AppStore, asked: Search, skip: Skip = 0, limit: Limit = 100) -> Any:
    """Who did what, newest first: changes, sign-ins and refusals, exports, reports, use of keys, restores."""
    found = audit.entries(store, asked.search, most=limit, skip=skip)
    return [AuditEntry.of({str(name): value for name, value in row.items()}) for row in found.to_dict("records")]


@routes.get(
    "/audit.csv",
    Permission.READ_AUDIT,
    rate=Rate.BULK,
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "The entries."}},
)
def export_audit_log(store: AppStore, actor: CurrentActor, asked: Search) -> Any:
    """All that is found as CSV, streamed; that it was taken is an entry too."""
    said = {name: value for name, value in vars(asked.search).items() if value is not None}
    log.note(store, actor, "export", "audit_log", after={"as": "csv"} | said)
    return StreamingResponse(
        audit.as_csv(store, asked.search),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="audit-log.csv"'},
    )
