"""Proof of who is calling: tokens of people and keys of machines."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from starlette.testclient import TestClient

from producflow.access import attempts
from producflow.access.roles import COMMAND_LINE
from producflow.api import create_api
from producflow.operations import passwords, users
from producflow.settings import Settings
from producflow.store.database import Store
from tests.integration.api.conftest import Call
from tests.people import PASSWORD, email_of, user_of

pytestmark = pytest.mark.usefixtures("hashes_are_cheap")


def sign_in(client: TestClient, email: str, password: str = PASSWORD) -> Any:
    return client.post("/token", data={"username": email, "password": password})


def me(client: TestClient, token: str) -> int:
    return client.get("/users/me", headers={"Authorization": f"Bearer {token}"}).status_code


def test_a_person_signs_in_by_form_and_is_known(client: TestClient, api_store: Store) -> None:
    user_of(api_store, "technician")
    answer = sign_in(client, "  Technician@People.example ")
    assert answer.status_code == 200
    assert answer.json().keys() == {"access_token", "token_type"}
    assert answer.json()["token_type"] == "bearer"
    person = client.get("/users/me", headers={"Authorization": f"Bearer {answer.json()['access_token']}"}).json()
    assert person["email"] == email_of("technician")
    assert person["role"] == "technician"
    assert "password_hash" not in person


def test_the_token_is_a_short_lived_jwt_with_a_unique_id(client: TestClient, api_store: Store) -> None:
    number = user_of(api_store, "operator")
    issued = [sign_in(client, email_of("operator")).json()["access_token"] for _ in range(2)]
    first, second = (jwt.decode(token, "k" * 40, algorithms=["HS256"], issuer="producflow") for token in issued)
    assert jwt.get_unverified_header(issued[0])["alg"] == "HS256"
    assert first["sub"] == str(number)
    assert first["exp"] - first["iat"] == 30 * 60
    assert first["jti"] != second["jti"]


@pytest.mark.parametrize(
    ("email", "password"), [("operator@people.example", "wrong"), ("nobody@x", PASSWORD), ("", "")]
)
def test_a_wrong_password_and_an_unknown_person_are_refused_alike(
    client: TestClient, api_store: Store, email: str, password: str
) -> None:
    user_of(api_store, "operator")
    answer = sign_in(client, email, password)
    if email:
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.json() == {"detail": "The email or the password is wrong."}
    else:
        assert answer.status_code in {401, 422}


def test_guessing_is_slowed_and_says_for_how_long(client: TestClient, api_store: Store) -> None:
    for role in ("operator", "technician"):
        user_of(api_store, role)
    assert [sign_in(client, email_of("operator"), "wrong").status_code for _ in range(3)] == [401, 401, 401]
    for minutes in range(8, -1, -1):  # a minute apart, so that each is looked at; the last one just now
        earlier = datetime.now(UTC) - timedelta(minutes=minutes)
        with attempts.begin(api_store, email_of("technician"), "testclient", now=earlier) as attempt:
            attempt.failed()
    answer = sign_in(client, email_of("technician"))  # the right one is not looked at either
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 32


def test_posts_without_a_password_use_up_nothing(api_settings: Settings, api_store: Store) -> None:
    user_of(api_store, "operator")
    client = TestClient(create_api(api_settings.model_copy(update={"rate_sign_ins": 3})), root_path="/api")
    for form in ({}, {"username": email_of("operator")}, {"username": email_of("operator"), "password": ""}) * 20:
        assert client.post("/token", data=form).status_code == 422
    client.cookies.clear()
    assert sign_in(client, email_of("operator")).status_code == 200


@pytest.mark.usefixtures("minute_that_stands")
def test_only_an_account_itself_uses_up_its_sign_ins(api_settings: Settings, api_store: Store) -> None:
    for role in ("operator", "technician"):
        user_of(api_store, role)
    client = TestClient(create_api(api_settings.model_copy(update={"rate_sign_ins": 2})), root_path="/api")
    assert [sign_in(client, email_of("operator")).status_code for _ in range(3)] == [200, 200, 429]
    assert sign_in(client, email_of("technician")).status_code == 200


def test_a_client_that_keeps_its_cookie_is_known_again(client: TestClient, api_store: Store) -> None:
    user_of(api_store, "operator")
    answer = sign_in(client, email_of("operator"))
    [cookie] = answer.headers.get_list("set-cookie")
    assert cookie.startswith("producflow_device=")
    assert {"HttpOnly", "SameSite=lax", "Path=/", "Max-Age=15552000"} <= set(cookie.split("; "))
    for n in range(attempts.ADDRESS.lock):
        earlier = datetime.now(UTC) - timedelta(seconds=33 * (49 - n))
        with attempts.begin(api_store, f"{n}@b.example", "testclient", now=earlier) as attempt:
            attempt.failed()
    assert sign_in(client, email_of("operator")).status_code == 200
    client.cookies.clear()
    assert sign_in(client, email_of("operator")).status_code == 429


CHANGES: dict[str, Callable[[Store, int], object]] = {
    "deactivated": lambda store, number: users.deactivate(store, COMMAND_LINE, number),
    "another role": lambda store, number: users.change(store, COMMAND_LINE, number, {"role": "analyst"}),
    "another password": lambda store, number: passwords.set_password(
        store, COMMAND_LINE, number, "seven loud presses", own=True
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_token_ends_with_the_account_as_it_was(client: TestClient, api_store: Store, change: str) -> None:
    number = user_of(api_store, "operator")
    token = sign_in(client, email_of("operator")).json()["access_token"]
    assert me(client, token) == 200
    CHANGES[change](api_store, number)
    assert me(client, token) == 401


def forged(api_store: Store, key: str = "k" * 40, algorithm: str = "HS256", **changes: Any) -> str:
    number = user_of(api_store, "operator")
    now = datetime.now(UTC)
    claims = {
        "iss": "producflow",
        "sub": str(number),
        "iat": now,
        "exp": now + timedelta(minutes=5),
        "jti": "x",
        "credentials_version": 1,
    } | changes
    return jwt.encode({name: value for name, value in claims.items() if value is not None}, key, algorithm=algorithm)


def test_the_forger_of_these_tests_can_forge(client: TestClient, api_store: Store) -> None:
    assert me(client, forged(api_store)) == 200


@pytest.mark.parametrize(
    "flaw",
    [
        {"exp": datetime(2026, 1, 1, tzinfo=UTC)},
        {"exp": None},
        {"jti": None},
        {"iss": "somebody else"},
        {"key": "w" * 40},
        {"key": "", "algorithm": "none"},
        {"key": "k" * 64, "algorithm": "HS512"},
        {"sub": "999999"},
        {"sub": "1 OR 1=1"},
        {"credentials_version": 2},
        {"credentials_version": "1; DROP TABLE users"},
    ],
    ids=str,
)
def test_forged_and_expired_tokens_are_refused(client: TestClient, api_store: Store, flaw: dict[str, Any]) -> None:
    assert me(client, forged(api_store, **flaw)) == 401


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic b3A6cHc=", "Bearer x.y.z", "Bearer " + "a" * 5000])
def test_no_proof_is_no_proof(client: TestClient, api_store: Store, header: str) -> None:
    answer = client.get("/equipment", headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert isinstance(answer.json()["detail"], str)


def test_a_machine_calls_with_a_key_until_it_is_revoked(call: Call, client: TestClient, machine: int) -> None:
    made = call("admin", "POST", "/keys", json={"name": "Gateway", "role": "operator"}).json()
    key = {"Authorization": f"Bearer {made['key']}"}
    reading = {"sensor_type": "temperature", "value": 70}
    assert client.post(f"/equipment/{machine}/sensors", json=reading, headers=key).status_code == 200
    assert client.post("/equipment", json={"name": "Mine"}, headers=key).status_code == 403
    assert client.get("/users/me", headers=key).json() == {"detail": "An API key is no person."}
    [listed] = call("admin", "GET", "/keys").json()
    assert listed["last_used_at"] is not None
    assert "key" not in listed
    assert "key_hash" not in listed
    assert call("admin", "DELETE", f"/keys/{made['id']}").status_code == 200
    assert client.get("/equipment", headers=key).status_code == 401
    assert call("admin", "DELETE", f"/keys/{made['id']}").status_code == 409


def test_a_key_is_kept_nowhere(call: Call, api_store: Store, api_settings: Settings) -> None:
    key = call("admin", "POST", "/keys", json={"name": "Gateway", "role": "admin"}).json()["key"]
    api_store.checkpoint()
    assert key.encode() not in api_settings.database.read_bytes()
    assert call("admin", "POST", "/keys", json={"name": "gateway", "role": "admin"}).status_code == 409


def test_an_administrator_manages_people(call: Call) -> None:
    new = {"email": "New@Plant.example", "full_name": "New", "role": "operator", "password": "nine quiet lathes"}
    made = call("admin", "POST", "/users", json=new)
    assert made.status_code == 200
    assert made.json()["email"] == "new@plant.example"
    number = made.json()["id"]
    assert call("admin", "POST", "/users", json=new).status_code == 409
    changed = call("admin", "PATCH", f"/users/{number}", json={"role": "analyst", "is_active": False}).json()
    assert (changed["role"], changed["is_active"], changed["full_name"]) == ("analyst", False, "New")
    weak = call("admin", "PATCH", f"/users/{number}", json={"role": "admin", "password": "aaaaaaaaaaaaa"})
    assert weak.status_code == 422
    assert weak.json()["detail"][0]["loc"] == ["body", "password"]
    after = next(person for person in call("admin", "GET", "/users").json() if person["id"] == number)
    assert after["role"] == "analyst", "a refused password must not let the rest through"


def test_a_password_that_somebody_else_set_gets_no_token(client: TestClient, call: Call) -> None:
    new = {"email": "new@plant.example", "full_name": "New", "role": "operator", "password": "nine quiet lathes"}
    assert call("admin", "POST", "/users", json=new).json()["must_change_password"] is True
    answer = sign_in(client, new["email"], new["password"])
    assert answer.status_code == 401
    assert answer.json()["detail"].startswith("Somebody else set this password, so it must be changed first")


def test_a_text_that_is_too_short_is_told_in_characters(call: Call) -> None:
    new = {"email": "new@plant.example", "full_name": "", "role": "operator", "password": "short"}
    told = {each["loc"][1]: each["msg"] for each in call("admin", "POST", "/users", json=new).json()["detail"]}
    assert told == {
        "full_name": "Text should have at least 1 character, not 0",
        "password": "Text should have at least 12 characters, not 5",
    }
