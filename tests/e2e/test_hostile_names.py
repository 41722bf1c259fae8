"""Names that try to be markup, formulas, links or scripts: every page shows them as the text that they are."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from producflow import imports
from producflow.access import api_keys
from producflow.access.roles import COMMAND_LINE, Role
from producflow.operations import alerts, equipment, logs, users
from producflow.store.database import Store
from tests.e2e.conftest import NewPage, Server, fill_in, open_path, running, settled, signed_in
from tests.e2e.looking import Complaints, words
from tests.people import PASSWORD

HOSTILE = "<img src=x onerror=alert(1)> **bold** $x$ :red[x] [a](javascript:alert(1))"
"""No part of it may work; "bold" must never stand without the rest."""
EMAIL = "hostile@people.example"
PATHS = {
    "overview": "/",
    "machines": "/equipment",
    "machine": "/equipment?machine=6",
    "machines chosen": "/shifts?machines=6",
    "maintenance": "/maintenance?period=90d",
    "uploads": "/uploads",
    "people": "/admin",
    "API keys": "/admin?section=API+keys",
    "limits": "/admin?section=Limits",
    "audit log": "/admin?section=Audit+log",
}
WORKING = "[onerror], img[src='x'], a[href^='javascript' i], [class*='katex'], .MathJax"


def fill(store: Store) -> None:
    """A machine, a person, a file, records, alerts and jobs that all bear the name."""
    users.create(
        store, COMMAND_LINE, email=EMAIL, full_name=HOSTILE, role=Role.ADMIN, password=PASSWORD, department=HOSTILE
    )
    api_keys.create(store, COMMAND_LINE, HOSTILE, Role.OPERATOR)
    machine = equipment.create(store, COMMAND_LINE, name=HOSTILE, type=HOSTILE, location=HOSTILE)["id"]
    assert machine == 6
    now = datetime.now(UTC)
    alert = {"equipment_id": machine, "type": "emergency", "title": HOSTILE, "description": HOSTILE}
    alerts.create(store, COMMAND_LINE, priority="critical", **alert)
    job = {"equipment_id": machine, "maintenance_type": "corrective", "description": HOSTILE, "parts_replaced": HOSTILE}
    logs.create(store, COMMAND_LINE, scheduled_date=now - timedelta(days=3), **job)
    yesterday = f"{now - timedelta(days=1):%Y-%m-%d}"
    quoted = '"' + HOSTILE + '"'
    for header, row in (
        ("equipment,sensor_type,timestamp,value", f"{quoted},vibration,{yesterday}T12:00:00Z,9.9"),
        ("equipment,sensor_type,timestamp,value", f"{quoted},{quoted},{yesterday}T12:00:00Z,1"),
        (
            "equipment,date,shift,product,output_quantity,defect_quantity,downtime_minutes",
            f"{quoted},{yesterday},morning,{quoted},100,50,200",
        ),
        (
            "equipment,started_at,ended_at,reason,planned",
            f"{quoted},{yesterday}T06:00:00Z,{yesterday}T09:00:00Z,{quoted},no",
        ),
    ):
        path = store.path.with_name("hostile.csv")
        path.write_text(f"{header}\n{row}\n", encoding="utf-8")
        imports.import_file(store, COMMAND_LINE, path, f"{HOSTILE}.csv")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, demo_file: Path) -> Iterator[Server]:
    """A server whose plant bears the name everywhere."""
    database = tmp_path_factory.mktemp("hostile") / "plant.duckdb"
    shutil.copy(demo_file, database)
    store = Store.open(database)
    fill(store)
    store.close()
    with running(database) as started:
        yield started


@pytest.fixture
def page(hostile: Server, new_page: NewPage) -> Page:
    """A tab signed in as the person of that name; a dialog that a script opens fails the test."""
    page = new_page()
    if EMAIL in hostile.states:
        page = new_page(state=hostile.states[EMAIL])
    else:
        page.goto(hostile.url)
        fill_in(page, EMAIL, PASSWORD)
        with page.expect_response(lambda response: "/session/claim" in response.url):
            page.get_by_role("button", name="Sign in").click()
        signed_in(page)
        hostile.states[EMAIL] = page.context.storage_state()
    return page


def assert_only_text(page: Page) -> None:
    expect(page.locator(WORKING)).to_have_count(0)
    shown = words(page)
    assert HOSTILE in shown
    rest = shown.replace(HOSTILE, "").replace(HOSTILE.upper(), "").replace(HOSTILE.capitalize(), "")
    stray = [line for line in rest.split("\n") if "bold" in line.casefold() or "javascript:" in line]
    assert stray == []


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_names_are_shown_as_text(hostile: Server, page: Page, path: str) -> None:
    opened: list[str] = []
    page.on("dialog", lambda dialog: opened.append(dialog.message))
    complaints = Complaints().of(page)
    open_path(page, hostile.url + path)
    assert_only_text(page)
    assert opened == []
    assert complaints.found == []


def test_the_name_of_a_file_is_text_while_it_is_uploaded(hostile: Server, page: Page) -> None:
    open_path(page, f"{hostile.url}/uploads")
    content = f'machine,timestamp,sensor,"{HOSTILE}"\n"{HOSTILE} 2",2026-01-01T00:00:00Z,speed,"{HOSTILE}"\n'
    file = {"name": f"{HOSTILE} upload.csv", "mimeType": "text/csv", "buffer": content.encode()}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    expect(page.get_by_text("What it seems to be")).to_be_visible()
    settled(page)
    assert_only_text(page)


def test_what_a_person_types_is_text(hostile: Server, page: Page) -> None:
    open_path(page, f"{hostile.url}/equipment?search={HOSTILE.replace('#', '')}&machine=no<b>bold</b>")
    expect(page.get_by_text("There is no machine")).to_contain_text("no<b>bold</b>")
    expect(page.locator(WORKING)).to_have_count(0)
