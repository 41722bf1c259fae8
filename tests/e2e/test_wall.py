"""The wall in a browser, with the real server: it outlives the server's end, and is readable from six metres."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from producflow import __version__
from producflow.access import wall_links
from producflow.access.roles import COMMAND_LINE
from producflow.operations import equipment
from producflow.store.database import Store
from tests.e2e.barriers import barriers
from tests.e2e.conftest import PHONE, NewPage, PageAs, Scheme, Server, settled, signed_out
from tests.e2e.hostile import HOSTILE, shown_as_text
from tests.e2e.looking import SHIFTED
from tests.faults import victims
from tests.people import PASSWORD, email_of
from tests.presses import add_presses

pytestmark = pytest.mark.long

FULL: ViewportSize = {"width": 1920, "height": 1080}
HALF: ViewportSize = {"width": 1280, "height": 720}
SIX_METRES = 68 / 1080
"""Least size of letters against the height of the screen: 16 minutes of arc at six metres, on 55 inches."""
CUT_OFF = """() => [...document.querySelectorAll('h1, h2, p, footer')]
  .filter(each => each.checkVisibility() && each.scrollWidth > each.clientWidth + 1)
  .map(each => each.textContent)"""
SIZES = """selector => [...document.querySelectorAll(selector)]
  .filter(each => each.checkVisibility()).map(each => parseFloat(getComputedStyle(each).fontSize))"""


@dataclass
class Screen:
    """A plant whose server can be killed, and what its screen opens."""

    database: Path
    path: str
    server: victims.Server

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.port}{self.path}"

    def start_again(self) -> None:
        """Another process on the same port."""
        port = self.server.port
        self.server = victims.Server(self.database, PRODUCFLOW_PORT=str(port))
        self.server.port = port


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory, demo_file: Path) -> Iterator[Screen]:
    """The demo plant and 195 presses, of which seven need attention; whoever kills its server starts another one."""
    database = tmp_path_factory.mktemp("wall") / "wall.duckdb"
    shutil.copy(demo_file, database)
    store = Store.open(database)
    add_presses(store, [HOSTILE, *(f"Press #{place}" for place in range(7, 201))], datetime.now(UTC))
    token, _ = wall_links.create(store, COMMAND_LINE, "Hall A")
    store.close()
    found = Screen(database, f"/wall#{token}", victims.Server(database))
    yield found
    found.server.stop()


def shown(page: Page) -> None:
    expect(page.locator("footer")).to_contain_text("as of")
    page.evaluate("document.fonts.ready")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_readable_from_six_metres_with_200_machines(screen: Screen, new_page: NewPage, scheme: Scheme) -> None:
    page = new_page(viewport=FULL, scheme=scheme)
    page.add_init_script(f"({SHIFTED})()")
    page.goto(screen.address)
    for size in (FULL, HALF):
        page.set_viewport_size(size)
        shown(page)
        least = SIX_METRES * size["height"] - 0.1
        for selector in (".lasts", ".what", ".value"):
            sizes = page.evaluate(SIZES, selector)
            assert len(sizes) == 4
            assert min(sizes) >= least, (selector, sizes)
        assert page.evaluate(CUT_OFF) == []
        assert page.evaluate("document.documentElement.scrollHeight") <= size["height"]
        assert barriers(page) == []
    expect(page.get_by_text("5 more need attention")).to_be_visible()
    shown_as_text(page)
    expect(page.locator("footer")).to_contain_text("191 more run")
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert barriers(page) == []
    assert float(page.evaluate("window.shifted")) < 0.1


def test_the_address_may_say_dark_whatever_the_system_is(screen: Screen, new_page: NewPage) -> None:
    colours = []
    for theme in ("dark", "light", "plaid"):
        page = new_page(viewport=HALF, scheme="light")
        page.goto(screen.address.replace("#", f"?theme={theme}#"))
        shown(page)
        colours.append(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
    assert colours == ["rgb(16, 22, 29)", "rgb(255, 255, 255)", "rgb(255, 255, 255)"]


def test_it_is_loaded_anew_when_another_version_answers(screen: Screen, visitor: Page) -> None:
    visitor.goto(screen.address)
    shown(visitor)
    visitor.evaluate("document.documentElement.dataset.version = '0'")
    with visitor.expect_event("load"):
        visitor.evaluate("performance.now = (now => () => now() + 60000)(performance.now.bind(performance))")
    shown(visitor)
    assert visitor.evaluate("document.documentElement.dataset.version") == __version__


def test_it_outlives_kill_9_and_restart_by_itself(screen: Screen, visitor: Page) -> None:
    visitor.goto(screen.address)
    visitor.evaluate("window.sameDocument = true")
    shown(visitor)
    lost = visitor.locator("#lost")
    expect(lost).to_be_empty()
    screen.server.kill()
    expect(lost).to_have_text(re.compile(r"^No connection since \d\d:\d\d\. This is how it was then\.$"))
    expect(visitor.get_by_role("heading", level=1)).to_have_text(re.compile("Injection Molding Machine #1 is too hot"))
    assert barriers(visitor) == []
    store = Store.open(screen.database)  # what happens while the screen is cut off, it shows as soon as it can
    equipment.create(store, COMMAND_LINE, name="New", status="critical")
    store.close()
    screen.start_again()
    expect(lost).to_be_empty()
    expect(visitor.locator("[data-state=critical]")).to_have_count(2)
    assert visitor.evaluate("window.sameDocument")


def test_a_manager_makes_a_link_that_opens_the_wall_only(server: Server, page_as: PageAs, visitor: Page) -> None:
    page = page_as("manager", "/admin?admin_section=Screens")
    page.get_by_text("Make a link for a screen").click()
    page.get_by_role("textbox", name="Where it hangs").fill("Hall A, gate 2")
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_text("Copy it now")).to_be_visible()
    address = page.get_by_test_id("stCode").inner_text().strip()
    assert address.startswith(f"{server.url}/wall#pfw_")
    visitor.goto(address)
    shown(visitor)
    expect(visitor.locator(".machine")).not_to_have_count(0)
    assert visitor.context.cookies() == []
    page.get_by_role("button", name="I have it").click()
    settled(page)
    expect(page.get_by_test_id("stCode")).to_have_count(0)

    other = visitor.context.new_page()
    other.goto(server.url)
    signed_out(other)
    store_key = address.partition("#")[2]
    other.context.add_cookies([{"name": "producflow_session", "value": store_key, "url": server.url}])
    other.goto(server.url)
    signed_out(other)
    for path in ("/print/overview.pdf", "/media/x", "/_stcore/metrics"):
        assert other.request.get(server.url + path).status == 401

    person: dict[str, str | float | bool] = {"username": email_of("manager"), "password": PASSWORD}
    token = other.request.post(f"{server.url}/api/token", form=person).json()["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}
    [link] = other.request.get(f"{server.url}/api/wall/links", headers=bearer).json()
    assert other.request.delete(f"{server.url}/api/wall/links/{link['id']}", headers=bearer).ok
    expect(visitor.get_by_role("heading", level=1)).to_have_text(wall_links.REFUSED)
    expect(visitor.locator("main")).not_to_contain_text("Injection")
    assert barriers(visitor) == []
