"""The pieces of the losses page that ask what if: a loss were smaller, or costs were those of other days."""

import pandas as pd
import streamlit as st

from producflow.domain.metrics import METRICS
from producflow.reports import baselines
from producflow.reports.links import SAVINGS
from producflow.reports.losses import CAN_SHRINK, Losses, step_name
from producflow.reports.production import Production
from producflow.reports.receipts import smaller_ref
from producflow.reports.view import View
from producflow.ui import addressed, components, context, filters, kept, tables
from producflow.ui.baselines import choose
from producflow.ui.tables import Column


def baseline(view: View) -> View:
    """What cost savings are measured against: as chosen below, or as the address says."""
    choices = (st.session_state.get(name) or st.query_params.get(name) for name in SAVINGS)
    return baselines.chosen(context.closed(view), *choices)


def scenario(report: Losses, key: str | None) -> None:
    """Ask which loss were smaller by how much, and show what that would have brought and what it assumes."""
    names, longest = kept.made(_can_shrink, report)
    if not names:
        components.empty("There is no loss in this period that could be smaller.")
        return
    keys: list[str | None] = list(names.values())
    first = keys.index(key) if key in keys else longest
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox("If this loss", list(names), index=first, **addressed.bound("if", names))
        percentage = st.slider("were smaller by [%]", 5, 100, 50, 5, **addressed.number("less", 5, 100))
    found = kept.made(Losses.scenario, report, names[chosen], percentage)
    with st.grid(3, min_column_width=190, gap="small"):
        for name, value, why_not in (
            ("time_won", found.hours, "no rated capacity is known"),
            ("units_won", found.units, "no machine's rate is known"),
            ("money_saved", found.money, kept.made(_why_no_money, report, names[chosen])),
        ):
            source = smaller_ref(name, names[chosen], percentage)
            components.figure(name, value, currency=report.plant.currency, why_not=why_not, receipt=source)
    without = found.without_rate
    left_out = f" {without:,} machines are left out of the units: nobody knows their rate." if without else ""
    days = filters.span(report.view.first_day, report.view.last_day)
    st.caption(f"Of {days}.{left_out} It assumes: {' '.join(found.assumptions)}")


def _can_shrink(report: Losses) -> tuple[dict[str, str], int]:
    """Losses that could be smaller, by what they are called, and the place of the longest."""
    steps = report.tree()
    can = steps[steps["kind"].isin(CAN_SHRINK)]
    return {step_name(each): each for each in can["key"]}, int(can["hours"].to_numpy().argmax()) if len(can) else 0


def _why_no_money(report: Losses, key: str) -> str:
    sentences = [sentence for sentence in report.of(key)["why_not"] if sentence]
    return sentences[0].lower().rstrip(".") if sentences else ""


def savings(figures: Production) -> None:
    """Show what was saved, by the baseline that is chosen here."""
    choose(figures.closed, SAVINGS)
    found, currency = figures.savings, figures.plant.currency
    st.caption(f"Measured against {baselines.words(figures.closed, figures.baseline)}.")
    parts = (
        (METRICS["cost_savings"].label, None if found.why_not else found.total),
        ("Of it on downtime", None if found.why_not else found.downtime),
        ("Of it on rejects", None if found.why_not else found.quality),
    )
    with st.grid(3, min_column_width=190, gap="small"):
        for label, value in parts:
            components.figure(
                "cost_savings", value, label=label, currency=currency, why_not=found.why_not, place=f"{label} "
            )
    if not found.why_not:
        columns = {
            "name": Column("Machine"),
            "downtime": Column("Saved on downtime", currency),
            "quality": Column("Saved on rejects", currency),
        }
        tables.table(kept.made(_saved, figures), "Savings by machine", columns)


def _saved(figures: Production) -> pd.DataFrame:
    return figures.saved[figures.saved["comparable"]].reset_index()
