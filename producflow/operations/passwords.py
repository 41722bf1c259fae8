"""Setting passwords: others' by whoever manages people, one's own by anybody who has one."""

from collections.abc import Callable

from producflow.access import audit
from producflow.access.passwords import check_password, hash_password, sound_password
from producflow.access.roles import Actor, Permission
from producflow.errors import Conflict, InvalidInput, NotFound, NotSignedIn, existing
from producflow.store.database import Store, Transaction
from producflow.store.queries import account_links, identities
from producflow.store.queries import users as queries


def set_password(store: Store, actor: Actor, user_id: int, password: str, *, own: bool = False) -> None:
    """Give an account a new password and end its sessions, tokens and links.

    Parameters
    ----------
    own : bool
        Whether the person has typed it; else it must be changed at the first sign-in, since somebody else knows it.

    Raises
    ------
    NotAllowed, NotFound, InvalidInput, Conflict
        Conflict where the account is of a provider.
    """
    actor.require(Permission.MANAGE_USERS)
    _replace(store, actor, user_id, password, must_change=not own)


def change_own_password(store: Store, actor: Actor, current: str, password: str) -> None:
    """Let anyone who knows their present password choose another; ends their sessions, tokens and links.

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
    choose_password(store, actor, password)


def choose_password(store: Store, actor: Actor, password: str, version: int | None = None) -> None:
    """Let somebody who has just proved who they are choose their own password.

    Parameters
    ----------
    version : int, optional
        Of the credentials with which they have: a password that was set since then, by whomever, is kept.

    Raises
    ------
    InvalidInput
        If it is the present one, or not good enough.
    NotSignedIn
        If their credentials are others by now.
    """
    if check_password(password, store.read(queries.password_hash, actor.user_id)):
        raise InvalidInput("The new password is the present one; choose another.", "password")
    _replace(store, actor, actor.user_id, password, must_change=False, version=version)


def set_by_link(store: Store, person: Actor, password: str, used: Callable[[Transaction], None]) -> None:
    """Set the password of whoever has a link for it, in one with what uses that up; see ``operations.account_links``.

    Raises
    ------
    InvalidInput
        If it is not good enough.
    """
    _replace(store, person, person.user_id, password, must_change=False, first=used)


def _replace(
    store: Store,
    actor: Actor,
    user_id: int | None,
    password: str,
    *,
    must_change: bool,
    version: int | None = None,
    first: Callable[[Transaction], None] = lambda _: None,
) -> None:
    account = existing(store.read(queries.by_id, user_id), "account", user_id)
    if store.read(identities.issuer_of, user_id) is not None:
        raise Conflict(f"'{account['email']}' signs in with a provider and has no password here.")
    password_hash = hash_password(sound_password(password, account["email"]))

    def work(transaction: Transaction) -> None:
        first(transaction)
        before = existing(queries.by_id(transaction, user_id), "account", user_id)
        if version not in (None, before["credentials_version"]):
            raise NotSignedIn("Your password was changed meanwhile; sign in again.")
        queries.set_password_hash(transaction, before["id"], password_hash, must_change=must_change)
        account_links.revoke_all(transaction, before["id"])
        after = queries.by_id(transaction, user_id)
        audit.record(transaction, actor, "set password", "users", user_id, before=before, after=after)

    store.write(work)
