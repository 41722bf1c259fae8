"""A password that somebody else set opens nothing but the form for another one."""

from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from producflow.access import sessions, sign_in, tokens
from producflow.access.roles import COMMAND_LINE, Actor
from producflow.access.sign_in import Step
from producflow.errors import InvalidInput, NotSignedIn, Unfinished
from producflow.operations import passwords, users
from producflow.settings import current
from producflow.store.database import Store
from producflow.ui import context
from tests.audited import logged
from tests.integration.conftest import AppAs
from tests.people import PASSWORD, email_of, user_of

pytestmark = pytest.mark.usefixtures("hashes_are_cheap")

GIVEN, OWN = "an altogether new phrase", "seven blue kettles"


def entering(store: Store, password: str = GIVEN) -> sign_in.Entering:
    with pytest.raises(Unfinished, match="Somebody else set this password") as unfinished:
        sign_in.authenticate(store, email_of("manager"), password, "10.0.0.1")
    found: sign_in.Entering = unfinished.value.entering
    assert found.step is Step.PASSWORD
    return found


@pytest.fixture
def given(empty_plant: Store) -> Store:
    """A plant in which an administrator has set the manager's password."""
    passwords.set_password(empty_plant, COMMAND_LINE, user_of(empty_plant, "manager"), GIVEN)
    return empty_plant


def test_it_opens_no_session_and_no_token_until_another_is_chosen(given: Store) -> None:
    began = entering(given)
    token = tokens.issue(given, began.actor, current())
    session = sessions.fingerprint(sessions.start(given, user_of(given, "manager"), "10.0.0.1", 1))
    with pytest.raises(NotSignedIn):
        tokens.actor_of(given, token, current())
    assert sessions.find(given, session) is None
    with pytest.raises(InvalidInput, match="present one"):
        passwords.choose_password(given, began.actor, GIVEN, began.version)
    passwords.choose_password(given, began.actor, OWN, began.version)
    assert sign_in.authenticate(given, email_of("manager"), OWN, "10.0.0.1") == began.actor
    assert sessions.find(given, session) is None, "what was begun before stays outside"


def test_an_account_that_is_new_has_to_choose_too(empty_plant: Store) -> None:
    users.create(empty_plant, COMMAND_LINE, email="a@b.example", full_name="A", role="operator", password=GIVEN)
    with pytest.raises(Unfinished):
        sign_in.authenticate(empty_plant, "a@b.example", GIVEN, "10.0.0.1")


def test_whoever_waits_with_the_old_password_does_not_get_in_after_its_owner(given: Store) -> None:
    waiting = entering(given)
    passwords.choose_password(given, waiting.actor, OWN, waiting.version)
    with pytest.raises(NotSignedIn, match="changed meanwhile"):
        passwords.choose_password(given, waiting.actor, "eight green lamps", waiting.version)
    with pytest.raises(NotSignedIn, match="changed meanwhile"):
        sign_in.go_on(given, waiting)
    assert sign_in.authenticate(given, email_of("manager"), OWN, "10.0.0.1") == waiting.actor


def test_whoever_takes_too_long_begins_again(given: Store) -> None:
    began = entering(given)
    late = sign_in.Entering(began.actor, began.version, began.step, datetime.now(UTC) - timedelta(minutes=11))
    with pytest.raises(NotSignedIn, match="took too long"):
        sign_in.go_on(given, late)


def fill_in(app: AppTest, *values: str) -> None:
    for field, value in zip(app.text_input, values, strict=True):
        field.set_value(value)
    next(button for button in app.button if button.proto.is_form_submitter).click().run()
    assert not app.exception


def test_the_page_asks_for_another_one_and_then_lets_in(given: Store, app_as: AppAs) -> None:
    app = app_as(None)
    fill_in(app, email_of("manager"), GIVEN)
    assert [field.label for field in app.text_input] == ["New password", "New password again"]
    assert context.SESSION_KEY not in app.session_state
    assert not [*app.metric, *app.dataframe, *app.title, *app.sidebar.button]
    fill_in(app, OWN, "another one entirely")
    assert "differ" in app.error[0].value
    fill_in(app, "password1234", "password1234")
    assert "one of the commonest" in app.error[0].value
    fill_in(app, OWN, OWN)
    assert sessions.find(given, app.session_state[context.SESSION_KEY]) is not None
    assert app.button(key="sign_out_corner").label == "Sign out"
    [entry] = logged(given, action="set password", most=1)
    assert entry["user_email"] == email_of("manager")


def test_going_back_leads_to_the_form(given: Store, app_as: AppAs) -> None:
    app = app_as(None)
    fill_in(app, email_of("manager"), GIVEN)
    app.button(key="enter_again").click().run()
    assert [field.label for field in app.text_input] == ["Email", "Password"]


def test_a_password_of_ones_own_asks_for_nothing_more(empty_plant: Store) -> None:
    user_of(empty_plant, "manager")
    actor = sign_in.authenticate(empty_plant, email_of("manager"), PASSWORD, "10.0.0.1")
    assert isinstance(actor, Actor)
