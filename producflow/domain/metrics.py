"""What every figure is called and what it means: one table for tiles, columns, receipts, the API and the docs.

Standard names are those of ISO 22400-2:2014 where it defines the figure.
"""

from dataclasses import dataclass
from typing import Literal

CURRENCY = "currency"
"""Unit of an amount of money: the plant's own currency stands in its place where it is shown."""
PRODUCTION, MONEY, MAINTENANCE, PLANT = "Production", "Money", "Maintenance", "Plant"
OWN = "ProducFlow's own rule; no standard defines it"


@dataclass(frozen=True)
class Metric:
    """One figure.

    Attributes
    ----------
    name : str
        What reports, the API and addresses call it.
    label : str
        What people read; begins a sentence.
    unit : str
        ``%``, ``units``, ``h``, ``min``, `CURRENCY` or nothing for a plain count.
    digits : int
        After the decimal point, when it is shown.
    formula : str
        How it comes about, in words.
    standard : str
        What ISO 22400-2:2014 (or another source) calls it, or that none does.
    help : str
        What it tells, in plain language.
    better : str, optional
        In which direction it should go; None: neither is good or bad.
    column : str
        Its name in tables of sums, where that is another one.
    group : str
        Under which heading the docs list it.
    """

    name: str
    label: str
    unit: str
    digits: int
    formula: str
    standard: str
    help: str
    better: Literal["up", "down"] | None = None
    column: str = ""
    group: str = PRODUCTION

    @property
    def of_rows(self) -> str:
        """Its column in a table of sums and ratios."""
        return self.column or self.name

    def unit_in(self, currency: str) -> str:
        """Its unit, money in the plant's currency."""
        return currency if self.unit == CURRENCY else self.unit

    @property
    def told(self) -> str:
        """Everything about it in a few sentences: what stands behind the question mark beside it."""
        return f"{self.help} {self.label} = {self.formula}. {self.standard}."

    @property
    def described(self) -> str:
        """Formula and unit in one line, for descriptions of fields."""
        unit = "plant currency" if self.unit == CURRENCY else self.unit
        return f"{self.label}: {self.formula}." + (f" [{unit}]" if unit else "")


_ALL = (
    Metric(
        *("total_output", "Output", "units", 0),
        "all units made, good and rejected",
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
        "output ÷ what rated speed gives in the same run time, over machines with a rated capacity",
        "ISO 22400-2: effectiveness",
        "How fast the machines ran against their rated speed. Above 100 % the rated capacity is too low.",
        "up",
    ),
    Metric(
        *("quality", "Quality", "%", 1),
        "good units ÷ all units made",
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
        "rejected units ÷ all units made",
        "ISO 22400-2: scrap ratio",
        "How many of a hundred units were rejected.",
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
        "planned minutes of all production records",
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
        *("unplanned_downtime_hours", "Unplanned downtime", "h", 1),
        "stops that nobody planned; for machines that record no stops, the downtime of their production records",
        "ISO 22400-2: down time, less what was planned",
        "How long machines stood still without anybody having planned it.",
        "down",
        group=MONEY,
    ),
    Metric(
        *("downtime_cost", "Cost of downtime", CURRENCY, 0),
        "hours of unplanned downtime × cost of an hour of downtime",
        OWN,
        "What unplanned downtime cost, by the plant's cost settings.",
        "down",
        group=MONEY,
    ),
    Metric(
        *("quality_cost", "Cost of rejects", CURRENCY, 0),
        "rejected units × cost of a rejected unit",
        "Cost of (poor) quality, its internal failures only",
        "What rejected units cost, by the plant's cost settings.",
        "down",
        group=MONEY,
    ),
    Metric(
        *("loss_cost", "Cost of losses", CURRENCY, 0),
        "hours of unplanned downtime and of speed loss × cost of an hour of downtime + rejected units × cost of a "
        "rejected unit; of one step of the loss tree, that step alone",
        OWN,
        "What the losses cost, by the plant's cost settings; planned stops are not counted.",
        "down",
        group=MONEY,
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
        *("mtbf_hours", "MTBF", "h", 1),
        "operating time ÷ failures; its bounds hold the true one with 90 % confidence (chi-square, exact for a "
        "constant failure rate)",
        "ISO 22400-2: mean operating time between failures; bounds: NIST/SEMATECH e-Handbook 8.4.5.1",
        "How long machines run until one fails. A failure is an unplanned stop or, on machines that record no stops, a "
        "completed corrective or emergency job.",
        "up",
        group=MAINTENANCE,
    ),
    Metric(
        *("mttr_hours", "MTTR", "h", 2),
        "repair time ÷ failures whose repair time is known; its bounds hold the true one with 90 % confidence "
        "(modified Cox method, for log-normal repair times)",
        "ISO 22400-2: mean time to repair; bounds: U. Olsson, Journal of Statistics Education 13(1), 2005",
        "How long it takes until a machine that failed runs again.",
        "down",
        group=MAINTENANCE,
    ),
    Metric(
        *("preventive_compliance", "Preventive on time", "%", 1),
        "preventive jobs done within 10 % of their interval, at least one day ÷ those due",
        "SMRP: preventive maintenance compliance",
        "Which share of the preventive work was done when it should be.",
        "up",
        group=MAINTENANCE,
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
        "unplanned downtime of the days before a job ÷ their planned time × planned time of the days after it − "
        "unplanned downtime of the days after it; the days of the work itself count for neither",
        OWN,
        "How much less a machine stood still after a job than it would have as before it. Below 0 it stood still more.",
        "up",
        group=MAINTENANCE,
    ),
    Metric(
        *("cost_per_recovered_hour", "Cost per recovered hour", CURRENCY, 0),
        "cost of the job ÷ recovered hours; not computable without a cost, before the days after it are over, or where "
        "nothing was recovered",
        OWN,
        "What an hour less of downtime cost. Of several jobs: of those with no other job of the machine in the same "
        "days.",
        "down",
        group=MAINTENANCE,
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
        "alerts that are not resolved, acknowledged or not",
        OWN,
        "How many alerts still stand.",
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
        *("active_alerts", "Active alerts", "", 0),
        "alerts that nobody has acknowledged or resolved yet",
        OWN,
        "How many alerts nobody has looked at.",
        "down",
        group=PLANT,
    ),
    Metric(
        *("active_equipment", "Machines with reports", "", 0),
        "machines with at least one production record",
        OWN,
        "How many machines reported production.",
        group=PLANT,
    ),
    Metric(
        *("total_equipment", "Machines", "", 0),
        "machines chosen, whether they report production or not",
        OWN,
        "How many machines are looked at.",
        group=PLANT,
    ),
    *(
        Metric(
            *(f"equipment_{status}", label, "", 0),
            f"machines whose reported status is “{status}”",
            OWN,
            "What people report of the machines; their condition by sensor readings stands beside it.",
            group=PLANT,
        )
        for status, label in (
            ("operational", "Machines in operation"),
            ("warning", "Machines with a warning"),
            ("critical", "Critical machines"),
            ("maintenance", "Machines in maintenance"),
        )
    ),
    Metric(
        *("equipment_count", "Machines that reported", "", 0),
        "machines with at least one production record of the shift",
        OWN,
        "How many machines reported the shift.",
        group=PLANT,
    ),
)

METRICS = {metric.name: metric for metric in _ALL}
"""Every metric by its name."""
BY_COLUMN = {metric.of_rows: metric for metric in _ALL}
"""Every metric by its column in tables of sums and ratios."""


COMPARING = (
    "## Comparing shifts",
    "",
    "How the Shifts page judges; the rules are in `producflow/domain/fairness.py`, `machine_by_machine.py`,",
    "`spc.py` and `rules.py`, each with its source.",
    "",
    "- Defect rate, adjusted [%]: rejects of the shift ÷ rejects it would have had at each machine's own rate × the",
    "  rate of all (indirect standardisation, Breslow and Day, 1987).",
    "- Defect rates: generalised Cochran-Mantel-Haenszel test over the machines, then each pair of shifts.",
    "  Efficiencies: Friedman's test within the same machine and day, then the mean difference of each pair.",
    "- “A real difference”: p below 0.05 after Holm's correction for the number of pairs; machine by machine, for",
    "  the pairs of all machines; in the funnel, for all its points. Otherwise “within noise”, or “too little data”",
    "  (fewer than 5 rejects expected, 10 degrees of freedom for the variation of days, or 10 machine-days to",
    "  compare efficiencies on).",
    "- Rejects come in batches: all tests and limits divide by the dispersion (Pearson's chi-square of the days of",
    "  one machine and shift ÷ degrees of freedom, at least 1). What strikes all machines on one day counts as many",
    "  events.",
    "- Funnel [-]: rejects ÷ expected at the machine's own rate, with 95 % and 99.8 % limits (Spiegelhalter, 2005).",
    "- Control charts, three standard deviations wide: p chart, centre ± 3 √(centre (1 − centre) ÷ output), each",
    "  shift with its own output; Laney's p' chart, wider by the mean moving range of the standardised rates ÷",
    "  1.128 (Laney, 2002); individuals chart, mean ± 2.66 mean moving range (NIST/SEMATECH e-Handbook 6.3.2.2).",
    "- Rules, numbered as in their sources: Western Electric 1–4 (1956), Nelson 1–8 (1984), or the limits only. A",
    "  shift without a report ends a run.",
)
"""What the docs say about verdicts and control charts."""


def as_markdown() -> str:
    """The page of the documentation that lists all metrics: ``docs/metrics.md`` holds just this."""
    lines = [
        "# What the numbers mean",
        "",
        "Every figure of the dashboard and the API. The dashboard says the same behind each question mark, and the",
        "receipt of a figure shows the formula with the actual figures in it. Every ratio is a ratio of sums; what is",
        "missing is missing, never 0. Standard names are those of ISO 22400-2:2014.",
        "",
        "This page is written by `python -m tests.metrics_page` from `producflow/domain/metrics.py`.",
    ]
    for group in (PRODUCTION, MONEY, MAINTENANCE, PLANT):
        lines += ["", f"## {group}", ""]
        lines += ["| figure | in the API and in addresses | formula | what it tells | standard | better |"]
        lines += ["|---|---|---|---|---|---|"]
        lines += [_row(metric) for metric in _ALL if metric.group == group]
    return "\n".join([*lines, "", *COMPARING]) + "\n"


def _row(metric: Metric) -> str:
    unit = {"": "count", CURRENCY: "plant currency"}.get(metric.unit, metric.unit)
    better = {"up": "higher", "down": "lower", None: "–"}[metric.better]
    cells = (
        f"{metric.label} [{unit}]",
        f"`{metric.name}`",
        metric.formula,
        metric.help,
        metric.standard,
        better,
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
