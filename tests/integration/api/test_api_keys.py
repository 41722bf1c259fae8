"""API keys: until when they work, what for, of which machines, and what attackers try with them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from producflow.access import api_keys
from producflow.access.key_scopes import ALLOWS, Kind, allowed
from producflow.access.roles import COMMAND_LINE, Permission, Role
from producflow.api.key_machines import OF_A_MACHINE, OF_NO_MACHINE
from producflow.api.routes import SUBJECTS
from producflow.errors import Conflict, InvalidInput, NotSignedIn
from producflow.operations import alerts, equipment
from producflow.store.database import Store
from tests.integration.api.conftest import Call

READING = {"sensor_type": "temperature", "value": 70}
NOW = datetime.now(UTC)

Sends = Callable[..., Any]


@pytest.fixture
def made(api_store: Store) -> Callable[..., str]:
    def make(role: str = "manager", **scope: Any) -> str:
        return api_keys.create(api_store, COMMAND_LINE, f"Key {len(scope)} {role}", role, **scope)[0]

    return make


@pytest.fixture
def sends(client: TestClient) -> Sends:
    def send(key: str, method: str, path: str, **options: Any) -> Any:
        headers = {"Authorization": f"Bearer {key}"} | options.pop("headers", {})
        return client.request(method, path, headers=headers, **options)

    return send


@pytest.fixture
def mine(api_store: Store) -> int:
    return int(equipment.create(api_store, COMMAND_LINE, name="Press 1", capacity=960.0)["id"])


@pytest.fixture
def other(api_store: Store) -> int:
    return int(equipment.create(api_store, COMMAND_LINE, name="Secret mill", capacity=960.0)["id"])


def test_each_permission_but_that_over_people_is_of_one_kind() -> None:
    listed = [permission for kind in Kind for permission in ALLOWS[kind]]
    assert len(listed) == len(set(listed))
    assert set(listed) == set(Permission) - {Permission.MANAGE_USERS} == allowed(None)


# Until when


def test_a_key_expires_and_says_so_to_whoever_has_it(api_store: Store, made: Callable[..., str], sends: Sends) -> None:
    key = made(days=1, now=NOW - timedelta(days=2))
    answer = sends(key, "GET", "/equipment")
    assert (answer.status_code, answer.json()["detail"][:28]) == (401, "This API key has expired; as")
    assert "not known" in sends(key[:-1], "GET", "/equipment").json()["detail"]
    row = api_keys.everyone(api_store, COMMAND_LINE)[0]
    api_keys.revoke(api_store, COMMAND_LINE, row["id"])
    assert "was revoked" in sends(key, "GET", "/equipment").json()["detail"]


def test_within_the_minute_for_which_it_is_known_it_expires_too(
    api_store: Store, made: Callable[..., str], monkeypatch: pytest.MonkeyPatch, sends: Sends
) -> None:
    key = made(days=1)
    assert sends(key, "GET", "/equipment").status_code == 200
    _, until = api_keys.known(api_store, key)
    assert until is not None
    with pytest.raises(NotSignedIn, match="has expired"):
        api_keys.known(api_store, key, now=until)
    monkeypatch.setattr("producflow.api.dependencies.time.time", lambda: until.timestamp())
    monkeypatch.setattr(api_keys, "datetime", type("Later", (), {"now": lambda _: until}))
    assert "has expired" in sends(key, "GET", "/equipment").json()["detail"]


def test_a_year_unless_something_else_is_chosen(call: Call) -> None:
    made = call("admin", "POST", "/keys", json={"name": "Gateway", "role": "operator"}).json()
    assert datetime.fromisoformat(made["expires_at"]) - datetime.fromisoformat(made["created_at"]) > timedelta(days=364)
    never = call("admin", "POST", "/keys", json={"name": "Old PLC", "role": "operator", "days": None}).json()
    assert never["expires_at"] is None
    assert call("admin", "POST", "/keys", json={"name": "X", "role": "operator", "days": 0}).status_code == 422


# Another secret


def test_both_secrets_work_until_the_old_one_ends(api_store: Store, call: Call, sends: Sends) -> None:
    old = call("admin", "POST", "/keys", json={"name": "Gateway", "role": "operator"}).json()
    new = call("admin", "POST", f"/keys/{old['id']}/rotate", json={"overlap_hours": 1}).json()
    for key in (old["key"], new["key"]):
        assert sends(key, "GET", "/equipment").status_code == 200
    [row] = call("admin", "GET", "/keys").json()
    assert row["previous_used_at"] is not None
    assert "key" not in row
    later = datetime.now(UTC) + timedelta(hours=1, seconds=1)
    with pytest.raises(NotSignedIn, match="got another secret"):
        api_keys.known(api_store, old["key"], now=later)
    assert api_keys.known(api_store, new["key"], now=later)[0].role is Role.OPERATOR


def test_the_one_before_the_old_one_ends_at_once_and_a_revoked_key_is_not_rotated(
    api_store: Store, made: Callable[..., str]
) -> None:
    first = made()
    number = api_keys.everyone(api_store, COMMAND_LINE)[0]["id"]
    second, _ = api_keys.rotate(api_store, COMMAND_LINE, number)
    third, _ = api_keys.rotate(api_store, COMMAND_LINE, number)
    with pytest.raises(NotSignedIn, match="not known"):
        api_keys.known(api_store, first)
    api_keys.revoke(api_store, COMMAND_LINE, number)
    for key in (second, third):
        with pytest.raises(NotSignedIn, match="was revoked"):
            api_keys.known(api_store, key)
    with pytest.raises(Conflict):
        api_keys.rotate(api_store, COMMAND_LINE, number)


def test_an_overlap_lets_no_key_live_longer_than_it_would_have(api_store: Store, made: Callable[..., str]) -> None:
    old = made(days=1)
    number = api_keys.everyone(api_store, COMMAND_LINE)[0]["id"]
    api_keys.rotate(api_store, COMMAND_LINE, number, overlap_hours=24 * 7)
    with pytest.raises(NotSignedIn, match="got another secret"):
        api_keys.known(api_store, old, now=datetime.now(UTC) + timedelta(days=1))


# What for


def test_a_key_of_an_administrator_manages_neither_people_nor_keys(made: Callable[..., str], sends: Sends) -> None:
    key = made("admin")
    person = {"email": "m@evil.example", "full_name": "M", "role": "admin", "password": "nine quiet lathes"}
    for method, path, body in (
        ("GET", "/users", None),
        ("POST", "/users", person),
        ("POST", "/users/1/link", None),
        ("DELETE", "/users/1/second-factor", None),
        ("GET", "/keys", None),
        ("POST", "/keys", {"name": "Mine", "role": "admin"}),
        ("POST", "/keys/1/rotate", {}),
        ("DELETE", "/keys/1", None),
    ):
        answer = sends(key, method, path, json=body)
        assert (answer.status_code, "may never manage people" in answer.json()["detail"]) == (403, True), path


def test_a_kind_of_call_lets_nothing_else_through(made: Callable[..., str], sends: Sends, mine: int) -> None:
    key = made("admin", kinds=["readings"])
    assert sends(key, "POST", f"/equipment/{mine}/sensors", json=READING).status_code == 200
    for method, path in (("GET", "/equipment"), ("GET", "/export/equipment.csv"), ("GET", "/audit")):
        answer = sends(key, method, path)
        assert (answer.status_code, "out of its scope" in answer.json()["detail"]) == (403, True), path
    assert sends(made("operator", kinds=["plant"]), "POST", "/equipment", json={"name": "X"}).status_code == 403


def test_kinds_and_machines_must_be(api_store: Store) -> None:
    for scope, field in (
        ({"kinds": ["all"]}, "kinds"),
        ({"kinds": []}, "kinds"),
        ({"equipment_ids": [9]}, "equipment_ids"),
    ):
        with pytest.raises(InvalidInput) as refused:
            api_keys.create(api_store, COMMAND_LINE, "K", "operator", **scope)
        assert refused.value.field == field


# Of which machines


def test_a_key_of_one_machine_reads_and_writes_that_one(
    made: Callable[..., str], sends: Sends, mine: int, other: int
) -> None:
    key = made(equipment_ids=[mine])
    assert sends(key, "POST", f"/equipment/{mine}/sensors", json=READING).status_code == 200
    batch = [{"equipment_id": mine, **READING, "timestamp": "2026-03-01T00:00:00Z"}]
    assert sends(key, "POST", "/sensors/batch", json=batch).status_code == 200
    for path in ("/production/metrics", "/production/records", "/stops", "/maintenance", "/predictions"):
        answer = sends(key, "GET", f"{path}?equipment_id={mine}")
        assert answer.status_code == 200, path
        assert "Secret mill" not in answer.text
    assert sends(key, "GET", "/stop-reasons").status_code == 200


def test_and_gets_nothing_of_another_however_it_is_asked(
    api_store: Store, made: Callable[..., str], sends: Sends, mine: int, other: int
) -> None:
    key = made(equipment_ids=[mine])
    alert = alerts.create(api_store, COMMAND_LINE, equipment_id=other, type="scheduled", priority="low", title="Oil")
    lines = {"Content-Type": "application/x-ndjson"}
    asked: list[tuple[str, str, dict[str, Any]]] = [
        ("GET", f"/equipment/{other}", {}),
        ("POST", f"/equipment/{other}/sensors", {"json": READING}),
        ("POST", f"/equipment/{mine}/sensors?equipment_id={other}", {"json": READING}),
        ("POST", f"/equipment/{mine}/sensors", {"json": READING | {"equipment_id": other}}),
        ("POST", "/sensors/batch", {"json": [{"equipment_id": each, **READING} for each in (mine, other)]}),
        ("POST", "/sensors/batch", {"json": [{"equipment_id": str(other), **READING}]}),
        ("POST", "/sensors/batch", {"content": f'{{"equipment_id":{mine},"equipment_id":{other}}}', "headers": lines}),
        (
            "POST",
            "/sensors/batch",
            {"content": f'{{"equipment_id":{mine}}}\n{{"equipment_id":{other}}}', "headers": lines},
        ),
        ("POST", "/sensors/batch", {"content": f'[{{"equipment_id":{other}}}]'.encode("utf-16")}),
        ("GET", "/production/metrics", {}),
        ("GET", f"/production/metrics?equipment_id={mine}&equipment_id={other}", {}),
        ("GET", f"/production/metrics?equipment_id={mine}&line=A", {}),
        ("GET", f"/production/metrics?equipment_id={mine}&frozen=abc", {}),
        ("GET", "/production/records", {}),
        ("GET", "/maintenance", {}),
        ("PATCH", f"/maintenance/{alert['id']}", {"json": {"status": "acknowledged"}}),
        ("PATCH", f"/maintenance/{alert['id']}?equipment_id={mine}", {"json": {"status": "acknowledged"}}),
        ("PATCH", "/maintenance/999", {"json": {"status": "acknowledged"}}),
        ("POST", "/maintenance/logs", {"json": {"equipment_id": mine, "alert_id": alert["id"]}}),
        ("POST", "/stops", {"json": {"equipment_id": other}}),
        *(("GET", path, {}) for path in ("/equipment", "/dashboard/summary", "/frozen", "/handovers", "/imports")),
        *(("GET", f"{path}?equipment_id={mine}", {}) for path in ("/export/equipment.csv", "/reports/overview.pdf")),
        ("GET", f"/receipts/oee?equipment_id={mine}", {}),
        ("GET", f"/provenance/production_records/1?equipment_id={mine}", {}),
        ("POST", f"/imports?equipment_id={mine}", {"content": b"a,b"}),
    ]
    for method, path, options in asked:
        answer = sends(key, method, path, **options)
        assert (answer.status_code, "for Press 1 alone" in answer.text) == (403, True), (method, path, answer.text)
        assert "Secret mill" not in answer.text


def test_a_key_of_no_machine_gets_none(made: Callable[..., str], sends: Sends, mine: int) -> None:
    key = made(equipment_ids=[])
    assert sends(key, "GET", "/plant/settings").status_code == 200
    assert sends(key, "GET", f"/equipment/{mine}").status_code == 403


def test_what_is_listed_is_there() -> None:
    """A route that is called something else from now on would be refused, and nobody would know why."""
    there = {
        f"{method} {route.path}"  # type: ignore[attr-defined]
        for subject in SUBJECTS
        for route in subject.router.routes
        for method in route.methods  # type: ignore[attr-defined]
    }
    assert there >= OF_A_MACHINE | OF_NO_MACHINE
