"""A manager without instructions on the demo plant: four questions, each answered within a few clicks.

``docs/walkthrough.md`` tells of it, ``tests/screenshots.py`` takes its pictures, and a test keeps it possible.
"""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import settled, way_to


@dataclass
class Visitor:
    """Somebody at a page of the dashboard, whose clicks are counted."""

    page: Page
    clicks: int = 0

    def click(self, what: Locator) -> None:
        """Click, and wait until the page has answered."""
        what.click()
        self.clicks += 1
        settled(self.page)

    def go(self, name: str) -> None:
        """Choose a page in the sidebar."""
        self.click(way_to(self.page, name))


def which_machine_costs_most(page: Page) -> Visitor:
    """The machine, what it cost and by what loss, in the sentence under the title; then all machines by money."""
    visitor = Visitor(page)
    visitor.go("Losses and costs")
    told = page.get_by_test_id("stMarkdown").filter(has_text=re.compile(r"cost most: [\d,]+ EUR"))
    expect(told).to_be_visible()
    expect(told).to_contain_text("Injection Molding Machine #1")
    expect(told).to_contain_text("speed loss")
    for name in ("Machine", "Money"):
        visitor.click(page.get_by_role("radio", name=name, exact=True))
    return visitor


def is_the_night_really_worse(page: Page) -> Visitor:
    """The verdict, its size and how sure it is, at the head of the page."""
    visitor = Visitor(page)
    visitor.go("Shifts")
    expect(page.get_by_text("Defect rate: a real difference")).to_be_visible()
    expect(
        page.get_by_text(re.compile(r"Night rejects [\d.]+ percentage points more than morning")).first
    ).to_be_visible()
    return visitor


def what_changed_since_last_week(page: Page) -> Visitor:
    """What changed and why, in a sentence; the figure beside it opens its receipt."""
    visitor = Visitor(page)
    visitor.go("Changes")
    expect(page.get_by_text(re.compile(r"Output (rose|fell|stayed)")).first).to_be_visible()
    return visitor


def open_a_receipt(page: Page) -> Visitor:
    """How a figure comes about, one click from it."""
    visitor = Visitor(page)
    visitor.click(page.get_by_role("button", name="Receipt of Output").last)
    expect(page.get_by_role("dialog")).to_contain_text("With the actual figures")
    return visitor


def send_a_link(page: Page) -> tuple[Visitor, str]:
    """The link to what is on the page, with its days written out."""
    visitor = Visitor(page)
    visitor.click(page.get_by_role("button", name="Share or print"))
    link = page.get_by_role("dialog").get_by_test_id("stCode").first.inner_text().strip()
    return visitor, link
