"""Shifts compared fairly, and control charts over them."""

from typing import Annotated, Any

from fastapi import Query

from producflow.access.roles import Permission
from producflow.api.asked import Call, Explain, Parts
from producflow.api.figures import fields
from producflow.api.routing import Routes
from producflow.api.schemas.breakdown import parts
from producflow.api.schemas.shifts import CHARTS, Chart, ControlChart, RuleSet, ShiftComparison
from producflow.reports import comparison, control_charts
from producflow.reports.receipts import FigureRef

routes = Routes("Production")
OF_SHIFT = ("defect_rate", "adjusted_defect_rate")
"""Fields of a shift that `explain` tells of; their figures have the same names."""


@routes.get(
    "/production/shifts/comparison",
    Permission.VIEW,
    response_model=ShiftComparison,
    errors=(404,),
    response_model_exclude_unset=True,
)
def compare_shifts(
    call: Call,
    by: Parts = None,
    explain: Explain = False,
) -> Any:
    """Whether the shifts of a period really differ, compared on the same machines, with size and evidence.

    Of the last seven production days up to now, or another period. Verdicts are corrected for the number of
    comparisons; “within noise” means that the shifts differ no more than their own days do.
    """
    told = fields(call.store, comparison.compare, call.closed)
    answer = {"from": call.view.first_day, "to": call.view.last_day} | told
    if by is not None:
        answer["parts"] = parts(call.store.answers.ask(comparison.by_level, call.closed, by))
    if not explain:
        return answer
    wanted = {(row["shift"], name): FigureRef(name, shift=row["shift"]) for row in told["shifts"] for name in OF_SHIFT}
    found = call.explained(wanted)
    shifts = [row | {"explained": {name: found[row["shift"], name] for name in OF_SHIFT}} for row in told["shifts"]]
    return answer | {"shifts": shifts}


@routes.get("/production/control-chart", Permission.VIEW, response_model=ControlChart, errors=(404,))
def read_control_chart(
    call: Call,
    chart: Annotated[Chart, Query(description="Which figure, with which limits.")] = "defect_rate_laney",
    rules: Annotated[RuleSet, Query(description="Which rules say what is a signal.")] = "Western Electric",
) -> Any:
    """Every shift in time order with control limits, and which of them are signals by the rules of one's choice.

    Limits are three standard deviations wide; a shift without a report has no point and ends a run. Of the last seven
    production days up to now, or another period; fewer than ten points make the limits themselves uncertain.
    """
    told = fields(call.store, control_charts.chart, call.closed, CHARTS[chart], rules)
    return {"from": call.view.first_day, "to": call.view.last_day, "chart": chart} | told
