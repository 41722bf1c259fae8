"""The admin page, through the real entry script, for those who may open it and those who may not."""

import pytest
from streamlit.testing.v1 import AppTest

from producflow.access import api_keys
from producflow.access.roles import COMMAND_LINE
from producflow.errors import NotSignedIn
from producflow.operations import users
from producflow.reports import audit
from producflow.reports.plant import plant_settings
from producflow.store.database import Store
from tests.integration.conftest import AppAs

QUESTION = "Who may do what, and by which rules?"


def button(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click()
    app.run()


def test_an_administrator_sees_all_sections(demo_plant: Store, app_as: AppAs) -> None:
    for section in ("People", "API keys", "Limits", "Plant", "Audit log", "Backups"):
        app = app_as("admin", "admin", section=section)
        assert not app.exception
        assert app.title[0].value == QUESTION
        assert list(app.button_group[0].options) == ["People", "API keys", "Limits", "Plant", "Audit log", "Backups"]


def test_a_manager_sees_limits_and_plant_and_is_told_about_the_rest(demo_plant: Store, app_as: AppAs) -> None:
    app = app_as("manager", "admin", section="People")
    assert not app.exception
    assert list(app.button_group[0].options) == ["Limits", "Plant"]
    assert "People, API keys, Audit log and Backups are for administrators; your role is manager." in [
        text.value for text in app.caption
    ]
    assert not any(widget.key == "new_email" for widget in app.text_input)


@pytest.mark.parametrize("role", ["operator", "technician", "analyst"])
def test_others_are_told_why_not(demo_plant: Store, app_as: AppAs, role: str) -> None:
    app = app_as(role, "admin")
    assert not app.exception
    assert "ask a person who is manager or admin" in app.error[0].value
    assert not app.dataframe


def test_a_person_is_added(demo_plant: Store, app_as: AppAs) -> None:
    app = app_as("admin", "admin")
    app.text_input(key="new_name").set_value("Anna Berg")
    app.text_input(key="new_email").set_value("Anna@Plant.local")
    app.selectbox(key="new_role").set_value("manager")
    app.text_input(key="new_password").set_value("too short")
    button(app, "Add")
    assert "at least 12 characters" in app.error[0].value
    app.text_input(key="new_password").set_value("seven blue kettles")
    button(app, "Add")
    assert not app.exception
    assert app.success[0].value.replace("\\", "") == "Anna Berg may sign in as manager."
    assert users.find(demo_plant, "anna@plant.local")


def test_plant_settings_are_saved_or_refused_in_a_sentence(demo_plant: Store, app_as: AppAs) -> None:
    app = app_as("manager", "admin", section="Plant")
    app.text_input(key="plant_morning").set_value("15:00")
    button(app, "Save")
    assert "must follow" in app.error[0].value
    app.text_input(key="plant_morning").set_value("05:30")
    app.number_input(key="plant_hour").set_value(300.0)
    button(app, "Save")
    assert not app.exception
    assert plant_settings(demo_plant).morning_start == "05:30"
    assert audit.entries(demo_plant)["changes"][0] == "morning start: 06:00 → 05:30; downtime hour cost: 260.0 → 300.0"


def test_new_limits_are_set_and_contradicting_ones_refused(demo_plant: Store, app_as: AppAs) -> None:
    app = app_as("manager", "admin", section="Limits")
    app.selectbox(key="limit_new_sensor").set_value("motor_current")
    app.number_input(key="limit_new_warn_high").set_value(20.0)
    app.number_input(key="limit_new_crit_high").set_value(10.0)
    button(app, "Save limits")
    assert "must be below" in app.error[0].value
    app.number_input(key="limit_new_crit_high").set_value(25.0)
    button(app, "Save limits")
    assert not app.exception
    assert app.success[0].value.replace("\\", "") == "The limits of motor_current are saved."
    rows = demo_plant.rows("thresholds_all")
    [row] = [row for row in rows if row["sensor_type"] == "motor_current" and row["equipment_id"] is None]
    assert (row["warn_high"], row["crit_high"], row["warn_low"]) == (20.0, 25.0, None)


def test_the_audit_log_is_read_in_words_and_filtered(demo_plant: Store, app_as: AppAs) -> None:
    made = users.create(
        demo_plant, COMMAND_LINE, email="b@x.de", full_name="B", role="operator", password="seven blue kettles"
    )
    users.change(demo_plant, COMMAND_LINE, made["id"], {"role": "technician"})
    app = app_as("admin", "admin", section="Audit log")
    assert not app.exception
    app.selectbox(key="audit_action").set_value("change").run()
    assert app.dataframe[0].value["changes"].tolist() == ["role: operator → technician"]
    app.selectbox(key="audit_entity").set_value("demo plant").run()
    assert "Nothing was done that fits these filters" in app.info[0].value


def test_a_key_is_made_shown_once_and_revoked(demo_plant: Store, app_as: AppAs) -> None:
    app = app_as("admin", "admin", section="API keys")
    app.text_input(key="new_key_name").set_value("Press gateway")
    button(app, "Make the key")
    assert not app.exception
    key = app.code[0].value
    assert api_keys.actor_of(demo_plant, key).role == "operator"
    button(app, "I have it")
    assert not app.code
    [row] = api_keys.everyone(demo_plant, COMMAND_LINE)
    api_keys.revoke(demo_plant, COMMAND_LINE, row["id"])
    app.run()
    assert list(app.dataframe[0].value["state"]) == ["Revoked"]
    with pytest.raises(NotSignedIn):
        api_keys.actor_of(demo_plant, key)


def test_a_second_key_of_one_name_is_refused_in_a_sentence(demo_plant: Store, app_as: AppAs) -> None:
    api_keys.create(demo_plant, COMMAND_LINE, "Press gateway", "operator")
    app = app_as("admin", "admin", section="API keys")
    app.text_input(key="new_key_name").set_value("Press gateway")
    button(app, "Make the key")
    assert "choose another name" in app.error[0].value
