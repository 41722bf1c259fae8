"""What a page shows, as HTML that the browser prints."""

import base64
import importlib.util
import math
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from producflow.printing import chromium, markdown, tables
from producflow.printing.chromium import Ending
from producflow.printing.page import Shown
from producflow.ui.charts.paper import LIBRARY, for_paper

HERE = Path(__file__).parent
SCRIPT = "plotly.min.js"
MOST_COLUMNS = 4
"""Figures that stand side by side on A4."""
MOST_HEADINGS = 9
"""Columns of a table that A4 has room for in letters of the usual size."""
SKIPPED = frozenset({"form", "popover", "dialog", "chat_message"})
"""Blocks that are there to be used, not to be read."""


@dataclass(frozen=True)
class Imprint:
    """Where a page comes from: data version, time and person of printing, the link to it, and which plant's it is."""

    told: str
    link: str
    plant: str = ""
    """Its name; empty where it has none."""
    logo: str = ""
    """Address of its logo that holds the picture itself; empty where it has none."""


def on_paper(page: Shown, imprint: Imprint, ending: Ending) -> bytes:
    """Print a page.

    Raises
    ------
    PrinterUnavailable
    """
    return chromium.printed(as_html(page, imprint), ending, {SCRIPT: LIBRARY})


def as_html(page: Shown, imprint: Imprint) -> str:
    """The page that the browser prints; whatever people typed is escaped, and only our own scripts run."""
    code = secrets.token_urlsafe(16)
    policy = f"default-src 'none'; script-src 'nonce-{code}'; style-src 'unsafe-inline'; font-src data:; img-src data:"
    figures: list[str] = []
    body = _parts(page, figures)
    foot = f"<footer><p>{_text(imprint.told)}</p><p>{_text(imprint.link)}</p></footer>"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}"><title>ProducFlow</title>'
        f"<style>{_style()}</style></head><body>{_head(imprint)}{body}{foot}"
        f'<script nonce="{code}" src="{SCRIPT}"></script>'
        f'<script nonce="{code}">const figures = [{",".join(figures)}];{_kept("sheet.js")}</script></body></html>'
    )


def _head(imprint: Imprint) -> str:
    picture = f'<img src="{escape(imprint.logo)}" alt="">' if imprint.logo else ""
    inner = picture + _text(imprint.plant)
    return f"<header>{inner}</header>" if inner else ""


def _parts(block: Shown, figures: list[str]) -> str:
    return "".join(_one(part, figures) for part in block)


def _one(part: Shown, figures: list[str]) -> str:
    """One thing of a page; what is only there to be clicked leaves no trace on paper."""
    if part.kind in ELEMENTS:
        return ELEMENTS[part.kind](part.message)
    if part.kind == "plotly_chart":
        figures.append(for_paper(part.message.spec))
        return f'<div class="chart" role="img" aria-label="{_text(part.message.alt)}"></div>'
    if part.kind in SKIPPED or (part.kind == "expandable" and not part.message.expanded):
        return ""
    inner = _parts(part, figures)
    if not inner:
        return ""
    if part.kind in ("expandable", "tab"):
        return f"<section><h3>{markdown.words(part.message.label)}</h3>{inner}</section>"
    return _block(part, inner)


def _block(part: Shown, inner: str) -> str:
    """A block as the screen lays it out: side by side, in a grid, or one below the other, with or without a frame."""
    framed = " card" if getattr(part.message, "border", False) else ""
    if part.kind == "grid_container":
        return f'<div class="grid" style="--columns:{min(part.message.columns or 1, MOST_COLUMNS)}">{inner}</div>'
    if part.kind == "column":
        return f'<div class="column" style="flex-grow:{part.message.weight or 1:.3f}">{inner}</div>'
    sideways = part.kind == "flex_container" and part.message.direction == part.message.HORIZONTAL
    if sideways and any(each.kind == "column" for each in part):
        return f'<div class="columns">{inner}</div>'
    return f'<div class="{"row" if sideways else "block"}{framed}">{inner}</div>'


def _heading(message: Any) -> str:
    return f"<{message.tag}>{markdown.words(message.body)}</{message.tag}>"


def _markdown(message: Any) -> str:
    if message.allow_html:  # the tile of a figure: words of ours and a drawing, see producflow.ui.tiles
        return str(message.body)
    caption = message.element_type == message.CAPTION
    return f'<div class="{"caption" if caption else "words"}">{markdown.blocks(message.body)}</div>'


def _alert(message: Any) -> str:
    kind = message.Format.Name(message.format).lower()
    return f'<div class="alert {kind}">{markdown.blocks(message.body)}</div>'


def _code(message: Any) -> str:
    return f"<pre>{escape(message.code_text)}</pre>"


def _metric(message: Any) -> str:
    colour = message.MetricColor.Name(message.color).lower()
    change = f'<span class="{colour}">{_text(message.delta)}</span>' if message.delta else ""
    beside = " · ".join(filter(None, [change, _text(message.delta_description)]))
    return (
        f'<div class="figure"><span>{markdown.words(message.label)}</span><b>{_text(message.body)}</b>'
        f"<small>{beside or '&nbsp;'}</small>{_sparkline(message.chart_data)}</div>"
    )


def _sparkline(values: Sequence[float]) -> str:
    """A line through the values, without an axis, as on the screen; a gap where one is missing."""
    known = [value for value in values if math.isfinite(value)]
    if len(known) < 2:
        return ""
    low, height = min(known), (max(known) - min(known)) or 1.0
    wide = 100 / (len(values) - 1)
    pieces, pen = [], "M"
    for place, value in enumerate(values):
        if math.isfinite(value):
            pieces.append(f"{pen}{place * wide:.1f} {19 - 18 * (value - low) / height:.1f}")
        pen = "L" if math.isfinite(value) else "M"
    return f'<svg viewBox="0 0 100 20" preserveAspectRatio="none"><path d="{" ".join(pieces)}"/></svg>'


def _table(message: Any) -> str:
    table = tables.of_message(message)
    side = ["" if right else ' class="word"' for right in table.right]
    heads = "".join(f"<th{where}>{_text(name)}</th>" for where, name in zip(side, table.headings, strict=True))
    rows = "".join(
        "<tr>" + "".join(f"<td{where}>{_text(cell)}</td>" for where, cell in zip(side, row, strict=True)) + "</tr>"
        for row in table.rows
    )
    more = f'<p class="caption">and {table.left_out:,} more rows</p>' if table.left_out else ""
    dense = ' class="dense"' if len(table.headings) > MOST_HEADINGS else ""
    return f"<table{dense}><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{more}"


ELEMENTS: dict[str, Callable[[Any], str]] = {
    "heading": _heading,
    "markdown": _markdown,
    "alert": _alert,
    "code": _code,
    "metric": _metric,
    "dataframe": _table,
}


def _text(value: str) -> str:
    return escape(" ".join(value.split()))


@cache
def _kept(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


@cache
def _style() -> str:
    """The style sheet, with the pages' own font in it where Streamlit brings it."""
    return _face() + _kept("sheet.css")


def _face() -> str:
    found = importlib.util.find_spec("streamlit")
    folders = [] if found is None or found.origin is None else [Path(found.origin).parent / "static"]
    fonts = [font for folder in folders for font in sorted(folder.rglob("SourceSansVF-Upright*.woff2"))]
    if not fonts:
        return ""
    data = base64.b64encode(fonts[0].read_bytes()).decode("ascii")
    return (
        "@font-face{font-family:'Source Sans';font-weight:200 900;"
        f"src:url(data:font/woff2;base64,{data}) format('woff2')}}"
    )
