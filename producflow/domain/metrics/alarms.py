"""Figures of the alarm system itself: whether a person can follow it."""

from producflow.domain.metrics.metric import MAINTENANCE, Metric

ISA, EEMUA = "ANSI/ISA-18.2-2016, clause 16: alarm system performance", "EEMUA 191: performance of alarm systems"

METRICS = (
    Metric(
        *("alarms_per_hour", "Alarm rate", "alarms/h", 2),
        "; at most 6 are acceptable, 12 just manageable",
        f"{ISA}: average rate of annunciated alarms per operating position",
        "How many alarms one operator has to deal with in an hour.",
        "down",
        group=MAINTENANCE,
        working="{alarms_watched} ÷ {watched_hours} ÷ {alarm_operators}",
    ),
    Metric(
        *("alarms_per_day", "Daily alarms", "alarms/d", 1),
        "; at most 150 are acceptable, 300 just manageable",
        f"{ISA}: annunciated alarms per day and operating position",
        "How many alarms one operator has to deal with in a day.",
        "down",
        group=MAINTENANCE,
        working="{alarms_watched} ÷ {watched_days} ÷ {alarm_operators}",
    ),
    Metric(
        *("alarm_peak", "Most alarms in 10 min", "", 1),
        "of one operator, in any ten minutes of the period; at most 10 are acceptable",
        f"{ISA}: peak rate of annunciated alarms",
        "How many alarms came at the worst moment.",
        "down",
        group=MAINTENANCE,
        working="{alarms_at_once} ÷ {alarm_operators}",
    ),
    Metric(
        *("alarm_floods", "Alarm floods", "", 0),
        "begun by more than 10 alarms of an operator within ten minutes, over when fewer than 5 came within ten",
        f"{ISA}; {EEMUA}",
        "How often more alarms came than a person can take in.",
        "down",
        group=MAINTENANCE,
    ),
    Metric(
        *("top_alarms_percentage", "Ten most frequent", "%", 1),
        "; alarms of the same machine, sensor and kind of limit are one; at most 5 % are acceptable",
        f"{ISA}: contribution of the ten most frequent alarms",
        "How much of the load a few alarms make: to mend them is what helps most.",
        "down",
        group=MAINTENANCE,
        working="{top_alarms} ÷ {alarms}",
    ),
    Metric(
        *("chattering_alarms", "Chattering alarms", "", 0),
        "different alarms that came three times or more within a minute; none is acceptable",
        f"{ISA}: chattering and fleeting alarms",
        "How many alarms come and go so quickly that nobody believes them.",
        "down",
        group=MAINTENANCE,
    ),
    Metric(
        *("stale_alarms", "Stale alarms", "", 0),
        "most alarms that stood for more than 24 hours at once; fewer than 5 are acceptable",
        f"{ISA}: stale alarms",
        "How many alarms stand and nobody can or will do anything about them.",
        "down",
        group=MAINTENANCE,
    ),
    Metric(
        *("urgent_alarms_percentage", "High priority", "%", 1),
        "; some 80 % should be low, 15 % medium, 5 % high or critical",
        f"{ISA}: annunciated priority distribution",
        "Whether a high priority still says that something is urgent.",
        "down",
        group=MAINTENANCE,
        working="{urgent_alarms} ÷ {alarms}",
    ),
)
