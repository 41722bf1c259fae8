"""Icon and colour of every status."""

from collections.abc import Mapping
from typing import Literal

from producflow.domain.goals import MET, MISSED, SIGNS, WITHIN_NOISE, Goal
from producflow.domain.metrics import METRICS
from producflow.reports import targets
from producflow.reports.spelling import word as word
from producflow.ui.text import counted as counted
from producflow.ui.text import number as number

# Of every status; Streamlit's named colours follow the theme.
LABELS: Mapping[str, tuple[str, Literal["green", "orange", "red", "violet", "gray", "blue"]]] = {
    "operational": (":material/check_circle:", "green"),
    "normal": (":material/check_circle:", "green"),
    "warning": (":material/warning:", "orange"),
    "critical": (":material/error:", "red"),
    "maintenance": (":material/build:", "violet"),
    "stopped": (":material/block:", "orange"),
    "running": (":material/check_circle:", "gray"),
    "unknown": (":material/help:", "gray"),
    "low": (":material/keyboard_arrow_down:", "gray"),
    "medium": (":material/drag_handle:", "blue"),
    "high": (":material/keyboard_arrow_up:", "orange"),
    "active": (":material/notifications_active:", "orange"),
    "acknowledged": (":material/visibility:", "blue"),
    "returned": (":material/keyboard_return:", "gray"),
    "shelved": (":material/snooze:", "gray"),
    "suppressed": (":material/block:", "gray"),
    "resolved": (":material/check_circle:", "green"),
    "scheduled": (":material/event:", "blue"),
    "in_progress": (":material/engineering:", "orange"),
    "completed": (":material/check_circle:", "green"),
}


OF_VERDICT = {MET: ":green", MISSED: ":red", WITHIN_NOISE: ""}
"""Only what is met, or missed by more than chance brings, has a colour."""


def against_goal(goal: Goal) -> str:
    """Sign, goal and gap of a figure: ``✗ missed · goal 85.0 % · −3.1 pts``, for ``st.markdown``."""
    metric = METRICS[goal.metric]
    if goal.value is None:
        return "no goal throughout"
    said = [f"goal {number(goal.value, metric.digits, metric.unit)}"]
    if goal.gap is not None:
        said.append(targets.gap(goal))
    if goal.verdict is None:
        return " · ".join([*said, "so far"] if goal.now is not None else said)
    word = f"{SIGNS[goal.verdict]} {targets.WORDS[goal.verdict]}"
    colour = OF_VERDICT[goal.verdict]
    return " · ".join([f"{colour}[**{word}**]" if colour else f"**{word}**", *said])


def in_short(goal: Goal | None) -> str:
    """The same for a cell of a table: ``✗ 85.0 %, −3.1 pts``; empty where there is no goal."""
    if goal is None or goal.value is None:
        return ""
    metric = METRICS[goal.metric]
    told = f"{SIGNS.get(goal.verdict or '', '')} {number(goal.value, metric.digits, metric.unit)}".strip()
    return told if goal.gap is None else f"{told}, {targets.gap(goal)}"


def badge(value: str, prefix: str = "") -> str:
    """A status as a coloured badge with icon and word, for ``st.markdown``."""
    icon, colour = LABELS.get(value, (":material/help:", "gray"))
    return f":{colour}-badge[{icon} {prefix}{word(value)}]"
