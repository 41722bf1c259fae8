"""The overview page through the real entry script: figures, filters in the URL, roles, empty states."""

import re
from collections.abc import Callable
from datetime import timedelta

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from producflow.access.roles import COMMAND_LINE, Role
from producflow.domain.metrics import METRICS
from producflow.domain.patterns import Change
from producflow.domain.schedule import DEFAULT_PATTERN, Plan
from producflow.operations import calendar, equipment, plant, targets
from producflow.reports import periods, production
from producflow.reports.view import View
from producflow.store.database import Session, Store
from producflow.ui import context, filters
from producflow.ui import overview as parts

AppAs = Callable[..., AppTest]

OTHER_CARDS = {"Open alerts", "Cost savings [EUR]", "Reports received"}
"""Of the rest of the page beside those of :data:`parts.CARDS`; the four figures of the first screen are tiles."""
HEAD = "Injection Molding Machine #1 is too hot: 88.69 °C, limit 85"


def captions(app: AppTest) -> str:
    return "\n".join(caption.value.replace("\\", "") for caption in app.caption)


def texts(app: AppTest) -> str:
    return "\n".join(each.value.replace("\\", "") for each in app.markdown)


def tiles(app: AppTest) -> dict[str, str]:
    """What the tiles of the first screen show, by the label of each."""
    shown = [each.value for each in app.markdown if each.value.startswith('<div class="pf">')]
    labels = [button.label for button in app.main.button if "receipt_tile_" in str(button.key)]
    found = [re.findall("<b>(.*?)</b> <small>(.*?)</small>", each) for each in shown]
    return {label: " ".join(*each) if each else "not available" for label, each in zip(labels, found, strict=True)}


@pytest.mark.long
def test_the_title_is_the_answer_and_the_period_changes_none_of_it(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", "overview")
    assert app.title[0].value.replace("\\", "") == HEAD
    [answer] = [each.value for each in app.markdown if each.value.startswith("**Now**")]
    now, yesterday, week = answer.replace("\\", "").split("  \n")
    assert now.startswith("**Now** Limit crossed at 22:40")  # the 85 °C of the title; the warning limit was at 20:35
    assert "Likely cause: job " in now
    assert "“Clean mold and check heater bands”" in now
    assert now.endswith("Also Robotic Arm #3.")
    assert yesterday.startswith("**Yesterday** ")
    assert " goal (within noise); " in yesterday
    assert "stops and rejects cost" in yesterday
    assert week.startswith("**7 days** OEE ")
    other = app_as("operator", "overview", period="90d", shifts="Night")
    ago = re.compile(r"(\d+ h )?\d+ min ago")  # a minute may end between the two
    assert ago.sub("", answer) in [ago.sub("", each.value) for each in other.markdown]
    assert other.title[0].value == app.title[0].value
    narrow = app_as("operator", "overview", machines="Conveyor System #1")
    assert narrow.title[0].value == "No machine needs attention"


def test_the_strip_begins_with_the_machines_that_need_attention_and_leads_to_their_excursions(
    seen_plant: Store, app_as: AppAs
) -> None:
    app = app_as("operator", "overview")
    links = [each.proto for each in app.main if getattr(each, "type", "") == "page_link"]
    shown = [(each.label.replace("\\", "").strip("*"), each.page, each.query_string) for each in links][:5]
    alerts = {row["equipment_id"]: row["id"] for row in seen_plant.read(Session.rows, "alerts/open", machines=None)}
    assert shown[0] == ("Injection Molding Machine #1", "equipment", f"machine=1&alert={alerts[1]}")
    assert shown[1] == ("Robotic Arm #3", "equipment", f"machine=4&alert={alerts[4]}")
    assert [name for name, *_ in shown[2:]] == [
        "CNC Milling Machine #2",
        "Conveyor System #1",
        "Quality Control Scanner",
    ]
    assert ":small[88.69 °C, limit 85]" in texts(app)


@pytest.mark.long
def test_a_large_plant_shows_the_four_gravest_and_says_how_many_more(demo_plant: Store, app_as: AppAs) -> None:
    names = [f"Press #{number}" for number in range(6, 201)]
    status = ["warning"] * 7 + ["operational"] * 188
    many = pd.DataFrame({"name": names, "type": "Press", "status": status})
    demo_plant.write(lambda transaction: transaction.append("equipment", many))
    app = app_as("operator", "overview")
    labels = [each.proto.label for each in app.main if getattr(each, "type", "") == "page_link"]
    assert [label.replace("\\", "").strip("*") for label in labels[:5]] == [
        "Injection Molding Machine #1",
        "Robotic Arm #3",
        "Press #10",
        "Press #11",
        "193 more need attention",
    ]
    assert ":small[See all 200 machines]" in texts(app)


@pytest.mark.long
def test_a_tile_says_goal_gap_and_sign_and_only_what_is_real_has_a_colour(demo_plant: Store, app_as: AppAs) -> None:
    day = context.production_day() - timedelta(days=10)  # later than the demo plant's own
    for metric, value in (("oee", 99.0), ("defect_rate", 50.0), ("total_output", None)):
        targets.set(demo_plant, COMMAND_LINE, metric=metric, value=value, valid_from=day)
    app = app_as("operator", "overview")
    told = dict(zip(tiles(app), [each.value for each in app.markdown if '"pf"' in each.value], strict=True))
    assert '<span class="bad">Goal 99.0 <span role="img" aria-label="missed">✗</span> −' in told["OEE"]
    assert '<span class="good">Goal 50.00 <span role="img" aria-label="met">✓</span> −' in told["Defect rate"]
    assert '<span class="">No goal set</span>' in told["Output"]
    assert "stroke-dasharray" in told["OEE"]
    assert "stroke-dasharray" not in told["Output"]


def test_the_figures_are_what_the_report_says(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", "overview", more="true")
    assert not app.exception
    of_report = [METRICS[name] for name in parts.CARDS]
    named = {each.label if each.unit == "%" else each.heading for each in of_report}
    assert {metric.label for metric in app.metric} == named | OTHER_CARDS
    cards = tiles(app)
    assert list(cards) == ["Output", "OEE", "Defect rate", "Downtime"]
    assert "nan" not in str(cards).lower()
    as_of = context.as_of()
    last = context.production_day()
    total = production.metrics(seen_plant, View(last - timedelta(days=6), last), as_of).total
    assert cards["Output"] == f"{total.total_output:,} units"
    assert cards["OEE"] == f"{total.oee:.1f} %"
    assert len(app.get("plotly_chart")) == 8
    assert len(app_as("operator", "overview").get("plotly_chart")) == 2, "the rest is worked out when it is opened"


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


@pytest.mark.long
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
    app = app_as(role.value, "overview", more="true")
    assert not app.exception
    offered = bool(app.get("download_button"))
    assert offered == (role in (Role.ANALYST, Role.MANAGER, Role.ADMIN))


@pytest.mark.long
def test_an_empty_plant_says_what_to_do_and_opens_what_is_next(empty_plant: Store, app_as: AppAs) -> None:
    app = app_as("manager", "overview")
    assert not app.exception
    assert app.title[0].value == "No machine is known yet"
    assert app.success == [], "of no machine nothing is known, least of all that it is fine"
    assert "**Setting up this plant: 0 of 5 steps done**" in texts(app)
    opens = {button.key: button for button in app.main.button if str(button.key).startswith("step_")}
    assert [opens[key].label for key in opens] == [
        "Open Admin → Plant",
        "Open Admin → Machines",
        "Open Uploads",
        "Open Admin → Plant",  # people are an administrator's
    ]
    assert "Upload production records" in app.info[0].value
    told = app_as("manager", "overview", more="true")
    assert told.success == []
    assert {metric.value for metric in told.metric} == {"not available", "0"}
    opens["step_Time zone and calendar"].click()
    app.run()
    assert not app.exception
    assert app.title[0].value == "Who may do what, and by which rules?"
    assert app.text_input(key="plant_name").label == "Name of the plant"


@pytest.mark.long
def test_what_is_done_is_ticked_and_the_next_step_stands_out(empty_plant: Store, app_as: AppAs) -> None:
    plant.change_settings(empty_plant, COMMAND_LINE, {"timezone": "Europe/Berlin"})
    equipment.create(empty_plant, COMMAND_LINE, name="Press")
    app = app_as("operator", "overview")
    assert "**Setting up this plant: 1 of 5 steps done**" in texts(app), "three shifts a day are nobody's choice yet"
    calendar.save(empty_plant, COMMAND_LINE, Plan((DEFAULT_PATTERN,)))
    app = app_as("operator", "overview")
    assert "**Setting up this plant: 2 of 5 steps done**" in texts(app)
    assert ":material/check_circle: **Machines** :small[Done]" in texts(app)
    assert [button for button in app.main.button if str(button.key).startswith("step_")] == [], "an operator may none"
    assert app.title[0].value == "Press gives no sign"
    admin = app_as("admin", "overview")
    kinds = {str(each.key): each.proto.type for each in admin.main.button if str(each.key).startswith("step_")}
    assert kinds == {"step_First file": "primary", "step_Costs and goals": "secondary"}


def test_a_period_without_records_says_where_records_are(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", "overview", **{"period": "Custom", "from": "2001-01-01", "to": "2001-01-31"})
    assert not app.exception
    assert app.info[0].value.startswith("No production was reported in this period. Records exist from ")


@pytest.mark.long
def test_a_day_off_says_so(demo_plant: Store, app_as: AppAs) -> None:
    """Of a holiday the page had said that no shift of it has reported yet."""
    today = context.production_day()
    calendar.save(demo_plant, COMMAND_LINE, Plan((DEFAULT_PATTERN,), (Change(today, today, "closed"),)))
    app = app_as("operator", "overview", period="Today")
    assert [each.value for each in app.info] == [
        "No production was reported in this period. No shift was planned: choose Last shift or a longer period for the "
        "newest reports."
    ]


def test_the_refresh_can_be_switched_off(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", "overview")
    toggle = app.toggle(key="refresh")
    assert toggle.value is True
    toggle.set_value(False).run()
    assert not app.exception
    assert app.toggle(key="refresh").value is False
