"""The pieces of the shifts page."""

import pandas as pd
import streamlit as st
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

from producflow import pages
from producflow.domain.metrics import METRICS
from producflow.reports.comparison import Comparison
from producflow.reports.links import FROZEN, HANDOVER
from producflow.reports.production import Production
from producflow.reports.receipts import FigureRef
from producflow.ui import addressed, components, context, receipts, tables
from producflow.ui.tables import Column

MEASURES = {METRICS[name].label: name for name in ("efficiency_percentage", "defect_rate", "oee")}
"""What the day-by-shift chart can show, by label."""
FIRST = next(iter(MEASURES))
EVIDENCE = "evidence"
"""Key of what the verdict rests on, which the address names too."""

SHIFT_COLUMNS = {
    "shift": Column("Shift", words=True),
    **tables.figures("output_quantity", "defect_quantity", "defect_rate", "adjusted_defect_rate"),
    **tables.figures("efficiency_percentage", "oee", "availability", "performance", "quality", "downtime_hours"),
    "reports": Column("Shifts reported"),
}


def by_shift(report: Production, compared: Comparison) -> pd.DataFrame:
    """Section 3 of each shift, its defect rate adjusted for the machines it ran, and how much of it reported."""
    rows = report.shifts.join(compared.shifts[["adjusted_defect_rate"]]).rename_axis("shift").reset_index()
    due = report.reporting.expected.groupby("shift")["reported"].agg(["size", "sum"])
    due = due.reindex(rows["shift"]).fillna(0).astype("int64")
    return rows.assign(reports=[f"{got} of {size}" for size, got in zip(due["size"], due["sum"], strict=True)])


def table(rows: pd.DataFrame) -> None:
    """The shifts with their figures; a figure opens its receipt."""
    st.caption("Choose a figure to see how it comes about.")
    receipts.cells(rows, "Figures by shift", SHIFT_COLUMNS, "by_shift", _of_shift)


def _of_shift(row: pd.Series, figure: str) -> FigureRef:
    return FigureRef(figure, shift=str(row["shift"]))


def figures(report: Production) -> None:
    """What all shifts of the view came to together."""
    with st.grid(4, min_column_width=components.card_width(report.total.defect_rate), gap="small"):
        for name in ("total_output", "defect_rate", "efficiency_percentage", "oee"):
            components.figure(name, getattr(report.total, name), why_not="Nobody reported it.")


def evidence() -> ExpanderContainer:
    """What the verdict rests on, one click away; what is in it is worked out when it is open."""
    bound = addressed.note(EVIDENCE, lambda value: value in ("true", "false"), "is true or false")
    label = "Evidence: each machine against its own average, every shift in time order, each by itself"
    return st.expander(label, icon=":material/expand_more:", **bound)


def lead_to_handover() -> None:
    """Let an old link to the handover of one shift, which once stood on this page, open the page that shows it now."""
    said = {name: st.query_params[name] for name in (*HANDOVER, FROZEN) if name in st.query_params}
    if any(name in said for name in HANDOVER) and context.reader() is None:
        st.switch_page(pages.entry_of(pages.OF_A_SHIFT).script, query_params=said)
