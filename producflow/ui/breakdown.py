"""The first screen's figures of each machine, line or area, as bars and as a table."""

import html
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

import pandas as pd
import streamlit as st

from producflow.reports import breakdown, production
from producflow.reports.levels import MACHINE
from producflow.reports.production import Production
from producflow.reports.receipts import FigureRef
from producflow.reports.view import View
from producflow.ui import addressed, cached, components, context, levels, receipts, statuses, tables
from producflow.ui import overview as parts
from producflow.ui.charts import production as charts
from producflow.ui.tables import Column

BY, BARS, TABLE = "by", "level_bars", "level_table"
"""Keys: the level (also in the address), and the bars and the table of lines or areas."""
HELD = ("oee",)
"""Figures that are shown beside their goals."""


def level() -> str:
    """Ask by what to tell the figures; a plant without lines and areas has machines only."""
    known = [MACHINE, *reversed(levels.there_are())]
    if len(known) == 1:
        return MACHINE
    chosen = st.segmented_control(
        "By",
        known,
        default=MACHINE,
        required=True,
        format_func=str.capitalize,
        label_visibility="collapsed",
        **addressed.bound(BY, known, str.capitalize),
    )
    return chosen or MACHINE


def bars(view: View, report: Production, as_of: datetime, by: str) -> None:
    """OEE of each machine, line or area; a click opens the machine, or looks at the others only."""
    if by == MACHINE:
        drawn = cached.figure(charts.by_machine, production.metrics, view, as_of)
        chosen = components.chart(drawn, "machines_oee", "OEE of each machine", on_select="rerun")
        parts.open_chosen(chosen, report.machines)
    else:
        drawn = cached.figure(charts.ratios, breakdown.breakdown, view, as_of, by, HELD)
        components.chart(drawn, BARS, f"OEE of each {by}", on_select=partial(_look_at_bar, by))


def table(view: View, report: Production, as_of: datetime, by: str) -> None:
    """All figures, to be downloaded too."""
    if by == MACHINE:
        rows, columns = parts.by_machine(report), parts.MACHINE_COLUMNS
        parts.machines(rows)
    else:
        rows = parts.with_reports(cached.answer(breakdown.breakdown, view, as_of, by, HELD))
        rows = rows.assign(held=[statuses.in_short(goals.get("oee")) for goals in rows["goals"]])
        columns = {
            "name": Column(by.capitalize()),
            "machines": Column("Machines", digits=0),
            **{name: column for name, column in parts.MACHINE_COLUMNS.items() if name != "name"},
            **({"held": Column("OEE goal")} if rows["held"].any() else {}),
        }
        of_level(rows, f"Figures by {by}", columns, by)
    tables.download(rows, f"production_by_{by}", context.actor(), columns=columns)


def of_level(rows: pd.DataFrame, alt: str, columns: Mapping[str, Column], by: str, *, explained: bool = True) -> None:
    """Rows of lines or areas, with `name` and what tells them apart.

    Parameters
    ----------
    explained : bool
        Whether figures open their receipts, and names look at that line or area only; a row does so else.
    """
    key = f"{TABLE}_{by}_{len(rows)}"  # another one when fewer are shown, which nobody has chosen from
    narrows = partial(_look_at, by, tuple(rows["name"]))
    told = "Sums of their machines, and ratios of those sums. Choose"
    if explained:
        st.caption(f"{told} a figure to see how it comes about, or a name to look at that {by} only.")
        receipts.cells(rows, alt, columns, key, _of_place, narrows=narrows)
    else:
        st.caption(f"{told} a row to look at that {by} only.")
        tables.table(rows, alt, columns, key=key, on_select=partial(_look_at_row, key, narrows))


def _of_place(row: pd.Series, figure: str) -> FigureRef:
    known = [level for level in levels.there_are() if level in row.index]
    return FigureRef(figure, place=tuple((level, "" if pd.isna(row[level]) else row[level]) for level in known))


def _look_at_bar(by: str) -> None:
    points = st.session_state[BARS]["selection"]["points"]
    if points:
        levels.look_at(by, html.unescape(str(points[0]["y"])))


def _look_at_row(key: str, narrows: Callable[[int], None]) -> None:
    for row in st.session_state[key]["selection"]["rows"]:
        narrows(row)


def _look_at(by: str, names: tuple[str, ...], row: int) -> None:
    levels.look_at(by, names[row])
