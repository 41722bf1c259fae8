"""What surrounds every call: ids, limits, errors, headers, documentation, older clients."""

import json
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from producflow.api import create_api
from producflow.api.routing import Open
from producflow.errors import SettingsInvalid, StoreUnavailable
from producflow.operations.settling import settle
from producflow.settings import Settings
from producflow.store.database import Store, close_store, open_store
from tests.audited import logged
from tests.integration.api.conftest import Call


def test_every_answer_carries_a_request_id(client: TestClient, api_store: Store) -> None:
    given = client.get("/ready", headers={"X-Request-ID": "mes-4711"})
    assert given.headers["X-Request-ID"] == "mes-4711"
    first, second = (client.get("/nowhere").headers["X-Request-ID"] for _ in range(2))
    assert first != second


def test_errors_have_one_shape(call: Call) -> None:
    nowhere = call(None, "GET", "/nowhere")
    assert (nowhere.status_code, nowhere.json()) == (404, {"detail": "There is nothing at this address."})
    wrong = call(None, "DELETE", "/equipment")
    assert (wrong.status_code, wrong.headers["Allow"]) == (405, "GET, POST")
    assert isinstance(wrong.json()["detail"], str)
    missing = call("operator", "GET", "/equipment/7")
    assert missing.json() == {"detail": "There is no machine 7."}
    bad = call("operator", "GET", "/equipment?limit=0").json()["detail"][0]
    assert bad == {
        "type": "greater_than_equal",
        "loc": ["query", "limit"],
        "msg": "Input should be greater than or equal to 1",
    }


def test_our_own_mistakes_tell_nothing_but_where_to_look(
    api: FastAPI, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_it(*_arguments: Any) -> None:
        raise ZeroDivisionError("the secret is 42")

    monkeypatch.setattr("producflow.api.routes.production.told_with_goals", break_it)
    with capture_logs() as said:
        answer = call("operator", "GET", "/production/metrics", headers={"X-Request-ID": "find-me"})
    assert answer.status_code == 500
    assert answer.json()["detail"].endswith("the request id find-me.")
    assert answer.headers["X-Request-ID"] == "find-me"
    [failure] = [event for event in said if event["log_level"] == "error"]
    assert failure["request_id"] == "find-me", "the log has the rest under the same id"
    assert "42" not in answer.text


def test_not_ready_while_the_store_cannot_be_used(client: TestClient, api_store: Store, call: Call) -> None:
    assert client.get("/ready").json() == {"status": "ready"}

    def refuse(*_arguments: Any) -> None:
        raise StoreUnavailable("The database is being restored.")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(api_store, "read", refuse)
        answer = client.get("/ready")
    assert answer.status_code == 503
    assert answer.json() == {"detail": "The database is being restored."}


def test_a_slash_at_the_end_is_no_other_address(call: Call) -> None:
    made = call("manager", "POST", "/equipment/", json={"name": "Lathe"})
    assert made.status_code == 200
    assert call("operator", "GET", f"/equipment/{made.json()['id']}/").json() == made.json()


@pytest.mark.parametrize("how", ["body", "query"])
def test_a_job_is_moved_as_older_clients_do(call: Call, machine: int, how: str) -> None:
    job = {"equipment_id": machine, "maintenance_type": "preventive", "description": "Oil"}
    number = call("technician", "POST", "/maintenance/logs", json=job).json()["id"]
    path, values = (
        f"/maintenance/logs/{number}/status",
        {"status": "completed", "completed_date": "2026-03-31T10:00:00"},
    )
    options: dict[str, Any] = {"json": values} if how == "body" else {"params": values}
    moved = call("technician", "PATCH", path, **options)
    assert moved.status_code == 200
    assert moved.json()["completed_date"] == "2026-03-31T10:00:00Z"
    assert call("operator", "GET", f"/equipment/{machine}").json()["last_maintenance"] == "2026-03-31T10:00:00Z"
    assert call("technician", "PATCH", path, **options).status_code == 409
    assert call("technician", "PATCH", path).json()["detail"][0]["loc"] == ["body", "status"]
    assert call("technician", "PATCH", path, json=values, params=values).status_code == 422


def test_an_alert_goes_forward_only(call: Call, machine: int) -> None:
    alert = {"equipment_id": machine, "type": "emergency", "priority": "high", "title": "Smoke"}
    number = call("technician", "POST", "/maintenance", json=alert).json()["id"]
    path = f"/maintenance/{number}"
    assert call("technician", "PATCH", path, json={"status": "acknowledged"}).json()["acknowledged_at"] is not None
    assert call("technician", "PATCH", path, json={"status": "active"}).status_code == 409
    assert call("technician", "PATCH", path, json={"status": "resolved"}).json()["status"] == "resolved"
    assert call("operator", "GET", "/maintenance").json() == []
    [resolved] = call("operator", "GET", "/maintenance?status=resolved").json()
    assert resolved["id"] == number
    assert call("technician", "PATCH", path, json={"status": "acknowledged"}).status_code == 409


def test_resolving_beyond_the_limit_takes_a_reason_and_a_resolved_alert_is_reopened(
    call: Call, api_store: Store, machine: int
) -> None:
    reading = {"sensor_type": "temperature", "value": 90.0, "timestamp": "2026-03-31T10:00:00Z"}
    assert call("operator", "POST", "/sensors/batch", json=[reading | {"equipment_id": machine}]).status_code == 200
    settle(api_store)
    [alert] = call("operator", "GET", "/maintenance").json()
    path = f"/maintenance/{alert['id']}"
    refused = call("technician", "PATCH", path, json={"status": "resolved"})
    assert refused.status_code == 422
    assert refused.json()["detail"][0]["loc"] == ["body", "reason"]
    assert "have not come back inside, at 90 °C" in refused.json()["detail"][0]["msg"]
    done = call("technician", "PATCH", path, json={"status": "resolved", "reason": "A trial run"})
    assert (done.status_code, done.json()["resolved_reason"]) == (200, "A trial run")
    assert call("operator", "POST", f"{path}/reopen", json={"reason": "No trial"}).status_code == 403
    assert call("technician", "POST", f"{path}/reopen", json={}).status_code == 422
    assert call("technician", "POST", "/maintenance/999/reopen", json={"reason": "No trial"}).status_code == 404
    opened = call("technician", "POST", f"{path}/reopen", json={"reason": "No trial"}).json()
    assert (opened["status"], opened["reopened_reason"], opened["resolved_reason"]) == ("active", "No trial", None)
    assert call("technician", "POST", f"{path}/reopen", json={"reason": "No trial"}).status_code == 409


def test_a_completed_job_is_reopened(call: Call, machine: int) -> None:
    job = {"equipment_id": machine, "maintenance_type": "preventive", "description": "Oil", "status": "completed"}
    path = f"/maintenance/logs/{call('technician', 'POST', '/maintenance/logs', json=job).json()['id']}"
    assert call("operator", "GET", f"/equipment/{machine}").json()["last_maintenance"] is not None
    opened = call("technician", "POST", f"{path}/reopen", json={"reason": "Wrong machine"})
    assert (opened.json()["status"], opened.json()["completed_date"]) == ("in_progress", None)
    assert call("operator", "GET", f"/equipment/{machine}").json()["last_maintenance"] is None
    assert call("technician", "POST", f"{path}/reopen", json={"reason": "Wrong machine"}).status_code == 409
    assert call("analyst", "POST", f"{path}/reopen", json={"reason": "Wrong machine"}).status_code == 403


def test_every_change_is_in_the_audit_log(call: Call, api_store: Store) -> None:
    made = call("manager", "POST", "/equipment", json={"name": "Lathe"}).json()
    call("manager", "PUT", f"/equipment/{made['id']}", json={"location": "Hall B"})
    changed, created = logged(api_store, entity="equipment")
    assert (created["action"], changed["action"]) == ("create", "change")
    assert created["user_email"] == changed["user_email"] == "manager@people.example"
    assert json.loads(changed["before"])["location"] is None
    assert json.loads(changed["after"])["location"] == "Hall B"


def with_settings(settings: Settings, **changes: Any) -> TestClient:
    return TestClient(create_api(settings.model_copy(update=changes)), root_path="/api")


@pytest.mark.usefixtures("minute_that_stands")
def test_reads_are_limited_per_caller(api_settings: Settings, api_store: Store, token: Callable[[str], str]) -> None:
    client = with_settings(api_settings, rate_reads=3)
    one, other = ({"Authorization": f"Bearer {token(role)}"} for role in ("operator", "analyst"))
    statuses = [client.get("/equipment", headers=one).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    refused = client.get("/equipment", headers=one)
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert "More than 3 calls of this kind in a minute" in refused.json()["detail"]
    assert client.get("/equipment", headers=other).status_code == 200, "another caller is another count"
    assert client.post("/production/records", headers=one, json={}).status_code == 422, "and so is another kind"


@pytest.mark.usefixtures("minute_that_stands")
def test_calls_from_one_address_are_limited_whoever_makes_them(api_settings: Settings, api_store: Store) -> None:
    client = with_settings(api_settings, rate_reads=2)
    guesses = [client.get("/equipment", headers={"Authorization": f"Bearer {n}"}).status_code for n in range(11)]
    assert guesses == [401] * 10 + [429]


@pytest.mark.usefixtures("minute_that_stands")
def test_signing_in_is_limited_per_address(api_settings: Settings, api_store: Store) -> None:
    client = with_settings(api_settings, rate_sign_ins=2)
    forms = [{"username": f"{n}@x", "password": "wrong"} for n in range(3)]
    answers = [client.post("/token", data=form) for form in forms]
    assert [answer.status_code for answer in answers] == [401, 401, 429]
    assert "Retry-After" in answers[-1].headers


def test_other_origins_are_let_in_only_where_configured(
    client: TestClient, api_settings: Settings, api_store: Store
) -> None:
    origin = {"Origin": "https://mes.example", "Access-Control-Request-Method": "GET"}
    assert "access-control-allow-origin" not in client.get("/ready", headers=origin).headers
    open_to_one = with_settings(api_settings, cors_origins=("https://mes.example",))
    assert open_to_one.get("/ready", headers=origin).headers["access-control-allow-origin"] == "https://mes.example"
    assert open_to_one.options("/equipment", headers=origin).status_code == 200
    stranger = open_to_one.get("/ready", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in stranger.headers


def test_errors_go_to_sentry_only_where_configured(api_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, Any] = {}
    library = ModuleType("sentry_sdk")
    library.init = told.update  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sentry_sdk", library)
    create_api(api_settings)
    assert told == {}
    configured = api_settings.model_copy(update={"sentry_dsn": SecretStr("https://key@sentry.example/1")})
    create_api(configured)
    assert told["dsn"] == "https://key@sentry.example/1"
    assert (told["send_default_pii"], told["max_request_body_size"]) == (False, "never")
    monkeypatch.setitem(sys.modules, "sentry_sdk", None)
    with pytest.raises(SettingsInvalid, match="install sentry-sdk"):
        create_api(configured)


def test_the_documentation_needs_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/docs").text
    assert "http" not in page
    assert "<script>" not in page, "a script in the page would be stopped by the content security policy"
    for path in ("/static-offline-docs/swagger-ui-bundle.js", "/static-offline-docs/swagger-ui.css", "/docs.js"):
        assert f'"/api{path}"' in page
        assert client.get(f"/api{path}").status_code == 200


BINARY = {"multipart/form-data", "application/pdf", "image/png", "application/vnd.apache.parquet"}


def has_example(part: dict[str, Any], document: dict[str, Any]) -> bool:
    """Tell whether a parameter or a body shows an example or a default, or says all that it may be."""
    schema = part.get("schema", {})
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].split("/")[-1]]
    if {"example", "examples"} & (part.keys() | schema.keys()) or schema.get("type") == "boolean":
        return True
    if "enum" in schema or schema.get("default") is not None:
        return True
    inner = [*schema.get("anyOf", []), *([schema["items"]] if "items" in schema else [])]
    return any(has_example({"schema": each}, document) for each in inner)


def test_the_document_is_truthful_about_itself(api: FastAPI, client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    assert document["info"]["license"] == {"name": "MIT", "identifier": "MIT"}
    assert document["info"]["contact"]["name"]
    named_twice = [name for name in document["components"]["schemas"] if "__" in name]
    assert named_twice == [], "FastAPI names the module where two schemas have one name"
    schemes = document["components"]["securitySchemes"]
    assert schemes["Sign in"]["flows"]["password"]["tokenUrl"] == "token"
    assert (schemes["API key"]["type"], schemes["API key"]["scheme"]) == ("http", "bearer")
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], path
            assert operation["description"], path
            expected = {"422", "429", "503"} | ({"401"} if operation["x-rule"] != "ANYONE" else set())
            assert expected <= operation["responses"].keys(), (method, path)
            if operation["x-rule"] not in Open.__members__:
                assert "403" in operation["responses"]
                assert operation["security"] == [{"Sign in": []}, {"API key": []}], path
            for parameter in operation.get("parameters", []):
                place = (method, path, parameter["name"])
                assert parameter.get("description") or parameter["schema"].get("description"), place
                assert has_example(parameter, document), place
            for body in (operation.get("requestBody", {}), operation["responses"]["200"]):
                for kind, content in body.get("content", {}).items():
                    assert kind in BINARY or has_example(content, document), (method, path, kind)
            for status, response in operation["responses"].items():
                assert status == "200" or "example" in response["content"]["application/json"], (method, path, status)


def test_the_store_is_the_one_of_the_settings(client: TestClient, api_settings: Settings) -> None:
    assert client.get("/ready").status_code == 200
    assert open_store(api_settings.database).path == api_settings.database
    close_store(api_settings.database)
