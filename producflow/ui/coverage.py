"""The pieces of the page that shows what is missing, and the way to it from every figure."""

from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from producflow import pages
from producflow.access.roles import Actor, Permission
from producflow.domain import coverage as domain
from producflow.reports import changes
from producflow.reports.levels import MACHINE, Register
from producflow.reports.missing import Missing
from producflow.reports.plant import machine_names
from producflow.reports.receipts import FigureRef
from producflow.reports.view import View
from producflow.ui import breakdown, cached, components, context, kept, receipts, tables
from producflow.ui.tables import Column
from producflow.ui.text import counted, plain

MACHINES = {
    "name": Column("Machine"),
    **tables.figures("coverage", "expected"),
    **{state: Column.of(state, unit="shifts") for state in (domain.MISSING, domain.LATE, domain.DUPLICATE)},
}
GAPS = {
    "name": Column("Machine"),
    "span": Column("When"),
    "shifts": Column.of(domain.MISSING, unit="shifts", help=None),
    "next_step": Column("What to do next"),
}
MEANING = """
- **Due**: the working calendar has the shift, the machine has reported before, it was installed by then, and the shift
  is over.
- **Missing**: it was due, and no production record came in. It counts as neither idle nor perfect: it is left out.
- **Late**: its first record came in more than {grace:g} h after the shift ended (Admin → Plant sets the hours). What
  ended before the plant's very first record came in is history that was loaded later, and is not late.
- **Duplicate**: several records of one machine and shift whose planned time adds up to more than the shift has, so that
  something stands in them twice; or a file that had one of its rows more than once, which was counted once.
"""
MOST = 200  # shifts to choose from


def cards(found: Missing) -> None:
    """How much came in, and how much did not."""
    reached, count = found.reporting.coverage, partial(kept.made, Missing.count, found)
    with st.grid(4, min_column_width=components.card_width(reached.percentage), gap="small"):
        components.figure(
            "coverage",
            reached.percentage,
            note=f"{reached.reported:,} of {reached.expected:,} due",
            why_not="No machine-shift was expected to report.",
        )
        components.figure(domain.MISSING, count(domain.MISSING), note="shifts")
        components.figure(domain.LATE, count(domain.LATE), note=f"over {found.plant.report_grace_hours:g} h")
        components.figure(domain.DUPLICATE, count(domain.DUPLICATE), note="shifts")


def told(found: Missing) -> None:
    """Say in a sentence whether anything is missing."""
    missing = kept.made(Missing.count, found, domain.MISSING)
    if found.reporting.coverage.expected == 0:
        components.empty(
            "No machine-shift was expected to report.", "Upload production records, or choose another period."
        )
    elif missing == 0:
        st.success("Nothing is missing: every machine-shift that was due has reported.", icon=":material/check_circle:")
    else:
        shifts = counted(missing, "machine-shift", "machine-shifts")
        worst, most = kept.made(_worst, found)
        st.warning(plain(f"{shifts} did not report, most of them of {worst} ({most:,})."), icon=":material/report_off:")
    if found.reporting.never_reported:
        st.caption(
            f"Never reported, so nothing is expected of them: {plain(', '.join(found.reporting.never_reported))}."
        )


def _worst(found: Missing) -> tuple[str, int]:
    worst = found.machines.sort_values("missing", ascending=False, kind="stable").iloc[0]
    return str(worst["name"]), int(worst["missing"])


def next_steps(found: Missing, actor: Actor) -> None:
    """What is missing, in runs, and what to do about each."""
    if found.gaps.empty:
        return
    st.subheader("What to do next")
    tables.table(found.gaps, "Missing shifts and what to do about them", GAPS)
    with st.container(horizontal=True):
        if actor.may(Permission.IMPORT) and st.button("Upload an export", icon=":material/upload_file:"):
            components.open_page("uploads")
        tables.download(found.gaps, "missing_shifts", actor)
    if actor.may(pages.entry_of(pages.OF_ENTRIES).needs):
        with components.folded("Enter a missing shift by hand", ":material/edit:", "enter_missing") as unfolded:
            if unfolded:
                _enter(found)


def _enter(found: Missing) -> None:
    choices = kept.made(_choices, found)
    key = st.selectbox("Missing shift, the newest first", list(choices), format_func=lambda each: choices[each])
    if st.button("Enter the shift", icon=":material/edit_note:", disabled=key is None) and key is not None:
        components.open_record(*key)


def _choices(found: Missing) -> dict[tuple[int, date, str], str]:
    open_cells = found.cells[found.cells["state"] == domain.MISSING].sort_values("start", ascending=False).head(MOST)
    return {
        (int(row["equipment_id"]), row["date"].date(), str(row["shift"])): f"{row['name']}, {row['date']:%-d %b %Y}, "
        f"{row['shift']}"
        for row in open_cells.to_dict("records")
    }


def meaning(found: Missing) -> None:
    """What each word means."""
    with st.expander("What the words mean", icon=":material/help:"):
        st.markdown(MEANING.format(grace=found.plant.report_grace_hours))


def note(view: View, sentence: str) -> None:
    """Say beside figures how much they rest on, what of their change is only missing, and lead to what is missing.

    Parameters
    ----------
    sentence : str
        How many of the expected machine-shifts reported.
    """
    over = context.closed(view)
    found = cached.answer(changes.from_missing, over, over.previous(), context.as_of())
    told = changes.from_missing_in_words(found)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(plain(" ".join(filter(None, [sentence, told]))), width="content")
        components.to_coverage()


def table(rows: pd.DataFrame, by: str) -> None:
    """What came in of each machine, whose figures open their receipts, or of each line or area."""
    if by != MACHINE:
        breakdown.of_level(rows, f"Reports received by {by}", MACHINES | {"name": Column(by.capitalize())}, by)
        return
    st.caption("Choose a figure to see how it comes about.")
    receipts.cells(rows, "Reports received by machine", MACHINES, "reports_by_machine", _of_machine)


def _of_machine(row: pd.Series, figure: str) -> FigureRef:
    return FigureRef(figure, machine=int(row["equipment_id"]))


def by_level(found: Missing, by: str) -> pd.DataFrame:
    """One row per machine, line or area, the least complete first."""
    return kept.made(_by_level, found, cached.answer(machine_names), by)


def _by_level(found: Missing, names: Register, by: str) -> pd.DataFrame:
    rows = found.by_level(names, by)
    return rows.sort_values("coverage", kind="stable", na_position="last", ignore_index=True)
