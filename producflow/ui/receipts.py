"""How a figure came about: one click from it, or by its own address, opens the receipt over the page."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from producflow import pages
from producflow.domain.metrics import METRICS, of_column
from producflow.errors import InvalidInput
from producflow.reports import baselines, receipts
from producflow.reports.losses import step_name
from producflow.reports.receipts import RECEIPT, FigureRef, LeftOut, Receipt, Source, Used
from producflow.reports.receipts.figure_ref import smaller_of
from producflow.ui import cached, components, context, filters, sharing, tables
from producflow.ui.receipt_columns import COLUMNS, PARTS
from producflow.ui.tables import Column
from producflow.ui.text import local, number, plain

OF_STEPS = ("lost_hours", "loss_cost")
"""Figures whose key is a step of the loss tree."""
CELLS = "receipt_cells"  # session state: what a table's cells are of, for the callback of its choice


def show() -> None:
    """Open the receipt that the address names, if it names one; to be called on every page, before it."""
    text = st.query_params.get(RECEIPT)
    if not text:
        return
    try:
        wanted = FigureRef.parse(text, context.plant().schedule.names)
    except InvalidInput as error:
        st.warning(plain(error), icon=":material/receipt_long:")
        return
    title = f"How “{METRICS[wanted.figure].label}” is computed"
    st.dialog(title, width="large", icon=":material/receipt_long:", on_dismiss=_close)(_receipt)(wanted)


def _close() -> None:
    st.query_params.pop(RECEIPT, None)


def _receipt(wanted: FigureRef) -> None:
    context.actor()  # a fragment's rerun skips the gate
    link = sharing.here()
    view = filters.view_of(link)
    against = baselines.of_link(link, context.closed(view))
    found = cached.answer(receipts.receipt, wanted, view, context.now(), against)
    st.caption(filters.sentence(found.view))
    _figure(found)
    _working(found)
    _parts(found)
    _used(found)
    _left_out(found)
    for note in found.notes:
        st.caption(plain(note))
    st.markdown("**Link to this receipt**")
    st.code(sharing.whole(link), language=None, wrap_lines=True)


def _figure(found: Receipt) -> None:
    metric = found.metric
    of = f" of “{plain(_step(found))}”" if found.wanted.key else ""
    if found.value is None:
        st.markdown(f"**{metric.label}{of}: not available.** {plain(found.why_not)}")
    else:
        st.metric(metric.label, number(found.value, metric.digits, found.unit), label_visibility="collapsed")
    st.markdown(f"{metric.label}{of} = {plain(metric.formula)}. {plain(metric.standard)}.")


def _step(found: Receipt) -> str:
    """What the key of a receipt stands for, in words."""
    wanted, smaller = found.wanted, smaller_of(found.wanted)
    if smaller is not None:
        step, percentage = smaller
        return f"{percentage:g} % of {step_name(step)}"
    return step_name(str(wanted.key)) if wanted.figure in OF_STEPS else str(wanted.key)


def _working(found: Receipt) -> None:
    if found.working:
        lines = [f"- {plain(each.label)} = {plain(each.worked)} = **{plain(_told(each))}**" for each in found.working]
        st.markdown("\n".join(["**With the actual figures**", "", *lines]))


def _told(each: Any) -> str:
    return str(each.told.rsplit(" = ", 1)[1])


def _parts(found: Receipt) -> None:
    """The same figure machine by machine; a chosen row opens the receipt of that machine."""
    rows = found.parts
    if len(rows) < 2:
        return
    st.markdown("**By machine: choose one to see its own receipt**")
    metric = found.metric
    columns = {"name": COLUMNS["name"]}
    columns |= {name: _part_column(name) for name in rows.columns if name not in ("equipment_id", "name", "value")}
    columns["value"] = Column.of(metric.name, unit=found.unit, help=None)
    machines = rows["equipment_id"].tolist()
    with_key = f"receipt_parts_{found.wanted}"
    told = f"{metric.label} of each machine"
    chosen = tables.drawn(rows, told, columns, key=with_key, selection_mode="single-row", on_select="rerun")
    if chosen["selection"]["rows"]:
        wanted = found.wanted
        machine = int(machines[chosen["selection"]["rows"][0]])
        components.ask(FigureRef(wanted.figure, machine, wanted.day, wanted.shift, wanted.key))
        st.rerun(scope="app")


def _part_column(name: str) -> Column:
    if name in PARTS:
        return PARTS[name]
    return Column.of(name)


def _used(found: Receipt) -> None:
    for used in found.used:
        with st.expander(f"Rests on {plain(used.called)}", expanded=False, icon=":material/fact_check:"):
            _rows(used.rows, used.total, used.called)
        _sources(used)


def _rows(rows: pd.DataFrame, total: int, called: str) -> None:
    columns = {name: column for name, column in COLUMNS.items() if name in rows.columns and rows[name].notna().any()}
    if rows.empty or not columns:
        return
    if total > len(rows):
        st.caption(f"The first {len(rows):,} of them.")
    tables.table(rows, called, columns)


def _sources(used: Used) -> None:
    """The imports that rows came from, each with a link that opens it."""
    for source in used.sources:
        if source.batch_id is None:
            st.markdown(f":material/person: {source.rows:,} of them were entered by people or programs.")
            continue
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(_source(source), width="content")
            st.page_link(
                pages.entry_of("uploads").script,
                label=f"Open import {source.batch_id}",
                icon=":material/arrow_forward:",
                query_params={"import": str(source.batch_id)},
            )


def _source(source: Source) -> str:
    when = "" if source.imported_at is None else f", imported on {local(source.imported_at, context.zone())}"
    who = f" by {plain(source.imported_by)}" if source.imported_by else ""
    lines = f", lines {source.lines}" if source.lines else ""
    more = f" and {source.more:,} more ranges" if source.more else ""
    return (
        f":material/upload_file: {source.rows:,} of them from **{plain(source.file_name or '?')}**"
        f"{plain(lines)}{more}{when}{who}."
    )


def _left_out(found: Receipt) -> None:
    if not found.left_out:
        st.markdown(":material/check_circle: Nothing is left out.")
        return
    st.markdown("**Left out**")
    for each in found.left_out:
        _one_left_out(each)


def _one_left_out(each: LeftOut) -> None:
    told = f"{each.count:,} {each.what}"
    if each.rows.empty:
        st.markdown(f":material/remove_circle: {plain(told)}.")
        return
    with st.expander(plain(told), icon=":material/remove_circle:"):
        _rows(each.rows, each.count, told)


def cells(
    frame: pd.DataFrame,
    alt: str,
    columns: Mapping[str, Column],
    key: str,
    of: Callable[[pd.Series, str], FigureRef],
    opens: Callable[[pd.Series], None] | None = None,
    narrows: Callable[[int], None] | None = None,
) -> None:
    """A table whose every figure opens its receipt on a click.

    Parameters
    ----------
    frame, alt, columns
        As of :func:`producflow.ui.tables.table`.
    of : callable
        Which receipt a figure of a row is asked for by, from the row and the figure's name.
    opens : callable, optional
        What a click on a cell that is no figure does; called within the page's run.
    narrows : callable, optional
        The same, with the row's number; called before the page runs, so that it can narrow the page.
    """
    opened = "rerun" if narrows is None else partial(_narrow, key, narrows)
    chosen = tables.drawn(frame, alt, columns, key=key, selection_mode="single-cell", on_select=opened)
    place = chosen["selection"]["cells"][0] if chosen["selection"]["cells"] else None
    seen = f"{CELLS}_{key}"
    if place is None or st.session_state.get(seen) == place:
        st.session_state[seen] = place
        return
    st.session_state[seen] = place
    row, metric = frame.iloc[place[0]], of_column(str(place[1]))
    if metric is not None:
        components.ask(of(row, metric.name))
        st.rerun()
    if opens is not None:
        opens(row)


def _narrow(key: str, narrows: Callable[[int], None]) -> None:
    for row, column in st.session_state[key]["selection"]["cells"][:1]:
        if of_column(str(column)) is None:
            narrows(row)


def day_of(point: Mapping[str, Any]) -> date | None:
    """The production day of a bar or a point of a chart over days."""
    try:
        return date.fromisoformat(str(point["x"])[:10])
    except (KeyError, ValueError):
        return None


def from_chart(key: str, figure: str, **of: Any) -> None:
    """Open the receipt of the day whose point or bar was chosen; to be called from a chart's callback."""
    points = st.session_state[key]["selection"]["points"]
    day = day_of(points[0]) if points else None
    if day is not None:
        components.ask(FigureRef(figure, day=day, **of))
