"""Whether people can follow the alarms."""

from typing import Any

from producflow.access.roles import Permission
from producflow.api.asked import Call, Explain
from producflow.api.dependencies import Limit, Skip
from producflow.api.routing import Routes
from producflow.api.schemas import alarm_load as schemas
from producflow.api.schemas.receipts import plain
from producflow.reports.alarm_load import alarm_load
from producflow.reports.figures import plain as figure
from producflow.reports.receipts import FigureRef

routes = Routes("Maintenance")


@routes.get(
    "/maintenance/alarm-load",
    Permission.VIEW,
    response_model=schemas.AlarmLoad,
    errors=(404,),
    response_model_exclude_unset=True,
)
def read_alarm_load(call: Call, skip: Skip = 0, limit: Limit = 100, explain: Explain = False) -> Any:
    """How many alarms came per operator, in floods and chatters, how many stand, and which came most often.

    By the measures of ISA-18.2, each with what is acceptable and what to do; as on the maintenance page.
    """
    found = call.store.answers.ask(alarm_load, call.view, call.now.replace(minute=0))
    sources = found.sources.drop(columns="source").iloc[skip : skip + limit]
    return {
        "first_day": found.view.first_day,
        "last_day": found.view.last_day,
        "until": found.until,
        "operators": found.plant.alarm_operators,
        "watched_hours": found.inputs["watched_hours"],
        "alarms": len(found.alarms),
        "unnoticed": len(found.quiet),
        "stale_now": len(found.stale),
        **{f"{priority}_percentage": figure(share) for priority, share in found.shares.items()},
        **found.figures,
        "measures": [
            {"figure": each.name, "value": each.value, "acceptable": each.aim}
            | {"verdict": each.verdict, "advice": each.advice}
            for each in found.measures
        ],
        "sources": plain(sources),
        "floods": plain(found.floods),
        **call.explanation({name: FigureRef(name) for name in found.figures}, wanted=explain),
    }
