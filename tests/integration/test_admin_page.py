"""The admin page, through the real entry script, for those who may open it and those who may not."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import NumberInput

from producflow.access import api_keys, wall_links
from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.errors import NotSignedIn
from producflow.operations import annotations, plant, targets, thresholds, users
from producflow.reports import audit
from producflow.reports.plant import machine_names, plant_settings
from producflow.store.database import Session, Store
from tests.integration.conftest import AppAs
from tests.people import email_of, user_of

SECTIONS = [
    "People",
    "API keys",
    "Machines",
    "Limits",
    "Goals",
    "Plant",
    "Working calendar",
    "Screens",
    "Messages",
    "Audit log",
    "Backups",
]
LATER = datetime(2026, 4, 1, tzinfo=UTC)
QUESTION = "Who may do what, and by which rules?"


def button(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click()
    app.run()


def test_an_administrator_sees_all_sections(seen_plant: Store, app_as: AppAs) -> None:
    for section in SECTIONS:
        app = app_as("admin", "admin", admin_section=section)
        assert not app.exception
        assert app.title[0].value == QUESTION
        assert list(app.button_group[0].options) == SECTIONS


def test_a_manager_sees_limits_and_plant_and_is_told_about_the_rest(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as("manager", "admin", admin_section="People")
    assert not app.exception
    assert list(app.button_group[0].options) == [
        "Machines",
        "Limits",
        "Goals",
        "Plant",
        "Working calendar",
        "Screens",
        "Messages",
    ]
    assert "People, API keys, Audit log and Backups are for administrators; your role is manager." in [
        text.value for text in app.caption
    ]
    assert not any(widget.key == "new_email" for widget in app.text_input)


@pytest.mark.parametrize("role", ["operator", "technician", "analyst"])
def test_others_are_told_why_not(seen_plant: Store, app_as: AppAs, role: str) -> None:
    app = app_as(role, "admin")
    assert not app.exception
    assert "ask a person who is manager or admin" in app.error[0].value
    assert not app.dataframe


def test_a_person_is_added(demo_plant: Store, app_as: AppAs) -> None:
    app = app_as("admin", "admin")
    app.text_input(key="new_name").set_value("Anna Berg")
    app.text_input(key="new_email").set_value("Anna")
    app.selectbox(key="new_role").set_value("manager")
    button(app, "Add")
    assert "is no email address" in app.error[0].value
    app.text_input(key="new_email").set_value("Anna@Plant.local")
    button(app, "Add")
    assert not app.exception
    assert app.toast[0].value.replace("\\", "") == "Anna Berg may sign in as manager, once a password is chosen."
    assert users.find(demo_plant, "anna@plant.local")


def test_plant_settings_are_saved_or_refused_in_a_sentence(demo_plant: Store, app_as: AppAs) -> None:
    app = app_as("manager", "admin", admin_section="Plant")
    app.text_input(key="plant_currency").set_value("Euro")
    button(app, "Save")
    assert "is no currency" in app.error[0].value
    app.text_input(key="plant_currency").set_value("USD")
    app.number_input(key="plant_hour").set_value(300.0)
    button(app, "Save")
    assert not app.exception
    assert plant_settings(demo_plant).currency == "USD"
    assert audit.entries(demo_plant)["changes"][0] == "currency: EUR → USD; downtime hour cost: 260 → 300"


def number(app: AppTest, label: str) -> NumberInput:
    """The field of a limit, whatever its unit."""
    return next(field for field in app.number_input if field.label.startswith(label))


def limits_of(store: Store, sensor: str) -> list[tuple[object, ...]]:
    names = ("equipment_id", "warn_high", "crit_high", "deadband")
    return [
        tuple(row[name] for name in names)
        for row in store.read(Session.rows, "thresholds/all")
        if row["sensor_type"] == sensor
    ]


def test_new_limits_are_shown_and_then_set_and_contradicting_ones_refused(demo_plant: Store, app_as: AppAs) -> None:
    app = app_as("manager", "admin", admin_section="Limits")
    assert not app.number_input
    app.selectbox(key="limit_new_sensor").set_value("motor_current").run()
    assert "No limits of motor_current are set" in " ".join(text.value.replace("\\", "") for text in app.caption)
    number(app, "Warning above").set_value(20.0)
    number(app, "Critical above").set_value(10.0)
    button(app, "Show what would change")
    assert "must be below" in app.error[0].value
    number(app, "Critical above").set_value(25.0)
    button(app, "Show what would change")
    assert (None, 20.0, 25.0, 0.0) not in limits_of(demo_plant, "motor_current")
    assert "- Critical above: none → **25**" in [text.value for text in app.markdown]
    button(app, "Save limits")
    assert not app.exception
    assert (
        app.toast[0].value.replace("\\", "")
        == "The limits of motor_current are saved; below, the change can be undone."
    )
    assert (None, 20.0, 25.0, 0.0) in limits_of(demo_plant, "motor_current")


@pytest.mark.long
def test_a_sensor_with_limits_opens_with_them_and_keeps_what_nobody_changed(demo_plant: Store, app_as: AppAs) -> None:
    [plants] = [row for row in limits_of(demo_plant, "temperature") if row[0] is None]
    app = app_as("manager", "admin", admin_section="Limits")
    app.selectbox(key="limit_new_sensor").set_value("temperature").run()
    assert (None, *(number(app, name).value for name in ("Warning above", "Critical above", "Deadband"))) == plants
    number(app, "Warning above").set_value(60.0)
    button(app, "Show what would change")
    told = [text.value for text in app.markdown]
    assert "- Warning above: 80 → **60**" in told
    assert any("would appear" in text for text in told)
    button(app, "Save limits")
    assert (None, 60.0, *plants[2:]) in limits_of(demo_plant, "temperature")
    assert number(app, "Warning above").value == 60.0
    button(app, "Undo this change")
    assert not app.exception
    assert "is undone" in app.toast[0].value
    assert plants in limits_of(demo_plant, "temperature")
    assert number(app, "Warning above").value == 80.0


def test_a_machine_begins_with_the_plants_limits(demo_plant: Store, app_as: AppAs) -> None:
    app = app_as("manager", "admin", admin_section="Limits")
    app.selectbox(key="limit_new_sensor").set_value("temperature")
    app.selectbox(key="limit_new_machine").set_value(1).run()
    assert number(app, "Critical above").value == 85.0
    button(app, "Show what would change")
    assert "No limit: the machine gets the plant's as its own." in [text.value for text in app.markdown]
    button(app, "Leave them as they are")
    assert not [each for each in app.button if each.label == "Save limits"]


def test_the_audit_log_is_read_in_words_and_filtered(demo_plant: Store, app_as: AppAs) -> None:
    made = users.create(
        demo_plant, COMMAND_LINE, email="b@x.de", full_name="B", role="operator", password="seven blue kettles"
    )
    users.change(demo_plant, COMMAND_LINE, made["id"], {"role": "technician"})
    app = app_as("admin", "admin", admin_section="Audit log")
    assert not app.exception
    app.selectbox(key="audit_action").set_value("change").run()
    assert app.dataframe[0].value["changes"].tolist() == ["role: operator → technician"]
    assert app.dataframe[0].value["what"].tolist() == ["Person b@x.de"]
    app.selectbox(key="audit_entity").set_value("Demo plant").run()
    assert "Nothing was done that fits these filters" in app.info[0].value


def test_the_audit_log_says_of_what_in_words(demo_plant: Store) -> None:
    """A table's name and a number say nothing to whoever wants to know who took the limit away."""
    press = machine_names(demo_plant)[1]
    for highest in (85.0, None):
        limits = {"warn_low": None, "warn_high": 80.0, "crit_low": None, "crit_high": highest}
        thresholds.set(demo_plant, COMMAND_LINE, sensor_type="temperature", equipment_id=1, **limits)
    annotations.add(demo_plant, COMMAND_LINE, text="New tool", starts_at=LATER, equipment_id=1)
    targets.set(demo_plant, COMMAND_LINE, metric="oee", value=85.0, valid_from=LATER.date())
    entries = audit.entries(demo_plant).head(4)
    assert entries["what"].tolist() == [
        "Goal of OEE",
        f"Note New tool on {press}",
        f"Limits of temperature on {press}",
        f"Limits of temperature on {press}",
    ]
    assert entries["changes"][2] == "critical above: 85 → none"
    assert f"machine: {press}" in entries["changes"][1]


def test_the_audit_log_names_people_and_tells_times_on_the_plants_clock(store: Store) -> None:
    manager = Actor(user_of(store, Role.MANAGER), email_of(Role.MANAGER), "Test manager", Role.MANAGER)
    plant.change_settings(store, COMMAND_LINE, {"timezone": "Europe/Berlin"})
    _, link = wall_links.create(store, manager, "Hall A")
    wall_links.revoke(store, manager, int(link["id"]))
    [revoked, created] = audit.entries(store, audit.Search(entity="wall_links"))["changes"]
    told = r"revoked at: none → \d{4}-\d\d-\d\d \d\d:\d\d CES?T; revoked by: none → " + re.escape(manager.email)
    assert re.fullmatch(told, revoked)
    assert created == f"name: Hall A; created by: {manager.email}"
    assert audit.in_words(None, {"closed_at": "noon"}) == "closed at: noon"


def test_a_key_is_made_shown_once_and_revoked(demo_plant: Store, app_as: AppAs) -> None:
    app = app_as("admin", "admin", admin_section="API keys")
    app.text_input(key="new_key_name").set_value("Press gateway")
    button(app, "Make the key")
    assert not app.exception
    key = app.code[0].value
    assert api_keys.known(demo_plant, key)[0].role == "operator"
    button(app, "I have it")
    assert not app.code
    [row] = api_keys.everyone(demo_plant, COMMAND_LINE)
    api_keys.revoke(demo_plant, COMMAND_LINE, row["id"])
    long_ago = datetime.now(UTC) - timedelta(days=2)
    api_keys.create(demo_plant, COMMAND_LINE, "Old one", "operator", kinds=["readings"], days=1, now=long_ago)
    app.run()
    assert list(app.dataframe[0].value["state"]) == ["Expired", "Revoked"]
    assert any("**0** of 2 keys work." in text.value for text in app.markdown)
    with pytest.raises(NotSignedIn):
        api_keys.known(demo_plant, key)


def test_a_link_of_a_screen_is_made_shown_once_and_revoked(demo_plant: Store, app_as: AppAs) -> None:
    app = app_as("manager", "admin", admin_section="Screens")
    assert app.selectbox(key="new_screen_at").options == ["All machines", "Hall A", "Hall B"]
    app.text_input(key="new_screen_name").set_value("Gate 2")
    app.selectbox(key="new_screen_at").set_value("Hall B")
    app.selectbox(key="new_screen_line").set_value("Line 1")
    app.selectbox(key="new_screen_look").set_value("Dark")
    button(app, "Make the link")
    assert not app.exception
    before, _, token = app.code[0].value.partition("#")
    assert before.endswith("/wall?theme=dark")
    shows = wall_links.of_token(demo_plant, token)
    assert (shows["location"], shows["area"], shows["line"]) == ("Hall B", None, "Line 1")
    button(app, "I have it")
    assert not app.code
    [row] = wall_links.everyone(demo_plant, COMMAND_LINE)
    wall_links.revoke(demo_plant, COMMAND_LINE, row["id"])
    app.run()
    assert app.dataframe[0].value["state"].tolist() == ["Revoked"]
    assert app.dataframe[0].value["shows"].tolist() == ["Hall B · line Line 1"]
    with pytest.raises(NotSignedIn, match="ask a manager for a new one"):
        wall_links.of_token(demo_plant, token)
    assert audit.entries(demo_plant)["what"][0] == "Link of screen Gate 2"


def test_a_second_key_of_one_name_is_refused_in_a_sentence(demo_plant: Store, app_as: AppAs) -> None:
    api_keys.create(demo_plant, COMMAND_LINE, "Press gateway", "operator")
    app = app_as("admin", "admin", admin_section="API keys")
    app.text_input(key="new_key_name").set_value("Press gateway")
    button(app, "Make the key")
    assert "choose another name" in app.error[0].value


def test_old_links_to_the_audit_log_open_on_the_same_entries(demo_plant: Store, app_as: AppAs) -> None:
    """Their address named the table, as it is called in the database."""
    limits = {"warn_low": None, "warn_high": 80.0, "crit_low": None, "crit_high": 90.0}
    thresholds.set(demo_plant, COMMAND_LINE, sensor_type="temperature", equipment_id=1, **limits)
    app = app_as("admin", "admin", admin_section="Audit log", audit_entity="thresholds")
    assert not app.exception
    assert app.selectbox(key="audit_entity").value == "thresholds"
    assert app.dataframe[0].value["what"].str.startswith("Limits of").all()
