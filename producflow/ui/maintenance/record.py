"""The track record of predictions: how often they came true, against stating the base rate, and what they missed."""

import streamlit as st

from producflow.access.roles import Actor
from producflow.domain.predictions.confidence import Confidence
from producflow.reports.predictions import TrackRecord, track_record
from producflow.reports.view import View
from producflow.ui import cached, components, tables
from producflow.ui.charts import predictions as charts
from producflow.ui.tables import Column
from producflow.ui.text import number

MACHINES = {
    "machine": Column("Machine"),
    "judged": Column("Judged"),
    "came_true": Column("Came true"),
    "windows": Column("Windows"),
    "held": Column("Held"),
    "failures": Column("Failures", help="Repairs finished and unplanned stops of an hour or more."),
    "foretold": Column("Foretold"),
}
MISSED = {"failed_at": Column("When"), "machine": Column("Machine"), "what": Column("What"), "called": Column("Called")}
ALL = {
    "made_at": Column("Made"),
    "machine": Column("Machine"),
    "words": Column("What was said"),
    "hindsight": Column("In hindsight", help="Made later than its readings came, yet from no later ones."),
    "came_true": Column("Came true"),
    "what": Column("What happened"),
    "happened_at": Column("When"),
    "window_held": Column("Window held"),
    "verdict": Column("A person said"),
    "confidence": Column("Stated", digits=2),
    "chance": Column("By chance", digits=2, help="Share of horizons as long in which something happened anyhow."),
}


def show(view: View, actor: Actor) -> None:
    """Show it, of the machines that are chosen and of all time."""
    found = cached.answer(track_record, view.machines)
    chance = found.brier_of_chance
    with st.grid(2, min_column_width=200, gap="small"):
        _card(found, "predictions_came_true", found.came_true, f"of {len(found.judged):,} judged")
        _card(found, "windows_held", found.windows_held, f"of {len(found.windows):,} windows")
        missed = f"{len(found.missed):,} of {len(found.failures):,} missed"
        _card(found, "failures_foretold", found.failures_foretold, missed)
        _card(found, "brier_score", found.brier, "" if chance is None else f"{number(chance, 3)} by chance")
    _diagram(found, view)
    _lists(found, actor)


def _card(found: TrackRecord, name: str, value: float | None, note: str) -> None:
    why_not = found.why_not(name).capitalize()
    components.figure(name, value, note=note if value is not None else "", why_not=why_not, more="Of all time.")


def _diagram(found: TrackRecord, view: View) -> None:
    if found.bins.empty:
        components.empty(f"No confidence was stated yet that could be held against what happened: {_few(found)}.")
        return
    with components.card("Stated against what came true"):
        drawn = cached.figure(charts.reliability, track_record, view.machines)
        components.chart(drawn, "predictions_reliability", "Share that came true by the confidence that was stated")


def _few(found: TrackRecord) -> str:
    return Confidence(len(found.judged), int(found.judged["came_true"].sum())).words


def _lists(found: TrackRecord, actor: Actor) -> None:
    missed = f"Missed: failures without a prediction ({len(found.missed):,})"
    with components.folded(missed, ":material/help:", "predictions_missed") as is_open:
        if is_open:
            tables.table(found.missed, "Failures that no prediction foretold", MISSED, at_once=tables.SOME)
    made = f"All predictions ({len(found.made):,}), by machine and one by one"
    with components.folded(made, ":material/history:", "predictions_made") as is_open:
        if is_open:
            tables.table(found.machines, "Predictions and failures by machine", MACHINES)
            tables.table(found.made, "All predictions", ALL, at_once=tables.SOME)
            tables.download(found.made, "predictions", actor, columns=ALL)
