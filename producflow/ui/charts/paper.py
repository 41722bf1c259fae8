"""The same figures on paper: white behind them, in the size of their place, and drawn by the same library."""

import copy
import json
from pathlib import Path
from typing import Any

import plotly
import plotly.io

LIBRARY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
"""What draws figures in a browser, as the installed plotly brings it."""
FONT = {"family": "Source Sans, sans-serif", "size": 10, "color": "#1b2430"}
GRID = "#e3e7ec"


def for_paper(spec: str) -> str:
    """A chart of a page as JSON for the browser that prints it.

    Parameters
    ----------
    spec : str
        The chart as JSON, as it is sent to a browser. Its height stands, its width gives way to that of its place.

    Returns
    -------
    str
        `data` and `layout`, safe within a script element.
    """
    drawn = json.loads(spec)
    layout = drawn["layout"] | {
        "template": _template(),
        "font": FONT,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "autosize": False,
    }
    return json.dumps({"data": drawn["data"], "layout": layout}).replace("<", "\\u003c")


def _template() -> dict[str, Any]:
    template: dict[str, Any] = copy.deepcopy(plotly.io.templates["plotly_white"].to_plotly_json())
    for axis in ("xaxis", "yaxis"):
        template["layout"][axis] |= {"gridcolor": GRID, "linecolor": GRID, "zerolinecolor": GRID}
    return template
