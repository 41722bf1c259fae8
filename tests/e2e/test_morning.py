"""The two journeys of a working day, timed and counted: a manager on the way to work, and a shift that hands over.

Times are printed (``pytest -s``) and held only against a minute: what else the machine does is none of the product's.
"""

import re
import sys
import time

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import PHONE, NewPage, PageAs, Server, fill_in, settled, signed_in
from tests.e2e.test_first_screen import BAR, bottom
from tests.people import PASSWORD, email_of

MINUTE = 60.0  # s


class Walk:
    """Somebody with a phone, whose taps are counted and whose time is taken."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.began = page, 0, time.perf_counter()

    def tap(self, what: Locator) -> None:
        """Tap, and wait until the page has answered."""
        what.click()
        self.taps += 1
        settled(self.page)

    def told(self, what: str) -> float:
        """Say how long it took, and with how many taps. [s]"""
        took = time.perf_counter() - self.began
        sys.stdout.write(f"\n{what}: {self.taps} taps, {took:.1f} s\n")
        return took


def test_a_manager_knows_from_the_first_screen_of_a_phone_what_is_wrong(server: Server, new_page: NewPage) -> None:
    """What is wrong, since when, and what it cost yesterday: after signing in, without a tap and without scrolling."""
    page = new_page(viewport=PHONE)
    walk = Walk(page)
    page.goto(server.url)
    fill_in(page, email_of("manager"), PASSWORD)
    walk.tap(page.get_by_role("button", name="Sign in"))
    signed_in(page)
    title, answer = page.get_by_role("heading", level=1), page.locator(".st-key-answer")
    expect(title).to_have_text(re.compile(r"Injection Molding Machine #1 is too hot: [\d.]+ °C, limit 85"))
    expect(answer).to_contain_text(re.compile(r"Limit crossed at \d\d:\d\d.* ago\."))
    expect(answer).to_contain_text(re.compile(r"Yesterday [\d,]+ units, .*stops and rejects cost [\d,]+ EUR"))
    assert walk.told("What is wrong, since when, what it cost") < MINUTE
    assert walk.taps == 1
    expect(title).to_be_in_viewport(ratio=1)
    expect(answer).to_be_in_viewport(ratio=1)
    assert bottom(page, ".st-key-answer") <= PHONE["height"] - BAR
    assert bottom(page, ".st-key-tile-critical-1") <= PHONE["height"] - BAR


def test_a_shift_leader_hands_over_in_under_a_minute(page_as: PageAs) -> None:
    """One tap to the page, which shows the shift that has just ended, one into the words, one on the button."""
    page = page_as("operator", "/", viewport=PHONE)
    walk = Walk(page)
    walk.tap(page.locator(".st-key-phonebar").get_by_role("link", name="Handover"))
    words = page.get_by_role("textbox", name="The shift leader writes")
    walk.tap(words)
    words.press_sequentially("Molding runs hot; heater bands are ordered.")
    walk.tap(page.get_by_role("button", name="Hand over as Test operator"))
    signs = page.get_by_text(re.compile("Handed over: Test operator, .*"))
    expect(signs).to_be_visible()
    assert walk.told("Handing over") < MINUTE
    assert walk.taps == 3

    # Whoever comes next sees the words, and takes over.
    other = page_as("technician", "/", viewport=PHONE)
    walk = Walk(other)
    walk.tap(other.locator(".st-key-phonebar").get_by_role("link", name="Handover"))
    expect(other.get_by_text("Molding runs hot; heater bands are ordered.")).to_be_visible()
    walk.tap(other.get_by_role("button", name="Take over as Test technician"))
    expect(other.get_by_text(re.compile("Taken over: Test technician, .*"))).to_be_visible()
    assert walk.told("Taking over") < MINUTE
    assert walk.taps == 2
