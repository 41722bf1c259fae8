"""Word, icon and colour of every status."""

from collections.abc import Mapping
from typing import Literal

from producflow.domain.goals import MET, MISSED, SIGNS, WITHIN_NOISE, Goal
from producflow.domain.metrics import METRICS
from producflow.reports import targets
from producflow.ui.text import counted as counted
from producflow.ui.text import number as number

# Word and icon of every status; Streamlit's named colours follow the theme.
LABELS: Mapping[str, tuple[str, str, Literal["green", "orange", "red", "violet", "gray", "blue"]]] = {
    "operational": ("Operational", ":material/check_circle:", "green"),
    "normal": ("Normal", ":material/check_circle:", "green"),
    "warning": ("Warning", ":material/warning:", "orange"),
    "critical": ("Critical", ":material/error:", "red"),
    "maintenance": ("In maintenance", ":material/build:", "violet"),
    "stopped": ("Stopped", ":material/block:", "orange"),
    "running": ("Running", ":material/check_circle:", "gray"),
    "unknown": ("Unknown", ":material/help:", "gray"),
    "low": ("Low", ":material/keyboard_arrow_down:", "gray"),
    "medium": ("Medium", ":material/drag_handle:", "blue"),
    "high": ("High", ":material/keyboard_arrow_up:", "orange"),
    "active": ("Active", ":material/notifications_active:", "orange"),
    "acknowledged": ("Acknowledged", ":material/visibility:", "blue"),
    "resolved": ("Resolved", ":material/check_circle:", "green"),
    "scheduled": ("Scheduled", ":material/event:", "blue"),
    "in_progress": ("In progress", ":material/engineering:", "orange"),
    "completed": ("Completed", ":material/check_circle:", "green"),
}


def word(status: object) -> str:
    """The word for a status, such as ``In progress``."""
    return LABELS[str(status)][0] if str(status) in LABELS else str(status).replace("_", " ").capitalize()


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


def badge(value: str, prefix: str = "") -> str:
    """A status as a coloured badge with icon and word, for ``st.markdown``."""
    name, icon, colour = LABELS.get(value, (word(value), ":material/help:", "gray"))
    return f":{colour}-badge[{icon} {prefix}{name}]"
