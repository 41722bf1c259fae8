"""Take the README's screenshots from the real application: ``make screenshots``; with names behind it, only these.

The plant is the demo plant, and its clock stands still, so that the pictures change only when the pages do.
"""

import sys
import tempfile
from datetime import UTC, datetime, tzinfo
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from producflow import demo, serving, settings
from producflow.access import wall_links
from producflow.access.roles import COMMAND_LINE
from producflow.api import dependencies
from producflow.operations import passwords
from producflow.store.database import Session, Store
from producflow.ui import context
from tests import walkthrough
from tests.e2e.conftest import CHROMIUM, CHROMIUM_ARGUMENTS, PATIENCE, open_path, settled, signed_in
from tests.presses import add_presses
from tests.serving import ROOT
from tests.serving import serving as served

IMAGES = ROOT / "docs" / "images"
NOW = datetime(2026, 3, 16, 9, 40, tzinfo=UTC)
PERSON, PASSWORD = "peter.novak@demo.example", "seven blue kettles"
COLOURS = 256
LARGEST, WALK_LARGEST = 300_000, 200_000  # bytes

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
WHOLE_PHONE = {"width": 390, "height": 1700}
"""As tall as the first screen, bar included."""
PICTURES: tuple[tuple[str, str, dict[str, int], Literal["light", "dark"]], ...] = (
    ("overview", "/", DESKTOP, "light"),
    ("overview-dark", "/", DESKTOP, "dark"),
    ("overview-phone", "/", WHOLE_PHONE, "light"),
    ("overview-phone-dark", "/", WHOLE_PHONE, "dark"),
    ("handover", "/handover", DESKTOP, "light"),
    ("handover-phone", "/handover", WHOLE_PHONE, "dark"),
    ("changes", "/changes?period=30d", DESKTOP, "light"),
    ("losses", "/losses?period=30d", DESKTOP, "light"),
    ("equipment", "/equipment", DESKTOP, "light"),
    ("machine", "/equipment?machine=1", DESKTOP, "light"),
    ("machine-phone", "/equipment?machine=1", PHONE, "dark"),
    ("maintenance", "/maintenance?period=90d", DESKTOP, "light"),
    ("shifts", "/shifts?period=30d", DESKTOP, "light"),
    ("coverage", "/coverage?period=30d", DESKTOP, "light"),
    ("uploads", "/uploads", DESKTOP, "light"),
    ("admin", "/admin?admin_section=Limits", DESKTOP, "light"),
)


MANY: tuple[tuple[str, str, dict[str, int], Literal["light", "dark"]], ...] = (
    ("overview-200", "/", DESKTOP, "light"),
    ("overview-200-dark", "/", DESKTOP, "dark"),
)
"""Pictures of a plant of 200 machines."""
WALLS: tuple[tuple[str, Literal["light", "dark"]], ...] = (("wall", "light"), ("wall-dark", "dark"))
"""The wall as a screen in the hall shows it; of the large plant with ``-200`` behind the name."""
SCREEN = {"width": 1280, "height": 720}


def build(database: Path, machines: int = 0) -> None:
    """Fill a file with the demo plant and let its manager sign in.

    Parameters
    ----------
    machines : int
        Presses beside those of the demo plant, of which seven need attention.
    """
    store = Store.open(database)
    demo.build(store, NOW.date(), now=NOW)
    if machines:
        add_presses(store, [f"Press #{place + 6}" for place in range(machines)], NOW)
    found = store.read(Session.row, "users/by_email", email=PERSON)
    assert found is not None
    passwords.set_password(store, COMMAND_LINE, int(found["id"]), PASSWORD, own=True)
    store.close()


class Still(datetime):
    """The clock of the calls."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "Still":
        """The hour when it stands still."""
        return cls.fromtimestamp(NOW.timestamp(), tz)


def serve() -> None:
    """Serve, in a process of its own, at the hour when the clock stands still."""
    context.now = lambda: NOW
    vars(dependencies)["datetime"] = Still
    for line in serving.serve(settings.current()):
        sys.stdout.write(f"{line}\n")


def sign_in(browser: Browser, url: str) -> Any:
    """Sign in by the form, once, and return what the browser then keeps."""
    page = browser.new_page()
    page.goto(url)
    page.get_by_role("textbox", name="Email").fill(PERSON)
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    with page.expect_response(lambda response: "/session/claim" in response.url):
        page.get_by_role("button", name="Sign in").click()
    signed_in(page)
    return page.context.storage_state()


def upload(page: Page) -> None:
    """Choose a real export, and let it be rehearsed."""
    page.locator("input[type=file]").set_input_files(ROOT / "tests" / "data" / "excavators.csv")
    page.get_by_text("Create machines that are not known yet").click()
    expect(page.get_by_text("5 new machines")).to_be_visible()
    settled(page)


def drawn(page: Page) -> None:
    """Wait until charts and tables are painted as well."""
    page.wait_for_load_state("networkidle")
    page.wait_for_function("() => document.fonts.status === 'loaded'")  # as an expression it would need unsafe-eval
    page.wait_for_function(
        """() => [...document.querySelectorAll('[data-testid=stPlotlyChart]')]
            .every(each => each.querySelector('.main-svg'))"""
    )


def keep(picture: bytes, name: str, largest: int = LARGEST) -> None:
    """Write a picture with as few colours as it needs."""
    path = IMAGES / f"{name}.png"
    few = Image.open(BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    assert path.stat().st_size < largest, f"{path} is too large to be shown on a page"


def walk(browser: Browser, url: str, state: Any) -> None:
    """Ask what a manager asks, and keep what each answer looks like; see ``docs/walkthrough.md``."""
    page = browser.new_page(viewport=DESKTOP, color_scheme="light", storage_state=state)  # type: ignore[arg-type]
    open_path(page, url)
    for name, question in (
        ("walk-costs", walkthrough.which_machine_costs_most),
        ("walk-shifts", walkthrough.is_the_night_really_worse),
        ("walk-changes", walkthrough.what_changed_since_last_week),
        ("walk-receipt", walkthrough.open_a_receipt),
    ):
        clicks = question(page).clicks
        drawn(page)
        keep(page.screenshot(animations="disabled"), name, WALK_LARGEST)
        sys.stdout.write(f"{name}: {clicks} clicks\n")
    page.keyboard.press("Escape")
    settled(page)
    sender, link = walkthrough.send_a_link(page)
    keep(page.screenshot(animations="disabled"), "walk-link", WALK_LARGEST)
    sys.stdout.write(f"walk-link: {sender.clicks} clicks, {link}\n")
    page.close()


def hang(database: Path) -> str:
    """Make a link for a screen, and return the path that it opens."""
    store = Store.open(database)
    token, _ = wall_links.create(store, COMMAND_LINE, "Hall A")
    store.close()
    return f"/wall#{token}"


def walls(browser: Browser, address: str, wanted: set[str], more: str = "") -> None:
    """Take the pictures of the wall, in a browser that nobody has signed in."""
    for name, scheme in WALLS:
        if not wanted or name + more in wanted:
            page = browser.new_page(viewport=SCREEN, color_scheme=scheme)  # type: ignore[arg-type]
            page.goto(address)
            expect(page.locator("footer")).to_contain_text("as of")
            drawn(page)
            keep(page.screenshot(animations="disabled"), name + more)
            page.close()


def main() -> None:
    """Build, serve, sign in, and take every picture."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        database = Path(folder) / "plant.duckdb"
        build(database)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        wanted = set(sys.argv[1:])
        many = Path(folder) / "many.duckdb"
        if not wanted or any("-200" in name for name in wanted):
            build(many, 195)
            screen = hang(many)
            with served(many, "tests.screenshots") as url:
                walls(browser, url + screen, wanted, "-200")
                state = sign_in(browser, url)
                for name, path, size, scheme in MANY:
                    if wanted and name not in wanted:
                        continue
                    page = browser.new_page(viewport=size, color_scheme=scheme, storage_state=state)  # type: ignore[arg-type]
                    open_path(page, url + path)
                    drawn(page)
                    keep(page.screenshot(animations="disabled"), name)
                    page.close()
        screen = hang(database)
        with served(database, "tests.screenshots") as url:
            walls(browser, url + screen, wanted)
            state = sign_in(browser, url)
            for name, path, size, scheme in PICTURES:
                if wanted and name not in wanted:
                    continue
                page = browser.new_page(viewport=size, color_scheme=scheme, storage_state=state)  # type: ignore[arg-type]
                open_path(page, url + path)
                if name == "uploads":
                    upload(page)
                drawn(page)
                keep(page.screenshot(animations="disabled"), name)
                page.close()
            if not wanted:
                walk(browser, url, state)
        browser.close()


if __name__ == "__main__":
    if sys.argv[1:] == ["serve"]:
        serve()
    else:
        main()
