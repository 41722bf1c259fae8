"""What receipts call the columns of the rows behind figures."""

from collections.abc import Mapping

from producflow.ui import tables
from producflow.ui.tables import Column

COLUMNS: Mapping[str, Column] = {
    "name": Column("Machine"),
    "machine": Column("Machine"),
    "date": Column("Production day"),
    "shift": Column("Shift", words=True),
    "product": Column("Product"),
    "started_at": Column("Began"),
    "ended_at": Column("Ended"),
    "own_minutes": Column("Length", "min", 1),
    "minutes": Column("Counted", "min", 1),
    "reason": Column("Reason"),
    **tables.figures("output_quantity", "inspected_output", "defect_quantity", "planned_minutes", "downtime_minutes"),
    "explained_minutes": Column("By stops", "min", 1),
    "efficiency_percentage": Column.of(
        "efficiency_percentage", label="Own efficiency", help="Where the source states one."
    ),
    "capacity": Column("Rated capacity", "units in 480 min"),
    "product_capacity": Column("Rated capacity of the product", "units in 480 min"),
    "maintenance_type": Column("Type", words=True),
    "description": Column("Job"),
    "title": Column("Alert"),
    "priority": Column("Priority", words=True),
    "since": Column("Since"),
    "due_day": Column("Due"),
    "done_day": Column("Done"),
    "status": Column("Status", words=True),
    "interval_days": Column("Interval", "d"),
    "outcome": Column("Outcome", words=True),
    "overdue_days": Column("Overdue", "d"),
    "duration_hours": Column("Repair time", "h", 2),
    "cost": Column("Cost", digits=2),
    "made_at": Column("Made"),
    "horizon_ends_at": Column("Judged at"),
    "until_from": Column("Window from"),
    "until_to": Column("Window to"),
    "window_held": Column("Held"),
    "failed_at": Column("Failed"),
    "called": Column("What failed"),
    "foretold": Column("Foretold"),
    "confidence": Column("Stated", digits=2),
    "chance": Column("By chance", digits=2),
    "came_true": Column("Came true"),
    "what": Column("What happened"),
    "verdict": Column("A person said"),
    "records": Column("Records"),
    "file_name": Column("File"),
    "source_line": Column("Line", help="In the file; its first line is 1."),
}
"""How rows behind figures are shown, whatever they are of."""
PARTS: Mapping[str, Column] = {
    "failures": Column.of("failures_timed"),
    "expected_minutes": Column("Unplanned downtime at the baseline's rate", "min", 1),
    "actual_minutes": Column("As it was", "min", 1),
    "expected_defects": Column("Rejects at the baseline's rate", "units", 1),
    "actual_defects": Column("Rejects as they were", "units"),
}
