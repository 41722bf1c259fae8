"""Accounts: one address one account, sound passwords, nobody locked out of managing people, sessions that end."""

import json
from typing import Any

import pytest

from producflow.access import sessions
from producflow.access.passwords import sound_password
from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.access.sign_in import authenticate
from producflow.errors import Conflict, InvalidInput, NotAllowed, NotFound, NotSignedIn
from producflow.operations import passwords, users
from producflow.store.database import Store
from tests.audited import logged

PASSWORD = "seven blue kettles"
ANOTHER = "eight green lamps"


def add(store: Store, email: str = "anna@plant.local", role: str = "operator") -> dict[str, Any]:
    return users.create(
        store, COMMAND_LINE, email=email, full_name="Anna  Berg", role=role, password=PASSWORD, own=True
    )


def as_actor(account: dict[str, Any]) -> Actor:
    return Actor(account["id"], account["email"], account["full_name"], Role(account["role"]))


def test_a_new_account_signs_in_and_its_hash_is_shown_to_nobody(store: Store) -> None:
    made = add(store, " Anna@Plant.Local ")
    assert (made["email"], made["full_name"], made["is_active"]) == ("anna@plant.local", "Anna Berg", True)
    assert authenticate(store, "ANNA@plant.local", PASSWORD, "127.0.0.1").role is Role.OPERATOR
    assert "password_hash" not in made
    [listed] = users.everyone(store, COMMAND_LINE)
    assert "password_hash" not in listed


def test_the_same_address_in_another_case_is_taken(store: Store) -> None:
    add(store)
    with pytest.raises(Conflict, match="has an account already"):
        add(store, "ANNA@PLANT.LOCAL")


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("eleven char", "at least 12 characters"),
        ("ä" * 30 + "abcdefghijklm", "73; shorten|bytes"),
        ("abababababab", "easily guessed"),
        ("x-anna.berg-x", "name in the email"),
        ("zero\0byte is cut", "zero byte"),
        ("1q2w3e4r5t6y", "one of the commonest"),
        ("Password1234", "one of the commonest"),
        ("letmeinletmein", "easily guessed"),
        ("qwertyuiop[]", "rows of keys"),
    ],
)
def test_weak_passwords_are_refused(password: str, why: str) -> None:
    with pytest.raises(InvalidInput, match=why) as refused:
        sound_password(password, "anna.berg@plant.local")
    assert refused.value.field == "password"


def test_a_password_of_72_bytes_of_any_characters_is_welcome(store: Store) -> None:
    password = "ü" * 30 + " 12 käse"  # 30 * 2 + 9 bytes
    made = users.create(store, COMMAND_LINE, email="u@x.de", full_name="U", role="admin", password=password, own=True)
    assert authenticate(store, "u@x.de", password, "127.0.0.1").user_id == made["id"]


@pytest.mark.parametrize("email", ["", "anna", "anna@", "@plant", "a b@plant.de", "a@b@c", "x" * 250 + "@y.de"])
def test_what_is_no_address_is_refused(store: Store, email: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        add(store, email)
    assert refused.value.field == "email"


def test_an_unknown_role_is_refused_by_naming_the_roles(store: Store) -> None:
    with pytest.raises(InvalidInput, match="operator, technician, analyst, manager, admin"):
        add(store, role="boss")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_administrators_manage_people(store: Store, role: Role) -> None:
    actor = Actor(1, "x@y.z", "X", role)
    account = add(store)
    with pytest.raises(NotAllowed):
        users.create(store, actor, email="b@c.de", full_name="B", role="operator", password=PASSWORD)
    with pytest.raises(NotAllowed):
        users.change(store, actor, account["id"], {"role": "admin"})
    with pytest.raises(NotAllowed):
        passwords.set_password(store, actor, account["id"], ANOTHER)
    with pytest.raises(NotAllowed):
        users.everyone(store, actor)


def test_the_last_active_administrator_stays(store: Store) -> None:
    first = add(store, "a@x.de", "admin")
    second = add(store, "b@x.de", "admin")
    users.deactivate(store, COMMAND_LINE, second["id"])
    for changes in ({"is_active": False}, {"role": "manager"}):
        with pytest.raises(Conflict, match="last active administrator"):
            users.change(store, COMMAND_LINE, first["id"], changes)
    users.reactivate(store, COMMAND_LINE, second["id"])
    assert users.change(store, COMMAND_LINE, first["id"], {"role": "manager"})["role"] == "manager"


@pytest.mark.parametrize(
    ("changes", "ends"),
    [({"role": "manager"}, True), ({"is_active": False}, True), ({"full_name": "Anna B."}, False)],
)
def test_sessions_end_with_a_change_of_role_or_activity(store: Store, changes: dict[str, Any], ends: bool) -> None:
    account = add(store)
    token = sessions.fingerprint(sessions.start(store, account["id"], "127.0.0.1", 1.0))
    users.change(store, COMMAND_LINE, account["id"], changes)
    assert (sessions.find(store, token) is None) is ends


@pytest.mark.long
def test_a_new_password_ends_sessions_and_the_old_one(store: Store) -> None:
    account = add(store)
    token = sessions.fingerprint(sessions.start(store, account["id"], "127.0.0.1", 1.0))
    passwords.set_password(store, COMMAND_LINE, account["id"], ANOTHER, own=True)
    assert sessions.find(store, token) is None
    with pytest.raises(NotSignedIn):
        authenticate(store, account["email"], PASSWORD, "127.0.0.1")
    assert authenticate(store, account["email"], ANOTHER, "127.0.0.1").user_id == account["id"]


@pytest.mark.long
def test_everybody_may_change_their_own_password_if_they_know_it(store: Store) -> None:
    account = add(store)
    with pytest.raises(InvalidInput, match="not your present password"):
        passwords.change_own_password(store, as_actor(account), "wrong wrong wrong", ANOTHER)
    with pytest.raises(InvalidInput, match="choose another"):
        passwords.change_own_password(store, as_actor(account), PASSWORD, PASSWORD)
    passwords.change_own_password(store, as_actor(account), PASSWORD, ANOTHER)
    assert authenticate(store, account["email"], ANOTHER, "127.0.0.1").user_id == account["id"]


def test_what_is_not_there_or_not_changeable_is_named(store: Store) -> None:
    account = add(store)
    with pytest.raises(NotFound, match="no account 999"):
        users.change(store, COMMAND_LINE, 999, {"role": "admin"})
    with pytest.raises(InvalidInput, match="'email'"):
        users.change(store, COMMAND_LINE, account["id"], {"email": "b@c.de"})
    with pytest.raises(NotFound, match=r"nobody@x\.de"):
        users.find(store, "nobody@x.de")


def test_every_change_is_in_the_audit_log_without_secrets(store: Store) -> None:
    account = add(store)
    users.change(store, COMMAND_LINE, account["id"], {"role": "manager"})
    users.change(store, COMMAND_LINE, account["id"], {"role": "manager"})  # nothing to change, nothing to tell
    passwords.set_password(store, COMMAND_LINE, account["id"], ANOTHER, own=True)
    log = logged(store, entity="users")
    assert [entry["action"] for entry in log] == ["set password", "change", "create"]
    assert json.loads(log[1]["after"])["role"] == "manager"
    assert "$2b$" not in str(log)
