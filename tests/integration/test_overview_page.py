"""The overview page through the real entry script: figures, filters in the URL, roles, empty states."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from producflow.access.roles import Role
from producflow.reports import periods, production
from producflow.reports.view import View
from producflow.store.database import Store
from producflow.ui import context, filters

AppAs = Callable[..., AppTest]

CARDS = {
    *("Output [units]", "Efficiency", "OEE", "Defect rate", "Downtime [h]"),
    *("Open alerts", "Cost savings [EUR]", "Reports received"),
}


def captions(app: AppTest) -> str:
    return "\n".join(caption.value.replace("\\", "") for caption in app.caption)


def test_the_cards_show_what_the_report_says(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", "overview")
    assert not app.exception
    assert app.title[0].value == "How is the plant?"
    cards = {metric.label: metric.value for metric in app.metric}
    assert set(cards) == CARDS
    assert "nan" not in str(cards).lower()
    as_of = context.as_of()
    last = context.production_day()
    total = production.metrics(seen_plant, View(last - timedelta(days=6), last), as_of).total
    assert cards["Output [units]"] == f"{total.total_output:,}"
    assert cards["OEE"] == f"{total.oee:.1f} %"
    assert len(app.get("plotly_chart")) == 6


def test_filters_come_from_the_url_and_bad_values_survive(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", "overview", period="30d", machines="Conveyor System #1", shifts="Night")
    assert not app.exception
    assert "Conveyor System #1 · night shift" in captions(app)
    bad = app_as("operator", "overview", period="for ever", machines="Gone", shifts="Noon")
    assert not bad.exception
    assert "all machines · all shifts" in captions(bad)
    custom = {"period": "Custom", "from": "2026-02-31", "to": "rubbish"}
    worse = app_as("operator", "overview", **custom)
    assert not worse.exception


def test_days_the_wrong_way_round_are_put_right(seen_plant: Store, app_as: AppAs) -> None:
    today = context.production_day()
    first, last = today - timedelta(days=9), today - timedelta(days=3)
    app = app_as("operator", "overview", **{"period": "Custom", "from": str(last), "to": str(first)})
    assert not app.exception
    assert f"{filters.span(first, last)} · all machines" in captions(app)


def test_the_period_is_named_as_it_is(seen_plant: Store, app_as: AppAs) -> None:
    today, (day, shift, _) = context.production_day(), periods.last_shift(context.plant(), context.now())
    until = f"until {context.now():%H:%M}"
    week = captions(app_as("operator", "overview"))
    assert f"{filters.span(today - timedelta(days=6), today)} so far, {until[:6]}" in week
    assert f"{filters.span(today, today)}, today so far, until" in captions(
        app_as("operator", "overview", period="Today")
    )
    yesterday = today - timedelta(days=1)
    told = captions(app_as("operator", "overview", period="Yesterday"))
    assert f"{filters.span(yesterday, yesterday)} · all machines · all shifts" in told
    last = app_as("operator", "overview", period="Last shift", shifts="Night")
    assert f"{filters.span(day, day)} · all machines · {shift} shift" in captions(last)
    assert last.pills(key="shifts").disabled


def test_an_address_with_a_period_and_days_is_told_which_of_them_wins(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", "overview", **{"period": "30d", "from": "2026-03-02", "to": "2026-03-08"})
    [warning] = [each.value.replace("\\", "") for each in app.warning]
    assert warning == (
        "The address names both the period 30d and days (from 2026-03-02 and to 2026-03-08): shown is the period. "
        "Choose Custom for days."
    )
    today = context.production_day()
    assert f"{filters.span(today - timedelta(days=29), today)} so far" in captions(app)


def test_days_of_ones_own_are_forgotten_without_a_word_when_a_period_is_chosen(
    seen_plant: Store, app_as: AppAs
) -> None:
    app = app_as("operator", "overview", **{"period": "Custom", "from": "2026-03-02", "to": "2026-03-08"})
    app.segmented_control(key="period").set_value("Yesterday").run().run()
    assert not app.exception
    assert not app.warning
    day = context.production_day() - timedelta(days=1)
    assert f"{filters.span(day, day)} · all machines" in captions(app)


@pytest.mark.parametrize("role", list(Role))
def test_only_who_may_export_is_offered_the_file(seen_plant: Store, app_as: AppAs, role: Role) -> None:
    app = app_as(role.value, "overview")
    assert not app.exception
    offered = bool(app.get("download_button"))
    assert offered == (role in (Role.ANALYST, Role.MANAGER, Role.ADMIN))


def test_an_empty_plant_says_what_to_do(empty_plant: Store, app_as: AppAs) -> None:
    app = app_as("manager", "overview")
    assert not app.exception
    assert "Upload production records" in app.info[0].value
    assert {metric.value for metric in app.metric} == {"not available", "0"}
    assert not any("nan" in str(metric.value).lower() for metric in app.metric)


def test_a_period_without_records_says_where_records_are(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", "overview", **{"period": "Custom", "from": "2001-01-01", "to": "2001-01-31"})
    assert not app.exception
    assert app.info[0].value.startswith("No production was reported in this period. Records exist from ")


def test_the_refresh_can_be_switched_off(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", "overview")
    toggle = app.toggle(key="refresh")
    assert toggle.value is True
    toggle.set_value(False).run()
    assert not app.exception
    assert app.toggle(key="refresh").value is False
