"""The few pieces that pages are made of: cards of figures, charts, ways to other pages, empty states."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, Literal

import pandas as pd
import streamlit as st

from producflow import pages
from producflow.domain.change import Change
from producflow.domain.goals import Goal
from producflow.domain.metrics import METRICS
from producflow.reports import since
from producflow.reports.links import MACHINE, RECORD_DAY, RECORD_SHIFT
from producflow.reports.receipts import RECEIPT, FigureRef
from producflow.ui import context, statuses
from producflow.ui.charts.base import CONFIG
from producflow.ui.charts.drawn import Drawn
from producflow.ui.text import number, plain

ICON_WIDTH = 24
"""Width of a button that shows nothing but its icon; its words are for whoever cannot see it. [px]"""


def card_width(*values: float | None) -> int:
    """Least width of a card, so that two stand side by side on a phone unless one has to say ``not available``. [px]

    Parameters
    ----------
    *values : float or None
        What the cards may have to show.
    """
    return 190 if any(value is None or math.isnan(value) for value in values) else 150


def figure(
    name: str,
    value: float | None,
    *,
    currency: str = "",
    more: str = "",
    receipt: FigureRef | None = None,
    **options: Any,
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
    receipt : FigureRef, optional
        What its receipt is asked for by; that of the whole page by default.
    **options
        As of :func:`kpi`, whose values come before those of the metric.
    """
    metric = METRICS[name]
    options = {"digits": metric.digits, "better": metric.better} | options
    label, unit = options.pop("label", metric.label), options.pop("unit", metric.unit_in(currency))
    kpi(
        label,
        value,
        unit,
        formula=f"{metric.description} {more}".rstrip(),
        receipt=receipt or FigureRef(name),
        **options,
    )


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
    goal: Goal | None = None,
    note: str = "",
    below: str = "",
    formula: str = "",
    why_not: str = "",
    receipt: FigureRef | None = None,
    place: str = "",
    signed: bool = False,
) -> None:
    """Show one figure as a card: value, change against the previous period, sparkline.

    Parameters
    ----------
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
    goal : Goal, optional
        What it should have come to; its words stand below.
    note : str
        What the value rests on, such as counts; stands beside the change, or in its place.
    below : str
        What else is said of it, under all that; Markdown.
    formula : str
        How the figure comes about.
    why_not : str
        Why there is no value, if there is none.
    receipt : FigureRef, optional
        What its receipt is asked for by; opened by the button beside the figure.
    place : str
        Where it stands, told apart from the same receipt's button elsewhere on the page.
    signed : bool
        Whether it is a difference, which says its plus too.
    """
    missing = value is None or math.isnan(value)
    plus = "+" if signed and value is not None and round(value, digits) > 0 else ""
    delta = None if missing or change is None else since.delta(change, unit, digits)
    earlier = "no earlier data" if against else ""
    # A narrow card would cut its last line off, so what a change is measured against stands in the help.
    about = why_not if missing or change is None or delta is None else f"Change {against}. {since.in_words(change)}"
    colour = better if change is not None and change.real else None
    points = [] if trend is None else [math.nan if pd.isna(point) else float(point) for point in trend]
    drawn = sum(not math.isnan(point) for point in points) > 1
    said = (why_not if missing else note or (earlier if delta is None else "")) or None
    kind = "trend" if drawn else "change" if delta is not None else "note" if said else "value"
    with _card_with(receipt, place, kind):
        st.metric(
            label if unit in ("", "%") else f"{label} [{unit}]",
            "not available" if missing else plus + number(value, digits, "%" if unit == "%" else ""),
            delta=delta or (None if delta is None else 0),  # a number 0 is drawn grey and without an arrow
            delta_color={"up": "normal", "down": "inverse", None: "off"}[colour],  # type: ignore[arg-type]
            delta_description=said,
            help=f"{formula} {about}".strip() or None,
            border=receipt is None,
            height="stretch",
            chart_data=points if drawn else None,
        )
        if goal is not None:
            st.markdown(f":small[{statuses.against_goal(goal)}]")
        if below:
            st.markdown(f":small[{below}]")


@contextmanager
def _card_with(receipt: FigureRef | None, place: str, kind: str) -> Iterator[None]:
    """The frame around a figure that has a receipt, and the button that opens it.

    Parameters
    ----------
    kind : str
        What of a card it has, so how tall it is: ``web/style.css`` keeps the room until it is drawn.
    """
    if receipt is None:
        yield
        return
    with st.container(border=True, height="stretch", horizontal=True, gap=None):
        with st.container(key=f"metric-{kind}-{place}{receipt}"):
            yield
        how(receipt, place=place)


def ask(wanted: FigureRef) -> None:
    """Open a receipt; to be called from a callback, or before a rerun."""
    st.query_params[RECEIPT] = str(wanted)


def how(wanted: FigureRef, label: str = "", place: str = "", side: Literal["left", "right"] = "left") -> None:
    """The way to a receipt, beside its figure: an icon, or words where there is room for them.

    Parameters
    ----------
    place : str
        Where it stands, told apart from the same receipt's button elsewhere on the page.
    side : str
        Of the words on which the icon stands.
    """
    metric = METRICS[wanted.figure]
    st.button(
        label or f"Receipt of {metric.label}",  # what the button is called where only its icon has room
        key=f"receipt_{place}{wanted}",
        icon=":material/receipt_long:",
        icon_position=side,
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


def chart(figure: Drawn, key: str, alt: str, **options: Any) -> Any:
    """Show a chart; ``on_select="rerun"`` makes its points clickable."""
    if options.get("on_select"):
        options.setdefault("selection_mode", "points")
    if figure.notes:
        alt = f"{alt}. Notes: {'; '.join(figure.notes)}"
    return st.plotly_chart(figure, key=key, alt=alt, config=CONFIG, **options)


def machine_link(machine: int, name: str, place: str, alert: int | None = None) -> None:
    """Lead to a machine's own page, keeping the choices in force.

    A button and not ``st.page_link``: that one drops the URL parameters that filters are bound to.

    Parameters
    ----------
    machine, name : int and str
        Whose page, and what to call it.
    place : str
        Where on the page it stands; told apart from the same machine's button elsewhere.
    alert : int, optional
        Open its charts around what this alert is about.
    """
    if context.reader() is not None:  # on paper a button leaves no trace
        st.markdown(f"**{plain(name)}**", width="content")
    elif st.button(plain(name), type="tertiary", icon=":material/arrow_forward:", key=f"open_{place}_{machine}"):
        open_machine(machine, alert)


def open_machine(machine: int, alert: int | None = None) -> None:
    """Go to a machine's own page, keeping the choices in force; for a click on a bar or a row."""
    more = {} if alert is None else {"alert": str(alert)}
    st.switch_page(pages.entry_of(pages.OF_A_MACHINE).script, query_params={"machine": str(machine), **more})


def open_page(url_path: str) -> None:
    """Go to another page, keeping the choices in force."""
    # Without query parameters it would be refused: filters are bound to them.
    st.switch_page(pages.entry_of(url_path).script, query_params={})


def open_record(machine: int, day: date | None = None, shift: str = "") -> None:
    """Go to the page on which people enter what a machine did in a shift; the running one unless another is named."""
    of_shift = {} if day is None else {RECORD_DAY: day.isoformat(), RECORD_SHIFT: shift}
    said = {MACHINE: str(machine), **of_shift}
    st.switch_page(pages.entry_of(pages.OF_ENTRIES).script, query_params=said)


@contextmanager
def folded(label: str, icon: str, key: str) -> Iterator[bool]:
    """Something behind a line that opens it, and whether it is open: only then, and on paper, is it to be made."""
    fold = st.expander(label, icon=icon, key=key, on_change="rerun")
    with fold:
        yield bool(fold.open) or context.reader() is not None


def to_coverage() -> None:
    """Lead to the page that says what is missing, from beside a figure that rests on what came in."""
    if st.button("What is missing?", type="tertiary", icon=":material/grid_view:", key="open_coverage"):
        open_page("coverage")


@contextmanager
def card(title: str, receipt: FigureRef | None = None, *, click: str = "") -> Iterator[None]:
    """Put a chart or a table under its title in a card; cards side by side are equally tall.

    Parameters
    ----------
    click : str
        What a click on it does, where it does something: said behind the title, but not on paper.
    receipt : FigureRef, optional
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
