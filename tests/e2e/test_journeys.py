"""What people come for, from the first click to the last, in a real browser against the real server."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import PageAs, Server, open_path, settled, sign_in, signed_out, way_to
from tests.e2e.test_uploads import saved
from tests.people import PASSWORD, email_of

pytestmark = pytest.mark.long

DATA = Path(__file__).parents[1] / "data"


def upload(page: Page, path: Path) -> None:
    """Choose a file, and wait until the page says what it is."""
    page.locator("input[type=file]").set_input_files(path)
    expect(page.get_by_text("What it seems to be")).to_be_visible()
    settled(page)


def answer(page: Page, question: str, text: str) -> None:
    """Answer a question of the file by choosing in its list, or by typing what is not in it."""
    box = page.get_by_role("combobox", name=re.compile(question))
    box.fill(text)
    box.press("Enter")
    expect(box).to_have_count(0)
    settled(page)


def metric(page: Page, label: str) -> Locator:
    """A figure by its label."""
    return page.get_by_test_id("stMetric").filter(has_text=label)


def commit(page: Page) -> str:
    """Import what was rehearsed, and return the import's number."""
    page.get_by_role("button", name=re.compile(r"^(upload )?Import [\d,]+ rows$")).click()
    told = page.get_by_text(re.compile(r"Import \d+ is in"))
    expect(told).to_be_visible()
    settled(page)
    found = re.search(r"Import (\d+) is in", told.inner_text())
    assert found is not None
    return found[1]


def test_an_analyst_uploads_work_orders_saves_their_rejects_and_takes_them_back(
    server: Server, page_as: PageAs, tmp_path: Path
) -> None:
    page = page_as("analyst", "/uploads")
    upload(page, DATA / "excavators.csv")
    expect(page.get_by_role("button", name="Import 0 rows")).to_be_disabled()
    page.get_by_text("Create machines that are not known yet").click()
    expect(page.get_by_text(re.compile("5 new machines"))).to_be_visible()
    expect(page.get_by_role("button", name="Import 4,999 rows")).to_be_enabled()
    settled(page)
    # 358 are exact duplicates within the file.
    counted = {"Rows read": "5,485", "New": "4,999", "Unchanged": "358", "Rejected": "128"}
    for label, count in counted.items():
        expect(metric(page, label).get_by_test_id("stMetricValue")).to_have_text(count)
    number = commit(page)
    expect(page.get_by_text(f"Import {number} is in: 4,999 rows new")).to_be_visible()
    rejected = saved(page, "Download 128 rejected rows", tmp_path / "rejects.csv", ",")
    assert rejected[0] == ["BscStartDate", "Asset", "OriginalShorttext", "PMType", "Cost", "reason"]
    assert len(rejected) == 129

    # 2005 has 350 different jobs in the file (counted with Python's csv module).
    page.get_by_role("link", name=re.compile("on the maintenance page")).click()
    expect(page).to_have_url(re.compile(r"/maintenance\?.*from="))
    open_path(page, f"{server.url}/maintenance?period=Custom&from=2005-01-01&to=2005-12-31")
    completed = page.get_by_text(re.compile(r"^Completed \(\d+\)$"))
    expect(completed).to_have_text("Completed (350)")
    expect(metric(page, "Cost of jobs")).to_contain_text("EUR")

    open_path(page, f"{server.url}/uploads?import={number}")
    page.get_by_role("button", name=f"Undo import {number}").click()
    expect(page.get_by_text(f"Import {number} is undone")).to_be_visible()
    open_path(page, f"{server.url}/maintenance?period=Custom&from=2005-01-01&to=2005-12-31")
    expect(completed).to_have_text("Completed (0)")


def test_an_analyst_uploads_temperatures_of_a_new_machine_and_sees_their_chart(server: Server, page_as: PageAs) -> None:
    page = page_as("analyst", "/uploads")
    upload(page, DATA / "ambient_temperature_system_failure.csv")
    answer(page, "Which machine are these rows of", "Office air")
    answer(page, "What was measured, such as temperature", "temperature")
    page.get_by_text("Create machines that are not known yet").click()
    expect(metric(page, "New")).to_contain_text("7,267")
    settled(page)
    number = commit(page)

    open_path(page, f"{server.url}/equipment?search=office&period=Custom&from=2013-07-01&to=2014-06-01")
    page.get_by_role("button", name="Office air").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Office air")
    expect(page.get_by_text("7,267 readings in all")).to_be_visible()
    chart = page.get_by_test_id("stPlotlyChart").filter(has_text="Temperature")
    expect(chart.locator(".scatterlayer .js-line").first).to_be_attached()

    open_path(page, f"{server.url}/uploads?import={number}")
    page.get_by_role("button", name=f"Undo import {number}").click()
    expect(page.get_by_text(f"Import {number} is undone")).to_be_visible()


def test_a_manager_goes_from_the_plant_to_the_machine_to_its_alert(page_as: PageAs) -> None:
    page = page_as("manager", "/?period=30d")
    page.get_by_test_id("stMain").get_by_role("link", name="Injection Molding Machine #1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is wrong with Injection Molding Machine #1?")
    expect(page.get_by_test_id("stAlert").filter(has_text="Temperature is critical at")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/equipment\?.*machine=1"))
    expect(page).to_have_url(re.compile("period=30d"))
    settled(page)

    way_to(page, "Alerts and jobs").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What must be done, and did it help?")
    expect(page).to_have_url(re.compile("/maintenance.*period=30d"))
    alert = page.locator("[class*='st-key-alert_']").filter(has_text="Injection Molding Machine #1").first
    expect(alert).to_contain_text("Critical")


def test_a_copied_link_opens_the_same_view_in_another_browser_after_signing_in(page_as: PageAs, visitor: Page) -> None:
    mine = page_as("manager")
    mine.get_by_text("90d").click()
    expect(mine).to_have_url(re.compile("period=90d"))
    mine.get_by_test_id("stSidebar").get_by_text("Night", exact=True).click()
    expect(mine).to_have_url(re.compile("shifts=night", re.IGNORECASE))
    box = mine.get_by_role("combobox", name="Machines")
    box.fill("Robotic")
    box.press("Enter")
    expect(mine).to_have_url(re.compile("machines="))
    sentence = mine.get_by_text(re.compile("Robotic Arm #3 · night shift"))
    expect(sentence).to_be_visible()
    settled(mine)
    link = mine.url
    # The minute until which it is told may have passed meanwhile.
    told = re.compile(re.sub(r"\d\d:\d\d", r"\\d\\d:\\d\\d", re.escape(sentence.inner_text())))

    visitor.goto(link)
    signed_out(visitor)
    sign_in(visitor, "operator")
    expect(visitor).to_have_url(link)
    expect(visitor.get_by_text(told)).to_be_visible()
    expect(visitor.get_by_role("radio", name="90d")).to_be_checked()


def post_reading(server: Server, value: float) -> None:
    """A reading from a program, now."""
    with server.client() as client:
        form = {"username": email_of("operator"), "password": PASSWORD}
        token = client.post("/api/token", data=form).json()["access_token"]
        reading = {"equipment_id": 5, "sensor_type": "vibration", "value": value}
        answer = client.post("/api/sensors/batch", json=[reading], headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200, answer.text


def test_what_others_bring_shows_up_by_itself_unless_switched_off(server: Server, browser_as: PageAs) -> None:
    live, still = browser_as("operator"), browser_as("operator")
    for page in (live, still):
        page.clock.install()  # a minute passes when the test says so
        open_path(page, server.url)
    still.get_by_test_id("stSidebar").get_by_text("Refresh by itself").click()
    expect(still.get_by_role("switch", name="Refresh by itself")).not_to_be_checked()
    settled(still)

    post_reading(server, 7.65)
    for page in (live, still):
        page.clock.fast_forward("01:05")
    crossed, told = "[class*='st-key-tile-critical-5']", re.compile(r"Critical.*7\.65 mm/s, limit 1\.2", re.DOTALL)
    expect(live.locator(crossed)).to_contain_text(told)
    expect(live.locator(crossed)).to_be_visible()
    settled(still)
    expect(still.get_by_text("7.65 mm/s")).to_have_count(0)
    still.reload()
    expect(still.locator(crossed)).to_contain_text(told)
    expect(still.locator(crossed)).to_be_visible()
