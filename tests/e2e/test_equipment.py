"""A machine's page in a real browser: a card opens it, a click looks closer, and the link keeps both."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import settled

pytestmark = pytest.mark.long

PageAs = Callable[..., Page]


def click_on_the_first_line(page: Page) -> None:
    """Click on the middle point of the first sensor's line, where Plotly has drawn it."""
    place = page.evaluate(
        """() => {
            const chart = document.querySelector('.js-plotly-plot');
            const line = chart.data.findIndex(each => each.mode === 'lines+markers');
            const {x, y} = chart._fullData[line];
            const {xaxis, yaxis} = chart._fullLayout;
            const box = chart.getBoundingClientRect(), middle = Math.floor(x.length / 2);
            return [box.x + xaxis._offset + xaxis.d2p(x[middle]), box.y + yaxis._offset + yaxis.d2p(y[middle])];
        }"""
    )
    page.mouse.move(*place)
    expect(page.locator(".hoverlayer .hovertext").first).to_be_visible()
    page.mouse.click(*place)


def test_a_click_on_a_point_looks_closer_and_the_link_keeps_it(page_as: PageAs) -> None:
    page = page_as("operator", "/equipment", viewport={"width": 1440, "height": 1400})
    page.get_by_role("button", name="Robotic Arm #3").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is wrong with Robotic Arm #3?")
    expect(page).to_have_url(re.compile(r"machine=\d+"))
    expect(page.get_by_text("mean and range of each hour")).to_be_visible()
    settled(page)
    click_on_the_first_line(page)
    expect(page).to_have_url(re.compile("zoom=1(\\+|%20)day"))
    expect(page).to_have_url(re.compile("around=20"))
    expect(page.get_by_text("Each line shows every reading")).to_be_visible()
    page.goto(page.url)
    expect(page.get_by_text("Each line shows every reading")).to_be_visible()
    page.get_by_role("button", name="All machines").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Which machine, and what is wrong with it?")
    expect(page).not_to_have_url(re.compile("machine="))


def test_an_alert_opens_its_chart_around_its_excursion_with_the_limit_that_was_crossed(page_as: PageAs) -> None:
    page = page_as("operator", "/maintenance")
    alert = page.locator("[class*=st-key-alert_]").filter(has_text="Critical limit crossed").first
    alert.get_by_role("button", name="Injection Molding Machine #1").click()
    expect(page).to_have_url(re.compile(r"/equipment\?machine=\d+&alert=\d+"))
    expect(page.get_by_role("radio", name="Excursion")).to_be_checked()
    settled(page)
    chart = page.locator(".js-plotly-plot").first
    expect(chart.get_by_text("critical limit 85 °C")).to_be_visible()
    expect(chart).to_be_in_viewport()
    # The line of readings is seen on both sides of the limit: the stretch begins before the excursion.
    first, highest, limit = chart.evaluate(
        """chart => {
            const line = chart._fullData.find(each => each.mode === 'lines+markers');
            const limit = chart.layout.shapes.find(each => each.type === 'line' && each.y0 === each.y1);
            const values = Array.from(line.y).filter(each => each != null);
            return [values[0], Math.max(...values), limit.y0];
        }"""
    )
    assert first < limit == 85 < highest
    page.get_by_role("radio", name="Whole period").click()
    expect(page).to_have_url(re.compile("zoom=Whole"))
    expect(chart.get_by_text("critical limit 85 °C")).to_be_visible()
    page.get_by_role("button", name="All machines").click()
    expect(page).not_to_have_url(re.compile("alert="))
