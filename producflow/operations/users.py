"""Accounts: who may sign in, as what. Every change takes effect on the person's next click and call."""

import re
from collections.abc import Mapping
from typing import Any

from producflow.access import audit
from producflow.access.passwords import check_password, hash_password
from producflow.access.roles import Actor, Permission, Role
from producflow.errors import Conflict, InvalidInput, NotFound, existing
from producflow.settings import current as current_settings
from producflow.store.database import Session, Store, Transaction
from producflow.store.queries import identities
from producflow.store.queries import users as queries

LEAST_CHARACTERS = 12
MOST_BYTES = 72
"""bcrypt reads no further; a longer password would be cut in silence. [bytes]"""
FEWEST_DIFFERENT = 5
LONGEST_EMAIL = 254
CHANGEABLE = frozenset({"full_name", "role", "department", "is_active"})


def everyone(store: Store, actor: Actor) -> list[dict[str, Any]]:
    """All accounts by email, without password hashes.

    Raises
    ------
    NotAllowed
        Unless the actor may manage people.
    """
    actor.require(Permission.MANAGE_USERS)
    return store.read(queries.everyone)


def find(store: Store, email: str) -> int:
    """Id of the account with this address, in any case.

    Raises
    ------
    NotFound
        If there is none.
    """
    found = store.read(queries.id_of, email.strip())
    if found is None:
        raise NotFound(f"There is no account '{email.strip()}'; see who has one with: python -m producflow users list.")
    return found


def create(
    store: Store, actor: Actor, *, email: str, full_name: str, role: str, password: str, department: str | None = None
) -> dict[str, Any]:
    """Add an account and return it.

    Parameters
    ----------
    email : str
        Unique whatever its case.
    role : str
        One of :class:`Role`.
    password : str
        See :func:`sound_password`.
    department : str, optional

    Raises
    ------
    NotAllowed, InvalidInput, Conflict
        Conflict where the address has an account already.
    """
    actor.require(Permission.MANAGE_USERS)
    address = sound_email(email)
    values = {"full_name": _full_name(full_name), "role": _role(role), "department": _department(department)}
    password_hash = hash_password(sound_password(password, address))

    def work(transaction: Transaction) -> dict[str, Any]:
        if queries.id_of(transaction, address) is not None:
            raise Conflict(f"'{address}' has an account already; change that one instead.")
        user_id = queries.add(transaction, email=address, password_hash=password_hash, **values)
        made = _account(transaction, user_id)
        audit.record(transaction, actor, "create", "users", user_id, after=made)
        return made

    return store.write(work)


def change(store: Store, actor: Actor, user_id: int, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Change an account's name, role, department or activity, and return it.

    Parameters
    ----------
    changes : mapping
        Any of ``full_name``, ``role``, ``department`` and ``is_active``; what is left out stays.

    Raises
    ------
    NotAllowed, NotFound, InvalidInput, Conflict
        Conflict where nobody would be left to manage people.

    Notes
    -----
    A change of role or activity ends the person's sessions and tokens.
    """
    actor.require(Permission.MANAGE_USERS)
    unknown = sorted(set(changes) - CHANGEABLE)
    if unknown:
        raise InvalidInput(f"'{unknown[0]}' of an account cannot be changed.", unknown[0])

    def work(transaction: Transaction) -> dict[str, Any]:
        before = _account(transaction, user_id)
        wanted = {name: before[name] for name in CHANGEABLE} | dict(changes)
        values: dict[str, Any] = {
            "full_name": _full_name(wanted["full_name"]),
            "role": _role(wanted["role"]),
            "department": _department(wanted["department"]),
            "is_active": bool(wanted["is_active"]),
        }
        if all(values[name] == before[name] for name in CHANGEABLE):
            return before
        _leave_to_the_provider(transaction, before, values)
        _keep_an_administrator(transaction, before, values)
        ends_sessions = any(values[name] != before[name] for name in ("role", "is_active"))
        queries.change(transaction, user_id, ends_sessions=ends_sessions, **values)
        after = _account(transaction, user_id)
        audit.record(transaction, actor, "change", "users", user_id, before=before, after=after)
        return after

    return store.write(work)


def deactivate(store: Store, actor: Actor, user_id: int) -> dict[str, Any]:
    """Let a person in no longer, from the next click and call on; what they did stays theirs."""
    return change(store, actor, user_id, {"is_active": False})


def reactivate(store: Store, actor: Actor, user_id: int) -> dict[str, Any]:
    """Let a person in again, with the password they had."""
    return change(store, actor, user_id, {"is_active": True})


def set_password(store: Store, actor: Actor, user_id: int, password: str) -> None:
    """Give an account a new password and end its sessions and tokens.

    Raises
    ------
    NotAllowed, NotFound, InvalidInput
    """
    actor.require(Permission.MANAGE_USERS)
    _replace_password(store, actor, user_id, password)


def change_own_password(store: Store, actor: Actor, current: str, password: str) -> None:
    """Let anyone who knows their present password choose another; ends their other sessions and tokens too.

    Raises
    ------
    InvalidInput
        If the present password is wrong, or the new one is not good enough.
    NotFound
        If the actor is no person with an account.
    """
    if actor.user_id is None:
        raise NotFound(f"{actor.full_name} has no account and so no password.")
    found = store.read(queries.password_hash, actor.user_id)
    if found is None or not check_password(current, found):
        raise InvalidInput("That is not your present password; type it again.", "current")
    if current == password:
        raise InvalidInput("The new password is the present one; choose another.", "password")
    _replace_password(store, actor, actor.user_id, password)


def sound_email(email: str) -> str:
    """Return an address in the one spelling under which it is kept: trimmed, in lower case.

    Raises
    ------
    InvalidInput
        If it cannot be an address. Names without a dot or of a plant's own network are fine.
    """
    address = email.strip().lower()
    if not re.fullmatch(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+", address) or len(address) > LONGEST_EMAIL:
        raise InvalidInput(f"'{email.strip()}' is no email address; write it as name@company.com.", "email")
    return address


def sound_password(password: str, email: str) -> str:
    """Return the password if it is good enough.

    Raises
    ------
    InvalidInput
        If it is shorter than 12 characters, longer than 72 bytes in UTF-8, made of fewer than five different
        characters, or contains the name in the address.

    Notes
    -----
    After NIST SP 800-63B: length counts, any character is welcome, and no mixture of kinds is asked for.
    """
    if len(password) < LEAST_CHARACTERS:
        raise InvalidInput(f"A password needs at least {LEAST_CHARACTERS} characters; a few words will do.", "password")
    size = len(password.encode())
    if size > MOST_BYTES:
        raise InvalidInput(
            f"A password may have up to {MOST_BYTES} bytes; this one has {size}, so shorten it.", "password"
        )
    if "\0" in password:
        raise InvalidInput("A password cannot contain a zero byte; leave it out.", "password")
    if len(set(password)) < FEWEST_DIFFERENT:
        raise InvalidInput(
            "This password repeats so few characters that it is easily guessed; choose another.", "password"
        )
    name = email.split("@")[0].casefold()
    if len(name) >= FEWEST_DIFFERENT and name in password.casefold():
        raise InvalidInput("A password must not contain the name in the email address; choose another.", "password")
    return password


def _replace_password(store: Store, actor: Actor, user_id: int, password: str) -> None:
    account = store.read(_account, user_id)
    if store.read(identities.issuer_of, user_id) is not None:
        raise Conflict(f"'{account['email']}' signs in with a provider and has no password here.")
    password_hash = hash_password(sound_password(password, account["email"]))

    def work(transaction: Transaction) -> None:
        before = _account(transaction, user_id)
        queries.set_password_hash(transaction, user_id, password_hash)
        after = _account(transaction, user_id)
        audit.record(transaction, actor, "set password", "users", user_id, before=before, after=after)

    store.write(work)


def _account(session: Session, user_id: int) -> dict[str, Any]:
    return existing(queries.by_id(session, user_id), "account", user_id)


def _keep_an_administrator(transaction: Transaction, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    was = before["role"] == Role.ADMIN and before["is_active"]
    stays = after["role"] == Role.ADMIN and after["is_active"]
    if was and not stays and queries.other_active_administrators(transaction, before["id"]) == 0:
        raise Conflict(
            f"'{before['email']}' is the last active administrator with a password; make somebody else one first."
        )


def _leave_to_the_provider(transaction: Transaction, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Refuse to change what the groups of somebody's provider say: at the next click it would be as they say."""
    issuer = identities.issuer_of(transaction, before["id"])
    provider = next((each for each in current_settings().providers if each.issuer == issuer), None)
    said = {} if provider is None else {"role": provider.roles, "department": provider.departments}
    for name, groups in said.items():
        if groups and after[name] != before[name] and provider is not None:
            raise Conflict(f"{provider.title} says what {name} '{before['email']}' has; change their groups there.")


def _full_name(name: str) -> str:
    trimmed = " ".join(str(name).split())
    if not trimmed or len(trimmed) > 200:
        raise InvalidInput("A person needs a name of 1 to 200 characters.", "full_name")
    return trimmed


def _role(role: str) -> str:
    if role not in set(Role):
        raise InvalidInput(f"'{role}' is no role; use one of {', '.join(Role)}.", "role")
    return str(role)


def _department(department: str | None) -> str | None:
    return (" ".join(department.split()) or None) if department else None
