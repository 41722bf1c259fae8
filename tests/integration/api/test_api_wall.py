"""The wall: links that are made, looked at, revoked and audited, good for that view and nothing else; what it shows."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.testclient import TestClient

from producflow.access import wall_links
from producflow.access.roles import COMMAND_LINE
from producflow.api import create_api
from producflow.operations import equipment, production, readings, targets
from producflow.reports import audit
from producflow.reports.plant import machine_names
from producflow.reports.wall import Wall, wall
from producflow.settings import Settings
from producflow.store.database import Store
from tests.integration.api.conftest import Call
from tests.integration.api.test_api_rules import RULES, there_in_form_only

AT = datetime(2026, 3, 17, 12, 34, tzinfo=UTC)
"""A Tuesday; the morning shift, from 6 to 14, runs."""
TODAY, YESTERDAY = date(2026, 3, 17), date(2026, 3, 16)


def screen(client: TestClient, token: str) -> Any:
    return client.get("/wall", headers={"Authorization": f"Bearer {token}"})


# Links


def test_a_link_is_made_looked_at_and_revoked(call: Call, client: TestClient, api_store: Store) -> None:
    made = call("manager", "POST", "/wall/links", json={"name": " Hall A,  gate 2 "}).json()
    assert (made["name"], made["location"], made["address"]) == ("Hall A, gate 2", None, f"/wall#{made['token']}")
    assert screen(client, made["token"]).json()["headline"] == "No machine is known yet"
    [listed] = call("manager", "GET", "/wall/links").json()
    assert listed["last_used_at"] is not None
    assert not {"token", "token_hash"} & set(listed)
    assert call("manager", "DELETE", f"/wall/links/{made['id']}").json()["revoked_at"] is not None
    refused = screen(client, made["token"])
    assert (refused.status_code, refused.json()["detail"]) == (401, wall_links.REFUSED)
    again = call("manager", "DELETE", f"/wall/links/{made['id']}")
    assert (again.status_code, again.json()["detail"]) == (409, "The link of Hall A, gate 2 is revoked already.")
    log = audit.entries(api_store, audit.Search(entity="wall_links"))
    assert list(log["action"]) == ["revoke", "create"]
    assert list(log["what"]) == ["Link of screen Hall A, gate 2"] * 2
    assert not any(made["token"] in str(text) for text in [*log["before"], *log["after"]])


def test_what_a_link_carries_is_kept_nowhere(call: Call, api_store: Store, api_settings: Settings) -> None:
    token = call("manager", "POST", "/wall/links", json={"name": "Gate"}).json()["token"]
    api_store.checkpoint()
    assert token.encode() not in api_settings.database.read_bytes()


@pytest.mark.parametrize(
    ("new", "field", "core"),
    [
        ({"name": " "}, "name", "needs a name of 1 to 100 characters"),
        ({"name": "Gate", "location": "Hall Q"}, "location", "There is no location 'Hall Q'; choose Hall A, Hall B."),
        ({"name": "Gate", "area": "Paint"}, "area", "There is no area 'Paint'; choose Assembly."),
        ({"name": "Gate", "line": "Line 1"}, "line", "There is no line 'Line 1'; no machine has one."),
    ],
)
def test_a_link_that_cannot_be_is_refused_in_a_sentence(
    call: Call, api_store: Store, new: dict[str, str], field: str, core: str
) -> None:
    for name, place in (("Press", "Hall B"), ("Saw", "Hall A"), ("Oven", None)):
        equipment.create(api_store, COMMAND_LINE, name=name, location=place, area=place and "Assembly")
    answer = call("manager", "POST", "/wall/links", json=new)
    assert answer.status_code == 422
    [problem] = answer.json()["detail"]
    assert problem["loc"] == ["body", field]
    assert core in problem["msg"]


@pytest.mark.long
def test_a_link_opens_nothing_else(client: TestClient, api_store: Store) -> None:
    token, _ = wall_links.create(api_store, COMMAND_LINE, "Gate")
    headers = {"Authorization": f"Bearer {token}"}
    met = {
        (method, path): client.request(method, there_in_form_only(path), headers=headers).status_code
        for (method, path), rule in RULES.items()
        if rule.name != "ANYONE"
    }
    assert {key for key, status in met.items() if status == 200} == {("GET", "/wall")}
    assert {status for key, status in met.items() if key != ("GET", "/wall")} == {401}


@pytest.mark.parametrize("role", ["admin", "manager", "operator"])
def test_what_lets_a_person_in_is_no_link(call: Call, role: str) -> None:
    assert call(role, "GET", "/wall").status_code == 401


@pytest.mark.usefixtures("minute_that_stands")
def test_wrong_links_are_slowed_and_shut_nobody_out(api_settings: Settings, api_store: Store) -> None:
    settings = api_settings.model_copy(update={"rate_sign_ins": 3, "secret_key": SecretStr("k" * 40)})
    client = TestClient(create_api(settings), root_path="/api")
    token, _ = wall_links.create(api_store, COMMAND_LINE, "Gate")
    guessed = [screen(client, f"pfw_{'x' * 40}{number}").status_code for number in range(5)]
    assert guessed == [401, 401, 401, 429, 429]
    assert screen(client, token).status_code == 200
    signing_in = client.post("/token", data={"username": "a@b.example", "password": "not the right one"})
    assert signing_in.status_code == 401, "a revoked screen must not use up what people have to sign in with"


@pytest.mark.parametrize(
    "sent", ["", "Bearer", "Bearer pfw_", f"Bearer {'x' * 10_000}", "Bearer pfw_\udcff", "Basic YTpi"]
)
def test_whatever_else_is_sent_is_refused(api: FastAPI, sent: str) -> None:
    client = TestClient(api, root_path="/api")
    answer = client.get("/wall", headers=[(b"Authorization", sent.encode("utf-8", "surrogateescape"))])
    assert (answer.status_code, answer.json()["detail"]) == (401, wall_links.REFUSED)


# What it shows

Machines = Callable[..., list[int]]


@pytest.fixture
def machines(store: Store) -> Machines:
    def make(*names: str, **more: Any) -> list[int]:  # in one commit: there are two hundred
        store.write(lambda transaction: transaction.append("equipment", pd.DataFrame({"name": names, **more})))
        known = {name: number for number, name in store.read(machine_names).items()}
        return [known[name] for name in names]

    return make


def post(store: Store, machine: int, value: float, minutes_ago: float, sensor: str = "temperature") -> None:
    at = AT - timedelta(minutes=minutes_ago)
    rows = [{"equipment_id": machine, "sensor_type": sensor, "timestamp": at, "value": value}]
    readings.add(store, COMMAND_LINE, pd.DataFrame(rows))


def report(store: Store, machine: int, day: date, shift: str, output: int, **more: Any) -> None:
    values: dict[str, Any] = {
        "date": day,
        "shift": shift,
        "output_quantity": output,
        "defect_quantity": 0,
        "downtime_minutes": 0.0,
    }
    production.record(store, COMMAND_LINE, equipment_id=machine, **values | more)


def of(store: Store, location: str | None = None, at: datetime = AT) -> Wall:
    return store.answers.ask(wall, location, at)


def figures(found: Wall) -> dict[str, tuple[str, ...]]:
    return {each.label: (each.value, each.unit, each.goal, each.sign, each.gap) for each in found.figures}


@pytest.mark.long
def test_those_that_need_attention_stand_first_and_the_rest_is_counted(store: Store, machines: Machines) -> None:
    hot, warm = machines("Hot", "Warm")
    machines("Told", status="critical")
    fine = machines(*(f"Press {number}" for number in range(197)))
    post(store, hot, 88.5, 5)
    post(store, warm, 82.0, 95)
    for machine in fine[:3]:
        post(store, machine, 60.0, 10)
    found = of(store)
    assert found.headline == "Hot is too hot: 88.5 °C, limit 85"
    assert [(each.name, each.state, each.lasts, each.what) for each in found.machines[:3]] == [
        ("Hot", "critical", "Critical 5 min", "88.5 °C, limit 85"),
        ("Told", "critical", "Critical", "Reported as critical"),
        ("Warm", "warning", "Warning 1 h 35 min", "82 °C, limit 80"),
    ]
    # The fourth tile is of the first that is not known to run; the other 196 are 3 that run and 193 that give no sign.
    assert [each.state for each in found.machines[3:]] == ["unknown"]
    assert (found.wanting, found.others) == ("193 more need attention", "3 more run")
    for machine in fine[10:13]:
        post(store, machine, 90.0, 1)
    assert of(store).wanting == "193 more need attention"  # 6 and 191 silent ones, less 4 tiles
    assert (found.at, found.readings, found.old) == ("12:34", "newest reading 12:29", False)


@pytest.mark.long
def test_two_machines_are_shown_large_where_no_more_need_attention(store: Store, machines: Machines) -> None:
    ids = machines("A", "B", "C", "D", "E")
    for machine in ids:
        post(store, machine, 60.0, 10)
    found = of(store)
    assert found.headline == "No machine needs attention"
    assert [each.name for each in found.machines] == ["A", "B"]
    assert found.others == "3 more run"


def test_readings_that_stopped_are_said_to_be_old(store: Store, machines: Machines) -> None:
    [machine] = machines("Press")
    post(store, machine, 60.0, 24 * 60)  # the plant's own limit: 24 hours
    assert (of(store).readings, of(store).old) == ("newest reading 16 Mar, 12:34", False)
    found = of(store, at=AT + timedelta(minutes=1))
    assert (found.readings, found.old) == ("No reading since 16 Mar, 12:34", True)
    assert [each.state for each in found.machines] == ["unknown"]


@pytest.mark.long
def test_figures_are_of_today_once_a_shift_has_reported_and_else_of_yesterday(store: Store, machines: Machines) -> None:
    [press] = machines("Press", capacity=960.0, installation_date=YESTERDAY)
    for metric, value in (("total_output", 3000.0), ("oee", 85.0)):
        targets.set(store, COMMAND_LINE, metric=metric, value=value, valid_from=YESTERDAY)
    assert of(store).period == "nothing is reported of Mon 16 Mar"
    assert figures(of(store))["OEE"][:2] == ("not available", "")
    report(store, press, YESTERDAY - timedelta(days=1), "night", 720)  # from then on, it is due
    assert figures(of(store))["Output"] == ("not available", "", "Goal 3,000", "", "")
    assert figures(of(store))["OEE"] == ("not available", "", "Goal 85.0", "", "")
    for shift in ("morning", "afternoon", "night"):
        report(store, press, YESTERDAY, shift, 720)
    found = of(store)
    assert found.period == "figures of Mon 16 Mar"
    # 2,160 of 3,000 units are 28.0 % fewer; 2,160 of 3 x 960 are 75 %. Three shifts are too few to call it missed.
    assert figures(found)["Output"] == ("2,160", "units", "Goal 3,000", "≈", "−28.0 %")
    assert figures(found)["OEE"] == ("75.0", "%", "Goal 85.0", "≈", "−10.0 pts")
    assert figures(found)["Defect rate"] == ("0.00", "%", "No goal set", "", "")
    report(store, press, TODAY, "morning", 700)
    after = of(store, at=AT + timedelta(hours=2))
    assert after.period == "figures of today so far"
    # A third of the day's goal was due.
    assert figures(after)["Output"] == ("700", "units", "Goal 1,000", "so far", "−30.0 %")


@pytest.mark.long
def test_a_screen_of_a_hall_shows_its_machines_only(store: Store, machines: Machines) -> None:
    near, far = machines("Near", location="Hall A")[0], machines("Far", location="Hall B")[0]
    post(store, near, 60.0, 20)
    post(store, far, 88.0, 1)
    for machine, output in ((near, 100), (far, 900)):
        report(store, machine, YESTERDAY, "morning", output)
    found = of(store, "Hall A")
    assert found.headline == "No machine needs attention"
    assert [each.name for each in found.machines] == ["Near"]
    assert found.readings == "newest reading 12:14"
    assert figures(found)["Output"][0] == "100"
    assert found.period == "Hall A · figures of Mon 16 Mar, 1 of 3 shifts reported"
    equipment.change(store, COMMAND_LINE, near, {"location": "Hall C"})
    gone = of(store, "Hall A")
    assert (gone.headline, gone.machines, gone.readings) == ("No machine stands at Hall A", (), "")
    assert figures(gone)["Output"][0] == "not available"


@pytest.mark.long
def test_a_screen_of_a_line_shows_its_machines_only(
    call: Call, client: TestClient, store: Store, api_store: Store
) -> None:
    for name, area, line in (("Saw", "Parts", "Line 1"), ("Mill", "Parts", "Line 2"), ("Filler", "Bottling", "Line 1")):
        for each in (store, api_store):
            equipment.create(each, COMMAND_LINE, name=name, location="Hall A", area=area, production_line=line)

    def shown(location: str | None, area: str | None, line: str | None) -> list[str]:
        return [each.name for each in wall(store, location, AT, area, line).machines]

    assert shown(None, "Parts", None) == ["Mill", "Saw"]
    assert shown(None, "Parts", "Line 1") == shown("Hall A", "Parts", "Line 1") == ["Saw"]
    assert shown(None, None, "Line 1") == ["Filler", "Saw"]
    nobody = wall(store, None, AT, "Bottling", "Line 2")
    assert (nobody.headline, nobody.machines) == ("No machine belongs to area Bottling · line Line 2", ())
    made = call("manager", "POST", "/wall/links", json={"name": "Gate", "area": "Parts", "line": "Line 2"}).json()
    assert (made["location"], made["area"], made["line"]) == (None, "Parts", "Line 2")
    told = screen(client, made["token"]).json()
    assert [each["name"] for each in told["machines"]] == ["Mill"]
    assert told["period"].startswith("area Parts · line Line 2 · ")


def test_an_empty_plant_says_so(store: Store) -> None:
    found = of(store)
    assert found.headline == "No machine is known yet"
    assert found.now == "Machines come with the first file, or are entered by hand."
    assert (found.machines, found.others, found.readings, found.old) == ((), "", "", False)
    assert {value for value, *_ in figures(found).values()} == {"not available"}
