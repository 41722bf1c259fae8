"""Goals and rated speeds on the admin page."""

import pytest

from producflow.access.roles import COMMAND_LINE
from producflow.operations import targets
from producflow.store.database import Session, Store
from tests.integration.conftest import AppAs
from tests.integration.test_admin_page import button


@pytest.mark.long
def test_a_manager_sets_changes_and_takes_back_a_goal(demo_plant: Store, app_as: AppAs) -> None:
    for goal in demo_plant.read(Session.rows, "targets/all", machines=None):
        targets.remove(demo_plant, COMMAND_LINE, goal["id"])
    app = app_as("manager", "admin", admin_section="Goals")
    assert not app.exception
    assert any("No goal is set" in info.value for info in app.info)
    app.number_input(key="goal_value_new").set_value(120.0)
    button(app, "Save goal")
    assert "is above 100" in app.error[0].value
    app.number_input(key="goal_value_new").set_value(85.0)
    button(app, "Save goal")
    assert not app.exception
    assert "The goal of OEE is saved" in app.toast[0].value
    assert not any("No goal is set" in info.value for info in app.info)
    assert any("The nearest goal counts" in caption.value for caption in app.caption)
    [made] = demo_plant.read(Session.rows, "targets/all", machines=None)
    assert (made["metric"], made["scope"], made["value"], made["set_by"]) == ("oee", "plant", 85.0, "Test manager")
    assert app.dataframe[0].value["goal"].tolist() == ["85.0 %"]
    assert app.dataframe[0].value["state"].tolist() == ["Holds"]
    where = app.selectbox(key="goal_place_new")
    assert [each for each in where.options if " " in each][:2] == [
        "The whole plant",
        "All machines of type CNC milling",
    ]
    where.select("Line Molding of Parts making")
    app.number_input(key="goal_value_new").set_value(80.0)
    button(app, "Save goal")
    assert not app.exception
    made = demo_plant.read(Session.rows, "targets/all", machines=None)[-1]
    assert (made["scope"], made["area"], made["production_line"]) == ("line", "Parts making", "Molding")
    assert app.dataframe[0].value["applies_to"].tolist() == ["Line Molding of Parts making", "The whole plant"]


def test_a_manager_rates_a_product(demo_plant: Store, app_as: AppAs) -> None:
    app = app_as("manager", "admin", admin_section="Goals")
    app.text_input(key="speed_product_new").set_value("Bracket 40")
    app.number_input(key="speed_value_new").set_value(120.0)
    button(app, "Save speed")
    assert not app.exception
    assert "The rated speed of Bracket 40 on" in app.toast[0].value
    [made] = demo_plant.read(Session.rows, "ideal_rates/all", machines=None, product="Bracket 40")
    assert (made["product"], made["units_per_hour"]) == ("Bracket 40", 120.0)
