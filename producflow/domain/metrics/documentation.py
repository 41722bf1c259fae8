"""The page of the documentation that lists all metrics."""

from producflow.domain.metrics import METRICS
from producflow.domain.metrics.metric import CURRENCY, MAINTENANCE, MONEY, PLANT, PRODUCTION, Metric

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
    "- “A real difference”: p below 0.05 after Holm's correction for the number of pairs; by machine or line, for",
    "  the pairs of all of them; in the funnel, for all its points. Otherwise “within noise”, or “too little data”",
    "  (fewer than 5 rejects expected, 10 degrees of freedom for the variation of days, or 10 machine-days to",
    "  compare efficiencies on).",
    "- Changes between periods: the same tests with periods in place of shifts, a block being the same machine and",
    "  shift on the day of the same number; real only where the shown change has the direction that the machines of",
    "  both periods show. What adds up over shifts is measured per reported shift where their numbers differ.",
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
        "This page is written by `python -m tests.metrics_page` from `producflow/domain/metrics/`.",
    ]
    for group in (PRODUCTION, MONEY, MAINTENANCE, PLANT):
        lines += ["", f"## {group}", ""]
        lines += ["| figure | in the API and in addresses | formula | what it tells | standard | better |"]
        lines += ["|---|---|---|---|---|---|"]
        lines += [_row(metric) for metric in METRICS.values() if metric.group == group]
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
