"""Changing limits in a real browser: from what is in force, shown before, and taken back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.barriers import barriers
from tests.e2e.conftest import DESKTOP, PHONE, PageAs, settled
from tests.e2e.looking import fits

pytestmark = pytest.mark.long


def choose_sensor(page: Page, name: str) -> None:
    box = page.get_by_role("combobox", name="Sensor")
    box.evaluate(
        "box => box.scrollIntoView({block: 'center', behavior: 'instant'})"
    )  # the list closes when a page moves
    settled(page)
    box.click()
    page.get_by_role("option", name=name, exact=True).click()
    settled(page)


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def page(request: pytest.FixtureRequest, page_as: PageAs) -> Page:
    """The limits, as a manager looks at them at a desk and on a phone."""
    return page_as("manager", "/admin?section=Limits", viewport=request.param)


def test_limits_open_as_they_are_show_what_changes_and_are_taken_back(page: Page) -> None:
    choose_sensor(page, "temperature")
    critical, warning = (
        page.get_by_role("spinbutton", name="Critical above [°C]"),
        page.get_by_role("spinbutton", name="Warning above [°C]"),
    )
    expect(critical).to_have_value(re.compile(r"^85(\.0+)?$"))
    expect(page.get_by_role("spinbutton", name="Deadband [°C]")).to_have_value(re.compile(r"^1(\.0+)?$"))
    warning.fill("60")
    critical.fill("")
    page.get_by_role("button", name="Show what would change").click()
    review = page.locator(".st-key-limit_review")
    expect(review).to_contain_text("Warning above: 80 → 60")
    expect(review).to_contain_text("Critical above: 85 → none, no longer checked")
    critical.fill("85")
    page.get_by_role("button", name="Show what would change").click()
    expect(review).not_to_contain_text("no longer checked")
    expect(review).to_contain_text(re.compile(r"\d+ would appear, \d+ disappear, \d+ change"))
    settled(page)
    fits(page)
    assert barriers(page) == []
    review.get_by_role("button", name="Save limits").dblclick()
    expect(page.get_by_text("The limits of temperature are saved")).to_be_visible()
    expect(warning).to_have_value(re.compile(r"^60(\.0+)?$"))
    expect(critical).to_have_value(re.compile(r"^85(\.0+)?$"))
    change = page.locator(".st-key-limit_change")
    expect(change).to_contain_text("warning above 80 → 60")
    settled(page)
    change.get_by_role("button", name="Undo this change").click()
    expect(page.get_by_text("The change of the limits of temperature is undone")).to_be_visible()
    expect(warning).to_have_value(re.compile(r"^80(\.0+)?$"))
    expect(change).to_contain_text("undone by Test manager")
    settled(page)


def test_limits_are_tried_on_what_was_read_applied_and_undone(page_as: PageAs) -> None:
    page = page_as("manager", "/equipment?machine=2")
    page.get_by_text("Try other limits on what was read").click()
    settled(page)
    box = page.get_by_role("combobox", name="Sensor")
    box.fill("Vibration")
    box.press("Enter")
    field = page.get_by_role("spinbutton", name="Warning above [mm/s]")
    expect(field).to_have_value("2.00")
    field.fill("1.80")
    field.press("Tab")
    page.get_by_role("button", name="Replay", exact=True).click()
    expect(page.get_by_text(re.compile(r"\d+ alarms instead of \d+"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"logged failures: finished corrective jobs"))).to_be_visible()
    settled(page)
    page.get_by_role("button", name="Apply these limits").click()
    expect(page.get_by_test_id("stToast").get_by_text("The limits of Vibration are applied")).to_be_visible()
    expect(page.get_by_text("set: warning above 1.8")).to_be_visible()
    settled(page)
    page.get_by_role("button", name="Undo that change of limits").click()
    expect(page.get_by_role("spinbutton", name="Warning above [mm/s]")).to_have_value("2.00")
    expect(page.get_by_role("button", name="Undo that change of limits")).to_have_count(0)
