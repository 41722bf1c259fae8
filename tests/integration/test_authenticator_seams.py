"""What we rely on inside streamlit-authenticator 0.4.2: a new version must be looked at before it is let in."""

import inspect
from importlib.metadata import version

import pytest
from streamlit_authenticator import Authenticate
from streamlit_authenticator.controllers import AuthenticationController, CookieController
from streamlit_authenticator.models import AuthenticationModel

from producflow.ui import sign_in


def test_it_is_the_version_that_was_looked_at() -> None:
    assert version("streamlit-authenticator") == "0.4.2"


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (sign_in.Accounts.login, AuthenticationModel.login),
        (sign_in.SignInController.login, AuthenticationController.login),
        (sign_in.SessionCookies.get_cookie, CookieController.get_cookie),
        (sign_in.SessionCookies.set_cookie, CookieController.set_cookie),
        (sign_in.SessionCookies.delete_cookie, CookieController.delete_cookie),
    ],
)
def test_what_we_replace_is_called_as_we_expect(ours: object, theirs: object) -> None:
    assert callable(ours)
    assert callable(theirs)
    assert list(inspect.signature(ours).parameters) == list(inspect.signature(theirs).parameters)


@pytest.mark.parametrize("widget", [Authenticate.login, Authenticate.logout])
def test_the_widgets_use_nothing_that_we_leave_out(widget: object) -> None:
    assert inspect.isfunction(widget)
    used = {name for name in widget.__code__.co_names if hasattr(sign_in.SignIn, name) or name in SET_BY_THE_LIBRARY}
    assert used <= {"attrs", "path", "authentication_controller", "cookie_controller", "login", "logout", "secret_key"}


SET_BY_THE_LIBRARY = {"api_key", "attrs", "secret_key", "path", "cookie_controller", "authentication_controller"}
