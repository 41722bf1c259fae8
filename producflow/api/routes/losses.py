"""Where the planned time went, and what it cost."""

from typing import Annotated, Any

import pandas as pd
from fastapi import Query

from producflow.access.roles import Permission
from producflow.api.asked import Asked, Call, Explain
from producflow.api.routing import Routes
from producflow.api.schemas.losses import Losses, LossPart, LossScenario, LossStep
from producflow.errors import NotFound
from producflow.reports import losses as report
from producflow.reports.levels import AREA, LINE, MACHINE
from producflow.reports.receipts import smaller_ref, step_ref

routes = Routes("Production")
OF_SCENARIO = {"hours": "time_won", "units": "units_won", "money": "money_saved"}
"""Figure behind each field that `explain` tells of."""


def _found(call: Asked) -> report.Losses:
    return call.store.answers.ask(report.losses, call.view, call.as_of)


@routes.get("/production/losses", Permission.VIEW, response_model=Losses, errors=(404,))
def read_losses(
    call: Call,
    explain: Explain = False,
) -> Any:
    """Where the planned time went, step by step, and what was lost by reason, machine, line, area and shift.

    In minutes and money, of the last seven production days up to now unless a period is given.
    """
    found = _found(call)
    lost = found.of(None)
    steps = found.tree()
    told = call.explained({key: step_ref(key) for key in steps["key"]}) if explain else {}
    return Losses(
        first_day=call.view.first_day,
        last_day=call.view.last_day,
        planned_minutes=found.planned_minutes,
        lost_minutes=float(lost["minutes"].sum()),
        loss_cost=_known(lost["money"].sum(min_count=1)),
        currency=found.plant.currency,
        outside_minutes=found.outside_minutes,
        shifts_with_more_stops=found.beyond,
        steps=[_step(row, told.get(row["key"])) for row in steps.to_dict("records")],
        by_reason=_parts(found, report.REASON),
        by_machine=_parts(found, MACHINE),
        by_line=_parts(found, LINE),
        by_area=_parts(found, AREA),
        by_shift=_parts(found, report.SHIFT),
    )


@routes.get(
    "/production/losses/scenario",
    Permission.VIEW,
    response_model=LossScenario,
    errors=(404,),
    response_model_exclude_unset=True,
)
def read_loss_scenario(
    call: Call,
    key: Annotated[str, Query(max_length=250, description="Step of the tree.", examples=["reason:Jam"])],
    percentage: Annotated[float, Query(gt=0, le=100, description="By which it is smaller; 50 halves it. [%]")] = 50.0,
    explain: Explain = False,
) -> Any:
    """What would have come of it if one loss had been smaller: hours, good units and money, and what that assumes."""
    found = _found(call)
    part = found.of(key)
    if part.empty or part["kind"].iloc[0] not in report.CAN_SHRINK:
        raise NotFound("There is no such loss in this period; /production/losses lists those that there are.")
    told = found.scenario(key, percentage)
    explained = {name: smaller_ref(figure, key, percentage) for name, figure in OF_SCENARIO.items()}
    return LossScenario(
        **call.explanation(explained, wanted=explain),
        key=key,
        percentage=percentage,
        hours=_known(told.hours),
        units=_known(told.units),
        money=_known(told.money),
        without_rate=told.without_rate,
        assumptions=list(told.assumptions),
    )


def _step(row: dict[Any, Any], told: Any) -> LossStep:
    return LossStep(
        key=row["key"],
        step=row["step"],
        kind=row["kind"],
        minutes=row["minutes"],
        money=_known(row["money"]),
        why_not=_text(row["why_not"]),
        note=_text(row["note"]),
        explained=told,
    )


def _parts(found: report.Losses, dimension: str) -> list[LossPart]:
    rows = found.by(dimension).to_dict("records")
    return [
        LossPart(
            key=str(row["key"]),
            label=row["label"],
            minutes=row["minutes"],
            money=_known(row["money"]),
            why_not=_text(row["why_not"]),
        )
        for row in rows
    ]


def _known(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _text(value: Any) -> str | None:
    return None if pd.isna(value) or not value else str(value)
