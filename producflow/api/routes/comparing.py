"""Two periods compared, and what is missing of one."""

from datetime import date
from typing import Annotated, Any

from fastapi import Query

from producflow.access.roles import Permission
from producflow.api.asked import Call, Explain, Parts
from producflow.api.fields import Day
from producflow.api.figures import fields
from producflow.api.routing import Routes
from producflow.api.schemas.breakdown import parts
from producflow.api.schemas.changes import Baseline, Changes, Measure
from producflow.api.schemas.coverage import ReportsReceived
from producflow.errors import InvalidInput
from producflow.reports import baselines, changes, missing
from producflow.reports.receipts import FigureRef
from producflow.reports.view import View

routes = Routes("Production")


@routes.get(
    "/production/changes",
    Permission.VIEW,
    response_model=Changes,
    errors=(404,),
    response_model_exclude_unset=True,
)
def read_changes(
    call: Call,
    measure: Annotated[Measure, Query(description="Whose change to split.")] = "total_output",
    baseline: Annotated[
        Baseline | None,
        Query(description="What to compare with: the period before, unless days are given; the same days last year."),
    ] = None,
    baseline_from: Annotated[Day | None, Query(description="First day of a baseline of one's own.")] = None,
    baseline_to: Annotated[Day | None, Query(description="Last day of it.")] = None,
    by: Parts = None,
    explain: Explain = False,
) -> Any:
    """Why a figure changed between two periods: by cause and by machine, each adding up to the difference exactly.

    Of the last seven production days up to now, or another period. With `frozen`, by the rows of that link.
    """
    kept, over = call.kept, call.closed
    if kept is not None and baseline is None and baseline_from is None:
        base = baselines.of_link(kept.link, over)
    else:
        base = _baseline(over, baseline, baseline_from, baseline_to)
    told = fields(call.store, changes.changes, over, base, measure, call.as_of)
    if by is not None:
        found = call.store.answers.ask(changes.changes, over, base, measure, call.as_of)
        told = told | {"parts": parts(changes.told(found.by_level(call.names, by)))}
    return told | call.explanation(
        {"before": FigureRef.of_period(measure, base), "now": FigureRef.of_period(measure, over)}, wanted=explain
    )


@routes.get(
    "/production/coverage",
    Permission.VIEW,
    response_model=ReportsReceived,
    errors=(404,),
    response_model_exclude_unset=True,
)
def read_coverage(
    call: Call,
    by: Parts = None,
    explain: Explain = False,
) -> Any:
    """Which of the expected machine-shifts reported, late, twice or not at all.

    Of the last seven production days up to now, or another period. With `frozen`, by the rows of that link.
    """
    told = fields(call.store, missing.missing, call.view, call.as_of)
    if by is not None:
        found = call.store.answers.ask(missing.missing, call.view, call.as_of).by_level(call.names, by)
        told = told | {"parts": parts(found.rename(columns={"coverage": "percentage"}))}
    of_fields = {
        "percentage": FigureRef("coverage"),
        **{name: FigureRef(name) for name in ("missing", "late", "duplicate")},
    }
    return told | call.explanation(of_fields, wanted=explain)


def _baseline(view: View, kind: Baseline | None, first_day: date | None, last_day: date | None) -> View:
    own = first_day is not None or last_day is not None
    if (first_day is None) != (last_day is None) or (own and kind not in (None, baselines.FIXED)):
        raise InvalidInput(
            "Give baseline_from and baseline_to together, without baseline or with 'fixed'.", "baseline_from"
        )
    if kind == baselines.FIXED and not own:
        raise InvalidInput("A fixed baseline needs its days: give baseline_from and baseline_to.", "baseline_from")
    if first_day is not None and last_day is not None and first_day > last_day:
        raise InvalidInput("The baseline ends before it begins; swap baseline_from and baseline_to.", "baseline_from")
    return baselines.baseline(view, baselines.FIXED if own else kind or baselines.PREVIOUS, first_day, last_day)
