"""Signing in with a real provider, and out again: who somebody is here, and where they land."""

import time
from typing import Any

import pytest

from producflow.access import passwords, sign_in
from producflow.access.oidc.id_token import LOGOUT
from producflow.access.roles import COMMAND_LINE, Role
from producflow.access.sealing import unsealed
from producflow.access.sessions import COOKIE, fingerprint
from producflow.access.signing import sign_out_code
from producflow.errors import Conflict, InvalidInput, NotSignedIn
from producflow.operations import passwords as setting
from producflow.operations import users
from producflow.settings import current
from producflow.store.database import Session, Store
from tests.integration.oidc.conftest import HOME, Browser, Configure, parameters
from tests.people import PASSWORD, user_of
from tests.providing import CLIENT_ID, PEOPLE, Provided

DEEP = "/maintenance?machine=3&from=2026-01-01&search=a%26b"


def test_a_deep_link_is_kept_and_groups_say_who_somebody_is(plant: Store, browser: Browser) -> None:
    address = browser.begin(DEEP)
    asked = parameters(address)
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) >= 43
    assert asked["nonce"] not in (asked["state"], "")
    assert browser.back(browser.at_provider(address)) == DEEP
    actor = browser.actor
    assert actor is not None
    assert (actor.email, actor.full_name, actor.role, actor.provider) == (
        "anna@plant.example",
        "Anna Nowak",
        Role.MANAGER,
        "corp",
    )
    [account] = users.everyone(plant, COMMAND_LINE)
    assert (account["department"], account["issuer"]) == ("Press shop", parameters_of_issuer())
    cookie = browser.answer.headers.get_list("set-cookie")
    assert any(each.startswith(f"{COOKIE}=") and "HttpOnly" in each and "SameSite=Lax" in each for each in cookie)


def parameters_of_issuer() -> str:
    return current().providers[0].issuer


def test_the_second_time_it_is_the_same_account(
    plant: Store, corp: Provided, browser: Browser, other_browser: Browser
) -> None:
    browser.sign_in()
    corp.does({"anna": PEOPLE["anna"] | {"email": "anna.new@plant.example", "groups": ["pf-operators", "pf-admins"]}})
    other_browser.sign_in()
    [account] = users.everyone(plant, COMMAND_LINE)
    assert (account["email"], account["role"], account["department"]) == ("anna@plant.example", Role.ADMIN, None)


def test_who_is_in_no_group_stays_out_and_gets_no_account(plant: Store, browser: Browser) -> None:
    said = browser.sign_in("otto")
    assert (browser.answer.status_code, browser.actor) == (403, None)
    assert "Your account at Corp is in none of the groups that may use ProducFlow." in said
    assert users.everyone(plant, COMMAND_LINE) == []


def test_without_roles_in_the_settings_they_are_given_here(
    plant: Store, corp: Provided, configured: Configure, browser: Browser
) -> None:
    configured(corp.settings(roles={}, role="operator"))
    browser.sign_in("otto")
    [account] = users.everyone(plant, COMMAND_LINE)
    assert account["role"] == Role.OPERATOR
    users.change(plant, COMMAND_LINE, account["id"], {"role": "analyst"})
    browser.sign_in("otto")
    assert browser.actor is not None
    assert browser.actor.role is Role.ANALYST


def test_groups_are_asked_for_where_the_token_has_none(corp: Provided, configured: Configure, browser: Browser) -> None:
    corp.does(change={"groups": None, "email": None})
    assert browser.sign_in() == "/"
    assert browser.actor is not None
    assert browser.actor.role is Role.MANAGER


# Accounts that are here already


def joining(corp: Provided, **more: Any) -> dict[str, Any]:
    return corp.settings(make_accounts=False, join_accounts=True, **more)


def known_here(plant: Store, role: str = "operator") -> int:
    made = users.create(
        plant, COMMAND_LINE, email="anna@plant.example", full_name="Anna", role=role, password=PASSWORD, own=True
    )
    return int(made["id"])


def test_an_account_of_the_same_address_is_nobodys_unless_the_settings_say_so(plant: Store, browser: Browser) -> None:
    known_here(plant)
    assert "has an account here already" in browser.sign_in()
    assert browser.actor is None


def test_joining_takes_the_password_away(plant: Store, corp: Provided, configured: Configure, browser: Browser) -> None:
    known = known_here(plant)
    configured(joining(corp))
    assert browser.sign_in() == "/"
    assert browser.actor is not None
    assert (browser.actor.user_id, browser.actor.role) == (known, Role.MANAGER)
    with pytest.raises(NotSignedIn):
        sign_in.authenticate(plant, "anna@plant.example", PASSWORD, "127.0.0.1")
    with pytest.raises(Conflict, match="signs in with a provider"):
        setting.set_password(plant, COMMAND_LINE, known, PASSWORD)
    with pytest.raises(Conflict, match="Corp says what role"):
        users.change(plant, COMMAND_LINE, known, {"role": "admin"})


def test_below_a_path_all_of_it_leads_back_there(
    corp: Provided, configured: Configure, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRODUCFLOW_PATH", "/plant1")
    configured(corp.settings())
    asked = parameters(browser.begin("/losses"))
    assert asked["redirect_uri"] == f"{HOME}/plant1/oidc/corp/callback"
    assert "Path=/plant1/oidc/" in browser.answer.headers["set-cookie"]
    corp.does(away=True)
    browser.begin("/losses")
    assert '<a href="/plant1/losses">' in browser.answer.text
    assert browser.back("/oidc/sign-out") == "/plant1/"


@pytest.mark.parametrize("verified", [False, None])
def test_an_address_that_is_not_verified_joins_nothing(
    plant: Store, corp: Provided, configured: Configure, browser: Browser, verified: bool | None
) -> None:
    known_here(plant)
    configured(joining(corp))
    corp.does(change={"email_verified": verified})
    assert "has not verified" in browser.sign_in()
    assert browser.actor is None


def test_an_administrator_with_a_password_is_joined_to_nothing(
    plant: Store, corp: Provided, configured: Configure, browser: Browser
) -> None:
    known_here(plant, "admin")
    configured(joining(corp))
    assert "an administrator with a password stays one" in browser.sign_in()
    assert sign_in.authenticate(plant, "anna@plant.example", PASSWORD, "127.0.0.1").role is Role.ADMIN


def test_where_none_are_made_strangers_are_told_so(
    plant: Store, corp: Provided, configured: Configure, browser: Browser
) -> None:
    configured(joining(corp))
    assert "has no account here; ask an administrator to make one" in browser.sign_in().replace("&#x27;", "'")
    assert users.everyone(plant, COMMAND_LINE) == []


def test_the_last_administrator_with_a_password_stays(
    plant: Store, corp: Provided, configured: Configure, browser: Browser
) -> None:
    local = user_of(plant, "admin")
    corp.does({"anna": PEOPLE["anna"] | {"groups": ["pf-admins"]}})
    browser.sign_in()
    with pytest.raises(Conflict, match="last active administrator"):
        users.deactivate(plant, COMMAND_LINE, local)


def test_a_deactivated_account_stays_out(plant: Store, browser: Browser) -> None:
    browser.sign_in()
    [account] = users.everyone(plant, COMMAND_LINE)
    users.deactivate(plant, COMMAND_LINE, account["id"])
    assert browser.actor is None
    assert "deactivated" in browser.sign_in()


@pytest.mark.long
def test_no_password_fits_an_account_of_a_provider(plant: Store, browser: Browser) -> None:
    browser.sign_in()
    for tried in ("", passwords.NOBODY, PASSWORD):
        with pytest.raises(NotSignedIn):
            sign_in.authenticate(plant, "anna@plant.example", tried, "127.0.0.1")
    with pytest.raises(InvalidInput, match="not your present password"):
        setting.change_own_password(plant, browser.actor or COMMAND_LINE, "", PASSWORD)


# Out again


def test_signing_out_ends_both_sessions(plant: Store, browser: Browser) -> None:
    browser.sign_in()
    cookie = browser.ours.cookies[COOKIE]
    code = sign_out_code(current(), fingerprint(cookie))
    there = browser.back(f"/oidc/sign-out?code={code}")
    asked = parameters(there)
    assert there.startswith(f"{current().providers[0].issuer}/session/end?")
    assert (asked["client_id"], asked["post_logout_redirect_uri"]) == (CLIENT_ID, f"{HOME}/")
    assert asked["id_token_hint"].count(".") == 2
    assert browser.ours.cookies.get(COOKIE) is None
    browser.ours.cookies.set(COOKIE, cookie)
    assert browser.actor is None
    asks = browser.there.get(there)
    assert "Do you want to sign-out" in asks.text


def test_another_site_cannot_sign_anybody_out(browser: Browser) -> None:
    browser.sign_in()
    for code in ("", "0" * 64, sign_out_code(current(), fingerprint("another's cookie"))):
        assert browser.back(f"/oidc/sign-out?code={code}") == "/"
    assert browser.actor is not None


def test_who_signs_out_at_the_provider_is_out_here(corp: Provided, browser: Browser, other_browser: Browser) -> None:
    browser.sign_in()
    other_browser.sign_in()
    message = {
        "iss": corp.issuer,
        "aud": CLIENT_ID,
        "iat": int(time.time()),
        "jti": "1",
        "events": {LOGOUT: {}},
        "sub": "anna",
    }
    forged: list[dict[str, Any]] = [
        message | {"iss": "https://evil.example"},
        message | {"aud": "another"},
        message | {"iat": int(time.time()) - 3600},
        message | {"events": {}},
        message | {"nonce": "as an ID token has"},
        {name: value for name, value in message.items() if name != "sub"},
    ]
    for claims in forged:
        assert told(browser, corp.logout_token(claims)) == 400
    corp.does(signing="other key")
    assert told(browser, corp.logout_token(message)) == 400
    corp.does()
    assert told(browser, "no token") == 400
    assert browser.actor is not None
    assert told(browser, corp.logout_token(message)) == 200
    assert [each.actor for each in (browser, other_browser)] == [None, None]


def told(browser: Browser, token: str) -> int:
    return int(browser.ours.post("/oidc/corp/back-channel", data={"logout_token": token}).status_code)


def test_the_database_holds_no_token_that_can_be_used(plant: Store, browser: Browser) -> None:
    browser.sign_in()
    [row] = plant.read(Session.rows, "sessions/of_provider", token_hash=fingerprint(browser.ours.cookies[COOKIE]))
    tokens = unsealed(current(), row["tokens"]) or {}
    assert set(tokens) == {"access_token", "refresh_token", "id_token"}
    for token in tokens.values():
        assert token not in row["tokens"]
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PRODUCFLOW_SECRET_KEY", "another key of more than thirty-two bytes")
        current.cache_clear()
        assert unsealed(current(), row["tokens"]) is None
    current.cache_clear()
