"""Figures of cost, and of what a smaller loss would bring."""

from producflow.domain.metrics.metric import CURRENCY, MONEY, OWN, Metric

METRICS = (
    Metric(
        *("unplanned_downtime_hours", "Unplanned downtime", "h", 1),
        "union of the stops that nobody planned: what several stops of a machine share counts once, unplanned before "
        "planned; a stop without an end lasts until the machine's next sign of life, else until now; for machines that "
        "record no stops, the downtime of their production records",
        "ISO 22400-2: down time, less what was planned",
        "How long machines stood still without anybody having planned it.",
        "down",
        group=MONEY,
        words="hours of unplanned downtime",
    ),
    Metric(
        *("downtime_cost", "Cost of downtime", CURRENCY, 0),
        "",
        OWN,
        "What unplanned downtime cost, by the plant's cost settings.",
        "down",
        group=MONEY,
        working="{unplanned_downtime_hours} × {downtime_hour_cost}",
    ),
    Metric(
        *("quality_cost", "Cost of rejects", CURRENCY, 0),
        "",
        "Cost of (poor) quality, its internal failures only",
        "What rejected units cost, by the plant's cost settings.",
        "down",
        group=MONEY,
        working="{total_defects} × {defect_unit_cost}",
    ),
    Metric(
        *("loss_cost", "Cost of losses", CURRENCY, 0),
        "; of one step of the loss tree, that step alone",
        OWN,
        "What the losses cost, by the plant's cost settings; planned stops are not counted.",
        "down",
        group=MONEY,
        working="{costly_hours} × {downtime_hour_cost} + {total_defects} × {defect_unit_cost}",
        words="cost of the loss",
    ),
    Metric(
        *("cost_savings", "Cost savings", CURRENCY, 0),
        "what downtime and rejects would have cost at the same machines' rates of the baseline period − what they did "
        "cost",
        OWN,
        "How much less downtime and rejects cost than they would have at the rates of another period.",
        "up",
        group=MONEY,
    ),
    Metric(
        *("time_won", "Time won", "h", 1),
        "",
        OWN,
        "How much planned time a smaller loss would have given back.",
        "up",
        group=MONEY,
        working="{lost_hours} × {smaller_by}",
    ),
    Metric(
        *("units_won", "More good units", "units", 0),
        "time won × each machine's own rate of good units; for speed loss its rated speed, for quality loss the "
        "rejected units themselves",
        OWN,
        "How many more good units a smaller loss would have given.",
        "up",
        group=MONEY,
    ),
    Metric(
        *("money_saved", "Saved", CURRENCY, 0),
        "",
        OWN,
        "What a smaller loss would have saved, by the plant's cost settings.",
        "up",
        group=MONEY,
        working="{loss_cost} × {smaller_by}",
    ),
)
