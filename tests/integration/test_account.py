"""Everybody can change their own password, and signs in again with it."""

import pytest

from producflow.access.sign_in import authenticate
from producflow.store.database import Store
from tests.integration.conftest import AppAs
from tests.people import PASSWORD

pytestmark = pytest.mark.long

NEW = "seven blue kettles"


def test_an_operator_changes_the_own_password(empty_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator")
    app.button(key="password_corner").click().run()

    def fill(current: str, new: str, again: str) -> None:
        app.text_input(key="own_current").set_value(current)
        app.text_input(key="own_new").set_value(new)
        app.text_input(key="own_again").set_value(again)
        next(button for button in app.button if button.proto.is_form_submitter).click()
        app.button(key="password_corner").click()  # a run of the whole page draws the dialog only then
        app.run()

    fill(PASSWORD, NEW, "another one entirely")
    assert "differ" in app.error[0].value
    fill("not my password at all", NEW, NEW)
    assert "not your present password" in app.error[0].value
    fill(PASSWORD, NEW, NEW)
    assert not app.exception
    assert [widget.label for widget in app.text_input] == ["Email", "Password"]  # signed out
    assert authenticate(empty_plant, "operator@people.example", NEW, "127.0.0.1").email == "operator@people.example"
