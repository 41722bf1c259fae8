"""What stands on one page of paper, and that page as HTML."""

import base64
import html
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from producflow.printing import chromium
from producflow.printing.chromium import Ending
from producflow.ui.charts.paper import LIBRARY, for_paper

HERE = Path(__file__).parent
SCRIPT = "plotly.min.js"


@dataclass(frozen=True)
class Tile:
    """One figure: what it is, its value with unit, what it is compared with or rests on."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Panel:
    """One chart under its title; a wide one takes the whole width."""

    title: str
    figure: Any
    wide: bool = False


@dataclass(frozen=True)
class Rows:
    """A small table.

    Attributes
    ----------
    title : str
    headings : tuple of str
        With units.
    cells : tuple of tuples of str
        Row by row; all columns but the first stand right.
    left_out : int
        Rows that found no room.
    words : int
        Columns from the left that hold words and stand left.
    """

    title: str
    headings: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    left_out: int = 0
    words: int = 1


@dataclass(frozen=True)
class Sheet:
    """One page of paper.

    Attributes
    ----------
    title, view : str
        What it answers, and of what part of the plant, in words.
    tiles, panels, rows
        Figures, charts and tables.
    says : tuple of str
        Sentences that stand above the figures.
    """

    title: str
    view: str
    tiles: tuple[Tile, ...] = ()
    panels: tuple[Panel, ...] = ()
    rows: tuple[Rows, ...] = ()
    says: tuple[str, ...] = ()


@dataclass(frozen=True)
class Imprint:
    """Where a page comes from: data version, time and person of printing, link, and the banner of a frozen one."""

    told: str
    link: str
    frozen: str = ""


def on_paper(sheet: Sheet, imprint: Imprint, ending: Ending) -> bytes:
    """Print a sheet.

    Raises
    ------
    PrinterUnavailable
    """
    return chromium.printed(as_html(sheet, imprint), ending, {SCRIPT: LIBRARY})


def as_html(sheet: Sheet, imprint: Imprint) -> str:
    """The page that the browser prints; whatever people typed is escaped, and only our own scripts run."""
    code = secrets.token_urlsafe(16)
    policy = f"default-src 'none'; script-src 'nonce-{code}'; style-src 'unsafe-inline'; font-src data:; img-src data:"
    frozen = f'<p class="frozen">{_text(imprint.frozen)}</p>' if imprint.frozen else ""
    parts = [
        f'<header><h1>{_text(sheet.title)}</h1><p class="view">{_text(sheet.view)}</p>{frozen}</header>',
        *(f'<p class="says">{_text(sentence)}</p>' for sentence in sheet.says),
        _tiles(sheet.tiles),
        _panels(sheet.panels),
        *map(_rows, sheet.rows),
        f"<footer><p>{_text(imprint.told)}</p><p>{_text(imprint.link)}</p></footer>",
    ]
    figures = ",".join(for_paper(panel.figure) for panel in sheet.panels)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}"><title>{_text(sheet.title)}</title>'
        f"<style>{_style()}</style></head><body>{''.join(parts)}"
        f'<script nonce="{code}" src="{SCRIPT}"></script><script nonce="{code}">const figures = [{figures}];'
        f"{_kept('sheet.js')}</script></body></html>"
    )


def _text(value: str) -> str:
    return html.escape(" ".join(value.split()))


def _tiles(tiles: tuple[Tile, ...]) -> str:
    if not tiles:
        return ""
    shown = "".join(
        f'<div class="tile"><span>{_text(tile.label)}</span><b>{_text(tile.value)}</b>'
        f"<small>{_text(tile.note) or '&nbsp;'}</small></div>"
        for tile in tiles
    )
    return f'<section class="{"tiles three" if len(tiles) % 4 else "tiles"}">{shown}</section>'


def _panels(panels: tuple[Panel, ...]) -> str:
    if not panels:
        return ""
    shown = "".join(
        f'<div class="{"panel wide" if panel.wide else "panel"}"><h2>{_text(panel.title)}</h2>'
        '<div class="chart"></div></div>'
        for panel in panels
    )
    return f'<section class="panels">{shown}</section>'


def _rows(rows: Rows) -> str:
    heads = "".join(f"<th{_side(rows, n)}>{_text(heading)}</th>" for n, heading in enumerate(rows.headings))
    body = "".join(
        "<tr>" + "".join(f"<td{_side(rows, n)}>{_text(cell)}</td>" for n, cell in enumerate(row)) + "</tr>"
        for row in rows.cells
    )
    more = f'<p class="more">and {rows.left_out:,} more</p>' if rows.left_out else ""
    return (
        f'<section class="rows"><h2>{_text(rows.title)}</h2><table><thead><tr>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table>{more}</section>"
    )


def _side(rows: Rows, column: int) -> str:
    return ' class="word"' if column < rows.words else ""


@cache
def _kept(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


@cache
def _style() -> str:
    """The style sheet, with the pages' own font in it where Streamlit brings it."""
    return _face() + _kept("sheet.css")


def _face() -> str:
    import importlib.util

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
