"""The overview's figures over 90 days: against the bare query of their sums, and against pandas on the raw records."""

import tempfile
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pandas as pd

from benchmarks import plants, timing
from producflow.reports.production import metrics
from producflow.reports.view import View
from producflow.store.database import Session, Store
from producflow.store.queries import production

MACHINES = 200
SIZES = (100_000, 1_000_000)
VIEW = View(plants.LAST_DAY - timedelta(days=89), plants.LAST_DAY)
BARE = "bare query of the sums"
NOW = datetime.combine(plants.LAST_DAY + timedelta(days=1), time(12), tzinfo=UTC)


def straightforward(store: Store) -> pd.DataFrame:
    """What a first draft does: fetch every record, then filter, group and divide in pandas, seven times over."""
    records = store.read(Session.frame, "production/benchmark")
    chosen = records[records["date"].between(pd.Timestamp(VIEW.first_day), pd.Timestamp(VIEW.last_day))]
    run = chosen.assign(run=chosen["planned_minutes"] - chosen["downtime_minutes"])
    keys: list[list[str]] = [["equipment_id"], ["date"], ["shift"], ["date", "shift"], ["equipment_id", "shift"]]
    sums = [run.groupby(key)[["output_quantity", "defect_quantity", "run", "planned_minutes"]].sum() for key in keys]
    return pd.concat([frame.assign(efficiency=frame["run"] / frame["planned_minutes"]) for frame in sums])


def measured(store: Store) -> dict[str, float]:
    """Medians of the candidates on one store. [s]"""
    return timing.medians(
        {
            BARE: lambda: store.read(
                lambda session: [production.sums(session, VIEW.parameters(), g) for g in production.KEYS]
            ),
            "all figures of the overview, two periods": lambda: metrics(store, VIEW, NOW),
            "straightforward pandas, sums of one period only": lambda: straightforward(store),
        }
    )


def main() -> None:
    """Print one table a size."""
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            store = Store.open(Path(folder) / "benchmark.duckdb")
            plants.production_records(store, MACHINES, size)
            seconds = measured(store)
            store.close()
        print(timing.table(f"90 days out of {size:,} production records, {MACHINES} machines", seconds, BARE))


if __name__ == "__main__":
    main()
