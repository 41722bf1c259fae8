"""The working calendar in a browser: a shift renamed in the table, looked at, saved, and in the filters at once."""

import os
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.conftest import settled

PageAs = Callable[..., Page]


def test_a_manager_plans_five_days_and_everybody_sees_what_is_missing(page_as: PageAs) -> None:
    page = page_as("manager", "/admin?admin_section=Working calendar")
    settled(page)
    expect(page.get_by_role("heading", name="Shifts from a day on")).to_be_visible()
    page.get_by_role("combobox", name="Begin with").click()
    page.get_by_role("option", name="5 × 2: Monday to Friday, two shifts").click()
    settled(page)
    expect(page.get_by_text("88 of 168 h are in no shift")).to_be_visible()
    if folder := os.environ.get("PICTURES"):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for width, height in ((1440, 900), (390, 844)):
                page.set_viewport_size({"width": width, "height": height})
                settled(page)
                page.screenshot(path=f"{folder}/calendar-{scheme}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("button", name="Save these shifts").click()
    expect(page.get_by_text("on the plant works so.")).to_be_visible()
    # What was reported before this day keeps its shifts, the night among them.
    expect(page.get_by_text("night 22:00–06:00").first).to_be_attached()
