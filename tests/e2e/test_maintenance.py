"""Working through alerts and jobs in a real browser, against the real server."""

import json
import re
import time
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.barriers import barriers
from tests.e2e.conftest import PHONE, SCHEMES, PageAs, Server, open_path, settled
from tests.e2e.looking import fits, turn
from tests.integration.messages.receivers import http_receiver
from tests.people import PASSWORD, email_of

CONVEYOR = "/maintenance?machines=Conveyor+System+%231"
"""Alerts of one machine: of all of them only the gravest stand on the page, and other tests raise some."""


def card(page: Page, title: str) -> Locator:
    """The card of an alert."""
    return page.locator("[class*='st-key-alert_']").filter(has_text=title).first


def choose_machine(dialog: Locator, name: str) -> None:
    box = dialog.get_by_role("combobox", name="Machine")
    box.fill(name)
    box.press("Enter")


def test_an_alert_is_entered_acknowledged_and_resolved(page_as: PageAs) -> None:
    page = page_as("technician", CONVEYOR)
    page.get_by_role("button", name="Enter an alert").click()
    dialog = page.get_by_role("dialog")
    choose_machine(dialog, "Conveyor System #1")
    dialog.get_by_role("textbox", name="What is the matter?").fill("Smells *burnt* $now$")
    dialog.get_by_role("button", name="Enter alert").dblclick()
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("Smells *burnt* $now$")).to_have_count(2)  # one card, one message
    settled(page)
    card(page, "Smells").get_by_role("button", name="Acknowledge").dblclick()
    expect(page.get_by_text("Acknowledged: Smells *burnt* $now$")).to_be_visible()
    settled(page)
    expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)
    expect(card(page, "Smells")).to_contain_text("acknowledged by")
    card(page, "Smells").get_by_role("button", name="Resolve").click()
    expect(page.get_by_test_id("stToast").get_by_text("Resolved: Smells")).to_be_visible()
    expect(card(page, "Smells")).to_have_count(0)


@pytest.mark.long
def test_a_prediction_is_judged_with_one_click(page_as: PageAs) -> None:
    page = page_as("technician", "/maintenance")
    told = page.locator("[class*='st-key-prediction_']").filter(has_text="critical limit of 45 PSI").first
    expect(told).to_contain_text("Pressure has fallen since")
    expect(told).to_contain_text("not enough outcomes: n = ")
    told.get_by_role("button", name="Useful").dblclick()
    expect(page.get_by_text("Noted that the prediction of Robotic Arm #3 is useful")).to_be_visible()
    settled(page)
    expect(told).to_contain_text("“useful”, said Test technician")
    expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)


@pytest.mark.long
def test_the_slower_of_two_colleagues_reads_one_sentence(page_as: PageAs) -> None:
    first = page_as("technician", CONVEYOR)
    first.get_by_role("button", name="Enter an alert").click()
    choose_machine(first.get_by_role("dialog"), "Conveyor System #1")
    first.get_by_role("dialog").get_by_role("textbox", name="What is the matter?").fill("Leaks oil")
    first.get_by_role("dialog").get_by_role("button", name="Enter alert").click()
    expect(card(first, "Leaks oil")).to_be_visible()
    settled(first)
    second = page_as("manager", CONVEYOR)
    second.get_by_test_id("stSidebar").get_by_text("Refresh by itself").click()  # it would see in time
    expect(second.get_by_role("switch", name="Refresh by itself")).not_to_be_checked()
    settled(second)
    card(first, "Leaks oil").get_by_role("button", name="Resolve").click()
    expect(first.get_by_text("Resolved: Leaks oil").first).to_be_visible()
    card(second, "Leaks oil").get_by_role("button", name="Acknowledge").click()
    expect(second.get_by_text(re.compile(r"Alert \d+ is already resolved, by "))).to_be_visible()


def raise_alert(server: Server) -> str:
    """An alert whose reading is beyond the critical limit, on a machine of its own; tells its title."""
    name = f"Try-out {time.monotonic_ns()}"
    path = server.database.parent / f"{name}.csv"
    path.write_text(f"machine,timestamp,sensor,value\n{name},{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ},temperature,90\n")
    server.command("import", str(path), "--create-equipment")
    return name


def alert_of(page: Page, machine: str) -> Locator:
    return (
        page.locator("[class*='st-key-alert_']").filter(has=page.get_by_role("button", name=machine, exact=True)).first
    )


@pytest.mark.long
def test_resolving_beyond_the_limit_asks_why_and_can_be_taken_back(server: Server, page_as: PageAs) -> None:
    machine = raise_alert(server)
    page = page_as("technician", f"/maintenance?machines={machine.replace(' ', '+')}")
    alert_of(page, machine).get_by_role("button", name="Resolve").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Resolve alert").click()
    expect(dialog).to_contain_text("have not come back inside, at 90 °C; give a reason to resolve it now.")
    dialog.get_by_role("textbox").fill("A trial *run*")
    dialog.get_by_role("button", name="Resolve alert").click()
    expect(dialog).to_be_hidden()
    expect(alert_of(page, machine)).to_have_count(0)
    offer = page.locator(".st-key-take_back")
    expect(offer).to_contain_text(f"Resolved: Temperature above 85 °C of {machine}.")
    settled(page)
    offer.get_by_role("button", name="Undo").click()
    expect(alert_of(page, machine)).to_be_visible()
    expect(offer).to_have_count(0)
    settled(page)


@pytest.mark.long
def test_a_resolved_alert_stands_in_a_list_and_is_reopened_with_a_reason(server: Server, page_as: PageAs) -> None:
    machine = raise_alert(server)
    page = page_as("technician", f"/maintenance?machines={machine.replace(' ', '+')}&period=7d")
    alert_of(page, machine).get_by_role("button", name="Resolve").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("A trial run")
    page.get_by_role("dialog").get_by_role("button", name="Resolve alert").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    settled(page)
    page.get_by_text("Resolved alerts (1)").click()
    table = page.locator(".st-key-resolved_alerts").get_by_test_id("stDataFrame")
    expect(table).to_be_visible()
    table.click(position={"x": 12, "y": 52})
    chosen = (
        page.locator("[class*='st-key-resolved_']").filter(has_text="Resolved by Test technician: “A trial run”").last
    )
    expect(chosen).to_be_visible()
    settled(page)
    page.get_by_role("button", name="Reopen").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Reopen it").click()
    expect(page.get_by_role("dialog")).to_contain_text("reason is empty")
    page.get_by_role("dialog").get_by_role("textbox").fill("It was no trial")
    page.get_by_role("dialog").get_by_role("button", name="Reopen it").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(alert_of(page, machine)).to_contain_text("reopened by Test technician")
    expect(alert_of(page, machine)).to_contain_text("“It was no trial”")
    expect(page.locator(".st-key-take_back")).to_have_count(0)


@pytest.mark.long
def test_a_job_completed_by_mistake_is_reopened_with_a_reason(server: Server, page_as: PageAs) -> None:
    name = f"Try-out {time.monotonic_ns()}"
    path = server.database.parent / f"{name}.csv"
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    header = "machine,type,description,status,scheduled date,completed date,external id\n"
    path.write_text(f"{header}{name},corrective,Leaks,completed,{day},{day},{name}\n")
    server.command("import", str(path), "--create-equipment")
    page = page_as("technician", f"/maintenance?machines={name.replace(' ', '+')}&period=7d&jobs=completed")
    page.locator("[class*='st-key-jobs_completed']").click(position={"x": 12, "y": 52})
    settled(page)
    page.get_by_role("button", name="Reopen").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Reopen it").click()
    expect(dialog).to_contain_text("reason is empty")
    dialog.get_by_role("textbox").fill("It was the other pump")
    dialog.get_by_role("button", name="Reopen it").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("In progress (1)")).to_be_visible()
    expect(page.get_by_text("Completed (0)")).to_be_visible()
    settled(page)


@pytest.mark.long
def test_a_message_leads_to_its_alert_and_job_and_to_whether_that_held(server: Server, page_as: PageAs) -> None:
    """By links and buttons: nothing is typed but what only the technician knows, what was wrong and what was done."""
    machine = raise_alert(server)
    with http_receiver() as receiver, server.client() as client:
        form = {"username": email_of("manager"), "password": PASSWORD}
        bearer = {"Authorization": f"Bearer {client.post('/api/token', data=form).json()['access_token']}"}
        machines = client.get("/api/equipment?limit=1000", headers=bearer).json()
        [number] = [each["id"] for each in machines if each["name"] == machine]
        told = {"told": "alerts", "channel": "webhook", "address": receiver.url, "equipment_ids": [number]}
        made = client.post("/api/subscriptions", headers=bearer, json=told).json()
        stop = {"equipment_id": number, "started_at": datetime.now(UTC).isoformat()}
        assert client.post("/api/stops", headers=bearer, json=stop).status_code == 200
        alert = {"equipment_id": number, "type": "emergency", "priority": "critical", "title": "Oil on the floor"}
        assert client.post("/api/maintenance", headers=bearer, json=alert).status_code == 200
        assert receiver.came.acquire(timeout=60)
        client.delete(f"/api/subscriptions/{made['id']}", headers=bearer)
        [begun] = json.loads(receiver.posts[0][1])["data"]["alerts"]
    page = page_as("technician", begun["link"].removeprefix(server.url))
    page.get_by_role("button", name="Plan a job").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("No finished job answered this on this machine before.")
    dialog.get_by_role("button", name="Plan job").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Complete", exact=True)).to_be_visible()
    settled(page)

    # Later, from the list of alerts: its card leads to the job.
    open_path(page, f"{server.url}/maintenance?machines={machine.replace(' ', '+')}")
    planned = page.get_by_role("button", name="Job planned: Oil on the floor: find the cause and mend it (scheduled)")
    planned.click()
    expect(page).to_have_url(re.compile(rf"/equipment\?.*alert={begun['id']}"))
    settled(page)
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("button", name="Put off")).to_be_visible()
    settled(page)
    page.get_by_role("button", name="Complete", exact=True).click()
    dialog.get_by_label("Cause").fill("A seal was worn")
    dialog.get_by_label("What was done?").fill("Seal replaced")
    expect(dialog.get_by_role("checkbox", name="Resolve the alert “Oil on the floor”")).to_be_checked()
    dialog.get_by_label("Reason of the stop that came with it").click()
    page.get_by_role("option").first.click()
    dialog.get_by_role("button", name="Complete job").click()
    expect(dialog).to_be_hidden()
    chain = page.get_by_text(
        re.compile("Alert .*Oil on the floor → stop .* → job done .* → has held for less than a day")
    )
    expect(chain).to_be_visible()
    expect(chain).not_to_contain_text("no reason given")
    expect(page.get_by_text("Resolved by Test technician: “Seal replaced”")).to_be_visible()
    expect(page.get_by_text("cause: A seal was worn")).to_be_visible()
    settled(page)

    # Completed always shows today, and its job leads to the same place.
    open_path(page, f"{server.url}/maintenance?machines={machine.replace(' ', '+')}&period=yesterday&jobs=completed")
    page.locator("[class*='st-key-jobs_completed']").click(position={"x": 12, "y": 52})
    page.locator("[class*='st-key-job_']").get_by_role("button", name=machine).click()
    expect(chain).to_be_visible()
    settled(page)


@pytest.mark.long
def test_a_phone_shows_one_column_without_barriers(page_as: PageAs) -> None:
    page = page_as("technician", "/maintenance", viewport=PHONE)
    for scheme in SCHEMES:
        turn(page, PHONE, scheme)
        fits(page)
        assert barriers(page, only_colours=scheme != SCHEMES[0]) == [], scheme


@pytest.mark.long
def test_an_alert_is_shelved_and_taken_back(page_as: PageAs, server: Server) -> None:
    machine = raise_alert(server)
    page = page_as("technician", f"/maintenance?machines={machine.replace(' ', '+')}")
    alert_of(page, machine).get_by_role("button", name="Shelve").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("3 days").click()
    dialog.get_by_role("button", name="Shelve alert").click()
    expect(dialog).to_contain_text("The reason is empty")
    dialog.get_by_role("textbox", name="Why can it wait?").fill("Fan comes on Monday")
    dialog.get_by_role("button", name="Shelve alert").click()
    expect(page.get_by_test_id("stToast").get_by_text("Shelved until")).to_be_visible()
    expect(alert_of(page, machine)).to_have_count(0)
    settled(page)
    page.get_by_text("Shelved and suppressed alerts (1 shelved").click()
    expect(page.get_by_text("They stand, but need no attention now.")).to_be_visible()
    settled(page)
    canvas = page.get_by_test_id("stExpander").filter(has_text="Shelved and suppressed").get_by_test_id("stDataFrame")
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 16, box["y"] + 52)  # the box of the first row
    expect(page.get_by_text("“Fan comes on Monday”")).to_be_visible()
    settled(page)
    page.get_by_role("button", name="Back on the list").click()
    expect(alert_of(page, machine)).to_be_visible()
