"""Every page in one visit, on a plant whose names attack.

The link survives signing in; no name is more than text; nothing is broken or cut and nobody meets a barrier, wide and
narrow, light and dark. Who sees most looks, an administrator; what the other roles get is looked at without a browser,
in tests/integration/test_every_role.py.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from producflow import pages
from producflow.access.roles import Role
from producflow.store.database import Store
from tests.e2e import hostile
from tests.e2e.barriers import barriers
from tests.e2e.conftest import DESKTOP, PHONE, NewPage, Scheme, Server, open_path, running, settled, sign_in, signed_out
from tests.e2e.hostile import HOSTILE, MACHINE, PERSON
from tests.e2e.looking import Complaints, fits, leaks, turn

pytestmark = pytest.mark.long

PATHS = {entry.url_path: "/" if entry is pages.HOME else f"/{entry.url_path}" for entry in pages.ALL}
VIEWS = {
    "machine": f"/equipment?machine={MACHINE}",
    "machine of the demo": "/equipment?machine=1",
    "table of machines": "/equipment?show=Table",
    "machines chosen": f"/shifts?machines={MACHINE}",
    "another measure": "/shifts?measure=OEE",
    "before anything": "/?period=Custom&from=1999-01-01&to=1999-01-02",
    "long ago": "/maintenance?period=90d",
    "API keys": "/admin?section=API+keys",
    "limits": "/admin?section=Limits",
    "plant": "/admin?section=Plant",
    "screens": "/admin?section=Screens",
    "audit log": "/admin?section=Audit+log",
}
NAMED = {"overview", "equipment", "uploads", "admin", "machine", "machines chosen", "long ago"} | {
    "API keys",
    "limits",
    "screens",
    "audit log",
}
"""Where the name must stand; elsewhere it may."""
WAYS: tuple[tuple[ViewportSize, Scheme], ...] = (
    *((DESKTOP, "light"), (DESKTOP, "dark")),
    *((PHONE, "dark"), (PHONE, "light")),
)
"""In which the pages are looked at; from one to the next only one thing changes, since each makes all charts anew."""
BROKEN = "because of a mistake in ProducFlow"


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory, demo_file: Path) -> Iterator[Server]:
    """A server whose plant bears the name everywhere."""
    database = tmp_path_factory.mktemp("hostile") / "plant.duckdb"
    shutil.copy(demo_file, database)
    store = Store.open(database)
    hostile.fill(store)
    store.close()
    with running(database, [*Role, PERSON]) as started:
        yield started


@pytest.fixture
def page(plant: Server, new_page: NewPage) -> Page:
    """A tab signed in as the person of that name."""
    return new_page(session=plant.session(PERSON))


def look(page: Page, name: str) -> None:
    """Look at what is open, every way."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    if name in NAMED:
        hostile.shown_as_text(page)
    else:
        hostile.nothing_works(page)
    page.wait_for_load_state("networkidle")
    for size, scheme in WAYS:
        turn(page, size, scheme)
        shown = f"{size['width']} px, {scheme}"
        assert leaks(page) == [], shown
        fits(page)
        if size == DESKTOP:
            assert barriers(page, only_colours=(size, scheme) != WAYS[0]) == [], shown
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_text(BROKEN)).to_have_count(0)


def watched(page: Page) -> tuple[Complaints, list[str]]:
    """What the browser complains about from now on, and what dialogs scripts open."""
    opened: list[str] = []
    page.on("dialog", lambda dialog: opened.append(dialog.message))
    return Complaints().of(page), opened


@pytest.mark.parametrize("name", PATHS)
def test_a_link_to_a_page_survives_signing_in_and_shows_it_whole_to_everybody(
    plant: Server, visitor: Page, name: str
) -> None:
    complaints, opened = watched(visitor)
    visitor.goto(f"{plant.url}{PATHS[name]}?from_test=7d")
    signed_out(visitor)
    sign_in(visitor, PERSON)
    expect(visitor).to_have_url(re.compile(re.escape(plant.url + PATHS[name]) + r"\?.*from_test=7d"))
    look(visitor, name)
    assert (complaints.found, opened) == ([], [])


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_of_a_page_is_whole_for_everybody(plant: Server, page: Page, name: str) -> None:
    complaints, opened = watched(page)
    open_path(page, plant.url + VIEWS[name])
    look(page, name)
    assert (complaints.found, opened) == ([], [])


def test_the_name_of_a_file_is_text_while_it_is_uploaded(plant: Server, page: Page) -> None:
    open_path(page, f"{plant.url}/uploads")
    content = f'machine,timestamp,sensor,"{HOSTILE}"\n"{HOSTILE} 2",2026-01-01T00:00:00Z,speed,"{HOSTILE}"\n'
    file = {"name": f"{HOSTILE} upload.csv", "mimeType": "text/csv", "buffer": content.encode()}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    expect(page.get_by_text("What it seems to be")).to_be_visible()
    settled(page)
    hostile.shown_as_text(page)


def test_what_a_person_types_is_text(plant: Server, page: Page) -> None:
    open_path(page, f"{plant.url}/equipment?search={HOSTILE.replace('#', '')}&machine=no<b>bold</b>")
    expect(page.get_by_text("There is no machine")).to_contain_text("no<b>bold</b>")
    expect(page.locator(hostile.WORKING)).to_have_count(0)
