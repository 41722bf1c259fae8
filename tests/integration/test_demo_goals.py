"""Goals of the demo plant: a newcomer sees gaps, old goals that are kept, and a product that takes longer."""

from datetime import timedelta

import pytest

from producflow.demo import clock
from producflow.reports import production
from producflow.reports.periods import last_days, production_day
from producflow.store.database import Session, Store
from producflow.ui import context

pytestmark = pytest.mark.long


def test_there_are_goals_to_miss_and_a_product_that_takes_longer(demo_plant: Store) -> None:
    goals = demo_plant.read(Session.rows, "targets/all", machines=None)
    first = production_day(context.plant(), context.now()) - timedelta(days=clock.DAYS)
    found = [(goal["machine"], goal["value"], goal["valid_from"] - first) for goal in goals if goal["metric"] == "oee"]
    assert sorted(found, key=str) == [
        ("Injection Molding Machine #1", 82.0, timedelta(0)),
        (None, 80.0, timedelta(0)),
        (None, 82.0, timedelta(days=60)),
    ]
    speeds = demo_plant.read(Session.rows, "ideal_rates/all", machines=None, product=None)
    assert {row["product"]: row["units_per_hour"] for row in speeds} == {"Bracket 7": 40.0, "Flange 210": 36.0}
    report = production.metrics(demo_plant, last_days(context.plant(), context.now()), context.as_of())
    assert {name for name, goal in report.goals.items() if goal.value is not None and goal.gap} >= {
        "total_output",
        "oee",
        "defect_rate",
        "downtime_hours",
    }
