"""Fair timing on a noisy machine: the candidates take turns, and medians are compared."""

import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping
from importlib.metadata import version

ROUNDS = 9


def medians(candidates: Mapping[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, float]:
    """Median time of each candidate, taking turns.

    Parameters
    ----------
    candidates : mapping of str to callable
        What is measured, by name; each is called once before the first round.
    rounds : int
        How often each takes its turn.

    Returns
    -------
    dict of str to float
        [s]
    """
    for candidate in candidates.values():
        candidate()
    taken: dict[str, list[float]] = {name: [] for name in candidates}
    for _ in range(rounds):
        for name, candidate in candidates.items():
            started = time.perf_counter()
            candidate()
            taken[name].append(time.perf_counter() - started)
    return {name: statistics.median(times) for name, times in taken.items()}


def table(title: str, seconds: Mapping[str, float], against: str) -> str:
    """Medians as a Markdown table, with the ratio to one of them.

    Parameters
    ----------
    title : str
        What was measured.
    seconds : mapping of str to float
        Median of each candidate. [s]
    against : str
        The candidate that is 1.0.
    """
    rows = [f"| {name} | {1000 * time:,.1f} | {time / seconds[against]:.2f} |" for name, time in seconds.items()]
    return "\n".join(
        [f"### {title}", "", f"| candidate | median [ms] | ratio to {against} |", "|---|--:|--:|", *rows, ""]
    )


def machine() -> str:
    """The machine, its load and the versions that a run's numbers belong to."""
    packages = ("duckdb", "pandas", "pyarrow", "streamlit", "plotly", "fastapi")
    found = ", ".join(f"{name} {version(name)}" for name in packages)
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return (
        f"Python {platform.python_version()} on {os.cpu_count()} cores of {platform.machine()}, each adding up a "
        f"million numbers in {1000 * of_a_million():.0f} ms; {found}; load average before: {load}"
    )


def of_a_million() -> float:
    """CPU time in which Python adds up a million numbers: how fast a core is, which changes by the hour. [s]"""
    taken = []
    for _ in range(ROUNDS):
        started = time.process_time()
        sum(range(1_000_000))
        taken.append(time.process_time() - started)
    return statistics.median(taken)
