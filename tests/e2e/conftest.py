"""The real server on the demo plant, and a real browser in front of it.

``page_as(role, path)`` opens a page signed in as a role, ``browser_as(role)`` an empty tab, by a session that was begun
before the server was; ``open_as`` does so on a server of the test's own. ``visitor`` is a browser that nobody has
signed in, for tests that sign in or out themselves with :func:`sign_in`. ``settled(page)`` waits until Streamlit has
drawn everything.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

import httpx2
import pytest
from playwright.sync_api import (
    BrowserContext,
    Locator,
    Page,
    Playwright,
    ViewportSize,
    expect,
    sync_playwright,
)

from producflow.access import sessions
from producflow.access.roles import Role
from producflow.store.database import Store
from tests.commands import command
from tests.people import PASSWORD, email_of, user_of
from tests.serving import ROOT, environment_of, serving

CHROMIUM = "/usr/bin/chromium"
CHROMIUM_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE = 60_000  # ms
OFTEN = 25  # ms; Playwright's own looks are up to a second apart
HOURS = 12.0
"""How long those who are signed in stay so. [h]"""
QUICK = "/uploads"
"""The page that is drawn first, for tests of something else."""
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
KEPT = "cookies,local_storage,indexeddb,service_workers,cache_storage"  # by a browser, of whoever used it
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


@dataclass
class Server:
    """A running server: where it is, and the file it owns."""

    url: str
    database: Path
    tokens: dict[str, str]
    """The session of everybody that tests sign in as, by role."""

    def session(self, role: str) -> tuple[str, str]:
        """Where somebody is signed in, and the cookie that says so."""
        return self.url, self.tokens[role]

    def client(self) -> httpx2.Client:
        """A plain HTTP client that follows nothing and knows nobody."""
        return httpx2.Client(base_url=self.url, timeout=60)

    def command(self, *arguments: str, typed: str = "") -> str:
        """Run ``python -m producflow`` beside the server, which does the work."""
        done = command(*arguments, folder=ROOT, environment=environment_of(self.database), given=typed)
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def running(database: Path, people: Iterable[str] = tuple(Role), **environment: str) -> Iterator[Server]:
    """Start the real server on a database file, and stop it afterwards.

    Parameters
    ----------
    database : Path
        The file.
    people : iterable of str
        Who is put into it first, if they are not there, and is signed in: each role, unless others are named.
    **environment
        More environment variables.
    """
    store = Store.open(database)
    begun = {each: sessions.start(store, user_of(store, each), "127.0.0.1", HOURS) for each in people}
    store.close()
    with serving(database, **environment) as url:
        yield Server(url, database, begun)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, demo_file: Path) -> Iterator[Server]:
    """The server that tests share; what one of them does to the plant, the next one sees."""
    database = tmp_path_factory.mktemp("server") / "plant.duckdb"
    shutil.copy(demo_file, database)
    with running(database) as started:
        yield started


@pytest.fixture
def cold_server(tmp_path: Path, empty_file: Path) -> Iterator[Server]:
    """A server of the test's own that nobody has asked for anything, with an empty plant."""
    database = tmp_path / "cold.duckdb"
    shutil.copy(empty_file, database)
    with running(database, PRODUCFLOW_DEMO="0") as started:
        yield started


class Browsers:
    """Chromium processes that outlive the test that used them, with what they have cached.

    A browser context of Playwright's forgets Streamlit's scripts with the test, and reading and compiling those anew
    takes longer than most tests. Whoever gets a browser gets one without a cookie or anything else of its last user.
    """

    def __init__(self, playwright: Playwright, folder: Path) -> None:
        self.playwright, self.folder = playwright, folder
        self.idle: list[BrowserContext] = []
        self.made: list[BrowserContext] = []

    def take(self) -> BrowserContext:
        """A browser that nobody uses."""
        return self.idle.pop() if self.idle else self._launch()

    def give_back(self, browser: BrowserContext) -> None:
        """Forget who used it."""
        left = browser.new_page()
        browser.new_cdp_session(left).send("Storage.clearDataForOrigin", {"origin": "*", "storageTypes": KEPT})
        for page in browser.pages:
            if page is not left:
                page.close()
        browser.clear_cookies()
        self.idle.append(browser)

    def close(self) -> None:
        """End them all."""
        for browser in self.made:
            browser.close()

    def _launch(self) -> BrowserContext:
        profile = self.folder / str(len(self.made))
        # Without a graphics card the processor draws every frame: what moves for show takes it from the server.
        browser = self.playwright.chromium.launch_persistent_context(
            profile, executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS, viewport=DESKTOP, reduced_motion="reduce"
        )
        browser.set_default_timeout(PATIENCE)
        browser.add_init_script(path=ANSWERED)
        self.made.append(browser)
        return browser


@pytest.fixture(scope="session")
def browsers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browsers]:
    """The browsers of all tests."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = Browsers(playwright, tmp_path_factory.mktemp("browsers"))
        yield started
        started.close()


NewPage = Callable[..., Page]


@pytest.fixture
def new_page(browsers: Browsers) -> Iterator[NewPage]:
    """Pages in browsers of their own: no cookie of one is known to the other."""
    taken = []

    def make(
        *, session: tuple[str, str] | None = None, viewport: ViewportSize = DESKTOP, scheme: Scheme = "light"
    ) -> Page:
        browser = browsers.take()
        taken.append(browser)
        if session is not None:
            browser.add_cookies([{"name": sessions.COOKIE, "url": session[0], "value": session[1]}])
        page = browser.new_page()
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme)
        return page

    yield make
    for browser in taken:
        browsers.give_back(browser)


@pytest.fixture
def visitor(new_page: NewPage) -> Page:
    """A browser that nobody has signed in."""
    return new_page()


PageAs = Callable[..., Page]


@pytest.fixture
def browser_as(server: Server, new_page: NewPage) -> PageAs:
    """An empty tab of a browser that is signed in as a role: ``browser_as("manager", scheme="dark")``."""
    return lambda role, **options: new_page(session=server.session(role), **options)


@pytest.fixture
def page_as(server: Server, new_page: NewPage) -> PageAs:
    """Open a path of the shared server as a role: ``page_as("manager", "/equipment?period=7d", scheme="dark")``."""
    return partial(open_as, server, new_page)


def open_as(server: Server, new_page: NewPage, role: str, path: str = "/", **options: Any) -> Page:
    """Open a path of a server as a role."""
    page = new_page(session=server.session(role), **options)
    open_path(page, server.url + path)
    return page


def open_path(page: Page, url: str) -> None:
    """Go to a page as somebody who is signed in, and wait until all of it is drawn."""
    page.goto(url)
    signed_in(page)
    settled(page)


def sign_in(page: Page, role: str, password: str = PASSWORD) -> None:
    """Fill in the form that is shown, and wait until the browser holds its cookie."""
    fill_in(page, email_of(role), password)
    with page.expect_response(lambda response: "/session/claim" in response.url):
        page.get_by_role("button", name="Sign in").click()
    signed_in(page)
    settled(page)


def fill_in(page: Page, email: str, password: str) -> None:
    """Type into the sign-in form."""
    page.get_by_role("textbox", name="Email").fill(email)
    page.get_by_role("textbox", name="Password").fill(password)


def signed_in(page: Page) -> None:
    """Wait until somebody is signed in."""
    page.wait_for_function(ENTERED, polling=OFTEN, timeout=PATIENCE)


def way_to(page: Page, name: str) -> Locator:
    """The link in the sidebar to the page of that title."""
    return page.locator(".st-key-pages").get_by_role("link", name=name, exact=True)


def account(page: Page) -> Locator:
    """The button in the corner that opens what is one's own; on a phone it is not shown."""
    return page.locator(".st-key-corner button").first


def sign_out(page: Page) -> None:
    """Sign out by the account in the corner."""
    account(page).click()
    page.get_by_role("button", name="Sign out").click()


def signed_out(page: Page) -> None:
    """Wait until the sign-in form is there."""
    expect(page.get_by_role("textbox", name="Password")).to_be_visible(timeout=PATIENCE)


ENTERED = "() => document.querySelector('.st-key-corner button') !== null"
ANSWERED = Path(__file__).with_name("answered.js")
SETTLED = """() => window.runsAnswered !== false
    && document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
    && !document.querySelector('[data-testid=stSkeleton]')"""


def settled(page: Page) -> None:
    """Wait until the server has answered all that the page asked for, and everything it made is drawn."""
    page.wait_for_function(SETTLED, polling=OFTEN, timeout=PATIENCE)
