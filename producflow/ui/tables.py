"""Tables of rows: headings with units, sensible digits, one page of many, and what is shown as a file."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

import pandas as pd
import pyarrow as pa
import streamlit as st
from streamlit.dataframe_util import convert_pandas_df_to_arrow_table

from producflow.access import audit
from producflow.access.roles import Actor, Permission
from producflow.domain.metrics import shown_as
from producflow.reports.export import csv, sensible
from producflow.ui import addressed, context, kept
from producflow.ui.statuses import word
from producflow.ui.text import DAY


@dataclass(frozen=True)
class Column:
    """How one column of a table is shown."""

    label: str
    """Heading, in plain words."""
    unit: str = ""
    """Shown in the heading; empty for what has none."""
    digits: int = 0
    """After the decimal point; only for numbers."""
    help: str | None = None
    """What it means, when one points at the heading."""
    words: bool = False
    """Whether the values are statuses, shown as their words."""
    right: bool = False
    """Whether the values are numbers put into words, which stand on the right as numbers do."""

    @classmethod
    def of(cls, name: str, currency: str = "", **other: Any) -> "Column":
        """The column of a figure as its metric says, but for what is given."""
        found = shown_as(name)
        return replace(cls(found.label, found.unit_in(currency), found.digits, found.description), **other)

    @property
    def heading(self) -> str:
        """Label and unit: ``Output [units]``."""
        return f"{self.label} [{self.unit}]" if self.unit else self.label


def figures(*names: str) -> dict[str, Column]:
    """Columns of figures by their names, see :meth:`Column.of`."""
    return {name: Column.of(name) for name in names}


ROW, ROWS, SOME = 35, 10, 7
"""Height of a row [px], and how many rows a table shows before it scrolls: one by itself, and one among others."""


def table(
    frame: pd.DataFrame,
    alt: str,
    columns: Mapping[str, Column],
    *,
    key: str | None = None,
    on_select: Literal["ignore", "rerun"] | Callable[[], None] = "ignore",
    at_once: int = ROWS,
) -> Any:
    """Show rows with headings, units and sensible digits; instants in the time zone of the page, which is named.

    Parameters
    ----------
    frame : DataFrame, shape (n, columns)
        Is not changed.
    alt : str
        What the table shows, for whoever cannot see it.
    columns : mapping of str to Column
        Which columns to show, in which order and how.
    key : str, optional
        Needed to read the chosen row with ``on_select="rerun"``.
    on_select : str or callable
        ``rerun``: one row can be chosen; or what is called then, before the page runs.
    at_once : int
        How many rows are seen before one has to scroll.

    Returns
    -------
    object
        Streamlit's selection state where rows can be chosen.
    """
    options: dict[str, Any] = {} if on_select == "ignore" else {"selection_mode": "single-row", "on_select": on_select}
    if len(frame):  # said, so that its room is there before it is drawn; of more rows the next one looks out
        options["height"] = ROW * (min(len(frame), at_once) + 1) + (2 if len(frame) <= at_once else 10)
    return drawn(frame, alt, columns, key=key, **options)


def drawn(frame: pd.DataFrame, alt: str, columns: Mapping[str, Column], **options: Any) -> Any:
    """A table as Streamlit's options say; what is sent of rows that are kept is made once.

    Parameters
    ----------
    frame, alt, columns
        As of :func:`table`.
    **options
        Of ``st.dataframe``.
    """
    rows, config, wider = kept.made(_arranged, frame, tuple(columns.items()), context.zone())
    if wider and context.reader() is None:
        # No st.html: its script comes late, and the table would move.
        said = f"{len(config)} columns: move the table sideways."
        st.markdown(f'<small class="sideways-{wider}">{said}</small>', unsafe_allow_html=True)
    return st.dataframe(rows, hide_index=True, column_config=config, alt=alt, placeholder="–", **options)


def _arranged(
    frame: pd.DataFrame, columns: tuple[tuple[str, Column], ...], zone: str
) -> tuple[pa.Table, dict[str, Any], str]:
    """The rows as they are sent, how each column is shown, and the largest screen that they are too wide for."""
    shown = frame[[name for name, _ in columns]].copy()
    config: dict[str, Any] = {}
    for name, column in columns:
        values, help_ = shown[name], column.help
        if isinstance(values.dtype, pd.DatetimeTZDtype):
            heading = f"{column.label} [{zone}]"
            config[name] = st.column_config.DatetimeColumn(heading, help=help_, timezone=zone, format=f"{DAY} HH:mm")
        elif pd.api.types.is_datetime64_dtype(values.dtype):
            config[name] = st.column_config.DateColumn(column.heading, help=help_, format=DAY)
        elif pd.api.types.is_bool_dtype(values.dtype) and values.notna().all():
            shown[name] = values.map({True: "yes", False: "no"})
            config[name] = st.column_config.TextColumn(column.heading, help=help_)
        elif pd.api.types.is_numeric_dtype(values.dtype):
            config[name] = st.column_config.NumberColumn(
                column.heading, help=help_, format=f"%,.{column.digits}f", alignment="right"
            )
        else:
            if column.words:
                shown[name] = values.map(word, na_action="ignore")
            config[name] = st.column_config.TextColumn(
                column.heading, help=help_, alignment="right" if column.right else None
            )
    return convert_pandas_df_to_arrow_table(shown), config, _too_small(shown, config)


LETTER, AROUND, WIDEST = 7, 18, 400
"""Width of a letter, of what is around a cell's text, and of the widest column. [px]"""
SCREENS = {"phone": 340, "tablet": 780, "desktop": 1040}
"""Room for a table on each, see ``style.css``. [px]"""


def _too_small(shown: pd.DataFrame, config: Mapping[str, Any]) -> str:
    """The largest screen that has less room than a table needs, which is said there: nothing else is a sign of it."""
    needed = sum(_width(shown[name], str(column["label"])) for name, column in config.items())
    return next((screen for screen, room in reversed(SCREENS.items()) if needed > room), "")


def _width(cells: pd.Series, heading: str) -> int:
    """About what a column takes. [px]"""
    seen = cells.iloc[:50] if _is_text(cells) else cells.iloc[:0]
    texts = (str(each) for each, missing in zip(seen.tolist(), seen.isna(), strict=True) if not missing)
    return min(LETTER * max([len(heading), *map(len, texts)]) + AROUND, WIDEST)


def _is_text(cells: pd.Series) -> bool:
    return pd.api.types.is_string_dtype(cells.dtype) or cells.dtype == object


def digits(values: pd.Series, most: int = 3) -> int:
    """So many digits after the point as numbers have, at most; none for whole numbers."""
    if not pd.api.types.is_float_dtype(values):
        return 0
    known = values.dropna()
    return next((places for places in range(most) if known.round(places).eq(known).all()), most)


def download(
    frame: pd.DataFrame,
    name: str,
    actor: Actor,
    *,
    columns: Iterable[str] | None = None,
    label: str = "Download as CSV",
) -> None:
    """Offer what is shown as a CSV file, to whoever may export: sensible digits, formulas neutralised.

    Parameters
    ----------
    frame : DataFrame
        What the page shows.
    name : str
        File name without its ending; also names the button.
    columns : iterable of str, optional
        Which of its columns; left out: all.
    """
    if not actor.may(Permission.EXPORT) or frame.empty:
        return
    wanted = list(frame.columns if columns is None else columns)
    with st.container(horizontal=True):
        for said, comma, key in ((label, False, name), ("With decimal commas", True, f"{name}_commas")):
            offer(
                said,
                partial(_file, frame, wanted, comma),
                f"{name}.csv",
                actor,
                type="tertiary" if comma else "secondary",
                key=f"download_{key}",
                help="CSV with semicolons, for spreadsheets that write 12,5." if comma else None,
            )


def _file(frame: pd.DataFrame, columns: list[str], decimal_comma: bool) -> str:
    return csv(sensible(frame[columns]), decimal_comma=decimal_comma)


def offer(label: str, made: Callable[[], str], file_name: str, actor: Actor, **button: Any) -> None:
    """Offer a CSV file, which is made when somebody takes it; the audit log says who did.

    Parameters
    ----------
    made : callable
        Makes it.
    **button
        What else Streamlit's button is given.
    """
    store, page = context.live(), st.session_state.get(context.PAGE_KEY)

    def taken() -> str:
        file = made()
        audit.note(store, actor, "export", "pages", after={"page": page, "file": file_name})
        return file

    st.download_button(
        label, data=taken, file_name=file_name, mime="text/csv", icon=":material/download:", on_click="ignore", **button
    )


def one_page(rows: pd.DataFrame, at_once: int, name: str) -> pd.DataFrame:
    """So many rows as are shown at once, and below which others there are where there are more.

    Parameters
    ----------
    name : str
        Of the number of the page in the address.
    """
    pages = max(math.ceil(len(rows) / at_once), 1)
    bound = addressed.number(name, 1, pages)
    number = st.pagination(pages, **bound) if pages > 1 else 1
    return kept.made(_slice, rows, (number - 1) * at_once, number * at_once)


def _slice(rows: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    return rows.iloc[first:last]
