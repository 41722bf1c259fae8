"""A note is written and seen on the chart; a frozen link keeps its numbers after an undo and says so."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PageAs, Server, open_path, settled

pytestmark = pytest.mark.long


def test_a_note_is_seen_on_the_chart_and_frozen_numbers_survive_an_undo(
    page_as: PageAs, server: Server, tmp_path: Path
) -> None:
    page = page_as("manager", "/equipment?machine=1&period=30d")
    page.get_by_role("button", name="Add a note").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="What happened?").fill("Tool <b>12</b> fitted")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    settled(page)
    expect(page.locator(".js-plotly-plot .annotation-text", has_text="Tool <b>12</b> fitted")).to_be_visible()

    page.get_by_role("button", name="Share or print").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Freeze these numbers").click()
    expect(dialog.get_by_text("rows are kept")).to_be_visible()
    dialog.get_by_text("Frozen links (").click()
    address = dialog.locator("a[href*='frozen=']").first.get_attribute("href")
    assert address is not None

    source = tmp_path / "machines.csv"
    source.write_text("name,type,capacity\nLathe 77,Lathe,200\n", encoding="utf-8")
    told = server.command("import", str(source), "--kind", "equipment")
    number = told.split("(import ")[1].split(")")[0]
    server.command("undo", number)
    open_path(page, address)
    expect(page.get_by_text("Since then: 1 import, 1 import taken back")).to_be_visible()
    expect(page.locator(".js-plotly-plot .annotation-text", has_text="Tool <b>12</b> fitted")).to_be_visible()
    expect(page.get_by_role("button", name="Add a note")).to_have_count(0)
