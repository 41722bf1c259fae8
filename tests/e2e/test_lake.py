"""A dashboard with nothing of its own shows three plants of a lake, in a real browser."""

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from producflow.lake.engines import DuckDB
from producflow.lake.rolling import Asked, rolled
from tests.e2e.conftest import NewPage, open_path, running, settled, sign_in
from tests.raw_lakes import file_of, readings

pytestmark = pytest.mark.long


def published(folder: Path, now: datetime) -> Path:
    """Two days of three plants with a press each; the day that runs is left out."""
    days = [now.date() - timedelta(days=back) for back in (2, 1)]
    for number, plant in enumerate(("Bergen", "Lyon", "Oslo")):
        for day in days:
            values = [60.0 + number + minute % 40 for minute in range(1440)]
            file_of(folder / "raw", plant, day, readings(day, "Press 1", "temperature", values, minutes=1))
    for _ in rolled(Asked(folder / "raw", folder / "lake", None, 7, now), DuckDB()):
        pass
    return folder / "lake"


def middle_of(day: date) -> str:
    return f"{day}T12:00:00+00:00"


def test_three_plants_of_a_lake(tmp_path: Path, new_page: NewPage) -> None:
    now = datetime.now(UTC)
    lake = published(tmp_path, now)
    yesterday = now.date() - timedelta(days=1)
    with running(tmp_path / "plant.duckdb", PRODUCFLOW_DEMO="0", PRODUCFLOW_LAKE=str(lake)) as server:
        page = new_page()
        page.goto(server.url)
        sign_in(page, "manager")
        open_path(page, server.url + "/equipment")
        sidebar = page.get_by_test_id("stSidebar")
        for plant in ("Bergen", "Lyon", "Oslo"):
            expect(page.get_by_role("button", name=f"{plant} · Press 1")).to_be_visible()
            expect(sidebar.get_by_text(f"{plant}: up to {yesterday:%-d %b %Y} UTC, published")).to_be_visible()
        open_path(page, server.url + "/equipment?plant=Oslo")
        expect(page.get_by_role("button", name="Oslo · Press 1")).to_be_visible()
        expect(page.get_by_role("button", name="Bergen · Press 1")).to_have_count(0)
        page.get_by_role("button", name="Oslo · Press 1").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("What is wrong with Oslo · Press 1?")
        expect(page.get_by_text("mean and range of each hour")).to_be_visible()
        settled(page)
        page.screenshot(path=Path(os.environ.get("PRODUCFLOW_TEST_PICTURES", tmp_path)) / "lake.png", full_page=True)
        page.goto(f"{page.url}&zoom=1+day&around={middle_of(yesterday).replace('+', '%2B')}")
        expect(page.get_by_text("Each line shows every reading")).to_be_visible()

        (tmp_path / "lake").rename(tmp_path / "away")  # noticed by the clock, while the page is open
        expect(page.get_by_text("What was taken in before is shown.")).to_be_visible()
        expect(page.get_by_role("heading", level=1)).to_have_text("What is wrong with Oslo · Press 1?")
