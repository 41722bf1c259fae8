"""Two periods compared, and what is missing of one."""

from datetime import date
from typing import Annotated, Any

from fastapi import Query

from producflow.access.roles import Permission
from producflow.api.dependencies import AppStore, Minute, Plant
from producflow.api.fields import Day
from producflow.api.figures import fields
from producflow.api.lookups import machine_must_exist
from producflow.api.periods import From, Period, To
from producflow.api.routes.frozen import FrozenToken
from producflow.api.routes.maintenance import MachineId
from producflow.api.routes.receipts import Asked, Explain
from producflow.api.rules import Routes
from producflow.api.schemas.changes import Baseline, Changes, Measure
from producflow.api.schemas.coverage import ReportsReceived
from producflow.errors import InvalidInput
from producflow.reports import baselines, changes, missing
from producflow.reports import frozen as frozen_links
from producflow.reports.periods import last_shift
from producflow.reports.plant import plant_settings
from producflow.reports.receipts import Wanted
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
    store: AppStore,
    plant: Plant,
    now: Minute,
    measure: Annotated[Measure, Query(description="Whose change to split.")] = "total_output",
    start: From = None,
    to: To = None,
    equipment_id: MachineId = None,
    baseline: Annotated[
        Baseline | None,
        Query(description="What to compare with: the period before, unless days are given; the same days last year."),
    ] = None,
    baseline_from: Annotated[Day | None, Query(description="First day of a baseline of one's own.")] = None,
    baseline_to: Annotated[Day | None, Query(description="Last day of it.")] = None,
    frozen: FrozenToken = None,
    explain: Explain = False,
) -> Any:
    """Why a figure changed between two periods: by cause and by machine, each adding up to the difference exactly.

    Of the last seven complete production days, or another period. With `frozen`, by the rows of that link.
    """
    kept = None
    if frozen is not None:
        kept = frozen_links.find(store, frozen)
        store, now = frozen_links.opened(store, kept), kept.frozen_at
        plant = plant_settings(store)
    machine_must_exist(store, equipment_id)
    if kept is not None and start is None and to is None and equipment_id is None:
        view, now = kept.view, last_shift(plant, now)[2]  # as on the page that was frozen
    else:
        view = Period(plant, start, to).view(now, None if equipment_id is None else (equipment_id,))
    if kept is not None and baseline is None and baseline_from is None:
        base = baselines.of_link(kept.link, view)
    else:
        base = _baseline(view, baseline, baseline_from, baseline_to)
    told = fields(store, changes.changes, view, base, measure, now)
    if not explain:
        return told
    before = Wanted(measure, first=base.first_day, last=base.last_day)
    return told | {
        "explained": Asked(store, plant, view, now, kept).explained({"before": before, "now": Wanted(measure)})
    }


@routes.get(
    "/production/coverage",
    Permission.VIEW,
    response_model=ReportsReceived,
    errors=(404,),
    response_model_exclude_unset=True,
)
def read_coverage(
    store: AppStore,
    plant: Plant,
    now: Minute,
    start: From = None,
    to: To = None,
    equipment_id: MachineId = None,
    explain: Explain = False,
) -> Any:
    """Which of the expected machine-shifts reported, late, twice or not at all.

    Of the last seven complete production days, or another period.
    """
    machine_must_exist(store, equipment_id)
    view = Period(plant, start, to).view(now, None if equipment_id is None else (equipment_id,))
    told = fields(store, missing.missing, view, now)
    if not explain:
        return told
    of_fields = {"percentage": Wanted("coverage"), **{name: Wanted(name) for name in ("missing", "late", "duplicate")}}
    return told | {"explained": Asked(store, plant, view, now).explained(of_fields)}


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
