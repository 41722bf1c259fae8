"""The losses page through the real entry script."""

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from producflow.reports import losses, production
from producflow.reports.baselines import LAST_YEAR, baseline, words
from producflow.reports.levels import MACHINE
from producflow.reports.periods import last_days
from producflow.reports.view import View
from producflow.store.database import Store
from producflow.ui import context

AppAs = Callable[..., AppTest]


def week() -> View:
    return last_days(context.plant(), context.now())


def cards(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def amount(text: str) -> int:
    return int(text.replace(",", ""))


def told(app: AppTest) -> str:
    return "\n".join(each.value for each in [*app.markdown, *app.caption, *app.subheader]).replace("\\", "")


def test_it_says_at_once_which_machine_cost_most_and_why(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as("manager", "losses")
    assert not app.exception
    report = losses.losses(seen_plant, week(), context.as_of())
    machines = report.by(MACHINE).sort_values("money", ascending=False)
    assert f"{machines['label'].iloc[0]} cost most: {machines['money'].iloc[0]:,.0f} EUR" in told(app)
    assert cards(app)["Lost time [h]"] == f"{report.of(None)['minutes'].sum() / 60:,.1f}"
    assert cards(app)["Cost of losses [EUR]"] == f"{machines['money'].sum():,.0f}"
    assert "nan" not in str(cards(app)).lower()


def test_the_cost_of_losses_is_told_by_parts_that_add_up(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as("manager", "losses")
    whole, *parts = map(amount, re.findall(r"\d[\d,]*", re.findall(r"Cost of losses .*?=.*?\.", told(app))[0]))
    assert len(parts) == 3
    assert sum(parts) == whole == amount(cards(app)["Cost of losses [EUR]"])
    assert "speed loss" in told(app)
    assert amount(cards(app)["Cost of rejects [EUR]"]) in parts


@pytest.mark.long
def test_a_share_beside_the_oee_that_is_not_it_says_why(seen_plant: Store, app_as: AppAs) -> None:
    report = losses.losses(seen_plant, week(), context.as_of())
    oee = production.metrics(seen_plant, week(), context.as_of()).total.oee
    hours = report.tree().set_index("key")["hours"]
    share = 100 * hours["productive"] / hours["total"]
    assert f"{share:.1f}" != f"{oee:.1f}", "this plant cannot show it"
    assert f"Fully productive {share:.1f} % beside an OEE of {oee:.1f} %" in told(app_as("manager", "losses"))
    machine = int(report.machines.index[0])
    alone = told(app_as("manager", "losses", machines=report.names[machine]))
    assert "beside an OEE" not in alone


@pytest.mark.long
def test_a_loss_in_the_address_narrows_the_page_to_its_stops(seen_plant: Store, app_as: AppAs) -> None:
    report = losses.losses(seen_plant, week(), context.as_of())
    reason = report.by(losses.REASON)
    name = reason.loc[reason["key"].str.startswith("reason:"), "label"].iloc[0]
    app = app_as("manager", "losses", loss=name)
    assert not app.exception
    stops = losses.behind(seen_plant, week(), context.as_of(), f"reason:{name}")
    assert f"Stops behind it, the longest first ({stops.total})" in told(app)
    half = report.scenario(f"reason:{name}", 50)
    assert cards(app)["Time won [h]"] == f"{half.hours:,.1f}"
    assert cards(app)["More good units [units]"] == f"{half.units:,.0f}"
    app.slider(key="less").set_value(100).run()
    assert cards(app)["Time won [h]"] == f"{2 * half.hours:,.1f}"


@pytest.mark.long
def test_the_baseline_is_chosen_and_said(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as("manager", "losses", period="30d")
    before = app.segmented_control(key="savings_baseline")
    assert "the 30 days before" in told(app)
    before.set_value("Same days last year").run()
    assert not app.exception
    view = last_days(context.plant(), context.now(), 30)
    closed = context.closed(view)
    against = baseline(closed, LAST_YEAR)
    assert words(closed, against) in told(app)
    found = production.metrics(seen_plant, view, context.as_of(), against).savings
    assert found.why_not  # ninety days of history hold nothing of the year before
    assert cards(app)["Cost savings [EUR]"] == "not available"


def test_bad_values_in_the_address_survive(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as(
        "operator",
        "losses",
        loss="Gone",
        loss_by="Colour",
        less="7000",
        savings_baseline="rubbish",
        **{"if": "Nothing"},
    )
    assert not app.exception
    assert "cost most" in told(app)


@pytest.mark.long
def test_an_empty_plant_says_what_to_do(empty_plant: Store, app_as: AppAs) -> None:
    app = app_as("manager", "losses")
    assert not app.exception
    assert "Upload production records" in app.info[0].value
