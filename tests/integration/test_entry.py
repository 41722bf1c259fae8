"""The entry script: nobody passes without signing in, and each role gets its pages."""

import pytest
from streamlit.testing.v1 import AppTest

from producflow import pages
from producflow.access import sessions
from producflow.access.roles import COMMAND_LINE, Role
from producflow.operations import users
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


@pytest.mark.parametrize("role", list(Role))
def test_the_sidebar_says_who_is_signed_in_and_as_what(empty_plant: Store, app_as: AppAs, role: Role) -> None:
    app = app_as(role)
    assert not app.exception
    assert app.sidebar.markdown[0].value == f"Test {role}  \n:small[{role.capitalize()}]"
    assert "Sign out" in [button.label for button in app.sidebar.button]


@pytest.mark.parametrize("role", ["operator", "technician", "analyst"])
def test_a_page_that_the_role_may_not_open_says_so(empty_plant: Store, app_as: AppAs, role: str) -> None:
    app = app_as(role, "admin")
    assert [title.value for title in app.title] == ["Admin"]
    assert f"The role {role} may not" in app.error[0].value


def test_a_right_password_signs_in_and_signing_out_ends_it(empty_plant: Store, app_as: AppAs) -> None:
    user_of(empty_plant, "manager")
    app = app_as(None)
    app.text_input[0].set_value("  Manager@People.example ")
    app.text_input[1].set_value(PASSWORD)
    app.button[0].click().run()
    assert "Email" not in [widget.label for widget in app.text_input]
    token_hash = app.session_state[context.SESSION_KEY]
    assert sessions.find(empty_plant, token_hash) is not None

    app.sidebar.button[0].click().run()
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


def test_a_new_password_ends_the_sessions_of_the_old_one(empty_plant: Store, app_as: AppAs) -> None:
    app = app_as("manager")
    users.set_password(empty_plant, COMMAND_LINE, user_of(empty_plant, "manager"), "an altogether new phrase")
    app.run()
    assert form_is_all(app)
