"""How much longer the reports behind pages take than the bare queries they ask."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pyarrow as pa

from benchmarks import plants, timing
from benchmarks.served import ROUNDS, Plant, yesterday
from producflow.reports import changes, comparison, equipment, losses, missing, production, sensors
from producflow.reports import maintenance as maintenance_report
from producflow.reports.view import View
from producflow.store.database import Session, Store, question


def questions(store: Store) -> dict[str, Callable[[], object]]:
    """The reports behind the pages, each as the page asks it."""
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    week, quarter = (
        View(yesterday() - timedelta(days=6), yesterday()),
        View(yesterday() - timedelta(days=89), yesterday()),
    )
    kinds = plants.SENSORS
    spans = {
        name: (datetime.combine(view.first_day, datetime.min.time(), UTC), now)
        for name, view in (("7 days", week), ("90 days", quarter))
    }
    fresh = store.answers.fresh  # what is kept would be measured otherwise
    return {
        "figures of 7 days": lambda: fresh(production.metrics, week, now),
        "figures of 90 days": lambda: fresh(production.metrics, quarter, now),
        "machines": lambda: fresh(equipment.machines, now),
        "one machine's sensors, 7 days": lambda: fresh(sensors.course, 7, kinds, *spans["7 days"], now),
        "one machine's sensors, 90 days": lambda: fresh(sensors.course, 7, kinds, *spans["90 days"], now),
        "maintenance": lambda: fresh(maintenance_report.maintenance, week, now),
        "shifts": lambda: fresh(comparison.compare, week),
        "losses": lambda: fresh(losses.losses, week, now),
        "what is missing": lambda: fresh(missing.missing, week, now),
        "why it changed": lambda: fresh(changes.changes, week, week.previous(), "oee", now),
    }


class Noting(Session):
    """Notes every query that is asked, with its parameters."""

    asked: ClassVar[list[tuple[str, dict[str, Any]]]] = []

    def arrow(self, name: str, /, **parameters: Any) -> pa.Table:
        """See :class:`Session`."""
        self.asked.append((question(name), parameters))
        return super().arrow(name, **parameters)

    def rows(self, name: str, /, **parameters: Any) -> list[dict[str, Any]]:
        """See :class:`Session`."""
        self.asked.append((question(name), parameters))
        return super().rows(name, **parameters)


class NotingStore(Store):
    """A store whose questions are noted."""

    session_type = Noting


def against_the_bare_query(found: Plant) -> list[tuple[str, float, float]]:
    """Each report's time, and that of the bare queries it asks, run one after the other. [s]"""
    asked: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    store: Store = NotingStore.open(found.path)
    for name, ask in questions(store).items():
        Noting.asked.clear()
        ask()
        asked[name] = list(Noting.asked)
    store.close()
    store = Store.open(found.path)
    rows = []
    for name, ask in questions(store).items():
        queries = asked[name]

        def bare(queries: list[tuple[str, dict[str, Any]]] = queries) -> None:
            store.read(lambda session: [session.composed(sql, **parameters) for sql, parameters in queries])

        taken = timing.medians({"ours": ask, "bare": bare}, ROUNDS)
        rows.append((name, taken["ours"], taken["bare"]))
    store.close()
    return rows
