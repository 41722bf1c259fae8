"""Figures of what was made and how well the time was used."""

from producflow.domain.metrics.metric import OWN, Metric

METRICS = (
    Metric(
        *("total_output", "Output", "units", 0),
        "all units made, good and rejected, of the records that state an output",
        "ISO 22400-2: produced quantity",
        "How much was made.",
        "up",
        "output_quantity",
    ),
    Metric(
        *("total_defects", "Defects", "units", 0),
        "all rejected units",
        "ISO 22400-2: scrap quantity",
        "How many of the units made were rejected.",
        "down",
        "defect_quantity",
    ),
    Metric(
        *("good_output", "Good output", "units", 0),
        "units made − rejected units, of the records that say how much was rejected",
        "ISO 22400-2: good quantity",
        "How many good units were made.",
        "up",
    ),
    Metric(
        *("efficiency_percentage", "Efficiency", "%", 1),
        "run time ÷ planned time; where a source states its own efficiency, that one stands for its record and weighs "
        "by its planned time",
        "ISO 22400-2: availability, unless a source states its own",
        "How much of the planned time was used.",
        "up",
    ),
    Metric(
        *("oee", "OEE", "%", 1),
        "availability × performance × quality",
        "ISO 22400-2: overall equipment effectiveness index",
        "Which share of the planned time went into good units at rated speed.",
        "up",
    ),
    Metric(
        *("availability", "Availability", "%", 1),
        "run time ÷ planned time",
        "ISO 22400-2: availability",
        "Which share of the planned time the machines ran; only downtime lowers it.",
        "up",
    ),
    Metric(
        *("performance", "Performance", "%", 1),
        "output ÷ what rated speed gives in the same run time, over records with an output, of machines with a rated "
        "capacity",
        "ISO 22400-2: effectiveness",
        "How fast the machines ran against their rated speed. Above 100 % the rated capacity is too low.",
        "up",
    ),
    Metric(
        *("quality", "Quality", "%", 1),
        "good units ÷ all units made, of the records that say how much was rejected",
        "ISO 22400-2: quality ratio",
        "Which share of the units made was good.",
        "up",
    ),
    Metric(
        *("teep", "TEEP", "%", 1),
        "OEE × planned time ÷ calendar time of the machine-shifts that were expected or reported",
        "Total effective equipment performance (TPM); ISO 22400-2 has no name for it",
        "Like OEE, but of all the time there was instead of the planned time.",
        "up",
    ),
    Metric(
        *("defect_rate", "Defect rate", "%", 2),
        "rejected units ÷ all units made, of the records that say how much was rejected",
        "ISO 22400-2: scrap ratio",
        "How many of a hundred units were rejected.",
        "down",
    ),
    Metric(
        *("adjusted_defect_rate", "Defect rate, adjusted", "%", 2),
        "rejects of the shift ÷ rejects that it would have had at each machine's own rate × defect rate of all shifts",
        "Indirect standardisation (Breslow and Day, 1987)",
        "How many of a hundred units a shift would have rejected with everybody's machines. It is fairer than the "
        "plain rate: a shift can look worse only because it ran the machine that rejects most.",
        "down",
    ),
    Metric(
        *("downtime_hours", "Downtime", "h", 1),
        "planned and unplanned downtime, as the production records say",
        "ISO 22400-2: down time",
        "How long machines stood still in their planned time, all machines added up.",
        "down",
    ),
    Metric(
        *("planned_hours", "Planned time", "h", 1),
        "planned minutes of all production records; where none are stated, what is left of the 480 of a shift, shared "
        "by its products",
        "ISO 22400-2: planned busy time",
        "How long machines were meant to run, all machines added up.",
    ),
    Metric(
        *("productive_hours", "Fully productive", "h", 1),
        "good units × time a unit takes at rated speed, over machines with a rated capacity",
        "What is left of planned busy time after all losses (TPM); of one machine, its share is the OEE",
        "How long it would have taken to make the good units at rated speed.",
        "up",
    ),
    Metric(
        *("lost_hours", "Lost time", "h", 1),
        "downtime by reason + downtime that no stop explains + speed loss + quality loss; of one step of the tree, "
        "it alone",
        "The losses between planned busy time and fully productive time (TPM, after Nakajima)",
        "Which part of the planned time made no good units at rated speed.",
        "down",
    ),
    Metric(
        *("coverage", "Reports received", "%", 1),
        "machine-shifts that reported ÷ machine-shifts that were expected to",
        OWN,
        "How much of what should have been reported was. What is missing is neither idle nor perfect.",
        "up",
    ),
    Metric(
        *("missing", "Missing", "", 0),
        "machine-shifts that were expected to report − those of them that did",
        OWN,
        "How many machine-shifts sent no production record. They count as neither idle nor perfect: they are left out.",
        "down",
    ),
    Metric(
        *("late", "Late", "", 0),
        "machine-shifts whose first record came in later after their end than the plant's settings allow",
        OWN,
        "How many machine-shifts reported late, so that earlier looks at the figures missed them.",
        "down",
    ),
    Metric(
        *("duplicate", "Duplicate", "", 0),
        "machine-shifts whose records have more planned time than the shift, or of which a file had a row twice",
        OWN,
        "How many machine-shifts may be counted twice.",
        "down",
    ),
)
