"""From an alert to its chart: the stretch around its excursion, with the limit that was crossed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from producflow.access.roles import COMMAND_LINE
from producflow.operations import alerts, readings
from producflow.reports import repairs, sensors
from producflow.reports.excursions import Crossed, Excursion, excursion
from producflow.store.database import Session, Store
from producflow.ui import context
from producflow.ui.charts.sensors import course
from tests.integration.clocks import clock_of
from tests.people import user_of

AppAs = Callable[..., AppTest]
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def heat(store: Store, values: list[float], began: datetime = NOON) -> None:
    """One reading of a press's temperature every ten minutes."""
    store.write(lambda transaction: transaction.append("equipment", pd.DataFrame({"name": ["Press"]})))
    frame = pd.DataFrame(
        {
            "equipment_id": 1,
            "sensor_type": "temperature",
            "timestamp": [began + timedelta(minutes=10 * number) for number in range(len(values))],
            "value": values,
            "unit": "°C",
        }
    )
    readings.add(store, COMMAND_LINE, frame)


def raised(store: Store) -> list[dict[str, Any]]:
    return store.read(Session.rows, "alerts/open", machines=None)


def test_a_warning_and_what_became_of_it_have_their_own_limits(store: Store) -> None:
    """The warning limit is 80, passed at 12:10; the critical one is 85, passed at 12:30."""
    heat(store, [70.0, 82.0, 84.0, 88.69])
    [critical] = raised(store)
    found = excursion(store, critical["id"])
    assert found is not None
    assert (found.started_at, found.closed_at) == (NOON + timedelta(minutes=30), None)
    assert found.crossed == Crossed("temperature", 85.0, "critical", upper=True, unit="°C")
    warning = excursion(store, critical["id"] - 1)
    assert warning is not None
    assert (warning.started_at, warning.closed_at) == (NOON + timedelta(minutes=10), NOON + timedelta(minutes=30))
    assert warning.crossed == Crossed("temperature", 80.0, "warning", upper=True, unit="°C")


def test_an_alert_of_a_person_has_no_limit_and_one_that_is_not_there_is_none(store: Store) -> None:
    heat(store, [70.0])
    number = alerts.create(store, COMMAND_LINE, equipment_id=1, type="emergency", priority="high", title="Belt slips")[
        "id"
    ]
    found = excursion(store, number)
    assert found is not None
    assert (found.sensor_type, found.crossed) == (None, None)
    assert excursion(store, number + 1) is None


@pytest.mark.parametrize(
    ("began", "ended", "first", "last"),
    [
        # four hours and a quarter of them on both sides
        (NOON, NOON + timedelta(hours=4), NOON - timedelta(hours=1), NOON + timedelta(hours=5)),
        # ten minutes and an hour on both sides
        (NOON, NOON + timedelta(minutes=10), NOON - timedelta(hours=1), NOON + timedelta(minutes=70)),
        # it still stands: until now, with the reading of this minute
        (NOON, None, NOON - timedelta(hours=5), NOON + timedelta(hours=20, minutes=1)),
    ],
)
def test_all_of_an_excursion_is_looked_at_with_a_little_around_it(
    began: datetime, ended: datetime | None, first: datetime, last: datetime
) -> None:
    found = Excursion(7, 1, "Hot", "temperature", began, ended, None)
    assert found.span(NOON + timedelta(hours=20)) == (first, last)


def test_the_limit_is_drawn_however_far_it_is(store: Store) -> None:
    heat(store, [70.0, 70.1])
    report = sensors.course(store, 1, ("temperature",), NOON, NOON + timedelta(hours=1), NOON + timedelta(hours=1))
    drawn = course(report, crossed=Crossed("temperature", 85.0, "critical", upper=True, unit="°C"))
    [line] = [shape for shape in drawn.layout.shapes if shape.y0 == shape.y1 == 85.0]
    assert line.line.dash == "dash"
    assert "critical limit 85 °C" in [annotation.text for annotation in drawn.layout.annotations]
    assert drawn.layout.yaxis.range[1] > 85.0


def test_an_alerts_link_opens_the_chart_around_its_excursion(demo_plant: Store, app_as: AppAs) -> None:
    [hot] = [row for row in raised(demo_plant) if row["sensor_type"] == "temperature"]
    app = app_as("operator", "equipment", machine=str(hot["equipment_id"]), alert=str(hot["id"]))
    assert not app.exception
    assert app.segmented_control(key="zoom").value == "Excursion"
    [chart] = app.get("plotly_chart")
    assert "critical limit 85" in chart.proto.spec
    found = excursion(demo_plant, hot["id"])
    assert found is not None
    spans = [found.span(context.now() - timedelta(minutes=back)) for back in range(3)]  # a minute may end meanwhile
    starts = {f'"range":["{first.astimezone(clock_of(demo_plant)):%Y-%m-%dT%H:%M}' for first, _ in spans}
    assert any(start in chart.proto.spec for start in starts)
    assert spans[0][1] > found.started_at


@pytest.mark.long
def test_a_chart_of_the_period_reaches_now(demo_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", "equipment", machine="1", period="Yesterday")
    [chart] = app.get("plotly_chart")
    until = context.now().astimezone(clock_of(demo_plant)) + timedelta(minutes=1)
    ends = {f"{until - timedelta(minutes=back):%Y-%m-%dT%H:%M}" for back in range(3)}  # a minute may end meanwhile
    assert any(end in chart.proto.spec for end in ends)


def test_a_link_of_an_alert_that_is_gone_says_so(demo_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", "equipment", machine="2", alert="999999")
    assert not [each for each in app.button if (each.key or "").startswith("alert_")]
    assert not app.exception
    assert "There is no alert 999999 of this machine" in app.warning[0].value


@pytest.mark.long
def test_the_open_alerts_lead_to_their_excursions_and_are_called_what_they_are(
    demo_plant: Store, app_as: AppAs
) -> None:
    app = app_as("operator", "maintenance")
    told = " ".join(caption.value for caption in app.caption)
    assert "limit crossed" in told
    assert "Predictive" not in told
    [hot] = [row for row in raised(demo_plant) if row["sensor_type"] == "temperature"]
    app.button(key=f"open_alert_{hot['id']}_{hot['equipment_id']}").click().run()
    assert app.query_params["alert"] == str(hot["id"])


@pytest.mark.long
def test_whoever_comes_by_the_link_of_an_alert_acts_on_it_there(demo_plant: Store, app_as: AppAs) -> None:
    """Without looking for it among the others; who may not act sees no button."""
    [alert] = [row for row in raised(demo_plant) if row["sensor_type"] == "temperature"]
    where = {"machine": str(alert["equipment_id"]), "alert": str(alert["id"])}
    key = f"alert_{alert['id']}"
    reader = app_as("operator", "equipment", **where)
    assert not [each for each in reader.button if (each.key or "").startswith(key)]
    app = app_as("technician", "equipment", **where)
    app.button(key=f"{key}_plan").click().run()
    assert app.text_input[-1].value == f"{alert['title']}: find the cause and mend it"
    assert [box.value for box in app.selectbox if box.label == "Technician"] == [user_of(demo_plant, "technician")]
    app.button(key=f"{key}_plan").click()
    next(each for each in app.button if each.label == "Plan job").click().run()
    assert not app.exception
    assert repairs.answering(demo_plant)[int(alert["id"])]["status"] == "scheduled"
    app.button(key=f"{key}_acknowledged").click().run()
    assert not app.exception
    assert not [each for each in app.button if each.key == f"{key}_acknowledged"]
