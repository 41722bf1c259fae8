"""A real export from the desktop to the pages and back, in a real browser against the real server."""

import csv
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.conftest import NewPage, Server, settled, sign_in

DATA = Path(__file__).parents[1] / "data"


def open_uploads(server: Server, new_page: NewPage) -> Page:
    page = new_page()
    page.goto(f"{server.url}/uploads")
    sign_in(page, "analyst")
    return page


def choose(page: Page, name: str) -> None:
    page.locator("input[type=file]").set_input_files(DATA / name)
    expect(page.get_by_role("heading", name="What it seems to be")).to_be_visible()
    settled(page)


def metric(page: Page, label: str) -> str:
    return page.get_by_test_id("stMetric").filter(has_text=label).get_by_test_id("stMetricValue").inner_text()


def test_work_orders_are_uploaded_their_rejects_saved_and_the_import_undone(
    cold_server: Server, new_page: NewPage, tmp_path: Path
) -> None:
    page = open_uploads(cold_server, new_page)
    choose(page, "excavators.csv")
    expect(page.get_by_role("button", name="Import 0 rows")).to_be_disabled()
    page.get_by_text("Create machines that are not known yet").click()
    expect(page.get_by_role("button", name="Import 5,005 rows")).to_be_enabled()
    settled(page)
    assert [metric(page, name) for name in ("Rows read", "New", "Unchanged", "Rejected")] == [
        "5,485",
        "5,005",
        "358",
        "122",
    ]
    page.get_by_role("button", name="Import 5,005 rows").click()
    expect(page.get_by_text("Import 1 is in: 5,005 rows new")).to_be_visible()
    settled(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download 122 rejected rows").click()
    saved = tmp_path / "rejects.csv"
    waiting.value.save_as(saved)
    with saved.open(encoding="utf-8", newline="") as file:
        table = list(csv.reader(file))
    assert table[0] == ["BscStartDate", "Asset", "OriginalShorttext", "PMType", "Cost", "reason"]
    assert len(table) == 123
    page.get_by_role("button", name="Undo import 1").click()
    expect(page.get_by_text("Import 1 is undone: 5,005 rows removed")).to_be_visible()


def test_a_sensor_log_becomes_readings_of_a_machine_that_is_typed_in(cold_server: Server, new_page: NewPage) -> None:
    page = open_uploads(cold_server, new_page)
    choose(page, "ambient_temperature_system_failure.csv")
    for label, answer in (("Machine", "Server room"), ("Sensor type", "temperature")):
        box = page.get_by_role("combobox", name=re.compile(rf"{label}$"))
        box.first.click()
        page.get_by_role("option", name="the same in every row").click()
        settled(page)
        typed = page.get_by_role("combobox", name=f"{label} of every row")
        typed.fill(answer)
        typed.press("Enter")
        settled(page)
    page.get_by_text("Create machines that are not known yet").click()
    page.get_by_role("button", name="Import 7,267 rows").click()
    expect(page.get_by_text("Import 1 is in: 7,267 rows new")).to_be_visible()


def test_an_operator_sees_what_came_in_and_may_not_upload(cold_server: Server, new_page: NewPage) -> None:
    page = new_page()
    page.goto(f"{cold_server.url}/uploads")
    sign_in(page, "operator")
    expect(page.get_by_text("you may not upload files or undo uploads")).to_be_visible()
    expect(page.locator("input[type=file]")).to_have_count(0)
