"""Whose account here a provider's person has: found, made or joined, and kept as the provider says."""

from collections.abc import Mapping
from typing import Any

from producflow.access import audit, passwords
from producflow.access.oidc.granting import Grant, granted
from producflow.access.roles import Actor, Role
from producflow.errors import NotSignedIn
from producflow.providers import Provider
from producflow.store.database import Session, Store, Transaction
from producflow.store.queries import account_links, identities, second_factors
from producflow.store.queries import users as queries

LONGEST_NAME = 200


def account_of(store: Store, provider: Provider, claims: Mapping[str, Any]) -> dict[str, Any]:
    """The account of whoever a provider vouches for, as its groups say; made or joined where the settings let it.

    Parameters
    ----------
    claims : mapping
        Verified.

    Returns
    -------
    dict
        The row of ``users``.

    Raises
    ------
    NotSignedIn
        If they may not come in; the sentence says why.
    """
    grant = granted(provider, claims)
    user_id = store.read(identities.user_of, provider.issuer, claims["sub"])
    if user_id is None:
        return store.write(_first_time, provider, claims, grant)
    account = _active(store.read(_account, user_id))
    if _as_granted(account, grant) == account:
        return account
    return store.write(_brought_up_to_date, provider, user_id, grant)


def _first_time(
    transaction: Transaction, provider: Provider, claims: Mapping[str, Any], grant: Grant
) -> dict[str, Any]:
    known = identities.user_of(transaction, provider.issuer, claims["sub"])
    if known is not None:  # in another tab, a moment ago
        return _active(_account(transaction, known))
    email = _email(provider, claims)
    user_id = queries.id_of(transaction, email)
    if user_id is not None:
        return _joined(transaction, provider, claims, grant, _active(_account(transaction, user_id)))
    if not provider.make_accounts:
        raise NotSignedIn(f"'{email}' has no account here; ask an administrator to make one.")
    if claims.get("email_verified") is False:
        raise NotSignedIn(f"{provider.title} has not verified that '{email}' is yours; verify it there first.")
    name = claims.get("name")
    made = queries.add(
        transaction,
        email=email,
        full_name=" ".join(name.split())[:LONGEST_NAME] if isinstance(name, str) and name.strip() else email,
        role=grant.role or Role(str(provider.role)),
        department=grant.department,
        password_hash=passwords.NOBODY,
    )
    identities.add(transaction, provider.issuer, claims["sub"], made)
    after = _account(transaction, made)
    audit.record(transaction, _by(provider), "create", "users", made, after=after)
    return after


def _joined(
    transaction: Transaction, provider: Provider, claims: Mapping[str, Any], grant: Grant, account: dict[str, Any]
) -> dict[str, Any]:
    """Let an account of the same address be theirs; its password goes, since the provider's word must count."""
    taken = f"'{account['email']}' has an account here already, and it is not of {provider.title}"
    if not provider.join_accounts or identities.issuer_of(transaction, account["id"]) is not None:
        raise NotSignedIn(f"{taken}; ask an administrator.")
    if claims.get("email_verified") is not True:
        raise NotSignedIn(f"{taken}, which has not verified that the address is yours; ask an administrator.")
    if account["role"] == Role.ADMIN:
        raise NotSignedIn(f"{taken}: an administrator with a password stays one, to come in when it is away.")
    identities.add(transaction, provider.issuer, claims["sub"], account["id"])
    queries.set_password_hash(transaction, account["id"], passwords.NOBODY)
    account_links.revoke_all(transaction, account["id"])
    second_factors.remove(transaction, account["id"])
    audit.record(transaction, _by(provider), "join", "users", account["id"], before=account)
    return _brought_up_to_date(transaction, provider, account["id"], grant)


def _brought_up_to_date(transaction: Transaction, provider: Provider, user_id: int, grant: Grant) -> dict[str, Any]:
    before = _account(transaction, user_id)
    wanted = _as_granted(before, grant)
    if wanted == before:
        return before
    values = {name: wanted[name] for name in ("full_name", "role", "department", "is_active")}
    queries.change(transaction, user_id, ends_sessions=False, **values)  # each asks for the role anew
    after = _account(transaction, user_id)
    audit.record(transaction, _by(provider), "change", "users", user_id, before=before, after=after)
    return after


def _as_granted(account: dict[str, Any], grant: Grant) -> dict[str, Any]:
    return account | {
        "role": account["role"] if grant.role is None else grant.role.value,
        "department": grant.department if grant.says_department else account["department"],
    }


def _account(session: Session, user_id: int) -> dict[str, Any]:
    row = queries.by_id(session, user_id)
    assert row is not None  # noqa: S101 -- accounts are never removed
    return row


def _active(account: dict[str, Any]) -> dict[str, Any]:
    if not account["is_active"]:
        raise NotSignedIn("This account is deactivated; ask an administrator to activate it.")
    return account


def _email(provider: Provider, claims: Mapping[str, Any]) -> str:
    """The address of an account: the provider's, or the name to sign in with where that is one."""
    for name in ("email", "preferred_username"):
        value = claims.get(name)
        if isinstance(value, str) and 3 <= len(value) <= 254 and "@" in value.strip("@") and value.isprintable():
            return value.strip().lower()
    raise NotSignedIn(f"{provider.title} sent no email address; ask an administrator to let it send one.")


def _by(provider: Provider) -> Actor:
    return Actor(user_id=None, email=f"provider {provider.name}", full_name=provider.title, role=Role.ADMIN)
