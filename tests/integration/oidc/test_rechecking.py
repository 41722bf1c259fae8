"""The provider is asked again at clicks: who is out there is out here, and nobody is out because it does not answer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from producflow import settings as process_settings
from producflow.access import sessions
from producflow.access.oidc import provider as asking
from producflow.access.oidc import rechecking
from producflow.access.roles import COMMAND_LINE, Role
from producflow.operations import users
from producflow.store.database import Store
from producflow.store.queries import audit
from tests.integration.oidc.conftest import Browser, Configure
from tests.providing import PEOPLE, Provided, as_setting

OUT_OF_THE_GROUP = {"anna": PEOPLE["anna"] | {"groups": ["canteen"]}}


@pytest.fixture
def plant(empty_plant: Store, corp: Provided, configured: Configure) -> Store:
    """The provider is asked at every click."""
    configured(corp.settings(recheck=0))
    return empty_plant


def test_who_has_lost_the_group_is_out_on_the_next_click(corp: Provided, browser: Browser) -> None:
    browser.sign_in()
    assert browser.actor is not None
    corp.does(OUT_OF_THE_GROUP)
    assert browser.actor is None
    corp.does()
    assert browser.actor is None  # the session is over, whatever the groups are later


def test_another_group_is_another_role_on_the_next_click(plant: Store, corp: Provided, browser: Browser) -> None:
    browser.sign_in()
    corp.does({"anna": PEOPLE["anna"] | {"groups": ["pf-operators"]}})
    actor = browser.actor
    assert actor is not None
    assert actor.role is Role.OPERATOR
    [account] = users.everyone(plant, COMMAND_LINE)
    assert account["department"] is None
    assert {"user_email": "provider corp", "action": "change", "entity": "users"} in plant.read(audit.choices)


def test_who_is_gone_there_is_out(corp: Provided, browser: Browser) -> None:
    browser.sign_in()
    corp.does({"otto": PEOPLE["otto"]})
    assert browser.actor is None


def test_without_a_refresh_token_the_access_token_asks(corp: Provided, browser: Browser) -> None:
    corp.does(renewing=False)
    browser.sign_in()
    assert browser.actor is not None
    corp.does(OUT_OF_THE_GROUP)
    assert browser.actor is None


def test_an_answer_for_somebody_else_ends_it(corp: Provided, browser: Browser) -> None:
    browser.sign_in()
    corp.does(change={"sub": "otto"})
    assert browser.actor is None


def test_a_provider_that_is_away_changes_nothing(
    corp: Provided, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rechecking, "AWAY_SECONDS", 3600.0)
    browser.sign_in()
    corp.does(OUT_OF_THE_GROUP, away=True)
    for _ in range(2):
        assert browser.actor is not None
    corp.does(OUT_OF_THE_GROUP)
    assert browser.actor is not None  # it is not asked at every click while it was away a moment ago
    rechecking._away_until.clear()
    asking._failed.clear()
    assert browser.actor is None


def test_a_secret_of_ours_that_is_wrong_throws_nobody_out(
    corp: Provided, configured: Configure, browser: Browser
) -> None:
    browser.sign_in()
    configured(corp.settings(recheck=0, client_secret="another"))
    assert browser.actor is not None


def test_a_provider_that_is_taken_out_of_the_settings_lets_nobody_stay(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.sign_in()
    monkeypatch.setenv("PRODUCFLOW_PROVIDERS", as_setting())
    process_settings.current.cache_clear()
    assert browser.actor is None


def test_tokens_sealed_with_another_key_end_it(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    browser.sign_in()
    monkeypatch.setenv("PRODUCFLOW_SECRET_KEY", "another key of more than thirty-two bytes")
    process_settings.current.cache_clear()
    assert browser.actor is None


@pytest.mark.long
def test_many_clicks_at_once_use_one_refresh_token_after_the_other(plant: Store, browser: Browser) -> None:
    """Used twice it would be taken for stolen, and the provider would end all of that sign-in."""
    browser.sign_in()
    token_hash = sessions.fingerprint(browser.ours.cookies[sessions.COOKIE])
    with ThreadPoolExecutor(6) as clicks:
        found = list(clicks.map(lambda _: sessions.find(plant, token_hash), range(12)))
    assert None not in found


def test_its_word_counts_for_as_long_as_the_settings_say(
    plant: Store, corp: Provided, configured: Configure, browser: Browser
) -> None:
    configured(corp.settings(recheck=3600))
    browser.sign_in()
    token_hash = sessions.fingerprint(browser.ours.cookies[sessions.COOKIE])
    corp.does(OUT_OF_THE_GROUP)
    now = datetime.now(UTC)
    assert sessions.find(plant, token_hash, now=now) is not None
    assert sessions.find(plant, token_hash, now=now + timedelta(seconds=3000)) is not None
    assert sessions.find(plant, token_hash, now=now + timedelta(seconds=3601)) is None
