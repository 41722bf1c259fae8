"""The few pieces that pages are made of: figures with their change, tables with units, downloads, empty states."""

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd
import streamlit as st

from producflow import pages
from producflow.access.roles import Actor, Permission
from producflow.domain.change import Change
from producflow.domain.metrics import METRICS, shown_as
from producflow.reports import since
from producflow.reports.export import csv
from producflow.reports.receipts import RECEIPT, Wanted
from producflow.ui import addressed, context
from producflow.ui.charts.base import CONFIG
from producflow.ui.charts.drawn import Drawn
from producflow.ui.text import counted as counted
from producflow.ui.text import number as number
from producflow.ui.text import plain

ICON_WIDTH = 24
"""Width of a button that shows nothing but its icon; its words are for whoever cannot see it. [px]"""

# Word and icon of every status; Streamlit's named colours follow the theme.
LABELS: Mapping[str, tuple[str, str, Literal["green", "orange", "red", "violet", "gray", "blue"]]] = {
    "operational": ("Operational", ":material/check_circle:", "green"),
    "normal": ("Normal", ":material/check_circle:", "green"),
    "warning": ("Warning", ":material/warning:", "orange"),
    "critical": ("Critical", ":material/error:", "red"),
    "maintenance": ("In maintenance", ":material/build:", "violet"),
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


@dataclass(frozen=True)
class Column:
    """How one column of a table is shown.

    Attributes
    ----------
    label : str
        Heading, in plain words.
    unit : str
        Shown in the heading; empty for what has none.
    digits : int
        After the decimal point; only for numbers.
    help : str, optional
        What it means, when one points at the heading.
    words : bool
        Whether the values are statuses, shown as their words.
    right : bool
        Whether the values are numbers put into words, which stand on the right as numbers do.
    """

    label: str
    unit: str = ""
    digits: int = 0
    help: str | None = None
    words: bool = False
    right: bool = False

    @classmethod
    def of(cls, name: str, currency: str = "", **other: Any) -> "Column":
        """The column of a figure as its metric says, but for what is given."""
        found = shown_as(name)
        return replace(cls(found.label, found.unit_in(currency), found.digits, found.told), **other)

    @property
    def heading(self) -> str:
        """Label and unit: ``Output [units]``."""
        return f"{self.label} [{self.unit}]" if self.unit else self.label


def figures(*names: str) -> dict[str, Column]:
    """Columns of figures by their names, see :meth:`Column.of`."""
    return {name: Column.of(name) for name in names}


def word(status: object) -> str:
    """The word for a status, such as ``In progress``."""
    return LABELS[str(status)][0] if str(status) in LABELS else str(status).replace("_", " ").capitalize()


def status(value: str, prefix: str = "") -> str:
    """A status as a coloured badge with icon and word, for ``st.markdown``."""
    name, icon, colour = LABELS.get(value, (word(value), ":material/help:", "gray"))
    return f":{colour}-badge[{icon} {prefix}{name}]"


def card_width(*values: float | None) -> int:
    """Least width of a card, so that two stand side by side on a phone unless one has to say ``not available``. [px]

    Parameters
    ----------
    *values : float or None
        What the cards may have to show.
    """
    return 190 if any(value is None or math.isnan(value) for value in values) else 150


def figure(
    name: str, value: float | None, *, currency: str = "", more: str = "", receipt: Wanted | None = None, **options: Any
) -> None:
    """Show one figure of the catalogue as a card: its label, unit, digits and help are those of its metric.

    Parameters
    ----------
    name : str
        In :data:`producflow.domain.metrics.METRICS`.
    currency : str
        The plant's, for amounts of money.
    more : str
        Said after its formula, behind the question mark.
    receipt : Wanted, optional
        What its receipt is asked for by; that of the whole page by default.
    **options
        As of :func:`kpi`, whose values come before those of the metric.
    """
    metric = METRICS[name]
    options = {"digits": metric.digits, "better": metric.better} | options
    label, unit = options.pop("label", metric.label), options.pop("unit", metric.unit_in(currency))
    kpi(label, value, unit, formula=f"{metric.told} {more}".rstrip(), receipt=receipt or Wanted(name), **options)


def kpi(
    label: str,
    value: float | None,
    unit: str = "",
    *,
    digits: int = 0,
    change: Change | None = None,
    against: str = "",
    better: Literal["up", "down"] | None = None,
    trend: Sequence[float] | pd.Series | None = None,
    note: str = "",
    formula: str = "",
    why_not: str = "",
    receipt: Wanted | None = None,
    place: str = "",
) -> None:
    """Show one figure as a card: value, change against the previous period, sparkline.

    Parameters
    ----------
    label : str
        What it is.
    value : float or None
        Missing is shown as missing.
    unit : str
        What a change is told in follows from it, see :func:`producflow.reports.since.delta`.
    digits : int
        After the decimal point.
    change : Change, optional
        Against the period before; coloured only where it is more than chance brings.
    against : str
        What the change is against, such as ``vs prior 7 days``, for the help; say it once above or below the cards too.
    better : str, optional
        In which direction it should go; None: neither is good or bad.
    trend : sequence of float, optional
        One value per day for the sparkline.
    note : str
        What the value rests on, such as counts; stands beside the change, or in its place.
    formula : str
        How the figure comes about.
    why_not : str
        Why there is no value, if there is none.
    receipt : Wanted, optional
        What its receipt is asked for by; opened by the button beside the figure.
    place : str
        Where it stands, told apart from the same receipt's button elsewhere on the page.
    """
    missing = value is None or math.isnan(value)
    delta = None if missing or change is None else since.delta(change, unit, digits)
    earlier = "no earlier data" if against else ""
    # A narrow card would cut its last line off, so what a change is measured against stands in the help.
    about = why_not if missing or change is None or delta is None else f"Change {against}. {since.in_words(change)}"
    colour = better if change is not None and change.real else None
    points = [] if trend is None else [math.nan if pd.isna(point) else float(point) for point in trend]
    with _card_with(receipt, place):
        st.metric(
            label if unit in ("", "%") else f"{label} [{unit}]",
            "not available" if missing else number(value, digits, "%" if unit == "%" else ""),
            delta=delta or (None if delta is None else 0),  # a number 0 is drawn grey and without an arrow
            delta_color={"up": "normal", "down": "inverse", None: "off"}[colour],  # type: ignore[arg-type]
            delta_description=(why_not if missing else note or (earlier if delta is None else "")) or None,
            help=f"{formula} {about}".strip() or None,
            border=receipt is None,
            height="stretch",
            chart_data=points if sum(not math.isnan(point) for point in points) > 1 else None,
        )


@contextmanager
def _card_with(receipt: Wanted | None, place: str) -> Iterator[None]:
    """The frame around a figure that has a receipt, and the button that opens it."""
    if receipt is None:
        yield
        return
    with st.container(border=True, height="stretch", gap=None), st.container(horizontal=True, gap=None):
        with st.container():
            yield
        how(receipt, place=place)


def ask(wanted: Wanted) -> None:
    """Open a receipt; to be called from a callback, or before a rerun."""
    st.query_params[RECEIPT] = str(wanted)


def how(wanted: Wanted, label: str = "", place: str = "") -> None:
    """The way to a receipt, beside its figure: an icon, or words where there is room for them.

    Parameters
    ----------
    place : str
        Where it stands, told apart from the same receipt's button elsewhere on the page.
    """
    metric = METRICS[wanted.figure]
    st.button(
        label or f"Receipt of {metric.label}",  # what the button is called where only its icon has room
        key=f"receipt_{place}{wanted}",
        icon=":material/receipt_long:",
        type="tertiary",
        help=f"How {metric.label} is computed",
        on_click=ask,
        args=(wanted,),
        width="content" if label else ICON_WIDTH,
        wrap=bool(label),
    )


def empty(reason: str, what_to_do: str = "") -> None:
    """Say why there is nothing to see, and what to do next."""
    st.info(f"{reason} {what_to_do}".rstrip(), icon=":material/info:")


def table(
    frame: pd.DataFrame,
    alt: str,
    columns: Mapping[str, Column],
    *,
    key: str | None = None,
    on_select: Literal["ignore", "rerun"] = "ignore",
    height: int | Literal["auto"] = "auto",
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
    on_select : str
        ``rerun``: one row can be chosen.
    height : int or "auto"
        [px]

    Returns
    -------
    object
        Streamlit's selection state where rows can be chosen.
    """
    shown, config = arranged(frame, columns)
    options: dict[str, Any] = {"selection_mode": "single-row", "on_select": "rerun"} if on_select == "rerun" else {}
    return st.dataframe(
        shown, hide_index=True, column_config=config, alt=alt, key=key, height=height, placeholder="–", **options
    )


def arranged(frame: pd.DataFrame, columns: Mapping[str, Column]) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Pick the columns and say how each is shown, see :func:`table`."""
    zone = context.zone()
    shown = frame[list(columns)].copy()
    config: dict[str, Any] = {}
    for name, column in columns.items():
        values, help_ = shown[name], column.help
        if isinstance(values.dtype, pd.DatetimeTZDtype):
            heading = f"{column.label} [{zone}]"
            config[name] = st.column_config.DatetimeColumn(
                heading, help=help_, timezone=zone, format="YYYY-MM-DD HH:mm"
            )
        elif pd.api.types.is_datetime64_dtype(values.dtype):
            config[name] = st.column_config.DateColumn(column.heading, help=help_, format="YYYY-MM-DD")
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
    return shown, config


def digits(values: pd.Series, most: int = 3) -> int:
    """So many digits after the point as numbers have, at most; none for whole numbers."""
    if not pd.api.types.is_float_dtype(values):
        return 0
    known = values.dropna()
    return next((places for places in range(most) if known.round(places).eq(known).all()), most)


def download(frame: pd.DataFrame, name: str, actor: Actor, *, label: str = "Download as CSV") -> None:
    """Offer what is shown as a CSV file, to whoever may export; full precision, formulas neutralised.

    Parameters
    ----------
    frame : DataFrame
        What the page shows.
    name : str
        File name without its ending; also names the button.
    actor : Actor
        Whoever is looking.
    """
    if not actor.may(Permission.EXPORT) or frame.empty:
        return
    st.download_button(
        label,
        data=lambda: csv(frame),
        file_name=f"{name}.csv",
        mime="text/csv",
        icon=":material/download:",
        key=f"download_{name}",
        on_click="ignore",
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
    return rows.iloc[(number - 1) * at_once : number * at_once]


def chart(figure: Drawn, key: str, alt: str, **options: Any) -> Any:
    """Show a chart; ``on_select="rerun"`` makes its points clickable."""
    if options.get("on_select"):
        options.setdefault("selection_mode", "points")
    if figure.notes:
        alt = f"{alt}. Notes: {'; '.join(figure.notes)}"
    return st.plotly_chart(figure, key=key, alt=alt, config=CONFIG, **options)


def machine_link(machine: int, name: str, place: str) -> None:
    """Lead to a machine's own page, keeping the choices in force.

    A button and not ``st.page_link``: that one drops the URL parameters that filters are bound to.

    Parameters
    ----------
    machine, name : int and str
        Whose page, and what to call it.
    place : str
        Where on the page it stands; told apart from the same machine's button elsewhere.
    """
    if context.reader() is not None:  # on paper a button leaves no trace
        st.markdown(f"**{plain(name)}**", width="content")
    elif st.button(plain(name), type="tertiary", icon=":material/arrow_forward:", key=f"open_{place}_{machine}"):
        open_machine(machine)


def open_machine(machine: int) -> None:
    """Go to a machine's own page, keeping the choices in force; for a click on a bar or a row."""
    st.switch_page(pages.entry_of(pages.OF_A_MACHINE).script, query_params={"machine": str(machine)})


def open_page(url_path: str) -> None:
    """Go to another page, keeping the choices in force."""
    # Without query parameters it would be refused: filters are bound to them.
    st.switch_page(pages.entry_of(url_path).script, query_params={})


def to_coverage() -> None:
    """Lead to the page that says what is missing, from beside a figure that rests on what came in."""
    if st.button("What is missing?", type="tertiary", icon=":material/grid_view:", key="open_coverage"):
        open_page("coverage")


@contextmanager
def card(title: str, receipt: Wanted | None = None, *, click: str = "") -> Iterator[None]:
    """Put a chart or a table under its title in a card; cards side by side are equally tall.

    Parameters
    ----------
    click : str
        What a click on it does, where it does something: said behind the title, but not on paper.
    receipt : Wanted, optional
        What the receipt of its figures is asked for by.
    """
    if click and context.reader() is None:
        title = f"{title}: {click}"
    with st.container(border=True, height="stretch"):
        if receipt is None:
            st.markdown(f"**{title}**")
        else:
            with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
                st.markdown(f"**{title}**", width="content")
                how(receipt, place="card_")
        yield
