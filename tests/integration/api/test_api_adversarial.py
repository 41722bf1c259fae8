"""What somebody sends who means harm, or whose program is broken: refused in the one shape, and nothing happens."""

from datetime import UTC, datetime
from typing import Any

import pytest

from producflow.store.database import Session, Store
from tests.integration.api.conftest import Call
from tests.people import email_of

HOSTILE = (
    "'; DROP TABLE equipment; --",
    '" OR 1=1 --',
    "$1 $name {0} %s",
    "<script>alert(1)</script>",
    "=HYPERLINK(1)",
    "../../etc/passwd",
    "🦄‮",
    "x" * 200,
)
LISTS = ("/equipment", "/maintenance", "/maintenance/logs", "/production/records", "/imports", "/users", "/keys")


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "query",
    ["skip=-1", "skip=1e3", "skip=99999999999999999999", "limit=0", "limit=-1", "limit=1001", "limit=NaN", "skip="],
)
def test_skip_and_limit_keep_to_their_bounds(call: Call, path: str, query: str) -> None:
    answer = call("admin", "GET", f"{path}?{query}")
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["query", query.split("=", maxsplit=1)[0]]


@pytest.mark.parametrize("path", LISTS)
def test_far_beyond_the_end_is_empty(call: Call, path: str) -> None:
    assert call("admin", "GET", f"{path}?skip=2147483647&limit=1000").json() == []


@pytest.mark.parametrize(
    "path",
    [
        "/equipment?status=broken",
        "/maintenance?priority=urgent",
        "/maintenance?status=open",
        "/maintenance/logs?status=done",
        "/production/records?shift=late",
        "/production/shifts/summary?shift=late",
        "/production/shifts/summary?date=2026-02-30",
        "/production/shifts/summary?date=20260331",
        "/production/records?from=yesterday",
        "/production/records?from=2026-03-31&to=2026-03-30",
        "/production/records?from=0001-01-01",
        "/production/records?to=9999-12-31T23:59:59-23:59",
        "/production/metrics?from=1e9",
        "/production/metrics?equipment_id=0",
        "/production/metrics?equipment_id=1%20OR%201=1",
        "/export/users.csv",
        "/export/equipment.csv?shift=night",
        "/export/equipment.csv?status=active",
        "/equipment/99999999999999999999",
    ],
)
def test_filters_take_only_what_is_listed(call: Call, machine: int, path: str) -> None:
    answer = call("admin", "GET", path)
    assert answer.status_code == 422
    assert all(entry["msg"] for entry in answer.json()["detail"])


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(call: Call, api_store: Store, text: str) -> None:
    made = call("admin", "POST", "/equipment", json={"name": text, "type": text, "location": text})
    assert made.status_code == 200
    number = made.json()["id"]
    assert made.json()["name"] == text
    alert = {"equipment_id": number, "type": "scheduled", "priority": "low", "title": text, "description": text}
    assert call("admin", "POST", "/maintenance", json=alert).json()["title"] == text
    log = {"equipment_id": number, "maintenance_type": "corrective", "description": text, "external_id": text}
    assert call("admin", "POST", "/maintenance/logs", json=log).json()["external_id"] == text
    record = {"equipment_id": number, "date": "2026-03-31", "shift": "night", "product": text}
    record |= {"output_quantity": 1, "defect_quantity": 0}
    assert call("admin", "POST", "/production/records", json=record).json()["product"] == text
    reading = {"sensor_type": text[:100], "value": 1, "timestamp": "2026-03-31T12:00:00Z"}
    assert call("admin", "POST", f"/equipment/{number}/sensors", json=reading).status_code == 200
    assert len(call("admin", "GET", f"/equipment/{number}/sensors", params={"sensor_type": text[:100]}).json()) == 1
    assert call("admin", "GET", "/equipment", params={"status": text}).status_code == 422
    assert len(api_store.read(Session.rows, "equipment/all")) == 1


@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "-Infinity", "1e309", "-1e309", '"1"', "true", "null", "[1]", "{}"]
)
def test_only_finite_numbers_are_numbers(call: Call, machine: int, number: str) -> None:
    headers = {"Content-Type": "application/json"}
    reading = f'{{"sensor_type": "temperature", "value": {number}}}'
    batch = f'[{{"equipment_id": {machine}, "sensor_type": "temperature", "value": {number}}}]'
    capacity = f'{{"name": "X", "capacity": {number}}}'
    record = f'{{"equipment_id": {machine}, "date": "2026-03-31", "shift": "night", "output_quantity": 1, '
    record += f'"defect_quantity": 0, "downtime_minutes": {number}}}'
    output = f'{{"equipment_id": {machine}, "date": "2026-03-31", "shift": "night", "output_quantity": {number}, '
    output += '"defect_quantity": 0}'
    sent = [
        (f"/equipment/{machine}/sensors", reading),
        ("/sensors/batch", batch),
        ("/production/records", record),
        ("/equipment", capacity),
        ("/production/records", output),
    ]
    for path, body in sent[: 3 if number == "null" else 5]:  # a capacity may be unknown, and so may an output
        answer = call("admin", "POST", path, content=body.encode(), headers=headers)
        assert answer.status_code == 422, path


@pytest.mark.parametrize(
    "when",
    [
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-23:59",
        "2199-01-01T00:00:00Z",
        "1700000000",
        "now",
        "2026-03-31",
        "",
    ],
)
def test_times_out_of_reason_are_refused(call: Call, machine: int, when: str) -> None:
    body = {"sensor_type": "temperature", "value": 1, "timestamp": when}
    answer = call("operator", "POST", f"/equipment/{machine}/sensors", json=body)
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "timestamp"]


@pytest.mark.parametrize("year", [1, 9999])
def test_a_number_is_no_time(call: Call, machine: int, year: int) -> None:
    stamp = datetime(min(max(year, 1971), 2100), 1, 1, tzinfo=UTC).timestamp()
    body = {"sensor_type": "temperature", "value": 1, "timestamp": stamp}
    assert call("operator", "POST", f"/equipment/{machine}/sensors", json=body).status_code == 422


@pytest.mark.parametrize(
    ("path", "body", "extra"),
    [
        (
            "/users",
            {"email": "a@b.example", "full_name": "A", "role": "operator", "password": "nine quiet lathes"},
            {"id": 1, "is_active": True, "password_hash": "x", "credentials_version": 9, "created_at": "2026-01-01"},
        ),
        ("/equipment", {"name": "X"}, {"id": 7, "batch_id": 1, "created_at": "2026-01-01T00:00:00Z"}),
        ("/keys", {"name": "X", "role": "operator"}, {"key": "pfk_mine", "key_hash": "x", "id": 3}),
    ],
)
def test_nothing_is_set_in_passing(call: Call, path: str, body: dict[str, Any], extra: dict[str, Any]) -> None:
    for name, value in extra.items():
        answer = call("admin", "POST", path, json=body | {name: value})
        assert answer.status_code == 422, name
        assert answer.json()["detail"][0]["loc"] == ["body", name]


def test_nobody_raises_himself(call: Call, api_store: Store) -> None:
    call("operator", "GET", "/users/me")
    own = api_store.read(Session.row, "users/by_email", email=email_of("operator")) or {}
    assert call("operator", "PATCH", f"/users/{own['id']}", json={"role": "admin"}).status_code == 403
    assert call("operator", "GET", "/users/me").json()["role"] == "operator"
    alert = {"equipment_id": 1, "type": "scheduled", "priority": "low", "title": "x", "status": "resolved"}
    assert call("technician", "POST", "/maintenance", json=alert).status_code == 422


def test_the_last_administrator_stays(call: Call, api_store: Store) -> None:
    call("admin", "GET", "/users/me")
    own = api_store.read(Session.row, "users/by_email", email=email_of("admin")) or {}
    assert call("admin", "PATCH", f"/users/{own['id']}", json={"role": "operator"}).status_code == 409


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"x"',
        b"\xff\xfe\x00",
        b'{"name": "\\ud800"}',
        b'{"\\ud800": 1, "name": "x"}',
        b'{"name": "a\\u0000b"}',
        b'{"name": "a\\u001bb"}',
        b'{"name": ' + b"[" * 50_000,
        b'{"capacity": ' + b"9" * 5_000 + b', "name": "x"}',
        b'{"name": "' + b"x" * 10_000 + b'"}',
    ],
    ids=lambda body: str(body)[:30],
)
def test_broken_bodies_are_refused(call: Call, body: bytes) -> None:
    answer = call("admin", "POST", "/equipment", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["detail"]


def test_ten_megabytes_are_too_many(call: Call) -> None:
    body = b'{"name": "' + b"x" * 10_000_000 + b'"}'

    def in_pieces() -> Any:
        for start in range(0, len(body), 100_000):
            yield body[start : start + 100_000]

    headers = {"Content-Type": "application/json"}
    for content in (body, in_pieces()):  # with and without a Content-Length
        answer = call("admin", "POST", "/equipment", content=content, headers=headers)
        assert answer.status_code == 413
        assert isinstance(answer.json()["detail"], str)


def test_control_characters_in_addresses_and_headers_do_no_harm(call: Call) -> None:
    assert call("admin", "GET", "/equipment/%00").status_code == 404
    assert call("admin", "GET", "/equipment/..%2f..%2fetc").status_code == 404
    answer = call("admin", "GET", "/ready", headers={"X-Request-ID": "a" * 500})
    assert len(answer.headers["X-Request-ID"]) == 16
