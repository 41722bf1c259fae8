"""Signing in and out in a real browser, against the real server."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pydantic import SecretStr

from producflow import pages
from producflow.access import attempts, devices
from producflow.settings import Settings
from producflow.store.database import Store
from tests.e2e.conftest import (
    PATIENCE,
    QUICK,
    NewPage,
    PageAs,
    Server,
    account,
    fill_in,
    running,
    settled,
    sign_in,
    sign_out,
    signed_in,
    signed_out,
)
from tests.people import PASSWORD, email_of, user_of

PATHS = ["/"] + [f"/{entry.url_path}" for entry in pages.ALL if entry is not pages.HOME]
COOKIE = "producflow_session"


def session_cookie(page: Page) -> dict[str, object] | None:
    """The session cookie that this browser holds."""
    return next((dict(cookie) for cookie in page.context.cookies() if cookie.get("name") == COOKIE), None)


@pytest.mark.long
def test_the_second_address_of_the_first_page_survives_signing_in(server: Server, visitor: Page) -> None:
    """The other pages' addresses: test_every_page.py."""
    visitor.goto(f"{server.url}/overview?from_test=7d")
    signed_out(visitor)
    sign_in(visitor, "admin")
    expect(visitor).to_have_url(re.compile(re.escape(f"{server.url}/") + r"\?.*from_test=7d"))


def test_a_page_that_a_role_may_not_open_says_so_at_its_own_address(page_as: PageAs) -> None:
    page = page_as("operator", "/admin")
    expect(page).to_have_url(re.compile(r"/admin$"))
    expect(page.get_by_test_id("stAlert")).to_contain_text("ask a person who is manager or admin")


@pytest.mark.long
def test_a_browser_elsewhere_is_signed_out_from_here(server: Server, new_page: NewPage) -> None:
    here, there = new_page(), new_page()
    for page in (here, there):
        page.goto(f"{server.url}{QUICK}")
        sign_in(page, "analyst")
    account(here).click()
    here.get_by_role("button", name="Where I am signed in").click()
    dialog = here.get_by_role("dialog")
    expect(dialog.get_by_text("Choose a row to sign out there.")).to_be_visible()
    dialog.get_by_role("button", name="Sign out everywhere else").click()
    expect(dialog).to_have_count(0)
    signed_in(here)
    there.reload()
    signed_out(there)


@pytest.mark.long
def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(server: Server, visitor: Page) -> None:
    visitor.goto(server.url + QUICK)
    sign_in(visitor, "operator")
    cookie = session_cookie(visitor)
    assert cookie is not None
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    assert "producflow_session" not in visitor.evaluate("document.cookie")


@pytest.mark.long
def test_a_browser_that_signed_in_is_known_again(server: Server, visitor: Page) -> None:
    visitor.goto(server.url + QUICK)
    with visitor.expect_response(lambda response: "/session/claim" in response.url):
        sign_in(visitor, "operator")
    sign_out(visitor)
    signed_out(visitor)
    [known] = [dict(each) for each in visitor.context.cookies() if each.get("name") == devices.COOKIE]
    assert (known["httpOnly"], known["sameSite"]) == (True, "Lax")
    assert float(str(known["expires"])) > (datetime.now(UTC) + timedelta(days=179)).timestamp()


def test_reloading_and_another_tab_stay_signed_in(server: Server, visitor: Page) -> None:
    visitor.goto(server.url + QUICK)
    sign_in(visitor, "operator")
    visitor.reload()
    signed_in(visitor)
    other = visitor.context.new_page()
    other.goto(server.url + QUICK)
    signed_in(other)


@pytest.mark.long
def test_a_stolen_cookie_is_worth_nothing_after_signing_out(server: Server, visitor: Page, new_page: NewPage) -> None:
    visitor.goto(server.url + QUICK)
    sign_in(visitor, "operator")
    held = session_cookie(visitor)
    assert held is not None
    thief = new_page(session=(server.url, str(held["value"])))
    thief.goto(server.url + QUICK)
    signed_in(thief)

    with visitor.expect_response(lambda response: "/session/forget" in response.url):
        sign_out(visitor)
    signed_out(visitor)
    assert session_cookie(visitor) is None

    thief.reload()
    signed_out(thief)


@pytest.mark.long
def test_a_stolen_cookie_is_worth_nothing_after_the_password_changed(server: Server, visitor: Page) -> None:
    name = "robbed"  # others go on signing in as the roles
    server.command("users", "add", email_of(name), "--role", "operator", "--own", typed=f"{PASSWORD}\n")
    visitor.goto(server.url + QUICK)
    sign_in(visitor, name)
    server.command("users", "passwd", "--own", email_of(name), typed="an altogether new phrase\n")
    visitor.reload()
    signed_out(visitor)
    sign_in(visitor, name, "an altogether new phrase")


@pytest.mark.long
def test_signing_in_again_in_the_same_tab_sets_a_cookie_again(server: Server, visitor: Page) -> None:
    visitor.goto(server.url + QUICK)
    sign_in(visitor, "operator")
    sign_out(visitor)
    signed_out(visitor)
    sign_in(visitor, "technician")
    assert session_cookie(visitor) is not None
    visitor.reload()
    signed_in(visitor)
    expect(account(visitor)).to_contain_text("Test technician")


@pytest.mark.long
def test_a_cold_server_shows_a_stranger_no_page(cold_server: Server, visitor: Page) -> None:
    for path in PATHS:
        visitor.goto(cold_server.url + path)
        signed_out(visitor)
        settled(visitor)
        shown = [line for line in visitor.locator("body").inner_text().split("\n") if line.strip()]
        assert shown == ["Skip to main content", "Sign in to ProducFlow", "Email", "Password", "visibility", "Sign in"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("PUT", "/_stcore/upload_file/a/b", 401),
        ("DELETE", "/_stcore/upload_file/a/b", 401),
        ("GET", "/media/0123456789.csv", 401),
        ("GET", "/_stcore/metrics", 401),
        ("GET", "/component/extra_streamlit_components.CookieManager.cookie_manager/index.html", 401),
        ("POST", "/_stcore/agent/mcp", 404),
        ("GET", "/_stcore/agent/openapi.json", 404),
        ("GET", "/auth/login", 404),
        ("GET", "/oauth2callback", 404),
        ("GET", "/healthz", 404),
        ("GET", "/pages/admin.py", 404),
    ],
)
def test_a_stranger_is_refused_beside_the_pages(server: Server, method: str, path: str, status: int) -> None:
    with server.client() as client:
        assert client.request(method, path).status_code == status


@pytest.mark.parametrize("cookie", ["", "x", "%00", '"', "a" * 5000, "ü"])
def test_a_malformed_cookie_is_just_nobody(server: Server, cookie: str) -> None:
    with server.client() as client:
        headers = {b"Cookie": f"{COOKIE}={cookie}".encode()}
        assert client.get("/media/x", headers=headers).status_code == 401
        assert client.get("/", headers=headers).status_code == 200


@pytest.mark.long
def test_signing_in_takes_on_no_cookie_that_was_there_before(server: Server, visitor: Page) -> None:
    planted = "A" * 43
    visitor.context.add_cookies([{"name": COOKIE, "value": planted, "url": server.url}])
    visitor.goto(server.url + QUICK)
    sign_in(visitor, "operator")
    cookie = session_cookie(visitor)
    assert cookie is not None
    assert cookie["value"] != planted
    with server.client() as attacker:
        assert attacker.get("/_stcore/metrics", headers={"Cookie": f"{COOKIE}={planted}"}).status_code == 401


@pytest.mark.long
def test_a_malformed_cookie_leaves_the_form(server: Server, visitor: Page) -> None:
    visitor.context.add_cookies([{"name": COOKIE, "value": "not-a-session", "url": server.url}])
    visitor.goto(server.url)
    signed_out(visitor)


def test_a_signed_in_browser_reaches_streamlits_own_files(server: Server) -> None:
    with server.client() as client:
        client.cookies.set(COOKIE, server.tokens["operator"])
        assert client.get("/_stcore/metrics").status_code == 200
        assert client.get("/media/0123456789.csv").status_code == 404


@pytest.mark.long
def test_a_code_works_once_and_in_its_own_browser_only(server: Server, visitor: Page) -> None:
    visitor.goto(server.url + QUICK)
    fill_in(visitor, email_of("operator"), PASSWORD)
    with visitor.expect_response(lambda response: "/session/claim" in response.url) as caught:
        visitor.get_by_role("button", name="Sign in").click()
    used = caught.value.url
    signed_in(visitor)
    with server.client() as client:
        answer = client.get(used)
        assert answer.status_code == 403
        assert COOKIE not in answer.headers.get("set-cookie", "")


def test_another_site_cannot_plant_a_session(server: Server, visitor: Page) -> None:
    with server.client() as client:
        answer = client.get("/session/claim", params={"code": "guess"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.long
def test_somebody_elses_forget_link_does_not_sign_out(server: Server, visitor: Page) -> None:
    visitor.goto(server.url + QUICK)
    sign_in(visitor, "operator")
    visitor.goto(f"{server.url}/session/forget")
    assert session_cookie(visitor) is not None
    visitor.goto(server.url + QUICK)
    signed_in(visitor)


@pytest.mark.long
@pytest.mark.parametrize(
    "password",
    [
        " spaces at both ends ",
        "äöüßéèêñçåøæ" * 3,
        'all of it: "quotes" <b>&amp;</b> \\ $ % `',
        "seven blue kettles " * 3 + "on a stove, 72.",
    ],
    ids=["spaces at the ends", "72 bytes of umlauts", "special characters", "72 characters"],
)
def test_any_password_up_to_72_bytes_signs_in(server: Server, visitor: Page, password: str) -> None:
    name = f"person with {len(password)} characters".replace(" ", ".")  # others go on signing in as the roles
    server.command("users", "add", email_of(name), "--role", "operator", "--own", typed=f"{password}\n")
    visitor.goto(server.url + QUICK)
    sign_in(visitor, name, password)


@pytest.mark.long
def test_a_locked_account_is_told_for_how_long_and_a_known_browser_comes_in(tmp_path: Path, visitor: Page) -> None:
    database, key = tmp_path / "locked.duckdb", "0123456789abcdef0123456789abcdef"
    store = Store.open(database)
    person = user_of(store, "operator")
    now = datetime.now(UTC)
    for number in range(attempts.ACCOUNT.lock):  # a minute apart, so that each is looked at
        earlier = now - timedelta(minutes=attempts.ACCOUNT.lock - 1 - number)
        with attempts.begin(store, email_of("operator"), "127.0.0.1", now=earlier) as attempt:
            attempt.failed()
    store.close()
    with running(database, PRODUCFLOW_DEMO="0", PRODUCFLOW_SECRET_KEY=key) as locked:
        visitor.goto(locked.url + QUICK)
        fill_in(visitor, email_of("operator"), PASSWORD)
        visitor.get_by_role("button", name="Sign in").click()
        sentence = re.compile(r"Too many failed sign-ins; try again in 1[45] minutes\.")
        expect(visitor.get_by_test_id("stAlert")).to_contain_text(sentence, timeout=PATIENCE)
        with locked.client() as client:
            form = {"username": email_of("operator"), "password": PASSWORD}
            answer = client.post("/api/token", data=form)
        assert answer.status_code == 429
        assert sentence.search(answer.json()["detail"])
        known = devices.with_account(None, person, Settings(secret_key=SecretStr(key)))
        visitor.context.add_cookies([{"name": devices.COOKIE, "value": known, "url": locked.url}])
        visitor.goto(locked.url + QUICK)
        sign_in(visitor, "operator")


@pytest.mark.long
def test_the_policy_lets_nothing_run_but_our_own_scripts(server: Server, page_as: PageAs) -> None:
    page = page_as("operator", QUICK)
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))")
    assert page.evaluate("window.ran") is None
    with server.client() as client:
        headers = client.get("/").headers
    assert "script-src 'self' 'sha256-" in headers["content-security-policy"]
    assert "unsafe-eval" not in headers["content-security-policy"]
    assert (headers["x-content-type-options"], headers["x-frame-options"]) == ("nosniff", "DENY")
