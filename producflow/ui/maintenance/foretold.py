"""What is foretold: each prediction in words, with its window, how sure it is, and one click on how it was."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from producflow.access.roles import Actor, Permission
from producflow.domain.predictions.confidence import Confidence
from producflow.domain.predictions.trend import COVERAGE, TREND
from producflow.operations import predicting
from producflow.reports.predictions import standing
from producflow.reports.view import View
from producflow.ui import cached, components, context, tables
from producflow.ui.changing import failed, may, press
from producflow.ui.maintenance import record
from producflow.ui.text import number, plain

AT_ONCE = 3
ICONS = {"useful": ":material/thumb_up:", "false": ":material/thumb_down:", "too late": ":material/timer_off:"}


def show(view: View, actor: Actor) -> None:
    """Show what is foretold, and beside it how good that has been."""
    left, right = st.columns(2, gap="medium")
    with left:
        _standing(view, actor)
    with right:
        record.show(view, actor)


def _standing(view: View, actor: Actor) -> None:
    """Show the predictions whose horizon is not over, the nearest window first."""
    failed("predictions")
    rows = cached.answer(standing, view.machines, context.now().replace(minute=0))
    if rows.empty:
        components.empty(
            "Nothing is foretold.",
            "A prediction shows up here when a sensor moves towards a limit of its own, or no longer moves with the "
            "others of its machine; every hour that is looked for.",
        )
        return
    able = may(actor, Permission.WORK_ALERTS)
    for row in tables.one_page(rows, AT_ONCE, "predictions_page").to_dict("records"):
        _card({str(name): None if pd.isna(value) else value for name, value in row.items()}, able=able)


def _card(told: dict[str, Any], *, able: bool) -> None:
    with st.container(border=True, gap="xsmall", key=f"prediction_{told['id']}"):
        components.machine_link(told["equipment_id"], told["machine"], f"prediction_{told['id']}")
        st.markdown(plain(told["words"]))
        st.caption(" · ".join(_facts(told)))
        if able:
            with st.container(horizontal=True):
                for verdict in predicting.VERDICTS:
                    _button(told, verdict)


def _facts(told: dict[str, Any]) -> list[str]:
    facts = [
        f"{told['method']}, version {told['version']}",
        f"made {_when(told['made_at'])}{' in hindsight' * told['hindsight']}",
    ]
    if told["method"] == TREND:
        window = f"{_when(told['until_from'])} to {_when(told['until_to'])}"
        facts.append(f"{window}: such windows hold in at least {100 * COVERAGE:.0f} %")
    stated = Confidence(told["outcomes"], told["outcomes_true"]).words
    if told["confidence"] is not None:
        stated = f"confidence {number(100 * told['confidence'], 0, '%')}: {stated}"
    facts.append(stated)
    if told["verdict"] is not None:
        facts.append(f"“{told['verdict']}”, said {plain(told['verdict_by'])}")
    return facts


def _when(instant: pd.Timestamp) -> str:
    return f"{instant.tz_convert(context.zone()):%-d %b %H:%M}"


def _button(told: dict[str, Any], verdict: str) -> None:
    named = f"the prediction of {plain(told['machine'])}"
    st.button(
        verdict.capitalize(),
        icon=ICONS[verdict],
        key=f"prediction_{told['id']}_{verdict}",
        type="primary" if told["verdict"] == verdict else "secondary",
        help=f"Say that {named} is {verdict}; the last word counts",
        on_click=press,
        args=(
            "predictions",
            f"prediction {told['id']} {told['verdict_at']} {verdict}",
            partial(_say, told["id"], verdict),
            f"Noted that {named} is {verdict}.",
        ),
    )


def _say(prediction_id: int, verdict: str, actor: Actor) -> None:
    predicting.judge(context.store(), actor, prediction_id, verdict)
