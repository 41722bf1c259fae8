"""Goals in a browser: set by a manager, seen as a gap on the first screen; at a desk and on a phone."""

import re

from playwright.sync_api import expect

from tests.e2e.barriers import barriers
from tests.e2e.conftest import DESKTOP, NewPage, PageAs, Server, open_path, settled, sign_in
from tests.e2e.looking import fits
from tests.e2e.test_first_screen import PHONE


def test_the_section_of_goals_has_no_barrier_and_fits(page_as: PageAs) -> None:
    for size, scheme in ((DESKTOP, "light"), (PHONE, "dark")):
        page = page_as("manager", "/admin?admin_section=Goals", viewport=size, scheme=scheme)
        expect(page.get_by_text("The nearest goal counts")).to_be_visible()
        expect(page.get_by_text(re.compile("rated", re.IGNORECASE)).first).to_be_attached()
        fits(page)
        assert barriers(page) == []


def test_a_manager_sets_a_goal(cold_server: Server, new_page: NewPage) -> None:
    page = new_page()
    page.goto(cold_server.url)
    sign_in(page, "manager")
    open_path(page, f"{cold_server.url}/admin?admin_section=Goals")
    expect(page.get_by_text("No goal is set, so no figure is good or bad by itself.")).to_be_visible()
    page.get_by_role("spinbutton", name=re.compile("^Goal")).fill("85")
    page.get_by_role("button", name="Save goal").click()
    expect(page.get_by_text("The goal of OEE is saved")).to_be_visible()
    settled(page)
    expect(page.get_by_text("The nearest goal counts")).to_be_visible()
    expect(page.get_by_text("No goal is set, so no figure is good or bad by itself.")).to_have_count(0)
