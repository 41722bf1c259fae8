"""Accounts: who may sign in, as what. Every change takes effect on the person's next click and call."""

import re
from collections.abc import Mapping
from typing import Any

from producflow.access import audit
from producflow.access.passwords import NOBODY, hash_password, sound_password
from producflow.access.roles import Actor, Permission, Role
from producflow.errors import Conflict, InvalidInput, NotFound, existing
from producflow.settings import current as current_settings
from producflow.store.database import Session, Store, Transaction
from producflow.store.queries import identities
from producflow.store.queries import users as queries

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
    store: Store,
    actor: Actor,
    *,
    email: str,
    full_name: str,
    role: str,
    password: str | None = None,
    department: str | None = None,
    own: bool = False,
) -> dict[str, Any]:
    """Add an account and return it.

    Parameters
    ----------
    email : str
        Unique whatever its case.
    role : str
        One of :class:`Role`.
    password : str, optional
        See :func:`producflow.access.passwords.sound_password`. Left out, nobody can sign in before the person has
        chosen one by a link, see :mod:`producflow.access.account_links`.
    department : str, optional
    own : bool
        Whether the person has typed the password; else it must be changed at the first sign-in, since somebody else
        knows it.

    Raises
    ------
    NotAllowed, InvalidInput, Conflict
        Conflict where the address has an account already.
    """
    actor.require(Permission.MANAGE_USERS)
    address = sound_email(email)
    values: dict[str, Any] = {"full_name": _full_name(full_name), "role": _role(role)}
    values["department"] = _department(department)
    password_hash = NOBODY if password is None else hash_password(sound_password(password, address))
    values |= {"password_hash": password_hash, "must_change_password": password is not None and not own}

    def work(transaction: Transaction) -> dict[str, Any]:
        if queries.id_of(transaction, address) is not None:
            raise Conflict(f"'{address}' has an account already; change that one instead.")
        user_id = queries.add(transaction, email=address, **values)
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
        # Nobody is signed out, and nothing is written down, for a change that is none.
        if all(values[name] == before[name] for name in CHANGEABLE):
            return before
        _leave_to_the_provider(transaction, before, values)
        # Within the write: two who deactivate one another at the same moment must not both succeed.
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
