"""What a provider, or whoever stands between, may send that is not to be believed: each lets nobody in."""

import time
from typing import Any

import pytest

from producflow.access.oidc import flows, id_token, signing_in
from producflow.settings import current
from producflow.store.database import Store
from producflow.web.oidc_routes import local
from tests.integration.oidc.conftest import HOME, Browser, Configure, opened, parameters
from tests.providing import Provided

EVIL = "https://evil.example"


def refused(browser: Browser, said: str) -> str:
    """What is said where nobody was let in."""
    assert (browser.answer.status_code, browser.actor) == (403, None)
    return said.replace("&#x27;", "'")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"iss": EVIL}, "iss"),
        ({"aud": "another"}, "aud"),
        ({"aud": "another", "azp": "producflow"}, "aud"),
        ({"aud": ["producflow", "another"]}, "azp"),
        ({"nonce": "another"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"exp": 1}, "exp"),
        ({"exp": None}, "exp"),
        ({"exp": "soon"}, "exp"),
        ({"iat": 4_000_000_000, "exp": 5_000_000_000}, "iat"),
        ({"iat": None}, "iat"),
        ({"nbf": 4_000_000_000}, "nbf"),
        ({"sub": None}, "sub"),
        ({"sub": ""}, "sub"),
        ({"sub": 7}, "sub"),
        ({"at_hash": "AAAA"}, "at_hash"),
    ],
    ids=str,
)
def test_claims(corp: Provided, browser: Browser, change: dict[str, Any], why: str) -> None:
    corp.does(change=change)
    said = refused(browser, browser.sign_in())
    assert f"What Corp sent is not to be believed ({why}); nobody was signed in." in said


@pytest.mark.parametrize("signing", ["other key", "public key as secret", "none"])
def test_signatures(corp: Provided, browser: Browser, signing: str) -> None:
    corp.does(change={}, signing=signing)
    assert "not to be believed (signature)" in refused(browser, browser.sign_in())


def test_a_key_that_nobody_has_published(corp: Provided, browser: Browser) -> None:
    corp.does(change={}, header={"kid": "k2"}, signing="other key")
    assert "not to be believed (signature)" in refused(browser, browser.sign_in())
    corp.does(header={"kid": "k2"})
    assert "not to be believed (signature)" in refused(browser, browser.sign_in())


@pytest.mark.parametrize(("seconds", "lets_in"), [(300, True), (900, False)])
def test_clocks_may_differ_by_a_minute(
    corp: Provided, browser: Browser, monkeypatch: pytest.MonkeyPatch, seconds: int, lets_in: bool
) -> None:
    assert id_token.LEEWAY == 60
    monkeypatch.setattr(id_token, "LEEWAY", 600)  # so that how long the test takes does not matter
    corp.does(change={"exp": int(time.time()) - seconds})
    browser.sign_in()
    assert (browser.actor is not None) is lets_in


def test_no_identity_at_all(corp: Provided, browser: Browser) -> None:
    corp.does(nameless=True)
    assert "Corp sent no identity." in refused(browser, browser.sign_in())


def test_an_answer_in_another_browser(plant: Store, browser: Browser) -> None:
    """Somebody else's finished sign-in, put into a victim's browser, would let them work in a stranger's name."""
    with opened(plant) as attacker:
        answer = attacker.at_provider(attacker.begin())
        assert signing_in.NOT_BEGUN in refused(browser, browser.back(answer))
        browser.begin()
        assert signing_in.NOT_BEGUN in refused(browser, browser.back(answer))


def test_an_answer_is_good_once(browser: Browser) -> None:
    answer = browser.at_provider(browser.begin())
    browser.back(answer)
    assert browser.actor is not None
    browser.ours.cookies.clear()
    assert signing_in.NOT_BEGUN in refused(browser, browser.back(answer))
    assert browser.actor is None


def test_a_code_is_good_for_the_sign_in_that_it_was_made_for(browser: Browser) -> None:
    """PKCE, and the provider's own memory: a code that was overheard is worth nothing in another flow."""
    stolen = parameters(browser.at_provider(browser.begin()))["code"]
    state = parameters(browser.begin())["state"]
    issuer = signing_in.named(current(), "corp").issuer
    said = refused(browser, browser.back(f"{HOME}/oidc/corp/callback?code={stolen}&state={state}&iss={issuer}"))
    assert "Corp did not confirm the sign-in (invalid_grant); try again." in said


def test_a_sign_in_that_took_too_long(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flows, "SECONDS", -1.0)
    assert signing_in.NOT_BEGUN in refused(browser, browser.sign_in())


def test_strangers_cannot_fill_the_memory(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flows, "MOST", 3)
    for _ in range(5):
        browser.begin()
    assert len(flows._flows) == 3


def test_providers_that_are_mixed_up(corp: Provided, twin: Provided, configured: Configure, browser: Browser) -> None:
    """An answer of one passed off as the other's, at either address, with either name in it (RFC 9207)."""
    configured(corp.settings(), twin.settings())
    answer = browser.at_provider(browser.begin(provider="twin"))
    assert signing_in.NOT_BEGUN in refused(browser, browser.back(answer.replace("/oidc/twin/", "/oidc/corp/")))
    for sender in (corp.issuer, EVIL, ""):
        answer = browser.at_provider(browser.begin(provider="twin"))
        begun = answer.partition("&iss=")[0]
        said = refused(browser, browser.back(f"{begun}&iss={sender}" if sender else begun))
        assert "This answer is not Twin's" in said


def test_the_same_name_at_two_providers_is_two_people(
    plant: Store, corp: Provided, twin: Provided, configured: Configure, browser: Browser
) -> None:
    configured(corp.settings(), twin.settings())
    browser.sign_in()
    with opened(plant) as other:
        said = refused(other, other.sign_in(provider="twin"))
        assert "has an account here already, and it is not of Twin" in said


def test_a_provider_that_describes_another(corp: Provided, browser: Browser) -> None:
    corp.does(issuer=EVIL)
    assert not str(browser.begin())
    assert browser.answer.status_code == 503
    assert f"Corp says that it is &#x27;{EVIL}&#x27;" in browser.answer.text


def test_a_provider_that_is_away(corp: Provided, browser: Browser) -> None:
    corp.does(away=True)
    assert not str(browser.begin("/losses?period=7d"))
    assert browser.answer.status_code == 503
    assert "Corp does not answer; try again later, or sign in with a password." in browser.answer.text
    assert '<a href="/losses?period=7d">' in browser.answer.text


def test_a_provider_that_goes_away_meanwhile(corp: Provided, browser: Browser) -> None:
    answer = browser.at_provider(browser.begin("/losses"))
    corp.does(away=True)
    assert "Corp does not answer" in browser.back(answer)
    assert (browser.answer.status_code, '<a href="/losses">' in browser.answer.text) == (503, True)


def test_a_person_who_thinks_better_of_it(browser: Browser) -> None:
    state = parameters(browser.begin())["state"]
    issuer = signing_in.named(current(), "corp").issuer
    said = refused(browser, browser.back(f"{HOME}/oidc/corp/callback?error=access_denied&state={state}&iss={issuer}"))
    assert "Corp did not sign you in (access_denied)." in said
    state = parameters(browser.begin())["state"]
    said = refused(browser, browser.back(f"{HOME}/oidc/corp/callback?error=<script>&state={state}&iss={issuer}"))
    assert "Corp did not sign you in (an error)." in said


def test_a_provider_that_there_is_not(browser: Browser) -> None:
    for path in ("start", "callback"):
        assert "There is no provider &#x27;nobody&#x27;" in browser.ours.get(f"/oidc/nobody/{path}").text


def test_by_another_name_of_this_server_it_begins_at_the_right_one(browser: Browser) -> None:
    answer = browser.ours.get("http://plant/oidc/corp/start?next=/losses")
    assert answer.headers["location"] == f"{HOME}/oidc/corp/start?next=%2Flosses&moved="
    again = browser.ours.get("http://plant/oidc/corp/start?next=/losses&moved=")  # a proxy that hides the name
    assert again.headers["location"].startswith(signing_in.named(current(), "corp").issuer)


@pytest.mark.parametrize(
    "address",
    [
        *("//evil.example", "https://evil.example/losses", "/\\evil.example", "/\t/evil.example", "\t//evil.example"),
        *("/oidc/corp/start", "javascript:alert(1)", "/api/docs", "/print/losses.pdf", "", "losses", "/losses\nx: y"),
        "/losses?" + "a" * 9000,
    ],
)
def test_only_our_own_pages_are_led_back_to(address: str) -> None:
    assert local(address) == "/"
    assert local("/losses?x=//evil.example") == "/losses?x=//evil.example"
