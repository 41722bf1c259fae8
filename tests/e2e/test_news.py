"""What others bring shows on open pages by itself, and takes nothing from anybody's hands."""

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx2
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PageAs, Server
from tests.people import PASSWORD, email_of

MACHINE = 5


@pytest.fixture
def posting(server: Server) -> Iterator[httpx2.Client]:
    """A program that may post."""
    with server.client() as client:
        form = {"username": email_of("operator"), "password": PASSWORD}
        token = client.post("/api/token", data=form).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


def post(client: httpx2.Client, value: float) -> None:
    """Post a reading taken now."""
    reading = {"sensor_type": "vibration", "value": value, "timestamp": datetime.now(UTC).isoformat()}
    answer = client.post(f"/api/equipment/{MACHINE}/sensors", json=reading)
    assert answer.status_code == 200, answer.text


def test_news_wait_for_whoever_fills_in_a_dialog(page_as: PageAs, posting: httpx2.Client) -> None:
    busy, idle = page_as("technician", "/maintenance"), page_as("technician", "/maintenance")
    busy.get_by_role("button", name="Enter an alert").click()
    dialog = busy.get_by_role("dialog")
    said = dialog.get_by_role("textbox", name="What is the matter?")
    said.fill("Smells of rubber")
    for value in (8.11, 8.22):  # at the second, both pages have looked after the first
        post(posting, value)
        expect(idle.get_by_text(f"{value:.2f}").first).to_be_attached()
    expect(said).to_have_value("Smells of rubber")
    expect(busy.get_by_text("8.11")).to_have_count(0)
    dialog.get_by_role("button", name="Close").click()
    expect(busy.get_by_text("8.22").first).to_be_attached()
