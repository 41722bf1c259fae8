"""Figures of failures, jobs and alerts."""

from producflow.domain.metrics.metric import CURRENCY, MAINTENANCE, OWN, Metric

METRICS = (
    Metric(
        *("mtbf_hours", "MTBF", "h", 1),
        "; its bounds hold the true one with 90 % confidence (chi-square, exact for a constant failure rate)",
        "ISO 22400-2: mean operating time between failures; bounds: NIST/SEMATECH e-Handbook 8.4.5.1",
        "How long machines run until one fails. A failure is an unplanned stop or, on machines that record no stops, a "
        "completed corrective or emergency job. Stops that overlap are a failure each.",
        "up",
        group=MAINTENANCE,
        working="{operating_hours} ÷ {failures_timed}",
    ),
    Metric(
        *("mttr_hours", "MTTR", "h", 2),
        "; its bounds hold the true one with 90 % confidence (modified Cox method, for log-normal repair times)",
        "ISO 22400-2: mean time to repair; bounds: U. Olsson, Journal of Statistics Education 13(1), 2005",
        "How long it takes until a machine that failed runs again. Repair time that stops share counts once; a stop "
        "whose end nobody reported has none.",
        "down",
        group=MAINTENANCE,
        working="{repair_hours} ÷ {repaired}",
    ),
    Metric(
        *("preventive_compliance", "Preventive on time", "%", 1),
        "",
        "SMRP: preventive maintenance compliance",
        "Which share of the preventive work was done when it should be.",
        "up",
        group=MAINTENANCE,
        working="{on_time} ÷ {due}",
    ),
    Metric(
        *("job_cost", "Cost of jobs", CURRENCY, 0),
        "sum over the jobs finished in the period that state a cost",
        "ISO 22400-2 has no name for it; EN 15341: total maintenance cost, of recorded jobs",
        "What the finished maintenance jobs cost.",
        "down",
        group=MAINTENANCE,
    ),
    Metric(
        *("recovered_hours", "Recovered", "h", 1),
        "; the days of the work itself count for neither",
        OWN,
        "How much less a machine stood still after a job than it would have as before it. Below 0 it stood still more.",
        "up",
        group=MAINTENANCE,
        working="{downtime_before} ÷ {planned_before} × {planned_after} − {downtime_after}",
        words="recovered hours",
    ),
    Metric(
        *("cost_per_recovered_hour", "Cost per recovered hour", CURRENCY, 0),
        "; not computable without a cost, before the days after it are over, or where nothing was recovered",
        OWN,
        "What an hour less of downtime cost. Of several jobs: of those with no other job of the machine in the same "
        "days.",
        "down",
        group=MAINTENANCE,
        working="{cost} ÷ {recovered_hours}",
    ),
    Metric(
        *("repeat_failures", "Failed again", "", 0),
        "jobs after which the machine failed again within the chosen days: a repair for the same reason, other work "
        "for any",
        OWN,
        "After how many jobs the trouble came back.",
        "down",
        group=MAINTENANCE,
    ),
    Metric(
        *("open_alerts", "Open alerts", "", 0),
        "alerts that are not resolved, acknowledged or not, but for those that are shelved or suppressed",
        OWN,
        "How many alerts still stand.",
        "down",
        group=MAINTENANCE,
    ),
    Metric(
        *("overdue_jobs", "Overdue jobs", "", 0),
        "jobs due before today in the plant's time zone and not completed, whatever the period",
        OWN,
        "How much maintenance work is late.",
        "down",
        group=MAINTENANCE,
    ),
    Metric(
        *("predictions_came_true", "Predictions that came true", "%", 0),
        "; by what a technician said of a prediction, else by whether within its horizon a limit was crossed, a repair "
        "was finished, or an unplanned stop of an hour or more began",
        OWN,
        "Which share of the predictions that can be judged came true, those made in hindsight included.",
        "up",
        group=MAINTENANCE,
        working="{predictions_true} ÷ {predictions_judged}",
    ),
    Metric(
        *("windows_held", "Windows that held", "%", 0),
        "; at least four of five are to hold. Left out: a limit that a repair kept from being crossed",
        OWN,
        "In which share of predictions with a window the limit was crossed within it.",
        "up",
        group=MAINTENANCE,
        working="{windows_right} ÷ {windows_known}",
    ),
    Metric(
        *("failures_foretold", "Failures foretold", "%", 0),
        "; a failure is a repair that was finished or an unplanned stop of an hour or more, and what follows within a "
        "day is the same one. Foretold is what lies within the horizon of a prediction of its machine",
        OWN,
        "Which share of the failures had a prediction before them. The others were missed.",
        "up",
        group=MAINTENANCE,
        working="{failures_told} ÷ {failures_seen}",
    ),
    Metric(
        *("brier_score", "Brier score", "", 3),
        "mean of (stated confidence − what happened, 0 or 1)²",
        "G. W. Brier, Monthly Weather Review 78, 1950",
        "How far stated confidences were from what happened: 0 is perfect. Good is what lies well below the score of "
        "stating, without any look at sensors, how often something happens to the machine anyhow.",
        "down",
        group=MAINTENANCE,
    ),
)
