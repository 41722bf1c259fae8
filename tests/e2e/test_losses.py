"""A manager with no instructions finds which machine costs most and why, and sends it on: in under ten clicks."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import PageAs, open_path, settled

pytestmark = pytest.mark.long


class Clicks:
    """Clicks of one person, counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def on(self, target: Locator, *, covered: bool = False) -> None:
        """Click, and wait until the page has answered; bars of a chart are covered by what listens to the mouse."""
        target.click(force=covered)
        self.count += 1
        settled(self.page)


def test_a_manager_finds_which_machine_costs_most_and_why(page_as: PageAs) -> None:
    page = page_as("manager")
    clicks = Clicks(page)
    clicks.on(page.get_by_role("link", name="Losses"))
    verdict = page.get_by_role("paragraph").filter(has_text=re.compile(r" cost most: [\d,]+ EUR"))
    expect(verdict).to_be_visible()
    found = re.fullmatch(
        r"(.+) cost most: ([\d,]+) EUR, \d+ % of all losses; most of it is (.+) \([\d,]+ EUR\)\.", verdict.inner_text()
    )
    assert found is not None
    machine, cost = found[1], found[2]

    # The same figure with its working, machine by machine.
    clicks.on(page.locator(".st-key-receipt_loss_cost button").first)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("With the actual figures")).to_be_visible()
    expect(page).to_have_url(re.compile(r"receipt=loss_cost"))
    table = dialog.locator("canvas").first
    expect(table).to_contain_text(machine)
    exact = re.search(rf"{re.escape(machine)}(\d+\.?\d*)", table.text_content() or "")
    assert exact is not None
    assert f"{float(exact[1]):,.0f}" == cost
    link = dialog.get_by_test_id("stCode").inner_text().strip()
    clicks.on(dialog.get_by_role("button", name="Close"))
    expect(dialog).to_be_hidden()

    # Only that machine: its stops, and what halving its worst reason would bring.
    clicks.on(page.get_by_role("radio", name="Machine"))
    chart = page.get_by_test_id("stPlotlyChart").nth(1)
    expect(chart).to_contain_text(machine)
    settled(page)
    clicks.on(chart.locator(".bars .point path").first, covered=True)
    expect(page.get_by_text(re.compile(rf"· {re.escape(machine)} ·"))).to_be_visible()
    expect(page.get_by_text(re.compile("Stops behind it"))).to_be_visible()
    expect(page.get_by_test_id("stMetric").filter(has_text="Time won")).to_be_visible()
    assert clicks.count < 10

    open_path(page, link)
    expect(page.get_by_role("dialog").get_by_text("With the actual figures")).to_be_visible()


def test_a_bar_of_reasons_put_together_opens_a_receipt_of_the_same_figure(page_as: PageAs) -> None:
    page = page_as("manager", "/?period=30d&more=true")
    for title, bar, words, label in (
        ("Downtime by reason", 0, ".textpoint, .bartext", -1),
        ("Where the planned time went", 1, ".annotation-text", 0),
    ):
        chart = page.get_by_test_id("stVerticalBlock").filter(has_text=title).last.get_by_test_id("stPlotlyChart")
        hours = re.search(r"[\d,.]+ h", chart.locator(words).nth(label).text_content() or "")
        assert hours is not None
        chart.locator(".bars .point path").nth(bar).click(force=True)  # drawn from below; in the tree from above
        _shows(page, "Lost time", hours[0])


def test_a_bar_of_the_tree_that_is_no_loss_by_itself_opens_its_receipt(page_as: PageAs) -> None:
    page = page_as("manager", "/losses?period=30d")
    tree = page.get_by_test_id("stPlotlyChart").first
    bars = tree.locator(".bars .point path")
    # Within the bars that begin at nothing, and beside those amid the chart.
    for name, bar, words in (
        ("Planned time", 0, tree.locator(".bartext").first),
        ("Lost time", 8, tree.locator(".annotation-text").nth(7)),
        ("Fully productive", 11, tree.locator(".bartext").last),
    ):
        hours = re.search(r"[\d,.]+ h", words.text_content() or "")
        assert hours is not None
        bars.nth(bar).click(force=True)
        _shows(page, name, hours[0])


def _shows(page: Page, name: str, hours: str) -> None:
    """A receipt in words, of the figure that the bar shows; closes it."""
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text(f"How “{name}” is computed")).to_be_visible()
    expect(dialog.get_by_test_id("stMetricValue")).to_have_text(hours)
    expect(dialog).not_to_contain_text("reasons after")
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    settled(page)


def test_a_table_says_that_it_has_more_columns_than_a_phone_shows(page_as: PageAs) -> None:
    page = page_as("manager", "/coverage?period=30d")
    said = page.get_by_text(re.compile(r"\d+ columns: move the table sideways\."))
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(said.first).to_be_attached()
    expect(said.first).to_be_hidden()
    page.set_viewport_size({"width": 390, "height": 844})
    expect(said.first).to_be_visible()
