"""The audit log by API: searched, in pages, as a file; and what calls leave in it."""

import csv
import io
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from producflow.access import api_keys, audit, tallies
from producflow.access.roles import COMMAND_LINE
from producflow.operations import equipment, thresholds
from producflow.reports import audit_chain
from producflow.reports.audit import Search, count, entries
from producflow.store.database import Store
from tests.integration.api.conftest import Call
from tests.people import PASSWORD, email_of, user_of

pytestmark = pytest.mark.usefixtures("hashes_are_cheap")


@pytest.fixture(autouse=True)
def nothing_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tallies, "_times", {})


def test_pages_of_a_search_come_newest_first(api_store: Store, call: Call) -> None:
    for number in range(7):
        audit.note(api_store, COMMAND_LINE, "change", "handovers", number, after={"why": f"reason {number}"})
    asked = {"entity": "handovers", "text": "REASON", "limit": 3}
    first = call("admin", "GET", "/audit", params=asked).json()
    second = call("admin", "GET", "/audit", params={**asked, "skip": 3}).json()
    assert [each["entity_id"] for each in first + second] == [6, 5, 4, 3, 2, 1]
    assert first[0]["after"] == {"why": "reason 6"}
    assert first[0]["previous_hash"] == first[1]["hash"]
    assert call("admin", "GET", "/audit", params={"text": first[2]["hash"]}).json()[0]["entity_id"] == 4


def test_it_is_found_by_machine_and_by_time(api_store: Store, call: Call) -> None:
    machine = equipment.create(api_store, COMMAND_LINE, name="Press Nord 7", type="press")["id"]
    limits = {"warn_low": None, "warn_high": 80.0, "crit_low": None, "crit_high": None}
    thresholds.set(api_store, COMMAND_LINE, sensor_type="temperature", equipment_id=machine, **limits)
    found = call("admin", "GET", "/audit", params={"text": "press nord", "entity": "thresholds"}).json()
    assert [each["what"] for each in found] == ["Limits of temperature on Press Nord 7"]
    today = datetime.now(UTC)
    assert call("admin", "GET", "/audit", params={"to": "2020-01-01"}).json() == []
    assert call("admin", "GET", "/audit", params={"from": f"{today:%Y}-01-01", "action": "create"}).json()


def test_only_who_may_read_it_does(call: Call) -> None:
    assert call("manager", "GET", "/audit").status_code == 403
    assert call("manager", "GET", "/audit.csv").status_code == 403


def test_the_file_holds_all_that_is_found_and_is_an_entry_itself(
    api_store: Store, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("producflow.reports.audit.PIECE", 3)
    for number in range(6):  # two whole pieces
        audit.note(api_store, COMMAND_LINE, "change", "handovers", number, after={"why": "=1+1"})
    answer = call("admin", "GET", "/audit.csv", params={"entity": "handovers"})
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["entity_id"] for row in rows] == ["5", "4", "3", "2", "1", "0"]
    assert rows[0]["changes"] == "why: =1+1"
    newest = entries(api_store).iloc[0]
    assert (newest["user_email"], newest["action"], newest["entity"]) == (email_of("admin"), "export", "audit_log")
    assert '"entity": "handovers"' in newest["after"]


def test_an_export_says_who_took_which_rows(api_store: Store, call: Call) -> None:
    call("analyst", "GET", "/export/equipment.csv", params={"status": "operational"})
    newest = entries(api_store).iloc[0]
    assert (newest["user_email"], newest["action"], newest["what"]) == (email_of("analyst"), "export", "Machine")
    assert newest["changes"] == "as: csv; status: operational"
    call("operator", "GET", "/export/equipment.csv")
    assert count(api_store, Search(action="export")) == 1  # who may not takes nothing


def test_a_key_that_is_used_all_day_makes_two_entries(api: FastAPI, api_store: Store) -> None:
    key, _ = api_keys.create(api_store, COMMAND_LINE, "Press gateway", "operator")
    client = TestClient(api)
    for _ in range(5):
        assert client.get("/equipment", headers={"Authorization": f"Bearer {key}"}).status_code == 200
    found = entries(api_store, Search(action="use"))
    assert found["what"].tolist() == ["Key of Press gateway"]
    assert found["user_email"].tolist() == ["API key Press gateway"]
    assert "address: testclient" in found["changes"].iloc[0]
    tallies.settle(api_store, everything=True)
    assert "times: 5" in entries(api_store, Search(action="use"))["changes"].iloc[0]
    assert api_store.read(audit_chain.problems) == []


def test_a_key_that_nobody_knows_is_told(api: FastAPI, api_store: Store) -> None:
    for _ in range(3):
        TestClient(api).get("/equipment", headers={"Authorization": "Bearer pfk_guessed"})
    assert entries(api_store, Search(action="key refused"))["user_email"].tolist() == ["stranger"]
    assert "guessed" not in entries(api_store).to_csv()


def test_signing_in_by_api_is_told(api: FastAPI, api_store: Store) -> None:
    user_of(api_store, "manager")
    signed_in = TestClient(api).post("/token", data={"username": email_of("manager"), "password": PASSWORD})
    assert signed_in.status_code == 200
    [changes] = entries(api_store, Search(action="sign in"))["changes"]
    assert changes == f"email: {email_of('manager')}; by: API; address: testclient"
