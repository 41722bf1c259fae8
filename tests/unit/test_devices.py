"""The cookie by which a browser is known again: only ours is believed, and only for those who signed in with it."""

import jwt
import pytest
from pydantic import SecretStr

from producflow.access import devices
from producflow.settings import Settings

SETTINGS = Settings(secret_key=SecretStr("0123456789abcdef0123456789abcdef"))


@pytest.mark.parametrize("flaw", ["", "x", "a.b.c", "x" * 5000, "another key", "another account", "a token"])
def test_a_cookie_that_is_not_ours_knows_nobody(flaw: str) -> None:
    other = Settings(secret_key=SecretStr("another key of more than thirty-two bytes"))
    made = {
        "another key": devices.with_account(None, 7, other),
        "another account": devices.with_account(None, 8, SETTINGS),
        "a token": jwt.encode({"iss": "producflow", "jti": "x", "accounts": {"7": 9e9}}, SETTINGS.signing_key()),
    }
    assert devices.known(made.get(flaw, flaw), 7, SETTINGS) is None


def test_a_browser_that_many_share_is_known_to_each_of_them_under_one_name() -> None:
    cookie = None
    for person in range(1, devices.MOST_ACCOUNTS + 2):
        cookie = devices.with_account(cookie, person, SETTINGS)
    names = {devices.known(cookie, person, SETTINGS) for person in range(2, devices.MOST_ACCOUNTS + 2)}
    assert len(names) == 1
    assert names != {None}
    assert cookie is not None
    assert len(cookie) < 1000
