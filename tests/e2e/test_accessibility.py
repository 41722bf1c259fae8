"""Everybody can sign in and work: no barrier in the form, the keyboard is enough; the pages: test_every_page.py."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.barriers import barriers
from tests.e2e.conftest import DESKTOP, SCHEMES, Server, fill_in, settled, signed_in, signed_out
from tests.e2e.looking import turn
from tests.people import PASSWORD, email_of

pytestmark = pytest.mark.long


def test_the_sign_in_form_has_no_barrier(server: Server, visitor: Page) -> None:
    visitor.goto(server.url)
    signed_out(visitor)
    settled(visitor)
    fill_in(visitor, "nobody@people.example", "not the password")
    visitor.get_by_role("button", name="Sign in").click()
    expect(visitor.get_by_test_id("stAlert")).to_be_visible()
    for scheme in SCHEMES:
        turn(visitor, DESKTOP, scheme)
        assert barriers(visitor, only_colours=scheme != SCHEMES[0]) == [], scheme


# Asked at once: what has the focus may be drawn anew between two questions.
FOCUSED = """() => document.activeElement.matches('main, body') ? '' :
    document.activeElement.getAttribute('aria-label') || document.activeElement.innerText || ''"""


def tab_to(page: Page, name: str, most: int = 240) -> None:
    """Press Tab until the control of that name has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if str(page.evaluate(FOCUSED)).endswith(name):
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
    tab_to(visitor, "Today")  # Tab comes to the first of the choices, arrows to the others
    for period in ("Yesterday", "Last shift", "7d", "30d"):
        visitor.keyboard.press("ArrowRight")
        expect(visitor.get_by_role("radio", name=period, exact=True)).to_be_focused()
    visitor.keyboard.press("Space")
    expect(visitor).to_have_url(f"{server.url}/maintenance?period=30d")
    settled(visitor)

    tab_to(visitor, "Enter an alert")
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_role("dialog")).to_be_visible()
    visitor.keyboard.press("Escape")
    expect(visitor.get_by_role("dialog")).to_be_hidden()
