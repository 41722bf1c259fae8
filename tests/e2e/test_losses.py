"""A manager with no instructions finds which machine costs most and why, and sends it on: in under ten clicks."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import PageAs, open_path, settled


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


def test_a_bar_of_reasons_put_together_opens_their_receipt(page_as: PageAs) -> None:
    page = page_as("manager", "/?period=30d")
    for title, words in (
        ("Downtime by reason", re.compile(r"How “Lost time” is computed")),
        ("Where the planned time went", re.compile(r"How “Lost time” is computed")),
    ):
        chart = page.get_by_test_id("stVerticalBlock").filter(has_text=title).last.get_by_test_id("stPlotlyChart")
        bars = chart.locator(".bars .point path")
        # first drawn is the bar at the end of the list; in the tree, all downtime comes second
        bars.nth(0 if title == "Downtime by reason" else 1).click(force=True)
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_text(words)).to_be_visible()
        expect(dialog.get_by_text("÷ 60 =")).to_be_visible()
        dialog.get_by_role("button", name="Close").click()
        expect(dialog).to_be_hidden()
        settled(page)
