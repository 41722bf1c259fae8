"""The uploads page where no row of a file can be taken: it asks why, beside what is rejected."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from producflow.store.database import Store
from tests.integration.test_uploads_page import (
    DATA,
    choose,
    create_machines,
    finished,
    press,
    shown,
    unescaped,
)

pytestmark = pytest.mark.long

AppAs = Callable[..., AppTest]


def test_a_file_of_which_no_row_can_be_taken_asks_about_the_column_beside_what_is_rejected(
    empty_plant: Store, app_as: AppAs
) -> None:
    text = "machine,date,shift,output,defects,downtime\nP1,2026-02-09,night,50,7,3600\nP1,2026-02-10,night,50,7,5400\n"
    app = choose(app_as("analyst", "uploads"), text, "seconds.csv")
    asked = [unescaped(each.value) for each in app.markdown if "No row can be taken" in each.value]
    assert asked[0].startswith("No row can be taken: 2 are rejected, 2 of them for “downtime”")
    assert shown(app)["Rejected"] == "2"
    assert any("line" in frame.value.columns and len(frame.value) == 2 for frame in app.dataframe)
    assert app.button(key="commit").disabled
    next(radio for radio in app.radio if "No row can be taken" in radio.label).set_value("s")
    finished(app)
    create_machines(app)
    assert shown(app)["New"] == "2"
    press(app, "commit")
    found = empty_plant.read(
        lambda session: session.composed("SELECT sum(downtime_minutes) AS m FROM production_records")
    )
    assert found.to_pylist() == [{"m": 150}]


def test_machines_of_tags_are_created_though_no_row_can_be_taken_before(empty_plant: Store, app_as: AppAs) -> None:
    app = choose(app_as("analyst", "uploads"), (DATA / "trials" / "wincc_log.csv").read_bytes(), "wincc_log.csv")
    assert shown(app)["Rejected"] == "2"
    assert not [
        each for each in app.markdown if "No row can be taken" in each.value
    ]  # the machine is what is asked for
    create_machines(app)
    assert shown(app)["New"] == "2"


def test_another_column_is_chosen_where_no_value_of_one_can_be_read(empty_plant: Store, app_as: AppAs) -> None:
    text = "machine,date,shift,output,made,defects,downtime\nP1,2026-02-09,night,about 50,51,7,30\n"
    app = choose(app_as("analyst", "uploads"), text, "about.csv")
    asked = next(box for box in app.selectbox if "cannot be the output" in box.label)
    assert "column: output" not in asked.options
    asked.select("column: made")
    finished(app)
    create_machines(app)
    press(app, "commit")
    found = empty_plant.read(lambda session: session.composed("SELECT output_quantity AS o FROM production_records"))
    assert found.to_pylist() == [{"o": 51}]
