"""The maintenance page through the real entry script: who sees what, and that a press does one thing once."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from producflow.access.roles import SYSTEM, Role
from producflow.operations import alerts, maintenance_jobs
from producflow.store.database import Session, Store

AppAs = Callable[..., AppTest]


def open_alerts(store: Store) -> list[dict[str, object]]:
    return store.read(Session.rows, "alerts/open", machines=None)


def button(app: AppTest, key: str) -> object:
    return next(each for each in app.button if each.key == key)


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_every_role_sees_the_page_and_only_some_may_act(seen_plant: Store, app_as: AppAs, role: str) -> None:
    app = app_as(role, "maintenance", period="90 days")
    assert not app.exception
    assert app.title[0].value == "What must be done, and did it help?"
    able = role in ("technician", "manager", "admin")
    assert any(each.label == "Acknowledge" for each in app.button) == able
    assert any(each.label == "Plan a job" for each in app.button) == able
    refused = [each.value for each in app.caption if "may not enter, acknowledge or resolve alerts" in each.value]
    assert bool(refused) != able
    labels = [metric.label for metric in app.metric]
    assert labels[:2] == ["Open alerts", "Overdue jobs"]
    assert len(app.get("plotly_chart")) == 5


def entered(store: Store) -> int:
    """An alert entered by a program, the gravest there is."""
    alert = {"equipment_id": 1, "type": "emergency", "priority": "critical", "title": "Smells burnt"}
    number = int(alerts.create(store, SYSTEM, **alert)["id"])  # type: ignore[arg-type]
    store.write(
        lambda transaction: transaction.compose(
            f"UPDATE maintenance_alerts SET created_at = '2020-01-01' WHERE id = {number}"
        )
    )
    return number


@pytest.mark.long
def test_an_alert_is_acknowledged_once_and_then_resolved(demo_plant: Store, app_as: AppAs) -> None:
    alert_id = entered(demo_plant)
    app = app_as("technician", "maintenance")
    button(app, f"alert_{alert_id}_acknowledged").click()  # type: ignore[attr-defined]
    app.run()
    assert [toast.value.split(":")[0] for toast in app.toast] == ["Acknowledged"]
    assert open_alerts(demo_plant)[0]["status"] == "acknowledged"
    assert open_alerts(demo_plant)[0]["acknowledged_by"] == "Test technician"
    assert not [each for each in app.button if each.key == f"alert_{alert_id}_acknowledged"]
    button(app, f"alert_{alert_id}_resolved").click()  # type: ignore[attr-defined]
    app.run()
    assert alert_id not in [row["id"] for row in open_alerts(demo_plant)]
    assert not app.error


@pytest.mark.long
def test_a_faster_colleague_leaves_one_sentence(demo_plant: Store, app_as: AppAs) -> None:
    alert_id = int(str(open_alerts(demo_plant)[0]["id"]))
    app = app_as("technician", "maintenance")
    alerts.move(demo_plant, SYSTEM, alert_id, "acknowledged")
    button(app, f"alert_{alert_id}_acknowledged").click()  # type: ignore[attr-defined]
    app.run()
    assert [error.value.replace("\\", "") for error in app.error] == [f"Alert {alert_id} is already acknowledged."]
    assert not app.toast


@pytest.mark.long
def test_an_empty_plant_says_what_to_do(empty_plant: Store, app_as: AppAs) -> None:
    app = app_as("manager", "maintenance")
    assert not app.exception
    assert any("There are no maintenance jobs yet." in each.value for each in app.info)
    assert "not available" in [metric.value for metric in app.metric]


def test_the_choice_of_shifts_is_said_to_change_nothing(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", "maintenance", shifts="Night")
    assert any("belong to no shift" in each.value for each in app.caption)


def test_what_is_due_stands_in_a_month_and_in_words(seen_plant: Store, app_as: AppAs) -> None:
    [late] = seen_plant.read(Session.rows, "jobs/all", machines=[1])[
        :1
    ]  # the demo's molding machine waits for its service
    app = app_as("operator", "maintenance")
    said = [each.value.replace("\\", "") for each in app.markdown]
    overdue = [each for each in said if "material/error: Overdue by" in each]
    assert any(str(late["description"]) in each for each in overdue)
    assert any(each.startswith("**Due in ") for each in said)
    next_month = app_as("operator", "maintenance", month="2099-01")
    assert not next_month.exception


@pytest.mark.long
def test_finished_jobs_tell_whether_they_helped(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", "maintenance", period="90d", window="14 days", repeat="7 days")
    shown = next(each.value for each in app.dataframe if "again" in each.value)
    bearing = shown[shown["description"].str.contains("bearing")].iloc[0]
    assert bearing["again"] == "no, not within 7 days"
    assert any("14 production days before the day of the work" in each.value for each in app.caption)
    labels = [metric.label for metric in app.metric]
    assert labels[-3:] == ["Recovered [h]", "Cost per recovered hour [EUR]", "Failed again"]


@pytest.mark.long
def test_a_job_completed_just_now_is_listed(demo_plant: Store, app_as: AppAs) -> None:
    job = {"equipment_id": 1, "maintenance_type": "corrective", "description": "Wrong pump", "status": "completed"}
    maintenance_jobs.create(demo_plant, SYSTEM, **job)  # type: ignore[arg-type]
    app = app_as("technician", "maintenance", period="7d", jobs="completed")
    assert not app.exception
    listed = next(each.value for each in app.dataframe if "outcome" in each.value)
    assert listed["description"].iloc[0] == "Wrong pump"
    assert any("or today. Choose a row" in each.value and each.value.startswith("Completed") for each in app.caption)
    january = {"period": "custom", "from": "2020-01-01", "to": "2020-01-31"}
    long_ago = app_as("technician", "maintenance", jobs="completed", **january)
    listed = next(each.value for each in long_ago.dataframe if "outcome" in each.value)
    assert listed["description"].iloc[0] == "Wrong pump"


@pytest.mark.long
def test_a_resolving_is_listed_and_taken_back(demo_plant: Store, app_as: AppAs) -> None:
    alert_id = entered(demo_plant)
    before = demo_plant.read(Session.row, "alerts/by_id", id=alert_id)
    app = app_as("technician", "maintenance", period="today")
    button(app, f"alert_{alert_id}_resolved").click()  # type: ignore[attr-defined]
    app.run()
    assert alert_id not in [row["id"] for row in open_alerts(demo_plant)]
    listed = next(each.value for each in app.dataframe if "why" in each.value)
    assert listed.loc[listed["title"] == "Smells burnt", "who"].tolist() == ["Test technician"]
    next(each for each in app.button if each.label == "Undo").click()
    app.run()
    after = demo_plant.read(Session.row, "alerts/by_id", id=alert_id)
    assert before is not None
    assert after is not None
    assert {**after, "updated_at": None} == {**before, "updated_at": None}
    assert not [each for each in app.button if each.label == "Undo"]
    assert not app.exception
