"""What the demo plant's figures are to come to, and how fast the milling machine makes each of its products."""

from datetime import date, timedelta

from producflow.demo import clock
from producflow.demo.machines import MACHINES, MOLDING
from producflow.domain.targets import Scope
from producflow.store.database import Transaction
from producflow.store.queries import ideal_rates, targets

RAISED = clock.DAYS - 30
"""Day from which more is wanted; the goals before it are kept."""
OF_PLANT = (
    ("total_output", 17_500.0, 0),
    ("total_output", 18_000.0, RAISED),
    ("oee", 80.0, 0),
    ("oee", 82.0, RAISED),
    ("defect_rate", 1.2, 0),
    ("downtime_hours", 5.0, 0),
)
"""Metric, goal (output and downtime: of a production day) and first day; days count from the first of the history."""
OF_MOLDING = (("defect_rate", 2.5, 0), ("oee", 82.0, 0))


def enter(transaction: Transaction, machines: dict[str, int], today: date) -> None:
    """Set goals and rated speeds, by nobody in particular."""
    first = clock.first_day(today)
    places = ((Scope.PLANT, None, OF_PLANT), (Scope.MACHINE, machines[MOLDING], OF_MOLDING))
    for scope, number, goals in places:
        for metric, value, day in goals:
            goal = {"metric": metric, "value": value, "scope": scope.value, "equipment_id": number}
            targets.add(transaction, goal | {"valid_from": first + timedelta(days=day), "user_id": None})
    for machine in MACHINES:
        for product, pace in zip(machine.products, machine.paces, strict=False):
            speed = round(machine.capacity / 8 * pace, 1)  # a shift has eight hours
            rate = {"equipment_id": machines[machine.name], "product": product, "units_per_hour": speed}
            ideal_rates.add(transaction, rate | {"valid_from": first, "user_id": None})
