"""Areas and lines in a browser: chosen once, they hold on other pages, after a reload, on the way back, for others."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PageAs, settled, way_to
from tests.e2e.test_history import address

pytestmark = pytest.mark.long


def test_an_area_holds_on_the_way_through_the_pages(page_as: PageAs) -> None:
    page = page_as("manager", "/")
    settled(page)
    sidebar, main = page.get_by_test_id("stSidebar"), page.get_by_test_id("stMain")
    sidebar.get_by_role("combobox", name="Areas").click()
    page.get_by_role("option", name="Assembly").click()
    page.keyboard.press("Escape")
    told = main.get_by_test_id("stCaptionContainer").filter(has_text="area Assembly").first
    expect(told).to_be_visible()
    assert address(page) == "/?area=Assembly"

    way_to(page, "Losses and costs").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Where did the time and the money go?")
    expect(told).to_be_visible()
    assert address(page) == "/losses?area=Assembly"
    main.get_by_role("radio", name="Line").click()
    expect(main.locator(".ytick text").filter(has_text="Assembly · Line 1").first).to_be_visible()
    settled(page)  # the chart is drawn once more when all of the page is there, and a click before that is lost

    main.locator(".st-key-loss_pareto .bars .point path").first.click(force=True)
    expect(
        main.get_by_test_id("stCaptionContainer").filter(has_text="area Assembly · line Line 1").first
    ).to_be_visible()
    page.go_back()
    expect(told).not_to_contain_text("line Line 1")

    page.reload()
    expect(told).to_be_visible()
    sent = address(page)
    assert set(sent.split("?")[1].split("&")) == {"area=Assembly", "loss_by=Line"}
    page.go_back()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Where did the time and the money go?")
    expect(told).to_be_visible()

    other = page_as("operator", sent)
    settled(other)
    expect(other.get_by_test_id("stMain").get_by_text("area Assembly").first).to_be_visible()
    gone = page_as("operator", "/losses?area=Paint+shop")
    expect(gone.get_by_text("There is no area Paint shop (any more)")).to_be_visible()
