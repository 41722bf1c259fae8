"""What people typed, shown as they typed it: no name of a machine may turn into markup."""

import html
import re
import string
from datetime import datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

import pandas as pd

from producflow.reports.spelling import counted as counted
from producflow.reports.spelling import number as number

_PUNCTUATION = re.compile(f"([{re.escape(string.punctuation)}])")
# :name: becomes an icon, http: and www. and @ become links, all of it after backslashes were read.
_AFTER = re.compile(r"\\:(?=[\w\\+/-]+\\:)|\\:(?=\\/\\/)|\bwww(?=\\\.)|\\@", re.IGNORECASE)
_INVISIBLE = "\u2060"
DAY = "YYYY-MM-DD"
"""How fields and tables write a day: as addresses, files and the API do (ISO 8601)."""
Bounds: TypeAlias = tuple[float | None, float | None]
"""Lower and upper one; None where there is none."""


def plain(text: object) -> str:
    """Text for ``st.markdown`` and labels that shows every character as it is.

    Streamlit makes icons, emoji and links of text after it has read backslashes, so a character that shows nothing (a
    word joiner) stands within whatever would become one.
    """
    escaped = _PUNCTUATION.sub(r"\\\1", " ".join(str(text).split()))
    return _AFTER.sub(lambda found: found[0] + _INVISIBLE, escaped)


def plotly(text: object) -> str:
    """Text for charts, which read a little HTML."""
    return html.escape(str(text), quote=False)


def local(instant: datetime | pd.Timestamp, timezone: str) -> str:
    """An instant by the plant's clock: ``22 Nov 2026, 19:25``."""
    return f"{pd.Timestamp(instant).astimezone(ZoneInfo(timezone)):%-d %b %Y, %H:%M}"


def ago(age: pd.Timedelta) -> str:
    """How long ago: ``3 h ago``."""
    minutes = age.total_seconds() / 60
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes:.0f} min ago"
    if minutes < 48 * 60:
        return f"{minutes / 60:.0f} h ago"
    return f"{minutes / 1440:,.0f} days ago"


def sensor(sensor_type: str) -> str:
    """A sensor type as a word: ``Motor current``."""
    words = sensor_type.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def amount(value: float, unit: str | None) -> str:
    """A measured value with its unit and four digits: ``88.32 °C``."""
    number = f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return f"{number} {unit}" if unit and not pd.isna(unit) else number


def between(bounds: Bounds, digits: int, counts: str = "", unit: str = "h") -> str:
    """Bounds and what they rest on: ``9 to 24 h · 7 failures``."""
    lower, upper = bounds
    if lower is None:
        return counts
    high = f"to {number(upper, digits, unit)}" if upper is not None else f"{unit} or more".strip()
    return " · ".join(filter(None, [f"{number(lower, digits)} {high}", counts]))
