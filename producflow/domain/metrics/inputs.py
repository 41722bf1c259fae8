"""Sums that figures are worked out from, and that receipts show beside them."""

from producflow.domain.metrics.metric import CURRENCY, Input

OF_RECORDS = (
    Input("inspected_output", "Output with known defects", "units", words="units made"),
    Input("rated_output", "Output", "units", description="Of machines with a rated capacity, in units of that."),
    Input("ideal_output", "At rated speed", "units", 1, words="what rated speed gives in the same run time"),
    Input("planned_minutes", "Planned", "min", words="planned time"),
    Input("downtime_minutes", "Downtime", "min", 1),
    Input("run_minutes", "Run time", "min", 1),
    Input("credited_minutes", "Time credited", "min", 1),
    Input("calendar_minutes", "Calendar time", "min"),
)
"""What production records are summed up to, beside the figures that are plain sums of them."""
INPUTS = (
    *OF_RECORDS,
    Input("reported", "Reported", "", words="machine-shifts that reported"),
    Input("expected", "Due", "shifts", words="machine-shifts that were expected to"),
    Input("operating_hours", "Operating time", "h", 1),
    Input("failures_timed", "Failures", "", words="failures"),
    Input("repair_hours", "Repair time", "h", 2),
    Input("repaired", "Repairs", "", words="failures whose repair time is known"),
    Input("on_time", "On time", "", words="preventive jobs done within 10 % of their interval, at least one day"),
    Input("due", "Due", "", words="those due"),
    Input("predictions_true", "Came true", "", words="predictions that came true"),
    Input("predictions_judged", "Judged", "", words="those of which it is known"),
    Input("windows_right", "Held", "", words="windows in which the limit was crossed"),
    Input("windows_known", "Windows", "", words="windows of which it is known"),
    Input("failures_told", "Foretold", "", words="failures that a prediction foretold"),
    Input("failures_seen", "Failures", "", words="failures since readings are looked at"),
    Input("shift_defects", "Defects", "units", words="rejects of the shift"),
    Input(
        *("standardised_defects", "Expected defects", "units", 1),
        words="rejects that it would have had at each machine's own rate",
    ),
    Input(
        *("downtime_before", "Downtime before", "h", 1, "unplanned downtime of the days before a job"),
        "Unplanned, in the days before the job.",
    ),
    Input("planned_before", "Planned before", "h", 1, words="their planned time"),
    Input("planned_after", "Planned after", "h", 1, words="planned time of the days after it"),
    Input(
        *("downtime_after", "Downtime after", "h", 1, "unplanned downtime of the days after it"),
        "Unplanned, in the days after the job.",
    ),
    Input("costly_hours", "Hours that cost money", "h", 1, words="hours of unplanned downtime and of speed loss"),
    Input("smaller_by", "Smaller by", "%", words="the percentage by which it is smaller"),
    Input("cost", "Cost", CURRENCY, words="cost of the job"),
    Input("downtime_hour_cost", "Cost of an hour of downtime", f"{CURRENCY}/h"),
    Input("defect_unit_cost", "Cost of a rejected unit", f"{CURRENCY}/unit"),
    Input("alarms", "Alarms", "", description="Annunciated: those that came, whatever became of them."),
    Input(
        *("alarms_watched", "Alarms while watched", "", 0),
        words="alarms that came in planned shifts",
    ),
    Input("watched_hours", "Watched", "h", 1, words="hours of planned shifts in which readings came in"),
    Input("watched_days", "Watched days", "d", 2, words="those hours in planned days"),
    Input("alarm_operators", "Operators", "", words="operators at a time"),
    Input("alarms_at_once", "Alarms at once", "", words="most alarms that came in any ten minutes"),
    Input("top_alarms", "Of the ten most frequent", "", words="alarms of the ten most frequent kinds"),
    Input("urgent_alarms", "Urgent", "", words="alarms of high and critical priority"),
)
