"""The uploads page through the real entry script: who may do what, and a real file from choice to undo."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from producflow import imports
from producflow.access.roles import COMMAND_LINE, Role
from producflow.store.database import Store

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
    imports.import_file(empty_plant, COMMAND_LINE, path, path.name, create_equipment=True)

    app = app_as(role, "uploads")

    assert not app.exception
    assert app.title[0].value == "What came in, and can it be trusted?"
    assert list(app.dataframe[0].value["file_name"]) == ["readings.csv"]
    able = role in ("analyst", "manager", "admin")
    assert len(app.get("file_uploader")) == int(able)
    assert any(button.label == "Undo import 1" for button in app.button) == able
    refused = [info.value for info in app.info if "you may not upload files" in info.value]
    assert bool(refused) != able


def test_a_real_export_from_choice_to_undo(empty_plant: Store, app_as: AppAs) -> None:
    app = app_as("analyst", "uploads")
    app.file_uploader[0].upload("excavators.csv", (DATA / "excavators.csv").read_bytes(), "text/csv")
    app.run()
    assert not app.exception
    assert shown(app) == {"Rows read": "5,485", "New": "0", "Changed": "0", "Unchanged": "358", "Rejected": "5,127"}
    assert app.button(key="commit").disabled

    next(box for box in app.checkbox if box.label.startswith("Create machines")).check()
    app.run()
    assert shown(app) == {"Rows read": "5,485", "New": "5,005", "Changed": "0", "Unchanged": "358", "Rejected": "122"}
    assert "5 new machines would be created" in app.info[0].value

    app.button(key="commit").click()
    app.run()
    assert not app.exception
    assert app.success[0].value.startswith("Import 1 is in: 5,005 rows new")
    assert empty_plant.row("import_batches_all", batch_id=1) is not None

    app.button(key="undo_1").click()
    app.run()
    assert not app.exception
    assert unescaped(app.success[0].value).startswith("Import 1 is undone: 5,005 rows removed")
    assert not [button for button in app.button if button.key == "undo_1"]
    assert list(empty_plant.staging.iterdir()) == []


def test_constants_are_asked_for_and_make_a_file_importable(demo_plant: Store, app_as: AppAs) -> None:
    app = app_as("analyst", "uploads")
    name = "ambient_temperature_system_failure.csv"
    app.file_uploader[0].upload(name, (DATA / name).read_bytes(), "text/csv")
    app.run()
    assert [warning.value.replace("\\", "")[:19] for warning in app.warning] == [
        "Which machine are t",
        "What was measured, ",
    ]
    for label, answer in (("Machine", "Conveyor System #1"), ("Sensor type", "temperature")):
        next(box for box in app.selectbox if box.label == label).select("– the same in every row –")
        app.run()
        next(box for box in app.selectbox if box.label == f"{label} of every row").select(answer)
        app.run()
        assert not app.exception
    assert shown(app)["New"] == "7,267"
    app.button(key="commit").click()
    app.run()
    assert app.success[0].value.startswith("Import 1 is in: 7,267 rows new")


def test_what_is_no_table_is_refused_in_one_sentence(empty_plant: Store, app_as: AppAs) -> None:
    app = app_as("analyst", "uploads")
    app.file_uploader[0].upload("![a](javascript:b) picture.png", b"\x89PNG\r\n\0\0\0", "image/png")
    app.run()
    assert not app.exception
    [error] = app.error
    assert "holds binary data, not text" in unescaped(error.value).replace("\\", "")
    assert "\\!\\[a\\]\\(javascript" in error.value  # a file's name is text, never a link
    assert list(empty_plant.staging.iterdir()) == []
