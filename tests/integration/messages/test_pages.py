"""What a person is told is chosen in the account's menu; what became of it stands on Admin."""

from datetime import UTC, datetime

import pytest

from producflow.access.roles import COMMAND_LINE
from producflow.operations import equipment, subscriptions
from producflow.store.database import Store
from producflow.store.queries import messages
from tests.integration.conftest import AppAs
from tests.integration.messages.telling import person


def test_an_operator_chooses_what_to_be_told(empty_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", "overview")
    app.button(key="messages_corner").click().run()
    assert "You are told nothing yet." in [caption.value for caption in app.caption]
    app.number_input(key="told_wait").set_value(15)
    app.button(key="messages_corner").click()  # a run of the whole page draws the dialog only then
    app.button(key="told_add").click().run()
    [row] = subscriptions.listed(empty_plant, COMMAND_LINE, of_all=True)
    assert (row["email"], row["wait_minutes"], row["least_priority"]) == ("operator@people.example", 15, "high")
    words = "Alerts of all machines, priority high and above, when nobody has acknowledged them for 15 min"
    app.button(key="messages_corner").click().run()
    assert any(words in text.value.replace("\\", "") for text in app.markdown)
    assert "told_by" not in {box.key for box in app.selectbox}, "other addresses are a manager's"


@pytest.mark.long
def test_areas_and_lines_are_chosen_where_there_are_any(empty_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", "overview")
    app.button(key="messages_corner").click().run()
    assert "told_areas" not in {box.key for box in app.multiselect}
    equipment.create(empty_plant, COMMAND_LINE, name="Press 1", area="Parts", production_line="Line 1")
    app = app_as("operator", "overview")
    app.button(key="messages_corner").click().run()
    app.multiselect(key="told_areas").set_value(["Parts"])
    app.multiselect(key="told_lines").set_value(["Line 1"])
    app.button(key="messages_corner").click()
    app.button(key="told_add").click().run()
    [row] = subscriptions.listed(empty_plant, COMMAND_LINE, of_all=True)
    assert (row["areas"], row["lines"], row["equipment_ids"]) == (["Parts"], ["Line 1"], None)
    app.button(key="messages_corner").click().run()
    words = "Alerts of area Parts · line Line 1, priority high and above, at once"
    assert any(words in text.value.replace("\\", "") for text in app.markdown)


def test_what_was_given_up_is_sent_again_by_a_manager(empty_plant: Store, app_as: AppAs) -> None:
    manager = person(empty_plant, "manager")
    made = subscriptions.subscribe(empty_plant, manager, told="shift")
    subscriptions.trial(empty_plant, manager, made["id"])
    now = datetime.now(UTC)
    empty_plant.write(messages.failed, 1, "The mail server answered 451.", now, now)
    app = app_as("manager", "admin", admin_section="Messages")
    assert not app.exception
    assert any("1 message: **1** given up" in text.value for text in app.markdown)
    assert app.info[0].value.startswith("No mail server is set")
