"""The pieces of the losses page: what cost most, and what is behind a loss."""

from datetime import datetime

import pandas as pd
import streamlit as st

from producflow.access.roles import Actor
from producflow.domain.metrics import CURRENCY, METRICS
from producflow.domain.shares import percentage
from producflow.reports import losses
from producflow.reports.levels import LEVELS, MACHINE
from producflow.reports.losses import REASON, SHIFT, TOGETHER, Losses, step_name
from producflow.reports.production import Production
from producflow.reports.receipts import FigureRef, step_ref
from producflow.reports.view import View
from producflow.ui import addressed, cached, components, context, kept, levels, receipts, tables
from producflow.ui.tables import Column
from producflow.ui.text import number, plain

LOSS, SORT, TREE, PARETO = "loss", "loss_by", "loss_tree", "loss_pareto"
"""Keys: the loss that is looked at and by what losses are told (also in the address), and the two charts."""
ALL = "All losses"
BY = {"Reason": REASON, "Machine": MACHINE, **{level.capitalize(): level for level in LEVELS}, "Shift": SHIFT}
IN = {"Hours": "hours", "Money": "money"}


def verdict(report: Losses) -> str:
    """Which machine lost most, and by what, in a sentence."""
    return kept.made(_verdict, report)


def _verdict(report: Losses) -> str:
    by_money = report.by(MACHINE)["money"].notna().any()
    measure = "money" if by_money else "hours"
    machines = report.by(MACHINE).sort_values(measure, ascending=False, kind="stable")
    worst = machines.iloc[0]
    pieces = report.of(None)
    own = pieces[pieces["equipment_id"] == worst["key"]]
    column = "money" if by_money else "minutes"
    steps = own.groupby("key")[column].sum(min_count=1).sort_values(ascending=False)
    why = step_name(str(steps.index[0]))
    value = _told(report, worst["money"], steps.iloc[0]) if by_money else _hours(worst["hours"], steps.iloc[0] / 60)
    verb = "cost most" if by_money else "lost most time"
    share = percentage(float(worst[measure]), float(machines[measure].sum()))
    return (
        f"**{plain(worst['label'])} {verb}: {value[0]}**, {share:.0f} % of all losses; most of it is "
        f"**{plain(why.lower() if why in ('Speed loss', 'Quality loss') else why)}** ({value[1]})."
    )


def _told(report: Losses, *amounts: float) -> list[str]:
    return [number(amount, 0, report.plant.currency) for amount in amounts]


def _hours(*amounts: float) -> list[str]:
    return [number(amount, 1, "h") for amount in amounts]


def cards(report: Losses, figures: Production) -> None:
    """Show what was planned, lost and spent, each with its receipt."""
    minutes, cost = kept.made(_lost, report)
    currency = report.plant.currency
    unended = str(figures.costs.unended)
    values = {
        "planned_hours": report.planned_minutes / 60,
        "lost_hours": minutes / 60,
        "loss_cost": cost,
        "unplanned_downtime_hours": figures.costs.unplanned_hours,
        "downtime_cost": figures.costs.downtime,
        "quality_cost": figures.costs.quality,
    }
    with st.grid(3, min_column_width=190, gap="small"):
        for name, value in values.items():
            components.figure(
                name,
                value,
                currency=currency,
                more=f"{report.coverage.reported:,} of {report.coverage.expected:,} reports received. {unended}",
                why_not="set the costs on the Admin page" if METRICS[name].unit == CURRENCY else "",
            )
    said = " ".join(filter(None, [_adds_up(report, figures), unended]))
    if said:
        st.caption(said)


def _lost(report: Losses) -> tuple[float, float]:
    lost = report.of(None)
    return float(lost["minutes"].sum()), float(lost["money"].sum(min_count=1))


def _adds_up(report: Losses, figures: Production) -> str:
    """Say what the cost of losses is made of, since only downtime and rejects have figures of their own."""
    parts, downtime = kept.made(Losses.cost_parts, report), figures.costs.downtime
    if parts.empty:
        return ""
    terms = " + ".join(f"{number(value)} {name}" for name, value in parts.items())
    told = f"{METRICS['loss_cost'].label} {number(parts.sum(), 0, report.plant.currency)} = {terms}."
    if downtime is None or not report.outside_minutes or number(downtime) == number(parts.get("downtime", 0.0)):
        return told
    return f"{told} {METRICS['downtime_cost'].label} also counts stops in shifts that nobody reported."


def not_oee(report: Losses, figures: Production) -> None:
    """Say below the tree why what was fully productive is not quite the OEE, where one can see that it is not."""
    productive = kept.made(_productive, report)
    shown, oee = (number(value, METRICS["oee"].digits, "%") for value in (productive, figures.total.oee))
    if oee in (shown, "not available"):
        return
    st.caption(
        f"{METRICS['productive_hours'].label} {shown} beside an OEE of {oee}: the OEE counts every unit alike in its "
        "quality and the run time of machines with a rated capacity in its performance; here each unit weighs what it "
        "takes at rated speed, so that slow machines weigh more. Of one machine and product both are the same."
    )


def _productive(report: Losses) -> float:
    steps = report.tree()
    return percentage(float(steps.loc[steps["key"] == "productive", "hours"].sum()), report.planned_minutes / 60)


def loss(report: Losses) -> str | None:
    """Ask which loss to look at; None: all of them."""
    names = {ALL: None, **kept.made(_names, report)}
    chosen = st.selectbox("Loss to look at", list(names), **addressed.bound(LOSS, names))
    return names.get(chosen)


def _names(report: Losses) -> dict[str, str]:
    steps = report.tree()
    return {step_name(key): key for key in steps.loc[~steps["kind"].isin(["total", "productive"]), "key"]}


def narrow_to_loss() -> None:
    """Look at one loss only: what a click on its bar in the tree does; what is no loss by itself shows its receipt."""
    points = st.session_state[TREE]["selection"]["points"]
    key = _key(points)
    if key in ("total", "productive") or TOGETHER.fullmatch(key):
        components.ask(step_ref(key))
    elif key:
        st.session_state[LOSS] = step_name(key)


def narrow() -> None:
    """Look at one loss, machine, line, area or shift only: what a click on its bar does."""
    points = st.session_state[PARETO]["selection"]["points"]
    key = _key(points)
    dimension = BY.get(st.session_state.get(SORT, "Reason"))
    if not key:
        if points:
            st.toast("These are too small for bars of their own; choose one loss, or fewer machines, to see each.")
    elif dimension == MACHINE:
        st.session_state["machines"] = [int(key)]
    elif dimension in LEVELS:
        levels.look_at(str(dimension), key)
    elif dimension == SHIFT:
        st.session_state["shifts"] = [shift for shift in context.plant().schedule.names if shift == key]
    else:
        st.session_state[LOSS] = step_name(key)


def _key(points: list[dict[str, object]]) -> str:
    found = points[0].get("customdata") if points else None
    return str(found[0] if isinstance(found, list) else found or "")


def by() -> tuple[str, str]:
    """Ask by what to sort the losses, and in what to count them."""
    by = {label: each for label, each in BY.items() if each not in LEVELS or each in levels.there_are()}
    with st.container(horizontal=True):
        dimension = st.segmented_control("By", list(by), default="Reason", required=True, **addressed.bound(SORT, by))
        measure = st.segmented_control("In", list(IN), default="Hours", required=True, **addressed.bound("in", IN))
    return BY[dimension or "Reason"], IN[measure or "Hours"]


def title(key: str | None, words: str) -> str:
    """A heading that names the loss that is looked at."""
    return words if key is None else f"{plain(step_name(key))}. {words}"


def steps(report: Losses) -> None:
    """The tree as a table, in hours and money; each figure opens its receipt."""
    columns = {
        "step": Column("Step"),
        "lost_hours": Column.of("lost_hours", label="Time", help="All steps after the first add up to the first."),
        "loss_cost": Column.of("loss_cost", report.plant.currency, label="Cost"),
        "told": Column("What to know"),
    }
    label = "The same as a table, with the cost of each step"
    with components.folded(label, ":material/table:", "loss_steps_fold") as unfolded:
        if unfolded:
            st.caption("Choose a figure to see how it comes about.")
            receipts.cells(kept.made(_steps, report), "Losses step by step", columns, "loss_steps", _of_step)


def _steps(report: Losses) -> pd.DataFrame:
    rows = report.tree()
    told = [_note(row) for row in rows.to_dict("records")]
    return rows.assign(lost_hours=rows["hours"], loss_cost=rows["money"], told=told)


def _of_step(row: pd.Series, figure: str) -> FigureRef:
    key = str(row["key"])
    if figure == "lost_hours":
        return step_ref(key)
    return FigureRef(figure, key=None if key == "total" else key)


def _note(row: dict[object, object]) -> str:
    return " ".join(str(row[name]) for name in ("note", "why_not") if isinstance(row[name], str) and row[name])


STOPS = {
    "name": Column("Machine"),
    "started_at": Column("Began"),
    "ended_at": Column("Ended"),
    "own_minutes": Column("Length", "min", 1),
    "minutes": Column("Lost", "min", 1, help="What other stops of the machine share with it counts once."),
    "reason": Column("Reason"),
    "planned": Column("Planned"),
    "shift": Column("Shift", words=True),
    "file_name": Column("File"),
    "source_line": Column("Line", help="In the file; its first line is 1."),
}
SHIFTS_BEHIND = {
    "name": Column("Machine"),
    "date": Column("Production day"),
    "shift": Column("Shift", words=True),
    "downtime_minutes": Column.of("downtime_minutes", label="Downtime recorded"),
    "explained_minutes": Column("Of it by stops", "min", 1),
    "minutes": Column("Difference", "min", 1),
}


def behind(view: View, as_of: datetime, key: str | None, actor: Actor) -> None:
    """List the stops, or the machine-shifts, behind the loss that is looked at."""
    if key in ("speed", "quality", "not split"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown("This follows from the production records, which its receipt lists.", width="content")
            components.how(FigureRef("lost_hours", key=key), "Show the receipt", place="behind_")
        return
    found = cached.answer(losses.behind, view, as_of, key or "stops")
    differing = key in ("unexplained", "beyond")
    what = "Machine-shifts" if differing else "Stops"
    st.subheader(f"{what} behind it, the longest first ({found.total:,})")
    if found.rows.empty:
        components.empty("No stop is known for this part of the plant.")
        return
    if found.total > len(found.rows):
        st.caption(f"The first {len(found.rows):,} of them.")
    columns = SHIFTS_BEHIND if differing else STOPS
    tables.table(found.rows, f"{what} behind the loss, the longest first", columns, at_once=tables.SOME)
    tables.download(found.rows, "stops_behind_losses", actor, columns=columns)
