"""Whoever manages people proves again who they are: at the provider, if they came by it."""

import time

import pytest

from producflow.access.oidc import flows
from producflow.access.roles import COMMAND_LINE
from producflow.access.sessions import COOKIE
from producflow.errors import NotConfirmed
from producflow.operations import users
from producflow.store.database import Store
from tests.integration.oidc.conftest import Browser, parameters
from tests.providing import PEOPLE, Provided

ADMINS = {name: person | {"groups": ["pf-admins"]} for name, person in PEOPLE.items()}
START = "/oidc/corp/start?confirm=1&next=/admin"


@pytest.fixture(autouse=True)
def signed_in(corp: Provided, browser: Browser) -> None:
    corp.does(ADMINS)
    browser.sign_in()


@pytest.mark.long
def test_a_sign_in_that_may_have_asked_nobody_is_no_proof(plant: Store, browser: Browser) -> None:
    """The provider remembers people, for days where it likes, and lets them in without a word."""
    actor = browser.actor
    assert actor is not None
    with pytest.raises(NotConfirmed):
        users.everyone(plant, actor)


def test_the_provider_asks_and_it_goes_on(plant: Store, browser: Browser) -> None:
    before = browser.ours.cookies[COOKIE]
    there = browser.ours.get(START).headers["location"]
    assert (parameters(there)["prompt"], parameters(there)["max_age"]) == ("login", "0")
    assert browser.back(browser.at_provider(there)) == "/admin"
    assert browser.ours.cookies[COOKIE] != before
    assert browser.actor is not None
    assert [row["email"] for row in users.everyone(plant, browser.actor)] == ["anna@plant.example"]


def test_somebody_else_is_not_taken_for_them(plant: Store, browser: Browser) -> None:
    there = browser.ours.get(START).headers["location"]
    assert "Somebody else has signed in at Corp" in browser.back(browser.at_provider(there, "otto"))
    assert browser.actor is not None
    assert (browser.actor.email, browser.actor.unconfirmed) == ("anna@plant.example", True)


@pytest.mark.parametrize("stated", [None, "a day ago", "now", 4_000_000_000])
def test_a_provider_that_did_not_ask_anew_proves_nothing(
    corp: Provided, browser: Browser, stated: int | str | None
) -> None:
    auth_time = int(time.time()) - 24 * 3600 if stated == "a day ago" else stated
    corp.does(ADMINS, change={"auth_time": auth_time})
    there = browser.ours.get(START).headers["location"]
    browser.back(browser.at_provider(there))
    assert browser.answer.status_code == 403
    assert browser.actor is not None
    assert browser.actor.unconfirmed


def test_without_a_session_it_is_a_sign_in(plant: Store, browser: Browser) -> None:
    browser.ours.cookies.clear()
    assert browser.begin().host == "127.0.0.1"
    browser.ours.get(START)
    assert {flow.confirming for flow in flows._flows.values()} == {None}
    assert len(users.everyone(plant, COMMAND_LINE)) == 1
