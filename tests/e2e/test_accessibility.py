"""Everybody can use every page: axe-core finds no barrier, every control has a name, the keyboard is enough."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from producflow.ui import navigation
from tests.e2e.conftest import PageAs, Server, fill_in, open_path, settled, signed_in, signed_out
from tests.people import PASSWORD, email_of

PATHS = [
    *("/" if entry is navigation.HOME else f"/{entry.url_path}" for entry in navigation.ALL),
    "/equipment?machine=1",
    "/equipment?show=Table",
    "/admin?section=Limits",
    "/admin?section=Plant",
    "/admin?section=Audit+log",
]
GRAVE = ("serious", "critical")

# Rule and part of the selector of what Streamlit itself draws and gives no way to mend, each with the reason.
ALLOWED = {
    ("svg-img-alt", "_highlighted_points_marks"): "st.metric's sparkline has an empty group for the point that a mouse "
    "would highlight; it shows nothing, and the card says the figure and its change in words",
}

# Controls that a mouse can press and that have no name for whoever cannot see them.
NAMELESS = """() => [...document.querySelectorAll(
    'button, a[href], input:not([type=hidden]), select, textarea, [role=button], [role=combobox], [role=switch]')]
  .filter(each => each.checkVisibility() && !each.closest('[aria-hidden=true]'))
  .filter(each => !(each.getAttribute('aria-label') || each.labels?.length || each.getAttribute('aria-labelledby')
    || each.textContent.trim() || each.title || each.querySelector('img[alt]')))
  .map(each => each.outerHTML.slice(0, 200))"""


def barriers(page: Page) -> list[str]:
    """Serious and critical violations, each with where it is."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{each['id']} ({each['impact']}) at {node['target']}: {node['html'][:160]}"
        for each in found
        if each["impact"] in GRAVE
        for node in each["nodes"]
        if not any(rule == each["id"] and part in str(node["target"]) for rule, part in ALLOWED)
    ]


def test_no_page_has_a_barrier(server: Server, browser_as: PageAs) -> None:
    page = browser_as("admin")
    found = {}
    for path in PATHS:
        page.emulate_media(color_scheme="light")
        open_path(page, server.url + path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.wait_for_load_state("networkidle")
        found[path] = barriers(page) + page.evaluate(NAMELESS)
        page.emulate_media(color_scheme="dark")
        expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", "dark")
        found[f"{path}, dark"] = barriers(page) + page.evaluate(NAMELESS)
    assert {path: each for path, each in found.items() if each} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sign_in_form_has_no_barrier(server: Server, visitor: Page, scheme: str) -> None:
    visitor.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    visitor.goto(server.url)
    signed_out(visitor)
    settled(visitor)
    fill_in(visitor, "nobody@people.example", "not the password")
    visitor.get_by_role("button", name="Sign in").click()
    expect(visitor.get_by_test_id("stAlert")).to_be_visible()
    settled(visitor)
    assert barriers(visitor) + visitor.evaluate(NAMELESS) == []


def tab_to(page: Page, name: str, most: int = 240) -> None:
    """Press Tab until the control of that name has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.locator(":focus:not(main)")
        if focused.count() and (focused.get_attribute("aria-label") or focused.inner_text()).endswith(name):
            return
    pytest.fail(f"Tab never came to {name!r}")


def test_the_keyboard_is_enough_to_sign_in_filter_and_act(server: Server, visitor: Page) -> None:
    visitor.goto(f"{server.url}/maintenance")
    signed_out(visitor)
    settled(visitor)
    tab_to(visitor, "Email")
    visitor.keyboard.type(email_of("technician"))
    tab_to(visitor, "Password")
    visitor.keyboard.type(PASSWORD)
    visitor.keyboard.press("Enter")
    signed_in(visitor)
    settled(visitor)

    # Signing in runs the page again: whatever has the focus before the last run has ended may lose it.
    expect(visitor.get_by_role("radio", name="7d")).to_be_visible()
    expect(visitor.get_by_role("button", name="Enter an alert")).to_be_visible()
    visitor.wait_for_load_state("networkidle")
    settled(visitor)
    tab_to(visitor, "7d")
    visitor.keyboard.press("ArrowRight")
    expect(visitor.get_by_role("radio", name="30d")).to_be_focused()
    visitor.keyboard.press("Space")
    expect(visitor).to_have_url(f"{server.url}/maintenance?period=30d")
    settled(visitor)

    tab_to(visitor, "Enter an alert")
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_role("dialog")).to_be_visible()
    visitor.keyboard.press("Escape")
    expect(visitor.get_by_role("dialog")).to_be_hidden()
