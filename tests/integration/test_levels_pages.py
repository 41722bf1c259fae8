"""Areas and lines on the pages: chosen beside each of them, told by address, and as columns where there are any."""

import re
from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from producflow.access.roles import COMMAND_LINE
from producflow.operations import equipment, targets
from producflow.pages import WITH_FIGURES
from producflow.store.database import Store

AppAs = Callable[..., AppTest]
ASSEMBLY = ("Conveyor System #1", "Quality Control Scanner", "Robotic Arm #3")


def said(app: AppTest) -> str:
    return "\n".join(each.value.replace("\\", "") for each in (*app.caption, *app.warning, *app.info, *app.markdown))


def boxes(app: AppTest) -> dict[str, list[str]]:
    return {box.label: box.value for box in app.sidebar.multiselect}


@pytest.mark.long
@pytest.mark.parametrize("page", [page for page in WITH_FIGURES if page != "handover"])
def test_every_page_is_narrowed_to_an_area(seen_plant: Store, app_as: AppAs, page: str) -> None:
    app = app_as("manager", page, area="Assembly")
    assert not app.exception
    assert boxes(app)["Areas"] == ["Assembly"]
    assert "area Assembly" in said(app)
    gone = app_as("manager", page, area="Paint shop")
    assert "There is no area Paint shop (any more); it may have been renamed. Choose areas anew." in said(gone)
    assert boxes(gone)["Areas"] == []


@pytest.mark.long
def test_an_area_comes_to_what_its_machines_come_to(seen_plant: Store, app_as: AppAs) -> None:
    def head(app: AppTest) -> list[str]:
        return [each.value for each in app.markdown if each.value.startswith('<div class="pf">')]

    of_area = app_as("manager", "overview", area="Assembly")
    one_by_one = app_as("manager", "overview", machines=ASSEMBLY)
    assert head(of_area) == head(one_by_one) != head(app_as("manager", "overview"))
    table = app_as("manager", "overview", more="true", by="Area")
    assert not table.exception
    [rows] = [each.value for each in table.dataframe if "machines" in each.value.columns]
    assert rows["name"].tolist() == ["Assembly", "Parts making"]
    assert rows["machines"].tolist() == [3, 2]


def test_machines_of_nothing_that_was_chosen_are_not_all_machines(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as("manager", "overview", area="Assembly", machines="CNC Milling Machine #2")
    assert "No machine belongs to all that is chosen." in said(app)
    assert not re.search("efficien|OEE", said(app))


@pytest.mark.long
def test_a_plant_without_levels_sees_none_of_it(demo_plant: Store, app_as: AppAs) -> None:
    for machine in range(1, 6):
        equipment.change(demo_plant, COMMAND_LINE, machine, {"area": None, "production_line": None})
    app = app_as("manager", "overview", more="true", area="Assembly")
    assert list(boxes(app)) == ["Machines"]
    assert "There is no area Assembly (any more)" in said(app)
    assert not [each for each in app.button_group if each.label == "By"]
    machines = app_as("manager", "equipment", show="Table")
    assert not {"area", "line"} & set(machines.dataframe[0].value.columns)


@pytest.mark.long
def test_goals_of_lines_are_marked_where_lines_are_told(demo_plant: Store, app_as: AppAs) -> None:
    targets.set(demo_plant, COMMAND_LINE, metric="oee", value=90.0, valid_from=date(2020, 1, 1), area="Assembly")
    app = app_as("manager", "overview", more="true", by="Area")
    assert not app.exception
    [rows] = [each.value for each in app.dataframe if "machines" in each.value.columns]
    held = dict(zip(rows["name"], rows["held"], strict=True))
    assert re.fullmatch(r"[✗≈] 90\.0 %, −\d+\.\d pts", held["Assembly"])
    assert held["Parts making"].split()[1] == "82.0"  # of the plant
    [bars] = [each.proto.spec for each in app.get("plotly_chart") if "the mark is the goal" in each.proto.spec]
    assert "Goal %{x:.1f} %" in bars


@pytest.mark.long
def test_what_is_missing_and_what_changed_add_up_to_areas(seen_plant: Store, app_as: AppAs) -> None:
    def table(page: str, by: str) -> pd.DataFrame:
        app = app_as("manager", page, by=by)
        assert not app.exception
        column = {"coverage": "expected", "changes": "total"}.get(page, "mtbf_hours")
        [rows] = [each.value for each in app.dataframe if {"name", column} <= set(each.value.columns)]
        return rows.set_index("name")

    of = {"Assembly": ASSEMBLY, "Parts making": ("Injection Molding Machine #1", "CNC Milling Machine #2")}
    for page, column in (("coverage", "expected"), ("changes", "total")):
        machines, areas = table(page, "Machine"), table(page, "Area")
        assert set(areas.index) == set(of)
        for area, names in of.items():
            assert areas[column][area] == pytest.approx(machines[column].reindex(list(names)).sum())
    assert table("coverage", "Area")["coverage"].tolist() == [100.0, 100.0]
    machines, areas = table("maintenance", "Machine"), table("maintenance", "Area")
    for area, names in of.items():
        known = machines.reindex(list(names)).dropna(subset=["operating_hours"])
        hours, failures = known["operating_hours"].sum(), known["failures"].sum()
        assert areas["mtbf_hours"][area] == pytest.approx(hours / failures)  # and no mean of the machines' own
        assert areas["mtbf_lower"][area] < hours / failures < areas["mtbf_upper"][area]


@pytest.mark.long
def test_shifts_are_told_by_area_as_ratios_of_sums(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as("manager", "shifts", period="90d", evidence="true", by="Area")
    assert not app.exception
    [rows] = [each.value.set_index("name") for each in app.dataframe if {"name", "verdict"} <= set(each.value.columns)]
    assert rows.index.tolist() == ["Assembly", "Parts making"]
    for area in rows.index:
        alone = app_as("manager", "shifts", period="90d", area=area)
        [of_area] = [each.value for each in alone.dataframe if "adjusted_defect_rate" in each.value.columns]
        for row in of_area.to_dict("records"):  # those of the area's shifts, which are of running shifts too
            assert rows.loc[area, f"{row['shift'].lower()}_defect_rate"] == pytest.approx(row["defect_rate"], abs=0.02)
    assert any(text.value.startswith("**Parts making:** Night rejects") for text in app.markdown)


def test_the_receipt_of_an_area_is_opened_by_address(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as("manager", "coverage", receipt="coverage;area=Assembly")
    assert not app.exception
    assert "area Assembly" in said(app)
    assert "Reports received = " in said(app)
    gone = app_as("manager", "coverage", receipt="coverage;area=Paint shop")
    assert not gone.exception
    assert "not available" in said(gone)


def test_a_manager_renames_a_line(demo_plant: Store, app_as: AppAs) -> None:
    app = app_as("manager", "admin", admin_section="Machines")
    assert app.selectbox(key="rename_place").options == [
        *("Area Assembly", "Area Parts making", "Line Line 1 of Assembly"),
        *("Line Machining of Parts making", "Line Molding of Parts making"),
    ]
    app.selectbox(key="rename_place").set_value("Line Line 1 of Assembly")
    app.text_input(key="rename_to").set_value("Line A")
    [save] = [each for each in app.button if each.label == "Rename"]
    save.click().run()
    assert not app.exception
    assert "Line Line 1 of Assembly is called Line A from now on" in app.toast[0].value
    assert set(app.dataframe[0].value["line"]) == {"Line A", "Machining", "Molding"}
    app.text_input(key="rename_to").set_value("Parts making")
    [save] = [each for each in app.button if each.label == "Rename"]
    save.click().run()
    assert "The area 'Parts making' is there already" in app.error[0].value.replace("\\", "")
