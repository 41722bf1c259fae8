"""An operator with a phone beside a machine: it stops, why, what the shift made; with a connection that breaks."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Route, expect

from tests.cutting import Way
from tests.e2e.barriers import barriers
from tests.e2e.conftest import PHONE, PageAs, Server, open_path, settled
from tests.e2e.test_morning import MINUTE, Walk

MOST_TAPS = 10
CLOSED_AGAIN = """() => {
  let opened = false;
  window.closedAgain = new Promise((closed) => setTimeout(closed, 30000) && new MutationObserver(() => {
    const open = document.querySelector('[role="dialog"]') !== null;
    if (opened && !open) closed();
    opened ||= open;
  }).observe(document.body, { childList: true }));
}"""
"""Seconds after the connection has gone Streamlit asks for it in a dialog, behind which nothing can be typed in."""


@pytest.fixture
def way(server: Server) -> Iterator[Way]:
    found = Way(int(server.url.rsplit(":", 1)[1]))
    yield found
    found.close()


def test_an_operator_ends_a_stop_and_records_the_shift_though_the_connection_breaks(
    browser_as: PageAs, way: Way
) -> None:
    page = browser_as("operator", viewport=PHONE)
    open_path(page, f"{way.url}/record?machine=2")
    made, rejects = page.get_by_label("All units made"), page.get_by_label("Rejected of them")
    downtime = page.get_by_label("Downtime [min]")
    expect(made).to_have_value("")
    expect(downtime).to_have_value("")
    assert barriers(page) == []
    walk = Walk(page)
    walk.tap(page.get_by_role("button", name="It stopped now"))
    expect(page.get_by_text(re.compile(r"Stopped since \d\d:\d\d, \d+ min"))).to_be_visible()
    walk.tap(made)
    page.keyboard.type("100")
    walk.tap(rejects)
    page.keyboard.type("130")

    # What cannot be is said, and takes the field from nobody who has gone on to the next one.
    walk.tap(downtime)
    refused = page.get_by_text("130 defects are more than the output of 100; correct one of them.")
    expect(refused).to_be_visible()
    page.keyboard.type("5")
    expect(downtime).to_have_value("5")

    # The connection goes while the field is being typed into, which goes on, also in another field. When it comes back,
    # the server knows what stands in both.
    page.evaluate(CLOSED_AGAIN)
    way.cut()
    connection = page.get_by_test_id("stApp")
    expect(connection).not_to_have_attribute("data-test-connection-state", "CONNECTED")
    expect(page.get_by_role("button", name="Save the shift")).to_be_disabled()
    page.evaluate("() => window.closedAgain")
    expect(downtime).to_be_focused()
    page.keyboard.type("00")
    walk.tap(rejects)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("13")
    expect(downtime).to_have_value("500")
    way.mend()
    expect(connection).to_have_attribute("data-test-connection-state", "CONNECTED")
    expect(page.get_by_text("Downtime of 500 min is above the planned 480 min; correct one of them.")).to_be_visible()
    expect(refused).to_have_count(0)
    for each, typed in ((made, "100"), (rejects, "13"), (downtime, "500")):
        expect(each).to_have_value(typed)

    # The page is loaded anew, with a field that nobody has left yet.
    walk.tap(downtime)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("5")
    page.reload()
    for each, typed in ((made, "100"), (rejects, "13"), (downtime, "5")):
        expect(each).to_have_value(typed)
    expect(page.get_by_text("Downtime of 500 min")).to_have_count(0)

    reason = page.locator("[class*=st-key-reasons-standing] button").first
    why = reason.inner_text()
    walk.tap(reason)
    walk.tap(page.get_by_role("button", name="It runs again"))
    expect(page.get_by_role("button", name="It stopped now")).to_be_visible()
    walk.tap(page.get_by_role("button", name="Save the shift"))
    expect(page.get_by_text("Recorded by Test operator")).to_be_visible()
    assert walk.told("Ending a stop with its reason and recording the shift") < MINUTE
    assert walk.taps <= MOST_TAPS

    # It is there for whoever looks, and gone once it is taken back.
    other = browser_as("technician", viewport=PHONE)
    open_path(other, f"{way.url}/record?machine=2")
    expect(other.get_by_label("All units made")).to_have_value("100")
    expect(other.get_by_label("All units made")).to_be_disabled()
    expect(other.get_by_text(re.compile(rf"\d\d:\d\d to \d\d:\d\d, \d+ min · {re.escape(why)}"))).to_be_visible()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Recorded by Test operator")).to_have_count(0)
    settled(page)  # until then the fields of before stand beside the new ones
    expect(made).to_have_value("")
    page.get_by_role("button", name="Correct", exact=True).click()
    page.get_by_test_id("stPopoverBody").get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("No stop was recorded in this shift.")).to_be_visible()
    settled(page)


def test_a_page_whose_scripts_did_not_arrive_is_loaded_again(browser_as: PageAs, way: Way) -> None:
    page = browser_as("operator", viewport=PHONE)

    def break_off(route: Route) -> None:
        way.cut()
        route.continue_()

    page.route("**/static/js/index.*.js", break_off)
    page.goto(f"{way.url}/record?machine=2")
    expect(page.get_by_text("The connection broke while this page was loading.")).to_be_visible()
    page.unroute_all()
    way.mend()
    expect(page.get_by_label("All units made")).to_be_visible()
