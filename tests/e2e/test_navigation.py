"""Finding one's way: groups in the sidebar, a bar and a menu on a phone, nothing that jumps when a page is opened."""

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from producflow import pages
from tests.e2e.barriers import barriers
from tests.e2e.conftest import DESKTOP, PHONE, PageAs, account, settled, way_to
from tests.e2e.looking import SHIFTED

pytestmark = pytest.mark.long


def test_a_phone_has_a_bar_whose_menu_closes_after_a_choice(page_as: PageAs) -> None:
    page = page_as("manager", "/?period=30d", viewport=PHONE)
    bar = page.locator(".st-key-phonebar")
    expect(bar.get_by_role("link", name="Plant")).to_be_in_viewport()
    expect(account(page)).to_be_hidden()
    bar.get_by_role("link", name="Alerts").click()
    expect(page).to_have_url(re.compile(re.escape("/maintenance?period=30d") + "$"))
    settled(page)

    bar.get_by_role("button", name="Menu").click()
    menu = page.get_by_test_id("stPopoverBody")
    expect(menu.get_by_role("button", name="Sign out")).to_be_visible()
    assert barriers(page) == []
    menu.get_by_role("link", name="Losses and costs").click()
    expect(page).to_have_url(re.compile(re.escape("/losses?period=30d") + "$"))
    settled(page)
    expect(menu).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()


def test_a_wide_screen_has_groups_and_a_corner_and_no_bar(page_as: PageAs) -> None:
    page = page_as("operator", "/?period=30d")
    expect(page.locator(".st-key-phonebar")).to_be_hidden()
    expect(account(page)).to_be_in_viewport()
    way_to(page, "Uploads").click()
    expect(page).to_have_url(re.compile(re.escape("/uploads") + "$"))
    settled(page)
    way_to(page, "Shifts").click()
    expect(page).to_have_url(re.compile(re.escape("/shifts?period=30d") + "$"))


def moved(page: Page, url: str) -> float:
    """By how much a page moves while it is opened."""
    page.goto(url)
    expect(account(page)).to_be_attached()
    settled(page)
    page.wait_for_load_state("networkidle")
    return float(page.evaluate("window.shifted"))


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nothing_jumps_when_a_page_is_opened(page_as: PageAs, size: ViewportSize) -> None:
    """Before room was kept, the sidebar moved each page by 0.24, and what came late the handover on a phone by 0.82."""
    page = page_as("manager", "/uploads", viewport=size)
    base = page.url.replace("/uploads", "")
    page.add_init_script(f"({SHIFTED})()")
    more = ["/equipment?machine=1", "/admin?admin_section=Working+calendar"]
    addresses = [f"/{entry.url_path}" for entry in pages.ALL] + more
    found = {address: moved(page, base + address) for address in addresses}
    assert {address: by for address, by in found.items() if by >= 0.1} == {}
