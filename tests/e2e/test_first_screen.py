"""The first screen in a browser: how tall it is, what stands in its first view, and that a tile is one target."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.e2e.barriers import barriers
from tests.e2e.conftest import DESKTOP, PHONE, SCHEMES, NewPage, PageAs, Server, open_as, open_path, settled
from tests.e2e.looking import SHIFTED, turn

pytestmark = pytest.mark.long

MOST = {DESKTOP["width"]: 1.3, PHONE["width"]: 2.0}
"""Screens that the page may be tall, by the width of the window."""
BAR = 56
"""Height of the bar that covers the foot of a phone. [px]"""


def height(page: Page) -> int:
    return int(page.get_by_test_id("stMain").evaluate("each => each.scrollHeight"))


def bottom(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def drawn(page: Page) -> None:
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    settled(page)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_answer_and_the_critical_machines_stand_in_the_first_view_and_nothing_jumps(
    server: Server, browser_as: PageAs, size: ViewportSize
) -> None:
    page = browser_as("manager", viewport=size)
    page.add_init_script(f"({SHIFTED})()")
    open_path(page, server.url)
    drawn(page)
    assert float(page.evaluate("window.shifted")) < 0.05
    seen = size["height"] - (BAR if size == PHONE else 0)
    for scheme in SCHEMES:
        turn(page, size, scheme)
        drawn(page)
        assert height(page) <= MOST[size["width"]] * size["height"]
        for tile in ("st-key-tile-critical-1", "st-key-tile-warning-4"):
            assert bottom(page, f".{tile}") <= seen
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Injection Molding Machine #1 is too hot"))
        expect(page.locator(".st-key-answer")).to_be_in_viewport(ratio=1)
        assert barriers(page, only_colours=scheme != SCHEMES[0]) == [], scheme


def test_a_tile_is_one_target_by_finger_and_by_key(page_as: PageAs) -> None:
    page = page_as("operator", "/", viewport=PHONE)
    drawn(page)
    box = page.locator(".st-key-tile-critical-1").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] - 6, box["y"] + box["height"] - 6)  # its farthest corner
    expect(page).to_have_url(re.compile(r"/equipment\?machine=1&alert=\d+"))
    settled(page)
    page.go_back()
    drawn(page)
    figure = page.locator(".st-key-figure-oee")
    figure.get_by_role("button", name="OEE").press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("OEE")


def test_an_empty_plant_opens_what_is_next(cold_server: Server, new_page: NewPage) -> None:
    page = open_as(cold_server, new_page, "manager")
    expect(page.get_by_role("heading", level=1)).to_have_text("No machine is known yet")
    expect(page.get_by_text("No machine needs attention")).to_have_count(0)
    assert barriers(page) == []
    page.get_by_role("button", name="Open Admin → Plant").first.click()
    expect(page.get_by_role("textbox", name="Name of the plant")).to_be_visible()


def test_the_rest_is_one_click_away_and_in_the_address(page_as: PageAs) -> None:
    page = page_as("manager", "/")
    drawn(page)
    more: Any = page.get_by_test_id("stExpander").filter(has_text="More: ")
    more.locator("summary").click()
    settled(page)
    expect(page).to_have_url(re.compile("more=true"))
    expect(page.get_by_text("What happened lately")).to_be_visible()
    page.reload()
    settled(page)
    expect(page.get_by_text("What happened lately")).to_be_visible()
    assert barriers(page) == []
