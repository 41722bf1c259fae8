"""The entry script: nobody passes without signing in, and each role gets its pages."""

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Element

from producflow import pages
from producflow.access import sessions
from producflow.access.roles import COMMAND_LINE, Role
from producflow.operations import passwords, plant, users
from producflow.store.database import Store
from producflow.ui import context
from tests.integration.conftest import AppAs
from tests.people import PASSWORD, user_of

PAGES = [entry.url_path for entry in pages.ALL]


def form_is_all(app: AppTest) -> bool:
    """Tell whether the sign-in form is there, and nothing of the plant."""
    inputs = [widget.label for widget in app.text_input]
    return inputs == ["Email", "Password"] and not (app.metric or app.dataframe or app.title or app.sidebar.button)


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_gets_the_form_and_nothing_else(seen_plant: Store, app_as: AppAs, page: str) -> None:
    app = app_as(None, page)
    assert not app.exception
    assert form_is_all(app)


@pytest.mark.long
@pytest.mark.parametrize("role", list(Role))
def test_a_corner_says_who_is_signed_in_and_as_what(empty_plant: Store, app_as: AppAs, role: Role) -> None:
    app = app_as(role)
    assert not app.exception
    assert app.main.markdown[0].value == f"Test {role}  \n:small[{role.capitalize()}]"
    assert [app.button(key=f"{name}_corner").label for name in ("password", "sign_out")] == [
        "Change password",
        "Sign out",
    ]


def ways(app: AppTest) -> list[str]:
    """Captions and links of the sidebar, in their order."""
    found = [each for each in app.sidebar if isinstance(each, Element) and each.type in ("caption", "page_link")]
    return [each.proto.label if each.type == "page_link" else str(each.value) for each in found]


@pytest.mark.long
def test_pages_stand_in_three_groups_and_a_role_sees_its_own(demo_plant: Store, app_as: AppAs) -> None:
    today, why, data = (
        ["Plant", "Handover", "Record", "Alerts and jobs"],
        ["Changes", "Losses and costs", "Shifts", "Machines"],
        ["Coverage", "Uploads"],
    )
    assert ways(app_as("operator")) == ["Today", *today, "Why", *why, "Data", *data]
    assert ways(app_as("manager"))[-1] == "Admin"


@pytest.mark.long
def test_a_page_without_choices_leads_back_with_those_that_were_made(demo_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", period="30d", shifts="Night", search="press")
    app.switch_page("../../pages/uploads.py").run()
    found = {each.proto.page: each.proto.query_string for each in app.sidebar if each.type == "page_link"}
    assert (found["losses"], found["uploads"]) == ("period=30d&shifts=Night", "")


@pytest.mark.long
def test_the_page_of_one_shift_leads_back_with_the_period_that_was_chosen(demo_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", period="30d", shifts="Night")
    app.switch_page("../../pages/handover.py").run()
    assert not app.exception
    found = {each.proto.page: each.proto.query_string for each in app.sidebar if each.type == "page_link"}
    assert (found["losses"], found["handover"]) == ("period=30d&shifts=Night", "")


@pytest.mark.long
def test_the_plants_name_stands_beside_every_page(empty_plant: Store, app_as: AppAs) -> None:
    assert app_as("operator").sidebar.markdown[0].value == "**ProducFlow**"
    plant.change_settings(empty_plant, COMMAND_LINE, {"name": "  Works *North* "})
    for page in PAGES:
        assert app_as("operator", page).sidebar.markdown[0].value == r"**Works \*North\***"


@pytest.mark.parametrize("role", ["operator", "technician", "analyst"])
def test_a_page_that_the_role_may_not_open_says_so(empty_plant: Store, app_as: AppAs, role: str) -> None:
    app = app_as(role, "admin")
    assert [title.value for title in app.title] == ["Admin"]
    assert f"The role {role} may not" in app.error[0].value


@pytest.mark.long
def test_a_right_password_signs_in_and_signing_out_ends_it(empty_plant: Store, app_as: AppAs) -> None:
    user_of(empty_plant, "manager")
    app = app_as(None)
    app.text_input[0].set_value("  Manager@People.example ")
    app.text_input[1].set_value(PASSWORD)
    app.button[0].click().run()
    assert "Email" not in [widget.label for widget in app.text_input]
    token_hash = app.session_state[context.SESSION_KEY]
    assert sessions.find(empty_plant, token_hash) is not None

    app.button(key="sign_out_corner").click().run()
    assert form_is_all(app)
    assert sessions.find(empty_plant, token_hash) is None


def test_a_wrong_password_is_one_sentence(empty_plant: Store, app_as: AppAs) -> None:
    user_of(empty_plant, "manager")
    app = app_as(None)
    app.text_input[0].set_value("manager@people.example")
    app.text_input[1].set_value("something else entirely")
    app.button[0].click().run()
    assert [error.value for error in app.error] == ["The email or the password is wrong."]
    assert form_is_all(app)


@pytest.mark.long
@pytest.mark.parametrize(
    "change",
    [{"is_active": False}, {"role": "operator"}],
    ids=["deactivated", "another role"],
)
def test_what_changes_about_a_user_counts_on_the_next_click(
    empty_plant: Store, app_as: AppAs, change: dict[str, object]
) -> None:
    app = app_as("manager")
    users.change(empty_plant, COMMAND_LINE, user_of(empty_plant, "manager"), change)
    app.run()
    assert form_is_all(app)
    assert [info.value for info in app.info] == ["Your session has ended; sign in again."]


@pytest.mark.long
def test_a_new_password_ends_the_sessions_of_the_old_one(empty_plant: Store, app_as: AppAs) -> None:
    app = app_as("manager")
    passwords.set_password(
        empty_plant, COMMAND_LINE, user_of(empty_plant, "manager"), "an altogether new phrase", own=True
    )
    app.run()
    assert form_is_all(app)
