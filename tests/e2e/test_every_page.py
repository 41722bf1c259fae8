"""Every page for every role, wide and narrow, light and dark: nothing broken, nothing cut, no complaint.

The roles differ by a few buttons: who sees most is looked at every way, each of the others one way.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from producflow.access.roles import Role
from producflow.ui import navigation
from tests.e2e.conftest import PageAs, Server, open_path, settled
from tests.e2e.looking import Complaints, fits, leaks

PATHS = ["/", *(f"/{entry.url_path}" for entry in navigation.ALL if entry is not navigation.HOME)]
MORE = [
    "/equipment?machine=1",
    "/equipment?show=Table",
    "/shifts?measure=OEE",
    "/?period=Custom&from=1999-01-01&to=1999-01-02",
]
SECTIONS = ["/admin?section=Limits", "/admin?section=Plant", "/admin?section=Audit+log"]
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
EVERY_WAY = [(NARROW, "dark"), (WIDE, "light"), (NARROW, "light"), (WIDE, "dark")]
WAYS = {
    "admin": EVERY_WAY,
    **{role: [way] for role, way in zip(("operator", "technician", "analyst", "manager"), EVERY_WAY, strict=True)},
}
BROKEN = "because of a mistake in ProducFlow"


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_nothing_is_broken_or_cut(server: Server, browser_as: PageAs, role: str) -> None:
    page = browser_as(role)
    complaints = Complaints().of(page)
    for path in PATHS + (MORE if role == "operator" else SECTIONS if role == "admin" else []):
        open_path(page, server.url + path)
        title = page.get_by_role("heading", level=1)
        expect(title, path).to_be_visible()
        for size, scheme in WAYS[role]:
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", scheme)
            settled(page)
            shown = f"{path} as {role}, {size['width']} px, {scheme}"
            assert leaks(page) == [], shown
            fits(page)
        expect(page.get_by_test_id("stException"), path).to_have_count(0)
        expect(page.get_by_text(BROKEN), path).to_have_count(0)
    assert complaints.found == []


def test_a_page_that_a_role_may_not_open_says_so_at_its_own_address(page_as: PageAs) -> None:
    page: Page = page_as("operator", "/admin")
    expect(page).to_have_url(re.compile(r"/admin$"))
    expect(page.get_by_test_id("stAlert")).to_contain_text("ask a person who is manager or admin")
