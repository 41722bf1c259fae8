"""The uploads page through the real entry script: who may do what, and a real file from choice to undo."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from producflow import imports
from producflow.access.roles import COMMAND_LINE, Role
from producflow.imports.columns import profile_documents, profiles
from producflow.operations import plant
from producflow.reports import audit
from producflow.store.database import Session, Store
from producflow.ui.uploads import working

AppAs = Callable[..., AppTest]
DATA = Path(__file__).parents[1] / "data"


def unescaped(text: str) -> str:
    """What Markdown shows of text that was escaped for it."""
    return re.sub(r"\\(.)", r"\1", text)


def shown(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_every_role_sees_the_list_and_only_some_may_upload(empty_plant: Store, app_as: AppAs, role: str) -> None:
    text = b"Machine,Timestamp,Sensor,Value\nPress 1,2026-01-01 00:00,temperature,20\n"
    path = empty_plant.path.with_name("readings.csv")
    path.write_bytes(text)
    imports.import_file(empty_plant, COMMAND_LINE, path, path.name, imports.ImportOptions(create_equipment=True))

    app = app_as(role, "uploads")

    assert not app.exception
    assert app.title[0].value == "What came in, and can it be trusted?"
    assert list(app.dataframe[0].value["file_name"]) == ["readings.csv"]
    able = role in ("analyst", "manager", "admin")
    assert len(app.get("file_uploader")) == int(able)
    assert any(button.label == "Undo import 1" for button in app.button) == able
    refused = [info.value for info in app.info if "you may not upload files" in info.value]
    assert bool(refused) != able
    sections = app.segmented_control(key="section").options
    assert sections == ["Files", *(["Profiles"] if able else []), "Where a row is from"]


def finished(app: AppTest) -> AppTest:
    """Run the page until no work is under way any more; it waits a little itself each time."""
    app.run()
    while any(button.key == "cancel_work" for button in app.button):
        app.run()
    assert not app.exception
    return app


def choose(app: AppTest, content: bytes | str, name: str) -> AppTest:
    app.file_uploader[0].upload(name, content if isinstance(content, bytes) else content.encode(), "text/csv")
    return finished(app)


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click()
    return finished(app)


def select(app: AppTest, label: str, option: str) -> AppTest:
    next(box for box in app.selectbox if unescaped(box.label).startswith(label)).select(option)
    return finished(app)


def create_machines(app: AppTest) -> AppTest:
    next(box for box in app.checkbox if box.label.startswith("Create machines")).check()
    return finished(app)


def test_a_real_export_from_choice_to_undo_and_back(empty_plant: Store, app_as: AppAs) -> None:
    app = app_as("analyst", "uploads")
    choose(app, (DATA / "excavators.csv").read_bytes(), "excavators.csv")
    assert shown(app) == {"Rows read": "5,485", "New": "0", "Changed": "0", "Unchanged": "358", "Rejected": "5,127"}
    assert app.button(key="commit").disabled

    create_machines(app)
    assert shown(app) == {"Rows read": "5,485", "New": "4,999", "Changed": "0", "Unchanged": "358", "Rejected": "128"}
    assert "5 new machines would be created" in app.info[0].value

    press(app, "commit")
    assert unescaped(app.success[0].value).startswith("Import 1 is in: 4,999 rows new")
    assert empty_plant.read(Session.row, "imports/all", batch_id=1) is not None

    press(app, "undo_1")
    assert unescaped(app.success[0].value).startswith("Import 1 is undone: 4,999 rows removed")
    assert not [button for button in app.button if button.key == "undo_1"]
    assert list(empty_plant.staging.iterdir()) == []

    press(app, "redo_1")
    assert unescaped(app.success[0].value).startswith("Import 1 is in force again: 4,999 rows added")
    assert [button.key for button in app.button if button.key in ("undo_1", "redo_1")] == ["undo_1"]


@pytest.mark.long
def test_an_undo_that_reaches_into_closed_days_asks_why(empty_plant: Store, app_as: AppAs, tmp_path: Path) -> None:
    path = tmp_path / "records.csv"
    path.write_text("machine,date,shift,output,defects,downtime\nP 1,2026-03-02,morning,100,2,10\n")
    imports.import_file(empty_plant, COMMAND_LINE, path, path.name, imports.ImportOptions(create_equipment=True))
    plant.change_settings(empty_plant, COMMAND_LINE, {"closed_until": date(2026, 3, 3)})
    app = app_as("analyst", "uploads")
    press(app, "undo_1")
    assert "give a reason why 2 Mar 2026 changes still" in unescaped(app.error[0].value)
    app.text_input(key="why_1").set_value("The MES counted twice")
    press(app, "undo_1")
    assert unescaped(app.success[0].value).startswith("Import 1 is undone: 1 row removed")
    assert "The MES counted twice" in audit.entries(empty_plant, audit.Search(action="undo"))["changes"].iloc[0]
    press(app, "redo_1")
    assert "give a reason" in unescaped(app.error[0].value)


@pytest.mark.long
def test_two_analysts_at_one_file_do_not_harm_each_other(empty_plant: Store, app_as: AppAs) -> None:
    text = "Name;Location\nPress 1;Hall A\nPress 2;Hall B\n"
    first, second = app_as("analyst", "uploads"), app_as("manager", "uploads")
    for app in (first, second):
        choose(app, text, "machines.csv")
        assert shown(app)["New"] == "2"
    press(first, "commit")
    press(second, "commit")
    assert unescaped(second.error[0].value).startswith("The plant's data has changed since the rehearsal")
    assert [shown(second)[name] for name in ("New", "Unchanged")] == ["0", "2"]
    assert "This very file came in before: import 1 by" in unescaped(second.info[0].value)
    assert len(imports.batches(empty_plant)) == 1


def test_a_commit_that_is_cancelled_leaves_nothing(
    empty_plant: Store, app_as: AppAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = choose(app_as("analyst", "uploads"), "Name;Location\nPress 1;Hall A\n", "machines.csv")
    monkeypatch.setattr(working, "PATIENCE", 0.0)
    with empty_plant.undisturbed():  # the commit waits for its end
        app.button(key="commit").click().run()
        assert not app.exception
        app.button(key="cancel_work").click().run()
    finished(app)
    assert app.info[0].value == "The import was cancelled; nothing was written."
    assert imports.batches(empty_plant) == []
    press(app, "commit")
    assert unescaped(app.success[0].value).startswith("Import 1 is in: 1 rows new")


def test_profiles_are_renamed_changed_removed_put_back_and_carried(empty_plant: Store, app_as: AppAs) -> None:
    mapping = imports.Mapping("equipment", {"name": "Maschine"})
    saved = profiles.save(empty_plant, COMMAND_LINE, "Machines", "f" * 64, mapping, columns=("Maschine", "Halle"))
    app = app_as("manager", "uploads", section="Profiles")
    assert list(app.dataframe[0].value["header"]) == ["Maschine, Halle"]

    next(field for field in app.text_input if field.label == "Name").set_value("Presses")
    finished(app)
    select(app, "Location", "Halle")
    next(button for button in app.button if button.label == "Save changes").click()
    finished(app)
    changed = {each.name: each.mapping.columns for each in profiles.all_profiles(empty_plant)}
    assert changed == {"Presses": {"name": "Maschine", "location": "Halle"}}

    next(button for button in app.button if button.label == "Remove").click()
    finished(app)
    assert profiles.all_profiles(empty_plant) == []
    other = profiles.save(empty_plant, COMMAND_LINE, "Presses", "e" * 64, mapping)
    assert "There is a profile “Presses” already" in unescaped(press(app, "profile_put_back").error[0].value)
    profiles.remove(empty_plant, COMMAND_LINE, other.id)
    press(app, "profile_put_back")  # what could not be put back is still there to be
    assert [profile.name for profile in profiles.all_profiles(empty_plant)] == ["Presses"]

    app.file_uploader[0].upload("profile.json", profile_documents.export_json(saved).encode(), "application/json")
    finished(app)
    press(app, "profile_take_in")
    assert [profile.name for profile in profiles.all_profiles(empty_plant)] == ["Machines", "Presses"]


@pytest.mark.long
def test_a_row_tells_which_line_it_is_from(empty_plant: Store, app_as: AppAs) -> None:
    path = empty_plant.path.with_name("shifts.csv")
    path.write_text("Machine,Date,Shift,Output,Defects,Downtime\nPress 1,2026-01-02,night,10,1,0\n")
    imports.import_file(empty_plant, COMMAND_LINE, path, path.name, imports.ImportOptions(create_equipment=True))
    app = app_as("operator", "uploads", section="Where a row is from", row="production_records-1")
    assert not app.exception
    told = " ".join(unescaped(each.value) for each in app.markdown)
    assert "Line 2 of **shifts.csv**, import 1 by Command line" in told
    app = app_as("operator", "uploads", section="Where a row is from", row_from="2026-01-01", row_to="2026-01-02")
    assert app.dataframe[0].value[["batch_id", "source_line"]].values.tolist() == [[1, 2]]
    app = app_as("operator", "uploads", section="Where a row is from", row="users-1")
    assert not app.exception
    assert any("There is no table “users”" in unescaped(each.value) for each in app.info)


@pytest.mark.long
def test_a_link_opens_the_import_that_it_names(empty_plant: Store, app_as: AppAs) -> None:
    for number in (1, 2):
        path = empty_plant.path.with_name(f"file{number}.csv")
        path.write_text(f"Machine,Timestamp,Sensor,Value\nPress {number},2026-01-01 00:00,temperature,20\n")
        imports.import_file(empty_plant, COMMAND_LINE, path, path.name, imports.ImportOptions(create_equipment=True))
    app = app_as("analyst", "uploads", **{"import": "1"})
    assert not app.exception
    assert [box.value for box in app.selectbox if box.label == "Look at one import"] == ["1"]
    assert any("Import 1: file1" in unescaped(each.value) for each in app.markdown)
    assert not app.warning
    app = app_as("analyst", "uploads", **{"import": "9"})
    assert "import=9, which nobody can read" in unescaped(app.warning[0].value)


def test_what_is_no_table_is_refused_in_one_sentence(empty_plant: Store, app_as: AppAs) -> None:
    app = app_as("analyst", "uploads")
    choose(app, b"\x89PNG\r\n\0\0\0", "![a](javascript:b) picture.png")
    [error] = app.error
    assert "holds binary data, not text" in unescaped(error.value).replace("\\", "")
    assert "\\!\\[a\\]\\(javascript" in error.value  # a file's name is text, never a link
    assert list(empty_plant.staging.iterdir()) == []


def test_a_workbook_with_a_cell_in_the_last_corner_is_one_sentence(empty_plant: Store, app_as: AppAs) -> None:
    app = app_as("analyst", "uploads")
    choose(app, (DATA / "trials" / "far_corner.xlsx").read_bytes(), "far_corner.xlsx")
    [error] = app.error
    assert unescaped(error.value).startswith("The sheet “S” of far_corner.xlsx reaches to cell XFD1048576")
    assert list(empty_plant.staging.iterdir()) == []
