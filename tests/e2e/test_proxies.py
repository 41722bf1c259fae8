"""Behind nginx and Caddy, below a path, over TLS, with the configurations of the documentation."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from producflow.access import wall_links
from producflow.access.roles import COMMAND_LINE
from producflow.store.database import Store
from tests.e2e.conftest import (
    ANSWERED,
    CHROMIUM,
    CHROMIUM_ARGUMENTS,
    PATIENCE,
    Browsers,
    running,
    settled,
    sign_in,
    signed_in,
    signed_out,
    way_to,
)
from tests.proxies import HOST, proxied
from tests.serving import free_port, serving

pytestmark = pytest.mark.long

CSV = "name,type\nLathe 4,Lathe\n"
ASKED = """async (path) => {
    const answer = await fetch(path);
    return [answer.status, answer.headers.get("content-type")];
}"""


@pytest.mark.parametrize("proxy", ["nginx", "caddy"])
def test_everything_works_below_a_path(proxy: str, tmp_path: Path, browsers: Browsers) -> None:
    port, behind, database = free_port(), free_port(), tmp_path / "plant.duckdb"
    settings = {
        "PRODUCFLOW_DEMO": "0",
        "PRODUCFLOW_PORT": str(behind),
        "PRODUCFLOW_PATH": "/plant1",
        "PRODUCFLOW_URL": f"https://{HOST}:{port}",
        "PRODUCFLOW_HOSTS": HOST,
        "PRODUCFLOW_SECURE_COOKIES": "1",
    }
    store = Store.open(database)
    token, _ = wall_links.create(store, COMMAND_LINE, "Hall")
    store.close()
    rules = [f"--host-resolver-rules=MAP {HOST} 127.0.0.1"]
    chromium = browsers.playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS + rules)
    context = chromium.new_context(ignore_https_errors=True)
    context.add_init_script(path=ANSWERED)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    with proxied(proxy, tmp_path, port, behind) as plant:
        with running(database, **settings):
            _walk(page, plant, token, tmp_path)
            page.goto(f"{plant}/losses?period=30d")
            signed_in(page)
            settled(page)
            assert complaints == []
        expect(page.locator("#pf-outage")).to_have_text(
            "No connection to the server; it may be starting again. This page goes on by itself."
        )
        expect(page.get_by_text("Connection error")).not_to_be_visible()
        late = page.context.new_page()
        late.goto(f"{plant}/shifts")
        expect(late.get_by_role("status")).to_have_text("ProducFlow is starting; this page comes by itself.")
        with serving(database, **settings):
            expect(page.locator("#pf-outage")).to_have_count(0)
            settled(page)
            expect(page).to_have_url(f"{plant}/losses?period=30d")
            signed_in(late)
            expect(late).to_have_url(f"{plant}/shifts")
            expect(page.get_by_text("Connection error")).to_have_count(0)
    chromium.close()


def _walk(page: Page, plant: str, token: str, folder: Path) -> None:
    """From a deep link in, over an upload, paper, calls and the wall."""
    page.goto(f"{plant}/losses/?period=30d")
    signed_out(page)
    sign_in(page, "analyst")
    expect(page).to_have_url(f"{plant}/losses?period=30d")
    cookies = {each["name"]: each for each in page.context.cookies() if each["name"].startswith("producflow")}
    assert len(cookies) == 3
    assert {(each["path"], each["secure"], each["httpOnly"]) for each in cookies.values()} == {("/plant1/", True, True)}

    way_to(page, "Uploads").click()
    expect(page).to_have_url(re.compile(re.escape(f"{plant}/uploads")))
    file = folder / "machines.csv"
    file.write_text(CSV, encoding="utf-8")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("What it seems to be")).to_be_visible()
    settled(page)

    page.locator(".st-key-share_sidebar button").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_test_id("stCode").first).to_contain_text(f"{plant}/uploads")

    # As the buttons of the page do, and as programs do.
    assert page.evaluate(ASKED, "/plant1/print/shifts.pdf") == [200, "application/pdf"]
    assert page.evaluate(ASKED, "/plant1/api/ready") == [200, "application/json"]
    assert page.evaluate(ASKED, "/plant1/health") == [200, "application/json"]

    page.goto(f"{plant}/api/docs")
    expect(page.get_by_role("heading", name="ProducFlow").first).to_be_visible()
    page.goto(f"{plant}/wall#{token}")
    expect(page.get_by_role("heading").first).not_to_be_empty()
    page.goto(plant)  # without the slash, and the page of a plant
    signed_in(page)
    expect(page).to_have_url(f"{plant}/")
